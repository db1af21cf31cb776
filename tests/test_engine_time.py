"""Deadlines, pauses, stated times and clerks."""

from datetime import UTC, datetime, timedelta

import pytest

from keyflow import Actor, Engine, InputError, Refused
from keyflow.commands import Edit, Fire, Note, Resume, Start, Suspend, Terminate
from tests import office_plugins
from tests.offices import ANN, BOB, KAY, START, flow, opened, threads, url_of

RAY = Actor("ray", {"r"})


@pytest.fixture(params=["memory", "sqlite"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as office:
        yield office


@pytest.fixture(params=["memory", "sqlite"])
def run(request, tmp_path):
    open_ones = []

    def started(text, data=None):
        opening = opened(url_of(request.param, tmp_path, request), [flow(text)])
        open_ones.append(opening)
        office = opening.__enter__()
        return office, office.engine.start("w", subject="s", by=RAY, data=data)

    yield started
    for opening in open_ones:
        opening.__exit__(None, None, None)


def dues(case):
    return {armed.name: armed.due for armed in case.armed}


def late(case):
    """Name the deadlines whose end has passed and that run on until what they wait for is done."""
    return {armed.name for armed in case.armed if armed.late}


def test_limits_in_hours_minutes_days_and_given_instants(office):
    case = office.begin()
    assert dues(case) == {"reply": START + timedelta(hours=48)}
    given = datetime(2011, 6, 1, 12, tzinfo=UTC)
    case = office.engine.fire(case.id, "submit", by=ANN, data={"reply_by": given}).case
    assert dues(case) == {
        "answer": given,
        # 1 March is not counted, 31 March is the last and whole, in Shanghai eight hours ahead
        "days": datetime(2011, 3, 31, 16, tzinfo=UTC),
        "soon": START + timedelta(minutes=90),
    }
    assert office.engine.case(case.id).armed == case.armed
    assert {armed.state for armed in case.armed} == {"approval.deciding"}


def test_the_first_day_is_that_of_the_workflows_zone(office):
    office.clock.now = datetime(2011, 3, 1, 15, 59, tzinfo=UTC)
    assert dues(office.deciding("A"))["days"] == datetime(2011, 3, 31, 16, tzinfo=UTC)
    office.clock.now = datetime(2011, 3, 1, 16, 0, tzinfo=UTC)
    assert dues(office.deciding("B"))["days"] == datetime(2011, 4, 1, 16, tzinfo=UTC)


def test_a_deadline_without_its_instant_is_armed_when_the_instant_comes(office):
    case = office.deciding()
    assert "answer" not in dues(case)
    first, second = START + timedelta(days=1), START + timedelta(days=2)
    case = office.engine.do(Edit(case.id, {"reply_by": first}), by=ANN).case
    assert dues(case)["answer"] == first
    case = office.engine.do(Edit(case.id, {"reply_by": second}), by=ANN).case
    assert dues(case)["answer"] == second
    case = office.engine.do(Edit(case.id, {"reply_by": None}), by=ANN).case
    assert "answer" not in dues(case)
    assert office.engine.case(case.id).armed == case.armed


def test_leaving_the_state_disarms_its_deadlines(office):
    case = office.begin()
    office.engine.fire(case.id, "drop", by=BOB)
    office.clock.turn(days=9)
    assert office.engine.run_due().expired == 0
    assert office.engine.case(case.id).armed == ()


def test_an_overdue_trigger_fires_once(office):
    case = office.begin(owner="ann")
    office.clock.turn(hours=48, microseconds=-1)
    assert office.engine.run_due().expired == 0
    office.clock.turn(microseconds=1)
    assert office.engine.run_due().expired == 1
    after = office.engine.case(case.id)
    assert (after.state, after.standing, after.armed) == ("closed.end", "completed", ()) or (
        after.state == "closed"
    )
    event = office.engine.history(case.id)[-1]
    assert (event.verb, event.actor, event.body["expired"][0]) == ("expire", "system", "reply")
    assert sorted(m.to for m in office.engine.outbox() if m.notice == "late") == ["ann", "dora"]
    again = office.engine.run_due()
    assert (again.expired, again.advanced, again.seal) == (0, 0, None)


def test_an_overdue_notice_is_given_once(office):
    case = office.deciding()
    office.clock.turn(minutes=90)
    assert office.engine.run_due().expired == 1
    assert office.engine.run_due().expired == 0
    after = office.engine.case(case.id)
    assert after.state == "approval.deciding"
    assert set(dues(after)) == {"days", "soon"}
    assert late(after) == {"soon"}
    # a change of other data does not bring it back
    edited = office.engine.do(Edit(case.id, {"funded": "1"}), by=ANN).case
    assert late(edited) == {"soon"}
    assert office.engine.run_due().expired == 0


def test_deadlines_are_done_in_the_order_they_were_due(office):
    names = []
    for number in range(5):
        office.clock.turn(hours=1)
        names.append(office.begin(f"S{number}").id)
    office.clock.turn(days=30)
    assert office.engine.run_due(limit=2).expired == 2
    standing = [office.engine.case(case).standing for case in names]
    assert standing == ["completed"] * 2 + ["active"] * 3
    assert office.engine.run_due().expired == 3


def test_two_engines_at_once_do_each_deadline_once(tmp_path, request):
    for kind in ("sqlite", "postgres"):
        url = url_of(kind, tmp_path, request)
        with opened(url) as office, opened(url, clock=office.clock) as other:
            for number in range(8):
                office.begin(f"S{number}")
            office.clock.turn(days=30)
            done = threads(office.engine.run_due, other.engine.run_due)
            again = office.engine.run_due()
            assert sum(due.expired for due in done) + again.expired == 8
            for case in office.engine.cases(workflow="project").cases:
                verbs = [event.verb for event in office.engine.history(case.id)]
                assert verbs == ["start", "expire"]


def test_a_pause_stops_the_clock_and_resuming_starts_it_again(office):
    case = office.begin()
    fixed = office.deciding("Other", reply_by=START + timedelta(hours=30))
    office.clock.turn(hours=20)
    for one in (case, fixed):
        office.engine.do(Suspend(one.id, "rain"), by=BOB)
    paused = office.engine.case(case.id)
    assert paused.armed[0].paused_at == office.clock.now
    office.clock.turn(hours=100)
    assert office.engine.run_due().expired == 0  # the fixed instant waits, too
    office.engine.do(Resume(case.id), by=BOB)
    resumed = office.engine.case(case.id)
    assert dues(resumed) == {"reply": START + timedelta(hours=148)}
    assert resumed.armed[0].paused_at is None
    office.clock.turn(hours=27)
    assert office.engine.run_due().expired == 0
    office.clock.turn(hours=1)
    assert office.engine.run_due().expired == 1


def test_a_resumption_that_is_said_to_be_before_the_pause_moves_nothing(office):
    case = office.begin()
    office.clock.turn(hours=10)
    office.engine.do(Suspend(case.id, "rain"), by=BOB)
    office.engine.do(Resume(case.id), by=BOB, occurred_at=START + timedelta(hours=1))
    assert dues(office.engine.case(case.id)) == {"reply": START + timedelta(hours=48)}


NEST = """
name: w
initial: a
roles: [r]
many: true
operations: {suspend: {by: r}, resume: {by: r}}
stages:
  a: {kind: plain, states: {a: {deadlines: {d: {limit: 10h}}}}}
  b: {kind: plain, states: {b: {deadlines: {e: {limit: 5h}}}}}
  z: final
transitions:
  - {trigger: go, source: [a, b], dest: b, by: r, while: any}
  - {trigger: end, source: [a, b], dest: z, by: r}
"""


def test_deadlines_below_pause_with_the_top_and_run_again_when_nothing_holds_them(run):
    office, top = run(NEST)
    child = office.engine.do(Start("w", "c", parent=top.id), by=RAY).case
    office.clock.turn(hours=1)
    office.engine.do(Suspend(child.id, "x"), by=RAY)
    office.clock.turn(hours=1)
    office.engine.do(Suspend(top.id, "x"), by=RAY)
    office.clock.turn(hours=1)
    office.engine.do(Resume(child.id, "x"), by=RAY)
    assert office.engine.case(child.id).armed[0].paused_at is not None
    office.clock.turn(hours=1)
    office.engine.do(Resume(top.id, "x"), by=RAY)
    assert dues(office.engine.case(top.id)) == {"d": START + timedelta(hours=12)}
    assert dues(office.engine.case(child.id)) == {"d": START + timedelta(hours=13)}


def test_what_is_armed_on_hold_waits_for_the_resumption(run):
    office, case = run(NEST)
    office.engine.do(Suspend(case.id, "x"), by=RAY)
    office.clock.turn(hours=3)
    office.engine.fire(case.id, "go", by=RAY)
    office.clock.turn(hours=30)
    assert office.engine.run_due().expired == 0
    office.engine.do(Resume(case.id, "x"), by=RAY)
    assert dues(office.engine.case(case.id)) == {"e": office.clock.now + timedelta(hours=5)}


PASSED_ON = """
name: w
initial: a
roles: [r]
schema: {at: instant}
stages:
  a: {kind: plain, states: {a: {deadlines: {d: {at: at, overdue: late}}}}}
  b: {kind: plain, states: {b: {deadlines: {d: {at: at, overdue: late}}}}}
  z: final
transitions:
  - {trigger: late, source: [a, b], dest: b, by: system}
  - {trigger: end, source: [a, b], dest: z, by: r}
"""


def test_a_fixed_instant_that_is_over_does_not_come_again_in_the_state_it_led_to(run):
    office, case = run(PASSED_ON, {"at": START + timedelta(hours=1)})
    office.clock.turn(hours=1)
    assert [office.engine.run_due().expired for _ in range(3)] == [1, 0, 0]
    after = office.engine.case(case.id)
    assert (after.state, after.armed) == ("b", ())


STUCK = """
name: w
initial: a
roles: [r]
schema: {n: integer, items: {type: list, of: text}, item: decimal}
stages:
  a: {kind: plain, states: {a: {deadlines: {d: {limit: 1h, overdue: late}, e: {limit: 2h}}}}}
  b: {kind: plain, states: {b: {children: {c: {workflow: w, each: items}}}}}
  z: final
transitions:
  - {trigger: late, source: a, dest: b, by: [system], WHAT}
  - {trigger: end, source: [a, b], dest: z, by: r}
notices: [{on: overdue d, to: r, via: box, text: late}]
"""


@pytest.mark.parametrize(
    ("what", "data", "incident"),
    [
        ("checks: [{kind: enough, least: 1, waivable: r}]", {}, "too-few"),
        ("checks: [raising]", {}, "check-failed"),
        ("when: n > 1", {}, "guard-failed"),
        ("plans: [{kind: spawn, what: raise}]", {}, "plan-failed"),
        ("plans: [{kind: spawn, what: loop}]", {}, "not-from-here"),
        ("comment: optional", {"items": ["a"]}, "InputError"),
    ],
)
def test_an_overdue_trigger_that_is_refused_is_an_incident_and_tried_once(
    run, what, data, incident
):
    office, case = run(STUCK.replace("WHAT", what), data)
    good = office.engine.start("w", subject="good", by=RAY, data=data)
    office.engine.fire(good.id, "end", by=RAY)
    office.clock.turn(hours=1)
    assert office.engine.run_due().expired == 1
    after = office.engine.case(case.id)
    assert (after.state, set(dues(after)), late(after)) == ("a", {"d", "e"}, {"d"})
    event = office.engine.history(case.id)[-1]
    assert event.accepted
    assert event.body["incidents"] == [incident] or incident in event.body["incidents"]
    assert [m.notice for m in office.engine.outbox()] == ["overdue-d"]
    assert office.engine.run_due().expired == 0
    office.clock.turn(hours=1)
    assert office.engine.run_due().expired == 1


def test_where_no_condition_of_an_overdue_trigger_holds_it_is_late_and_no_more(run):
    office, case = run(STUCK.replace("WHAT", "when: n > 1"), {"n": 1})
    office.clock.turn(hours=1)
    assert office.engine.run_due().expired == 1
    after = office.engine.case(case.id)
    assert (after.state, late(after)) == ("a", {"d"})
    assert "incidents" not in office.engine.history(case.id)[-1].body


def test_one_failing_case_does_not_keep_the_others_from_their_deadlines(tmp_path):
    from keyflow.errors import PluginFailed

    broken = set()

    def facts(cases, connection):
        if broken & {case.subject for case in cases}:
            raise ValueError("no facts")
        return {}

    url = f"sqlite:///{tmp_path / 'k.db'}?synchronous=OFF"
    with opened(url, facts=facts) as office:
        first, second = office.begin("First"), office.begin("Second")
        office.clock.turn(days=5)
        broken.add("First")
        with pytest.raises(PluginFailed):
            office.engine.run_due()
        assert office.engine.case(second.id).ended
        broken.clear()
        assert office.engine.run_due().expired == 1
        assert office.engine.case(first.id).ended


def test_a_stated_time_lies_between_the_states_entry_and_now(office):
    office.clock.turn(days=5)
    case = office.begin()
    office.clock.turn(days=1)
    for at, code in (
        (office.clock.now + timedelta(seconds=1), "in-the-future"),
        (case.since - timedelta(seconds=1), "too-early"),
    ):
        with pytest.raises(Refused) as no:
            office.engine.fire(case.id, "submit", by=ANN, occurred_at=at)
        assert [f.code for f in no.value.findings] == [code]
    done = office.engine.fire(case.id, "submit", by=ANN, occurred_at=case.since)
    assert done.case.since == case.since
    event = office.engine.history(case.id)[-1]
    assert (event.occurred_at, event.recorded_at) == (case.since, office.clock.now)
    office.clock.turn(days=3)
    with pytest.raises(Refused) as no:
        office.engine.do(
            Note(case.id, "x"), by=ANN, occurred_at=office.clock.now - timedelta(days=2, seconds=1)
        )
    assert [f.code for f in no.value.findings] == ["too-early"]


def test_a_case_is_not_begun_further_back_than_the_workflow_allows(office):
    with pytest.raises(Refused) as no:
        office.engine.start(
            "project", subject="Old", by=ANN, occurred_at=START - timedelta(days=2, seconds=1)
        )
    assert [f.code for f in no.value.findings] == ["too-early"]
    old = office.engine.start(
        "project", subject="Old", by=ANN, occurred_at=START - timedelta(days=2)
    )
    assert old.opened == START - timedelta(days=2)
    with pytest.raises(Refused):
        office.engine.start("item", subject="x", by=BOB, occurred_at=START - timedelta(seconds=1))
    with pytest.raises(Refused):
        office.engine.start("item", subject="x", by=BOB, occurred_at=START + timedelta(seconds=1))


MOVING = """
name: w
initial: a
many: true
backdate: 5d
roles: [r]
slots: {c: w}
operations: {suspend: {by: r}, terminate: {by: r}}
stages: {a: plain, b: {kind: plain, states: {b: {deadlines: {d: {limit: 90d}}}}}, z: final}
transitions:
  - {trigger: go, source: [a, b], dest: b, by: r}
  - {trigger: stay, source: [a, b], by: r}
  - {trigger: down, source: [a, b], by: r, commands: [{fire: go, on: child c}]}
  - {trigger: touch, source: [a, b], by: r, commands: [{fire: stay, on: child c}]}
  - {trigger: up, source: [a, b], by: r, commands: [{fire: go, on: parent}]}
  - {trigger: other, source: [a, b], by: r, plans: [{kind: spawn, what: on}]}
  - {trigger: below, source: [a, b], by: r, plans: [{kind: spawn, what: child}]}
  - {trigger: end, source: [a, b], dest: z, by: r}
"""


def test_a_stated_time_lies_after_the_entry_of_every_case_it_moves(run):
    office, top = run(MOVING)
    child = office.engine.start("w", subject="c", by=RAY, parent=top.id, slot="c")
    office.clock.turn(days=2)
    for case in (office.engine.start("w", subject="o", by=RAY), child):
        office.engine.fire(case.id, "go", by=RAY)
        moved = office.engine.case(case.id)
        early = moved.since - timedelta(hours=1)
        commands = [Fire(top.id, "other", {}, moved.id)]
        if case is child:
            commands += [Fire(top.id, "down"), Fire(top.id, "touch"), Suspend(top.id, "x"),
                         Terminate(top.id, "cancelled", "x")]  # fmt: skip
        for command in commands:
            with pytest.raises(Refused) as no:
                office.engine.do(command, by=RAY, occurred_at=early)
            assert [(f.code, f.case) for f in no.value.findings] == [("too-early", moved.id)]
            assert moved.since.isoformat() in no.value.findings[0].text
    assert office.engine.case(child.id).version == 2
    office.engine.fire(top.id, "down", by=RAY, occurred_at=moved.since)
    assert office.engine.case(child.id).since == moved.since


def test_a_stated_time_lies_after_the_entry_of_the_parent_it_moves(run):
    office, top = run(MOVING)
    child = office.engine.start("w", subject="c", by=RAY, parent=top.id)
    office.clock.turn(days=2)
    entered = office.engine.fire(top.id, "go", by=RAY).case.since
    with pytest.raises(Refused) as no:
        office.engine.fire(child.id, "up", by=RAY, occurred_at=entered - timedelta(seconds=1))
    assert [(f.code, f.case) for f in no.value.findings] == [("too-early", top.id)]
    office.engine.fire(child.id, "up", by=RAY, occurred_at=entered)


def test_a_case_that_a_plan_begins_is_not_older_than_its_parent(run):
    office, top = run(MOVING)
    office.clock.turn(days=2)
    young = office.engine.start("w", subject="young", by=RAY)
    early = office.clock.now - timedelta(days=1)
    office.clock.turn(hours=1)
    with pytest.raises(Refused) as no:
        office.engine.fire(top.id, "below", by=RAY, comment=young.id, occurred_at=early)
    assert [f.code for f in no.value.findings] == ["too-early"]
    at = young.opened
    (begun,) = office.engine.fire(top.id, "below", by=RAY, comment=young.id, occurred_at=at).opened
    assert office.engine.case(begun).opened == at


def test_what_a_command_only_looks_at_does_not_bind_its_time(run):
    office, top = run(MOVING)
    child = office.engine.start("w", subject="c", by=RAY, parent=top.id, slot="c")
    office.clock.turn(days=2)
    office.engine.fire(top.id, "go", by=RAY)
    early = office.clock.now - timedelta(days=1)
    office.engine.start("w", subject="d", by=RAY, parent=top.id, occurred_at=early)
    assert office.engine.fire(child.id, "stay", by=RAY, occurred_at=early).case.version == 2


def test_a_clerk_enters_what_another_decided(office):
    case = office.begin()
    for clerk in (BOB, Actor("joe")):
        with pytest.raises(Refused) as no:
            office.engine.fire(case.id, "submit", by=ANN, recorded_by=clerk)
        assert [f.code for f in no.value.findings] == ["not-a-clerk"]
        with pytest.raises(Refused) as no:
            office.engine.do(Start("project", "By clerk"), by=ANN, recorded_by=clerk)
        assert [f.code for f in no.value.findings] == ["not-a-clerk"]
    office.engine.fire(case.id, "submit", by=ANN, recorded_by=KAY)
    event = office.engine.history(case.id)[-1]
    assert (event.actor, event.private["recorded_by"]) == ("ann", "kay")
    assert office.engine.do(Start("project", "By clerk"), by=ANN, recorded_by=KAY).case.seq == 1


def test_a_clock_put_back_does_not_disturb_the_chain(office):
    case = office.begin()
    office.clock.turn(hours=-5)
    office.engine.fire(case.id, "remark", by=ANN, key="k")
    office.clock.turn(hours=-5)
    moved = office.engine.fire(case.id, "submit", by=ANN, key="m")
    assert [event.seq for event in office.engine.history(case.id)] == [1, 2, 3]
    again = office.engine.fire(case.id, "submit", by=ANN, key="m")
    assert (again.case.head, again.case.state) == (moved.case.head, "approval.deciding")
    assert office.engine.case(case.id, as_of=START).id == case.id


def test_a_clock_must_know_its_zone():
    naive = START.replace(tzinfo=None)
    engine = Engine(None, [flow(NEST)], clock=lambda: naive, plugins=[office_plugins])
    for ask in (
        lambda: engine.start("w", subject="s", by=RAY),
        engine.run_due,
        engine.seal,
    ):
        with pytest.raises(InputError, match="clock"):
            ask()
