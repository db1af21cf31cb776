"""The clocks of approval items (C4.7, E6) and the project's 120 working days."""

import pytest

from keyflow import Refused
from keyflow.commands import ExtendLimit, Resume, Suspend
from keyflow.plugin import Actor

from .days import CITY, Days, at, day  # noqa: TID252 - tests are no package

NUMBER = "K002"  # new, in planning: its land-use permit has ten working days, its title thirty
FUNC, HEAD = Actor("window-1", {"func", "nr"}), Actor("head-1", {"func_head"})


@pytest.fixture
def office():
    opened = []

    def begin(*numbers, **more):
        opened.append(Days(*(numbers or (NUMBER,)), **more))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


class Item:
    """An approval item of a project, with a limit and what time does where nobody decides."""

    def __init__(self, days, *, code="LAND_SUPPLY", limit="20wd", on_timeout="escalate"):
        self.days, self.engine = days, days.engine
        data = {"code": code, "name_zh": "事项", "name_en": "Item", "lead_role": "NR",
                "lead_head": "NR-head", "days": limit, "on_timeout": on_timeout,
                "owner": "owner-k002", "sponsor": "sponsor-1"}  # fmt: skip
        project = days.cases[NUMBER]
        self.id = self.engine.start(
            "approval-item", subject=f"x/{code}/{limit}", by=Actor("kpmo-1", {"kpmo"}),
            data=data, parent=project, slot="item",
        ).id  # fmt: skip

    def fire(self, trigger, by=FUNC, data=None, comment=""):
        return self.days.fire(self.id, trigger, by, data, comment)

    def received(self, on):
        self.days.on(on)
        self.fire("submit", Actor("owner-k002"))
        return self

    def in_review(self, on):
        self.received(on)
        self.fire("accept")
        self.fire("review")
        return self

    @property
    def case(self):
        return self.engine.case(self.id)

    @property
    def last(self):
        (item,) = [item for item in self.case.armed if item.name == "decision"]
        return item.last.isoformat()

    def told(self, *notices):
        return [row for row in self.days.told(self.id) if row[1].startswith(notices)]


def test_expert_review_stops_the_clock_and_its_new_end_is_told(office):
    # E6
    item = Item(office(begin="2011-09-20")).in_review("2011-09-20")
    assert item.last == "2011-10-21"
    item.days.on("2011-09-26")
    item.fire("special", comment="expert review")
    item.days.on("2011-10-11")
    item.fire("end_special")
    assert item.last == "2011-11-02"
    assert {row[0] for row in item.told("M30")} == {"2011-10-11"}
    item.days.on("2011-11-02")
    assert item.told("M13") == [("2011-10-31", "M13-soon", "NR")]
    item.days.on("2011-11-04")
    assert item.told("M13-overdue") == [
        ("2011-11-03", "M13-overdue", "NR-head"),
        ("2011-11-03", "M13-overdue", "role:kpmo"),
        ("2011-11-03", "M13-overdue", "sponsor-1"),
    ]
    assert item.case.state == "handling.in_review"
    (late,) = [e for e in item.engine.history(item.id) if "expired" in e.body]
    assert "incidents" not in late.body


def test_silence_after_receipt_is_acceptance_counted_from_receipt(office):
    # E6: received 2011-01-27, no word until 02-09.
    item = Item(office()).received("2011-01-27")
    item.days.on("2011-02-09")
    assert item.case.state == "handling.received"
    item.days.on("2011-02-10", 0)
    case = item.case
    assert (case.state, day(case.data["counted_from"])) == ("handling.accepted", "2011-01-27")
    event = item.engine.history(item.id)[-1]
    assert (event.actor, event.body["deemed"]) == ("system", "deem_accepted")
    assert "article 32" in event.body["rule"]
    assert item.last == "2011-03-01"
    assert [row[1:] for row in item.told("M12")] == [("M12", "NR-head"), ("M12", "role:kpmo")]


def test_a_correction_begins_the_five_days_anew(office):
    item = Item(office()).received("2011-01-27")
    item.days.on("2011-02-09")
    item.fire("ask_correction", comment="the map")
    item.days.on("2011-02-21")
    assert item.case.state == "handling.correction"
    item.fire("resubmit", Actor("owner-k002"))
    item.days.on("2011-03-01", 0)
    assert item.case.state == "handling.accepted"
    assert day(item.case.data["counted_from"]) == "2011-02-21"


@pytest.mark.parametrize(
    ("on_timeout", "state"), [("deem_granted", "handling.granted"), ("deem_denied", "denied")]
)
def test_the_day_after_the_due_day_time_decides_where_the_catalogue_says_so(
    office, on_timeout, state
):
    item = Item(office(begin="2011-09-20"), on_timeout=on_timeout).in_review("2011-09-20")
    item.days.on("2011-10-21")
    assert item.case.state == "handling.in_review"
    item.days.on("2011-10-22", 0)
    event = item.engine.history(item.id)[-1]
    assert (item.case.state, event.actor, event.body["deemed"]) == (state, "system", "lapse")
    assert "catalogue" in event.body["rule"]
    assert event.occurred_at == at("2011-10-22", 0)


