"""Inboxes: the tasks that lie with somebody, with roles and standing substitution looked at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple

from keyflow.directory.book import Book
from keyflow.model.case import Actor, Case
from keyflow.model.desk import Task, task_id
from keyflow.model.desk_places import barred_as, holders, kept_out
from keyflow.model.lookalikes import folded
from keyflow.ruling.given import Directory
from keyflow.ruling.people import Careful
from keyflow.ruling.rights import now_with
from keyflow.running import Runner
from keyflow.store.contract import Connection, InboxQuery, Lying, SchemaOf

# What has to be looked at task by task is read in steps of so many, and no further than so far.
_STEP, _FAR = 500, 5_000
_NEWEST = frozenset({"done", "mine", "copied"})


@dataclass(frozen=True, slots=True)
class InboxItem:
    """One task in an inbox: its id, its case, the task itself, and since when it lies there.

    A case somebody began, in the box `mine`, is an item without a task. `for_` is whom it is done
    for, where that is somebody else. `suspended` marks what cannot be done now, as the case or one
    above it is on hold.
    """

    id: str
    case: Case
    task: Task | None
    at: datetime
    due: datetime | None
    for_: str | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class InboxPage:
    """A page of an inbox, and how many items there are in all.

    Where roles or substitution depend on the case, tasks are looked at one by one, the first 5,000
    of them; were there more, it is not `exact`, and `total` is how many there are at least.
    """

    items: tuple[InboxItem, ...]
    total: int
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """What makes up a box: a query for what is theirs surely, and those for what is `perhaps`."""

    sure: InboxQuery
    perhaps: Sequence[InboxQuery]
    now: datetime
    directory: Directory | None


class _Found(NamedTuple):
    """A task that is theirs, and whom they would do it for by standing substitution."""

    task: Lying
    principal: str | None = None

    @property
    def key(self) -> tuple[datetime, str, int]:
        """What inboxes are sorted by."""
        return self.task.at, self.task.case.id, self.task.n


def boxes_of(runner: Runner, by: Actor, box: str, connection: Connection) -> Wanted:
    """Return what makes up a box of somebody's inbox."""
    now, directory = runner.now(connection), runner.directory(connection)
    sure, perhaps = {f"p:{by.id}"}, set[str]()
    kept = "todo" if box == "overdue" else box
    if box in {"todo", "overdue"}:
        if directory is None:
            sure |= {f"r:{role}" for role in by.roles}
        else:
            sure |= {f"r:{role}" for role in _everywhere(directory, by.id, now)}
            perhaps = {f"r:{role}" for role in _offices(runner, directory, by.id, now, connection)}
    elif box == "delegated" and directory is not None:
        for person in directory.principals(by.id, None, now):
            roles = _offices(runner, directory, person, now, connection)
            perhaps |= {f"p:{person}", *(f"r:{role}" for role in roles)}
    before = now if box == "overdue" else None
    able = None if box in _NEWEST else barred_as(by.id)
    query = InboxQuery(sorted(sure), kept, before, able, box in _NEWEST)  # type: ignore[arg-type]
    others = [replace(query, holders=sorted(perhaps - sure), box="todo")]
    if kept in {"todo", "delegated"}:
        held = perhaps if kept == "delegated" else _held(by, sure | perhaps, directory)
        others.append(replace(query, holders=sorted(held), box="held"))
    return Wanted(query, [one for one in others if one.holders], now, directory)


def _held(by: Actor, holders: set[str], directory: Directory | None) -> set[str]:
    """Return where tasks may lie that are somebody's only as long as they have a right.

    Who claimed a task and lost its role is known to a directory; without one nobody can tell.
    """
    return {f"p:{by.id}"} if directory is None else holders


def _everywhere(directory: Directory, person: str, now: datetime) -> frozenset[str]:
    """Return the roles somebody holds whatever the case, as far as the directory says."""
    if isinstance(directory, Book | Careful):
        return directory.everywhere(person, now)
    return frozenset()


def _offices(
    runner: Runner, directory: Directory, person: str, now: datetime, connection: Connection
) -> frozenset[str]:
    """Return the roles somebody may have in some case; all there are if nobody says."""
    if isinstance(directory, Careful) and not directory.tells("offices"):
        return frozenset(runner.given.library.roles(connection))
    return directory.offices(person, now)


