"""N36 and C7: dispatch meetings as often as set, and a meeting for every blocker at the top."""

from contextlib import closing
from datetime import date

import pytest
from pydantic import ValidationError

from keyflow import Engine, InputError, NotFound, Refused
from keyflow.commands import Edit
from keyflow.plugin import Actor
from keyflow.registry import Registry
from keyflow.store.migrate import upgrade
from keyflow_keyprojects import blockers, meetings
from keyflow_keyprojects.office import PLUGINS, build_engine
from keyflow_keyprojects.paper.finding import Wanted
from keyflow_keyprojects.paper.reading import meeting_data, paper
from keyflow_keyprojects.roster import Org, Roster, register
from keyflow_keyprojects.settings import DEFAULTS, Meetings

from .days import KPMO, PROBLEM, Days, at  # noqa: TID252 - tests are no package

CHAIR = Actor("chair", {"meeting"})
NUMBER = "K009"
MEMBERS = [f"member-{n}" for n in range(1, 6)]


@pytest.fixture
def days():
    opened = []

    def begin(day, numbers=(NUMBER,), **more):
        opened.append(Days(*numbers, **more).on(day))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def raised(d, what="cottages", **more):
    return blockers.raise_blocker(d.engine, d.project(NUMBER), "land", what, by=KPMO, **more)


def to_the_top(d, what="cottages", **more):
    """Take a blocker up to the fourth level at once."""
    blocker = raised(d, what)
    for _ in range(3):
        blockers.escalate(d.engine, blocker, "for the meeting", by=KPMO)
    return blocker


def ahead(d):
    """Return the joint meetings that are not over: name, day, state and agenda."""
    return {
        meetings.name_of(case): (
            str(meetings.held_on(case)), case.state,
            [item["what"] for item in case.data["agenda"] or ()],
        )
        for case in meetings.meetings(d.engine, kind="joint")
        if not case.ended
    }  # fmt: skip


# dispatch meetings


def test_a_dispatch_meeting_comes_again_in_the_middle_of_every_month(days):
    d = days("2011-12-20")
    found = d.of(d.office, "dispatch_meeting")
    assert {case.data["kind"] for case in found.values()} == {"dispatch"}
    assert [str(meetings.held_on(case)) for case in found.values()] == [
        "2011-01-17", "2011-02-15", "2011-03-15", "2011-04-15", "2011-05-16", "2011-06-15",
        "2011-07-15", "2011-08-15", "2011-09-15", "2011-10-17", "2011-11-15", "2011-12-15",
    ]  # fmt: skip
    late = {row.subject for row in d.engine.deadlines(workflow="joint-meeting") if row.armed.late}
    assert "OFFICE-2011/dispatch_meeting/2011-05" in late


@pytest.mark.parametrize(
    ("every", "on", "found"),
    [
        ("week", "first friday", {"2011-W17": "2011-04-29", "2011-W18": "2011-05-06"}),
        ("quarter", "day 20", {"2011-Q2": "2011-06-20"}),
    ],
)
def test_how_often_it_comes_is_a_setting(days, every, on, found):
    d = days("2011-05-03", begin="2011-04-25", meetings=Meetings(dispatch_every=every,
             dispatch_day=on))  # fmt: skip
    opened = d.of(d.office, "dispatch_meeting")
    assert {name: str(meetings.held_on(case)) for name, case in opened.items()} == found
    first = meetings.name_of(next(iter(opened.values())))
    assert meetings.meeting_called(d.engine, first).data["kind"] == "dispatch"
    told = paper(d.engine, "agenda", Wanted(period=first), "en")
    assert told.title == "Dispatch meeting on the key projects: agenda"


def test_the_default_is_what_the_file_says(definitions):
    duty = definitions["office"].obligations["dispatch_meeting"]
    said = DEFAULTS.meetings
    assert (duty.every, duty.due) == (said.dispatch_every, said.dispatch_day)


def test_a_day_that_cannot_be_read_is_refused():
    with pytest.raises(ValidationError, match="first friday"):
        build_engine(meetings=Meetings(dispatch_day="the ides"))
    with pytest.raises(ValidationError, match="dispatch_day of a week"):
        Meetings(dispatch_every="week")


