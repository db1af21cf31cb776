"""What an engine leaves in a store after a life with every verb in it."""

from contextlib import suppress
from datetime import timedelta

from keyflow import Actor, Refused
from keyflow.commands import (
    Adopt,
    Edit,
    Erase,
    Fire,
    Note,
    Resume,
    Start,
    Suspend,
    Terminate,
    Waive,
)
from tests.offices import ANN, BOB, FULL, LEA, START

LAN = Actor("lan", roles={"land"})
OLGA = "olga"


def live(office):
    """Lead some cases through every verb; return the ids of some of them."""
    engine, clock = office.engine, office.clock
    _ended_family(office)
    erased = _erased(office)
    held = office.deciding("Held road", reply_by=START + timedelta(days=9))
    engine.do(Suspend(held.id, "rain"), by=BOB)
    late = office.begin("Late road")
    engine.seal()
    clock.turn(days=3)
    engine.run_due()
    assert engine.case(late.id).ended
    waived = engine.start("project", subject="Waived road", by=ANN, data={"title": "W"})
    engine.do(Waive(waived.id, "money", "submit", "known"), by=LEA)
    waiting = office.deciding("Waiting road")
    adopted = Adopt("project", "Old road", "works.building", "a list", FULL | {"items": ["x"]})
    old = engine.do(adopted, by=BOB).case
    engine.do([Start("project", "Two", FULL), Start("project", "Three", FULL)], by=ANN)
    return {
        "erased": erased,
        "held": held.id,
        "waived": waived.id,
        "waiting": waiting.id,
        "old": old.id,
    }


def _ended_family(office):
    engine = office.engine
    case = office.begin("Ring road", items=["a", "b"], reply_by=START + timedelta(days=2))
    for refused in (Fire(case.id, "decide"), Fire(case.id, "drop")):
        with suppress(Refused):
            engine.do(refused, by=ANN)
    engine.do([Edit(case.id, {"n": 3}), Note(case.id, "seen")], by=ANN)
    engine.fire(case.id, "submit", by=ANN, key="submit/1")
    engine.do(Suspend(case.id, "rain"), by=BOB)
    office.clock.turn(hours=1)
    engine.do(Resume(case.id), by=BOB)
    engine.fire(case.id, "decide", by=LEA, comment="ok")
    engine.fire(case.id, "build", by=BOB)
    first, _ = office.children(case)
    engine.fire(first.id, "finish_item", by=LAN)
    engine.do(Terminate(case.id, "cancelled", "no money"), by=BOB)
    engine.do(Note(case.id, "afterwards"), by=ANN)


def _erased(office):
    engine = office.engine
    case = office.begin("Erased road", secret="s1", owner=OLGA)
    engine.do(Edit(case.id, {"secret": "s2", "n": 1}), by=ANN)
    engine.do(Note(case.id, f"{OLGA} asked for it"), by=ANN)
    engine.do(Edit(case.id, {"secret": None, "n": 2}), by=ANN)
    engine.fire(case.id, "drop", by=BOB)
    engine.do(Erase(case.id, OLGA, "asked", ["secret"]), by=BOB)
    engine.do(Note(case.id, f"{OLGA} was told"), by=ANN)
    engine.do(Erase(case.id, OLGA, "asked again"), by=BOB)
    engine.do(Note(case.id, "no more of that"), by=ANN)
    return case.id
