"""The outbox of the memory store: messages, and the claims relays have on them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from threading import RLock

from keyflow.store.contract import MessageState, NewMessage, StoredMessage


@dataclass(slots=True)
class _Queued:
    """A message with the claim on it, if there is one."""

    message: StoredMessage
    token: str | None = None
    until: datetime | None = None

    def open_at(self, now: datetime) -> bool:
        """Tell whether a relay may claim it now."""
        if self.message.state == "waiting":
            return self.message.due <= now
        return self.until is not None and self.until <= now


class MemoryOutbox:
    """The messages of a memory store. `_lock` is the one lock of the whole store."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._messages: dict[str, _Queued] = {}
        # Those that still wait or are claimed: most are neither, and nobody looks at them again.
        self._open: dict[str, _Queued] = {}

    def post(self, messages: Iterable[NewMessage]) -> None:
        """Put messages in, waiting; one that is there already is left as it is."""
        with self._lock:
            for message in messages:
                if message.id not in self._messages:
                    self._messages[message.id] = queued = _Queued(_waiting(message))
                    self._file(queued)

    def _file(self, queued: _Queued) -> None:
        """Keep a message among the open ones, or no longer."""
        if queued.message.state in {"waiting", "claimed"}:
            self._open[queued.message.id] = queued
        else:
            self._open.pop(queued.message.id, None)

    def forget(self, persons: Iterable[tuple[str, str]]) -> None:
        """Take the texts off a case's messages, and a person's name; what still waits is dead."""
        for case, person in persons:
            for queued in self._messages.values():
                if queued.message.case == case:
                    sent = queued.message.state == "sent"
                    queued.token = None
                    queued.message = replace(
                        queued.message,
                        to="erased" if queued.message.to == person else queued.message.to,
                        texts={},
                        state="sent" if sent else "dead",
                        error=None if sent else "erased",
                    )
                    self._file(queued)

    def claim(
        self, *, now: datetime, until: datetime, token: str, limit: int
    ) -> list[StoredMessage]:
        """Claim messages that are due, oldest first; each claim raises `attempts` by one."""
        with self._lock:
            ready = [queued for queued in self._open.values() if queued.open_at(now)]
            ready.sort(key=lambda queued: (queued.message.due, queued.message.id))
            for queued in ready[:limit]:
                attempts = queued.message.attempts + 1
                queued.message = replace(queued.message, state="claimed", attempts=attempts)
                queued.token, queued.until = token, until
            return [queued.message for queued in ready[:limit]]

    def waiting(self) -> tuple[int, list[datetime], int]:
        """Return how many messages are open, when each may be claimed, and how many are dead."""
        with self._lock:
            firsts = [
                queued.until if queued.message.state == "claimed" else queued.message.due
                for queued in self._open.values()
            ]
            dead = sum(queued.message.state == "dead" for queued in self._messages.values())
        return len(firsts), [at for at in firsts if at is not None], dead

    def holds(self, message: str, token: str, now: datetime) -> bool:
        """Tell whether a claim still is this token's, and has not run out."""
        with self._lock:
            queued = self._messages.get(message)
            if queued is None or queued.token != token:
                return False
            return queued.until is not None and queued.until > now

    def settle(
        self, message: str, token: str, state: MessageState, due: datetime, error: str | None
    ) -> bool:
        """End a claim; False if the token is no longer the one that holds it."""
        with self._lock:
            queued = self._messages.get(message)
            if queued is None or queued.token != token:
                return False
            queued.message = replace(queued.message, state=state, due=due, error=error)
            queued.token = queued.until = None
            self._file(queued)
            return True

    def requeue(self, messages: Collection[str], due: datetime) -> int:
        """Put dead messages back to waiting with no attempts; return how many."""
        with self._lock:
            found = [self._messages[name] for name in set(messages) if name in self._messages]
            dead = [q for q in found if q.message.state == "dead" and q.message.texts]
            for queued in dead:
                queued.message = replace(queued.message, state="waiting", attempts=0, due=due)
                self._file(queued)
            return len(dead)

    def messages(
        self,
        *,
        case: str | None = None,
        state: MessageState | None = None,
        limit: int = 1000,
        offset: int = 0,
    ) -> list[StoredMessage]:
        """Return messages, oldest first, without the first `offset` of them."""
        with self._lock:
            stored = [queued.message for queued in self._messages.values()]
        wanted = [
            message
            for message in stored
            if case in (None, message.case) and state in (None, message.state)
        ]
        return sorted(wanted, key=lambda message: (message.at, message.id))[offset:][:limit]


def _waiting(new: NewMessage) -> StoredMessage:
    return StoredMessage(
        id=new.id,
        notice=new.notice,
        channel=new.channel,
        to=new.to,
        case=new.case,
        subject=new.subject,
        texts=new.texts,
        at=new.at,
        state="waiting" if new.error is None else "dead",
        attempts=0,
        due=new.at,
        error=new.error,
    )
