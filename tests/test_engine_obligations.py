"""Duties that come again: opened for each period, reminded, late, missed, waived, caught up."""

from datetime import date, timedelta

import pytest

import keyflow_calendar_cn
from keyflow import Actor, DefinitionError, Engine, NotFound, Refused, load
from keyflow.commands import Note, Resume, Suspend
from keyflow.ruling.periods import anchor, period_of
from keyflow.store.migrate import upgrade
from tests.test_engine_clocks import Desk, at

DISPATCHER, OFFICE, OWNER = (
    Actor("dis", {"dispatcher"}),
    Actor("kp", {"office"}),
    Actor("o", {"owner"}),
)

PROJECT = """
name: project
initial: approval
zone: Asia/Shanghai
calendar: cn
backdate: 90d
schema: {title: text}
roles: [owner, office, dispatcher]
operations: {suspend: {by: office}, resume: {by: office}}
obligations:
  report:
    workflow: report
    every: month
    states: construction
    due: month_end + 5wd
    cut_off: quarter_end + 10wd
    data: {title: title}
    EXTRA: none
  stop_report: {workflow: stop-report, every: month, states: construction, while: suspended,
                due: month_end + 5wd}
stages: {approval: plain, construction: plain, ramp_up: plain, closed: final}
transitions:
  - {trigger: build, source: approval, dest: construction, by: owner}
  - {trigger: produce, source: construction, dest: ramp_up, by: owner}
  - {trigger: rebuild, source: ramp_up, dest: construction, by: owner}
  - {trigger: close, source: [construction, ramp_up], dest: closed, by: owner}
"""
REPORT = """
name: report
initial: open
zone: Asia/Shanghai
calendar: cn
backdate: 90d
schema:
  title: text
  period: {type: text, index: true}
  period_to: date
  due_from: instant
  due_limit: text
  cut_from: instant
  cut_limit: text
  done: decimal
roles: [dispatcher, office]
clocks:
  due:
    limit: data.due_limit
    since: due_from
    states: [open, returned]
    warn: {reminder: 2wd, today: 0d}
    escalate: {office: 1wd, sponsor: 3wd}
stages:
  open: {kind: plain, states: {open: {writable: [done],
         deadlines: {cut: {limit: data.cut_limit, since: cut_from, overdue: miss}}}}}
  returned: {kind: plain, states: {returned: {writable: [done]}}}
  submitted: {kind: plain, states: {submitted: {writable: [done]}}}
  accepted: {kind: plain, states: {accepted: {writable: [done]}}}
  missed: final
  waived: final
transitions:
  - {trigger: submit, source: [open, returned], dest: submitted, by: dispatcher}
  - {trigger: send_back, source: submitted, dest: returned, by: office}
  - {trigger: accept, source: submitted, dest: accepted, by: office}
  - {trigger: correct, source: accepted, dest: submitted, by: dispatcher, comment: required}
  - {trigger: excuse, source: [open, returned], dest: waived, by: office, comment: required}
  - {trigger: miss, source: open, dest: missed, by: system}
notices:
  - {on: warned due.reminder, to: dispatcher, via: box, text: reminder}
  - {on: warned due.today, to: dispatcher, via: box, text: due today}
  - {on: overdue due, to: dispatcher, via: box, text: overdue}
  - {on: overdue due.office, to: office, via: box, text: office told}
  - {on: overdue due.sponsor, to: "person:sponsor", via: box, text: sponsor told}
"""


STOP_REPORT = (
    REPORT.replace("name: report", "name: stop-report")
    .replace("dest: submitted, by: dispatcher}", "dest: submitted, by: dispatcher, while: any}")
    .replace("    states: [open, returned]\n", "    states: [open, returned]\n    runs: always\n")
)


def project(extra=""):
    return PROJECT.replace("    EXTRA: none\n", extra)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def desk(request, tmp_path):
    opened = []

    def made(extra=""):
        url = None if request.param == "memory" else f"sqlite:///{tmp_path}/k.db"
        if request.param == "postgres":
            url = request.getfixturevalue("postgres_url")
            upgrade(url)
        opened.append(
            Desk(url, project(extra), REPORT, STOP_REPORT, plugins=(keyflow_calendar_cn,))
        )
        return opened[-1]

    yield made
    for one in opened:
        one.engine.close()


def reports(d, slot="report"):
    found = d.engine.cases(parent=d.case, limit=99).cases
    return {one.data["period"]: one for one in found if one.slot == slot}


