"""Reads what all projects did in a quarter: one reading of each kind of case, then plain sums.

What is read are cases and limits; histories only of the few that changed after the data were
frozen, were on hold, or came and went. The time is linear in the number of projects.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from keyflow import Case, Engine
from keyflow.plugin import Money
from keyflow_keyprojects.fx import PLAN_RATE, FxRate
from keyflow_keyprojects.quarters.book import Book, View
from keyflow_keyprojects.record.listedspans import spans
from keyflow_keyprojects.record.reported import accepted
from keyflow_keyprojects.rules.lights import at_its_end
from keyflow_keyprojects.rules.merits import Milestone, QuarterFacts
from keyflow_keyprojects.rules.months import (
    Quarter,
    Span,
    assessed_months,
    invested,
    listed_months,
    planned,
)

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ProjectQuarter:
    """A project's quarter: `weight` is its year plan in CNY at the plan rate."""

    case: Case
    facts: QuarterFacts
    currency: str
    weight: Decimal
    plan_version: str


def quarter_facts(
    engine: Engine,
    quarter: Quarter,
    *,
    known_at: datetime | None = None,
    plan_at: datetime | None = None,
    numbers: Collection[str] | None = None,
    vetoes: Mapping[str, str] | None = None,
    cleared: Collection[str] = (),
    whole_year: bool = False,
    rate: FxRate = PLAN_RATE,
) -> list[ProjectQuarter]:
    """Return what each project of the key list did by the end of a quarter (C9).

    With `known_at`, as was on record then, which is how frozen data are read; with `plan_at`, by
    the plans of that instant, which is how a restatement keeps to the plan version of its quarter.
    With `whole_year` of all months up to the quarter's end, also who left before.
    """
    view = View(engine, quarter, known_at, plan_at, numbers, vetoes or {}, cleared, whole_year)
    return read(Book(view), rate)


def read(book: Book, rate: FxRate = PLAN_RATE) -> list[ProjectQuarter]:
    """Return what each project did, from an open book."""
    found = (_one(book.view, book, case, rate) for case in book.projects)
    return [each for each in found if each is not None]


def _one(view: View, book: Book, case: Case, rate: FxRate) -> ProjectQuarter | None:
    then = view.then(case, view.known_at)
    if then is None or "key" not in {then.data["list"], then.data["adopted_list"]}:
        return None
    listed, held = spans(view.engine, then, view.quarter.year, view.known_at)
    months = listed_months(listed, view.quarter.year, view.quarter.months[-1])
    if not months & {*view.months}:
        return None
    plan = view.in_year(view.then(case, view.plan_at) or then)
    target = plan_on(plan, view.quarter)
    facts = _facts(view, book, then, plan, target, listed, held)
    total = target.year_plan
    weight = rate.convert(total).amount if total else NOTHING
    return ProjectQuarter(then, facts, total.currency if total else "CNY", weight, target.version)


class Target(NamedTuple):
    """The plan a quarter is measured by: which version, the year's amount, cumulative by month."""

    version: str
    year_plan: Money | None
    monthly: Sequence[Money]


def plan_on(case: Case, quarter: Quarter) -> Target:
    """Return the plan that is in force on a quarter's last day (C9, K31).

    What was decided by then but takes effect later counts from then on, and a year is measured by
    what is in force on 31 December.
    """
    data = case.data
    own = [one for one in data["plan_versions"] or () if one["list_year"] == quarter.year]
    held = [one for one in own if one["effective"] <= quarter.last] or own[:1]
    if held == own:  # the latest: also what the project was planned anew after it was on hold
        version = str(data["plan_version"] or "adopted")
        return Target(version, data["year_plan"], data["monthly_plan"] or ())
    latest = held[-1]
    return Target(str(latest["version"]), latest["year_plan"], latest["monthly_plan"] or ())


