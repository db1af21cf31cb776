"""Asks a calendar which days and hours are worked, and remembers whether it could only guess."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from keyflow.errors import FAILURES, PluginFailed
from keyflow.model.calendar import Calendar

DAY = timedelta(days=1)
_MOST_IDLE = 400
# More than any summer time changes, less than a day.
_LEAP = timedelta(hours=20)
_YEARS = range(1900, 2100)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins in a zone, in UTC.

    Where the clock leaps over 00:00, it is that of the leap; where 00:00 comes twice, the first.
    """
    return datetime.combine(day, time(), zone).astimezone(UTC)


@cache
def left_out(zone: ZoneInfo) -> frozenset[date]:
    """Return the dates that never were in a zone, such as 2011-12-30 in Samoa."""

    def leaps(day: date, until: date) -> bool:
        offsets = [
            datetime.combine(d, time(), zone).utcoffset() or timedelta() for d in (day, until)
        ]
        return offsets[1] - offsets[0] > _LEAP

    found = set()
    for year in _YEARS:
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
        if leaps(first, end):
            while end - first > DAY:
                middle = first + (end - first) // 2
                first, end = (first, middle) if leaps(first, middle) else (middle, end)
            found.add(first)
    return frozenset(found)


class NeverWorked(PluginFailed):
    """A calendar has no working time for longer than anybody rests."""


class Worked:
    """A calendar as it is asked: every answer checked, every search bounded.

    `guessed` tells whether a day beyond the horizon was asked for. Raises `PluginFailed` where
    there is no calendar, where it fails, and where it has no working day for over a year.
    """

    def __init__(self, calendar: Calendar | None, zone: ZoneInfo) -> None:
        self._given = calendar
        self._zone = zone
        self._gone = left_out(zone)
        self.guessed = False

    def __call__(self, day: date) -> bool:
        """Tell whether a day is worked, or is likely to be."""
        if day in self._gone:
            return False
        calendar, beyond = self._calendar, day > self._horizon
        try:
            answer = calendar.guess(day) if beyond else calendar.is_working(day)
        except FAILURES as error:  # a calendar plugin may raise anything
            raise self._failed(f"whether {day} is worked", _why(error)) from error
        if not isinstance(answer, bool):
            raise self._failed(f"whether {day} is worked", f"it answered {type(answer).__name__}")
        self.guessed = self.guessed or beyond
        return answer

    def beyond(self, day: date) -> bool:
        """Tell whether a day lies beyond the horizon."""
        return day > self._horizon

    @cached_property
    def _calendar(self) -> Calendar:
        if self._given is None:
            msg = "the workflow's calendar is not installed, or no longer takes its options"
            raise PluginFailed(msg)
        return self._given

    @cached_property
    def _horizon(self) -> date:
        what = "up to which day it is certain"
        try:
            horizon: object = self._calendar.horizon
        except FAILURES as error:
            raise self._failed(what, _why(error)) from error
        if horizon is None:
            return date.max
        if not isinstance(horizon, date) or isinstance(horizon, datetime):
            raise self._failed(what, f"it answered {type(horizon).__name__}")
        return horizon

    def after(self, day: date, count: int, *, back: bool = False) -> date:
        """Return the working day so many working days after a day, or before it."""
        idle = 0
        step = -DAY if back else DAY
        while count:
            day += step
            worked = self(day)
            count -= worked
            idle = self.bounded(0 if worked else idle + 1, day)
        return day

    def bounded(self, idle: int, day: date) -> int:
        """Return how many days were idle up to a day, or raise where that is too many."""
        if idle > _MOST_IDLE:
            kind = self._calendar.kind
            msg = f"calendar {kind!r} has no working time in the {idle} days up to {day}"
            raise NeverWorked(msg)
        return idle

    def times(self, at: datetime, *, back: bool = False) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working time after an instant as spans in UTC, or that before, latest first."""
        day, idle = at.astimezone(self._zone).date(), 0
        while True:
            spans = self._spans(day)
            idle = self.bounded(0 if spans else idle + 1, day)
            for start, end in reversed(spans) if back else spans:
                span = (start, min(end, at)) if back else (max(start, at), end)
                if span[0] < span[1]:
                    yield span
            day += -DAY if back else DAY

    def _spans(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self(day):
            return []
        try:
            spans = [
                (self._at(day, start), self._at(day + DAY if end == time() else day, end))
                for start, end in self._calendar.hours(day)
            ]
        except FAILURES as error:
            raise self._failed(f"which hours of {day} are worked", _why(error)) from error
        return sorted(span for span in spans if span[0] < span[1])

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._zone).astimezone(UTC)

    def _failed(self, what: str, why: str) -> PluginFailed:
        return PluginFailed(f"calendar {self._calendar.kind!r} cannot say {what}: {why}")


def _why(error: BaseException) -> str:
    return str(error) or type(error).__name__
