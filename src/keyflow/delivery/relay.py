"""Brings messages out of the outbox to their notifiers, after the commit that made them true.

At least once, with the same id at every try. A message that fails is put off, longer each time,
and given up after `TRIES`; the others go on. A claim runs out by itself, so a killed or frozen
relay loses nothing; when it wakes, it sends nothing whose claim is over, and its late answer no
longer counts.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from keyflow.answers import Delivered
from keyflow.errors import FAILURES
from keyflow.ids import new_id
from keyflow.model.notifier import Later, Message, Notifier, Undeliverable
from keyflow.ruling.judging import in_full
from keyflow.ruling.worker import Workers
from keyflow.store.contract import Connection, MessageState, Store, StoredMessage

TRIES = 8
BATCH = 20
TIMEOUT = 30.0
LEASE = timedelta(minutes=15)
_FIRST_WAIT = 30.0
_LONGEST_WAIT = 6 * 3600.0
_LONGEST_LATER = 30 * 24 * 3600.0


class Relay:
    """Delivers what is due, through the notifiers of one engine."""

    def __init__(
        self,
        store: Store,
        notifiers: Mapping[str, Notifier],
        workers: Workers,
        clock: Callable[[], datetime] | None,
    ) -> None:
        self._store = store
        self._notifiers = notifiers
        self._workers = workers
        self._clock = clock

    def deliver(self, limit: int) -> Delivered:
        """Try up to `limit` messages that are due, oldest first."""
        counts: Counter[str | None] = Counter()
        waited: list[float] = []
        left = limit
        while left > 0:
            token = new_id()
            claimed = self._claim(token, min(BATCH, left))
            for message in claimed:
                counts[self._try(message, token, waited)] += 1
            left -= len(claimed)
            if not claimed:
                break
        return Delivered(counts["sent"], counts["waiting"], counts["dead"], tuple(waited))

    def _claim(self, token: str, most: int) -> list[StoredMessage]:
        with self._store.connect() as connection:
            now = self._now(connection)
            return connection.claim(now=now, until=now + LEASE, token=token, limit=most)

    def _try(self, message: StoredMessage, token: str, waited: list[float]) -> str | None:
        """Send one and settle it; None where it is not ours to send any more."""
        with self._store.connect() as connection:
            if not connection.holds(message.id, token, self._now(connection)):
                return None
        state, wait, error = self._send(message)
        with self._store.connect() as connection:
            now = self._now(connection)
            due = now + timedelta(seconds=wait)
            if not connection.settle(message.id, token, state, due, error):
                return None
        if state == "sent":
            waited.append((now - message.due).total_seconds())
        return state

    def _send(self, stored: StoredMessage) -> tuple[MessageState, float, str | None]:
        """Send one message; say what becomes of it, when to come back, and what went wrong."""
        notifier = self._notifiers.get(stored.channel)
        if notifier is None:
            missing = f"this engine has no notifier for the channel {stored.channel!r}"
            return self._again(stored, backoff(stored.attempts), missing)
        message = _message(stored)
        try:
            self._workers.call(lambda: notifier.send(message), TIMEOUT)
        except Undeliverable as error:
            return "dead", 0, in_full(error)
        except Later as error:
            wait = min(_LONGEST_LATER, max(1.0, error.seconds))
            return self._again(stored, wait, in_full(error))
        except FAILURES as error:  # whatever a notifier raises, others go on
            return self._again(stored, backoff(stored.attempts), in_full(error))
        return "sent", 0, None

    def _again(
        self, stored: StoredMessage, wait: float, error: str
    ) -> tuple[MessageState, float, str]:
        return ("dead", 0, error) if stored.attempts >= TRIES else ("waiting", wait, error)

    def _now(self, connection: Connection) -> datetime:
        return self._clock() if self._clock is not None else connection.now()


def backoff(attempts: int) -> float:
    """Return the seconds to wait after so many tries: doubling, capped, spread by a tenth."""
    wait: float = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** (attempts - 1))
    return wait * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, hides nothing


def _message(stored: StoredMessage) -> Message:
    return Message(
        stored.id,
        stored.notice,
        stored.channel,
        stored.to,
        stored.texts,
        stored.case,
        stored.subject,
        stored.at,
        stored.attempts,
    )
