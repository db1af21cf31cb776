"""Writes one `Changes`: all of it in one transaction, or nothing."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count, product

from sqlalchemy import Table, delete, literal_column, update
from sqlalchemy import case as either
from sqlalchemy.dialects import postgresql as postgres
from sqlalchemy.dialects import sqlite

from keyflow.errors import Conflict
from keyflow.model.case import Armed, Case
from keyflow.model.desk import LASTING, lying
from keyflow.model.event import micros
from keyflow.model.schema import raw_of
from keyflow.store import fields
from keyflow.store.contract import Changes
from keyflow.store.cursor import Row
from keyflow.store.failures import Taken
from keyflow.store.reading import Reading
from keyflow.store.rows import (
    MOVING,
    SELDOM,
    changed_case,
    is_changed,
    moved_case,
    new_case,
    new_deadline,
    new_event,
    new_message,
    new_tasks,
    sole,
)
from keyflow.store.statements import Statement, number, word
from keyflow.store.tables import case, deadline, definition, event, field, message, task

Pair = tuple[Case, Case]

_stands = (case.c.id == word("this"), case.c.seq == number("stood"))
_raised = case.c.revision + number("raise")


def _update(*, root: bool, seldom: bool, marked: bool) -> Statement:
    """Return one of the updates of a case: a root's compares and raises the revision as well.

    A case marked as unsealed already need not be marked again, which spares that index a write.
    """
    what = update(case).where(*_stands)
    columns = [*MOVING, *SELDOM] if seldom else [*MOVING]
    names = [*MOVING, "raise", *columns[len(MOVING) :]] if root else columns
    tests = ["this", "stood"]
    mark = case.c.unsealed == literal_column("1")
    what = what.where(mark) if marked else what.values(unsealed=literal_column("1"))
    if root:
        what = what.where(case.c.revision == number("seen")).values(revision=_raised)
        tests.append("seen")
    return Statement(what, *names, *tests, columns=columns)


_UPDATES = {
    how: _update(root=how[0], seldom=how[1], marked=how[2])
    for how in product((False, True), repeat=3)
}
_TOUCH = Statement(
    update(case)
    .where(case.c.id == word("this"), case.c.revision == number("seen"))
    .values(revision=_raised),
    "raise",
    "this",
    "seen",
)
_RENAME = Statement(
    update(case)
    .where(case.c.id == word("this"), case.c.sole.is_not(None))
    .values(sole=word("name")),
    "name",
    "this",
)
_ERASE = Statement(
    update(event)
    .where(event.c.case == word("this"), event.c.seq == number("number"))
    .values(private=word("text")),
    "text",
    "this",
    "number",
)
# What nobody may read any more is not sent any more either.
_is_sent = message.c.state == literal_column("'sent'")
_FORGET = Statement(
    update(message)
    .where(message.c.case == word("this"))
    .values(
        recipient=either(
            (message.c.recipient == word("person"), literal_column("'erased'")),
            else_=message.c.recipient,
        ),
        texts=literal_column("'{}'"),
        state=either((_is_sent, message.c.state), else_=literal_column("'dead'")),
        token=literal_column("NULL"),
        error=either((_is_sent, literal_column("NULL")), else_=literal_column("'erased'")),
    ),
    "person",
    "this",
)
_DISARM = Statement(
    update(deadline).where(deadline.c.id == word("this")).values(status=literal_column("'done'")),
    "this",
)
_TAKE_AWAY = Statement(
    delete(task).where(
        task.c.case == word("this"),
        task.c.n == number("number"),
        task.c.holder == word("whose"),
        task.c.box == word("where"),
    ),
    "this",
    "number",
    "whose",
    "where",
)
_DROP_FIELDS = Statement(delete(field).where(field.c.case == word("this")), "this")


def _add(table: Table, *, again: bool = False) -> Statement:
    """Return the insert of whole rows; with `again` one that is there already is left as it is."""
    names = table.c.keys()
    what, postgresql = sqlite.insert(table).inline(), postgres.insert(table).inline()
    if again:
        what, postgresql = what.on_conflict_do_nothing(), postgresql.on_conflict_do_nothing()
    return Statement(what, *names, columns=names, postgresql=postgresql)


def _put(table: Table) -> Statement:
    """Return the insert of whole rows, which replaces one that is there already."""
    names, keys = table.c.keys(), [*table.primary_key]
    what, postgresql = sqlite.insert(table).inline(), postgres.insert(table).inline()
    return Statement(
        what.on_conflict_do_update(keys, set_=dict(what.excluded)),
        *names,
        columns=names,
        postgresql=postgresql.on_conflict_do_update(
            index_elements=keys, set_=dict(postgresql.excluded)
        ),
    )


_ADD_CASE = _add(case)
_ADD_EVENT = _add(event)
_ADD_FIELD = _add(field)
_ADD_MESSAGE = _add(message, again=True)
_ADD_DEFINITION = _add(definition, again=True)
_ARM = _put(deadline)
_LAY_DOWN = _put(task)


class Writing(Reading):
    """The one write of a command."""

    def apply(self, changes: Changes) -> bool:
        """Write it all in one transaction; False, and nothing written, if something moved.

        Raises `Conflict` with the key in it when a key was used meanwhile, and `Busy` when the
        database stayed locked.
        """
        try:
            with self._together(whole=not changes.hooks):
                self.begin()
                self._move(changes)
                self._add(changes)
            for hook in changes.hooks:
                hook(self.raw)
            self.commit()
        except Taken as taken:
            self.rollback()
            if taken.what == "key":
                raise Conflict(f"key {self._used(changes)!r} was used meanwhile") from taken
            return False
        except BaseException:
            self.rollback()
            raise
        return True

    def _used(self, changes: Changes) -> str | None:
        keys = [event.key for event in changes.events if event.key is not None]
        return next((key for key in keys if self.find_key(key)), keys[0])

    def _move(self, changes: Changes) -> None:
        """Lock the families and write their cases, each of which must be as it was read.

        The roots are locked first and in the order of their ids, so that no two commands wait for
        each other. Where only roots change, writing them locks them.
        """
        only_roots = changes.seen.keys() == {before.id for before, _ in changes.updated}
        if not only_roots:
            self._must(_TOUCH, [_touch(changes, root) for root in sorted(changes.seen)])
        if not changes.updated:
            return
        pairs = sorted(changes.updated, key=_id)
        seldom = any(is_changed(*pair) for pair in pairs)
        rows = [_updated(changes, pair, root=only_roots, seldom=seldom) for pair in pairs]
        marked, plain = (_UPDATES[only_roots, seldom, sealed] for sealed in (True, False))
        # Only SQLite writes an index again where nothing in it changed.
        if self._texts.sqlite and len(rows) == 1 and self._run(marked, *rows[0]):
            return
        self._must(plain, rows)

    def _add(self, changes: Changes) -> None:
        """Write everything else."""
        for before, after in changes.updated:
            if before.ended != after.ended:
                self._run(_RENAME, sole(after), after.id)
        self._write(_ADD_CASE, [_created(changes, case) for case in changes.created])
        self._write(_ADD_EVENT, [new_event(event) for event in changes.events])
        self._write(_ADD_MESSAGE, [new_message(message) for message in changes.messages])
        self._deadlines(changes)
        self._tasks(changes)
        self._fields(changes)
        if changes.definitions:
            self._write(_ADD_DEFINITION, [*_definitions(changes)])
        self._write(_ERASE, [(text, case, seq) for case, seq, text in changes.private])
        self._write(_FORGET, [(person, case) for case, person in changes.forgotten])

    def _deadlines(self, changes: Changes) -> None:
        gone: list[Row] = []
        new = [new_deadline(case, armed) for case in changes.created for armed in case.armed]
        for before, after in changes.updated:
            if before.armed != after.armed:
                kept = {armed.id for armed in after.armed}
                gone += [(armed.id,) for armed in before.armed if armed.id not in kept]
                new += [new_deadline(after, armed) for armed in _started(before, after)]
        self._write(_DISARM, gone)
        self._write(_ARM, new)

    def _tasks(self, changes: Changes) -> None:
        gone: list[Row] = []
        new = [row for case in changes.created for row in new_tasks(case)]
        for before, after in changes.updated:
            if before.desk is not after.desk:
                had, has = lying(before.desk, before.opened), lying(after.desk, after.opened)
                kept = {task.n for task in after.desk.tasks} | {0}
                gone += [
                    (after.id, *place)
                    for place in had
                    if place not in has and (place[0] in kept or place[2] not in LASTING)
                ]
                new += new_tasks(after, had)
        self._write(_TAKE_AWAY, gone)
        self._write(_LAY_DOWN, new)

    def _fields(self, changes: Changes) -> None:
        new = [(case.id, *item) for case in changes.created for item in fields.keys(case).items()]
        gone: list[Row] = []
        for before, after in changes.updated:
            same = raw_of(before.data) == raw_of(after.data)
            if not same and fields.keys(before) != fields.keys(after):
                gone.append((after.id,))
                new += [(after.id, *item) for item in fields.keys(after).items()]
        self._write(_DROP_FIELDS, gone)
        self._write(_ADD_FIELD, new)


def _id(pair: Pair) -> str:
    return pair[0].id


def _updated(changes: Changes, pair: Pair, *, root: bool, seldom: bool) -> Row:
    before, after = pair
    values = [*moved_case(after)]
    if root:
        values.append(int(before.id in changes.raised))
    if seldom:
        values += changed_case(after)
    values += (before.id, before.seq)
    if root:
        values.append(changes.seen[before.id])
    return values


def _touch(changes: Changes, root: str) -> Row:
    return int(root in changes.raised), root, changes.seen[root]


def _created(changes: Changes, case: Case) -> Row:
    return new_case(case, sole(case) if case.id in changes.alone else None)


def _started(before: Case, after: Case) -> list[Armed]:
    known = set(before.armed)
    return [armed for armed in after.armed if armed not in known]


def _definitions(changes: Changes) -> Iterator[Row]:
    """Yield rows; each is a little younger than the one before, to keep their order."""
    at = micros(changes.events[0].recorded if changes.events else datetime.now(UTC))
    for added, (digest, (name, body)) in zip(count(at), changes.definitions.items(), strict=False):
        yield digest, name, body, added
