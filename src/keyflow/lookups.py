"""What a ruling may look up, on the connection of its command."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from keyflow.history import in_order
from keyflow.library import Library
from keyflow.model.attempt import Deed, Done
from keyflow.model.event import Event
from keyflow.model.record import Family
from keyflow.store.contract import Connection


class Reading:
    """What a ruling may look up, on the connection of its command."""

    def __init__(self, connection: Connection, library: Library) -> None:
        self._connection = connection
        self._library = library

    def families(self, cases: Sequence[str], key: str | None = None) -> Sequence[Family]:
        """Return the families of these cases, and whether a key was used."""
        return self._connection.families(cases, self.fields, key)

    def fields(self, definition: str) -> Any:
        """Return the data fields of a definition."""
        return self._library.fields(definition, self._connection)

    def past(self, root: str) -> Sequence[Done]:
        """Return a family's accepted steps, oldest first."""
        events = [event for event in self._connection.events(root=root) if event.accepted]
        changed = Counter(event.id for event in events)
        return [
            Done(trigger, event.actor or "", event.case, event.occurred_at, event.source or "")
            for event in events
            for trigger in _triggers(event, alone=changed[event.id] == 1)
        ]

    def deeds(self, case: str) -> Sequence[Deed]:
        """Return a case's accepted events, in the order of its chain."""
        return [
            Deed(
                event.seq,
                event.verb,
                event.state,
                event.body["standing"],
                event.seq == 1 or bool(event.body.get("left")),
                event.occurred_at,
            )
            for event in in_order(self._connection.events(case=case))
            if event.accepted
        ]

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


def _triggers(event: Event, *, alone: bool) -> Iterable[str]:
    """Return what somebody did: their command, where it was addressed to this case, and its steps.

    Of the cases that one command changed, the addressed one names the others.
    """
    steps = [step[0] for step in event.body.get("steps", ()) if not step[3]]
    if event.verb == "fire" or not (alone or "touched" in event.body):
        return steps
    return dict.fromkeys([event.verb, *steps])
