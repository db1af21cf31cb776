"""Who is told what: the messages that follow from a ruling, with their texts."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from keyflow.model.case import SYSTEM, Case
from keyflow.model.record import NewMessage
from keyflow.ruling.given import Order
from keyflow.ruling.people import addressed, recipients
from keyflow.ruling.step import News
from keyflow.ruling.world import World

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
            to = addressed(notice.to, item.holders) if "holders" in notice.to else notice.to
            people = recipients(to, order.actor, draft, world.given.directory, order.at)
            if not people:
                continue
            rendered = world.given.render(notice, _context(item, order))
            for person in people:
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


def _message_id(case: Case, *parts: str | None) -> str:
    """Return the id of a message: its case, the number of the event, and whom it tells what."""
    named = "\n".join(part or "" for part in parts)
    return f"{case.id}-{case.seq + 1}-{sha256(named.encode()).hexdigest()[:16]}"


def _context(news: News, order: Order) -> dict[str, Any]:
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
        "data": draft.raw,
        "event": {
            "name": news.event,
            "trigger": news.trigger,
            "source": news.source or "",
            "actor": "" if order.actor is SYSTEM else order.actor.id,
            "comment": comment,
            "at": order.at.isoformat(),
            **_end(news),
        },
    }


def _end(news: News) -> dict[str, Any]:
    """Return the end of the deadline it is about: its last day, or the instant; empty for none."""
    item = news.deadline
    if item is None:
        return {"due": "", "provisional": False}
    end = item.last or item.due.astimezone(news.draft.machine.zone)
    return {"due": end.isoformat(), "provisional": item.provisional}
