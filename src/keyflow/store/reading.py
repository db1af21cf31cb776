"""Reads cases, events and definitions."""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter

from sqlalchemy import and_, literal_column, select, tuple_

from keyflow.model.armed import Armed
from keyflow.model.case import Case
from keyflow.model.event import Event, moment
from keyflow.store.case_rows import AUDITED, CASE, read_audited, read_case
from keyflow.store.contract import CaseRow, Family, NewEvent, SchemaOf
from keyflow.store.cursor import Cursor, Row
from keyflow.store.rows import DEADLINE, EVENT, read_deadline, read_event, stored_event
from keyflow.store.statements import Among, Clock, Statement, first, number, word
from keyflow.store.tables import case, deadline, definition, event

_PAGE = 500
_ID, _ROOT, _OPENED, _ARMED, _REVISION, _NOW, _USED = 0, 9, 12, 18, 20, 21, 22

_CLOCK = Statement(select(Clock()))
_member = case.alias()
_used = select(event.c.seq).where(event.c.key == word("key")).exists()
_FAMILY = Statement(
    select(*CASE, Clock(), _used).where(
        case.c.root == select(_member.c.root).where(_member.c.id == word("this")).scalar_subquery()
    ),
    "key",
    "this",
)
_FAMILIES = Statement(
    select(*CASE, Clock(), _used).where(
        case.c.root.in_(select(_member.c.root).where(Among(_member.c.id, "these")))
    ),
    "key",
    "these",
)
_runs = deadline.c.status == literal_column("'armed'")
_RUNNING = Statement(
    select(deadline.c.case, *DEADLINE)
    .where(Among(deadline.c.case, "these"), _runs)
    .order_by(deadline.c.due, deadline.c.id),
    "these",
)
_LIVE = Statement(select(case.c.id).where(case.c.sole == word("sole")), "sole")
_KEY = Statement(select(*EVENT).where(event.c.key == word("key")), "key")
_BY_TIME = (event.c.recorded, event.c.case, event.c.seq)
_OF_CASE = Statement(
    select(*EVENT)
    .where(event.c.case == word("this"), event.c.seq >= number("since"))
    .order_by(*_BY_TIME),
    "this",
    "since",
)
_OF_ROOT = Statement(
    select(*EVENT)
    .where(event.c.case.in_(select(case.c.id).where(case.c.root == word("this"))))
    .order_by(*_BY_TIME),
    "this",
)
_DEFINITION = Statement(select(definition.c.body).where(definition.c.hash == word("this")), "this")
_by_age = select(definition.c.hash).order_by(definition.c.added, definition.c.hash)
_DEFINITIONS = Statement(_by_age)
_DEFINITIONS_OF = Statement(_by_age.where(definition.c.name == word("this")), "this")
_DEFINITIONS_AFTER = Statement(
    first(
        select(definition.c.hash, definition.c.name, definition.c.body)
        .where(definition.c.hash > word("after"))
        .order_by(definition.c.hash)
    ),
    "after",
    "most",
)
_EVENTS_AFTER = Statement(
    first(
        select(*EVENT)
        .where(tuple_(event.c.case, event.c.seq) > tuple_(word("after"), number("number")))
        .order_by(event.c.case, event.c.seq)
    ),
    "after",
    "number",
    "most",
)
_page = first(select(*AUDITED).where(case.c.id > word("after")).order_by(case.c.id)).subquery()
# In one statement, so that a row and its deadlines are of one instant.
_HEADS_AFTER = Statement(
    select(_page, *DEADLINE)
    .outerjoin_from(_page, deadline, and_(deadline.c.case == _page.c.id, _runs))
    .order_by(_page.c.id, deadline.c.id),
    "after",
    "most",
)


