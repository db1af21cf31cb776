"""How long something may take, and what has stopped, lengthened or moved it since."""

from datetime import date, datetime
from typing import NamedTuple


class Pause(NamedTuple):
    """A time in which a clock stands still: `until` is None while it does.

    In days, the day of `since` does not count any more, and that of `until` does again.
    `reason` is the class of the reason, `document` refers to the paper that says so.
    """

    since: datetime
    until: datetime | None = None
    reason: str = ""
    document: str = ""


class Extension(NamedTuple):
    """A lengthening: `limit` (such as `10wd`) more, given `at` a time."""

    limit: str
    at: datetime
    reason: str = ""
    document: str = ""


class Due(NamedTuple):
    """The end of a limit: late from the instant `at`.

    `last` is the last whole day for limits in days, months and years, None for those in hours.
    `provisional` tells that it lies beyond what the calendar knows for certain.
    """

    at: datetime
    last: date | None = None
    provisional: bool = False


class Day(NamedTuple):
    """One day of how a limit was counted.

    `what` is `start` (not counted), `counted`, `off` (not worked), `paused` or `rolled` (the end
    was moved on, as this day is not worked). `n` is how many are counted by the end of it;
    `provisional` tells that the calendar only guesses. `extended` tells that the day is counted
    for an extension.
    """

    day: date
    what: str
    n: int
    provisional: bool = False
    extended: bool = False
