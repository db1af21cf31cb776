"""Counts what a replay did by the engine's own history; the log is not looked at here."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from keyflow import Case, Engine, Event

_PAGE = 1000


@dataclass(slots=True)
class Figures:
    """What became of a log's cases and events.

    `refused_by_reason` counts refused events by the code of the finding; `ended_late` cases ended
    after their deadline, `recorded_after_end` those with a note after their end, and `same_person`
    those in which somebody did both a T02 and a T04, and
    `overdue_notices` those of which somebody was told that they are overdue.
    """

    cases: int = 0
    accepted: int = 0
    refused: int = 0
    refused_by_reason: Counter[str] = field(default_factory=Counter)
    ended_late: int = 0
    recorded_after_end: int = 0
    same_person: int = 0
    overdue_notices: int = 0

    def row(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "cases": self.cases,
            "events": self.accepted + self.refused,
            "accepted": self.accepted,
            "refused": self.refused,
            "refused_by_reason": dict(self.refused_by_reason.most_common()),
            "ended_late": self.ended_late,
            "recorded_after_end": self.recorded_after_end,
            "same_person": self.same_person,
            "overdue_notices": self.overdue_notices,
        }


def count(engine: Engine, rule: str, activities: Mapping[str, tuple[str, str]]) -> Figures:
    """Return the figures of the replay in which the rule had this weight."""
    families: dict[str, list[Case]] = defaultdict(list)
    for case in _cases(engine):
        families[case.root].append(case)
    figures = Figures()
    for members in families.values():
        root = next(case for case in members if case.parent is None)
        if root.data["rule"] == rule:
            history = {case.id: engine.history(case.id) for case in members}
            _count_family(root, history, rule, activities, figures)
    return figures


def _cases(engine: Engine) -> Iterator[Case]:
    offset = 0
    while found := engine.cases(limit=_PAGE, offset=offset).cases:
        yield from found
        offset += _PAGE


def _count_family(
    root: Case,
    history: Mapping[str, Sequence[Event]],
    rule: str,
    activities: Mapping[str, tuple[str, str]],
    figures: Figures,
) -> None:
    own = history[root.id]
    family = [event for events in history.values() for event in events]
    figures.cases += 1
    # Commands that came from the log have a key of its own; a refusal uses up none.
    figures.accepted += sum((event.key or "").startswith(f"{rule}/") for event in family)
    for event in family:
        if not event.accepted:
            figures.refused += 1
            figures.refused_by_reason.update(event.body["codes"])
    figures.ended_late += _ended_late(root, own)
    figures.recorded_after_end += any(_is_accepted(event, "note") for event in own)
    figures.same_person += _same_person(family, activities)
    figures.overdue_notices += any(event.verb == "expire" for event in own)


def _ended_late(root: Case, own: Sequence[Event]) -> bool:
    return any(
        event.occurred_at > root.data["deadline"]
        for event in own
        if _is_accepted(event, "terminate")
    )


def _same_person(family: Sequence[Event], activities: Mapping[str, tuple[str, str]]) -> bool:
    people: dict[str, set[str | None]] = {"T02": set(), "T04": set()}
    for event in family:
        done = event.trigger
        if event.verb == "note" and event.private:
            _, done = activities.get(event.private["text"], ("", ""))
        if event.accepted and done in people:
            people[done].add(event.actor)
    return not people["T02"].isdisjoint(people["T04"])


def _is_accepted(event: Event, verb: str) -> bool:
    return event.verb == verb and event.accepted