class Reading(Cursor):
    """The reads of one command."""

    def now(self) -> datetime:
        """Return the database's clock; on SQLite that is the process's."""
        if self._texts.sqlite:
            return datetime.now(UTC)
        return moment(self._rows(_CLOCK)[0][0])

    def find_key(self, key: str) -> Event | None:
        """Return the accepted event that used this key."""
        row = self._row(_KEY, key)
        return None if row is None else read_event(row)

    def families(
        self, cases: Collection[str], schema: SchemaOf, key: str | None = None
    ) -> list[Family]:
        """Return the families of these cases, by root id; a case that is not there has none.

        Each of them says whether `key` was used, so that a new command need not ask for it.
        """
        if len(cases) == 1:
            rows = self._rows(_FAMILY, key, *cases)
        else:
            rows = self._rows(_FAMILIES, key, self._texts.many([*cases]))
        if not rows:
            return []
        now = datetime.now(UTC) if self._texts.sqlite else moment(rows[0][_NOW])
        running = self._running([row[_ID] for row in rows if row[_ARMED]])
        families: dict[str, list[Row]] = {}
        for row in rows:
            families.setdefault(row[_ROOT], []).append(row)
        return [
            _family(root, members, running, schema, now)
            for root, members in sorted(families.items())
        ]

    def _running(self, cases: list[str]) -> dict[str, list[Armed]]:
        running: dict[str, list[Armed]] = {}
        if cases:
            for owner, *row in self._rows(_RUNNING, self._texts.many(cases)):
                running.setdefault(owner, []).append(read_deadline(row))
        return running

    def live(self, workflow: str, subject: str) -> str | None:
        """Return the id of the one live case marked as alone for this workflow and subject."""
        row = self._row(_LIVE, f"{workflow}\n{subject}")
        return None if row is None else str(row[0])

    def events(
        self, *, case: str | None = None, root: str | None = None, since: int = 1
    ) -> list[Event]:
        """Return the events of a case or of a family: by recorded time, case and number."""
        of_root = case is None
        rows = self._rows(_OF_ROOT, root) if of_root else self._rows(_OF_CASE, case, since)
        return [read_event(row) for row in rows]

    def definition(self, hash: str) -> str | None:
        """Return the canonical text of a stored definition."""
        row = self._row(_DEFINITION, hash)
        return None if row is None else str(row[0])

    def definitions(self, workflow: str | None = None) -> list[str]:
        """Return the hashes of the stored definitions, oldest first."""
        if workflow is None:
            return [row[0] for row in self._rows(_DEFINITIONS)]
        return [row[0] for row in self._rows(_DEFINITIONS_OF, workflow)]

    def all_definitions(self) -> Iterator[tuple[str, str, str]]:
        """Yield (hash, workflow name, text) of every stored definition, by hash."""
        for row in self._pages(_DEFINITIONS_AFTER, ("",)):
            yield row[0], row[1], row[2]

    def all_events(self) -> Iterator[NewEvent]:
        """Yield every event as stored, by case and number; `private` is empty once erased."""
        for row in self._pages(_EVENTS_AFTER, ("", 0)):
            yield stored_event(row)

    def heads(self) -> Iterator[CaseRow]:
        """Yield what the row of every case says, by id; a row and its deadlines at one instant."""
        for _, rows in groupby(self._pages(_HEADS_AFTER, ("",)), key=itemgetter(_ID)):
            yield read_audited([*rows])

    def _pages(self, statement: Statement, start: tuple[str | int, ...]) -> Iterable[Row]:
        """Read page by page, each beginning after the last row's first columns."""
        while page := self._rows(statement, *start, _PAGE):
            yield from page
            start = tuple(page[-1][: len(start)])


def _family(
    root: str, rows: list[Row], running: dict[str, list[Armed]], schema: SchemaOf, now: datetime
) -> Family:
    if len(rows) > 1:
        rows.sort(key=lambda row: (row[_OPENED], row[_ID]))
    revision = next(row[_REVISION] for row in rows if row[_ID] == root)
    cases: list[Case] = [
        read_case(row, revision, schema, tuple(running.get(row[_ID], ()))) for row in rows
    ]
    return Family(root, revision, tuple(cases), now, bool(rows[0][_USED]))
