"""The calendar that needs no plugin: Monday to Friday, no holidays."""

from datetime import date

from keyflow.plugin import Calendar

_SATURDAY = 5


class Weekdays(Calendar):
    """Every Monday to Friday is worked; for holidays install a calendar plugin."""

    kind = "weekdays"

    def is_working(self, day: date) -> bool:
        """Tell whether it is Monday to Friday."""
        return day.weekday() < _SATURDAY