def _facts(  # noqa: PLR0917 - the pieces of one project
    view: View,
    book: Book,
    case: Case,
    plan: Case,
    target: Target,
    listed: list[Span],
    held: list[Span],
) -> QuarterFacts:
    year, until = view.quarter.year, view.quarter.months[-1]
    months = assessed_months(listed, held, year, until)
    own = months & {*view.months}
    papers = Papers(view, book.reports.get(case.id, ()))
    number = case.data["number"]
    return QuarterFacts(
        until=view.quarter.last,
        planned=planned(*_amounts(target), months, until),
        done=invested(papers.accepted, _base(view, case, plan), months, until),
        stale=until in own and until not in papers.accepted,
        milestones=tuple(_milestones(view, case, plan, own)),
        items=() if view.whole_year else tuple(book.items.get(case.id, ())),
        problems=() if view.whole_year else tuple(book.problems.get(case.id, ())),
        late=sum(month in papers.late for month in own),
        missed=sum(month in papers.missed for month in own),
        corrected=sum(papers.corrected.get(month, 0) for month in own),
        listed=len(listed_months(listed, year, until) & {*view.months}),
        assessed=len(own),
        red=until in own and light_at_end(case, view.quarter) == "red",
        cleared=number in view.cleared,
        veto=view.vetoes.get(number, ""),
    )


def _amounts(target: Target) -> tuple[list[Decimal], Decimal]:
    total = target.year_plan
    return [money.amount for money in target.monthly], total.amount if total else NOTHING


def _base(view: View, case: Case, plan: Case) -> Decimal:
    """Return what was invested before the year; of a part or a merged project, before it began."""
    before: Money | None = plan.data["invested_before"]
    if case.data["split_from"] or case.data["merged_from"]:
        before = view.engine.case(case.id, known_at=case.opened).data["invested_total"]
    return before.amount if before else NOTHING


def _milestones(view: View, case: Case, plan: Case, months: Collection[int]) -> Iterator[Milestone]:
    reached: dict[str, Any] = {}
    for record in case.data["reached"] or ():
        reached.setdefault(record["step"], record["done_on"])
    for each in plan.data["milestones"] or ():
        if view.quarter.holds(each["due"]) and each["due"].month in months:
            step = each["step"]
            yield Milestone(step, each["due"], each["weight"] or 0, reached.get(step))


def light_at_end(case: Case, quarter: Quarter) -> str | None:
    """Return the light at the quarter's end, by what is known of its months.

    That it was made up for afterwards is no matter here: what a red light took comes back where a
    later target is met, by a restatement (C9).
    """
    period = f"{quarter.year}-{quarter.months[-1]:02}"
    for record in reversed(_field(case, "light_history") or ()):
        if record["period"] == period:
            return at_its_end(record)
    current = _field(case, "light_period") == period
    return _field(case, "light") if current else None


def _field(case: Case, name: str) -> Any:
    return case.data.get(name)


class Papers:
    """The monthly reports of one project in the year, up to the quarter's end."""

    def __init__(self, view: View, reports: Iterable[Case]) -> None:
        self.accepted: dict[int, Decimal] = {}
        self.corrected: dict[int, int] = {}
        self.late: set[int] = set()
        self.missed: set[int] = set()
        self._view = view
        for report in reports:
            then = view.then(report, view.known_at)
            if then is not None:
                self._read(then, int(then.data["period"][-2:]))

    def _read(self, report: Case, month: int) -> None:
        data = report.data
        self.corrected[month] = max((data["revision"] or 1) - 1, 0)
        if data["late"]:
            self.late.add(month)
        if self._is_missed(report):
            self.late.discard(month)
            self.missed.add(month)
        said = accepted(report)
        if said is not None and said["invested_total"] is not None:
            self.accepted[month] = said["invested_total"].amount

    def _is_missed(self, report: Case) -> bool:
        """Tell whether nothing came: at the freeze the time to send is over for all of them."""
        waiting = report.stage == "filing" and not report.ended and self._view.known_at is not None
        return report.outcome == "missed" or waiting
