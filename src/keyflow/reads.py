"""What can be read of cases: one of them, pages of them, their histories; now, and as of then."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from keyflow.asking import Asking
from keyflow.errors import NotFound
from keyflow.history import in_order
from keyflow.model import limits
from keyflow.model.case import Actor, Case, Standing
from keyflow.model.command import Fire
from keyflow.model.event import Event
from keyflow.model.values import identifier, instant, whole
from keyflow.past import by_then, case_then, cases_then
from keyflow.queries import filters, order_of, picked, several, standings_of, waiting
from keyflow.running import Runner
from keyflow.showing import Viewer, not_to_search
from keyflow.store.contract import CaseQuery, Connection, Page
from keyflow.store.memory_query import shortened

_OPEN: tuple[Standing, ...] = ("active", "suspended")
_PAGE, _LONG_PAGE = 1000, 10_000  # cases at once: whole ones, or with a few fields


class Reads(ABC):
    """The readings."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @abstractmethod
    def _connect(self) -> AbstractContextManager[Connection]:
        """Lend a connection for reading."""

    def case(
        self,
        case: str,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        by: Actor | None = None,
    ) -> Case:
        """Return a case as it is, or as it was at an instant; raises `NotFound`.

        `as_of` asks for what had happened by then, `known_at` for what was recorded by then. With
        `by`, as that actor may see it: without the data its state hides from them.
        """
        identifier(case, "case")
        with self._connect() as connection:
            found = self._case(case, connection)
            viewer = None if by is None else self._viewer(by, connection)
            if as_of is None and known_at is None:
                return found if viewer is None else viewer.case(found)
            events = by_then(self._events(case, connection), *_instants(as_of, known_at))
            then = case_then(events, self._runner.given.library, connection)
            if then is None:
                raise NotFound(f"case {case!r} did not exist at {as_of or known_at}")
            return then if viewer is None else viewer.case(then, viewer.hidden(found))

    def cases(
        self,
        *,
        workflow: str | None = None,
        state: str | Collection[str] | None = None,
        stage: str | Collection[str] | None = None,
        standing: Standing | Collection[Standing] | None = None,
        role: str | None = None,
        subject: str | None = None,
        parent: str | None = None,
        roots: bool = False,
        where: Mapping[str, Any] | None = None,
        order: str | Sequence[str] = "opened",
        limit: int = 50,
        offset: int = 0,
        only: Collection[str] | None = None,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        by: Actor | None = None,
    ) -> Page:
        """Return a page of cases.

        `role` leaves those where that role may fire something: open ones, unless `standing` says
        which. `where` compares fields marked `index: true` and needs `workflow`. What a field is
        compared with is a value, a pair of a test and a value, or a list of such pairs which all
        must hold: `{"sector": "steel", "total": [(">=", "5.0"), ("<", "9.0")]}`. `order` names
        `opened`, `changed`, `subject`, `state` or such a field, with `-` before it for descending.
        `as_of` and `known_at` ask for cases as they stood then (see `case`), which takes time for
        every case that could be meant. The fields are those of the engine's definition, else of the
        newest in the store. With `by`, each case is as that actor may see it, and a field that is
        hidden in some state is not searched by. `only` names the fields to be read, and needs
        `workflow`: the cases' `data` have no others and their `desk` is empty; of many large cases
        that is much faster, and a page may have up to 10,000 of them.
        """
        if role is not None and standing is None:
            standing = _OPEN
        whole(limit, "limit", 1, _PAGE if only is None else _LONG_PAGE)
        whole(offset, "offset", 0, limits.SAFE_INTEGER)
        one = {"workflow": workflow, "subject": subject, "parent": parent, "role": role}
        for field, value in one.items():
            if value is not None:
                identifier(value, field)
        library = self._runner.given.library
        with self._connect() as connection:
            query = CaseQuery(
                workflow=workflow,
                states=several(state, "state"),
                stages=several(stage, "stage"),
                standings=standings_of(standing),
                subject=subject,
                parent=parent,
                roots_only=roots,
                waiting=None
                if role is None
                else waiting(self._runner.given.library, role, workflow, connection),
                where=filters(library, workflow, where or {}, connection),
                order=order_of(library, workflow, order, connection),
                limit=limit,
                offset=offset,
                only=picked(library, workflow, only, connection),
            )
            if by is None:
                return self._page(query, as_of, known_at, connection)
            # What is hidden from them may depend on fields that they did not ask for.
            found = self._page(replace(query, only=None), as_of, known_at, connection)
            viewer = self._viewer(by, connection)
            if workflow is not None:
                named = [*(where or {}), *(name.removeprefix("-") for name in query.order)]
                not_to_search(named, library.versions(workflow, connection))
            seen = (shortened(viewer.case(case), query.only) for case in found.cases)
            return Page(tuple(seen), found.total)

    def _page(
        self,
        query: CaseQuery,
        as_of: datetime | None,
        known_at: datetime | None,
        connection: Connection,
    ) -> Page:
        library = self._runner.given.library
        if as_of is None and known_at is None:
            return connection.cases(query, lambda hash: library.fields(hash, connection))
        return cases_then(query, *_instants(as_of, known_at), library, connection)

    def history(
        self,
        case: str,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        by: Actor | None = None,
    ) -> list[Event]:
        """Return a case's events, refused attempts too, oldest first; raises `NotFound`.

        With `as_of`, what had happened by that instant, in the order it happened; with `known_at`,
        what was recorded by then. With `by`, without the data that is hidden from that actor now.
        """
        identifier(case, "case")
        with self._connect() as connection:
            events = self._events(case, connection)
            if by is not None:
                viewer = self._viewer(by, connection)
                events = viewer.events(self._case(case, connection), events)
        return by_then(events, *_instants(as_of, known_at))

    def _case(self, case: str, connection: Connection) -> Case:
        _, world = self._runner.look(None, [case], connection)
        return world.case(case)

    def _viewer(self, by: Actor, connection: Connection) -> Viewer:
        self._runner.check(Asking([Fire("-", "see")], by))
        return self._runner.viewer(by, connection)

    def _events(self, case: str, connection: Connection) -> list[Event]:
        events = connection.events(case=case)
        if not events:
            raise NotFound(f"no case {case!r} in this store")
        return in_order(events)


def _instants(
    as_of: datetime | None, known_at: datetime | None
) -> tuple[datetime | None, datetime | None]:
    """Check the two instants that a reading may be asked for."""
    return (
        None if as_of is None else instant(as_of, "as_of"),
        None if known_at is None else instant(known_at, "known_at"),
    )
