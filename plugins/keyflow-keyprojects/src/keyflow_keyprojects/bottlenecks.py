"""Bottlenecks (N31, N44): which items, blockers and steps hold most money up, and for how long.

What a project holds up is what of its year plan is not done yet, in CNY at the list's plan rate.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Literal, NamedTuple

from keyflow import Case, Engine
from keyflow.plugin import Money
from keyflow_keyprojects.blockers import OPEN
from keyflow_keyprojects.figures import Kind, Portfolio, portfolio
from keyflow_keyprojects.record.lines import Line
from keyflow_keyprojects.record.listedspans import day_of
from keyflow_keyprojects.record.register import every

Where = Literal["item", "blocker", "step"]
# An item that nobody has applied for holds nothing up, nor does one that is granted.
_UNDER_WAY = tuple(
    f"handling.{state}"
    for state in ("received", "correction", "accepted", "in_review", "special", "making_good")
)


class Held(NamedTuple):
    """A project that waits at a place, `days` (calendar days) so far, with `money` in CNY."""

    number: str
    subject: str
    days: int
    money: Decimal


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """A place where projects wait: an approval item, a type of blocker, or a step of a stage.

    `money` counts each project once; `money_days` is each project's money times its days.
    """

    where: Where
    key: str
    held: tuple[Held, ...]

    @property
    def projects(self) -> tuple[str, ...]:
        """The projects that wait here."""
        return tuple(sorted({each.number for each in self.held}))

    @property
    def money(self) -> Decimal:
        """What of their year plans is not done yet, in CNY."""
        return sum({each.number: each.money for each in self.held}.values(), Decimal(0))

    @property
    def money_days(self) -> Decimal:
        """How much waits for how long, in CNY times days."""
        return sum((each.money * each.days for each in self.held), Decimal(0))

    @property
    def longest(self) -> int:
        """The longest wait in days."""
        return max(each.days for each in self.held)

    @property
    def median(self) -> Decimal:
        """The median wait in days."""
        return median(Decimal(each.days) for each in self.held)


def bottlenecks(
    engine: Engine, *, year: int, on: date, kind: Kind = "key", found: Portfolio | None = None
) -> list[Bottleneck]:
    """Return where the projects of a list wait now, most money times days first.

    `on` is the day up to which days are counted. A portfolio that was read already may be given.
    """
    known = found or portfolio(engine, year=year, list=kind)
    lines = {line.case: line for line in known.whole.lines}
    places: dict[tuple[Where, str], list[Held]] = defaultdict(list)
    for where, key, line, subject, since in _waiting(engine, lines):
        left = max(line.own.year_plan - line.own.done_year, Decimal(0))
        money = known.plan_rate.convert(Money(left, line.currency)).amount
        held = Held(line.number, subject, max((on - since).days, 0), money)
        places[where, key].append(held)
    rows = [Bottleneck(where, key, tuple(held)) for (where, key), held in places.items()]
    return sorted(rows, key=lambda row: (-row.money_days, row.where, row.key))


def _waiting(
    engine: Engine, lines: dict[str, Line]
) -> Iterator[tuple[Where, str, Line, str, date]]:
    """Yield (kind of place, its key, the project, what waits, since when)."""
    for line in lines.values():
        yield "step", line.state, line, line.number, day_of(line.since)
    items = every(engine, workflow="approval-item", state=_UNDER_WAY, only=["code", "received_on"])
    for case in items:
        if (project := lines.get(case.root)) is not None:
            yield "item", case.data["code"], project, case.subject, _since(case, "received_on")
    blockers = every(engine, workflow="blocker", state=OPEN, only=["type", "opened_on"])
    for case in blockers:
        if (project := lines.get(case.root)) is not None:
            yield "blocker", case.data["type"], project, case.subject, _since(case, "opened_on")


def _since(case: Case, field: str) -> date:
    given: date | None = case.data[field]
    return given or day_of(case.since)
