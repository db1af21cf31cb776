"""What follows from passing a gate: ways, guards, automatic steps, children, plans, changes."""

import sqlite3

import pytest

from keyflow import Actor, DefinitionError, InputError, Refused, StoreError
from keyflow.commands import Fire, Start, Suspend, Terminate
from keyflow.errors import PluginFailed
from tests.offices import ANN, BOB, LEA, flow, item, opened, url_of

RAY = Actor("ray", {"r"})
LU = Actor("lu", {"land"})
HEAD = "name: w\ninitial: a\nroles: [r]\noperations: {suspend: {by: r}, terminate: {by: r}}\n"


@pytest.fixture(params=["memory", "sqlite"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as office:
        yield office


@pytest.fixture(params=["memory", "sqlite"])
def run(request, tmp_path):
    """Return a function that opens an engine with some workflows and starts a case of the first."""
    offices = []

    def started(*texts, data=None, by=RAY):
        flows = [flow(text) for text in texts]
        opening = opened(url_of(request.param, tmp_path, request), flows)
        offices.append(opening)
        office = opening.__enter__()
        return office, office.engine.start(flows[0].name, subject="s", by=by, data=data)

    yield started
    for opening in offices:
        opening.__exit__(None, None, None)


def codes(error):
    return [finding.code for finding in error.value.findings]


def test_an_internal_transition_stays_and_a_self_transition_enters_afresh(office):
    case = office.deciding(reply_by="2011-05-01T00:00:00+08:00")
    office.clock.turn(hours=1)
    stayed = office.engine.fire(case.id, "remark", by=ANN).case
    assert (stayed.since, stayed.armed) == (case.since, case.armed)
    again = office.engine.fire(case.id, "again", by=ANN)
    assert again.moved
    assert again.case.state == case.state
    assert again.case.since == office.clock.now
    assert {a.id for a in again.case.armed}.isdisjoint({a.id for a in case.armed})
    assert office.engine.fire(case.id, "remark", by=BOB).moved is False


def test_a_guard_chooses_silently_in_file_order(office):
    for n, flag, comment, ends in (
        (11, True, "yes", "approval.approved"),
        (9, True, "", "closed"),
        (None, None, "", "approval.approved"),
    ):
        case = office.deciding(f"S{n}", n=n, flag=flag)
        done = office.engine.fire(case.id, "decide", by=LEA, comment=comment)
        assert done.case.state == ends
        assert done.warnings == ()


def test_the_way_that_was_chosen_judges_and_no_other_is_tried(office):
    case = office.deciding(n=11)
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "decide", by=BOB)
    assert codes(no) == ["comment-required", "not-allowed"]


def test_no_condition_that_holds_is_a_reason_of_its_own(run):
    office, case = run(
        HEAD + "schema: {n: integer}\nstages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: go, source: a, dest: z, by: r, when: n > 5}\n",
        data={"n": 1},
    )
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "go", by=RAY)
    assert codes(no) == ["no-way"]
    empty = office.engine.start("w", subject="t", by=RAY)
    with pytest.raises(Refused) as no:
        office.engine.fire(empty.id, "go", by=RAY)
    assert codes(no) == ["guard-failed"]
    (option,) = office.engine.options(empty.id, by=RAY)
    assert not option.allowed
    assert len(office.engine.history(empty.id)) == 2


def test_a_join_waits_for_its_children_and_closes_with_the_last(office):
    case = office.building(items=["a", "b"])
    one, two = office.children(case)
    office.engine.fire(one.id, "finish_item", by=LU)
    assert office.engine.case(case.id).state == "works.building"
    done = office.engine.fire(two.id, "finish_item", by=LU)
    assert done.case.outcome == "granted"
    parent = office.engine.case(case.id)
    assert parent.state == "works.done"
    last = office.engine.history(case.id)[-1]
    assert last.id == office.engine.history(two.id)[-1].id
    assert last.body["steps"] == [["finish", "works.building", "works.done", True]]
    assert parent.revision == office.engine.case(two.id).revision


def test_a_join_of_no_children_closes_at_once(office):
    assert office.building(items=[]).state == "works.done"


