"""Month arithmetic: the same day some months on, or the last day of a shorter month."""

from calendar import monthrange
from datetime import date


def add_months(day: date, months: int) -> date:
    """Return the day `months` later; 30 November and three months give the end of February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])
