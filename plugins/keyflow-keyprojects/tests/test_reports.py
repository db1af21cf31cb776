"""Monthly reports (C4.8, C7, E3): opened, reminded, late, returned, corrected, missed."""

import pytest

from keyflow import Refused
from keyflow.commands import Resume, Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects.deductions import deductions
from keyflow_keyprojects.lights import light_in
from keyflow_keyprojects.quarters.facts import quarter_facts
from keyflow_keyprojects.reports import goes_on_from
from keyflow_keyprojects.rules.months import Quarter

from .days import CITY, KPMO, PROBLEM, Days, at, day, figures  # noqa: TID252 - tests are no package

NUMBER = "K004"  # a continuing project, in construction from the beginning


@pytest.fixture
def days():
    opened = []

    def begin(*numbers, **more):
        opened.append(Days(*(numbers or (NUMBER,)), **more))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def ladder(d, case):
    """Return day and notice of the ladder, and to how many."""
    steps = {}
    for when, notice, _ in d.told(case):
        if notice.startswith("M23"):
            steps[when, notice] = steps.get((when, notice), 0) + 1
    return steps


def test_january_is_due_on_a_saturday_that_is_worked_and_told_up_the_ladder(days):
    # E3
    d = days().on("2011-02-01")
    january = d.reports(NUMBER)["2011-01"]
    (due,) = [item for item in january.armed if item.name == "due"]
    assert (due.last.isoformat(), due.due) == ("2011-02-12", at("2011-02-13", 0))
    d.on("2011-02-16")
    assert ladder(d, january.id) == {
        ("2011-02-10", "M23-reminder"): 2,
        ("2011-02-12", "M23-today"): 3,
        ("2011-02-14", "M23-overdue"): 4,
        ("2011-02-16", "M23-sponsor"): 1,
    }
    (late,) = [item for item in d.engine.case(january.id).armed if item.name == "due"]
    assert late.late
    expired = next(e for e in d.engine.history(january.id) if "expired" in e.body)
    assert expired.occurred_at == at("2011-02-13", 0)


def test_the_office_asking_twice_tells_nobody_twice(days):
    d = days().on("2011-02-16")
    january = d.reports(NUMBER)["2011-01"].id
    before = d.told(january), len(d.engine.history(january))
    d.engine.run_due()
    assert (d.told(january), len(d.engine.history(january))) == before


def test_submitted_on_the_fifteenth_it_is_late_and_the_sponsor_is_not_told(days):
    d = days().on("2011-02-15")
    january = d.reports(NUMBER)["2011-01"].id
    dispatcher, _, _ = d.people(NUMBER)
    d.fire(january, "submit", dispatcher, figures())
    case = d.engine.case(january)
    assert (case.state, case.data["late"]) == ("checking.submitted", True)
    assert case.data["submitted_by"] == dispatcher.id
    assert d.engine.history(january)[-1].body["late"][0][2] == 2
    d.on("2011-02-20")
    assert ("2011-02-16", "M23-sponsor") not in ladder(d, january)


def test_what_never_comes_is_missed_at_the_quarters_cut_off(days):
    d = days().on("2011-04-15")
    assert d.reports(NUMBER)["2011-01"].state == "filing.open"
    d.on("2011-04-16")
    found = d.reports(NUMBER)
    assert {period: case.state for period, case in found.items()} == dict.fromkeys(
        ("2011-01", "2011-02", "2011-03"), "missed"
    )
    last = d.engine.history(found["2011-01"].id)[-1]
    assert (last.occurred_at, last.body["rule"]) == (at("2011-04-16", 0), "the quarter's cut-off")


