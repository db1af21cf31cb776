"""The office's zone and working days; month arithmetic: the same day some months on."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from keyflow_calendar_cn import China
from keyflow_keyprojects.settings import DEFAULTS

ZONE = ZoneInfo(DEFAULTS.zone)
_CALENDAR = China()
_DAY = timedelta(days=1)


@cache
def is_worked(day: date) -> bool:
    """Tell whether a day is worked, or beyond the calendar's end is likely to be."""
    if day > _CALENDAR.horizon:
        return _CALENDAR.guess(day)
    return _CALENDAR.is_working(day)


def worked_after(day: date, count: int) -> date:
    """Return the `count`th working day after a day; with 0 the day itself, or the next worked."""
    left = count
    while left > 0 or not is_worked(day):
        day += _DAY
        left -= is_worked(day)
    return day


def add_months(day: date, months: int) -> date:
    """Return the day `months` later; 30 November and three months give the end of February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def shown(instant: datetime) -> str:
    """Write an instant by the office's clock, to the minute."""
    return f"{instant.astimezone(ZONE):%Y-%m-%d %H:%M}"
