"""Who is told what: the messages that follow from a ruling, with their texts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from keyflow.model.case import SYSTEM, Case
from keyflow.model.event import written
from keyflow.model.lookalikes import folded
from keyflow.model.notifier import Rendered
from keyflow.model.record import NewMessage
from keyflow.ruling.draft import Draft
from keyflow.ruling.given import Directory, Order
from keyflow.ruling.hiding import tells
from keyflow.ruling.people import addressed, known_roles, recipients, roles_of
from keyflow.ruling.step import News
from keyflow.ruling.world import World

_NONE: frozenset[str] = frozenset()
# What templates see beside the data; a definition that uses another name is refused.
FIXED: Mapping[str, Sequence[str]] = {
    "case": ("id", "workflow", "subject", "state", "stage", "standing", "outcome"),
    "event": ("name", "trigger", "source", "actor", "comment", "at", "due", "provisional"),
}


def messages_of(world: World, order: Order, news: Sequence[News]) -> list[NewMessage]:
    """Settle who is told what (D22): one message per person and channel for each notice."""
    found: dict[str, NewMessage] = {}
    for item in news:
        draft = item.draft
        case = draft.before
        for notice in draft.machine.told(item.event):
            texts: dict[frozenset[str], Rendered] = {}
            for person in _people(world, order, item, notice.to):
                hidden = _hidden_from(person, world, order, draft)
                if hidden not in texts:
                    texts[hidden] = world.given.render(notice, _context(item, order, hidden))
                rendered = texts[hidden]
                identity = _message_id(case, item.event, notice.id, person, notice.via)
                found[identity] = NewMessage(
                    identity,
                    case.id,
                    case.root,
                    case.seq + 1,
                    notice.id or item.event,
                    notice.via,
                    person,
                    case.subject,
                    rendered.texts,
                    order.now,
                    rendered.error,
                )
    return list(found.values())


def _people(world: World, order: Order, item: News, to: Sequence[str]) -> Sequence[str]:
    """Return whom a notice goes to; whose task it is about, with who stands in for them.

    Those do not get it by their task who may not do it.
    """
    draft, directory = item.draft, world.given.directory
    found: dict[str, None] = {}
    others: list[str] = []
    for entry in to:
        names = addressed([entry], item.holders)
        people = recipients(names, order.actor, draft, directory, order.at)
        if entry == "holders":
            people = [one for one in people if folded(one) not in item.out]
            others += _instead_of(people, item, directory, order.at)
        found |= dict.fromkeys(people)
    return list(found | dict.fromkeys(others))


def _instead_of(
    people: Sequence[str], item: News, directory: Directory | None, at: datetime
) -> list[str]:
    """Return who stands in for the holders of a task, and may do it."""
    if directory is None:
        return []
    case = item.draft.view()
    found = [one for person in people for one in directory.substitutes(person, case, at)]
    return [one for one in found if folded(one) not in item.out]


def _hidden_from(person: str, world: World, order: Order, draft: Draft) -> frozenset[str]:
    """Return the fields that the state now hides from a recipient; a role is told what it sees."""
    hidden = draft.machine.states[draft.state].hidden
    if not hidden:
        return _NONE
    directory, role = world.given.directory, person.removeprefix("role:")
    if role != person:
        roles = frozenset({role})
    elif person == order.actor.id:
        roles = roles_of(order.actor, draft, directory, order.at)
    else:
        roles = known_roles(person, draft, directory, order.at)
    return frozenset(field for field, seen_by in hidden.items() if roles.isdisjoint(seen_by))


def _message_id(case: Case, *parts: str | None) -> str:
    """Return the id of a message: its case, the number of the event, and whom it tells what."""
    named = "\n".join(part or "" for part in parts)
    return f"{case.id}-{case.seq + 1}-{sha256(named.encode()).hexdigest()[:16]}"


def _context(news: News, order: Order, hidden: frozenset[str]) -> dict[str, Any]:
    draft = news.draft
    case = draft.before
    comment = getattr(order.command, "comment", "") or getattr(order.command, "reason", "")
    return {
        "case": {
            "id": case.id,
            "workflow": case.workflow,
            "subject": case.subject,
            "state": draft.state,
            "stage": draft.state.partition(".")[0],
            "standing": draft.standing,
            "outcome": draft.outcome or "",
        },
        "data": {name: value for name, value in draft.raw.items() if name not in hidden}
        if hidden
        else draft.raw,
        "event": {
            "name": news.event,
            "trigger": news.trigger,
            "source": news.source or "",
            "actor": "" if order.actor is SYSTEM else order.actor.id,
            "comment": comment,
            "at": written(order.at),
            **_end(news, hidden),
        },
    }


def _end(news: News, hidden: frozenset[str]) -> dict[str, Any]:
    """Return the end of the deadline it is about: its last day, or the instant; empty for none."""
    item = news.deadline
    if item is None or (hidden and tells(news.draft.machine, item, hidden)):
        return {"due": "", "provisional": False}
    end = item.last or item.due.astimezone(news.draft.machine.zone)
    return {"due": end.isoformat(), "provisional": item.provisional}