def test_a_draft_is_saved_checked_by_two_others_and_accepted(days):
    d = days().on("2011-02-10")
    january = d.reports(NUMBER)["2011-01"].id
    dispatcher, dept, kpmo = d.people(NUMBER)
    d.fire(january, "save", dispatcher, figures())
    d.fire(january, "submit", dispatcher)
    with pytest.raises(Refused) as no:
        d.fire(january, "verify", Actor(dispatcher.id, {"dept"}))
    assert [finding.check for finding in no.value.findings] == ["k30-other-person"]
    verification = d.engine.case(january).armed
    assert [(item.name, item.last.isoformat()) for item in verification] == [
        ("verification", "2011-02-12")
    ]
    d.fire(january, "verify", dept)
    acceptance = d.engine.case(january).armed
    assert [(item.name, item.last.isoformat()) for item in acceptance] == [
        ("acceptance", "2011-02-14")
    ]
    with pytest.raises(Refused):
        d.fire(january, "accept", Actor(dept.id, {"kpmo"}))
    d.fire(january, "accept", kpmo)
    case = d.engine.case(january)
    assert (case.state, case.data["late"]) == ("accepted.received", False)
    assert [(item.name, item.last.isoformat()) for item in case.armed] == [
        ("briefing", "2011-02-14")
    ]


def test_a_return_after_the_due_day_gives_two_working_days_once(days):
    d = days().on("2011-02-12")
    january = d.reports(NUMBER)["2011-01"].id
    dispatcher, dept, kpmo = d.people(NUMBER)
    d.fire(january, "submit", dispatcher, figures())
    d.on("2011-02-14").fire(january, "verify", dept)
    d.fire(january, "send_back", kpmo, comment="sums are astray")
    assert d.told(january)[-1] == ("2011-02-14", "M24", dispatcher.id)
    (due,) = [item for item in d.engine.case(january).armed if item.name == "due"]
    assert due.last.isoformat() == "2011-02-16"
    d.on("2011-02-16").fire(january, "submit", dispatcher)
    assert d.engine.case(january).data["late"] is False
    d.on("2011-02-17").fire(january, "send_back", dept, comment="again")
    d.engine.run_due()
    (due,) = [item for item in d.engine.case(january).armed if item.name == "due"]
    assert (due.last.isoformat(), due.late) == ("2011-02-16", True)


def test_a_return_before_the_due_day_changes_nothing(days):
    d = days().on("2011-02-09")
    january = d.reports(NUMBER)["2011-01"].id
    dispatcher, dept, _ = d.people(NUMBER)
    d.fire(january, "submit", dispatcher, figures())
    d.on("2011-02-10").fire(january, "send_back", dept, comment="which month?")
    (due,) = [item for item in d.engine.case(january).armed if item.name == "due"]
    assert due.last.isoformat() == "2011-02-12"
    assert not d.engine.case(january).data["graced"]


def test_on_hold_stop_reports_are_owed_instead_and_handed_in_on_hold(days):
    d = days().on("2011-03-21")
    report = {"reason_class": "land", "since": "2011-03-21", "expected_end": "2011-09-01"}
    hold = Suspend(d.cases[NUMBER], "on hold", {"suspension_report": report})
    d.engine.do(hold, by=CITY)
    d.on("2011-05-05")
    assert set(d.reports(NUMBER)) == {"2011-01", "2011-02", "2011-03"}
    stops = d.reports(NUMBER, "stop_report")
    assert set(stops) == {"2011-03", "2011-04"}
    assert [item.last.isoformat() for item in stops["2011-04"].armed] == ["2011-05-09"]
    dispatcher, _, kpmo = d.people(NUMBER)
    d.fire(stops["2011-04"].id, "submit", dispatcher, {"report": "停工 / stopped"})
    d.fire(stops["2011-04"].id, "accept", kpmo)
    assert d.reports(NUMBER, "stop_report")["2011-04"].outcome == "accepted"
    # March was still worked in part: its monthly report was owed and was missed, on hold or not.
    assert d.reports(NUMBER)["2011-03"].outcome == "missed"
    plan = {"made_on": "2011-05-05", "planned_finish": "2012-12-20",
            "monthly_plan": d.project(NUMBER).data.raw["monthly_plan"]}  # fmt: skip
    d.engine.do(Resume(d.cases[NUMBER], "goes on", {"replan": plan}), by=CITY)
    d.on("2011-07-02")
    assert set(d.reports(NUMBER, "stop_report")) == {"2011-03", "2011-04", "2011-05"}
    assert set(d.reports(NUMBER)) >= {"2011-05", "2011-06"}
    assert "2011-04" not in d.reports(NUMBER)