def test_it_looks_at_what_is_behind_before_it_is_at_the_top(days):
    d = days("2011-02-10", numbers=["K004"])
    half = {"month": 7_175_000, "problems": [PROBLEM]}
    d.file("K004", "2011-01", done=7_175_000, **half)
    blockers.raise_blocker(d.engine, d.project("K004"), "land", "cottages", by=KPMO)
    d.on("2011-03-04")
    d.file("K004", "2011-02", done=14_350_000, **half)
    blockers.raise_blocker(d.engine, d.project("K004"), "land", "a day old", by=KPMO)
    dispatch = meetings.meeting_called(d.engine, "dispatch-2011-03")
    found = meetings.agenda_for(d.engine, dispatch)
    assert [(item["kind"], item["number"], item["what"]) for item in found] == [
        ("blocker", "K004", "cottages"),
        ("project", "K004", "2011-02 黄灯 / yellow light"),
    ]
    coordination = meetings.plan_meeting(
        d.engine, d.engine.case(d.office), date(2011, 3, 9), by=KPMO, kind="coordination"
    )
    assert [item["what"] for item in meetings.agenda_for(d.engine, coordination)] == ["cottages"]


def test_both_meetings_of_a_month_resolve_on_one_project(days):
    d = days("2011-04-27", begin="2011-04-26")
    plan = ("total", "year_plan", "invested_before", "targets")
    before = [d.project(NUMBER).data.raw.get(name) for name in plan]
    for name, day in (("2011-05", "2011-05-06"), ("dispatch-2011-05", "2011-05-16")):
        meeting = meetings.meeting_called(d.engine, name)
        item = {"kind": "other", "what": "the road"}
        meetings.call_meeting(d.engine, meeting, MEMBERS, by=KPMO, agenda=[item])
        d.on(day)
        meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
        record = meetings.resolution(d.project(NUMBER), "pave it", date(2011, 6, 1))
        meetings.minute(d.engine, meeting, f"minutes of {name}", [record], by=KPMO)
        assert meeting_data(d.engine, Wanted(period=name))["minutes"] == f"minutes of {name}"
    assert [case.subject for case in meetings.resolutions(d.engine)] == [
        "K009/resolution/2011-05-1",
        "K009/resolution/dispatch-2011-05-1",
    ]
    # What a meeting decides changes no plan: that takes an adjustment.
    assert [d.project(NUMBER).data.raw.get(name) for name in plan] == before


def test_a_resolution_cannot_carry_an_amount_nor_reach_into_a_plan(days, definitions):
    flow = definitions["resolution"]
    assert {spec.type for spec in flow.fields.values()}.isdisjoint({"money", "decimal", "record"})
    reached = [line.on for way in flow.transitions for line in way.commands]
    assert reached == []
    d = days("2011-05-03", begin="2011-04-26")
    meeting = meetings.meeting_called(d.engine, "2011-05")
    meetings.call_meeting(d.engine, meeting, MEMBERS, by=KPMO, agenda=[{"what": "x"}])
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    record = meetings.resolution(d.project(NUMBER), "plan less", date(2011, 6, 1))
    amount = {"amount": "1", "currency": "CNY"}
    with pytest.raises(InputError, match="year_plan"):
        meetings.minute(d.engine, meeting, "m", [record | {"year_plan": amount}], by=KPMO)
    for who in (CHAIR, KPMO):
        with pytest.raises(Refused):
            d.engine.do(Edit(d.cases[NUMBER], {"year_plan": amount}), by=who)


def test_a_meeting_nobody_planned_is_said():
    engine = build_engine()
    with pytest.raises(NotFound, match="dispatch-2011-05"):
        meetings.meeting_called(engine, "dispatch-2011-05")
    engine.close()


# a blocker at the top


def test_it_stands_on_the_agenda_of_the_monthly_meeting_within_ten_working_days(days):
    d = days("2011-04-26", begin="2011-04-01")
    raised(d, occurred_at=at("2011-04-06"))
    d.on("2011-04-27")
    # The ladder brings it there on 26 April; 6 May is the seventh working day after that.
    assert ahead(d)["2011-05"] == ("2011-05-06", "planned", ["cottages"])
    assert all(meetings.is_regular(case) for case in meetings.meetings(d.engine))


def test_one_is_planned_where_the_monthly_meeting_is_far_off(days):
    d = days("2011-04-11", begin="2011-04-11")
    to_the_top(d)
    # April's was on the 1st, and 6 May is not within ten working days.
    assert ahead(d)["2011-04-18"] == ("2011-04-18", "planned", ["cottages"])
    first = meetings.meeting_called(d.engine, "2011-04-18")
    assert (first.subject, meetings.is_regular(first)) == (
        "OFFICE-2011/meeting/joint-2011-04-18",
        False,
    )
    d.on("2011-04-13")
    to_the_top(d, "the road")
    found = ahead(d)
    assert found["2011-04-18"][2] == ["cottages", "the road"]
    assert {name for name in found if name > "2011-04-02"} == {"2011-04-18", "2011-05"}


