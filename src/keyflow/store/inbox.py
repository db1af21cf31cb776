"""Reads inboxes: which tasks lie with some people and roles, a page at a time."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select

from keyflow.model.event import micros, moment
from keyflow.store.contract import InboxQuery, Lying, SchemaOf
from keyflow.store.cursor import Cursor
from keyflow.store.rows import CASE, read_case
from keyflow.store.statements import Among, Statement, number, word
from keyflow.store.tables import case, task

_NEVER = 2**62
_NAMES = ("whose", "box", "undated", "before")
_HERE = (task.c.at, task.c.case, task.c.n)
# Whether a case above the one that is read is suspended. It is asked line by line, so that each
# step up is a look at one case: asked of a whole page at once, PostgreSQL would read all cases.
_HELD: ColumnElement[bool] = literal_column(
    """EXISTS (
WITH RECURSIVE up(parent, standing) AS (
SELECT c.parent, c.standing FROM keyflow_case AS c WHERE c.id = keyflow_case.parent
UNION ALL
SELECT c.parent, c.standing FROM up JOIN keyflow_case AS c ON c.id = up.parent)
SELECT 1 FROM up WHERE up.standing = 'suspended')"""
)


def _in_box(*, one: bool) -> tuple[ColumnElement[Any], ...]:
    """Return the conditions; the tasks of one holder are read in the order of the index."""
    return (
        task.c.holder == word("whose") if one else Among(task.c.holder, "whose"),
        task.c.box == word("box"),
        func.coalesce(task.c.due, number("undated")) <= number("before"),
    )


def _count(*, one: bool) -> Statement:
    found = select(*_HERE).where(*_in_box(one=one))
    each = found if one else found.distinct()
    return Statement(select(func.count()).select_from(each.subquery()), *_NAMES)


def _page(*, one: bool, newest: bool) -> Statement:
    """Return a page, in which a task that lies with several of its holders is one line."""
    found = select(
        *_HERE,
        (task.c.holder if one else func.min(task.c.holder)).label("holder"),
        (task.c.due if one else func.min(task.c.due)).label("due"),
    ).where(*_in_box(one=one))
    page = (
        (found if one else found.group_by(*_HERE))
        .order_by(*((column.desc() for column in _HERE) if newest else _HERE))
        .limit(number("most"))
        .offset(number("skip"))
        .subquery()
    )
    order = (page.c.at, page.c.case, page.c.n)
    statement = (
        select(page.c.n, page.c.holder, page.c.at, page.c.due, _HELD, *CASE)
        .join_from(page, case, case.c.id == page.c.case)
        .order_by(*((column.desc() for column in order) if newest else order))
    )
    return Statement(statement, *_NAMES, "most", "skip")


_BOTH = (False, True)
_COUNTS = {one: _count(one=one) for one in _BOTH}
_PAGES = {(one, newest): _page(one=one, newest=newest) for one in _BOTH for newest in _BOTH}


class Inbox(Cursor):
    """Pages of tasks."""

    def inbox(self, query: InboxQuery, schema: SchemaOf) -> tuple[list[Lying], int]:
        """Return a page of the tasks in some inboxes, and how many there are in all."""
        whose = [*query.holders]
        one = len(whose) == 1
        wanted: tuple[Any, ...] = (
            whose[0] if one else self._texts.many(whose),
            query.box,
            *((0, _NEVER) if query.before is None else (_NEVER, micros(query.before))),
        )
        rows = self._rows(_PAGES[one, query.newest], *wanted, query.limit, query.offset)
        found = [
            Lying(
                read_case(row[5:], row[-1], schema),
                row[0],
                row[1],
                moment(row[2]),
                None if row[3] is None else moment(row[3]),
                bool(row[4]),
            )
            for row in rows
        ]
        count = query.offset + len(rows)
        if len(rows) == query.limit or (query.offset and not rows):
            count = int(self._rows(_COUNTS[one], *wanted)[0][0])
        return found, count