def test_of_a_month_on_hold_as_a_whole_no_monthly_report_is_owed(days):
    """C7, C9: the city decides in March that nothing has gone on since January."""
    d = days().on("2011-02-03")
    d.file(NUMBER, "2011-01")
    d.on("2011-03-02")
    report = {"reason_class": "land", "since": "2011-01-31", "expected_end": "2011-09-01"}
    hold = Suspend(d.cases[NUMBER], "on hold", {"suspension_report": report})
    d.engine.do(hold, by=CITY)
    february = d.reports(NUMBER)["2011-02"]
    assert (february.state, february.outcome) == ("on_hold", "on_hold")
    assert february.data["excuse"] == "自 2011-01-31 起暂停 / on hold since 2011-01-31"
    # January was worked in, and handed in; March is on hold as well: what is owed is a word on it.
    d.on("2011-04-04")
    assert d.reports(NUMBER)["2011-01"].stage == "accepted"
    assert d.reports(NUMBER)["2011-03"].state == "on_hold"
    assert d.reports(NUMBER, "stop_report")["2011-03"].state == "open"
    d.on("2011-04-18")
    (found,) = quarter_facts(d.engine, Quarter(2011, 1))
    # January dropped out too: the project stood still at its end.
    assert (found.facts.assessed, found.facts.listed, found.facts.missed) == (0, 3, 0)
    assert deductions(d.engine, d.project(NUMBER), 2011) == []
    assert light_in(d.project(NUMBER), "2011-02").colour == "grey"
    plan = {"made_on": "2011-04-18", "planned_finish": "2012-12-20",
            "monthly_plan": d.project(NUMBER).data.raw["monthly_plan"]}  # fmt: skip
    d.engine.do(Resume(d.cases[NUMBER], "goes on", {"replan": plan}), by=CITY)
    d.on("2011-05-03")
    # April is owed again, and goes on from January: nothing is missing in between.
    april = d.reports(NUMBER)["2011-04"]
    assert goes_on_from(d.engine, april).missing == ()
    dispatcher, *_ = d.people(NUMBER)
    d.fire(april.id, "submit", dispatcher, figures(month="1000000", done="20150000",
                                                   problems=[PROBLEM]))  # fmt: skip
    with pytest.raises(Refused):
        d.fire(d.reports(NUMBER)["2011-01"].id, "excuse_held", KPMO)


def test_the_overdue_duties_of_who_checks_are_told(days):
    d = days().on("2011-02-09")
    january = d.reports(NUMBER)["2011-01"].id
    dispatcher, dept, _ = d.people(NUMBER)
    d.fire(january, "submit", dispatcher, figures())
    d.on("2011-02-13")
    assert d.told(january)[-1][:2] == ("2011-02-12", "M23-verification")
    d.fire(january, "verify", dept)
    d.on("2011-02-18")
    assert d.told(january)[-1] == ("2011-02-17", "M23-acceptance", "role:kpmo")


def test_a_new_sponsor_is_told_of_the_reports_that_are_open(days):
    d = days().on("2011-02-13")
    project = d.project(NUMBER)
    new = next(person for person in ("he-jianping", "lin-jianping")
               if person != project.data["sponsor"])  # fmt: skip
    change = {"sponsor": new, "former_sponsor": project.data["sponsor"]}
    d.fire(project.id, "change_sponsor", CITY, change)
    d.on("2011-02-16")
    january = d.reports(NUMBER)["2011-01"].id
    assert d.told(january)[-1] == ("2011-02-16", "M23-sponsor", new)


def test_the_sponsors_contact_is_logged_by_the_last_working_day_of_the_month(days):
    d = days().on("2011-02-10")
    contacts = d.reports(NUMBER, "sponsor_contact")
    assert set(contacts) == {"2011-01", "2011-02"}
    assert contacts["2011-01"].armed[0].late
    assert d.told(contacts["2011-01"].id)[0][:2] == ("2011-02-01", "M23-contact")
    by = Actor(d.project(NUMBER).data["sponsor"])
    d.fire(contacts["2011-02"].id, "log", by, {"met_on": "2011-02-10", "what": "site visit"})
    assert d.reports(NUMBER, "sponsor_contact")["2011-02"].outcome == "logged"


