"""`StoredDirectory`: who holds which office, kept in the store of the cases, with its history."""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from keyflow.directory.answers import Answers
from keyflow.directory.writing import (
    New,
    Wish,
    adding,
    ending,
    limit_of,
    names_of,
    replacing,
    role_of,
    unit_scope,
)
from keyflow.errors import Conflict, InputError
from keyflow.ids import new_id
from keyflow.model.directory import Entry, Scope
from keyflow.model.money import Money
from keyflow.model.values import identifier, instant
from keyflow.model.values import person as person_id
from keyflow.store import open_store
from keyflow.store.contract import Store

if TYPE_CHECKING:
    from sqlalchemy import Engine

_TRIES = 16


class StoredDirectory(Answers):
    """The directory of an office that has none elsewhere: roles, superiors, heads, substitutes.

    `Engine(url, directory="store")` has it as `engine.directory`; it can also be opened alone, by
    a database URL, a SQLAlchemy engine, or a `Store`. Every entry is true from `since` (by default
    now) until just before `until` (by default for ever), and is kept when it has ended.
    `recorded_by` is who enters it. `clock` returns aware datetimes; by default the database's is
    used. Whether somebody may write here is the host's to say.

    Every write is a transaction of its own. It raises `InputError` for what cannot be taken,
    `NotFound` where there is nothing to end, and `Busy` or `Conflict` when to try again.
    """

    def __init__(
        self, store: "str | Engine | Store", *, clock: Callable[[], datetime] | None = None
    ) -> None:
        self._own = not isinstance(store, Store)
        super().__init__(open_store(store))
        self._clock = clock

    def close(self) -> None:
        """Let go of the database, if it was opened here."""
        if self._own:
            self._store.close()

    def appoint(
        self,
        person: str,
        role: str,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        unit: str | None = None,
        field: str = "unit",
        case: str | None = None,
        recorded_by: str | None = None,
    ) -> Entry:
        """Give somebody a role (任命): for all cases, for those of a unit, or for one case.

        With `unit` it is held for cases whose data field `field` is, or holds, that unit; with
        `case` for that case and its descendants. Raises `InputError` where the same is held
        already at some time in between.
        """
        scope = unit_scope(unit, field, case)
        holder = person_id(person, "person")
        new = New("role", holder, role_of(role), scope, since, until, recorded_by)
        return self._write(adding(new))[-1]

    def dismiss(
        self,
        person: str,
        role: str | None = None,
        *,
        at: datetime | None = None,
        unit: str | None = None,
        case: str | None = None,
        recorded_by: str | None = None,
    ) -> list[Entry]:
        """End somebody's appointments (免职): those to a role or, without one, all of them.

        With `unit` or `case` only those for that. One that has not begun `at` then never does.
        """

        def meant(entry: Entry) -> bool:
            return (
                (entry.kind, entry.person) == ("role", person)
                and role in {None, entry.what}
                and unit in {None, entry.scope.unit}
                and case in {None, entry.scope.case}
            )

        missing = f"{person!r} holds no such role that could end"
        return self._write(ending(meant, at, recorded_by, missing))

    def set_superior(
        self,
        person: str,
        superior: str | None,
        *,
        since: datetime | None = None,
        recorded_by: str | None = None,
    ) -> list[Entry]:
        """Say who is above somebody (上级) from `since` on, in place of any other; None for nobody.

        Returns the entries that ended and the new one. Raises `InputError` where that would go
        round in a circle.
        """
        who = person_id(person, "person")
        above = who if superior is None else person_id(superior, "superior")
        new = New("superior", who, above, since=since, by=recorded_by)
        return self._write(replacing(new, lambda one: one.person == who, vacant=superior is None))

    def set_head(
        self,
        unit: str,
        person: str | None,
        *,
        since: datetime | None = None,
        recorded_by: str | None = None,
    ) -> list[Entry]:
        """Say who heads a unit (负责人) from `since` on, in place of any other; None for nobody.

        Returns the entries that ended and the new one.
        """
        where = identifier(unit, "unit")
        who = where if person is None else person_id(person, "person")
        new = New("head", who, where, since=since, by=recorded_by)
        return self._write(replacing(new, lambda one: one.what == where, vacant=person is None))

    def substitute(
        self,
        person: str,
        by: str,
        since: datetime | None,
        until: datetime,
        *,
        workflows: Iterable[str] = (),
        stages: Iterable[str] = (),
        amount_field: str | None = None,
        up_to: Money | Decimal | int | str | None = None,
        chain: bool = False,
        recorded_by: str | None = None,
    ) -> Entry:
        """Let `by` act for somebody who is away (代理), between two instants.

        `workflows` and `stages` (or states) limit it to cases of and in those, `amount_field` and
        `up_to` to cases whose field holds no more; money needs a currency, as in `50000 CNY`. With
        `chain` whoever stands in for `by` may act in this as well.
        """
        who, other = person_id(person, "person"), person_id(by, "by")
        if other == who:
            raise InputError("by", "nobody stands in for themselves")
        scope = Scope(
            workflows=names_of(workflows, "workflows"),
            stages=names_of(stages, "stages"),
            amount_field=None if amount_field is None else names_of([amount_field], "field")[0],
            up_to=limit_of(amount_field, up_to),
            chain=bool(chain),
        )
        end = instant(until, "until")
        new = New("substitute", who, other, scope, since, end, recorded_by)
        return self._write(adding(new))[-1]

    def end(
        self, entry: int, *, at: datetime | None = None, recorded_by: str | None = None
    ) -> Entry:
        """End one entry by its number, such as a substitution that is over early."""
        missing = f"no entry {entry!r} that could end"
        return self._write(ending(lambda one: one.n == entry, at, recorded_by, missing))[-1]

    def leave(
        self, person: str, *, at: datetime | None = None, recorded_by: str | None = None
    ) -> list[Entry]:
        """End what names somebody (离职), as holder, head, superior, subordinate or substitute."""

        def meant(entry: Entry) -> bool:
            named = {entry.person} | ({entry.what} if entry.kind in _NAMING_TWO else set())
            return person in named

        return self._write(ending(meant, at, recorded_by, f"nothing names {person!r} any more"))

    def _write(self, wish: Wish) -> list[Entry]:
        for _ in range(_TRIES):
            with self._store.connect() as connection:
                book = self.on(connection)
                now = connection.now() if self._clock is None else instant(self._clock(), "clock")
                entries = wish(book, now)
                if not entries or connection.enter(book.revision(), new_id(), entries):
                    return entries
        msg = "the directory kept changing meanwhile; try again"
        raise Conflict(msg)


_NAMING_TWO = frozenset({"superior", "substitute"})
