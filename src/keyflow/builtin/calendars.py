"""The calendars that need no plugin: the same days and hours every week, no holidays."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from keyflow.plugin import Calendar

_SATURDAY = 5

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEK: Sequence[Weekday] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Weekdays(Calendar):
    """Every Monday to Friday is worked; for holidays install a calendar plugin."""

    kind = "weekdays"

    def is_working(self, day: date) -> bool:
        """Tell whether it is Monday to Friday."""
        return day.weekday() < _SATURDAY


class BusinessHours(Calendar):
    """The same `days` of every week are worked, during the same `hours`: an office's opening times.

    Hours are written from-to; what ends at midnight ends at `24:00`.
    """

    kind = "business-hours"

    days: Annotated[Sequence[Weekday], AfterValidator(tuple), Field(min_length=1)] = _WEEK[:5]

    def is_working(self, day: date) -> bool:
        """Tell whether it is one of the days."""
        return _WEEK[day.weekday()] in self.days
