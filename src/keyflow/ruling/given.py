"""What a ruling is given: who asks for what and when, and the host's answers. Nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from keyflow.model.attempt import Deed, Done
from keyflow.model.case import Actor, Case
from keyflow.model.command import Command
from keyflow.model.definition import Notice
from keyflow.model.event import Event
from keyflow.model.notifier import Rendered
from keyflow.model.record import Family
from keyflow.ruling.machine import Machine
from keyflow.ruling.worker import Workers


class Directory(Protocol):
    """Who holds which role. With one, it is the only source of rights (D17)."""

    def roles(self, person: str, case: Case, at: datetime) -> frozenset[str]:
        """Return the roles a person holds for a case at an instant."""
        ...

    def holders(self, role: str, case: Case, at: datetime) -> Sequence[str]:
        """Return the persons who hold a role for a case at an instant."""
        ...

    def superior(self, person: str, level: int, at: datetime) -> str | None:
        """Return the superior `level` steps above a person."""
        ...

    def revision(self) -> str:
        """Return a mark that changes whenever any answer may have changed."""
        ...

    def offices(self, person: str, at: datetime) -> frozenset[str]:
        """Return all roles a person holds in some case or other at an instant."""
        ...

    def principals(self, person: str, case: Case | None, at: datetime) -> Sequence[str]:
        """Return for whom a person may stand in, in this case or in any, at an instant."""
        ...

    def substitutes(self, person: str, case: Case, at: datetime) -> Sequence[str]:
        """Return who may stand in for a person, in this case at an instant."""
        ...

    def head(self, unit: str, at: datetime) -> str | None:
        """Return the head of a unit at an instant."""
        ...


class Reader(Protocol):
    """What a ruling may look up, as of the moment it began."""

    def families(self, cases: Sequence[str], key: str | None = None) -> Sequence[Family]:
        """Return the families of these cases, each with whether `key` was used."""
        ...

    def past(self, family: Family) -> Sequence[Done]:
        """Return a family's accepted steps, oldest first."""
        ...

    def deeds(self, case: str) -> Sequence[Deed]:
        """Return a case's accepted events, in the order of its chain."""
        ...

    def events(self, case: str) -> Sequence[Event]:
        """Return the events of a case."""
        ...

    def incidents(self, case: str) -> Sequence[str]:
        """Return the incidents that the latest event of a case noted."""
        ...

    def live(self, workflow: str, subject: str) -> str | None:
        """Return the live root case of a workflow and subject."""
        ...


@dataclass(frozen=True, slots=True)
class Given:
    """The fixed surroundings of one ruling.

    `machine` finds a compiled definition by hash, `current` the newest by workflow name. `facts`
    answers for one case, where the host gives any. `render` turns a notice and its context into
    texts by language. `new_id` and `new_salt` make ids and salts.
    """

    reader: Reader
    machine: Callable[[str], Machine]
    current: Callable[[str], Machine]
    facts: Callable[[Case], Any] | None
    render: Callable[[Notice, Mapping[str, Any]], Rendered]
    workers: Workers
    new_id: Callable[[], str]
    new_salt: Callable[[], str]
    directory: Directory | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """A command with its envelope.

    `now` is when it is recorded, `at` when it happened. `payload` is what a repeat is compared
    with. `recorded_by` names the clerk who enters it for `actor`. `batch` says that it is one of
    several asked for at once.
    """

    command: Command
    actor: Actor
    id: str
    now: datetime
    at: datetime
    key: str | None = None
    payload: str = ""
    expected: int | None = None
    recorded_by: Actor | None = None
    batch: bool = False