def building(d, on="2011-01-10"):
    d.on(on).start("project", title="Ring road")
    d.fire("build", OWNER)
    return d


def test_the_january_report_is_reminded_late_and_told_up_the_ladder(desk):
    # Scenario E3: due 2011-02-12, a Saturday that is worked.
    d = building(desk())
    d.on("2011-02-16")
    assert d.told() == [
        ("2011-02-10", "reminder", "role:dispatcher"),
        ("2011-02-12", "due today", "role:dispatcher"),
        ("2011-02-13", "overdue", "role:dispatcher"),
        ("2011-02-14", "office told", "role:office"),
        ("2011-02-16", "sponsor told", "sponsor"),
    ]
    d.engine.run_due()
    assert len(d.told()) == 5


def test_a_report_on_the_fifteenth_is_late_by_two_and_the_sponsor_is_never_told(desk):
    d = building(desk()).on("2011-02-15")
    january = reports(d)["2011-01"]
    d.engine.fire(january.id, "submit", by=DISPATCHER, data={"done": "3.5"})
    assert d.engine.history(january.id)[-1].body["late"][0][2] == 2
    d.on("2011-02-20")
    assert "sponsor told" not in [told[1] for told in d.told()]


def test_what_never_comes_is_missed_at_the_cut_off(desk):
    d = building(desk()).on("2011-04-16")
    january = reports(d)["2011-01"]
    assert (january.state, january.outcome) == ("missed", "missed")
    last = d.engine.history(january.id)[-1]
    assert last.occurred_at == at("2011-04-16", 0)
    assert reports(d)["2011-03"].state == "missed"
    assert set(reports(d)) == {"2011-01", "2011-02", "2011-03"}


def test_a_correction_never_overwrites_what_was_accepted(desk):
    d = building(desk()).on("2011-02-10")
    report = reports(d)["2011-01"].id
    d.engine.fire(report, "submit", by=DISPATCHER, data={"done": "60"})
    d.engine.fire(report, "accept", by=OFFICE)
    published = d.on("2011-02-20").clock.now
    d.on("2011-07-12").engine.fire(
        report,
        "correct",
        by=DISPATCHER,
        data={"done": "45"},
        comment="miscounted",
        occurred_at=d.clock.now - timedelta(days=30),
    )
    now = d.engine.case(report)
    assert (str(now.data["done"]), now.state) == ("45", "submitted")
    assert str(d.engine.case(report, as_of=published).data["done"]) == "60"
    then = at("2011-07-01")
    assert str(d.engine.case(report, as_of=then).data["done"]) == "45"
    assert str(d.engine.case(report, as_of=then, known_at=then).data["done"]) == "60"
    assert len(d.engine.history(report, known_at=then)) == len(d.engine.history(report)) - 1


def test_a_month_in_which_the_stage_lasted_only_in_part_is_owed_or_dropped(desk):
    d = building(desk(), "2011-01-10")
    d.on("2011-03-10").fire("produce", OWNER)
    d.on("2011-06-02")
    assert set(reports(d)) == {"2011-01", "2011-02", "2011-03"}


def test_partial_months_are_dropped_where_that_is_the_rule(desk):
    d = building(desk("    partial: dropped\n"), "2011-01-10")
    d.on("2011-03-10").fire("produce", OWNER)
    d.on("2011-06-02")
    assert set(reports(d)) == {"2011-02"}


def test_coming_back_in_the_same_month_owes_it_once(desk):
    d = building(desk(), "2011-01-10")
    d.on("2011-01-20").fire("produce", OWNER)
    d.on("2011-01-25").fire("rebuild", OWNER)
    d.on("2011-03-02")
    assert sorted(reports(d)) == ["2011-01", "2011-02"]


def test_what_is_owed_on_hold_must_be_something_that_can_be_done_on_hold():
    shut = STOP_REPORT.replace(", while: any", "")
    flows = [load(t, plugins=[keyflow_calendar_cn]) for t in (project(), REPORT, shut)]
    with pytest.raises(DefinitionError, match="nobody can do anything while"):
        Engine(None, flows, plugins=[keyflow_calendar_cn])


def test_a_stop_report_is_handed_in_while_the_project_is_suspended(desk):
    d = building(desk(), "2011-01-10")
    d.on("2011-02-20").do(Suspend(d.case, reason="flood"), OFFICE)
    d.on("2011-03-10")
    stop = reports(d, "stop_report")["2011-02"]
    assert {item.name: item.paused_at for item in d.engine.case(stop.id).armed}["due"] is None
    d.engine.fire(stop.id, "submit", by=DISPATCHER)
    assert d.engine.case(stop.id).state == "submitted"


