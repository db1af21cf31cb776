"""When a limit ends, how that came about, and how late something is (D19). No clock is read."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from keyflow.errors import PluginFailed
from keyflow.model.calendar import Calendar
from keyflow.model.clock import Day, Due, Pause
from keyflow.ruling.counting import MOMENT, TIMES, Ground, Leg, legs_of, parsed, stepped
from keyflow.ruling.worked import DAY, Worked, midnight

P = ParamSpec("P")
T = TypeVar("T")


def _in_time(what: Callable[P, T]) -> Callable[P, T]:
    """Raise `PluginFailed` for an end that no date can hold."""

    @wraps(what)
    def within(*args: P.args, **more: P.kwargs) -> T:
        try:
            return what(*args, **more)
        except OverflowError as error:
            msg = "the limit ends outside the years 1 to 9999"
            raise PluginFailed(msg) from error

    return within


@_in_time
def count(
    limits: Sequence[str],
    since: datetime,
    zone: ZoneInfo,
    calendar: Calendar | None,
    pauses: Sequence[Pause] = (),
    *,
    roll: bool = False,
) -> Due:
    """Return when a limit and its extensions end that are counted one after the other.

    Units: `min` and `h` as time passes, `wh` in the calendar's working hours; `d` days, `wd`
    working days, `mo` months and `y` years, of which the first day is not counted and the last is
    whole: late from midnight of the next in the zone. A month that has no such day ends with its
    last. Days paused do not count; months and years are put off by as many. With `roll` a last
    day that is not worked moves on to the next that is. A pause that is not over is left out.

    Raises `PluginFailed` where the calendar cannot say which days are worked, and past the year
    9999.
    """
    ground = Ground(zone, calendar, pauses)
    place = ground.start(since)
    for leg in legs_of(limits, roll=roll):
        place = ground.end(place, leg)
    return Due(place.at, place.day if place.whole else None, ground.worked.guessed)


@_in_time
def explain(
    limits: Sequence[str],
    since: datetime,
    zone: ZoneInfo,
    calendar: Calendar | None,
    pauses: Sequence[Pause] = (),
    *,
    roll: bool = False,
) -> list[Day]:
    """Return every day from the first to the last, with how `count` counted it.

    `n` is of the unit at hand: days for days, months and years; whole hours or minutes for hours
    and minutes, of which the first day has its part as well. Raises as `count` does.
    """
    ground = Ground(zone, calendar, pauses)
    place, before, unit = ground.start(since), 0, ""
    days: dict[date, Day] = {}
    for leg in legs_of(limits, roll=roll):
        if not days and leg.unit not in TIMES:
            days[place.day] = Day(place.day, "start", 0)
        before = before if _kind(leg) == unit else 0
        for day in ground.days(place, leg):
            days[day.day] = day._replace(n=before + day.n)
        place, unit = ground.end(place, leg), _kind(leg)
        before = days[place.day].n
    return list(days.values())


def _kind(leg: Leg) -> str:
    """Return what a leg counts: months and years are days."""
    return leg.unit if leg.unit in {*TIMES, "wd"} else "d"


@_in_time
def moved(
    due: Due, limit: str, zone: ZoneInfo, calendar: Calendar | None, *, back: bool
) -> tuple[datetime, bool]:
    """Return the instant of a warning before an end (`back`) or of a level after it.

    For days, months and years midnight at the beginning of the day that lies so many of them
    before or after the last; `0d` is the beginning of the last day itself, and after it the end.
    For hours so much before or after the end, `wh` in working hours. With it comes whether it is
    provisional. Raises as `count` does.
    """
    leg, worked = parsed(limit), Worked(calendar, zone)
    end = due.at.astimezone(UTC)
    if leg.unit == "wh":
        at = _worked_through(worked, end, TIMES["wh"] * leg.number, back=back)
    elif leg.unit in TIMES:
        time = TIMES[leg.unit] * leg.number
        at = end - time if back else end + time
    elif not leg.number and not back:
        at = end
    else:
        day = _last(due, zone)
        if leg.unit == "wd":
            day = worked.after(day, leg.number, back=back)
        else:
            day = stepped(day, -leg.number if back else leg.number, leg.unit)
        at = midnight(day, zone)
    return at, due.provisional or worked.guessed


def _last(due: Due, zone: ZoneInfo) -> date:
    """Return the last day on which it is not late, whole or not."""
    return due.last or (due.at - MOMENT).astimezone(zone).date()


def _worked_through(worked: Worked, at: datetime, left: timedelta, *, back: bool) -> datetime:
    for start, end in worked.times(at, back=back):
        if end - start >= left:
            return end - left if back else start + left
        left -= end - start
    return at


@_in_time
def late_by(due: Due, at: datetime, zone: ZoneInfo, calendar: Calendar | None) -> int:
    """Return how many working days late an instant is: those after the last, up to its own day.

    It is 0 before the end, and at least 1 on any worked day after it. Raises as `count` does.
    """
    if at <= due.at:
        return 0
    worked = Worked(calendar, zone)
    day, last = _last(due, zone), at.astimezone(zone).date()
    if day == last:
        return int(worked(day))
    return sum(worked(day + DAY * n) for n in range(1, (last - day).days + 1))


def span(limit: str) -> timedelta:
    """Return a limit such as 48h, 90min or 30d as a duration."""
    leg = parsed(limit)
    return TIMES.get(leg.unit, DAY) * leg.number
