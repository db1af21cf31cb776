"""Runs statements on one DB-API connection, and turns its errors into keyflow's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from keyflow.store.failures import Taken, lost, translate
from keyflow.store.statements import Statement, Texts

Row = Sequence[Any]

# In a pipe the commit is sent before anything is answered: what changes no row fails by itself.
_SURELY = "WITH changed AS ({} RETURNING 1) SELECT 1 / count(*) FROM changed"
_FOUND = "WITH found AS ({}) SELECT 1 / count(*) FROM found"
# A pipe that failed is clean when it can be synchronised; one whose connection was cut never is.
_DRAINS = 5


class Cursor:
    """One DB-API connection and the texts for its driver. Not for two threads at once.

    `errors` is the driver's base error. `piped` is for psycopg: a write goes out with its commit
    and is answered as one, which spares the waiting for each statement. This class uses
    transactions of its own; what happens in a host's transaction is in `borrow`.
    """

    def __init__(
        self, raw: Any, texts: Texts, errors: type[Exception], *, piped: bool = False
    ) -> None:
        self.raw = raw
        self._piped = piped
        # Whether a transaction is open, and whether one could not be ended.
        self._open = False
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
        return self._stuck or (not self._texts.sqlite and bool(self.raw.closed))

    def _run(self, statement: Statement, *values: Any) -> int:
        """Run it and return how many rows it changed."""
        return self._each(self._texts[statement], (values,))

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
        return self._each(self._texts[statement], rows) if rows else 0

    def _must(self, statement: Statement, rows: Sequence[Row]) -> None:
        """Run it once for each row, which must change one; else raise `Taken`, now or later."""
        if rows and self._piped:
            self._each(_SURELY.format(self._texts[statement]), rows)
        elif self._write(statement, rows) != len(rows):
            raise Taken("row")

    def _must_find(self, statement: Statement, *values: Any) -> None:
        """Run what must find a row; else raise `Taken`, now or later."""
        if self._piped:
            self._each(_FOUND.format(self._texts[statement]), (values,))
        elif not self._rows(statement, *values):
            raise Taken("row")

    def _each(self, text: str, rows: Sequence[Row]) -> int:
        if len(rows) > 1 and not self._texts.counts_many:
            return sum(self._each(text, (row,)) for row in rows)
        try:
            if len(rows) == 1:
                self._cursor.execute(text, rows[0])
            else:
                self._cursor.executemany(text, rows)
        except self._errors as error:
            raise translate(error) from error
        return int(self._cursor.rowcount)

    @contextmanager
    def _together(self, *, whole: bool) -> Iterator[None]:
        """Send what is run inside at once where the driver can, and the commit if it is `whole`."""
        if not self._piped:
            yield
            return
        try:
            with self.raw.pipeline() as pipe:
                try:
                    yield
                    if whole:
                        self._cursor.execute("COMMIT")
                except BaseException:
                    self._drain(pipe)
                    raise
        except self._errors as error:
            self.rollback()
            raise (lost if whole and self._stuck else translate)(error) from error
        self._open = not whole

    def _drain(self, pipe: Any) -> None:
        """Take back what a pipe still answers after its first error, which psycopg would log."""
        for _ in range(_DRAINS):
            try:
                pipe.sync()
            except self._errors:
                continue
            return

    def _say(self, text: str) -> None:
        try:
            self._cursor.execute(text)
        except self._errors as error:
            raise translate(error) from error

    def begin(self) -> None:
        """Open a transaction that writes; on SQLite it waits for the lock here."""
        self._open = True
        self._say(self._begin_text)

    def commit(self) -> None:
        """End it for good, if that has not gone out with the rest."""
        if not self._open:
            return
        try:
            self._cursor.execute("COMMIT")
        except self._errors as error:
            self.rollback()
            raise (lost if self._stuck else translate)(error) from error
        self._open = False

    def rollback(self) -> None:
        """End it as if it had never been."""
        if not self._open:
            return
        self._open = False
        try:
            # By psycopg's own method it forgets what it had prepared: in a pipe that fails, some of
            # it never was.
            self.raw.rollback() if self._piped else self._cursor.execute("ROLLBACK")
        except self._errors:
            self._stuck = True