def test_a_file_command_fires_in_the_children(office):
    case = office.building()
    done = office.engine.fire(case.id, "sweep", by=BOB)
    assert done.case.state == "works.done"
    assert {child.outcome for child in office.children(case)} == {"granted"}
    assert office.engine.history(office.children(case)[0].id)[-1].actor == "bob"


def test_the_end_of_a_case_ends_what_is_below_it(office):
    case = office.building()
    grand = office.engine.start(
        "item", subject="g", by=BOB, parent=office.children(case)[0].id, data={"item": "g"}
    )
    office.engine.do(Terminate(case.id, "cancelled", "x"), by=BOB)
    for child in (*office.children(case), office.engine.case(grand.id)):
        assert (child.standing, child.outcome) == ("terminated", "parent-ended")
    with pytest.raises(Refused) as no:
        office.engine.start("item", subject="h", by=BOB, parent=case.id)
    assert codes(no) == ["parent-ended"]


def test_a_livelock_is_refused_and_leaves_nothing(run):
    office, case = run(
        HEAD + "stages: {a: plain, b: plain, c: plain, z: final}\ntransitions:\n"
        "  - {trigger: go, source: a, dest: b, by: r}\n"
        "  - {trigger: x, source: b, dest: c, auto: true}\n"
        "  - {trigger: y, source: c, dest: b, auto: true}\n"
        "  - {trigger: end, source: [a, b], dest: z, by: r}\n"
    )
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "go", by=RAY)
    assert codes(no) == ["too-many-steps"]
    assert office.engine.case(case.id).state == "a"


def test_automatic_steps_go_on_in_run_due_when_time_opens_them(run):
    office, case = run(
        HEAD + "stages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: x, source: a, dest: z, auto: true, checks: [an-hour-later]}\n"
    )
    assert office.engine.run_due().advanced == 0
    assert len(office.engine.history(case.id)) == 1
    office.clock.turn(hours=1)
    assert office.engine.run_due().advanced == 1
    assert office.engine.run_due().advanced == 0
    assert office.engine.case(case.id).standing == "completed"


def test_every_waiting_case_has_its_turn_in_run_due(run):
    office, _ = run(
        HEAD + "many: true\nstages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: x, source: a, dest: z, auto: true, checks: [an-hour-later]}\n"
        "  - {trigger: again, source: a, dest: '=', by: r}\n"
    )
    cases = [office.engine.start("w", subject="s", by=RAY).id for _ in range(5)]
    office.clock.turn(minutes=59)
    for case in cases[:-1]:
        office.engine.fire(case, "again", by=RAY)
    office.clock.turn(minutes=1)
    done = sum(office.engine.run_due(limit=1).advanced for _ in range(60))
    assert done == 2  # the last of these, and the one that was there before
    assert office.engine.case(cases[-1]).ended


def test_an_automatic_step_that_cannot_be_judged_is_one_incident_however_often_it_is_tried(run):
    office, case = run(
        HEAD + "stages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: x, source: a, dest: z, auto: true, checks: [raising-inline]}\n"
        "  - {trigger: stay, source: a, by: r}\n"
    )
    assert office.engine.history(case.id)[0].body["incidents"] == ["raising-inline"]
    for _ in range(3):
        assert office.engine.run_due().advanced == 0
    assert len(office.engine.history(case.id)) == 1


def test_an_automatic_way_for_suspended_cases_is_taken(run):
    office, case = run(
        HEAD + "stages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: x, source: a, dest: z, auto: true, while: suspended}\n"
    )
    assert office.engine.do(Suspend(case.id, "x"), by=RAY).case.standing == "completed"


PLAN = (
    HEAD + "stages: {a: plain, b: plain, z: final}\ntransitions:\n"
    "  - {trigger: end, source: [a, b], dest: z, by: r}\n"
    "  - {trigger: go, source: a, dest: b, by: r, plans: [{kind: spawn, what: WHAT}]}\n"
)
LOOP = (
    HEAD + "stages: {a: plain, z: final}\ntransitions:\n"
    "  - {trigger: end, source: a, dest: z, by: r}\n"
    "  - {trigger: go, source: a, by: r, plans: [{kind: spawn, what: WHAT}]}\n"
)
ITEM = """
name: item
initial: open
schema: {item: text}
roles: [land, office]
stages: {open: {kind: plain}, done: {kind: final}}
transitions:
  - {trigger: finish_item, source: open, dest: done, by: [land, system]}
"""


