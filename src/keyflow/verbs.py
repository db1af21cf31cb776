"""The verbs an engine and a borrowed transaction share: start, fire, do, preview, options, reading.

Both differ only in where the connection comes from and who commits.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, overload

from keyflow.answers import Option, Outcome, Preview
from keyflow.asking import Asking, commands_of
from keyflow.errors import NotFound
from keyflow.history import as_of as happened
from keyflow.history import fold, in_order
from keyflow.model import limits
from keyflow.model.case import Actor, Case, Standing
from keyflow.model.command import Command, Fire, Start
from keyflow.model.event import Event
from keyflow.model.frozen import NOTHING
from keyflow.model.values import identifier, instant, whole
from keyflow.queries import filters, order_of, several, standings_of, texts, waiting
from keyflow.ruling.operations import perform
from keyflow.ruling.step import Step
from keyflow.running import Runner
from keyflow.showing import Viewer, hidden_before, not_to_search, options_of, preview_of
from keyflow.store.contract import CaseQuery, Connection, Page

_OPEN: tuple[Standing, ...] = ("active", "suspended")


class Verbs(ABC):
    """What can be asked of cases."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @abstractmethod
    def _connect(self) -> AbstractContextManager[Connection]:
        """Lend a connection for reading."""

    @abstractmethod
    def _run(self, asking: Asking) -> list[Outcome]:
        """Rule and write commands together."""

    # writing

    def start(
        self,
        workflow: str,
        *,
        subject: str,
        by: Actor,
        data: Mapping[str, Any] | None = None,
        parent: str | None = None,
        slot: str | None = None,
        comment: str = "",
        key: str | None = None,
        occurred_at: datetime | None = None,
    ) -> Case:
        """Begin a case and return it.

        `subject` is the host's key for what it is about. `slot` is the name it has among the
        children of `parent`, for checks and commands that speak of them. A `key` makes a retry
        harmless: the same key with the same command is answered, not repeated. Raises `Refused`,
        `InputError`, `NotFound`, and `Conflict` when the key was used for something else.
        """
        command = Start(workflow, subject, data or NOTHING, parent, slot, comment)
        return self.do(command, by=by, key=key, occurred_at=occurred_at).case

    def fire(
        self,
        case: str,
        trigger: str,
        *,
        by: Actor,
        data: Mapping[str, Any] | None = None,
        comment: str = "",
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Outcome:
        """Fire a trigger and return what it did.

        `data` changes fields the state lets be written. `expected` is the version the caller saw;
        any other is a `Conflict`. Raises `Refused` with every reason at once.
        """
        command = Fire(case, trigger, data or NOTHING, comment)
        return self.do(
            command,
            by=by,
            key=key,
            expected=expected,
            occurred_at=occurred_at,
            recorded_by=recorded_by,
        )

    @overload
    def do(
        self,
        command: Command,
        *,
        by: Actor,
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Outcome: ...

    @overload
    def do(
        self,
        command: Sequence[Command],
        *,
        by: Actor,
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> list[Outcome]: ...

    def do(
        self,
        command: Command | Sequence[Command],
        *,
        by: Actor,
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Outcome | list[Outcome]:
        """Do a command of `keyflow.commands`, or several in one transaction or none.

        Several are ruled in order, each on the result of those before; if any is refused nothing
        is done, and `Refused.refusals` lists every one with its reasons.
        """
        asking = Asking(commands_of(command), by, key, expected, occurred_at, recorded_by)
        outcomes = self._run(asking)
        return outcomes[0] if isinstance(command, Command) else outcomes

    # asking

    @overload
    def preview(self, command: Command, *, by: Actor) -> Preview: ...

    @overload
    def preview(self, command: Sequence[Command], *, by: Actor) -> list[Preview]: ...

    def preview(
        self, command: Command | Sequence[Command], *, by: Actor
    ) -> Preview | list[Preview]:
        """Show what a command would do, or all reasons why it would be refused. Writes nothing."""
        asking = Asking(commands_of(command), by)
        with self._connect() as connection:
            world = self._runner.read(asking, connection)
            viewer = self._viewer(by, connection)
            before = hidden_before(viewer, world, asking.targets)
            rulings = self._runner.rule(asking, world, connection)
            previews = [preview_of(ruling, world, viewer, before) for ruling in rulings]
        return previews[0] if isinstance(command, Command) else previews

    @overload
    def options(self, case: str, *, by: Actor) -> list[Option]: ...

    @overload
    def options(self, case: list[str], *, by: Actor) -> dict[str, list[Option]]: ...

    def options(
        self, case: str | list[str], *, by: Actor
    ) -> list[Option] | dict[str, list[Option]]:
        """Return what somebody could try in a case now, and all that stands in the way of each.

        For several cases at once the answer is a mapping by case id.
        """
        wanted = texts(case, "case")
        found = {}
        with self._connect() as connection:
            order, world = self._runner.look(Asking([Fire("-", "options")], by), wanted, connection)
            for identity in wanted:
                found[identity] = options_of(Step(world, order, perform), identity, by)
        return found[case] if isinstance(case, str) else found

    def case(self, case: str, *, as_of: datetime | None = None, by: Actor | None = None) -> Case:
        """Return a case as it is, or as it was at an instant; raises `NotFound`.

        With `by`, as that actor may see it: without the data its state hides from them.
        """
        identifier(case, "case")
        with self._connect() as connection:
            found = self._case(case, connection)
            viewer = None if by is None else self._viewer(by, connection)
            if as_of is None:
                return found if viewer is None else viewer.case(found)
            events = happened(self._events(case, connection), instant(as_of, "as_of"))
            if not events or events[0].seq > 1:
                raise NotFound(f"case {case!r} did not exist at {as_of}")
            machine = self._runner.given.library.machine(events[0].body["definition"], connection)
            then = fold(events, machine)
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
        by: Actor | None = None,
    ) -> Page:
        """Return a page of cases.

        `role` leaves those where that role may fire something: open ones, unless `standing` says
        which. `where` compares fields marked `index: true` and needs `workflow`. What a field is
        compared with is a value, a pair of a test and a value, or a list of such pairs which all
        must hold: `{"sector": "steel", "total": [(">=", "5.0"), ("<", "9.0")]}`. `order` names
        `opened`, `changed`, `subject`, `state` or such a field, with `-` before it for descending.
        The fields are those of the engine's definition, else of the newest in the store. With
        `by`, each case is as that actor may see it, and a field that is hidden in some state is
        not searched by.
        """
        if role is not None and standing is None:
            standing = _OPEN
        whole(limit, "limit", 1, 1000)
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
            )
            found = connection.cases(query, lambda hash: library.fields(hash, connection))
            if by is None:
                return found
            viewer = self._viewer(by, connection)
            if workflow is not None:
                named = [*(where or {}), *(name.removeprefix("-") for name in query.order)]
                not_to_search(named, library.versions(workflow, connection))
            return Page(tuple(map(viewer.case, found.cases)), found.total)

    def history(
        self, case: str, *, as_of: datetime | None = None, by: Actor | None = None
    ) -> list[Event]:
        """Return a case's events, refused attempts too, oldest first; raises `NotFound`.

        With `as_of`, what had happened by that instant, in the order it happened. With `by`,
        without the data that is hidden from that actor now.
        """
        identifier(case, "case")
        with self._connect() as connection:
            events = self._events(case, connection)
            if by is not None:
                viewer = self._viewer(by, connection)
                events = viewer.events(self._case(case, connection), events)
        return events if as_of is None else happened(events, instant(as_of, "as_of"))

    def _case(self, case: str, connection: Connection) -> Case:
        _, world = self._runner.look(None, [case], connection)
        return world.case(case)

    def _viewer(self, by: Actor, connection: Connection) -> Viewer:
        runner, library = self._runner, self._runner.given.library
        runner.check(Asking([Fire("-", "see")], by))
        return Viewer(
            by,
            runner.directory(connection),
            runner.now(connection),
            lambda hash: library.machine(hash, connection),
        )

    def _events(self, case: str, connection: Connection) -> list[Event]:
        events = connection.events(case=case)
        if not events:
            raise NotFound(f"no case {case!r} in this store")
        return in_order(events)
