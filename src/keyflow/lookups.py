"""What a ruling may look up, on the connection of its command."""

from collections.abc import Callable, Sequence
from typing import Any

from keyflow.history import in_order
from keyflow.library import Library
from keyflow.model.attempt import Deed, Done, deed_of
from keyflow.model.event import Event
from keyflow.model.record import Family
from keyflow.store.contract import Connection


class Reading:
    """What a ruling may look up, on the connection of its command.

    `done` returns what was done in a family, oldest first.
    """

    def __init__(
        self,
        connection: Connection,
        library: Library,
        done: Callable[[Family, Connection], Sequence[Done]],
    ) -> None:
        self._connection = connection
        self._library = library
        self._done = done

    def families(self, cases: Sequence[str], key: str | None = None) -> Sequence[Family]:
        """Return the families of these cases, and whether a key was used."""
        return self._connection.families(cases, self.fields, key)

    def fields(self, definition: str) -> Any:
        """Return the data fields of a definition."""
        return self._library.fields(definition, self._connection)

    def past(self, family: Family) -> Sequence[Done]:
        """Return a family's accepted steps, oldest first."""
        return self._done(family, self._connection)

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
