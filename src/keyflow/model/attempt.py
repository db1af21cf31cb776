"""`Attempt`: the one value that checks, plans and changes are given. They only read it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from keyflow.model.case import Actor, Case
from keyflow.model.command import Command
from keyflow.model.event import Event
from keyflow.model.schema import Data


class Done(NamedTuple):
    """One accepted step of the past: which trigger, by whom, in which case and from which state.

    Of a vote, `person` is for whom it was cast where that is not the actor, `n` the number of its
    task, `undone` the verb of what undid it later (a take-back, or a change of the content), and
    `seen` the digest of the content it was cast on.
    """

    trigger: str
    actor: str
    case: str
    at: datetime
    state: str = ""
    person: str | None = None
    n: int = 0
    undone: str = ""
    seen: str = ""


class Deed(NamedTuple):
    """One accepted event of a case: its number and verb, and how it left the case."""

    seq: int
    verb: str
    state: str
    standing: str
    entered: bool
    at: datetime


def deed_of(event: Event) -> Deed:
    """Return what an accepted event comes to."""
    entered = event.seq == 1 or bool(event.body.get("left"))
    standing = event.body["standing"]
    return Deed(event.seq, event.verb, event.state, standing, entered, event.occurred_at)


class Scene(Protocol):
    """What surrounds an attempt: the time, the family, and what was done before."""

    @property
    def now(self) -> datetime:
        """The engine's clock."""
        ...

    @property
    def at(self) -> datetime:
        """When the thing happened."""
        ...

    def view(self, case: str) -> Case:
        """Return a case of the family as it stands now."""
        ...

    def family(self, root: str) -> Sequence[Case]:
        """Return all cases of the family as they stand now."""
        ...

    def past(self, root: str) -> Sequence[Done]:
        """Return the family's accepted steps, oldest first."""
        ...


class Attempt(NamedTuple):
    """A wish to fire a trigger, with all that may be looked at while judging it.

    `trigger` is the verb (`start`, `suspend`, …) where `command` is not a firing. `case` is the
    snapshot before; `data` its data with the attempt's own changes already in it; `source` and
    `dest` the states it would leave and enter (`dest` is None if it stays). `roles` are those of
    the actor here. `facts` is what the host's `facts` function returned for this case.
    """

    trigger: str
    command: Command
    case: Case
    actor: Actor
    roles: frozenset[str]
    source: str
    dest: str | None
    data: Data
    facts: Any
    scene: Scene
    zone: ZoneInfo

    @property
    def workflow(self) -> str:
        """The workflow's name."""
        return self.case.workflow

    @property
    def comment(self) -> str:
        """The comment or reason that comes with it."""
        return getattr(self.command, "comment", "") or getattr(self.command, "reason", "")

    @property
    def now(self) -> datetime:
        """The engine's clock, in UTC."""
        return self.scene.now

    @property
    def at(self) -> datetime:
        """When it happened, in UTC; not later than `now`."""
        return self.scene.at

    @property
    def day(self) -> date:
        """The day it happened on, in the workflow's zone."""
        return self.scene.at.astimezone(self.zone).date()

    @property
    def parent(self) -> Case | None:
        """The case this one belongs to, as it stands now."""
        return self.scene.view(self.case.parent) if self.case.parent else None

    def children(self, slot: str | None = None) -> tuple[Case, ...]:
        """Return this case's child cases as they stand now, all or those opened under a name."""
        return tuple(
            case
            for case in self.scene.family(self.case.root)
            if case.parent == self.case.id and slot in (None, case.slot)
        )

    def done(self, *triggers: str) -> tuple[Done, ...]:
        """Return the family's accepted steps so far, oldest first, all or those of some triggers.

        `T` is a trigger of any workflow of the family, `W.T` the trigger T of workflow W. Only for
        checks whose class says `past = True`; reading the past costs a query.
        """
        past = self.scene.past(self.case.root)
        if not triggers:
            return tuple(past)
        of_workflow = any("." in trigger for trigger in triggers)
        return tuple(
            done
            for done in past
            if done.trigger in triggers or (of_workflow and self._full(done) in triggers)
        )

    def _full(self, done: Done) -> str:
        return f"{self.scene.view(done.case).workflow}.{done.trigger}"
