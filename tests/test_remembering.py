"""What is remembered of a family's past is what reading all of it again gives."""

import random

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import Erase, Note, Start, TakeBack, Terminate
from keyflow.errors import InputError
from keyflow.model.desk import task_id
from keyflow.remembering import Memory
from keyflow.store.migrate import upgrade

ANN, BEN, CAI = (Actor(name, {"r"}) for name in ("ann", "ben", "cai"))
FLOW = """
name: w
initial: a
roles: [r]
schema: {n: integer}
stages:
  a: plain
  b: {kind: approval, approval: {voters: [{person: ann}, {person: ben}]}}
  z: final
transitions:
  - {trigger: go, source: a, dest: b, by: r}
  - {trigger: end, source: b.approved, dest: z, by: r}
  - {trigger: undo, source: b.approved, dest: a, by: r}
  - {trigger: again, source: b.rejected, dest: a, by: r}
slots: {part: part}
operations: {erase: {by: r}, terminate: {by: r}}
"""
PART = """
name: part
initial: a
roles: [r]
stages: {a: plain, b: plain, z: final}
transitions:
  - {trigger: go, source: a, dest: b, by: r}
  - {trigger: back, source: b, dest: a, by: r}
  - {trigger: end, source: b, dest: z, by: r}
"""


@pytest.fixture
def engines(store_url):
    """Two engines on one store, as two processes have them."""
    if store_url.startswith("postgresql"):
        upgrade(store_url)
    both = [Engine(store_url, [load(FLOW), load(PART)]) for _ in range(2)]
    yield both
    for engine in both:
        engine.close()


def done(engine, root, memory):
    with engine.store.connect() as connection:
        runner = engine._runner
        (family,) = connection.families([root], runner.given.library.on(connection))
        return list(memory.done(family, connection))


def agrees(engine, root):
    remembered = done(engine, root, engine._runner.given.memory)
    assert remembered == done(engine, root, Memory())
    return remembered


def walk(dice, engine, root):
    """Do something that may be done in a family, or be refused; return whether it was."""
    parts = engine.cases(parent=root, limit=100).cases
    case = dice.choice([engine.case(root), *parts[:1]])
    by = dice.choice([ANN, BEN])
    try:
        match dice.randrange(5):
            case 0:
                number = engine.cases(parent=root).total
                engine.start("part", subject=f"{root} {number}", by=by, parent=root, slot="part")
            case 1 if case.tasks:
                task = dice.choice([*case.tasks])
                engine.decide(task, dice.choice(["approve", "reject"]), by=by)
            case 2 if case.desk.tasks:
                engine.do(TakeBack(task_id(case.id, dice.choice(case.desk.tasks).n)), by=by)
            case 3:
                engine.do(Note(case.id, "seen"), by=by)
            case _:
                trigger = dice.choice(["go", "go", "back", "undo", "again"])
                engine.fire(case.id, trigger, by=by)
    except (Refused, InputError):
        return False
    return True


@pytest.mark.parametrize("seed", range(3))
def test_two_engines_in_turn_remember_what_the_store_holds(engines, seed):
    dice = random.Random(seed)
    roots = [engines[0].start("w", subject=f"s{n}", by=CAI).id for n in range(3)]
    engines[0].fire(roots[0], "go", by=ANN)
    engines[1].decide(task_id(roots[0], 1), "approve", by=ANN)
    assert [step.undone for step in agrees(engines[0], roots[0])] == ["", "", ""]
    engines[1].do(TakeBack(task_id(roots[0], 1)), by=ANN)
    assert [step.undone for step in agrees(engines[0], roots[0])][2] == "take-back"
    done_so_far = 0
    for _ in range(90):
        engine, root = dice.choice(engines), dice.choice(roots)
        done_so_far += walk(dice, engine, root)
        assert agrees(engine, root)
    assert done_so_far > 15


def test_what_was_rolled_back_is_not_remembered(engines, store_url):
    engine, host = engines[0], create_engine(store_url)
    case = engine.start("w", subject="s", by=ANN).id
    agrees(engine, case)
    with Session(host) as session:
        within = engine.within(session)
        within.fire(case, "go", by=BEN)
        within.start("part", subject="p", by=BEN, parent=case, slot="part")
        with within._connect() as connection:
            runner = engine._runner
            (family,) = connection.families([case], runner.given.library.on(connection))
            seen = runner.given.memory.done(family, connection)
        assert [step.actor for step in seen] == ["ann", "ben", "ben"]
        session.rollback()
    host.dispose()
    assert [step.actor for step in agrees(engine, case)] == ["ann"]
    engine.fire(case, "go", by=CAI)
    assert [step.actor for step in agrees(engine, case)] == ["ann", "cai"]


def test_who_was_erased_is_forgotten(engines):
    engine, other = engines
    case = engine.start("w", subject="s", by=ANN).id
    engine.fire(case, "go", by=BEN)
    engine.do(Terminate(case, "withdrawn", "no need"), by=CAI)
    assert [step.actor for step in agrees(other, case)] == ["ann", "ben", "cai"]
    engine.do(Erase(case, "ben", "asked for"), by=CAI)
    assert [step.actor for step in agrees(other, case)] == ["ann", "", "", "cai"]


def test_of_very_many_families_the_latest_are_remembered(engines):
    engine = engines[0]
    starts = [Start("w", f"s{n}") for n in range(210)]
    cases = [outcome.case.id for outcome in engine.do(starts, by=ANN)]
    for case in cases:
        agrees(engine, case)
    assert len(engine._runner.given.memory._pasts) == 200
    assert agrees(engine, cases[0])
