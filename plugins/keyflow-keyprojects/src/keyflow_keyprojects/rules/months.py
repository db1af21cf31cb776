"""C9: which months of a year are assessed, and what was planned and done in them.

A month belongs to the list from the one a project came in to the one it left in. It is not assessed
where the project was on hold at its end: the month in which it is put on hold drops out, the month
in which it goes on counts again (Meishan). What drops out leaves plan and result alike.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from keyflow_keyprojects.dates import month_end

NOTHING = Decimal(0)


class Quarter(NamedTuple):
    """A quarter of a year, 1 to 4."""

    year: int
    number: int

    @classmethod
    def named(cls, name: str) -> "Quarter":
        """Read a name such as 2011-Q1; raises ValueError for another."""
        year, _, number = name.partition("-Q")
        if not (year.isascii() and year.isdigit() and number in {"1", "2", "3", "4"}):
            msg = f"{name!r} is no quarter; write it like 2011-Q1"
            raise ValueError(msg)
        return cls(int(year), int(number))

    @classmethod
    def of(cls, year: int, month: int) -> "Quarter":
        """Return the quarter a month lies in."""
        return cls(year, (month + 2) // 3)

    def __str__(self) -> str:
        """Return its name."""
        return f"{self.year}-Q{self.number}"

    @property
    def months(self) -> range:
        """Its three months."""
        return range(3 * self.number - 2, 3 * self.number + 1)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.months[0], 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return month_end(self.year, self.months[-1])

    def holds(self, day: date | None) -> bool:
        """Tell whether a day lies in it."""
        return day is not None and self.first <= day <= self.last

    @property
    def next(self) -> "Quarter":
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)


class Span(NamedTuple):
    """Days from `since` up to and with `until`, or without an end."""

    since: date
    until: date | None = None

    def touches(self, first: date, last: date) -> bool:
        """Tell whether it has a day in common with some days."""
        return self.since <= last and (self.until is None or self.until >= first)


def listed_months(listed: Sequence[Span], year: int, until: int) -> frozenset[int]:
    """Return the months up to `until` of which a project was in the list on a day at least."""
    return frozenset(
        month
        for month in range(1, until + 1)
        if any(span.touches(date(year, month, 1), month_end(year, month)) for span in listed)
    )


def assessed_months(
    listed: Sequence[Span], held: Sequence[Span], year: int, until: int
) -> frozenset[int]:
    """Return those of the listed months at whose end the project was not on hold."""
    return frozenset(
        month
        for month in listed_months(listed, year, until)
        if not any(span.touches(month_end(year, month), month_end(year, month)) for span in held)
    )


def planned(
    monthly: Sequence[Decimal], year_plan: Decimal, months: Collection[int], until: int
) -> Decimal:
    """Return what was planned in some months up to `until`.

    `monthly` is the cumulative plan from January on; without one the year plan is spread evenly.
    """
    if len(monthly) < until:
        return year_plan * len([month for month in months if month <= until]) / 12
    before = (NOTHING, *monthly)
    return sum((before[month] - before[month - 1] for month in months if month <= until), NOTHING)


def invested(
    accepted: Mapping[int, Decimal], base: Decimal, months: Collection[int], until: int
) -> Decimal:
    """Return what was invested in some months up to `until`, by accepted cumulative figures.

    `base` is the cumulative figure before the year. A month without an accepted report is made up
    for by the next one that has.
    """
    done, last = NOTHING, base
    for month in sorted(month for month in accepted if month <= until):
        if month in months:
            done += accepted[month] - last
        last = accepted[month]
    return done
