"""Ids and salts that are the same every time."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from uuid import UUID

from keyflow.ids import Ids


class FakeIds(Ids):
    """Give it to `Engine(ids=…)` beside a `FakeClock`: what is done twice gives the same bytes.

    Ids sort by the `clock`, and within an instant by their order. Salts can be guessed, so what is
    private is not hidden by them: for tests and demos only.
    """

    def __init__(self, clock: Callable[[], datetime], seed: object = 0) -> None:
        self._clock = clock
        self._made = 0
        self.begin(seed)

    def begin(self, seed: object) -> None:
        """Draw from another seed from now on, as after a store was opened again."""
        self._dice = Random(str(seed))  # noqa: S311 - the same every time is what is wanted

    def id(self) -> str:
        """Return the next id, in the form of a UUID."""
        self._made += 1
        at = int(self._clock().timestamp() * 1000)
        return str(UUID(int=at << 80 | self._made << 48 | self._dice.getrandbits(48)))

    def salt(self) -> str:
        """Return the next 16 bytes in hexadecimal."""
        return self._dice.randbytes(16).hex()
