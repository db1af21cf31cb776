"""Finds the cases a paper is about, as they stood or were known at the time that is wanted."""

from dataclasses import dataclass
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


def named(engine: Engine, wanted: Wanted, workflow: str, **otherwise: str) -> Case:
    """Return a case by its id or subject, else the last one with the fields of `otherwise`."""
    at: dict[str, Any] = {"as_of": wanted.as_of, "known_at": wanted.known_at}
    if not wanted.case:
        return first(engine, wanted, workflow, where=otherwise)
    try:
        return engine.case(wanted.case, **at)
    except NotFound:
        return first(engine, wanted, workflow, subject=wanted.case)


def first(engine: Engine, wanted: Wanted, workflow: str, **query: Any) -> Case:
    """Return the case of a query that was opened last, as wanted; raises `NotFound`."""
    at: dict[str, Any] = {"as_of": wanted.as_of, "known_at": wanted.known_at}
    found = engine.cases(workflow=workflow, order="-opened", limit=1, **query, **at).cases
    if not found:
        said = wanted.case or " ".join(part for part in (wanted.project, wanted.period) if part)
        raise NotFound(f"there is no {workflow} of {said or 'that'} here")
    return engine.case(found[0].id, **at)


def get(case: Case, field: str) -> Any:
    """Return a field of a case, None where its workflow has none of the name."""
    return case.data.get(field)
