"""`Calendar`: which days are worked, during which hours, and how far that is certain."""

import re
from abc import abstractmethod
from collections.abc import Sequence
from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, Field

from keyflow.model.component import Component
from keyflow.model.values import Names

_SATURDAY = 5
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
_HOURS = re.compile(rf"{_CLOCK}-({_CLOCK}|24:00)")


def _hours(value: Sequence[str]) -> Sequence[str]:
    ends = [end for item in value for end in item.split("-")]
    if not value or not all(map(_HOURS.fullmatch, value)) or ends != sorted(set(ends)):
        msg = "must be the hours of a day in their order, such as 09:00-12:00 and 13:30-17:30"
        raise ValueError(msg)
    return value


class Calendar(Component):
    """A kind of calendar: it says which days are working days.

    A workflow names it by `calendar:`; limits such as `5wd` are counted with it. Every calendar
    takes the option `hours`, in which limits such as `8wh` are counted on the days it works.

        class SundaysOff(Calendar):
            kind = "sundays-off"

            def is_working(self, day: date) -> bool:
                return day.weekday() != 6
    """

    working_hours: Annotated[Names, AfterValidator(_hours)] = Field(
        default=("09:00-12:00", "13:30-17:30"), alias="hours"
    )

    @property
    def horizon(self) -> date | None:
        """The last day it knows for certain; None where there is no end."""
        return None

    @property
    def version(self) -> str:
        """A text that changes whenever its answers may change, so that ends are counted anew."""
        return ""

    @abstractmethod
    def is_working(self, day: date) -> bool:
        """Tell whether a day up to the horizon is worked; raise for one it knows nothing of."""

    def guess(self, day: date) -> bool:
        """Tell whether a day beyond the horizon may be worked; what rests on it is provisional."""
        return day.weekday() < _SATURDAY

    def hours(self, day: date) -> Sequence[tuple[time, time]]:  # noqa: ARG002 - all days alike
        """Return the hours of a day that is worked, in order; an end of 00:00 is midnight."""
        ends = (item.replace("24:00", "00:00").split("-") for item in self.working_hours)
        return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in ends]