def test_a_plan_brings_other_cases_into_the_same_commit(run):
    office, case = run(PLAN.replace("WHAT", "roots"), ITEM)
    done = office.engine.fire(case.id, "go", by=RAY, key="k")
    assert done.case.state == "b"
    assert len(done.opened) == 2
    found = office.engine.cases(workflow="item", order="subject").cases
    assert [new.subject for new in found] == ["s/x", "s/y"]
    ids = {office.engine.history(new.id)[0].id for new in found}
    assert ids == {office.engine.history(case.id)[-1].id}
    assert office.engine.fire(case.id, "go", by=RAY, key="k").replayed


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ("bad", "unknown-trigger"),
        ("junk", "plan-failed"),
        ("generator", "plan-failed"),
        ("raise", "plan-failed"),
        ("many", "too-many-commands"),
    ],
)
def test_a_plan_that_cannot_be_followed_takes_the_step_back(run, what, code):
    office, case = run(
        PLAN.replace("WHAT", what), ITEM.replace("name: item", "name: item\nmany: true")
    )
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "go", by=RAY)
    assert codes(no) == [code]
    assert office.engine.case(case.id).state == "a"
    assert office.engine.cases(workflow="item").total == 0
    assert len(office.engine.history(case.id)) == 2


def test_a_plan_that_fires_itself_ends_at_the_depth_limit(run):
    office, case = run(LOOP.replace("WHAT", "loop"), ITEM)
    with pytest.raises(Refused) as no:
        office.engine.fire(case.id, "go", by=RAY)
    assert codes(no) == ["too-many-commands"]


def test_a_plan_may_end_its_case_and_begin_the_subject_anew(run):
    office, case = run(LOOP.replace("WHAT", "replace"), ITEM)
    office.engine.fire(case.id, "go", by=RAY)
    assert office.engine.case(case.id).outcome == "replaced"
    (new,) = office.engine.cases(workflow="w", standing="active").cases
    assert new.subject == "s"


def test_a_plan_reaches_into_another_family_and_raises_its_revision(run):
    office, case = run(PLAN.replace("WHAT", "other"), ITEM)
    other = office.engine.start("item", subject="o", by=LU)
    office.engine.fire(case.id, "go", by=RAY, comment=other.id)
    after = office.engine.case(other.id)
    assert (after.standing, after.revision, after.version) == ("completed", 2, 2)
    # the other family refuses now, so nothing happens here either
    again = office.engine.start("w", subject="t", by=RAY)
    with pytest.raises(Refused) as no:
        office.engine.fire(again.id, "go", by=RAY, comment=other.id)
    assert codes(no) == ["ended"]
    assert no.value.findings[0].case == other.id
    assert office.engine.case(again.id).state == "a"


def test_a_family_has_at_most_two_thousand_cases(run):
    office, case = run(
        HEAD + "schema: {items: {type: list, of: text}}\n"
        "stages: {a: plain, b: {kind: plain, states: {b: {children: {i: {workflow: item,"
        " each: items}}}}}, z: final}\ntransitions:\n"
        "  - {trigger: go, source: a, dest: b, by: r}\n"
        "  - {trigger: end, source: b, dest: z, by: r}\n",
        ITEM,
        data={"items": [str(n) for n in range(1_500)]},
    )
    office.engine.fire(case.id, "go", by=RAY)
    assert office.engine.cases(parent=case.id, limit=1).total == 1_500
    with pytest.raises(Refused) as no:
        office.engine.do(
            [Start("item", f"more {n}", {"item": "x"}, case.id) for n in range(501)], by=LU
        )
    assert {f.code for f in no.value.findings} == {"family-full"}
    office.engine.fire(case.id, "end", by=RAY)
    assert office.engine.cases(parent=case.id, standing="terminated", limit=1).total == 1_500


