"""What a ruling reads and what it asks to be written: the values between ruling and store."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from orjson import loads

from keyflow.model.case import Case
from keyflow.model.event import Event
from keyflow.model.notifier import Text


@dataclass(frozen=True, slots=True)
class Family:
    """A root case and all its descendants, in the order they were opened, as of one reading.

    `now` is the database's clock at that reading. `used` tells whether there was an event then with
    the key that the reading asked about.
    """

    root: str
    revision: int
    cases: tuple[Case, ...]
    now: datetime
    used: bool = False


class NewEvent(NamedTuple):
    """An event to be written: the columns, the exact `body` text hashed, the `private` text."""

    case: str
    seq: int
    root: str
    id: str
    verb: str
    trigger: str | None
    accepted: bool
    occurred: datetime
    recorded: datetime
    body: str
    private: str
    hash: str
    key: str | None


class NewMessage(NamedTuple):
    """A message to be written, waiting from the start.

    `id` is the case's, a dash, and what is unique for event, notice, person and channel, so that
    the same news is never written twice. One with an `error` could not be rendered and is dead at
    once.
    """

    id: str
    case: str
    root: str
    seq: int
    notice: str
    channel: str
    to: str
    subject: str
    texts: Mapping[str, Text]
    at: datetime
    error: str | None = None


class Ahead(NamedTuple):
    """What one command leaves to be done: so many messages, and when the first deadline comes."""

    messages: int
    due: datetime | None


@dataclass(slots=True)
class Changes:
    """All that one commit writes.

    `seen` maps each family's root to the revision it was read at; it must still be that, and
    `raised` tells which of them go up by one. `updated` holds (as read, as it will be); the first
    one's `seq` must still stand. `alone` holds the created cases that must be the only live root
    of their workflow and subject. `private` replaces the private part of old events, for erasure;
    `forgotten` holds (case, person): all messages of that case lose their texts, and those to that
    person their recipient; what still waits is dead. `hooks` are called with the DB-API connection
    before the commit. `directory` is the revision of the directory in this store that rights were
    looked up in; it must still be that (D17). `closed` holds, of deadlines that are over, when
    that was and by how many working days it was late.
    """

    seen: dict[str, int] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    created: list[Case] = field(default_factory=list)
    updated: list[tuple[Case, Case]] = field(default_factory=list)
    alone: set[str] = field(default_factory=set)
    events: list[NewEvent] = field(default_factory=list)
    messages: list[NewMessage] = field(default_factory=list)
    definitions: dict[str, tuple[str, str]] = field(default_factory=dict)
    private: list[tuple[str, int, str | None]] = field(default_factory=list)
    forgotten: list[tuple[str, str]] = field(default_factory=list)
    hooks: list[Callable[[Any], None]] = field(default_factory=list)
    directory: str | None = None
    closed: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def ahead(self) -> Ahead | None:
        """Say what there will be to do once this is committed; None if nothing."""
        messages = sum(message.error is None for message in self.messages)
        new = [armed for case in self.created for armed in case.armed]
        for before, after in self.updated:
            if before.armed is not after.armed:
                new += [armed for armed in after.armed if armed not in before.armed]
        due = [armed.next for armed in new if armed.next is not None]
        return Ahead(messages, min(due, default=None)) if messages or due else None


def event_of(event: NewEvent) -> Event:
    """Make an event of what is stored of it."""
    return Event(
        event.case,
        event.seq,
        event.root,
        event.id,
        event.verb,
        event.trigger,
        event.accepted,
        event.occurred,
        event.recorded,
        loads(event.body),
        loads(event.private) if event.private else None,
        event.hash,
        event.key,
    )
