"""When a limit ends: hours and minutes as instants, days in the workflow's zone (D19)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from keyflow.errors import FAILURES, PluginFailed
from keyflow.model.calendar import Calendar
from keyflow.model.definition import Deadline
from keyflow.model.schema import Data

_DAY = timedelta(days=1)
_LONGEST_PAUSE = 400


def span(limit: str) -> timedelta:
    """Return a limit such as 48h, 90min or 30d as a duration."""
    if limit.endswith("min"):
        return timedelta(minutes=int(limit[:-3]))
    unit = timedelta(hours=1) if limit.endswith("h") else _DAY
    return unit * int(limit[:-1])


def due(
    deadline: Deadline, since: datetime, data: Data, zone: ZoneInfo, calendar: Calendar | None
) -> datetime | None:
    """Return the instant from which it is late; None where the data field holds no instant.

    For days the first is not counted and the last is whole: late from midnight of the next.
    Raises `PluginFailed` where the calendar cannot say which days are worked.
    """
    if deadline.at is not None:
        return data[deadline.at]  # type: ignore[no-any-return]
    limit = deadline.limit or ""
    if not limit.endswith("d"):
        return since + span(limit)
    first = since.astimezone(zone).date()
    if limit.endswith("wd"):
        last = working_day(first, int(limit.removesuffix("wd")), calendar)
    else:
        last = first + span(limit)
    return datetime.combine(last + _DAY, time(), zone).astimezone(UTC)


def working_day(first: date, count: int, calendar: Calendar | None) -> date:
    """Return the working day that is `count` working days after a day."""
    if calendar is None:
        raise PluginFailed("the workflow's calendar is not installed")
    day, idle = first, 0
    while count:
        day += _DAY
        try:
            worked = calendar.is_working(day)
        except FAILURES as error:
            why = type(error).__name__
            msg = f"calendar {calendar.kind!r} cannot say whether {day} is worked ({why})"
            raise PluginFailed(msg) from error
        count -= worked
        idle = 0 if worked else idle + 1
        if idle > _LONGEST_PAUSE:
            raise PluginFailed(f"calendar {calendar.kind!r} has no working day after {first}")
    return day
