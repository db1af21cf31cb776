"""Reads and writes the directory: its entries, and the revision that changes with each write."""

from collections.abc import Sequence
from typing import Any

from orjson import loads
from sqlalchemy import literal_column, select, update
from sqlalchemy.dialects import postgresql as postgres
from sqlalchemy.dialects import sqlite

from keyflow.model.directory import EVERYWHERE, Entry, read_scope
from keyflow.model.event import canonical, micros, moment
from keyflow.store.cursor import Cursor, Row
from keyflow.store.rowsets import put
from keyflow.store.statements import Statement, word
from keyflow.store.tables import entry, meta

_ours = meta.c.key == literal_column("'directory'")
_REVISION = Statement(select(meta.c.value).where(_ours))
_FIRST: dict[str, Any] = {"key": literal_column("'directory'"), "value": literal_column("''")}
_BEGIN = Statement(
    sqlite.insert(meta).values(_FIRST).on_conflict_do_nothing(),
    postgresql=postgres.insert(meta).values(_FIRST).on_conflict_do_nothing(),
)
_RAISE = Statement(
    update(meta).where(_ours, meta.c.value == word("seen")).values(value=word("new")),
    "new",
    "seen",
)
_ALL = Statement(select(entry).order_by(entry.c.n))
_PUT = put(entry)


class StoredOffices(Cursor):
    """The directory of one store."""

    def directory_revision(self) -> str:
        """Return the mark of the directory as it stands; the first time it makes one."""
        row = self._row(_REVISION)
        if row is None:
            self._run(_BEGIN)
        return "" if row is None else str(row[0])

    def directory(self) -> list[Entry]:
        """Return all entries of the directory, those that have ended too, in their order."""
        return [_read(row) for row in self._rows(_ALL)]

    def enter(self, seen: str, revision: str, entries: Sequence[Entry]) -> bool:
        """Write new and changed entries; False, and nothing written, if another write was first."""
        self.begin()
        try:
            stands = self._run(_RAISE, revision, seen) == 1
            if stands:
                self._write(_PUT, [_row(item) for item in entries])
                self.commit()
        finally:
            self.rollback()
        return stands


def _row(item: Entry) -> Row:
    return (
        item.n,
        item.kind,
        item.person,
        item.what,
        micros(item.since),
        None if item.until is None else micros(item.until),
        canonical(item.scope.plain()),
        micros(item.recorded),
        item.recorded_by,
        None if item.closed is None else micros(item.closed),
        item.closed_by,
    )


def _read(row: Row) -> Entry:
    return Entry(
        row[0],
        row[1],
        row[2],
        row[3],
        moment(row[4]),
        None if row[5] is None else moment(row[5]),
        EVERYWHERE if row[6] == "{}" else read_scope(loads(row[6])),
        moment(row[7]),
        row[8],
        None if row[9] is None else moment(row[9]),
        row[10],
    )