# C7 for the whole of 2011, counted by hand: 250 working days; the weekends that were worked are
# 01-30, 02-12, 04-02, 10-08, 10-09 and 12-31.
REPORTS = {
    "2011-01": "2011-02-12", "2011-02": "2011-03-07", "2011-03": "2011-04-08",
    "2011-04": "2011-05-09", "2011-05": "2011-06-08", "2011-06": "2011-07-07",
    "2011-07": "2011-08-05", "2011-08": "2011-09-07", "2011-09": "2011-10-12",
    "2011-10": "2011-11-07", "2011-11": "2011-12-07", "2011-12": "2012-01-10",
}  # fmt: skip
CONTACTS = {
    "2011-01": "2011-01-31", "2011-02": "2011-02-28", "2011-03": "2011-03-31",
    "2011-04": "2011-04-29", "2011-05": "2011-05-31", "2011-06": "2011-06-30",
    "2011-07": "2011-07-29", "2011-08": "2011-08-31", "2011-09": "2011-09-30",
    "2011-10": "2011-10-31", "2011-11": "2011-11-30", "2011-12": "2011-12-31",
}  # fmt: skip
CUT_OFFS = {"Q1": "2011-04-15", "Q2": "2011-07-14", "Q3": "2011-10-19", "Q4": "2012-01-17"}
REVIEWS = {
    "2011-Q1": "2011-04-22", "2011-Q2": "2011-07-21", "2011-Q3": "2011-10-26",
    "2011-Q4": "2012-01-29",
}  # fmt: skip
MEETINGS = {
    "2011-01": "2011-01-07", "2011-02": "2011-02-09", "2011-03": "2011-03-04",
    "2011-04": "2011-04-01", "2011-05": "2011-05-06", "2011-06": "2011-06-03",
    "2011-07": "2011-07-01", "2011-08": "2011-08-05", "2011-09": "2011-09-02",
    "2011-10": "2011-10-08", "2011-11": "2011-11-04", "2011-12": "2011-12-02",
}  # fmt: skip
BULLETINS = {
    "2011-01": "2011-02-18", "2011-02": "2011-03-14", "2011-03": "2011-04-15",
    "2011-04": "2011-05-16", "2011-05": "2011-06-15", "2011-06": "2011-07-14",
    "2011-07": "2011-08-12", "2011-08": "2011-09-15", "2011-09": "2011-10-19",
    "2011-10": "2011-11-14", "2011-11": "2011-12-14", "2011-12": "2012-01-17",
}  # fmt: skip
PRELIMINARY = {
    "2011-Q1": "2011-04-08", "2011-Q2": "2011-07-07", "2011-Q3": "2011-10-12",
    "2011-Q4": "2012-01-10",
}  # fmt: skip


def test_all_that_is_owed_in_2011_falls_due_on_the_days_counted_by_hand(days):
    d = days(NUMBER, "P002").on("2012-01-30")

    def dues(found, name):
        """Return the last day of a deadline of each period, over or still running."""
        days = {}
        for period, case in found.items():
            rows = [*d.engine.deadlines(case=case.id), *d.engine.deadlines(case=case.id,
                    status="done")]  # fmt: skip
            days[period] = next(r.armed.last.isoformat() for r in rows if r.armed.name == name)
        return {period: last for period, last in days.items() if period.startswith("2011")}

    reports = d.reports(NUMBER)
    assert dues(reports, "due") == REPORTS
    quarters = {period: CUT_OFFS[f"Q{(int(period[-2:]) + 2) // 3}"] for period in REPORTS}
    assert dues(reports, "cut") == quarters
    assert dues(d.reports(NUMBER, "sponsor_contact"), "contact") == CONTACTS
    assert dues(d.reports("P002", "preliminary_report"), "due") == PRELIMINARY
    assert dues(d.of(d.office, "joint_meeting"), "day") == MEETINGS
    assert dues(d.of(d.office, "bulletin"), "publication") == BULLETINS
    reviews = d.of(d.office, "quarter_review")
    assert dues(reviews, "publication") == REVIEWS
    assert dues(reviews, "cut") == {f"2011-{q}": last for q, last in CUT_OFFS.items()}
    annual = d.of(d.office, "annual_assessment")
    assert dues(annual, "draft") == {"2011": "2012-01-29"}
    assert dues(annual, "decision") == {"2011": "2012-01-31"}
    assert day(reviews["2011-Q1"].since) == "2011-04-16"
    assert {case.state for case in reviews.values()} == {"frozen"}
