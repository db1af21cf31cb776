"""Writes one `Changes`: all of it in one transaction, or nothing."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count

from keyflow.errors import Conflict
from keyflow.model.armed import Armed
from keyflow.model.case import Case
from keyflow.model.desk_places import LASTING, lying, moved
from keyflow.model.event import micros
from keyflow.model.schema import raw_of
from keyflow.store import fields, updates
from keyflow.store.case_rows import changed_case, is_changed, moved_case, new_case, sole
from keyflow.store.contract import Changes
from keyflow.store.cursor import Row
from keyflow.store.failures import Taken
from keyflow.store.reading import Reading
from keyflow.store.rows import new_deadline, new_event, new_message, task_rows
from keyflow.store.rowsets import as_one
from keyflow.store.statements import Statement

Pair = tuple[Case, Case]


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
                if changes.directory is not None:
                    self._must_find(updates.SAME_DIRECTORY, changes.directory)
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
            self._must(updates.TOUCH, [_touch(changes, root) for root in sorted(changes.seen)])
        if not changes.updated:
            return
        pairs = sorted(changes.updated, key=_id)
        seldom = any(is_changed(*pair) for pair in pairs)
        rows = [_updated(changes, pair, root=only_roots, seldom=seldom) for pair in pairs]
        marked, plain = (updates.UPDATES[only_roots, seldom, sealed] for sealed in (True, False))
        # Only SQLite writes an index again where nothing in it changed.
        if self._texts.sqlite and len(rows) == 1 and self._run(marked, *rows[0]):
            return
        self._must(plain, rows)

    def _add(self, changes: Changes) -> None:
        """Write everything else."""
        for before, after in changes.updated:
            if before.ended != after.ended:
                self._run(updates.RENAME, sole(after), after.id)
        self._write(updates.ADD_CASE, [_created(changes, case) for case in changes.created])
        self._write(updates.ADD_EVENT, [new_event(event) for event in changes.events])
        messages = [new_message(message) for message in changes.messages]
        self._at_once(updates.ADD_MESSAGE, updates.ADD_MESSAGES, messages)
        self._deadlines(changes)
        self._tasks(changes)
        self._fields(changes)
        if changes.definitions:
            self._write(updates.ADD_DEFINITION, [*_definitions(changes)])
        self._write(updates.ERASE, [(text, case, seq) for case, seq, text in changes.private])
        self._write(
            updates.FORGET, [(person, case, case, case) for case, person in changes.forgotten]
        )
        self._write(
            updates.TAKE_FROM, [(case, f"p:{person}") for case, person in changes.forgotten]
        )

    def _at_once(self, one: Statement, many: Statement, rows: Sequence[Row]) -> None:
        """Write rows in one statement, however many; a single one by the plainer statement."""
        if len(rows) > 1:
            self._run(many, as_one(rows))
        else:
            self._write(one, rows)

    def _deadlines(self, changes: Changes) -> None:
        gone: list[Row] = []
        new = [new_deadline(case, armed) for case in changes.created for armed in case.armed]
        for before, after in changes.updated:
            if before.armed != after.armed:
                kept = {armed.id for armed in after.armed}
                over = (armed.id for armed in before.armed if armed.id not in kept)
                gone += [(*_closed(changes, armed), armed) for armed in over]
                new += [new_deadline(after, armed) for armed in _started(before, after)]
        self._write(updates.DISARM, gone)
        self._write(updates.ARM, new)

    def _tasks(self, changes: Changes) -> None:
        new = [
            row
            for case in changes.created
            for row in task_rows(case, lying(case.desk, case.opened))
        ]
        for before, after in changes.updated:
            if before.desk is not after.desk:
                had, has = moved(before.desk, after.desk, after.opened)
                kept = {task.n for task in after.desk.tasks} | {0}
                gone = [
                    place
                    for place in had
                    if place not in has and (place[0] in kept or place[2] not in LASTING)
                ]
                laid = task_rows(after, {at: has[at] for at in has if had.get(at) != has[at]})
                if len(gone) == 1 and laid and gone[0][:2] == laid[0][1:3]:  # as by a vote
                    self._run(updates.TURN_ONE, *laid[0][3:], after.id, *gone[0])
                    laid = laid[1:]
                else:
                    self._take_away(after.id, gone)
                new += laid
        self._at_once(updates.LAY_DOWN, updates.LAY_ALL_DOWN, new)

    def _take_away(self, case: str, gone: Sequence[tuple[int, str, str]]) -> None:
        if len(gone) == 1:
            self._run(updates.TAKE_ONE, case, *gone[0])
        elif gone:
            named = [f"{n} {box} {holder}" for n, holder, box in gone]
            self._run(updates.TAKE_AWAY, case, self._texts.many(named))

    def _fields(self, changes: Changes) -> None:
        new = [(case.id, *item) for case in changes.created for item in fields.keys(case).items()]
        gone: list[Row] = []
        for before, after in changes.updated:
            same = raw_of(before.data) == raw_of(after.data)
            if not same and fields.keys(before) != fields.keys(after):
                gone.append((after.id,))
                new += [(after.id, *item) for item in fields.keys(after).items()]
        self._write(updates.DROP_FIELDS, gone)
        self._write(updates.ADD_FIELD, new)


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


def _closed(changes: Changes, deadline: str) -> tuple[int | None, int | None]:
    """Return when a deadline was over, and how many working days late."""
    at, days = changes.closed.get(deadline, (None, None))
    return (None if at is None else micros(at)), days


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
