"""What was done in the families used last, remembered from command to command."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from keyflow.model.attempt import Done
from keyflow.model.case import Case
from keyflow.model.decision import VOTES
from keyflow.model.event import Event
from keyflow.model.record import Family
from keyflow.store.contract import Connection

# Of how many families the past is remembered, and how many of its cases may have moved on since:
# where more have, one reading of the whole family costs less.
_FAMILIES = 200
_MOVED = 8

# The number and hash of the last event of a chain.
Head = tuple[int, str]


class Memory:
    """The accepted steps of the families used last, so that of each only what is new is read.

    What was read before is taken only where the event it ended with still has its hash, which
    answers for all before it: a transaction that was rolled back leaves nothing here.
    """

    def __init__(self) -> None:
        self._pasts: dict[str, _Past] = {}

    def done(self, family: Family, connection: Connection) -> Sequence[Done]:
        """Return the accepted steps of a family, oldest first."""
        past = self._pasts.pop(family.root, None)  # nobody else uses it meanwhile
        new = None if past is None else _news(past, family, connection)
        if past is None or new is None or not past.may_go_on(new):
            past, new = _Past(), connection.events(root=family.root)
        past.go_on(new)
        self._pasts[family.root] = past
        if len(self._pasts) > _FAMILIES:
            self._pasts.pop(next(iter(self._pasts)), None)
        return tuple(past.done)


def done_until(family: Family, connection: Connection, until: datetime) -> Sequence[Done]:
    """Return the steps of a family that were done by an instant."""
    past = _Past()
    past.go_on([e for e in connection.events(root=family.root) if e.occurred_at <= until])
    return past.done


def _news(past: "_Past", family: Family, connection: Connection) -> list[Event] | None:
    """Return what has happened since, by recorded time; None where all must be read again."""
    members = {case.id for case in family.cases}
    moved = [case for case in family.cases if past.heads.get(case.id) != (case.seq, case.head)]
    if len(moved) > _MOVED or not members.issuperset(past.heads):
        return None
    new: list[Event] = []
    for case in moved:
        later = _later(past.heads.get(case.id), case, connection)
        if later is None:
            return None
        new += later
    return sorted(new, key=_by_time)


def _later(head: Head | None, case: Case, connection: Connection) -> Sequence[Event] | None:
    """Return the events of a case after its head as it was; None where that is no more."""
    if head is None:
        return connection.events(case=case.id)
    found = {event.seq: event for event in connection.events(case=case.id, since=head[0])}
    last = found.pop(head[0], None)
    return list(found.values()) if last is not None and last.hash == head[1] else None


def _by_time(event: Event) -> tuple[datetime, str, int]:
    return event.recorded_at, event.case, event.seq


class _Past:
    """The steps of a family, as its events are told one by one."""

    def __init__(self) -> None:
        self.done: list[Done] = []
        self.heads: dict[str, Head] = {}
        self._last: Event | None = None
        # By case and number of the task: which step was the vote on it that stands, in what round.
        self._cast: dict[tuple[str, int], tuple[int, int]] = {}

    def may_go_on(self, events: Sequence[Event]) -> bool:
        """Tell whether events come after those told, and take nothing back that these said."""
        last = self._last
        later = not events or last is None or _by_time(last) < _by_time(events[0])
        return later and all(event.verb != "erase" for event in events)

    def go_on(self, events: Sequence[Event]) -> None:
        """Tell further events, by recorded time: all that one command left, or none of it."""
        changed = Counter(event.id for event in events if event.accepted)
        for event in events:
            self._last = event
            self.heads[event.case] = max(
                (event.seq, event.hash), self.heads.get(event.case, (0, ""))
            )
            if event.accepted:
                self._undo(event)
                for trigger in _triggers(event, alone=changed[event.id] == 1):
                    self._add(event, trigger)

    def _add(self, event: Event, trigger: str) -> None:
        """Add a step; of a vote with its tasks, and for whom it was cast."""
        person, votes = None, _votes(event) if trigger == event.verb and trigger in VOTES else []
        actor = event.actor or ""
        for n, round_, _ in votes:
            self._cast[event.case, n] = len(self.done), round_
        if votes:
            named = (event.private or {}).get("desk", {}).get("tasks", {})
            person = named.get(str(votes[0][0]), {}).get("person")
        n, _, seen = votes[0] if votes else (0, 0, "")
        for_ = person if person != actor else None
        at, source = event.occurred_at, event.source or ""
        self.done.append(Done(trigger, actor, event.case, at, source, for_, n, seen=seen))

    def _undo(self, event: Event) -> None:
        """Mark the votes that an event undid: asked again, taken back, or void with their round."""
        desk = event.body.get("desk", {})
        again = {task["n"] for task in desk.get("tasks", ()) if task["status"] != "done"}
        void = {one["n"] for one in desk.get("rounds", ()) if one.get("status") == "void"}
        for (case, n), (place, round_) in list(self._cast.items()):
            if case == event.case and (n in again or round_ in void):
                self.done[place] = self.done[place]._replace(undone=event.verb)
                del self._cast[case, n]


def _votes(event: Event) -> list[tuple[int, int, str]]:
    """Return the tasks on which an event cast its vote, each with its round and what was seen."""
    at = event.occurred_at.isoformat()
    return [
        (task["n"], task["round"], task.get("seen", ""))
        for task in event.body.get("desk", {}).get("tasks", ())
        if task["kind"] == "vote"
        and (task.get("answer"), task.get("at"), task.get("label", "")) == (event.verb, at, "")
    ]


def _triggers(event: Event, *, alone: bool) -> Iterable[str]:
    """Return what somebody did: their command, where it was addressed to this case, and its steps.

    Of the cases that one command changed, the addressed one names the others.
    """
    steps = [step[0] for step in event.body.get("steps", ()) if not step[3]]
    if event.verb == "fire" or not (alone or "touched" in event.body):
        return steps
    return dict.fromkeys([event.verb, *steps])
