"""C4.9 and E13: a blocker climbs its ladder until somebody else than its solver has closed it."""

from datetime import date, timedelta

import pytest

from keyflow import Refused
from keyflow.commands import Resume, Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects import blockers, orders
from keyflow_keyprojects.office import change_sponsor

from .days import (  # noqa: TID252 - tests are no package
    CITY,
    KPMO,
    PROJECTS,
    SETTLED,
    Days,
    at,
    day,
)

SUPERVISION, CHAIR = Actor("inspector", {"supervision"}), Actor("chair", {"meeting"})
NUMBER = "K009"
HEAD, SPONSOR = PROJECTS[NUMBER]["head"], PROJECTS[NUMBER]["sponsor"]
DEPARTMENT = PROJECTS[NUMBER]["department"]


@pytest.fixture
def days():
    opened = []

    def begin(day, **more):
        opened.append(Days(NUMBER, **more).on(day))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def raised(d, kind="land", what="the cottages are not pulled down", **more):
    return blockers.raise_blocker(d.engine, d.project(NUMBER), kind, what, by=KPMO, **more)


def state(d, blocker):
    return d.engine.case(blocker.id).state


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def last_day(d, blocker):
    return [item.last.isoformat() for item in d.engine.case(blocker.id).armed]


def test_e13_a_land_blocker_climbs_on_the_days_of_the_scenario(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    assert (blocker.subject, blocker.state, blocker.data["level"]) == (
        "K009/blocker/1", "open.l1", 1,
    )  # fmt: skip
    dues = [last_day(d, blocker)]
    for until, level in (("2011-04-12", 2), ("2011-04-19", 3), ("2011-04-26", 4)):
        before = date.fromisoformat(until) - timedelta(days=1)
        d.on(before.isoformat(), hour=23)
        assert state(d, blocker) == f"open.l{level - 1}"
        d.on(until)
        case = d.engine.case(blocker.id)
        assert (case.state, case.data["level"], day(case.since)) == (f"open.l{level}", level, until)
        dues.append(last_day(d, blocker))
    # The fourth level waits for the next meeting, ten working days at most.
    assert dues == [["2011-04-11"], ["2011-04-18"], ["2011-04-25"], ["2011-05-10"]]
    d.on("2011-05-12")
    assert state(d, blocker) == "open.l4"
    assert ("2011-05-11", "M21-late", "role:kpmo") in d.told(blocker.id)


def test_each_level_is_told_once_and_the_sponsor_from_the_second_on(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    d.on("2011-04-27")
    assert d.told(blocker.id) == sorted(
        [
            ("2011-04-06", "M21-l1", HEAD),
            ("2011-04-12", "M21-l2", DEPARTMENT),
            ("2011-04-12", "M21-l2", HEAD),
            ("2011-04-12", "M21-l2", SPONSOR),
            ("2011-04-19", "M21-l3", DEPARTMENT),
            ("2011-04-19", "M21-l3", SPONSOR),
            ("2011-04-26", "M21-l4", SPONSOR),
            ("2011-04-26", "M21-l4", "role:kpmo"),
            ("2011-04-26", "M21-l4", "role:meeting"),
        ]
    )


def test_the_ladder_is_the_same_if_nobody_looked_for_a_month(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    d.clock.now = at("2011-05-20")
    d.engine.run_due()
    found = blockers.rungs(d.engine, blocker)
    assert [(r.level, r.holder, day(r.since)) for r in found] == [
        (1, HEAD, "2011-04-06"),
        (2, DEPARTMENT, "2011-04-12"),
        (3, SPONSOR, "2011-04-19"),
        (4, "joint-meeting", "2011-04-26"),
    ]
    assert [day(r.until) for r in found[:-1]] == ["2011-04-12", "2011-04-19", "2011-04-26"]


def test_who_solved_it_does_not_close_it(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    both = Actor("wears-two-hats", {"unit", "kpmo"})
    assert codes(blockers.solve, d.engine, blocker, "", by=both) == ["comment-required"]
    blockers.solve(d.engine, blocker, "the last family has moved", by=both)
    assert last_day(d, blocker) == ["2011-04-11"]
    assert codes(blockers.close, d.engine, blocker, by=both) == ["same-person"]
    unit = Actor("clerk", {"unit"})
    assert codes(blockers.close, d.engine, blocker, by=unit) == ["not-allowed"]
    blockers.close(d.engine, blocker, by=SUPERVISION)
    assert d.engine.case(blocker.id).outcome == "closed"
    assert list(blockers.blockers(d.engine)) == []


def test_a_solved_blocker_does_not_climb_and_a_reopened_one_goes_on_where_it_was(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    d.on("2011-04-13")
    blockers.solve(d.engine, blocker, "moved", by=Actor(HEAD))
    d.on("2011-04-28")
    assert state(d, blocker) == "resolved"
    assert [b.subject for b in blockers.blockers(d.engine)] == []
    blockers.reopen(d.engine, blocker, "two families are back", by=SUPERVISION)
    case = d.engine.case(blocker.id)
    assert (case.state, case.data["level"]) == ("open.l2", 2)
    # Its level begins afresh: 29 April, 3 to 6 May.
    assert last_day(d, blocker) == ["2011-05-06"]
    d.on("2011-05-07")
    assert state(d, blocker) == "open.l3"


def test_a_blocker_of_a_project_on_hold_waits_and_goes_on_with_it(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    d.on("2011-04-07")
    report = {"reason_class": "land", "since": date(2011, 4, 7), "expected_end": date(2011, 9, 1)}
    project = d.project(NUMBER)
    d.engine.do(Suspend(project.id, "land", {"suspension_report": report}), by=CITY)
    d.on("2011-05-20")
    assert state(d, blocker) == "open.l1"
    assert codes(raised, d) == ["parent-suspended"]
    plan = {"made_on": date(2011, 5, 20), "planned_finish": date(2012, 5, 1),
            "monthly_plan": project.data.raw["monthly_plan"]}  # fmt: skip
    d.engine.do(Resume(project.id, "", {"replan": plan}), by=CITY)
    # Of its three days none had run: the day of the hold does not count, that of going on does.
    assert last_day(d, blocker) == ["2011-05-24"]
    d.on("2011-05-25")
    assert state(d, blocker) == "open.l2"


def test_on_hold_a_blocker_can_be_solved_and_closed(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    report = {"reason_class": "land", "since": date(2011, 4, 6), "expected_end": date(2011, 9, 1)}
    d.engine.do(Suspend(d.cases[NUMBER], "land", {"suspension_report": report}), by=CITY)
    blockers.solve(d.engine, blocker, "moved", by=Actor(HEAD))
    blockers.close(d.engine, blocker, by=SUPERVISION)
    assert d.engine.case(blocker.id).outcome == "closed"


def test_it_may_be_taken_up_a_level_before_its_time(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d, "credit", "the bank has stopped lending", needs_credit="30000000")
    blockers.escalate(d.engine, blocker, "it will not be solved below", by=KPMO)
    d.on("2011-04-07")
    case = d.engine.case(blocker.id)
    assert (case.state, case.data["level"]) == ("open.l2", 2)
    assert last_day(d, blocker) == ["2011-04-13"]
    with pytest.raises(Refused):
        blockers.escalate(d.engine, blocker, "now", by=Actor("clerk", {"unit"}))


def test_a_new_sponsor_holds_what_the_old_one_held_and_history_says_who_had_it(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    d.on("2011-04-20")
    change_sponsor(d.engine, d.project(NUMBER), "lin-jianping", by=CITY)
    assert blockers.holder(d.engine.case(blocker.id)) == "lin-jianping"
    then = d.engine.case(blocker.id, as_of=at("2011-04-19", 12))
    assert blockers.holder(then) == SPONSOR


def test_blockers_are_numbered_and_one_that_is_none_is_annulled(days):
    d = days("2011-04-06", begin="2011-04-01")
    first, second = raised(d), raised(d, "weather", "the site is under water")
    assert second.subject == "K009/blocker/2"
    blockers.annul(d.engine, first, "entered twice", by=KPMO)
    assert [b.subject for b in blockers.blockers_of(d.engine, d.project(NUMBER))] == [
        "K009/blocker/1", "K009/blocker/2",
    ]  # fmt: skip
    assert [b.subject for b in blockers.blockers(d.engine)] == ["K009/blocker/2"]
    data = {name: second.data[name] for name in ("number", "type", "what", "level", "head")}
    given = {"subject": "K009/blocker/2", "by": KPMO, "data": data, "parent": d.cases[NUMBER]}
    assert codes(d.engine.start, "blocker", slot="blocker", **given) == ["number-taken"]


def test_who_solves_it_cannot_change_what_it_says(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    found = codes(
        d.engine.fire, blocker.id, "resolve", by=Actor(HEAD), comment="moved",
        data={"level": 1, "due": "2012-01-01"},
    )  # fmt: skip
    assert found == ["not-written", "not-written"]


def test_what_is_open_when_a_project_is_cancelled_is_void_with_the_reason(days):
    d = days("2011-04-06", begin="2011-04-01")
    solved, blocker = raised(d), raised(d, what="the road")
    blockers.solve(d.engine, solved, "moved", by=Actor(HEAD))
    closed = raised(d, what="a well")
    blockers.annul(d.engine, closed, "there is none", by=KPMO)
    order = orders.issue_order(d.engine, d.project(NUMBER), "red", "why?", by=SUPERVISION)
    cancelled = d.fire(d.cases[NUMBER], "cancel", CITY, SETTLED, comment="no market").case
    assert (cancelled.state, cancelled.outcome, cancelled.armed) == ("cancelled", "cancelled", ())
    for one in (solved, blocker, order):
        case = d.engine.case(one.id)
        assert (case.state, case.outcome) == ("void", "void")
        assert d.engine.history(one.id)[-1].comment == "no market"
    assert d.engine.case(closed.id).outcome == "void"
    assert codes(blockers.solve, d.engine, blocker, "x", by=Actor(HEAD)) == ["ended"]


def test_what_is_open_when_a_project_leaves_the_list_ends_with_it(days):
    d = days("2011-05-10", begin="2011-05-09")
    blocker = raised(d)
    d.fire(d.cases[NUMBER], "exit", CITY, comment="no start in 24 months")
    assert d.engine.case(blocker.id).outcome == "parent-ended"


def test_a_project_on_hold_is_cancelled_with_what_is_open(days):
    d = days("2011-04-06", begin="2011-04-01")
    blocker = raised(d)
    report = {"reason_class": "land", "since": date(2011, 4, 6), "expected_end": date(2011, 9, 1)}
    d.engine.do(Suspend(d.cases[NUMBER], "land", {"suspension_report": report}), by=CITY)
    d.fire(d.cases[NUMBER], "cancel", CITY, SETTLED, comment="no market")
    assert d.engine.case(blocker.id).outcome == "void"


def test_a_blocker_can_be_entered_late_and_climbs_from_the_day_it_came_up(days):
    d = days("2011-04-14", begin="2011-04-01")
    blocker = raised(d, occurred_at=at("2011-04-06"))
    assert blocker.data["opened_on"] == date(2011, 4, 6)
    d.engine.run_due()
    assert state(d, blocker) == "open.l2"
    assert last_day(d, blocker) == ["2011-04-18"]


def test_a_blocker_begins_where_its_ladder_does(days):
    d = days("2011-04-06")
    data = {"number": NUMBER, "type": "land", "what": "x", "head": HEAD, "level": 4}
    more = {"subject": f"{NUMBER}/blocker/1", "parent": d.cases[NUMBER], "slot": "blocker"}
    with pytest.raises(Refused, match="begins at level 1, not at level 4"):
        d.engine.start("blocker", by=KPMO, data=data, **more)
    assert d.engine.start("blocker", by=KPMO, data=data | {"level": 1}, **more).state == "open.l1"
