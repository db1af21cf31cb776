"""Counts one limit after another: where it ends, and how each day until then is counted."""

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from keyflow.errors import InputError
from keyflow.model.calendar import Calendar
from keyflow.model.clock import Day, Pause
from keyflow.model.deadline import UNITS
from keyflow.ruling.spans import joined, pushed, without
from keyflow.ruling.worked import DAY, Worked, left_out, midnight

MOMENT = datetime.resolution
TIMES = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "wh": timedelta(hours=1)}
_LIMIT = re.compile(f"([0-9]{{1,5}})({UNITS})")
_MONTHS = {"mo": 1, "y": 12}
_EVER = datetime.max.replace(tzinfo=UTC)
_NO_TIME = timedelta()


class Leg(NamedTuple):
    """A limit, or one of its extensions; `roll` moves on a last day that is not worked."""

    number: int
    unit: str
    extended: bool = False
    roll: bool = False


class Place(NamedTuple):
    """How far the counting has come: to an instant, of a day, which is `whole` or not."""

    at: datetime
    day: date
    whole: bool = False


def parsed(limit: str, least: int = 0) -> Leg:
    """Return the number and unit of a level, or of a limit, which is not 0; or `InputError`."""
    found = _LIMIT.fullmatch(limit)
    if found is None or int(found[1]) < least:
        msg = "must be a number and a unit, such as 48h, 30d, 5wd or 3mo"
        raise InputError("limit", msg)
    return Leg(int(found[1]), found[2])


def legs_of(limits: Sequence[str], *, roll: bool = False) -> list[Leg]:
    """Return a limit and its extensions; the last of them may roll. Raises `InputError`."""
    found = [parsed(limit, 1)._replace(extended=n > 0) for n, limit in enumerate(limits)]
    return [*found[:-1], found[-1]._replace(roll=roll)]


def stepped(day: date, number: int, unit: str) -> date:
    """Return the day so many days, months or years after a day; before it for a negative number.

    A month without such a day ends with its last. Raises `OverflowError` outside of all years.
    """
    if unit not in _MONTHS:
        return day + DAY * number
    year, month = divmod(day.year * 12 + day.month - 1 + number * _MONTHS[unit], 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Ground:
    """What limits are counted on: a zone, a calendar, and the pauses that are over."""

    def __init__(
        self, zone: ZoneInfo, calendar: Calendar | None, pauses: Sequence[Pause] = ()
    ) -> None:
        self.zone = zone
        self.worked = Worked(calendar, zone)
        # Sums of instants with another zone than UTC would be sums of what its clocks show.
        over = [(p.since.astimezone(UTC), p.until.astimezone(UTC)) for p in pauses if p.until]
        self._pauses = joined(over)
        self._paused = joined((self.day(since), self.day(until)) for since, until in over)
        gone = [(day, day + DAY) for day in left_out(zone)]
        self._stops = joined([*self._paused, *gone])

    def start(self, since: datetime) -> Place:
        """Return the place that counting begins at."""
        return Place(since.astimezone(UTC), self.day(since))

    def day(self, at: datetime) -> date:
        """Return the day of an instant in the zone."""
        return at.astimezone(self.zone).date()

    def end(self, place: Place, leg: Leg) -> Place:
        """Return where a leg ends that begins at a place."""
        if leg.unit in TIMES:
            *_, (_, at) = self._running(place.at, leg)
            return Place(at, self.day(at - MOMENT))
        last = self._last(place.day, leg)
        return Place(midnight(last + DAY, self.zone), last, whole=True)

    def _last(self, first: date, leg: Leg) -> date:
        if leg.unit != "wd":
            length = stepped(first, leg.number, leg.unit) - first
            first = pushed(first + DAY, length, self._stops) - DAY
            if not leg.roll:
                return first
            first, leg = first - DAY, leg._replace(number=1, unit="d")
        *_, day = self._days(first, leg)
        return day.day

    def days(self, place: Place, leg: Leg) -> Iterator[Day]:
        """Yield each day of a leg that begins at a place, with `n` counted from there."""
        return self._hours(place, leg) if leg.unit in TIMES else self._days(place.day, leg)

    def _days(self, first: date, leg: Leg) -> Iterator[Day]:
        working = leg.unit == "wd"
        number = leg.number if working else (stepped(first, leg.number, leg.unit) - first).days
        day, n, idle = first, 0, 0
        while n < number:
            day += DAY
            asked = working or (leg.roll and n == number - 1)
            what = self._what(day, "off" if working else "rolled", asked=asked)
            counted = what == "counted"
            n += counted
            idle = 0 if counted else self.worked.bounded(idle + (what != "paused"), day)
            guessed = asked and what != "paused" and self.worked.beyond(day)
            yield Day(day, what, n, guessed, leg.extended and counted)

    def _what(self, day: date, idle: str, *, asked: bool) -> str:
        if any(start <= day < end for start, end in self._paused):
            return "paused"
        if day in left_out(self.zone):
            return "off"
        return idle if asked and not self.worked(day) else "counted"

    def _running(self, at: datetime, leg: Leg) -> Iterator[tuple[datetime, datetime]]:
        """Yield the time in which a leg in hours runs, up to its end."""
        left = TIMES[leg.unit] * leg.number
        for span in self.worked.times(at) if leg.unit == "wh" else [(at, _EVER)]:
            for start, end in without(*span, self._pauses):
                yield start, start + min(left, end - start)
                left -= end - start
                if left <= _NO_TIME:
                    return

    def _hours(self, place: Place, leg: Leg) -> Iterator[Day]:
        ran: dict[date, timedelta] = defaultdict(timedelta)
        for start, end in self._running(place.at, leg):
            for day, time in self._by_day(start, end):
                ran[day] += time
        day, last, total = self.day(place.at), max(ran), _NO_TIME
        while day <= last:
            total += ran.get(day, _NO_TIME)
            counted = day in ran
            what = "counted" if counted else self._idle(day)
            guessed = leg.unit == "wh" and self.worked.beyond(day)
            yield Day(day, what, total // TIMES[leg.unit], guessed, leg.extended and counted)
            day += DAY

    def _by_day(self, start: datetime, end: datetime) -> Iterator[tuple[date, timedelta]]:
        while start < end:
            day = self.day(start)
            # An hour that comes twice around midnight belongs to the day that has begun.
            day += DAY if midnight(day + DAY, self.zone) <= start else _NO_TIME
            until = min(end, midnight(day + DAY, self.zone))
            yield day, until - start
            start = until

    def _idle(self, day: date) -> str:
        """Tell why no time of a day is counted."""
        first, last = midnight(day, self.zone), midnight(day + DAY, self.zone)
        still = any(start < last and first < end for start, end in self._pauses)
        return "paused" if still else "off"