def test_on_hold_another_duty_is_owed(desk):
    d = building(desk(), "2011-01-10")
    d.on("2011-02-20").do(Suspend(d.case, reason="flood"), OFFICE)
    d.on("2011-05-10").do(Resume(d.case), OFFICE)
    d.on("2011-07-02")
    assert set(reports(d)) == {"2011-01", "2011-02", "2011-05", "2011-06"}
    assert set(reports(d, "stop_report")) == {"2011-02", "2011-03", "2011-04", "2011-05"}


@pytest.mark.parametrize(
    ("how", "periods"),
    [
        ("each", ["2011-01", "2011-02", "2011-03", "2011-04"]),
        ("coalesce", ["2011-01/2011-04"]),
        ("skip", ["2011-04"]),
    ],
)
def test_after_months_in_which_nobody_looked_it_is_caught_up(desk, how, periods):
    d = building(desk(f"    catch_up: {how}\n"), "2011-01-10")
    d.clock.now = at("2011-05-20")
    d.engine.run_due()
    assert sorted(reports(d)) == periods
    d.engine.run_due()
    assert sorted(reports(d)) == periods
    d.on("2011-06-02")
    assert "2011-05" in reports(d)


@pytest.mark.parametrize(
    ("how", "periods"),
    [
        ("each", ["2011-02", "2011-05", "2011-09"]),
        ("coalesce", ["2011-02/2011-09"]),
        ("skip", ["2011-09"]),
    ],
)
def test_a_duty_may_be_owed_in_some_months_only(desk, how, periods):
    d = building(desk(f"    months: [2, 5, 9]\n    catch_up: {how}\n"), "2011-01-10")
    assert sorted(reports(d.on("2011-02-20"))) == []
    d.clock.now = at("2011-11-20")
    d.engine.run_due()
    assert sorted(reports(d)) == periods
    (opens,) = [item.due for item in d.engine.case(d.case).armed if item.name == "report"]
    assert opens.isoformat() == "2012-02-29T16:00:00+00:00"


def test_months_are_those_of_a_monthly_duty():
    text = project("    months: [5]\n").replace("every: month", "every: quarter", 1)
    with pytest.raises(DefinitionError, match="`months` goes with `every: month`"):
        load(text, plugins=[keyflow_calendar_cn])
    with pytest.raises(DefinitionError, match=r"months\.0"):
        load(project("    months: [13]\n"), plugins=[keyflow_calendar_cn])


def test_the_end_of_a_project_ends_what_it_owes(desk):
    d = building(desk(), "2011-01-10").on("2011-02-05")
    d.fire("close", OWNER)
    d.on("2011-05-01")
    (only,) = reports(d).values()
    assert only.outcome == "parent-ended"


def test_a_waiver_needs_a_reason(desk):
    d = building(desk()).on("2011-02-05")
    report = reports(d)["2011-01"].id
    with pytest.raises(Refused):
        d.engine.fire(report, "excuse", by=OFFICE)
    d.engine.fire(report, "excuse", by=OFFICE, comment="no works in January")
    assert d.engine.case(report).outcome == "waived"


def test_what_an_occurrence_needs_is_proved_when_the_engine_opens():
    with pytest.raises(DefinitionError, match="which this engine does not have"):
        Engine(
            None, [load(project(), plugins=[keyflow_calendar_cn])], plugins=[keyflow_calendar_cn]
        )
    other = REPORT.replace("due_from: instant", "due_from: text").replace(
        "    since: due_from\n", ""
    )
    texts = (project(), other, STOP_REPORT)
    flows = [load(text, plugins=[keyflow_calendar_cn]) for text in texts]
    with pytest.raises(DefinitionError, match="due_from"):
        Engine(None, flows, plugins=[keyflow_calendar_cn])


@pytest.mark.parametrize("rule", ["month end + 5wd", "day 32", "2nd friday", "period_end + wd"])
def test_a_rule_that_names_no_day_is_a_load_error(rule):
    with pytest.raises(DefinitionError, match="must say a day"):
        load(project().replace("month_end + 5wd", rule, 1), plugins=[keyflow_calendar_cn])


