"""C4.10 and E13: agenda from open blockers, quorum, minutes, resolutions, late ones ordered."""

from datetime import date

import pytest

from keyflow import InputError, Refused
from keyflow.commands import Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects import blockers, meetings, orders
from keyflow_keyprojects.roster import Org, Roster, register

from .days import CITY, KPMO, PROJECTS, Days, day  # noqa: TID252 - tests are no package

SUPERVISION, CHAIR = Actor("inspector", {"supervision"}), Actor("chair", {"meeting"})
NUMBER = "K009"
HEAD = PROJECTS[NUMBER]["head"]
MEMBERS = [f"member-{n}" for n in range(1, 10)]


@pytest.fixture
def days():
    opened = []

    def begin(day, **more):
        opened.append(Days(NUMBER, **more).on(day))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def monthly(d, period):
    return d.of(d.office, "joint_meeting")[period]


def of(d, slot):
    found = d.engine.cases(parent=d.cases[NUMBER], limit=200, order="opened").cases
    return [d.engine.case(case.id) for case in found if case.slot == slot]


def call(d, meeting, **more):
    meetings.call_meeting(d.engine, meeting, MEMBERS, by=KPMO, **more)


def resolved(d, meeting, *records):
    outcome = meetings.minute(d.engine, meeting, "minutes", records, by=KPMO)
    return [d.engine.case(case) for case in outcome.opened]


@pytest.fixture
def at_the_top(days):
    """An office on Tuesday, 3 May, with a land blocker that came to the top on 26 April."""
    d = days("2011-04-06", begin="2011-04-01")
    d.blocker = blockers.raise_blocker(d.engine, d.project(NUMBER), "land", "cottages", by=KPMO)
    return d.on("2011-05-03")


def test_e13_from_the_blocker_to_the_red_order(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    call(d, meeting)
    (item,) = d.engine.case(meeting.id).data["agenda"]
    assert (item["case"], item["number"], item["level"]) == (d.blocker.id, NUMBER, 4)
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS[:5], by=CHAIR)
    unit = meetings.resolution(
        d.project(NUMBER), "hand the land over", date(2011, 5, 13), blocker=d.blocker
    )
    bank = meetings.resolution(
        d.project(NUMBER), "lend against the land", date(2011, 5, 13), unit="bank-1",
        head="the-director",
    )  # fmt: skip
    register(d.engine, Roster(units=[Org("bank-1", "bank", "一行", "Bank 1")]), by=KPMO)
    first, second = resolved(d, meeting, unit, bank)
    said = [record["is_request"] for record in d.engine.case(meeting.id).data["resolutions"]]
    assert said == [case.data["is_request"] for case in (first, second)] == [False, True]
    assert first.subject == "K009/resolution/2011-05-1"
    assert (first.data["unit"], first.data["blocker"]) == (PROJECTS[NUMBER]["unit"], d.blocker.id)
    assert d.engine.case(meeting.id).outcome == "minuted"
    d.on("2011-05-14")
    assert {d.engine.case(case.id).state for case in (first, second)} == {"open.overdue"}
    blue, request = of(d, "order")
    assert (blue.data["colour"], blue.data["subject_ref"]) == ("blue", first.id)
    # To the stationed bank it is a request: it has a reply date, no colour, and earns no points.
    assert (request.data["colour"], request.data["is_request"]) == (None, True)
    found = []
    for until in ("2011-05-20", "2011-05-21", "2011-05-26", "2011-05-28"):
        d.on(until)
        order = d.engine.case(blue.id)
        due = [item.last.isoformat() for item in order.armed if item.name == "reply"]
        found.append((until, order.data["colour"], *due))
    assert found == [
        ("2011-05-20", "blue", "2011-05-20"),
        ("2011-05-21", "yellow", "2011-05-25"),
        ("2011-05-26", "red", "2011-05-27"),
        ("2011-05-28", "red", "2011-05-27"),
    ]
    assert d.engine.case(request.id).data["colour"] is None


