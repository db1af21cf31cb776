"""What a case was before a decision that is taken back, as its events tell it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from keyflow.model.armed import Armed, unplain
from keyflow.model.desk import EMPTY, Desk, Task
from keyflow.model.desk_json import applied
from keyflow.model.event import Event
from keyflow.ruling.draft import Draft
from keyflow.ruling.step import Step


class Before(NamedTuple):
    """The desk as it was, the deadlines that ran, and the data fields to restore."""

    desk: Desk
    armed: Sequence[Armed]
    data: Mapping[str, Any]


def before(step: Step, draft: Draft, task: Task) -> Before:
    """Return what a case was before a vote; of its data what the vote wrote and still stands."""
    told, first = _told(step, draft, task)
    desk = EMPTY
    armed: Sequence[Any] = ()
    raw: dict[str, Any] = {}
    for event in told[:first]:
        if "desk" in event.body:
            desk = applied(desk, event.body["desk"], (event.private or {}).get("desk"))
        armed = event.body.get("armed", armed)
        raw |= event.written
    written = told[first].written if first < len(told) else {}
    kept = [name for name, item in written.items() if draft.raw.get(name) == item]
    return Before(desk, [unplain(row) for row in armed], {name: raw.get(name) for name in kept})


def since(step: Step, draft: Draft, task: Task) -> list[Event]:
    """Return the accepted events of a case from a vote on, the vote's own first."""
    told, first = _told(step, draft, task)
    return told[first:]


def _told(step: Step, draft: Draft, task: Task) -> tuple[list[Event], int]:
    """Return the accepted events of a case, and which of them is the latest vote on a task."""
    told = [one for one in step.world.events(draft.before.id) if one.accepted]
    told.sort(key=lambda one: one.seq)
    votes = [n for n, event in enumerate(told) if _is_vote(event, task)]
    return told, votes[-1] if votes else len(told)


def _is_vote(event: Event, task: Task) -> bool:
    rows = event.body.get("desk", {}).get("tasks", ())
    who = task.by or task.person
    said = (event.verb, event.occurred_at, event.actor) == (task.answer, task.at, who)
    return said and any(row["n"] == task.n for row in rows)
