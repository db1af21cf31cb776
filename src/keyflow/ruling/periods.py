"""Periods and the days a rule names in them: pure dates."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from keyflow.model.obligation import WEEKDAYS, Every

_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_DECEMBER = 12


class Period(NamedTuple):
    """A week, month, quarter or year, from its first to its last day."""

    name: str
    first: date
    last: date


def period_of(day: date, every: Every) -> Period:
    """Return the period a day lies in: 2011-W05, 2011-01, 2011-Q1 or 2011."""
    if every == "week":
        first = day - timedelta(days=day.weekday())
        year, week, _ = day.isocalendar()
        return Period(f"{year:04}-W{week:02}", first, first + timedelta(days=6))
    length = _MONTHS[every]
    month = (day.month - 1) // length * length + 1
    first = date(day.year, month, 1)
    last = _month_after(first, length) - _DAY
    names = {
        "month": f"{day.year:04}-{month:02}",
        "quarter": f"{day.year:04}-Q{(month + 2) // 3}",
        "year": f"{day.year:04}",
    }
    return Period(names[every], first, last)


def _month_after(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, _DECEMBER)
    return date(first.year + years, month + 1, 1)


def together(first: Period, last: Period) -> Period:
    """Return several periods as one."""
    return last if first == last else Period(f"{first.name}/{last.name}", first.first, last.last)


def anchor(rule: str, period: Period, is_worked: Callable[[date], bool]) -> tuple[date, str]:
    """Return the day a rule counts from, and the limit to count: `1d` where it names the day."""
    where, _, limit = rule.partition(" + ")
    day = _named(where, period, is_worked)
    return (day, limit) if limit else (day - _DAY, "1d")


def _named(where: str, period: Period, is_worked: Callable[[date], bool]) -> date:
    if where == "period_start":
        return period.first
    if where == "period_end":
        return period.last
    if where.endswith("_end"):
        return period_of(period.last, where.removesuffix("_end")).last  # type: ignore[arg-type]
    which, what, *more = where.split(" ")
    if which == "day":
        month = period_of(period.last, "month")
        month = period_of(month.last + _DAY, "month") if more else month
        return min(month.first + timedelta(days=int(what) - 1), month.last)
    return _first_or_last(which, what, period, is_worked)


def _first_or_last(
    which: str, what: str, period: Period, is_worked: Callable[[date], bool]
) -> date:
    day, step = (period.first, _DAY) if which == "first" else (period.last, -_DAY)
    while period.first <= day <= period.last:
        if is_worked(day) if what == "wd" else day.weekday() == WEEKDAYS.index(what):
            return day
        day += step
    return period.last
