"""What a ruling may look up, on the connection of its command."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from keyflow.history import in_order
from keyflow.library import Library
from keyflow.model.attempt import Deed, Done, deed_of
from keyflow.model.decision import VOTES
from keyflow.model.event import Event
from keyflow.model.record import Family
from keyflow.store.contract import Connection


class Reading:
    """What a ruling may look up, on the connection of its command.

    With `until`, its past is what had happened by that instant.
    """

    def __init__(
        self, connection: Connection, library: Library, until: datetime | None = None
    ) -> None:
        self._connection = connection
        self._library = library
        self._until = until

    def families(self, cases: Sequence[str], key: str | None = None) -> Sequence[Family]:
        """Return the families of these cases, and whether a key was used."""
        return self._connection.families(cases, self.fields, key)

    def fields(self, definition: str) -> Any:
        """Return the data fields of a definition."""
        return self._library.fields(definition, self._connection)

    def past(self, root: str) -> Sequence[Done]:
        """Return a family's accepted steps, oldest first."""
        until = self._until
        events = [
            event
            for event in self._connection.events(root=root)
            if event.accepted and (until is None or event.occurred_at <= until)
        ]
        changed = Counter(event.id for event in events)
        past = _Past()
        for event in events:
            past.undo(event)
            for trigger in _triggers(event, alone=changed[event.id] == 1):
                past.add(event, trigger)
        return past.done

    def deeds(self, case: str) -> Sequence[Deed]:
        """Return a case's accepted events, in the order of its chain."""
        events = in_order(self._connection.events(case=case))
        return [deed_of(event) for event in events if event.accepted]

    def events(self, case: str) -> Sequence[Event]:
        """Return the events of a case."""
        return self._connection.events(case=case)

    def incidents(self, case: str) -> Sequence[str]:
        """Return what the case's latest event names as incidents."""
        last = in_order(self._connection.events(case=case))[-1]
        return list(last.body.get("incidents", ()))

    def live(self, workflow: str, subject: str) -> str | None:
        """Return the live root case of a workflow and subject."""
        return self._connection.live(workflow, subject)


class _Past:
    """The steps of a family, as its events are told one by one."""

    def __init__(self) -> None:
        self.done: list[Done] = []
        # By case and number of the task: which step was the vote on it that stands, in what round.
        self._cast: dict[tuple[str, int], tuple[int, int]] = {}

    def add(self, event: Event, trigger: str) -> None:
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

    def undo(self, event: Event) -> None:
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
