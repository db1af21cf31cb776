"""Finds the cases a paper is about, as they stood or were known at the time that is wanted."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from keyflow import Case, Engine, NotFound
from keyflow_keyprojects.paper.speech import day_of


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which paper is wanted: of a period, of a project, or of a case by its id or subject.

    `as_of` and `known_at` tell it as it stood, or was known, at another time.
    """

    period: str = ""
    project: str = ""
    case: str = ""
    as_of: datetime | None = None
    known_at: datetime | None = None


def project_of(engine: Engine, wanted: Wanted) -> Case:
    """Return the project of a number; raises `NotFound`."""
    return first(engine, wanted, "key-project", where={"number": wanted.project})


def last_day(case: Case, name: str = "") -> date | None:
    """Return the last day of a deadline that runs in a case; of none by name, the earliest."""
    days = (item.last or day_of(item.due) for item in case.armed if name in {"", item.name})
    return min((day for day in days if day), default=None)


def last_reply(engine: Engine, case: Case) -> date | None:
    """Return the last day for a reply of an order that is closed; None where it had none."""
    rows = engine.deadlines(case=case.id, status=None)
    days = (row.armed.last or day_of(row.armed.due) for row in rows if row.armed.name == "reply")
    return max((day for day in days if day), default=None)


def at(wanted: Wanted) -> dict[str, Any]:
    """Return the times a query is asked for; none where it is asked for as it stands."""
    asked = {"as_of": wanted.as_of, "known_at": wanted.known_at}
    return {name: time for name, time in asked.items() if time is not None}


def at_step(engine: Engine, wanted: Wanted, case: Case, *triggers: str) -> Wanted:
    """Return what is wanted as it was known when a case took one of some steps last.

    Where a time is asked for, that stays.
    """
    if at(wanted):
        return wanted
    taken = [e.recorded_at for e in engine.history(case.id) if e.accepted and e.trigger in triggers]
    return replace(wanted, known_at=max(taken)) if taken else wanted


def named(engine: Engine, wanted: Wanted, workflow: str, **otherwise: str) -> Case:
    """Return a case by its id or subject, else the last one with the fields of `otherwise`."""
    if not wanted.case:
        return first(engine, wanted, workflow, where=otherwise)
    try:
        return engine.case(wanted.case, **at(wanted))
    except NotFound:
        return first(engine, wanted, workflow, subject=wanted.case)


def first(engine: Engine, wanted: Wanted, workflow: str, **query: Any) -> Case:
    """Return the case of a query that was opened last, as wanted; raises `NotFound`."""
    then = at(wanted)
    found = engine.cases(workflow=workflow, order="-opened", limit=1, **query, **then).cases
    if not found:
        said = wanted.case or " ".join(part for part in (wanted.project, wanted.period) if part)
        raise NotFound(f"there is no {workflow} of {said or 'that'} here")
    return engine.case(found[0].id, **then)


def get(case: Case, field: str) -> Any:
    """Return a field of a case, None where its workflow has none of the name."""
    return case.data.get(field)
