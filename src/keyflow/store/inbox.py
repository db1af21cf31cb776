"""Reads inboxes: which tasks lie with some people and roles, a page at a time."""

from typing import Any

from sqlalchemy import func, select

from keyflow.model.event import micros, moment
from keyflow.store.contract import InboxQuery, Lying, SchemaOf
from keyflow.store.cursor import Cursor
from keyflow.store.rows import CASE, read_case
from keyflow.store.statements import Among, Statement, number, word
from keyflow.store.tables import case, task

_NAMES = ("holders", "box", "undated", "before")
_NEVER = 2**62
_mine = (
    Among(task.c.holder, "holders"),
    task.c.box == word("box"),
    func.coalesce(task.c.due, number("undated")) <= number("before"),
)
_COUNT = Statement(select(func.count()).select_from(task).where(*_mine), *_NAMES)


def _page(*, newest: bool) -> Statement:
    inner = (task.c.at, task.c.case, task.c.n)
    page = (
        select(task.c.case, task.c.n, task.c.holder, task.c.at, task.c.due)
        .where(*_mine)
        .order_by(*((column.desc() for column in inner) if newest else inner))
        .limit(number("most"))
        .offset(number("skip"))
        .subquery()
    )
    order = (page.c.at, page.c.case, page.c.n)
    statement = (
        select(page.c.n, page.c.holder, page.c.at, page.c.due, *CASE)
        .join_from(page, case, case.c.id == page.c.case)
        .order_by(*((column.desc() for column in order) if newest else order))
    )
    return Statement(statement, *_NAMES, "most", "skip")


_PAGES = {newest: _page(newest=newest) for newest in (False, True)}


class Inbox(Cursor):
    """Pages of tasks."""

    def inbox(self, query: InboxQuery, schema: SchemaOf) -> tuple[list[Lying], int]:
        """Return a page of the tasks in some inboxes, and how many there are in all."""
        holders = self._texts.many([*query.holders])
        wanted: tuple[Any, ...] = (holders, query.box, 0, _NEVER)
        if query.before is not None:
            wanted = (holders, query.box, _NEVER, micros(query.before))
        rows = self._rows(_PAGES[query.newest], *wanted, query.limit, query.offset)
        found = [
            Lying(
                read_case(row[4:], row[-1], schema),
                row[0],
                row[1],
                moment(row[2]),
                None if row[3] is None else moment(row[3]),
            )
            for row in rows
        ]
        count = query.offset + len(rows)
        if len(rows) == query.limit or (query.offset and not rows):
            count = int(self._rows(_COUNT, *wanted)[0][0])
        return found, count