def test_a_limit_in_calendar_days_rolls_off_a_day_that_is_not_worked(office):
    # 60 days from 2011-08-04 end on 10-03, in the holiday; the next day worked is Saturday 10-08.
    item = Item(office(begin="2011-08-04"), limit="60d").in_review("2011-08-04")
    assert item.last == "2011-10-08"


def test_the_head_may_extend_once_and_by_ten_days_at_most(office):
    item = Item(office(begin="2011-03-01")).in_review("2011-03-01")
    assert item.last == "2011-03-29"
    longer = ExtendLimit(item.id, "decision", "10wd", "complex", "No. 9")
    for command, by in (
        (longer, FUNC),
        (ExtendLimit(item.id, "decision", "11wd", "complex"), HEAD),
        (ExtendLimit(item.id, "decision", "10wd", ""), HEAD),
    ):
        with pytest.raises(Refused):
            item.engine.do(command, by=by)
    item.engine.do(longer, by=HEAD)
    assert item.last == "2011-04-13"
    with pytest.raises(Refused) as no:
        item.engine.do(longer, by=HEAD)
    assert [finding.code for finding in no.value.findings] == ["extended-enough"]


def test_a_promise_that_is_not_kept_is_revoked_after_ten_working_days(office):
    item = Item(office(begin="2011-03-01")).in_review("2011-03-01")
    promise = {"document_number": "NR-7", "commitment_due": at("2011-04-01", 0)}
    item.fire("grant_with_commitment", data=promise)
    item.days.on("2011-04-01", 9)
    assert item.case.state == "handling.making_good"
    item.days.on("2011-04-15", 9)
    assert item.case.state == "handling.making_good"
    item.days.on("2011-04-16", 0)
    assert item.case.outcome == "revoked"
    assert {row[0] for row in item.told("M16")} == {"2011-04-01", "2011-04-16"}


def test_an_item_without_a_limit_has_no_clock(office):
    item = Item(office(), limit=None).in_review("2011-01-05")
    assert item.case.armed == ()


def test_the_project_counts_a_day_once_on_which_any_item_ran_and_is_warned(office):
    days = office(begin="2011-03-01")
    first = Item(days, limit="20wd").in_review("2011-03-01")
    (overall,) = [item for item in days.project(NUMBER).armed if item.name == "overall"]
    assert overall.last.isoformat() == "2011-08-19"  # 120 working days from 2011-03-01
    second = Item(days, limit="30wd").in_review("2011-03-03")
    days.on("2011-03-07")
    first.fire("deny", comment="no")
    days.on("2011-03-10")
    second.fire("deny", comment="no")
    (overall,) = [item for item in days.project(NUMBER).armed if item.name == "overall"]
    assert overall.next is None
    days.on("2011-04-06")
    third = Item(days, limit="20wd").in_review("2011-04-06")
    # 2 to 10 March are seven working days; 113 more from 7 April on.
    (overall,) = [item for item in days.project(NUMBER).armed if item.name == "overall"]
    assert overall.last.isoformat() == "2011-09-15"
    days.on("2011-09-18")
    assert third.case.state == "handling.in_review"
    rows = [row for row in days.told(days.cases[NUMBER]) if row[1].startswith("M13")]
    assert [(when, notice) for when, notice, _ in rows] == [
        ("2011-08-31", "M13-overall-soon"), ("2011-08-31", "M13-overall-soon"),
        ("2011-09-16", "M13-overall-overdue"), ("2011-09-16", "M13-overall-overdue"),
        ("2011-09-16", "M13-overall-overdue"),
    ]  # fmt: skip


def test_a_project_on_hold_stops_the_limits_of_its_items(office):
    days = office(begin="2011-03-01")
    item = Item(days).in_review("2011-03-01")
    report = {"reason_class": "land", "since": "2011-03-03", "expected_end": "2011-09-01"}
    days.on("2011-03-03")
    days.engine.do(Suspend(days.cases[NUMBER], "on hold", {"suspension_report": report}), by=CITY)
    days.on("2011-05-03")
    assert item.case.armed[0].next is None
    plan = {"made_on": "2011-05-03", "planned_finish": "2012-12-20",
            "monthly_plan": days.project(NUMBER).data.raw["monthly_plan"]}  # fmt: skip
    days.engine.do(Resume(days.cases[NUMBER], "goes on", {"replan": plan}), by=CITY)
    # One day was used; nineteen more, 3 May counted again.
    assert item.last == "2011-05-27"
