"""Reads inboxes: which tasks lie with some people and roles, a page at a time."""

from collections.abc import Iterator
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, exists, func, literal_column, select

from keyflow.model.event import micros, moment
from keyflow.store.case_rows import CASE, read_case
from keyflow.store.contract import InboxQuery, Lying, SchemaOf
from keyflow.store.cursor import Cursor
from keyflow.store.statements import Among, Statement, number, word
from keyflow.store.tables import case, task

_NEVER = 2**62
_NAMES = ("whose", "box", "undated", "before")
_bar = task.alias("bar")
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


def _in_box(*, one: bool, able: bool) -> Iterator[ColumnElement[Any]]:
    """Yield the conditions; the tasks of one holder are read in the order of the index.

    Where only what somebody is `able` to do is wanted, each task is looked up by its key among
    those they may not.
    """
    yield task.c.holder == word("whose") if one else Among(task.c.holder, "whose")
    yield task.c.box == word("box")
    yield func.coalesce(task.c.due, number("undated")) <= number("before")
    if able:
        barred = _bar.c.holder == word("reader"), _bar.c.box == literal_column("'barred'")
        yield ~exists().where(_bar.c.case == task.c.case, _bar.c.n == task.c.n, *barred)


def _names(*, able: bool) -> tuple[str, ...]:
    return (*_NAMES, "reader") if able else _NAMES


def _count(*, one: bool, able: bool) -> Statement:
    found = select(*_HERE).where(*_in_box(one=one, able=able))
    each = found if one else found.distinct()
    return Statement(select(func.count()).select_from(each.subquery()), *_names(able=able))


def _page(*, one: bool, able: bool, newest: bool) -> Statement:
    """Return a page, in which a task that lies with several of its holders is one line."""
    found = select(
        *_HERE,
        (task.c.holder if one else func.min(task.c.holder)).label("holder"),
        (task.c.due if one else func.min(task.c.due)).label("due"),
    ).where(*_in_box(one=one, able=able))
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
    return Statement(statement, *_names(able=able), "most", "skip")


_BOTH = (False, True)
_COUNTS = {how: _count(one=how[0], able=how[1]) for how in product(_BOTH, repeat=2)}
_PAGES = {how: _page(one=how[0], able=how[1], newest=how[2]) for how in product(_BOTH, repeat=3)}


class Inbox(Cursor):
    """Pages of tasks."""

    def inbox(self, query: InboxQuery, schema: SchemaOf) -> tuple[list[Lying], int]:
        """Return a page of the tasks in some inboxes, and how many there are in all."""
        whose = [*query.holders]
        one, able = len(whose) == 1, query.barred_as is not None
        wanted: tuple[Any, ...] = (
            whose[0] if one else self._texts.many(whose),
            query.box,
            *((0, _NEVER) if query.before is None else (_NEVER, micros(query.before))),
            *((query.barred_as,) if able else ()),
        )
        rows = self._rows(_PAGES[one, able, query.newest], *wanted, query.limit, query.offset)
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
            count = int(self._rows(_COUNTS[one, able], *wanted)[0][0])
        return found, count
