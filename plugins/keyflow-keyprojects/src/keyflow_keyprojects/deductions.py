"""Points as they are lost, day by day (N49): what a quarter's score will say of them later (C9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from keyflow import Case, Engine
from keyflow.store.contract import StoredDeadline
from keyflow_keyprojects.dates import month_end
from keyflow_keyprojects.lights import light_history
from keyflow_keyprojects.limits import is_kept, last_day
from keyflow_keyprojects.listedspans import day_of
from keyflow_keyprojects.officecase import can_only_be_asked
from keyflow_keyprojects.register import every
from keyflow_keyprojects.rules.scoring import RUBRICS, Rubric
from keyflow_keyprojects.scoresettings import Component

_DAY = timedelta(days=1)
_LIMITS: dict[str, tuple[Component, frozenset[str]]] = {
    "approval-item": ("approvals", frozenset({"decision"})),
    "blocker": ("problems", frozenset({"level", "meeting"})),
    "supervision-order": ("problems", frozenset({"reply"})),
}
_BACK = frozenset({"refused", "withdrawn", "recalled", "void"})  # what was taken back costs nothing


@dataclass(frozen=True, slots=True)
class Deduction:
    """What is lost on a day: `points` of the quarter's hundred, or None where shares are counted.

    `what` is late, missed, corrected, red or ran-out; `of` is the report, month or case.
    """

    day: date
    what: str
    of: str
    component: str
    points: Decimal | None


def deductions(
    engine: Engine, project: Case, year: int, *, rubric: Rubric = RUBRICS["base-1"]
) -> list[Deduction]:
    """Return what a project loses in a year, in the order of the days (N49).

    A red light costs where it is red at a quarter's end; a limit that ran out takes its share of
    the approvals' or the problems' points, by how many there are (C9).
    """
    found = [
        *_reports(engine, project, year, rubric),
        *_lights(project, year, rubric),
        *_limits(engine, project, year),
    ]
    return sorted(found, key=lambda one: (one.day, one.what, one.of))


def _reports(engine: Engine, project: Case, year: int, rubric: Rubric) -> Iterator[Deduction]:
    months = {"period": [(">=", f"{year}-01"), ("<=", f"{year}-12")]}
    points = rubric.numbers
    for case in every(engine, workflow="monthly-report", parent=project.id, where=months):
        period = case.data["period"]
        if case.outcome == "missed":
            yield Deduction(day_of(case.since), "missed", period, "reporting", -points.missed)
        elif case.data["late"]:
            day = day_of(case.data["due_at"])
            yield Deduction(day, "late", period, "reporting", -points.late)
        if (case.data["revision"] or 1) > 1:
            for event in engine.history(case.id):
                if event.accepted and event.trigger == "correct":
                    day = day_of(event.recorded_at)
                    off = -points.corrected
                    yield Deduction(day, "corrected", period, "reporting", off)


def _lights(project: Case, year: int, rubric: Rubric) -> Iterator[Deduction]:
    for light in light_history(project):
        if light.period is None or light.colour != "red" or light.period[:4] != str(year):
            continue
        month = int(light.period[-2:])
        if month % 3 == 0:
            off = -rubric.numbers.red * 100
            yield Deduction(month_end(year, month), "red", light.period, "light", off)


def _limits(engine: Engine, project: Case, year: int) -> Iterator[Deduction]:
    for workflow, (component, names) in _LIMITS.items():
        told = engine.deadlines(workflow=workflow, root=project.id, status=None, limit=10_000)
        asked = _requests(engine, project) if workflow == "supervision-order" else frozenset()
        for row in told:
            day = last_day(row) + _DAY
            counts = row.armed.name in names and day.year == year and row.case not in asked
            if counts and _ran_out(row):
                yield Deduction(day, "ran-out", row.subject, component, None)


def _ran_out(row: StoredDeadline) -> bool:
    """Tell whether a limit is over and was not kept; one that runs or stands still is neither."""
    if row.state in _BACK or row.outcome == "parent-ended" or row.armed.paused_at is not None:
        return False
    return row.armed.late if row.running else not is_kept(row)


def _requests(engine: Engine, project: Case) -> frozenset[str]:
    """Return the orders on a project that are requests: those cost nothing (N11)."""
    found = every(engine, workflow="supervision-order", parent=project.id)
    return frozenset(
        case.id
        for case in found
        if case.data["is_request"] or can_only_be_asked(engine, case.data["addressee_unit"])
    )
