"""A store in the process's memory: the same promises as the databases, gone when it is.

It is for tests, for trying things out and for simulation. One lock is held inside each method, so
that threads may share it.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any

from keyflow.errors import Conflict, StoreError
from keyflow.model.case import Case
from keyflow.model.desk import EMPTY
from keyflow.model.event import Event
from keyflow.model.record import event_of
from keyflow.model.schema import Data, raw_of
from keyflow.store.contract import (
    CaseQuery,
    Changes,
    Connection,
    Family,
    InboxQuery,
    Lying,
    NewEvent,
    Page,
    SchemaOf,
)
from keyflow.store.memory_deadlines import MemoryDeadlines
from keyflow.store.memory_inbox import Lies, lie_down, lying_with, take_from
from keyflow.store.memory_query import matches, ordered, shortened, wants_open


class MemoryStore:
    """Keeps cases in dictionaries. Every connection it lends sees the same ones."""

    def __init__(self) -> None:
        self._connection = MemoryConnection()

    def connect(self) -> AbstractContextManager[Connection]:
        """Lend the connection; it may be lent to many threads at once."""
        return nullcontext(self._connection)

    def borrow(self, session: Any) -> AbstractContextManager[Connection]:
        """Raise `StoreError`: memory has no transaction to share with a host."""
        raise StoreError(
            f"a memory store cannot take part in the transaction of a {type(session).__name__}; "
            "open the engine with the URL of the host's database"
        )

    def close(self) -> None:
        """Forget everything."""
        self._connection = MemoryConnection()


class MemoryConnection(MemoryDeadlines):
    """The tables and the way into them."""

    def __init__(self) -> None:
        super().__init__()
        self._revisions: dict[str, int] = {}
        self._members: dict[str, list[str]] = {}
        self._of_workflow: dict[str, list[str]] = {}
        self._not_over: dict[str, None] = {}
        self._alone: set[str] = set()
        self._live: dict[tuple[str, str], str] = {}
        self._keys: dict[str, NewEvent] = {}
        self._definitions: dict[str, tuple[str, str]] = {}
        self._lying: dict[str, Lies] = {}

    @property
    def host(self) -> None:
        """Nothing: there is no connection to give to a host's facts."""

    def now(self) -> datetime:
        """Return the process's clock."""
        return datetime.now(UTC)

    def lock(self, cases: Collection[str]) -> None:
        """Do nothing: there is never a host's transaction here to lock in."""

    def find_key(self, key: str) -> Event | None:
        """Return the accepted event that used this key."""
        with self._lock:
            used = self._keys.get(key)
            return None if used is None else event_of(self._chains[used.case][used.seq - 1])

    def families(
        self, cases: Collection[str], schema: SchemaOf, key: str | None = None
    ) -> list[Family]:
        """Return the families of these cases, by root id, each with whether `key` was used."""
        with self._lock:
            roots = {self._cases[case].root for case in cases if case in self._cases}
            return [
                Family(
                    root,
                    self._revisions[root],
                    self._family(root, schema),
                    self.now(),
                    key in self._keys,
                )
                for root in sorted(roots)
            ]

    def _family(self, root: str, schema: SchemaOf) -> tuple[Case, ...]:
        members = (self._cases[case] for case in self._members[root])
        ordered_members = sorted(members, key=lambda case: (case.opened, case.id))
        return tuple(self._read(case, schema) for case in ordered_members)

    def _read(self, case: Case, schema: SchemaOf, **changes: Any) -> Case:
        """Return a case with its family's revision, its data by the reader's schema."""
        fields, revision = schema(case.definition), self._revisions[case.root]
        if case.revision != revision or case.data.fields is not fields:
            data = case.data
            if data.fields is not fields:
                data = Data(fields, raw_of(data))
            case = self._cases[case.id] = case.with_(data=data, revision=revision)
        return case.with_(**changes) if changes else case

    def cases(self, query: CaseQuery, schema: SchemaOf) -> Page:
        """Return a page of cases without their armed deadlines."""
        with self._lock:
            found = [case for case in self._among(query) if matches(case, query)]
            page = ordered(found, query.order)[query.offset : query.offset + query.limit]
            cases = [self._read(case, schema, armed=()) for case in page]
            return Page(tuple(shortened(case, query.only) for case in cases), len(found))

    def _among(self, query: CaseQuery) -> Iterator[Case]:
        """Yield the cases among which those are that a query asks for."""
        named: Iterable[str] = self._not_over if wants_open(query) else self._cases
        if query.parent is not None:
            parent = self._cases.get(query.parent)
            named = self._members[parent.root] if parent is not None else ()
        elif query.workflow is not None:
            named = self._of_workflow.get(query.workflow, ())
        return (self._cases[case] for case in named)

    def inbox(self, query: InboxQuery, schema: SchemaOf) -> tuple[list[Lying], int]:
        """Return a page of the tasks in some inboxes, and how many there are in all."""
        with self._lock:
            found = lying_with(query, self._lying)
            page = found[query.offset : query.offset + query.limit]
            return [
                Lying(
                    self._read(self._cases[case], schema, armed=()),
                    n, holder, at, due, self._is_below_suspended(case),
                )
                for at, case, n, holder, due in page
            ], len(found)  # fmt: skip

    def _is_below_suspended(self, case: str) -> bool:
        parent = self._cases[case].parent
        while parent is not None:
            above = self._cases[parent]
            if above.standing == "suspended":
                return True
            parent = above.parent
        return False

    def live(self, workflow: str, subject: str) -> str | None:
        """Return the id of the one live case marked as alone for this workflow and subject."""
        with self._lock:
            return self._live.get((workflow, subject))

    def events(
        self, *, case: str | None = None, root: str | None = None, since: int = 1
    ) -> list[Event]:
        """Return the events of a case or of a family: by recorded time, case and number."""
        with self._lock:
            chains = [case] if case is not None else self._members.get(root or "", [])
            first = since - 1
            stored = [event for chain in chains for event in self._chains.get(chain, ())[first:]]
        stored.sort(key=lambda event: (event.recorded, event.case, event.seq))
        return [event_of(event) for event in stored]

    def definition(self, hash: str) -> str | None:
        """Return the canonical text of a stored definition."""
        with self._lock:
            return self._definitions.get(hash, ("", None))[1]

    def definitions(self, workflow: str | None = None) -> list[str]:
        """Return the hashes of the stored definitions, oldest first."""
        with self._lock:
            stored = self._definitions.items()
            return [digest for digest, (name, _) in stored if workflow in (None, name)]

    def all_definitions(self) -> Iterator[tuple[str, str, str]]:
        """Yield (hash, workflow name, text) of every stored definition, by hash."""
        with self._lock:
            stored = sorted(self._definitions.items())
        yield from ((digest, name, text) for digest, (name, text) in stored)

    def apply(self, changes: Changes) -> bool:
        """Write it all; False, and nothing written, if something moved.

        Raises `Conflict` when a key was used, and `StoreError` when a change wants a database.
        """
        if changes.hooks:
            raise StoreError("a Change plugin writes to a database, and a memory store has none")
        with self._lock:
            if not self._unmoved(changes):
                return False
            self._refuse_used_keys(changes)
            self._write(changes)
            return True

    def _unmoved(self, changes: Changes) -> bool:
        created = {case.id for case in changes.created}
        return (
            all(self._revisions.get(root) == at for root, at in changes.seen.items())
            and all(self._stands(before) for before, _ in changes.updated)
            and not any(case in self._cases for case in created)
            and len(created) == len(changes.created)
            and self._next_in_chains(changes)
            and self._still_alone(changes)
            and changes.directory in {None, self._directory_revision}
        )

    def _stands(self, before: Case) -> bool:
        stored = self._cases.get(before.id)
        return stored is not None and stored.seq == before.seq

    def _next_in_chains(self, changes: Changes) -> bool:
        lengths: dict[str, int] = {}
        for event in changes.events:
            last = lengths.get(event.case, len(self._chains.get(event.case, ())))
            if event.seq != last + 1:
                return False
            lengths[event.case] = event.seq
        return True

    def _still_alone(self, changes: Changes) -> bool:
        after = [*changes.created, *(case for _, case in changes.updated)]
        freed = {case.id for case in after if case.ended}
        taken: dict[tuple[str, str], str] = {}
        for case in after:
            if case.ended or not (case.id in self._alone or case.id in changes.alone):
                continue
            name = (case.workflow, case.subject)
            holder = taken.setdefault(name, self._live.get(name, case.id))
            if holder != case.id and holder not in freed:
                return False
            taken[name] = case.id
        return True

    def _refuse_used_keys(self, changes: Changes) -> None:
        new: set[str] = set()
        for key in (event.key for event in changes.events if event.key is not None):
            if key in self._keys or key in new:
                raise Conflict(f"key {key!r} was used meanwhile")
            new.add(key)

    def _write(self, changes: Changes) -> None:
        for digest, stored in changes.definitions.items():
            self._definitions.setdefault(digest, stored)
        self._write_cases(changes)
        self._write_events(changes)
        self.post(changes.messages)

    def _write_cases(self, changes: Changes) -> None:
        for root in changes.raised:
            self._revisions[root] += 1
        self._alone |= changes.alone
        for case in changes.created:
            self._members.setdefault(case.root, []).append(case.id)
            self._of_workflow.setdefault(case.workflow, []).append(case.id)
            if case.id == case.root:
                self._revisions[case.id] = case.revision
        self.keep_deadlines(changes)
        for before, after in changes.updated:
            lie_down(self._lying.setdefault(after.id, {}), before.desk, after)
        for case in changes.created:
            lie_down(self._lying.setdefault(case.id, {}), EMPTY, case)
        for case in [*(after for _, after in changes.updated), *changes.created]:
            self._keep(case)

    def _write_events(self, changes: Changes) -> None:
        for event in changes.events:
            self._chains.setdefault(event.case, []).append(event)
            self._unsealed.add(event.case)
            if event.key is not None:
                self._keys[event.key] = event
        for case_id, seq, private in changes.private:
            chain = self._chains[case_id]
            chain[seq - 1] = chain[seq - 1]._replace(private=private or "")
        self.forget(changes.forgotten)
        for case_id, person in changes.forgotten:
            take_from(self._lying.get(case_id, {}), person)

    def _keep(self, case: Case) -> None:
        self._cases[case.id] = case
        if case.ended:
            self._not_over.pop(case.id, None)
        else:
            self._not_over[case.id] = None
        if case.id not in self._alone:
            return
        name = (case.workflow, case.subject)
        if not case.ended:
            self._live[name] = case.id
        elif self._live.get(name) == case.id:
            del self._live[name]
