"""How early a deed may be dated: not before its task lay so, nor before what it must have seen."""

from collections.abc import Iterator
from datetime import datetime

from keyflow.model.decision import VOTES, OnTask
from keyflow.model.desk import Task
from keyflow.model.event import Event
from keyflow.ruling.draft import Draft
from keyflow.ruling.step import Step


def bounds(step: Step, draft: Draft) -> Iterator[datetime]:
    """Yield the instants before which a command on a task cannot have happened (D20).

    Those are when the task last changed, as by coming to its turn or to a new holder, and what was
    added or asked on it; of a vote also when the content last changed, which it counts as having
    seen. The events are read for it: ask only where a date was given.
    """
    command = step.order.command
    task = draft.desk.task(command.number) if isinstance(command, OnTask) else None
    if task is None:
        return
    yield task.opened
    for other in draft.desk.tasks:
        if other.under == task.n:
            yield other.at or other.opened
    content = set(draft.machine.content if command.verb in VOTES else ())
    for event in step.world.given.reader.events(draft.before.id):
        if event.accepted and (_changed(event, task) or content & event.written.keys()):
            yield event.occurred_at


def _changed(event: Event, task: Task) -> bool:
    return any(one["n"] == task.n for one in event.body.get("desk", {}).get("tasks", ()))


def settled_since(draft: Draft) -> Iterator[datetime]:
    """Yield when the votes were given that a round had when a command closed it.

    A result is no older than the votes it counts.
    """
    found = draft.before.desk.open_round
    closed = None if found is None else draft.desk.open_round
    if found is not None and (closed is None or closed.n != found.n):
        yield from (task.at for task in draft.before.desk.votes() if task.at is not None)
