"""`Case` and `Actor`: what is the matter now, and who asks. Frozen snapshots."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from keyflow.errors import InputError
from keyflow.model.armed import Armed
from keyflow.model.desk import EMPTY, Desk, Task, task_id
from keyflow.model.schema import Data
from keyflow.model.values import person

Standing = Literal["active", "suspended", "completed", "terminated"]
ENDED = ("completed", "terminated")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: the host's id of a person, and the roles the host vouches for.

    With a directory the engine asks that for roles, and an actor that carries any is refused.
    """

    id: str
    roles: AbstractSet[str] = frozenset()

    def __post_init__(self) -> None:
        person(self.id, "actor")
        if isinstance(self.roles, str) or not isinstance(self.roles, Iterable):
            raise InputError("roles", f"must be a set of names, not {type(self.roles).__name__}")
        object.__setattr__(self, "roles", frozenset(self.roles))


SYSTEM = Actor("system", {"system"})


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waived check: for one trigger, until it is used or the state is left."""

    check: str
    trigger: str
    seq: int


class Case(NamedTuple):
    """One run of a workflow, as it stood when it was read.

    `subject` is the host's key for what it is about; `data` holds the fields of the workflow's
    schema; `definition` is the hash of the exact definition it keeps. `version` counts its own
    accepted commands, `revision` those of its whole family (kept on the root). `since` is when it
    entered its state; `seq` and `head` are the last number and hash of its audit chain. `desk`
    holds its tasks and its round of votes.
    """

    id: str
    workflow: str
    definition: str
    subject: str
    state: str
    standing: Standing
    outcome: str | None
    version: int
    data: Data
    root: str
    parent: str | None
    slot: str | None
    opened: datetime
    since: datetime
    changed: datetime
    seq: int
    head: str
    revision: int
    waivers: tuple[Waiver, ...] = ()
    armed: tuple[Armed, ...] = ()
    desk: Desk = EMPTY

    @property
    def ended(self) -> bool:
        """Whether it is over; then only notes, a reopening and an erasure are taken."""
        return self.standing in ENDED

    @property
    def stage(self) -> str:
        """The stage its state belongs to."""
        return self.state.partition(".")[0]

    @property
    def tasks(self) -> dict[str, Task]:
        """The tasks that are open now, by their ids."""
        return {task_id(self.id, t.n): t for t in self.desk.tasks if t.status == "open"}

    def with_(self, **changes: Any) -> "Case":
        """Return a copy with some fields changed."""
        return self._replace(**changes)
