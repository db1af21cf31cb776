"""The portfolio (N24, N53): what a list planned and did, whole and in parts, as of any day.

Money is summed in each currency and rolled up at the list's plan rate (N23); what another rate does
is shown apart and moves no completion (E5). The time is linear in the number of projects.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from keyflow import Engine, NotFound
from keyflow.plugin import Money
from keyflow_keyprojects.fx import PLAN_RATE, FxRate
from keyflow_keyprojects.lists import (
    headline_at,
    list_case,
    plan_rate,
    version_on,
    versions,
)
from keyflow_keyprojects.portfolio import HUNDRED_MILLION
from keyflow_keyprojects.record.lines import Amounts, Line, end_of, lines_of, total
from keyflow_keyprojects.yearly import volume

Kind = Literal["key", "preliminary"]
GROUPINGS = ("stage", "light", "sector", "funding", "sponsor", "unit")


@dataclass(frozen=True, slots=True)
class Group:
    """Some projects, their sums in CNY at the plan rate, and what another rate adds to these."""

    key: str
    lines: tuple[Line, ...]
    sums: Amounts
    effect: Amounts

    @property
    def count(self) -> int:
        """How many projects there are."""
        return len(self.lines)

    @property
    def completion(self) -> Decimal | None:
        """What part of the year plan is done, at the plan rate whatever the other is (E5)."""
        return self.sums.completion


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A list on a day: the `whole` of it, and its groups by each of `GROUPINGS`."""

    year: int
    list: str
    as_of: datetime | None
    known_at: datetime | None
    plan_rate: FxRate
    rate: FxRate
    whole: Group
    groups: Mapping[str, tuple[Group, ...]]

    def group(self, by: str, key: str) -> Group:
        """Return one group, such as `group("light", "red")`; raises KeyError for an empty one."""
        for found in self.groups[by]:
            if found.key == key:
                return found
        raise KeyError(key)


def portfolio(
    engine: Engine,
    *,
    year: int,
    list: Kind = "key",
    as_of: date | None = None,
    known_at: datetime | None = None,
    rate: FxRate | None = None,
) -> Portfolio:
    """Return the projects that stand on a list, planned against done (N24, N37, C0.1).

    `as_of` is a day, of which the whole counts, or an instant; with `known_at`, as was on record by
    then. `rate` is another than the plan rate, whose effect is wanted. Reading the past takes the
    history of every project that has changed since.
    """
    at = end_of(as_of)
    plan = _plan_rate(engine, year, list, at, known_at)
    lines = tuple(lines_of(engine, year, list, at, known_at))
    other = rate or plan
    return Portfolio(
        year,
        list,
        at,
        known_at,
        plan,
        other,
        _group("", lines, plan, other),
        {by: tuple(_groups(by, lines, plan, other)) for by in GROUPINGS},
    )


def _plan_rate(
    engine: Engine, year: int, kind: str, as_of: datetime | None, known_at: datetime | None
) -> FxRate:
    try:
        if as_of is None and known_at is None:
            return plan_rate(engine, year, kind)
        case = engine.case(list_case(engine, year, kind).id, as_of=as_of, known_at=known_at)
        return FxRate(**dict(case.data["plan_rate"]))
    except NotFound:  # the projects came before the list did
        return PLAN_RATE


def _groups(by: str, lines: Iterable[Line], plan: FxRate, other: FxRate) -> Iterator[Group]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[getattr(line, by)].append(line)
    for key in sorted(found):
        yield _group(key, tuple(found[key]), plan, other)


def _group(key: str, lines: tuple[Line, ...], plan: FxRate, other: FxRate) -> Group:
    own: dict[str, list[Amounts]] = defaultdict(list)
    for line in lines:
        own[line.currency].append(line.own)
    in_each = {currency: total(amounts) for currency, amounts in own.items()}
    sums = _rolled_up(in_each, plan)
    return Group(key, lines, sums, _rolled_up(in_each, other).less(sums))


def _rolled_up(own: Mapping[str, Amounts], rate: FxRate) -> Amounts:
    return total(
        Amounts(*(rate.convert(Money(amount, currency)).amount for amount in amounts))
        for currency, amounts in own.items()
    )


@dataclass(frozen=True, slots=True)
class YearCompleted:
    """The one number a year is judged by (N53); amounts in 100 million CNY at the plan rate.

    `announced` is the year plan as printed with the list, else as adopted (version 1); `planned`
    that of all projects for the months in which they were listed, by the `version` of the list that
    is in force on 31 December, which holds from `effective` (C9, K31).
    """

    year: int
    completed: Decimal
    announced: Decimal | None
    planned: Decimal
    version: int | None
    effective: date | None

    @property
    def ratio(self) -> Decimal | None:
        """Completed / announced, 10.2 billion in 2011; None where there is no list."""
        return self.completed / self.announced if self.announced else None


def year_completed(
    engine: Engine,
    year: int,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    rate: FxRate | None = None,
) -> YearCompleted:
    """Return what was completed in a year against what was announced (N53, C9).

    Who left the list counts up to the month it left in. `as_of` is a day by the end of which it
    was accepted, with the list in force then; else the year's end.
    """
    known_at = known_at or end_of(as_of)
    last = min(as_of or date.max, date(year, 12, 31))
    used = rate or _plan_rate(engine, year, "key", None, known_at)
    found = volume(engine, year, known_at=known_at, rate=used)
    completed, planned = found.done / HUNDRED_MILLION, found.planned / HUNDRED_MILLION
    try:
        held = version_on(versions(engine, year, known_at=known_at), last)
        printed = (list_case(engine, year).data["published"] or {}).get("year_plan")
        announced = printed or headline_at(engine, year, version=1, rate=used)["year_plan"]
    except NotFound:  # the projects came before the list did
        return YearCompleted(year, completed, None, planned, None, None)
    return YearCompleted(year, completed, announced, planned, held.version, held.effective)
