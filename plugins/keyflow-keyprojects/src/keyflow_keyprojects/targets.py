"""Targets (N29, N46, N47, N53): the tree of a project, its versions, and what is done of a year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow import Case, Engine
from keyflow.plugin import Money
from keyflow_keyprojects.fx import FxRate
from keyflow_keyprojects.lists import members_at, plan_rate, version_on, versions
from keyflow_keyprojects.portfolio import completion
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.record.reported import accepted
from keyflow_keyprojects.reports import reports_of


@dataclass(frozen=True, slots=True)
class Target:
    """A node of a project's tree: what, how much, by when, who answers, and whether it is met.

    `level` is year, stage, step or month; amounts are in the project's currency. One unit is
    `accountable`, any number are `cooperating`. `done` is for the year and a month the money
    invested, for a step the day it was verified, and for a stage the day its last step was.
    """

    level: str
    name: str
    amount: Money | None
    due: date | None
    accountable: str | None = None
    done: Money | date | None = None
    cooperating: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A version of a project's plan (N46): 1 as listed, then one for each adjustment."""

    version: int
    list_year: int
    basis: str
    decision: str | None
    effective: date
    year_plan: Money | None
    total: Money | None
    monthly_plan: tuple[Money, ...]


def tree(project: Case, invested: Mapping[str, Money] | None = None) -> list[Target]:
    """Return a project's targets, year to month, in order (N47).

    `invested` is what was invested in each month, such as 2011-03, as `by_month` reads it.
    """
    data = project.data
    targets = data["targets"]
    if targets is None:
        return []
    reached = {record["step"]: record["done_on"] for record in data["reached"] or ()}
    top = Target("year", str(targets["year"]), targets["amount"], None, data["unit"], done(project))
    money = {period[-2:]: amount for period, amount in (invested or {}).items()
             if period.startswith(str(targets["year"]))}  # fmt: skip
    return [top, *(node for stage in targets["stages"] for node in _stage(stage, reached, money))]


def by_month(engine: Engine, project: Case) -> dict[str, Money]:
    """Return what was invested in each month by the reports that are accepted."""
    return {
        period: said["invested"]
        for period, case in reports_of(engine, project.id).items()
        if (said := accepted(case)) is not None and said["invested"] is not None
    }


def _stage(
    stage: Mapping[str, Any], reached: Mapping[str, date], money: Mapping[str, Money]
) -> Iterator[Target]:
    unit, steps = stage["accountable"], stage["steps"] or ()
    days = [reached.get(step["step"]) for step in steps]
    known = [day for day in days if day is not None]
    met = max(known) if known and len(known) == len(days) else None
    helping = tuple(stage["cooperating"] or ())
    yield Target("stage", stage["stage"], stage["amount"], stage["due"], unit, met, helping)
    for step in steps:
        met = reached.get(step["step"])
        yield Target("step", step["step"], step["amount"], step["due"], unit, met)
        for month, amount in (step["months"] or {}).items():
            spent = money.get(month)
            yield Target("month", f"{step['step']}/{month}", amount, None, unit, spent)


def done(project: Case) -> Money | None:
    """Return what was invested since the year began, None where nothing is known."""
    total, before = project.data["invested_total"], project.data["invested_before"]
    return None if total is None or before is None else total - before


def completion_of(project: Case) -> Decimal | None:
    """Return the share of the year plan that is done, in its own currency (N23, E5).

    None where there is no plan. No rate moves it.
    """
    plan, invested = project.data["year_plan"], done(project)
    if not plan or invested is None:
        return None
    return completion(invested, plan)


def plan_versions(project: Case) -> list[PlanVersion]:
    """Return the versions of a project's plan, oldest first (N46): the baseline is number 1."""
    return [
        PlanVersion(
            one["version"],
            one["list_year"],
            one["basis"],
            one["decision"],
            one["effective"],
            one["year_plan"],
            one["total"],
            tuple(one["monthly_plan"] or ()),
        )
        for one in project.data["plan_versions"] or ()
    ]


def baseline(project: Case) -> PlanVersion | None:
    """Return the plan a project was listed with this year (N46); None for a preliminary one."""
    year = project.data["list_year"]
    own = [one for one in plan_versions(project) if one.list_year == year]
    return own[0] if own else None


@dataclass(frozen=True, slots=True)
class YearOf:
    """The number the whole list is judged on (N53), in 100 million CNY, and of which version."""

    version: int
    plan: Decimal
    done: Decimal

    @property
    def ratio(self) -> Decimal:
        """Done / plan, unrounded; 0 where nothing is planned."""
        return self.done / self.plan if self.plan else Decimal(0)


def year_of(engine: Engine, year: int, rate: FxRate | None = None) -> YearOf:
    """Return what is done of the key list's year plan, with the list's version (N53).

    That is the version in force on 31 December: what is decided then counts from January (K31).
    """
    used, end = rate or plan_rate(engine, year), date(year, 12, 31)
    members = {entry.number: entry for entry in members_at(engine, year, as_of=end)}
    invested = [
        money
        for case in every(engine, workflow="key-project", where={"list_year": year})
        if case.data["number"] in members and (money := done(case)) is not None
    ]
    unit = Decimal(100_000_000)
    plans = [entry.year_plan for entry in members.values() if entry.year_plan]
    return YearOf(
        version_on(versions(engine, year), end).version,
        sum((used.convert(plan).amount for plan in plans), Decimal(0)) / unit,
        sum((used.convert(money).amount for money in invested), Decimal(0)) / unit,
    )