def test_one_that_is_called_already_takes_it_up_and_one_too_near_to_be_called_does_not(days):
    d = days("2011-05-04", begin="2011-04-26")
    may = meetings.meeting_called(d.engine, "2011-05")
    meetings.call_meeting(d.engine, may, MEMBERS, by=KPMO, agenda=[{"what": "the year"}])
    d.on("2011-05-05")
    to_the_top(d)
    assert ahead(d)["2011-05"][2] == ["the year", "cottages"]
    late = days("2011-05-05", begin="2011-04-26")
    to_the_top(late)
    assert ahead(late)["2011-05"] == ("2011-05-06", "planned", [])
    assert ahead(late)["2011-05-12"] == ("2011-05-12", "planned", ["cottages"])


def test_a_reopened_one_comes_before_a_meeting_again(days):
    d = days("2011-04-11", begin="2011-04-11")
    blocker = to_the_top(d)
    blockers.solve(d.engine, blocker, "moved", by=CHAIR)
    meeting = meetings.meeting_called(d.engine, "2011-04-18")
    meetings.cancel(d.engine, meeting, by=CHAIR, why="nothing is left")
    d.on("2011-04-12")
    blockers.reopen(d.engine, blocker, "they are back", by=KPMO)
    assert ahead(d)["2011-04-19"][2] == ["cottages"]


def test_without_a_quorum_what_was_planned_for_is_carried_over_and_the_ladder_goes_on(days):
    d = days("2011-04-11", begin="2011-04-11")
    blocker = to_the_top(d)
    meeting = meetings.meeting_called(d.engine, "2011-04-18")
    meetings.call_meeting(d.engine, meeting, MEMBERS, by=KPMO)
    d.on("2011-04-18")
    before = d.engine.case(blocker.id)
    meetings.break_up(d.engine, meeting, MEMBERS[:2], by=CHAIR, why="2 of 5")
    after = d.engine.case(blocker.id)
    assert (after.state, after.armed) == (before.state, before.armed)
    may = meetings.meeting_called(d.engine, "2011-05")
    meetings.call_meeting(d.engine, may, MEMBERS, by=KPMO, agenda=[{"what": "the year"}])
    assert [
        (item["what"], item.get("carried_from")) for item in d.engine.case(may.id).data["agenda"]
    ] == [("the year", None), ("cottages", "2011-04-18")]


def test_after_a_month_in_which_nobody_looked_the_meeting_lies_ahead_of_today(days):
    d = days("2011-04-06", begin="2011-04-01")
    raised(d)
    d.clock.now = at("2011-05-20")
    d.engine.run_due()
    # On 26 April, when it came to the top, June's was not there yet, and May's day is over.
    assert ahead(d)["2011-05-27"][2] == ["cottages"]


def test_where_no_office_runs_a_year_a_blocker_climbs_all_the_same(days):
    d = days("2011-04-11", begin="2011-04-11")
    d.engine.fire(d.office, "close", by=KPMO)
    blocker = to_the_top(d)
    assert d.engine.case(blocker.id).state == "open.l4"
    assert ahead(d) == {}


def test_nobody_brings_a_matter_before_a_meeting_by_hand(days):
    d = days("2011-04-11", begin="2011-04-11")
    with pytest.raises(Refused):
        d.engine.fire(d.office, "table", by=KPMO, data={"matter": {"what": "x"}})


def test_a_worker_that_knows_no_roster_goes_by_what_was_said(tmp_path, definitions):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    upgrade(url)
    d = Days(NUMBER, url=url, begin="2011-04-11")
    register(d.engine, Roster(units=[Org("bank-1", "bank", "一行", "Bank 1", "ann")]), by=KPMO)
    meeting = meetings.plan_meeting(d.engine, d.engine.case(d.office), date(2011, 4, 14), by=KPMO)
    meetings.call_meeting(d.engine, meeting, MEMBERS, by=KPMO, agenda=[{"what": "x"}])
    d.on("2011-04-14")
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    one, two = (
        meetings.resolution(d.project(NUMBER), "lend", date(2011, 4, 18), **other)
        for other in ({"unit": "bank-1", "head": "ann"}, {})
    )
    meetings.minute(d.engine, meeting, "m", [one, two], by=KPMO)
    d.engine.close()
    flows, registry = definitions.values(), Registry(PLUGINS)
    engine = Engine(url, list(flows), registry=registry, clock=lambda: at("2011-04-19"))
    with closing(engine) as worker:
        worker.run_due()
        found = [
            (case.data["addressee_unit"] == "bank-1", case.data["colour"], case.data["is_request"])
            for case in worker.cases(workflow="supervision-order").cases
        ]
    assert sorted(found, key=str) == [(False, "blue", False), (True, None, True)]
