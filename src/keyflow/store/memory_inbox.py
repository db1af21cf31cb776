"""Inboxes in memory: where tasks lie, kept as the table keeps it."""

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter

from keyflow.model.case import Case
from keyflow.model.desk import Box, Desk
from keyflow.model.desk_places import LASTING, lying
from keyflow.store.contract import InboxQuery

# By task number, holder and box: since when it lies there, and until when it is due.
Lies = dict[tuple[int, str, Box], tuple[datetime, datetime | None]]
Found = tuple[datetime, str, int, str, datetime | None]


def lie_down(lies: Lies, before: Desk, after: Case) -> None:
    """Put the tasks of a changed case where they lie now; those long over stay where they are."""
    if before is after.desk:
        return
    has = lying(after.desk, after.opened)
    kept = {task.n for task in after.desk.tasks} | {0}
    for place in lying(before, after.opened):
        if place not in has and (place[0] in kept or place[2] not in LASTING):
            lies.pop(place, None)
    lies |= has


def take_from(lies: Lies, person: str) -> None:
    """Take a case's tasks, those long over too, out of the inbox of somebody who is erased."""
    for place in [place for place in lies if place[1] == f"p:{person}"]:
        del lies[place]


def lying_with(query: InboxQuery, lies: Mapping[str, Lies]) -> list[Found]:
    """Return what lies with the holders of a query, each task once, in the query's order."""
    found: dict[tuple[str, int], Found] = {}
    for case, places in lies.items():
        for (n, holder, box), (at, due) in places.items():
            wanted = holder in query.holders and box == query.box and _late(query, due)
            if wanted and (n, query.barred_as, "barred") not in places:
                other = found.get((case, n))
                if other is None or holder < other[3]:
                    found[case, n] = (at, case, n, holder, due)
    return sorted(found.values(), key=itemgetter(0, 1, 2), reverse=query.newest)


def _late(query: InboxQuery, due: datetime | None) -> bool:
    return query.before is None or (due is not None and due <= query.before)
