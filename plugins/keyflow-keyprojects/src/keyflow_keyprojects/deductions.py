"""Points as they are lost, day by day (N49): what a quarter's score will say of them later (C9)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from keyflow import Case, Engine
from keyflow.store.contract import StoredDeadline
from keyflow_keyprojects.quarters.book import SOLVED
from keyflow_keyprojects.quarters.facts import light_at_end
from keyflow_keyprojects.quarters.rows import scores
from keyflow_keyprojects.record.limits import is_kept, last_day
from keyflow_keyprojects.record.listedspans import day_of, spans
from keyflow_keyprojects.record.officecase import can_only_be_asked
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.rules.months import Quarter, assessed_months
from keyflow_keyprojects.rules.scoring import RUBRICS, Rubric
from keyflow_keyprojects.settings import Component

_DAY = timedelta(days=1)
_MONTHS = 12
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

    The reports of months that are not assessed, such as those on hold, cost nothing (C9).
    A red light at a quarter's end takes a tenth of what the quarter comes to: how many points is
    known once it is scored, and none once that is cleared. A limit that ran out takes its share of
    the approvals' or the problems' points, by how many there are (C9).
    """
    listed, held = spans(engine, project, year)
    months = assessed_months(listed, held, year, _MONTHS)
    found = [
        *_reports(engine, project, year, rubric, months),
        *_lights(engine, project, year, months),
        *_limits(engine, project, year),
    ]
    return sorted(found, key=lambda one: (one.day, one.what, one.of))


def _reports(
    engine: Engine, project: Case, year: int, rubric: Rubric, assessed: Collection[int]
) -> Iterator[Deduction]:
    months = {"period": [(">=", f"{year}-01"), ("<=", f"{year}-12")]}
    points = rubric.numbers
    for case in every(engine, workflow="monthly-report", parent=project.id, where=months):
        period = case.data["period"]
        if int(period[-2:]) not in assessed:
            continue
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


def _lights(
    engine: Engine, project: Case, year: int, assessed: Collection[int]
) -> Iterator[Deduction]:
    for number in range(1, 5):
        quarter = Quarter(year, number)
        month = quarter.months[-1]
        of = f"{year}-{month:02}"
        found = scores(engine, str(quarter), number=project.data["number"], kind="project")
        lines = [line for score in found for line in score.data["lines"] or ()]
        taken = [line["points"] for line in lines if line["component"] == "light"]
        if found:
            off = [points for points in taken if points]
        else:
            red = month in assessed and light_at_end(project, quarter) == "red"
            off = [None] if red else []
        yield from (Deduction(quarter.last, "red", of, "light", points) for points in off)


def _limits(engine: Engine, project: Case, year: int) -> Iterator[Deduction]:
    for workflow, (component, names) in _LIMITS.items():
        told = engine.deadlines(workflow=workflow, root=project.id, status=None, limit=10_000)
        told = [row for row in told if row.armed.name in names]
        left_out = _requests(engine, project) if workflow == "supervision-order" else set()
        promises = _promises(engine, project, told) if workflow == "blocker" else {}
        for row in told:
            day = last_day(row) + _DAY
            kept = promises.get(row.case) == Quarter.of(last_day(row).year, last_day(row).month)
            counts = day.year == year and row.case not in left_out and not kept
            if counts and _ran_out(row):
                yield Deduction(day, "ran-out", row.subject, component, None)


def _ran_out(row: StoredDeadline) -> bool:
    """Tell whether a limit is over and was not kept; one that runs or stands still is neither."""
    if row.state in _BACK or row.outcome == "parent-ended" or row.armed.paused_at is not None:
        return False
    return row.armed.late if row.running else not is_kept(row)


def _promises(
    engine: Engine, project: Case, levels: Iterable[StoredDeadline]
) -> dict[str, Quarter]:
    """Return the quarters of the days by which blockers were to be solved, and were.

    In that quarter the promise is what counts, and not the limits of the levels (C9).
    """
    closed: dict[str, list[datetime | None]] = defaultdict(list)
    for row in levels:
        closed[row.case].append(row.closed)
    found: dict[str, Quarter] = {}
    for case in every(engine, workflow="blocker", parent=project.id):
        due, ends = case.data["due"], closed[case.id]
        known = [end for end in ends if end is not None]
        solved = case.state in SOLVED and known and len(known) == len(ends)
        if due is not None and solved and day_of(max(known)) <= due:
            found[case.id] = Quarter.of(due.year, due.month)
    return found


def _requests(engine: Engine, project: Case) -> frozenset[str]:
    """Return the orders on a project that are requests: those cost nothing (N11)."""
    found = every(engine, workflow="supervision-order", parent=project.id)
    return frozenset(
        case.id
        for case in found
        if case.data["is_request"] or can_only_be_asked(engine, case.data["addressee_unit"])
    )
