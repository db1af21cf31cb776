"""`Attempt`: the one value that checks, plans and changes are given. They only read it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyflow.model.case import Actor, Case
from keyflow.model.command import Command
from keyflow.model.schema import Data


@dataclass(frozen=True, slots=True)
class Done:
    """One accepted step of the past: which trigger, by whom, in which case of the family."""

    trigger: str
    actor: str
    case: str
    at: datetime


def _none() -> tuple[Any, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """A wish to fire a trigger, with all that may be looked at while judging it.

    `trigger` is the verb (`start`, `suspend`, …) where `command` is not a firing. `case` is the snapshot before; `data` the case's data with the attempt's own changes already
    in it; `dest` the state it would enter (None if it stays). `facts` is what the host's `facts`
    function returned for this case. `now` is the engine's clock and `at` when the thing happened.
    """

    workflow: str
    trigger: str
    command: Command
    case: Case
    actor: Actor
    roles: frozenset[str]
    source: str
    dest: str | None
    data: Data
    facts: Any
    comment: str
    now: datetime
    at: datetime
    parent: Case | None = None
    family: Callable[[], Sequence[Case]] = _none
    past: Callable[[], Sequence[Done]] = _none

    def children(self, slot: str | None = None) -> tuple[Case, ...]:
        """Return this case's child cases as they stand now, all or those opened under a name."""
        return tuple(
            case
            for case in self.family()
            if case.parent == self.case.id and slot in (None, case.slot)
        )

    def done(self, *triggers: str) -> tuple[Done, ...]:
        """Return the family's accepted steps so far, oldest first, all or those of some triggers.

        Only for checks whose class says `past = True`; reading the past costs a query.
        """
        return tuple(done for done in self.past() if not triggers or done.trigger in triggers)
