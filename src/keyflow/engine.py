"""The story, top to bottom: an engine is a store, the workflows, and who is told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from types import ModuleType
from typing import Any, Literal, get_args

from keyflow import hosting
from keyflow.answers import Backlog, Delivered, Due, Outcome
from keyflow.asking import Asking
from keyflow.audit.sealing import seal
from keyflow.dates import Dated
from keyflow.delivery.relay import Relay
from keyflow.directory import StoredDirectory
from keyflow.errors import Conflict, InputError, KeyflowError, Refused
from keyflow.ids import Ids
from keyflow.library import Library
from keyflow.model import limits
from keyflow.model.notifier import Notifier
from keyflow.model.values import identifier, whole
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.rendering import Renderer
from keyflow.ruling.given import Directory
from keyflow.ruling.worker import Workers
from keyflow.running import Facts, Runner, Surroundings, Wake
from keyflow.shelf import Shelf
from keyflow.store import open_store
from keyflow.store.contract import Connection, MessageState, Seal, Store, StoredMessage
from keyflow.timekeeping import Timekeeper


class Engine(Dated):
    """Approvals and stages for cases in one store.

    `store` is a database URL, a SQLAlchemy engine, a `Store`, or None for memory. `workflows` are
    those of which cases may begin: a list, proven at once, or a `Shelf` of files. `notifiers` maps
    a channel name to who carries its messages. `directory` is who holds which role: the host's own,
    or "store" for one kept beside the cases; without one the host vouches for `Actor.roles`.
    `facts(cases, session)` returns what the host knows, by case id, for the checks; `session` is
    what was lent to `within`, else None. `clock` returns aware datetimes; by default the
    database's is used. `plugins` are modules beside the installed ones; or give a whole `registry`.
    `wake(ahead, connection)` is called in the transaction of every command that leaves something to
    do, after all its rows, with the DB-API connection it is committed on; what it writes there is
    kept with the command or not at all. If it raises, nothing is kept. `ids` makes ids and salts;
    a test may give `keyflow.testing.FakeIds`, whose are the same every time.
    """

    def __init__(
        self,
        store: Any = None,
        workflows: Sequence[Workflow] | Shelf = (),
        *,
        notifiers: Mapping[str, Notifier] | None = None,
        directory: Directory | Literal["store"] | None = None,
        facts: Facts | None = None,
        clock: Callable[[], datetime] | None = None,
        plugins: Sequence[ModuleType] = (),
        registry: Registry | None = None,
        wake: Wake | None = None,
        ids: Ids | None = None,
    ) -> None:
        self.registry = Registry(plugins) if registry is None else hosting.registry(registry)
        self.library = Library(hosting.workflows(workflows), self.registry)
        self.notifiers = hosting.notifiers(notifiers or {})
        given = None if isinstance(directory, str) else directory
        careful, known, waking = hosting.directory(given), hosting.facts(facts), hosting.wake(wake)
        self._clock = now = hosting.clock(clock)
        self.store: Store = open_store(store)
        self._directory = hosting.stored(directory, self.store, now)
        workers = Workers()
        render = Renderer(self.notifiers)
        offices = careful or self._directory
        super().__init__(
            Runner(
                Surroundings(
                    self.library,
                    render,
                    workers,
                    known,
                    offices,
                    now,
                    ids or Ids(),
                    stored=self._directory,
                    wake=waking,
                )
            )
        )
        self._relay = Relay(self.store, self.notifiers, workers, now)

    @property
    def directory(self) -> StoredDirectory:
        """The directory kept in the store; `InputError` where the engine was opened without it."""
        if self._directory is None:
            mend = 'open it with Engine(…, directory="store")'
            raise InputError("directory", f"is not kept in this store; {mend}")
        return self._directory

    def _connect(self) -> AbstractContextManager[Connection]:
        return self.store.connect()

    def _run(self, asking: Asking) -> list[Outcome]:
        return self._runner.run(asking, self.store.connect)

    # the host's own transaction

    def within(self, session: Any) -> "Within":
        """Return the same verbs inside the host's open transaction.

        `session` is a SQLAlchemy Session or Connection, or a Django connection inside `atomic()`.
        The host commits; its rollback takes ours along. `Conflict` and `Busy` then mean: roll
        back and run your transaction again.
        """
        return Within(self._runner, self.store, session)

    def record(self, refused: Refused) -> None:
        """Write a refusal down after a host's rollback took its event away (D4)."""
        while True:
            with self.store.connect() as connection:
                if self._runner.record(refused, connection):
                    return

    # time

    def run_due(self, limit: int = 1000) -> Due:
        """Do what time has brought: deadlines in due order, automatic steps, a seal.

        Deadlines are counted afresh first where their calendar says something else now. It may be
        run as often and from as many processes as one likes; each deadline is handled once.
        `limit` bounds the deadlines and the automatic steps of one call. Where one fails the
        others are done all the same, and the first error is raised at the end. `Busy` is raised
        when the database stayed locked for two of them running.
        """
        did, failed = self.attend(limit)
        if failed:
            raise failed[0]
        return did

    def attend(self, limit: int = 1000) -> tuple[Due, Sequence[KeyflowError]]:
        """Do as `run_due` does, and return what failed beside what was done."""
        whole(limit, "limit", 1, limits.SAFE_INTEGER)
        return Timekeeper(self._run, self._connect, self._now, self.library).run(limit, self.seal)

    def backlog(self) -> Backlog:
        """Count what there is to do now: deadlines that have come, messages, and dead ones."""
        with self._connect() as connection:
            return connection.backlog(self._now(connection))

    def seal(self) -> Seal | None:
        """Seal what changed since the last seal; None if nothing did (D7)."""
        with self._connect() as connection:
            return seal(connection, self._now(connection))

    # messages

    def deliver(self, limit: int = 1000) -> Delivered:
        """Try to deliver up to `limit` messages that are due, oldest first."""
        return self._relay.deliver(whole(limit, "limit", 1, limits.SAFE_INTEGER))

    def outbox(
        self, *, case: str | None = None, state: Any = None, limit: int = 1000, offset: int = 0
    ) -> list[StoredMessage]:
        """Return a page of messages, oldest first: waiting, claimed, sent and dead ones."""
        whole(limit, "limit", 1, limits.SAFE_INTEGER)
        whole(offset, "offset", 0, limits.SAFE_INTEGER)
        if case is not None:
            identifier(case, "case")
        if state not in {None, *get_args(MessageState)}:
            raise InputError("state", f"must be one of {', '.join(get_args(MessageState))}")
        with self._connect() as connection:
            return connection.messages(case=case, state=state, limit=limit, offset=offset)

    def requeue(self, messages: Iterable[str]) -> int:
        """Put dead messages back into the queue, to be tried afresh; return how many.

        One without a text stays dead: what could not be rendered with its event, or was erased,
        cannot be rendered again.
        """
        with self._connect() as connection:
            found = [identifier(message, "messages") for message in messages]
            return connection.requeue(found, self._now(connection))

    def _now(self, connection: Connection) -> datetime:
        return connection.now() if self._clock is None else self._clock()

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()


class Within(Dated):
    """The verbs of an engine inside a host's transaction (D3)."""

    def __init__(self, runner: Runner, store: Store, session: Any) -> None:
        super().__init__(runner.inside(session))
        self._store = store
        self._session = session

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with self._store.borrow(self._session) as connection:
            yield connection

    def _run(self, asking: Asking) -> list[Outcome]:
        with self._connect() as connection:
            connection.lock(asking.targets)
            outcomes = self._runner.once(asking, connection)
        if outcomes is None:
            msg = "somebody else moved the case; roll back and run your transaction again"
            raise Conflict(msg)
        return outcomes
