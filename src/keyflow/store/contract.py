"""What a store can do. Memory, SQLite and PostgreSQL keep this one contract.

A `Store` lends one `Connection` at a time for one command. Reads see what is committed (or, in a
host's transaction, what the host sees). `apply` is the only way to write cases, and writes all of
one `Changes` or nothing. One protocol, read as one: it is as long as there are promises.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol, runtime_checkable

from keyflow.answers import Backlog
from keyflow.model.armed import Armed
from keyflow.model.case import Case, Standing
from keyflow.model.desk import Box
from keyflow.model.directory import Entry
from keyflow.model.event import Event
from keyflow.model.notifier import Text
from keyflow.model.record import Changes, Family, NewEvent, NewMessage
from keyflow.model.schema import FieldSpec

MessageState = Literal["waiting", "claimed", "sent", "dead"]
Fields = Mapping[str, FieldSpec]
SchemaOf = Callable[[str], Fields]


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on an indexed field: `field` is `is`, below or above `value` (encoded)."""

    field: str
    test: Literal["=", "<", "<=", ">", ">="]
    value: str | int | bool


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Which cases, in what order, which page. None means any.

    `waiting` holds (definition hash, state) pairs. `order` names `opened`, `changed`, `subject`,
    `state` or an indexed field, with `-` before it for descending; ties go by id. `only` names the
    fields that are read of the cases' data; their desks are then not read either.
    """

    workflow: str | None = None
    states: Collection[str] | None = None
    stages: Collection[str] | None = None
    standings: Collection[Standing] | None = None
    subject: str | None = None
    parent: str | None = None
    roots_only: bool = False
    waiting: Collection[tuple[str, str]] | None = None
    where: Sequence[Filter] = ()
    order: Sequence[str] = ("opened",)
    limit: int = 50
    offset: int = 0
    only: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases and how many there are in all."""

    cases: tuple[Case, ...]
    total: int


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message in the outbox as it stands, for the relay and for `keyflow outbox`."""

    id: str
    notice: str
    channel: str
    to: str
    case: str
    subject: str
    texts: Mapping[str, Text]
    at: datetime
    state: MessageState
    attempts: int
    due: datetime
    error: str | None


@dataclass(frozen=True, slots=True)
class Seal:
    """Seal `n`: how many `events` the store held under seals, and the hash over what changed.

    `hash` is SHA-256 over the previous seal's hash, and the sorted lines `case seq head`.
    """

    n: int
    at: datetime
    events: int
    hash: str


@dataclass(frozen=True, slots=True)
class InboxQuery:
    """Which tasks, oldest first or newest first, which page.

    `holders` are `p:` and a person or `r:` and a role; `box` is the part of their inbox. `before`
    leaves only what was due by an instant, `barred_as` leaves out what somebody may not do, who is
    named there as where tasks lie in the box `barred`.
    """

    holders: Collection[str]
    box: Box
    before: datetime | None = None
    barred_as: str | None = None
    newest: bool = False
    limit: int = 50
    offset: int = 0


class Lying(NamedTuple):
    """A task in somebody's inbox: its case without armed deadlines, its number, and whose it is.

    `held` tells whether a case above its case is suspended.
    """

    case: Case
    n: int
    holder: str
    at: datetime
    due: datetime | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class DeadlineQuery:
    """Which deadlines, which page. None means any; `status` is `armed` (running) or `done`.

    `slots` are those that their cases were opened under. `openings` asks for what obligations arm
    to open their next case by, instead of for deadlines.
    """

    case: str | None = None
    root: str | None = None
    workflow: str | None = None
    status: Literal["armed", "done"] | None = None
    before: datetime | None = None
    slots: tuple[str, ...] | None = None
    openings: bool = False
    limit: int = 1000
    offset: int = 0


class StoredDeadline(NamedTuple):
    """A deadline with whose it is: `closed` is when it was over, `days` how late (working days)."""

    case: str
    root: str
    parent: str | None
    slot: str | None
    workflow: str
    subject: str
    state: str
    outcome: str | None
    armed: Armed
    running: bool
    closed: datetime | None = None
    days: int | None = None


class CaseRow(NamedTuple):
    """What the row of a case says it is, for the audit to compare with its events.

    `seq` and `head` end its chain; `data`, `waivers` and `desk` are the stored JSON texts. `armed`
    is how many deadlines the row says run, `deadlines` are those that do.
    """

    case: str
    seq: int
    head: str
    workflow: str
    definition: str
    subject: str
    root: str
    parent: str | None
    slot: str | None
    state: str
    standing: str
    outcome: str | None
    version: int
    data: str
    waivers: str
    desk: str
    armed: int
    deadlines: tuple[Armed, ...]


class Connection(Protocol):
    """One reader and writer, used by one thread for one command."""

    @property
    def host(self) -> Any:
        """What a host's facts are given: the session it lent, else our DB-API connection."""
        ...

    def now(self) -> datetime:
        """Return the database's clock."""
        ...

    def inbox(self, query: InboxQuery, schema: SchemaOf) -> tuple[list[Lying], int]:
        """Return a page of the tasks in some inboxes, and how many there are in all."""
        ...

    def directory_revision(self) -> str:
        """Return the mark of the directory kept here, another one after each write to it."""
        ...

    def directory(self) -> list[Entry]:
        """Return all entries of the directory, those that have ended too, in their order."""
        ...

    def enter(self, seen: str, revision: str, entries: Sequence[Entry]) -> bool:
        """Write new and changed entries in one transaction, and give the directory a new mark.

        False, and nothing written, if the mark is no longer the one `seen`.
        """
        ...

    def lock(self, cases: Collection[str]) -> None:
        """In a host's transaction: write to the families' roots first, so that they are ours."""
        ...

    def find_key(self, key: str) -> Event | None:
        """Return the accepted event that used this key."""
        ...

    def families(
        self, cases: Collection[str], schema: SchemaOf, key: str | None = None
    ) -> list[Family]:
        """Return the families of these cases; a case that does not exist has none.

        Each of them says whether `key` was used, so that a new command need not ask for it.
        """
        ...

    def cases(self, query: CaseQuery, schema: SchemaOf) -> Page:
        """Return a page of cases without their armed deadlines."""
        ...

    def live(self, workflow: str, subject: str) -> str | None:
        """Return the id of the one case `Changes.alone` marks for this workflow and subject."""
        ...

    def events(
        self, *, case: str | None = None, root: str | None = None, since: int = 1
    ) -> list[Event]:
        """Return the events of a case or of a family: by recorded time, case and number.

        Of a case, those from the number `since` on.
        """
        ...

    def definition(self, hash: str) -> str | None:
        """Return the canonical text of a stored definition."""
        ...

    def definitions(self, workflow: str | None = None) -> list[str]:
        """Return the hashes of the stored definitions, oldest first."""
        ...

    def all_definitions(self) -> Iterator[tuple[str, str, str]]:
        """Yield (hash, workflow name, text) of every stored definition, by hash."""
        ...

    def apply(self, changes: Changes) -> bool:
        """Write it all in one transaction; False, and nothing written, if something moved.

        Raises `Conflict` with the key in it when a key was used meanwhile, and `Busy` when the
        database stayed locked.
        """
        ...

    def due(self, now: datetime, limit: int) -> list[tuple[str, str, datetime]]:
        """Return (case, deadline, when) of what of running deadlines has come, earliest first."""
        ...

    def outdated(self, calendar: str, limit: int) -> list[tuple[str, str]]:
        """Return (case, deadline) of running ones counted by another version of a calendar.

        `calendar` is its kind, `@` and the version that it has now.
        """
        ...

    def counted(self, deadlines: Collection[str], calendar: str) -> None:
        """Note that deadlines have been counted afresh by a version of a calendar."""
        ...

    def deadlines(self, query: DeadlineQuery) -> list[StoredDeadline]:
        """Return deadlines by their ends, earliest first."""
        ...

    def backlog(self, now: datetime) -> Backlog:
        """Count what there is to do, and say since when or until when the first of it waits."""
        ...

    def claim(
        self, *, now: datetime, until: datetime, token: str, limit: int
    ) -> list[StoredMessage]:
        """Claim messages that are due, oldest first: waiting ones, and those whose claim ran out.

        A claim raises `attempts` by one.
        """
        ...

    def holds(self, message: str, token: str, now: datetime) -> bool:
        """Tell whether a claim still is this token's, and has not run out."""
        ...

    def settle(
        self, message: str, token: str, state: MessageState, due: datetime, error: str | None
    ) -> bool:
        """End a claim; False if the token is no longer the one that holds it."""
        ...

    def requeue(self, messages: Collection[str], due: datetime) -> int:
        """Put dead messages back to waiting with no attempts; return how many."""
        ...

    def messages(
        self,
        *,
        case: str | None = None,
        state: MessageState | None = None,
        limit: int = 1000,
        offset: int = 0,
    ) -> list[StoredMessage]:
        """Return messages, oldest first, without the first `offset` of them."""
        ...

    def unsealed(self, limit: int) -> list[tuple[str, int, str, int]]:
        """Return (case, seq, head, sealed) of cases that changed since they were last sealed.

        `sealed` is the number of the last event a seal covers; 0 for none.
        """
        ...

    def seal(self, seal: Seal, entries: Sequence[tuple[str, int, str]]) -> bool:
        """Write a seal and what it covers; False if another seal of that number was first."""
        ...

    def seals(self) -> list[Seal]:
        """Return all seals in order."""
        ...

    def last_seal(self) -> Seal | None:
        """Return the seal with the highest number."""
        ...

    def sealed(self, n: int) -> list[tuple[str, int, str]]:
        """Return the (case, seq, head) lines a seal covers, sorted."""
        ...

    def all_events(self) -> Iterator[NewEvent]:
        """Yield every event as stored, by case and number; `private` is empty once erased.

        An `accepted` that is no truth value, as somebody edited it, comes as it is.
        """
        ...

    def heads(self) -> Iterator[CaseRow]:
        """Yield what the row of every case says, by id; a row and its deadlines at one instant."""
        ...


@runtime_checkable
class Store(Protocol):
    """Where cases live."""

    def connect(self) -> AbstractContextManager[Connection]:
        """Lend a connection for one command; it is given back clean."""
        ...

    def borrow(self, session: Any) -> AbstractContextManager[Connection]:
        """Use a host's session, connection or Django connection inside its transaction."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


__all__ = [
    "Backlog",
    "CaseQuery",
    "CaseRow",
    "Changes",
    "Connection",
    "DeadlineQuery",
    "Family",
    "Fields",
    "Filter",
    "MessageState",
    "NewEvent",
    "NewMessage",
    "Page",
    "SchemaOf",
    "Seal",
    "Store",
    "StoredDeadline",
    "StoredMessage",
]
