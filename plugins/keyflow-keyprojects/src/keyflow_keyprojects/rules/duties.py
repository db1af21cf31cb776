"""K05, K06, K30 and meetings: who answers, who may not do two things, what is too soon or late."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.rules.reasons import Reason, reason


def sponsor(person: str | None, leaders: Iterable[Term], day: date) -> list[Reason]:
    """K05: one sponsor is assigned, and holds a city-level office on the day."""
    if not person:
        return [reason("sponsor-missing")]
    if any(term.person == person and term.covers(day) for term in leaders):
        return []
    return [reason("sponsor-not-in-office", sponsor=person, day=day)]


def hand_over(had: str | None, former: str | None, new: str | None) -> list[Reason]:
    """K05: the sponsor who leaves is the one the project had, and the new one is another."""
    reasons = [] if former == had else [reason("sponsor-misnamed", had=had, named=former)]
    return reasons if new != had else [*reasons, reason("sponsor-unchanged", sponsor=had)]


def responsible(data: Mapping[str, Any]) -> list[Reason]:
    """K06: responsible unit, its head and a dispatcher are named."""
    return [
        reason(f"{field}-missing")
        for field in ("unit", "head", "dispatcher")
        if not data.get(field)
    ]


def separation(actor: str, earlier: Iterable[tuple[str, str]]) -> list[Reason]:
    """K30: the actor has done none of the earlier steps; each is (trigger, who did it)."""
    own = dict.fromkeys(trigger for trigger, who in earlier if who == actor)
    return [reason("same-person", actor=actor, trigger=trigger) for trigger in own]


def in_time(at: datetime, latest: datetime | None) -> list[Reason]:
    """C4.10: a meeting is called before it is too late for that; None says that it is."""
    return [] if latest is not None and at < latest else [reason("notice-too-late")]


def quorum(present: int, members: int) -> list[Reason]:
    """C4.10: more than half of the members are present."""
    enough = present * 2 > members
    return [] if enough else [reason("no-quorum", present=present, members=members)]


def after(at: datetime, until: datetime | None) -> list[Reason]:
    """C4.12: the time to object is over."""
    over = until is None or at >= until
    return [] if over else [reason("objection-open", until=until)]
