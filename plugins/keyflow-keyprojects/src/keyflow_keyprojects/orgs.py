"""Heads of units and dispatchers of projects (N03, N06, N28): who it is, and who comes next."""

from datetime import datetime

from keyflow import Actor, Case, Engine
from keyflow.commands import Command, Fire
from keyflow_keyprojects.register import every
from keyflow_keyprojects.roster import unit_case

PROJECT = "key-project"


def appoint_head(
    engine: Engine, unit: str, person: str, *, by: Actor, acting: bool = False
) -> Case:
    """Give a unit another first-in-command: its duties follow the office (N03, N28).

    Every open project of the unit, and what is open in it, names the new one in the same commit.
    """
    case = unit_case(engine, unit)
    projects = [
        project
        for project in every(
            engine, workflow=PROJECT, standing=("active", "suspended"), where={"unit": unit}
        )
        if project.data["head"] != person
    ]
    commands: list[Command] = [Fire(case.id, "appoint", {"head": person, "acting": acting})]
    commands += [Fire(project.id, "change_head", {"head": person}) for project in projects]
    return engine.do(commands, by=by)[0].case


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


def change_dispatcher(
    engine: Engine, project: Case, dispatcher: str, substitute: str | None = None, *, by: Actor
) -> Case:
    """Name another dispatcher, with a substitute (N06, N38): open reports are theirs from now."""
    change = {"dispatcher": dispatcher} | ({"substitute": substitute} if substitute else {})
    return engine.fire(project.id, "change_dispatcher", by=by, data=change).case
