"""`Calendar`: which days are worked."""

from datetime import date

from keyflow.model.component import Component


class Calendar(Component):
    """A kind of calendar: it says which days are working days.

    A workflow names it by `calendar:`; limits such as `5wd` are counted with it.

        class SundaysOff(Calendar):
            kind = "sundays-off"

            def is_working(self, day: date) -> bool:
                return day.weekday() != 6
    """

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked; raise for a day it knows nothing of."""
        raise NotImplementedError
