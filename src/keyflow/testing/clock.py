"""A clock that stands still until it is told otherwise."""

from datetime import UTC, datetime, timedelta

from keyflow.model.values import instant

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


class FakeClock:
    """Give it to `Engine(clock=…)`: calling it returns its time.

    `start` is an aware datetime, or text in ISO 8601; noon UTC of Monday, 5 January 2026 unless
    given. A naive time raises `InputError`.
    """

    def __init__(self, start: datetime | str = NOON) -> None:
        self._now = instant(start, "start")

    def __call__(self) -> datetime:
        """Return its time."""
        return self._now

    def tick(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move on by so much and return the new time; negative numbers move back."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._now

    def set(self, now: datetime | str) -> datetime:
        """Set it to an instant and return that."""
        self._now = instant(now, "now")
        return self._now
