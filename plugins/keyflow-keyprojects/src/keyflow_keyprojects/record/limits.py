"""Whether a limit was kept: one that ran out was not, however it came to its end."""

from datetime import date, datetime, timedelta

from keyflow.store.contract import StoredDeadline
from keyflow_keyprojects.record.listedspans import day_of

_MOMENT = timedelta(microseconds=1)


def last_day(row: StoredDeadline) -> date:
    """Return the last day of a limit; of one that ends at a midnight, the day before it."""
    return row.armed.last or day_of(row.armed.due - _MOMENT)


def is_kept(row: StoredDeadline, known_at: datetime | None = None) -> bool:
    """Tell whether what a limit was for was done before it ran out, as was known by an instant.

    What time itself does when a limit runs out (a blocker climbs, an order turns sharper, silence
    counts as a grant) ends the limit at that instant, and keeps nothing.
    """
    if row.closed is None or (known_at is not None and row.closed > known_at):
        return False
    return row.closed < row.armed.due and not row.days
