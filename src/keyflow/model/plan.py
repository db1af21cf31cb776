"""`Plan` and `Change`: plugin code that belongs to a transition that is allowed."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from keyflow.model.attempt import Attempt
from keyflow.model.command import Command
from keyflow.model.component import Component


class Plan(Component):
    """A kind of plan: it reads an allowed attempt and returns the commands that belong to it.

    They are ruled in order, each on the result of the one before, and committed with the step or
    refused with it. They run with the actor's rights plus the role `system`. It is given
    `timeout` seconds on a worker thread, unless the class says `inline = True`, which promises that
    it does no input or output.
    """

    inline: ClassVar[bool] = False
    timeout: ClassVar[float] = 10.0

    @abstractmethod
    def plan(self, attempt: Attempt) -> Sequence[Command]:
        """Return the commands; none is fine. It must not write anything."""


class Change(Component):
    """A kind of change: it writes the host's own rows in the same database transaction.

    `connection` is the DB-API connection the command is committed on. It runs under the lock, so
    keep it to a few statements; never commit or roll back. Raising takes the command back.
    """

    @abstractmethod
    def apply(self, attempt: Attempt, connection: Any) -> None:
        """Write the rows."""
