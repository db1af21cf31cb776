"""Inboxes: the tasks that lie with somebody, with roles and standing substitution looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyflow.model.case import Actor, Case
from keyflow.model.desk import Task, task_id
from keyflow.running import Runner
from keyflow.store.contract import Connection, InboxQuery, Lying

# With a directory roles are looked at case by case: no further than so many tasks.
_FAR = 5_000
_NEWEST = frozenset({"done", "mine", "copied"})


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One task in an inbox: its id, the case it is about, the task itself, since when it lies there.

    A case somebody began, in the box `mine`, is an item without a task. `for_` is whom it is done
    for, where that is somebody else.
    """

    id: str
    case: Case
    task: Task | None
    at: datetime
    due: datetime | None
    for_: str | None = None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of an inbox, and how many items there are in all."""

    items: tuple[InboxItem, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: queries, and whether roles have to be looked at for each case."""

    query: InboxQuery
    now: datetime


def boxes_of(runner: Runner, by: Actor, box: str, connection: Connection) -> list[Wanted]:
    """Return the queries that make up a box of somebody's inbox."""
    now = runner.now(connection)
    me = f"p:{by.id}"
    newest = box in _NEWEST
    if box in {"todo", "overdue"}:
        held = [me, *(f"r:{role}" for role in _roles(runner, by, now, connection))]
        before = now if box == "overdue" else None
        return [Wanted(InboxQuery(held, "todo", before), now)]
    if box == "delegated":
        people = [f"p:{person}" for person in _principals(runner, by.id, now)]
        queries = [InboxQuery([me], "delegated")]
        return [
            Wanted(q, now) for q in (*queries, *([InboxQuery(people, "todo")] if people else []))
        ]
    return [Wanted(InboxQuery([me], box, newest=newest), now)]  # type: ignore[arg-type]


def _roles(runner: Runner, by: Actor, now: datetime, connection: Connection) -> Sequence[str]:
    """Return the roles somebody has, or with a directory those they may have in some case."""
    directory = runner.given.directory
    if directory is None:
        return sorted(by.roles)
    return sorted(directory.offices(by.id, now) or runner.given.library.roles(connection))


def _principals(runner: Runner, person: str, now: datetime) -> Sequence[str]:
    directory = runner.given.directory
    return () if directory is None else directory.principals(person, None, now)


def page(
    runner: Runner,
    wanted: Sequence[Wanted],
    by: Actor,
    limit: int,
    offset: int,
    connection: Connection,
) -> InboxPage:
    """Return one page of what some queries find."""
    library = runner.given.library

    def schema(hash: str) -> Any:
        return library.fields(hash, connection)

    if len(wanted) == 1 and runner.given.directory is None:
        query = _paged(wanted[0].query, limit, offset)
        found, total = connection.inbox(query, schema)
        return InboxPage(tuple(_item(one, by) for one in found), total)
    held = [
        one
        for each in wanted
        for one in connection.inbox(_paged(each.query, _FAR, 0), schema)[0]
        if _is_theirs(runner, one, by, each.now)
    ]
    held.sort(key=lambda one: (one.at, one.case.id, one.n), reverse=wanted[0].query.newest)
    shown = held[offset : offset + limit]
    return InboxPage(tuple(_item(one, by) for one in shown), len(held))


def _paged(query: InboxQuery, limit: int, offset: int) -> InboxQuery:
    return InboxQuery(query.holders, query.box, query.before, query.newest, limit, offset)


def _is_theirs(runner: Runner, one: Lying, by: Actor, now: datetime) -> bool:
    directory = runner.given.directory
    if directory is None or not one.holder.startswith("r:"):
        return True
    return one.holder.removeprefix("r:") in directory.roles(by.id, one.case, now)


def _item(one: Lying, by: Actor) -> InboxItem:
    task = one.case.desk.task(one.n)
    person = one.holder.removeprefix("p:") if one.holder.startswith("p:") else None
    other = person if person not in {None, by.id} else (task.owner if task and one.n else None)
    identity = task_id(one.case.id, one.n) if one.n else one.case.id
    return InboxItem(identity, one.case, task, one.at, one.due, other if other != by.id else None)