def test_e13_without_a_quorum_the_agenda_is_carried_over_and_the_ladder_goes_on(days):
    d = days("2011-04-01", begin="2011-03-01")
    d.blocker = blockers.raise_blocker(d.engine, d.project(NUMBER), "land", "cottages", by=KPMO)
    april = monthly(d, "2011-04")
    d.engine.fire(april.id, "cancel", by=CHAIR, comment="the hall is flooded")
    d.on("2011-05-03")
    may = monthly(d, "2011-05")
    other = {"kind": "other", "number": NUMBER, "what": "the road to the gate"}
    call(d, may, agenda=[*meetings.agenda_for(d.engine, may), other])
    d.on("2011-05-06")
    found = codes(meetings.hold, d.engine, may, MEMBERS[:4], by=CHAIR)
    assert found == ["no-quorum"]
    before = d.engine.case(d.blocker.id)
    meetings.break_up(d.engine, may, MEMBERS[:4], by=CHAIR, why="4 of 9")
    after = d.engine.case(d.blocker.id)
    assert (after.state, after.armed) == (before.state, before.armed)
    d.on("2011-05-30")
    june = monthly(d, "2011-06")
    call(d, june, agenda=[{"kind": "other", "number": NUMBER, "what": "flood defence"}])
    agenda = d.engine.case(june.id).data["agenda"]
    assert [(item["what"], item.get("carried_from")) for item in agenda] == [
        ("flood defence", None),
        ("cottages", "2011-05"),
        ("the road to the gate", "2011-05"),
    ]
    d.on("2011-06-03")
    meetings.hold(d.engine, june, MEMBERS, by=CHAIR)
    d.on("2011-06-27")
    july = monthly(d, "2011-07")
    assert [item["what"] for item in meetings.agenda_for(d.engine, july)] == ["cottages"]


