"""What the monthly reports of one project say together: what each goes on from, what follows it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from keyflow.plugin import Attempt, Case, Money
from keyflow_keyprojects.rules.report import BEGINNING, Before, Figures

SLOT = "monthly_report"
# Reports in these stages are handed in; what is being filed, missed or waived is not.
HANDED_IN = frozenset({"checking", "correcting", "accepted"})
# Of a month on hold nothing is owed, and so nothing is missing.
ON_HOLD = "on_hold"
# What a report counts with, and where that stands while a correction of it waits.
FIGURES, LAST = ("invested", "invested_year", "invested_total"), "accepted_last"
Data = Mapping[str, Any]


def others(attempt: Attempt) -> list[Case]:
    """Return the other monthly reports of the project that a report under way belongs to."""
    own = attempt.case
    return [
        case
        for case in attempt.scene.family(own.root)
        if case.slot == SLOT and case.parent == own.parent and case.id != own.id
    ]


def before(report: Data, reports: Iterable[Case]) -> Before | None:
    """Return what a report goes on from: the last month handed in, or how the project stood.

    None where neither is known. `reports` are the others of its project.
    """
    earlier = sorted(
        (case for case in _owed(reports) if case.data["period"] < report["period"]),
        key=lambda case: str(case.data["period"]),
    )
    missing: list[str] = []
    for case in reversed(earlier):
        total = case.data["invested_total"]
        if case.stage in HANDED_IN and total is not None:
            return Before(case.data["period"], total, tuple(reversed(missing)))
        missing.append(case.data["period"])
    began = report["invested_start"] or report["invested_before"]
    return Before(BEGINNING, began, tuple(reversed(missing))) if began is not None else None


def figures_of(report: Data, *, gap: bool = False) -> Figures:
    """Return the figures of a report that others are compared with."""
    return Figures(report["period"], report["invested"], report["invested_total"], gap=gap)


def later(report: Data, reports: Sequence[Case]) -> list[Figures]:
    """Return the figures of the later reports that were handed in, oldest first."""
    after = sorted(
        (case for case in _owed(reports) if case.data["period"] > report["period"]),
        key=lambda case: str(case.data["period"]),
    )
    found, gap = [], False
    for case in after:
        if case.stage in HANDED_IN:
            found.append(figures_of(case.data, gap=gap))
            gap = False
        else:
            gap = True
    return found


def _owed(reports: Iterable[Case]) -> Iterator[Case]:
    return (case for case in reports if case.stage != ON_HOLD)


def accepted_year(report: Data, reports: Iterable[Case]) -> Money | None:
    """Return the cumulative of the year that was accepted last before a report; None if none was.

    A report that is missing does not blank the progress: this is what counts then (C9).
    """
    year = report["period"][:4]
    found = [
        data
        for case in reports
        if year <= case.data["period"] < report["period"] and (data := accepted(case)) is not None
    ]
    latest = max(found, key=lambda data: str(data["period"]), default=None)
    return year_to_date(latest) if latest is not None else None


def accepted(report: Case) -> Data | None:
    """Return what a report says as it was accepted last; None where it never was.

    While a correction waits, or is sent back, that is what was accepted before it (C9).
    """
    if report.stage == "accepted":
        return report.data
    last = report.data.get(LAST) if report.stage in HANDED_IN else None
    return {**report.data, **last} if last else None


def year_to_date(report: Data) -> Money | None:
    """Return what was invested in the year by a report: from its cumulative, else as it says."""
    total, start = report["invested_total"], report["invested_before"]
    if total is None or start is None or total.currency != start.currency:
        stated: Money | None = report["invested_year"]
        return stated
    return Money(total.amount - start.amount, total.currency)
