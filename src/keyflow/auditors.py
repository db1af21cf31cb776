"""Lists for the auditor: what was waived, overridden, entered late, done by one person twice."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyflow.entitling import Entitled, entitled
from keyflow.model.event import Event
from keyflow.model.lookalikes import alike
from keyflow.model.record import event_of
from keyflow.model.values import identifier, instant
from keyflow.running import Runner
from keyflow.store.contract import Connection


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: which event of which case, who did it, and what the list is about.

    `actor` is None once erased. `what` says what was waived, overridden, or how late it was
    entered; `why` is the reason or comment given.
    """

    case: str
    seq: int
    at: datetime
    recorded: datetime
    verb: str
    actor: str | None
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two steps of one family that one person took."""

    root: str
    person: str
    first: Entry
    second: Entry


class Auditor:
    """Looks through the whole history of a store. It writes nothing."""

    def __init__(
        self, runner: Runner, connect: Callable[[], AbstractContextManager[Connection]]
    ) -> None:
        self._runner = runner
        self._connect = connect

    def waivers(self) -> list[Entry]:
        """Return every check that was waived: when the waiver was given, and when it was used."""
        found = []
        for event in self._events():
            if event.verb == "waive":
                *_, (check, trigger, _seq) = event.body["waivers"]
                found.append(_entry(event, f"{check} for {trigger}"))
            used = [check.check for check in event.checks if check.result == "waived"]
            found += [_entry(event, f"{check} used") for check in used]
        return found

    def overrides(self) -> list[Entry]:
        """Return approvals against a reasoned no, jumps, and tasks taken from somebody by office.

        A reasoned no is overridden by whoever approves after it with reasons of their own. A task
        is also taken from somebody by a standing substitute who transfers it.
        """
        found = []
        for event in self._events():
            if people := event.body.get("overrides"):
                found.append(_entry(event, f"{people} reasoned disagreements"))
            elif event.verb == "jump":
                found.append(_entry(event, f"{event.source} to {event.state}"))
            found += [_entry(event, f"task {n} of {person}") for n, person in _taken(event)]
        return found

    def late_entries(self, longer_than: timedelta = timedelta(0)) -> list[Entry]:
        """Return what was recorded later than it happened, the longest delay first."""
        late = [
            _entry(event, str(event.recorded_at - event.occurred_at))
            for event in self._events()
            if event.recorded_at - event.occurred_at > longer_than
        ]
        return sorted(late, key=lambda entry: entry.at - entry.recorded)

    def same_person(self, first: str, second: str) -> list[Pair]:
        """Return the pairs of steps in one family that one person took.

        `first` and `second` are triggers or verbs, such as `submit` and `approve`. A vote cast by a
        substitute is a step of both. Two steps are one pair, whichever came first.
        """
        identifier(first, "first")
        identifier(second, "second")
        families: dict[str, list[Event]] = {}
        for event in self._events():
            if _people(event) and {first, second} & {event.verb, event.trigger}:
                families.setdefault(event.root, []).append(event)
        return [
            pair
            for root, events in families.items()
            for pair in _pairs(root, events, first, second)
        ]

    def who_could(self, task: str, at: datetime) -> list[Entitled]:
        """Return who could have decided on a task at a moment, and by what right.

        Whoever anything kept from it then is left out: the initiator, one kept apart, one who had
        voted. Without a directory a role is shown as `role:X`, as only the host knows its holders.
        Of a delegated task its owner is named. Raises `NotFound` if there was no such open task.
        """
        with self._connect() as connection:
            return entitled(self._runner, connection, identifier(task, "task"), instant(at, "at"))

    def _events(self) -> Iterator[Event]:
        """Yield every accepted event."""
        with self._connect() as connection:
            for stored in connection.all_events():
                if stored.accepted:
                    yield event_of(stored)


def _entry(event: Event, what: str) -> Entry:
    return Entry(
        event.case,
        event.seq,
        event.occurred_at,
        event.recorded_at,
        event.trigger or event.verb,
        event.actor,
        what,
        event.comment,
    )


def _taken(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the tasks that somebody transferred who did not hold them, and who had held them."""
    if event.verb == "transfer" and event.private:
        for n, named in event.private.get("desk", {}).get("tasks", {}).items():
            past = named.get("past", ())
            if past and event.actor != past[-1]:
                yield n, past[-1]


def _pairs(root: str, events: list[Event], first: str, second: str) -> Iterator[Pair]:
    ordered = sorted(events, key=lambda event: (event.recorded_at, event.case, event.seq))
    did: Mapping[str, list[Event]] = {
        name: [event for event in ordered if name in {event.verb, event.trigger}]
        for name in (first, second)
    }
    seen: set[frozenset[tuple[str, int]]] = set()
    for one in did[first]:
        for other in did[second]:
            pair = frozenset({(one.case, one.seq), (other.case, other.seq)})
            if one is other or pair in seen:
                continue
            for person in _the_same(_people(one), _people(other)):
                seen.add(pair)
                yield Pair(root, person, _entry(one, first), _entry(other, second))


def _the_same(some: set[str], others: set[str]) -> list[str]:
    """Return who of some is among others, or looks like one of them."""
    return sorted(person for person in some if alike(person, *others))


def _people(event: Event) -> set[str]:
    """Return who took a step: its actor, and the approver for whom they voted."""
    private = event.private or {}
    named = private.get("desk", {}).get("tasks", {})
    cast = {
        str(task["n"]) for task in event.body.get("desk", {}).get("tasks", ())
        if task["kind"] == "vote" and task["status"] == "done" and task.get("answer") == event.verb
    }  # fmt: skip
    votes = (names for n, names in named.items() if n in cast and "by" in names)
    principals = {names.get("person") for names in votes if names["by"] == event.actor}
    return {person for person in (event.actor, *principals) if person is not None}
