"""The deadlines of all cases: what is due, what a calendar has overtaken, and lists of them."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, literal_column, select, union_all, update

from keyflow.model.event import micros, moment
from keyflow.model.obligation import OPENS
from keyflow.store.contract import DeadlineQuery, StoredDeadline
from keyflow.store.cursor import Cursor, Row
from keyflow.store.rows import DEADLINE, read_deadline
from keyflow.store.statements import Among, Statement, first, number, word
from keyflow.store.tables import case, deadline

_armed = deadline.c.status == literal_column("'armed'")
_DUE = Statement(
    first(
        select(deadline.c.case, deadline.c.id, deadline.c.next)
        .where(_armed, deadline.c.next <= number("now"))
        .order_by(deadline.c.next, deadline.c.id)
    ),
    "now",
    "most",
)


def _between(*bounds: ColumnElement[bool]) -> Select[Any]:
    # That it is not empty is asked for as only others are in the index.
    counted = (_armed, deadline.c.calendar != literal_column("''"))
    return select(deadline.c.case, deadline.c.id).where(*counted, *bounds)


# The kind of a calendar ends with `@`, which `A` follows. What is up to date is in neither range,
# so that the few others are found however many deadlines run.
_OUTDATED = Statement(
    first(
        union_all(
            _between(
                deadline.c.calendar > word("kind") + literal_column("'@'"),
                deadline.c.calendar < word("version"),
            ),
            _between(
                deadline.c.calendar > word("version"),
                deadline.c.calendar < word("kind") + literal_column("'A'"),
            ),
        ).order_by("case", "id")
    ),
    "kind",
    "version",
    "version",
    "kind",
    "most",
)
_COUNTED = Statement(
    update(deadline).where(Among(deadline.c.id, "these")).values(calendar=word("version")),
    "version",
    "these",
)
_listed = (
    select(
        deadline.c.case,
        deadline.c.root,
        case.c.parent,
        case.c.slot,
        case.c.workflow,
        case.c.subject,
        case.c.state,
        case.c.outcome,
        *DEADLINE,
        deadline.c.status,
        deadline.c.closed,
        deadline.c.days,
    )
    .join_from(deadline, case, case.c.id == deadline.c.case)
    .order_by(deadline.c.due, deadline.c.id)
)
_FILTERS = {
    "case": deadline.c.case == word("case"),
    "root": deadline.c.case.in_(select(case.c.id).where(case.c.root == word("root"))),
    "workflow": case.c.workflow == word("workflow"),
    "status": deadline.c.status == word("status"),
    "slots": Among(case.c.slot, "slots"),
}
_is_opening = deadline.c.overdue == literal_column(f"'{OPENS}'")


@cache
def _list(names: tuple[str, ...], *, openings: bool) -> Statement:
    """Return the list of deadlines, or of what opens cases, filtered by some columns."""
    wanted = [*(_FILTERS[name] for name in names), _is_opening if openings else ~_is_opening]
    what = first(_listed.where(*wanted, deadline.c.due < number("before")))
    return Statement(what.offset(number("skipped")), *names, "before", "most", "skipped")


_ALWAYS = 2**62
# How many columns tell whose a deadline is.
_ABOUT = 8


class Deadlines(Cursor):
    """Deadlines, running and over."""

    def due(self, now: datetime, limit: int) -> list[tuple[str, str, datetime]]:
        """Return (case, deadline, when) of what of running deadlines has come, earliest first."""
        rows = self._rows(_DUE, micros(now), limit)
        return [(row[0], row[1], moment(row[2])) for row in rows]

    def outdated(self, calendar: str, limit: int) -> list[tuple[str, str]]:
        """Return (case, deadline) of running ones counted by another version of a calendar."""
        kind = calendar.partition("@")[0]
        rows = self._rows(_OUTDATED, kind, calendar, calendar, kind, limit)
        return [(row[0], row[1]) for row in rows]

    def counted(self, deadlines: Collection[str], calendar: str) -> None:
        """Note that deadlines have been counted afresh by a version of a calendar."""
        self._run(_COUNTED, calendar, self._texts.many([*deadlines]))

    def deadlines(self, query: DeadlineQuery) -> list[StoredDeadline]:
        """Return deadlines by their ends, earliest first."""
        before = _ALWAYS if query.before is None else micros(query.before)
        asked = {name: getattr(query, name) for name in _FILTERS}
        given = {name: value for name, value in asked.items() if value is not None}
        if query.slots is not None:
            given["slots"] = self._texts.many(query.slots)
        statement = _list(tuple(given), openings=query.openings)
        rows = self._rows(statement, *given.values(), before, query.limit, query.offset)
        return [_read(row) for row in rows]


def _read(row: Row) -> StoredDeadline:
    status, closed, days = row[-3:]
    armed = read_deadline(row[_ABOUT:-3])
    over = None if closed is None else moment(closed)
    about: tuple[Any, ...] = tuple(row[:_ABOUT])
    return StoredDeadline._make([*about, armed, status == "armed", over, days])