def test_children_whose_data_do_not_fit_name_the_field(run):
    office, case = run(
        HEAD + "schema: {items: {type: list, of: text}}\n"
        "stages: {a: plain, b: {kind: plain, states: {b: {children: {i: {workflow: item,"
        " each: items}}}}}, z: final}\ntransitions:\n"
        "  - {trigger: go, source: a, dest: b, by: r}\n"
        "  - {trigger: end, source: b, dest: z, by: r}\n",
        ITEM.replace("item: text", "item: decimal"),
        data={"items": ["x"]},
    )
    with pytest.raises(InputError, match=r"data\.item"):
        office.engine.fire(case.id, "go", by=RAY)
    assert office.engine.case(case.id).state == "a"


CHANGE = (
    HEAD + "stages: {a: plain, z: final}\ntransitions:\n"
    "  - {trigger: go, source: a, dest: z, by: r, changes: [{kind: row, fails: FAILS}]}\n"
)


@pytest.mark.parametrize("fails", ["false", "true"])
def test_a_change_is_written_with_the_command_or_not_at_all(tmp_path, fails):
    path = tmp_path / "host.db"
    with opened(f"sqlite:///{path}", [flow(CHANGE.replace("FAILS", fails))]) as office:
        with sqlite3.connect(path) as host:
            host.execute("CREATE TABLE host_row (id TEXT, name TEXT)")
        host.close()
        case = office.engine.start("w", subject="s", by=RAY)
        assert office.engine.preview(Fire(case.id, "go"), by=RAY).allowed
        if fails == "true":
            with pytest.raises(PluginFailed) as error:
                office.engine.fire(case.id, "go", by=RAY, key="k")
            assert isinstance(error.value.__cause__, ValueError)
        else:
            office.engine.fire(case.id, "go", by=RAY, key="k")
        host = sqlite3.connect(path)
        rows = host.execute("SELECT id, name FROM host_row").fetchall()
        host.close()
        assert rows == ([] if fails == "true" else [(case.id, "go")])
        assert office.engine.case(case.id).state == ("a" if fails == "true" else "z")
        assert office.engine.preview(Fire(case.id, "go"), by=RAY).allowed is (fails == "true")


def test_a_change_without_a_database_is_said_plainly():
    with opened(None, [flow(CHANGE.replace("FAILS", "false"))]) as office:
        case = office.engine.start("w", subject="s", by=RAY)
        with pytest.raises(StoreError):
            office.engine.fire(case.id, "go", by=RAY)
        assert office.engine.case(case.id).state == "a"


def test_a_child_workflow_the_engine_lacks_is_found_when_it_opens():
    from keyflow import DefinitionError
    from tests.offices import project

    with pytest.raises(DefinitionError, match="item"), opened(None, [project()]):
        pass
    with pytest.raises(DefinitionError, match="two workflows"), opened(None, [item(), item()]):
        pass


WRITES = (
    HEAD
    + """
schema: {plan: text, sum: decimal, note: text}
stages: {a: {kind: plain, states: {a: {writable: note}}}, z: final}
transitions:
  - {trigger: report, source: a, by: r, writes: [plan, sum]}
  - {trigger: look, source: a, by: r, writes: []}
  - {trigger: go, source: a, dest: z, by: r}
"""
)


def test_a_way_that_says_what_it_writes_takes_that_and_nothing_else(run):
    office, case = run(WRITES)
    fire = office.engine.fire
    assert fire(case.id, "report", by=RAY, data={"plan": "x", "sum": "1"}).case.data["plan"] == "x"
    for trigger, data, code in (
        ("report", {"note": "n"}, "not-written"),
        ("look", {"plan": "y"}, "not-written"),
        ("go", {"plan": "y"}, "not-writable"),
    ):
        with pytest.raises(Refused) as error:
            fire(case.id, trigger, by=RAY, data=data)
        assert codes(error) == [code]
    assert fire(case.id, "go", by=RAY, data={"note": "n"}).case.data["note"] == "n"


def test_a_way_cannot_write_a_field_that_there_is_not():
    with pytest.raises(DefinitionError, match=r"no field 'plam' to write .did you mean 'plan'"):
        flow(WRITES.replace("[plan, sum]", "[plam]"))
