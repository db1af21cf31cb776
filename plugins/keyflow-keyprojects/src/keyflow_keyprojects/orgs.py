"""Heads of units and dispatchers of projects (N03, N06, N28): who it is, and who comes next."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from keyflow import Actor, Case, Engine
from keyflow.commands import Command, Fire
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.roster import unit_case

PROJECT = "key-project"
# Notices that remind, warn or order; and those that tell of a red event.
URGING, _RED = frozenset({"M13", "M21", "M23", "M28"}), frozenset({"M15", "M18", "M20"})
_ALL = 10_000_000
# What follows the head of a unit: of which workflow, which field names the unit, which its head.
_FOLLOW = (
    (PROJECT, "unit", "head", "change_head"),
    ("approval-item", "lead_role", "lead_head", "change_lead_head"),
)


def appoint_head(
    engine: Engine, unit: str, person: str, *, by: Actor, acting: bool = False
) -> Case:
    """Give a unit another first-in-command: its duties follow the office (N03, N28).

    Every open project of the unit, and what is open in it, names the new one in the same commit;
    so do the approval items it leads that are not over.
    """
    case = unit_case(engine, unit)
    commands: list[Command] = [Fire(case.id, "appoint", {"head": person, "acting": acting})]
    commands += [
        Fire(each.id, trigger, {field: person})
        for workflow, lead, field, trigger in _FOLLOW
        for each in _open(engine, workflow, lead, unit)
        if each.data[field] != person
    ]
    return engine.do(commands, by=by)[0].case


def _open(engine: Engine, workflow: str, lead: str, unit: str) -> Iterator[Case]:
    """Yield the open cases of a workflow that a unit leads; the catalogue has it in capitals."""
    for name in dict.fromkeys((unit, unit.upper())):
        yield from every(
            engine, workflow=workflow, standing=("active", "suspended"), where={lead: name}
        )


def head_at(engine: Engine, unit: str, at: datetime) -> str | None:
    """Return who headed a unit at an instant (C2 Office); raises `NotFound`."""
    case = engine.case(unit_case(engine, unit).id, as_of=at)
    head: str | None = case.data["head"]
    return head


def heads(engine: Engine, unit: str) -> list[tuple[str, datetime]]:
    """Return who headed a unit, each with since when, oldest first (C2 Office)."""
    case = unit_case(engine, unit)
    found: list[tuple[str, datetime]] = []
    for event in engine.history(case.id):
        if event.accepted and event.trigger in {None, "appoint"}:
            head = head_at(engine, unit, event.occurred_at)
            if head and (not found or found[-1][0] != head):
                found.append((head, event.occurred_at))
    return found


class Headship(NamedTuple):
    """Somebody's time as a unit's head: how many projects came with it, and of what they were told.

    `projects` are those that were open when it began; `reminded` counts reminders, warnings and
    orders about the unit's projects that were sent to them (M13, M21, M23, M28), `red` red events.
    """

    head: str
    since: datetime
    until: datetime | None
    projects: int
    reminded: int
    red: int


def headships(engine: Engine, unit: str) -> list[Headship]:
    """Return the heads of a unit with what followed the office to them (N03, N28), oldest first."""
    known = heads(engine, unit)
    ends = [*(since for _, since in known[1:]), None]
    cases = list(every(engine, workflow=PROJECT, where={"unit": unit}))
    about = {case.subject for case in cases}
    sent = [(each.to, each.at, each.notice.partition("-")[0]) for each in
            engine.outbox(limit=_ALL) if each.subject.partition("/")[0] in about]  # fmt: skip
    return [
        Headship(
            head, since, until,
            sum(case.opened < (until or case.changed) and _open_at(case, since) for case in cases),
            *(sum(to == head and since <= at and (until is None or at < until) and kind in kinds
                  for to, at, kind in sent) for kinds in (URGING, _RED)),
        )
        for (head, since), until in zip(known, ends, strict=True)
    ]  # fmt: skip


def _open_at(case: Case, at: datetime) -> bool:
    return not case.ended or case.changed > at


def change_dispatcher(
    engine: Engine, project: Case, dispatcher: str, substitute: str | None = None, *, by: Actor
) -> Case:
    """Name another dispatcher, with a substitute (N06, N38): open reports are theirs from now."""
    change = {"dispatcher": dispatcher} | ({"substitute": substitute} if substitute else {})
    return engine.fire(project.id, "change_dispatcher", by=by, data=change).case
