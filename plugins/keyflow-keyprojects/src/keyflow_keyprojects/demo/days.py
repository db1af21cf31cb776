"""The days of the demo: which are worked, and how many working days lie between two."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache

from keyflow_keyprojects.dates import is_worked
from keyflow_keyprojects.demo.cast import LOCAL

_DAY = timedelta(days=1)


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from the first to the last."""
    while first <= last:
        yield first
        first += _DAY


@cache
def _worked() -> list[date]:
    return [day for day in days(date(2010, 12, 1), date(2012, 12, 31)) if is_worked(day)]


def worked_from(day: date) -> date:
    """Return a day, or the next that is worked."""
    while not is_worked(day):
        day += _DAY
    return day


def worked_since(since: date | datetime, day: date) -> int:
    """Return how many working days come after one day up to and with another."""
    first = since.astimezone(LOCAL).date() if isinstance(since, datetime) else since
    worked = _worked()
    return bisect_right(worked, day) - bisect_right(worked, first)


def last_day(since: datetime, limit: str) -> date:
    """Return the last day of a limit in working days, such as 5wd, from an instant on."""
    worked = _worked()
    first = bisect_right(worked, since.astimezone(LOCAL).date())
    return worked[first + int(limit.removesuffix("wd")) - 1]