@pytest.mark.parametrize(
    ("rule", "day", "limit"),
    [
        ("period_end + 5wd", date(2011, 2, 28), "5wd"),
        ("quarter_end + 15wd", date(2011, 3, 31), "15wd"),
        ("year_end", date(2011, 12, 30), "1d"),
        ("day 25", date(2011, 2, 24), "1d"),
        ("day 31", date(2011, 2, 27), "1d"),
        ("day 5 next", date(2011, 3, 4), "1d"),
        ("first friday", date(2011, 2, 3), "1d"),
        ("last wd", date(2011, 2, 27), "1d"),
        ("first monday + 2d", date(2011, 2, 7), "2d"),
    ],
)
def test_the_day_a_rule_names_in_february(rule, day, limit):
    period = period_of(date(2011, 2, 14), "month")
    assert anchor(rule, period, lambda one: one.weekday() < 5) == (day, limit)


@pytest.mark.parametrize(
    ("every", "name", "first", "last"),
    [
        ("week", "2010-W52", "2010-12-27", "2011-01-02"),
        ("month", "2011-01", "2011-01-01", "2011-01-31"),
        ("quarter", "2011-Q1", "2011-01-01", "2011-03-31"),
        ("year", "2011", "2011-01-01", "2011-12-31"),
    ],
)
def test_the_period_a_day_lies_in(every, name, first, last):
    assert period_of(date(2011, 1, 1), every) == (
        name,
        date.fromisoformat(first),
        date.fromisoformat(last),
    )


def test_what_is_owed_and_what_opens_next_can_be_listed(desk):
    d = building(desk()).on("2011-02-14")
    (owed,) = [one for one in d.engine.obligations() if one.armed.name == "due"]
    assert (owed.slot, owed.parent, owed.armed.late) == ("report", d.case, True)
    (opening,) = d.engine.openings()
    assert (opening.armed.name, opening.armed.due) == ("report", at("2011-03-01", 0))
    assert d.engine.obligations(root=d.case, before=at("2011-02-01")) == []
    d.engine.fire(owed.case, "submit", by=DISPATCHER)
    over = {one.armed.name: one.days for one in d.engine.obligations(status="done")}
    assert over == {"cut": 0, "due": 1}


def test_a_list_of_cases_as_it_stood_then_and_as_it_was_known_then(desk):
    d = building(desk()).on("2011-03-05")
    d.engine.fire(d.case, "produce", by=OWNER, occurred_at=at("2011-02-20"))
    seen = {
        when: [one.state for one in d.engine.cases(roots=True, **asked).cases]
        for when, asked in {
            "now": {},
            "then": {"as_of": at("2011-02-25")},
            "as known then": {"as_of": at("2011-02-25"), "known_at": at("2011-02-25")},
            "before it was": {"as_of": at("2010-12-31")},
        }.items()
    }
    assert seen == {
        "now": ["ramp_up"],
        "then": ["ramp_up"],
        "as known then": ["construction"],
        "before it was": [],
    }
    found = d.engine.cases(state="construction", as_of=at("2011-02-01"), limit=1)
    assert (found.total, found.cases[0].data["title"]) == (1, "Ring road")


def test_what_was_owed_until_the_stage_was_left_opens_though_nobody_looked(desk):
    d = building(desk(), "2011-01-10")
    d.clock.now = at("2011-04-05")
    d.fire("produce", OWNER)
    assert set(reports(d)) == {"2011-01", "2011-02", "2011-03"}
    d.on("2011-05-02")
    assert set(reports(d)) == {"2011-01", "2011-02", "2011-03", "2011-04"}


def test_a_duty_that_is_due_before_it_opens_is_a_load_error():
    with pytest.raises(DefinitionError, match="opens after the period"):
        load(project().replace("month_end + 5wd", "day 30", 1), plugins=[keyflow_calendar_cn])


def test_an_engine_without_the_workflow_of_a_duty_loses_nothing_of_it(tmp_path):
    url, plugins = f"sqlite:///{tmp_path}/k.db", (keyflow_calendar_cn,)
    d = building(Desk(url, project(), REPORT, STOP_REPORT, plugins=plugins), "2011-01-10")
    d.clock.now = at("2011-02-03")
    poor = Engine(url, clock=d.clock, plugins=plugins)
    poor.do(Note(d.case, "visited"), by=OWNER)
    with pytest.raises(NotFound):
        poor.run_due()
    poor.close()
    assert reports(d) == {}
    d.engine.run_due()
    assert set(reports(d)) == {"2011-01"}
    d.engine.close()
