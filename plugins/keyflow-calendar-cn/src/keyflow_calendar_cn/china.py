"""`China`: the working days of the PRC, as the State Council arranges them year by year."""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

import chinese_calendar  # type: ignore[import-untyped]

from keyflow.plugin import Calendar
from keyflow_calendar_cn.tables import Table

_SATURDAY = 5
_OFF: Mapping[date, str] = chinese_calendar.holidays
_MADE_UP: Mapping[date, str] = chinese_calendar.workdays
_FIRST, _LAST = min(_OFF).year, max(_OFF).year
# The days off that the law fixes in the solar year (Regulation on Public Holidays, as of 2025).
_FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


class China(Calendar):
    """The working days of the PRC since 2004, with make-up days and the extension of 2020.

    It is certain to the end of the last year that was published when `chinesecalendar` was
    released. Beyond, it guesses: Monday to Friday, but for the days off of a fixed date.

    For a city or an office subclass it with a `kind` of its own and a `table` of what is otherwise
    there.
    """

    kind = "cn"
    table: ClassVar[Table] = Table()

    @property
    def horizon(self) -> date:
        """The end of the last year that the data hold, or the table after them."""
        year = _LAST
        while year + 1 in self.table.years:
            year += 1
        return date(year, 12, 31)

    @property
    def version(self) -> str:
        """The release of the data, and the digest of the table."""
        release: str = chinese_calendar.__version__
        return f"{release}+{self.table.digest}" if self.table.digest else release

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked; raises `ValueError` for one of a year it has no data of."""
        if day in self.table.days:
            return self.table.days[day]
        if _FIRST <= day.year <= _LAST:
            return day in _MADE_UP or (day.weekday() < _SATURDAY and day not in _OFF)
        if day.year in self.table.years:
            return day.weekday() < _SATURDAY
        raise ValueError(f"it knows the years {_FIRST} to {self.horizon.year}")

    def guess(self, day: date) -> bool:
        """Tell whether a day is likely to be worked once its year is published."""
        if day in self.table.days:
            return self.table.days[day]
        return day.weekday() < _SATURDAY and (day.month, day.day) not in _FIXED