def test_guests_and_who_is_named_twice_make_no_quorum(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    call(d, meeting)
    d.on("2011-05-06")
    present = [*MEMBERS[:4], MEMBERS[0], "a-guest", "another-guest"]
    assert codes(meetings.hold, d.engine, meeting, present, by=CHAIR) == ["no-quorum"]


def test_a_meeting_is_called_with_an_agenda_and_its_members_are_told(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    assert codes(
        meetings.call_meeting, d.engine, meeting, MEMBERS, by=KPMO, agenda=[]
    ) == ["field-missing"]  # fmt: skip
    call(d, meeting)
    told = {to for when, notice, to in d.told(meeting.id) if notice == "M27"}
    assert told == {"role:meeting", "role:city", *MEMBERS}


def test_no_resolution_without_unit_or_day(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    call(d, meeting)
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    good = meetings.resolution(d.project(NUMBER), "hand over", date(2011, 5, 13))
    nobody = {**good, "unit": ""}
    never = meetings.resolution(d.project(NUMBER), "hand over", None)
    past = {**good, "due": date(2011, 5, 5)}
    found = codes(
        meetings.minute, d.engine, meeting, "minutes", [good, nobody, never, past], by=KPMO
    )
    assert found == ["resolution-incomplete", "resolution-incomplete", "resolution-due-past"]
    assert of(d, "resolution") == []
    assert d.engine.case(meeting.id).state == "held"


def test_a_resolution_done_in_time_is_verified_by_somebody_else_and_nothing_is_ordered(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    call(d, meeting)
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    (one,) = resolved(
        d, meeting, meetings.resolution(d.project(NUMBER), "hand over", date(2011, 5, 13))
    )
    d.fire(one.id, "accept", Actor(HEAD))
    d.on("2011-05-13", hour=17)
    both = Actor("wears-two-hats", {"unit", "kpmo"})
    meetings.report_done(d.engine, one, "handed over", by=both)
    assert codes(meetings.verify, d.engine, one, by=both) == ["same-person"]
    d.on("2011-05-20")
    meetings.verify(d.engine, one, by=SUPERVISION)
    assert d.engine.case(one.id).outcome == "verified"
    assert of(d, "order") == []
    assert ("2011-05-06", "M27-resolution", HEAD) in d.told(one.id)


def test_only_a_meeting_defers_and_to_a_later_day(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    call(d, meeting)
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    (one,) = resolved(
        d, meeting, meetings.resolution(d.project(NUMBER), "hand over", date(2011, 5, 13))
    )
    later = date(2011, 5, 27)
    assert codes(meetings.defer, d.engine, one, later, "rain", by=KPMO) == ["not-allowed"]
    earlier = date(2011, 5, 12)
    assert codes(meetings.defer, d.engine, one, earlier, "rain", by=CHAIR) == ["deferral-not-later"]
    meetings.defer(d.engine, one, later, "rain", by=CHAIR)
    d.on("2011-05-27", hour=20)
    case = d.engine.case(one.id)
    assert (case.state, case.data["due"], case.data["deferred"]) == ("open.accepted", later, 1)
    d.on("2011-05-28")
    assert d.engine.case(one.id).state == "open.overdue"
    assert [item["case"] for item in meetings.agenda_for(d.engine, monthly(d, "2011-06"))] == [
        d.blocker.id, one.id,
    ]  # fmt: skip


def test_what_was_ordered_on_a_resolution_can_be_replied_to_and_closed(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    call(d, meeting)
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    (one,) = resolved(
        d, meeting, meetings.resolution(d.project(NUMBER), "hand over", date(2011, 5, 13))
    )
    d.on("2011-05-16")
    (order,) = of(d, "order")
    assert (order.subject, day(order.since)) == ("K009/order/1", "2011-05-14")
    meetings.report_done(d.engine, one, "late, but done", by=Actor(HEAD))
    orders.reply(d.engine, order, "done today", by=Actor(HEAD))
    orders.close(d.engine, order, by=SUPERVISION)
    meetings.verify(d.engine, one, by=SUPERVISION)
    assert {d.engine.case(case.id).outcome for case in (one, order)} == {"verified", "closed"}


def test_a_meeting_is_planned_beside_the_monthly_one_when_a_blocker_comes_to_the_top(at_the_top):
    d = at_the_top
    office = d.engine.case(d.office)
    # 7 May is a Saturday: it is held on Monday.
    extra = meetings.plan_meeting(
        d.engine, office, date(2011, 5, 7), by=KPMO, kind="coordination"
    )  # fmt: skip
    assert [item.last.isoformat() for item in extra.armed if item.name == "day"] == ["2011-05-09"]
    call(d, extra)
    d.on("2011-05-09")
    meetings.hold(d.engine, extra, MEMBERS, by=CHAIR)
    (one,) = resolved(
        d, extra, meetings.resolution(d.project(NUMBER), "hand over", date(2011, 5, 13))
    )
    assert one.data["meeting"] == extra.id
    found = meetings.meetings(d.engine, kind="coordination")
    assert [case.subject for case in found] == ["OFFICE-2011/meeting/coordination-2011-05-09"]


def test_on_hold_a_resolution_waits_for_the_project(at_the_top):
    d = at_the_top
    meeting = monthly(d, "2011-05")
    call(d, meeting)
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    (one,) = resolved(
        d, meeting, meetings.resolution(d.project(NUMBER), "hand over", date(2011, 5, 13))
    )
    report = {"reason_class": "land", "since": date(2011, 5, 6), "expected_end": date(2011, 9, 1)}
    d.engine.do(Suspend(d.cases[NUMBER], "land", {"suspension_report": report}), by=CITY)
    d.on("2011-05-20")
    assert d.engine.case(one.id).state == "open.issued"
    assert of(d, "order") == []


def test_a_meeting_is_held_on_its_day_with_those_who_were_called(days):
    d = days("2011-04-26")
    meeting = monthly(d, "2011-05")
    call(d, meeting, agenda=[{"kind": "other", "what": "progress"}])
    assert codes(meetings.hold, d.engine, meeting, MEMBERS, by=CHAIR) == ["meeting-ahead"]
    d.on(meetings.held_on(meeting).isoformat())
    few = {"members": ["a"], "present": ["a"]}
    assert codes(d.fire, meeting.id, "hold", CHAIR, few) == ["not-written", "no-quorum"]
    why = {"by": CHAIR, "why": "x"}
    assert codes(meetings.break_up, d.engine, meeting, MEMBERS, **why) == ["quorum-there"]
    meetings.hold(d.engine, meeting, MEMBERS, by=CHAIR)
    project = d.project(NUMBER)
    due = date(2011, 6, 1)
    for change, code in (
        ({"unit": "none"}, "unit-unregistered"),
        ({"number": "K999"}, "resolution-elsewhere"),
        ({"text": " "}, "resolution-incomplete"),
    ):
        record = {**meetings.resolution(project, "go on", due), **change}
        assert codes(meetings.minute, d.engine, meeting, "m", [record], by=KPMO) == [code]


def test_a_resolution_names_its_project_by_number_and_one_that_is_not_there_is_said(days):
    d = days("2011-05-03", begin="2011-04-01")
    meeting = monthly(d, "2011-05")
    call(d, meeting, agenda=[{"kind": "other", "number": NUMBER, "what": "the road"}])
    d.on("2011-05-06")
    meetings.hold(d.engine, meeting, MEMBERS[:5], by=CHAIR)
    said = {"text": "build the road", "unit": PROJECTS[NUMBER]["unit"], "head": HEAD,
            "due": date(2011, 5, 13)}  # fmt: skip
    with pytest.raises(InputError) as no:
        resolved(d, meeting, {**said, "project": NUMBER}, {**said, "project": "K0099"})
    assert no.value.field == "resolutions.1.project"
    assert str(no.value).endswith(f"no project 'K0099'; did you mean {NUMBER}?")
    assert no.value.zh == f"没有项目 'K0099'；是否指 {NUMBER}？"
    assert of(d, "resolution") == []
    (case,) = resolved(d, meeting, {**said, "project": NUMBER})
    assert (case.parent, case.data["number"]) == (d.cases[NUMBER], NUMBER)
