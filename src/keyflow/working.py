"""The one loop that does what nobody asks for: deadlines and automatic steps, a seal, messages.

    do what is due → deliver messages → say how it goes, once a minute → wait → begin again

It waits until the next thing falls due, at most `every` seconds, and not at all while there is
more to do. Where the database fails it waits longer each time and goes on. All that counts stands
in the database, judged by the database's clock: any number of these loops may run at once, on any
number of hosts, and any of them may be killed or frozen at any moment.
"""

import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from keyflow.answers import Backlog
from keyflow.engine import Engine
from keyflow.errors import InputError, KeyflowError
from keyflow.model import limits
from keyflow.model.values import whole

# Messages between two looks at whether to stop: as many as the relay claims at once.
_STEP = 20
# Seconds to wait after the database failed: at first, and at most. Of each, a part by chance.
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_SAMPLE = 10_000


@dataclass(frozen=True, slots=True)
class Waits:
    """For how many seconds things were due before they were done: half of them, 95 %, the longest.

    Beyond 10,000 things the first two are those of a sample.
    """

    p50: float
    p95: float
    most: float


@dataclass(frozen=True, slots=True)
class Health:
    """What a worker has done since it was made, and how the store stands.

    `failures` counts calls that failed, and `error` says why the last one did. `waits` is None
    before the first thing is done, `left` while the database does not answer.
    """

    expired: int
    advanced: int
    sent: int
    put_off: int
    dead: int
    failures: int
    error: str | None
    waits: Waits | None
    left: Backlog | None


class _Sample:
    """A part of many numbers, chosen so that each had the same chance; and the highest of all."""

    def __init__(self) -> None:
        self._kept: list[float] = []
        self._seen = 0
        self._most = 0.0

    def add(self, numbers: Iterable[float]) -> None:
        for number in numbers:
            self._seen += 1
            self._most = max(self._most, number)
            if len(self._kept) < _SAMPLE:
                self._kept.append(number)
            elif (place := random.randrange(self._seen)) < _SAMPLE:  # noqa: S311 - not a secret
                self._kept[place] = number

    def waits(self) -> Waits | None:
        if not self._kept:
            return None
        ranked = sorted(self._kept)
        middle, late = (ranked[int(len(ranked) * share)] for share in (0.5, 0.95))
        return Waits(middle, late, self._most)


class Worker:
    """Does the duties of one engine: `run` until it is told to stop, or `once` what is due now.

    It waits at most `every` seconds between two rounds, and in a round does at most `batch`
    deadlines and `batch` messages; without `messages` it leaves those to others. `report` is called
    with its `Health` every `report_every` seconds, between two rounds. Use it from one thread.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        every: float = 5.0,
        batch: int = 100,
        messages: bool = True,
        report: Callable[[Health], None] | None = None,
        report_every: float = 60.0,
    ) -> None:
        self._engine = engine
        self._every = _seconds(every, "every")
        self._batch = whole(batch, "batch", 1, limits.SAFE_INTEGER)
        self._messages = messages
        self._report = report
        self._report_every = _seconds(report_every, "report_every")
        self._expired = self._advanced = self._sent = self._put_off = self._dead = 0
        self._failures = 0
        self._error: str | None = None
        self._sample = _Sample()
        # How often running the database failed; what was past when nothing could be done.
        self._trouble = 0
        self._tried: datetime | None = None

    def run(self, stop: Event) -> Health:
        """Do what falls due until `stop` is set, by another thread or by a signal's handler.

        What was claimed by then is finished first. A failing database is waited for; what a plugin
        raises is counted, told in `error`, and tried again in the next round. Returns how it went.
        """
        told = time.monotonic()
        while not stop.is_set():
            pause = self._turn(stop)
            if self._report is not None and time.monotonic() - told >= self._report_every:
                told = time.monotonic()
                self._report(self.health())
            stop.wait(pause)
        return self.health()

    def once(self, stop: Event | None = None, *, seconds: float | None = None) -> Health:
        """Do all that is due now; return how it went and what is left.

        It ends early when `stop` is set, or after the round in which `seconds` are over.

        Raises what `run_due` does where nothing could be done, such as `StoreError`.
        """
        stop = stop or Event()
        end = float("inf") if seconds is None else time.monotonic() + _seconds(seconds, "seconds")
        while not stop.is_set() and self._round(stop) and time.monotonic() < end:
            pass
        return self.health()

    def health(self) -> Health:
        """Return what was done so far, and what there is left to do."""
        try:
            left = self._engine.backlog()
        except KeyflowError:
            left = None
        return Health(
            self._expired,
            self._advanced,
            self._sent,
            self._put_off,
            self._dead,
            self._failures,
            self._error,
            self._sample.waits(),
            left,
        )

    def _turn(self, stop: Event) -> float:
        """Do a round; return how many seconds to wait for the next."""
        try:
            pause = 0.0 if self._round(stop) else self._until_next()
        except KeyflowError as error:
            self._note(error)
            self._trouble += 1
            longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(self._trouble, 10))
            return random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, hides nothing
        self._trouble = 0
        return pause

    def _round(self, stop: Event) -> bool:
        """Do what is due once over; tell whether so much was done that there may be more."""
        more = self._expire()
        return (self._messages and not stop.is_set() and self._deliver(stop)) or more

    def _expire(self) -> bool:
        did, failed = self._engine.attend(self._batch)
        for error in failed:
            self._note(error)
        self._expired += did.expired
        self._advanced += did.advanced
        self._sample.add(did.waited)
        return did.expired > 0 or did.advanced >= self._batch

    def _deliver(self, stop: Event) -> bool:
        """Send messages for at most about as long as is waited between rounds."""
        end, left = time.monotonic() + self._every, self._batch
        tried = 0
        while left > 0 and not stop.is_set() and time.monotonic() < end:
            did = self._engine.deliver(min(_STEP, left))
            self._sent += did.sent
            self._put_off += did.put_off
            self._dead += did.dead
            self._sample.add(did.waited)
            tried = did.sent + did.put_off + did.dead
            if not tried:
                break
            left -= _STEP
        return tried > 0

    def _until_next(self) -> float:
        """Return the seconds until something falls due; what is left is others' for a while."""
        left = self._engine.backlog()
        if left.first is None:
            return self._every
        if left.first > left.at:
            return min((left.first - left.at).total_seconds(), self._every)
        # It came while we worked, so there is more to do; or we tried it and could not.
        tried, self._tried = self._tried == left.first, left.first
        return self._every if tried else 0.0

    def _note(self, error: KeyflowError) -> None:
        self._failures += 1
        self._error = str(error)


def _seconds(value: float, field: str) -> float:
    if isinstance(value, int | float) and 0 < value < float("inf"):
        return float(value)
    raise InputError(field, "must be a number of seconds above 0")
