"""What a case was before a decision that is taken back, as its events tell it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from keyflow.model.desk import Task
from keyflow.model.event import Event
from keyflow.ruling.draft import Draft
from keyflow.ruling.step import Step


class Before(NamedTuple):
    """Where a case was going straight back to, its content then, and the data fields to restore."""

    back: str | None
    back_seen: str
    data: Mapping[str, Any]


def before(step: Step, draft: Draft, task: Task) -> Before:
    """Return what a case was before a vote; of its data what the vote wrote and still stands."""
    told = [one for one in step.world.given.reader.events(draft.before.id) if one.accepted]
    told.sort(key=lambda one: one.seq)
    first = next((n for n, event in enumerate(told) if _is_vote(event, task)), len(told))
    back, seen = None, ""
    raw: dict[str, Any] = {}
    for event in told[:first]:
        desk = event.body.get("desk", {})
        back, seen = desk.get("back", back), desk.get("back_seen", seen)
        raw |= event.written
    written = {name: item for one in told[first:] if _is_vote(one, task)
               for name, item in one.written.items()}  # fmt: skip
    kept = [name for name, item in written.items() if draft.raw.get(name) == item]
    return Before(back, seen, {name: raw.get(name) for name in kept})


def _is_vote(event: Event, task: Task) -> bool:
    who = task.by or task.person
    return (event.verb, event.occurred_at, event.actor) == (task.answer, task.at, who)
