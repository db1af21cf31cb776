"""Seals: what changed since the last one, and what each covers."""

from collections.abc import Sequence

from sqlalchemy import case as either
from sqlalchemy import insert, literal_column, select, update

from keyflow.model.event import micros, moment
from keyflow.store.contract import Seal
from keyflow.store.cursor import Cursor, Row
from keyflow.store.failures import Taken
from keyflow.store.statements import Statement, first, number, word
from keyflow.store.tables import case, seal, sealed

_UNSEALED = Statement(
    first(
        select(case.c.id, case.c.seq, case.c.head, case.c.sealed)
        .where(case.c.unsealed == literal_column("1"))
        .order_by(case.c.id)
    ),
    "most",
)
_ADD = Statement(insert(seal).inline(), *seal.c.keys(), columns=seal.c.keys())
_ADD_LINE = Statement(insert(sealed).inline(), *sealed.c.keys(), columns=sealed.c.keys())
_COVER = Statement(
    update(case)
    .where(case.c.id == word("this"))
    .values(
        sealed=number("number"),
        unsealed=either(
            (case.c.seq > number("covered"), literal_column("1")), else_=literal_column("0")
        ),
    ),
    "covered",
    "number",
    "this",
)
_SEALS = Statement(select(seal).order_by(seal.c.n))
_LAST = Statement(first(select(seal).order_by(seal.c.n.desc())), "most")
_LINES = Statement(
    select(sealed.c.case, sealed.c.seq, sealed.c.head)
    .where(sealed.c.n == number("number"))
    .order_by(sealed.c.case),
    "number",
)


class Sealing(Cursor):
    """Seals and what they cover."""

    def unsealed(self, limit: int) -> list[tuple[str, int, str, int]]:
        """Return (case, seq, head, sealed) of cases that changed since they were last sealed.

        `sealed` is the number of the last event a seal covers; 0 for none.
        """
        return [(row[0], row[1], row[2], row[3]) for row in self._rows(_UNSEALED, limit)]

    def seal(self, seal: Seal, entries: Sequence[tuple[str, int, str]]) -> bool:
        """Write a seal and what it covers; False if another seal of that number was first."""
        self.begin()
        try:
            self._run(_ADD, seal.n, micros(seal.at), seal.events, seal.hash)
            self._write(_ADD_LINE, [(seal.n, *line) for line in entries])
            self._write(_COVER, [(seq, seq, case) for case, seq, _ in sorted(entries)])
        except Taken:
            self.rollback()
            return False
        except BaseException:
            self.rollback()
            raise
        self.commit()
        return True

    def seals(self) -> list[Seal]:
        """Return all seals in order."""
        return [_seal(row) for row in self._rows(_SEALS)]

    def last_seal(self) -> Seal | None:
        """Return the seal with the highest number."""
        row = self._row(_LAST, 1)
        return None if row is None else _seal(row)

    def sealed(self, n: int) -> list[tuple[str, int, str]]:
        """Return the (case, seq, head) lines a seal covers, sorted."""
        return [(row[0], row[1], row[2]) for row in self._rows(_LINES, n)]


def _seal(row: Row) -> Seal:
    n, at, events, hash = row
    return Seal(n, moment(at), events, hash)
