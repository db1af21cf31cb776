"""Runs statements on one DB-API connection, and turns its errors into keyflow's."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from keyflow.store.failures import lost, translate
from keyflow.store.statements import Statement, Texts

Row = Sequence[Any]

_ONE_BY_ONE = nullcontext()


class Moved(Exception):
    """A row is no longer as it was read."""


class Cursor:
    """One DB-API connection and the texts for its driver. Not for two threads at once.

    `errors` is the driver's base error. `piped` is for psycopg: the statements of a write go out
    together and are answered together, which spares the waiting for each. This class uses
    transactions of its own; what happens in a host's transaction is in `borrow`.
    """

    def __init__(
        self, raw: Any, texts: Texts, errors: type[Exception], *, piped: bool = False
    ) -> None:
        self.raw = raw
        self._piped = piped
        # What must have changed so many rows, once the database has answered.
        self._awaited: list[tuple[Any, int]] = []
        # Whether a transaction could not be ended.
        self._stuck = False
        self._texts = texts
        self._errors = errors
        self._cursor = raw.cursor()
        self._begin_text = (
            "BEGIN IMMEDIATE" if texts.sqlite else "BEGIN ISOLATION LEVEL READ COMMITTED"
        )

    @property
    def spoilt(self) -> bool:
        """Whether nobody may use this connection any more: it is stuck, or was cut."""
        return self._stuck or bool(getattr(self.raw, "closed", False))

    def _run(self, statement: Statement, *values: Any) -> int:
        """Run it and return how many rows it changed."""
        try:
            self._cursor.execute(self._texts[statement], values)
        except self._errors as error:
            raise translate(error) from error
        return int(self._cursor.rowcount)

    def _rows(self, statement: Statement, *values: Any) -> list[Row]:
        """Run it and return all its rows."""
        return self._fetch(self._texts[statement], values)

    def _fetch(self, text: str, values: Sequence[Any]) -> list[Row]:
        try:
            self._cursor.execute(text, values)
            rows: list[Row] = self._cursor.fetchall()
        except self._errors as error:
            raise translate(error) from error
        return rows

    def _row(self, statement: Statement, *values: Any) -> Row | None:
        """Run it and return its first row."""
        rows = self._fetch(self._texts[statement], values)
        return rows[0] if rows else None

    def _write(self, statement: Statement, rows: Sequence[Row]) -> int:
        """Run it once for each row and return how many rows it changed in all."""
        if not rows:
            return 0
        if len(rows) == 1:
            return self._run(statement, *rows[0])
        if not self._texts.counts_many:
            return sum(self._run(statement, *row) for row in rows)
        try:
            self._cursor.executemany(self._texts[statement], rows)
        except self._errors as error:
            raise translate(error) from error
        return int(self._cursor.rowcount)

    def _must(self, statement: Statement, rows: Sequence[Row]) -> None:
        """Run it once for each row, which must change one; else raise `Moved`, now or later."""
        if rows and self._piped:
            shared, self._cursor = self._cursor, self.raw.cursor()
            self._write(statement, rows)
            self._awaited.append((self._cursor, len(rows)))
            self._cursor = shared
        elif self._write(statement, rows) != len(rows):
            raise Moved

    def _together(self) -> AbstractContextManager[None]:
        """Send what is run inside at once, where the driver can; raise `Moved` if a row stood."""
        return self._pipe() if self._piped else _ONE_BY_ONE

    @contextmanager
    def _pipe(self) -> Iterator[None]:
        self._awaited.clear()
        try:
            with self.raw.pipeline():
                yield
        except self._errors as error:
            raise translate(error) from error
        if any(cursor.rowcount != rows for cursor, rows in self._awaited):
            raise Moved

    def _say(self, text: str) -> None:
        try:
            self._cursor.execute(text)
        except self._errors as error:
            raise translate(error) from error

    def begin(self) -> None:
        """Open a transaction that writes; on SQLite it waits for the lock here."""
        self._say(self._begin_text)

    def commit(self) -> None:
        """End it for good."""
        try:
            self._cursor.execute("COMMIT")
        except self._errors as error:
            self.rollback()
            raise (lost if self._stuck else translate)(error) from error

    def rollback(self) -> None:
        """End it as if it had never been."""
        try:
            self._cursor.execute("ROLLBACK")
        except self._errors:
            self._stuck = True