def page(  # noqa: PLR0917 - where from, what, whose, which part, how
    runner: Runner, wanted: Wanted, by: Actor, limit: int, offset: int, connection: Connection
) -> InboxPage:
    """Return one page of a box."""
    schema = runner.given.library.on(connection)
    looked = [one for query in wanted.perhaps for one in _steps(query, connection, schema)]
    if not looked:
        found, total = connection.inbox(replace(wanted.sure, limit=limit, offset=offset), schema)
        return InboxPage(tuple(_item(_Found(one), by) for one in found), total)
    sure, total = connection.inbox(replace(wanted.sure, limit=offset + limit), schema)
    theirs = [*_theirs(wanted, by, looked[:_FAR])]
    both = sorted([*map(_Found, sure), *theirs], key=attrgetter("key"), reverse=wanted.sure.newest)
    items = tuple(_item(one, by) for one in both[offset : offset + limit])
    return InboxPage(items, total + len(theirs), len(looked) <= _FAR)


def _steps(query: InboxQuery, connection: Connection, schema: SchemaOf) -> Iterator[Lying]:
    """Yield what a query finds, up to one more than is looked at."""
    for offset in range(0, _FAR + 1, _STEP):
        found, _ = connection.inbox(replace(query, limit=_STEP, offset=offset), schema)
        yield from found
        if len(found) < _STEP:
            return


def _theirs(wanted: Wanted, by: Actor, looked: Sequence[Lying]) -> Iterator[_Found]:
    """Yield what of it is theirs to do in its case, by their own roles or for somebody else."""
    directory = wanted.directory
    for one in looked:
        whose = lies_with(one, by, directory, wanted.now)
        roles = by.roles if directory is None else directory.roles(by.id, one.case, wanted.now)
        own = frozenset({f"p:{by.id}", *(f"r:{role}" for role in roles)})
        mine = not whose.isdisjoint(own)
        if wanted.sure.box == "todo":
            task = one.case.desk.task(one.n)
            elsewhere = whose if task is not None and not task.revocable else frozenset[str]()
            if mine and elsewhere.isdisjoint(wanted.sure.holders):
                yield _Found(one)
        elif not mine and directory is not None:
            principal = _principal(directory, by, one.case, whose, wanted.now)
            if principal is not None and _may_stand_in(one, principal, by.id, own):
                yield _Found(one, principal)


def lies_with(one: Lying, by: Actor, directory: Directory | None, at: datetime) -> frozenset[str]:
    """Return with whom a task lies now; with nobody where its voter has lost the right to it."""
    task = one.case.desk.task(one.n)
    now = None if task is None else now_with(task, one.case, directory, at)
    if now is None:
        return frozenset()
    if directory is None and now.claimed and now.person == by.id:
        now = now if not by.roles.isdisjoint(now.roles) else now.with_(person=None)
    return frozenset(holders(now))


def given_up(one: Lying, directory: Directory | None, at: datetime) -> bool:
    """Tell whether a task that somebody claimed is its role's again, as they lost the role."""
    task = one.case.desk.task(one.n)
    now = None if task is None else now_with(task, one.case, directory, at)
    return now is not None and task is not now and now.person is None


def _principal(
    directory: Directory, by: Actor, case: Case, whose: frozenset[str], now: datetime
) -> str | None:
    """Return for whom somebody may do a task as a standing substitute."""
    for person in directory.principals(by.id, case, now):
        roles = directory.roles(person, case, now)
        if not whose.isdisjoint({f"p:{person}", *(f"r:{role}" for role in roles)}):
            return person
    return None


def _may_stand_in(one: Lying, principal: str, person: str, own: frozenset[str]) -> bool:
    """Tell whether a person may do a task for another: both may, and none of its round is theirs.

    `own` is where tasks lie that are theirs.
    """
    desk = one.case.desk
    task = desk.task(one.n)
    if task is None or not kept_out(desk, task).isdisjoint({folded(principal), folded(person)}):
        return False
    seats = desk.votes() if task.kind == "vote" else []
    return not any(t.live and t.n != task.n and not own.isdisjoint(holders(t)) for t in seats)


def _item(found: _Found, by: Actor) -> InboxItem:
    one = found.task
    task = one.case.desk.task(one.n)
    person = one.holder.removeprefix("p:") if one.holder.startswith("p:") else None
    other = found.principal or (person if person not in {None, by.id} else None)
    if other is None and task is not None and one.n:
        other = task.owner
    identity = task_id(one.case.id, one.n) if one.n else one.case.id
    for_ = other if other != by.id else None
    held = one.held or one.case.standing == "suspended"
    return InboxItem(identity, one.case, task, one.at, one.due, for_, held)
