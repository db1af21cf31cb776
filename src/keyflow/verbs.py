"""The verbs an engine and a borrowed transaction share: start, fire, do, preview, options.

Both differ only in where the connection comes from and who commits.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, overload

from keyflow.answers import Option, Outcome, Preview
from keyflow.asking import Asking, commands_of
from keyflow.model.case import Actor, Case
from keyflow.model.command import Command, Fire, Start
from keyflow.model.frozen import NOTHING
from keyflow.queries import texts
from keyflow.reads import Reads
from keyflow.ruling.in_time import catch_up
from keyflow.ruling.operations import perform
from keyflow.ruling.step import Step
from keyflow.showing import hidden_before, options_of, preview_of


class Verbs(Reads):
    """What can be asked of cases."""

    @abstractmethod
    def _run(self, asking: Asking) -> list[Outcome]:
        """Rule and write commands together."""

    # writing

    def start(
        self,
        workflow: str,
        *,
        subject: str,
        by: Actor,
        data: Mapping[str, Any] | None = None,
        parent: str | None = None,
        slot: str | None = None,
        comment: str = "",
        key: str | None = None,
        occurred_at: datetime | None = None,
    ) -> Case:
        """Begin a case and return it.

        `subject` is the host's key for what it is about. `slot` is the name it has among the
        children of `parent`, for checks and commands that speak of them. A `key` makes a retry
        harmless: the same key with the same command is answered, not repeated. Raises `Refused`,
        `InputError`, `NotFound`, and `Conflict` when the key was used for something else.
        """
        command = Start(workflow, subject, data or NOTHING, parent, slot, comment)
        return self.do(command, by=by, key=key, occurred_at=occurred_at).case

    def fire(
        self,
        case: str,
        trigger: str,
        *,
        by: Actor,
        data: Mapping[str, Any] | None = None,
        comment: str = "",
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Outcome:
        """Fire a trigger and return what it did.

        `data` changes fields the state lets be written. `expected` is the version the caller saw;
        any other is a `Conflict`. Raises `Refused` with every reason at once.
        """
        command = Fire(case, trigger, data or NOTHING, comment)
        return self.do(
            command,
            by=by,
            key=key,
            expected=expected,
            occurred_at=occurred_at,
            recorded_by=recorded_by,
        )

    @overload
    def do(
        self,
        command: Command,
        *,
        by: Actor,
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Outcome: ...

    @overload
    def do(
        self,
        command: Sequence[Command],
        *,
        by: Actor | Sequence[Actor],
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> list[Outcome]: ...

    def do(
        self,
        command: Command | Sequence[Command],
        *,
        by: Actor | Sequence[Actor],
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Outcome | list[Outcome]:
        """Do a command of `keyflow.commands`, or several in one transaction or none.

        Several are ruled in order, each on the result of those before; if any is refused nothing
        is done, and `Refused.refusals` lists every one with its reasons. Where they are not all of
        one person, as in the minutes of a meeting that a clerk enters, `by` holds one for each.
        """
        asking = Asking(commands_of(command), by, key, expected, occurred_at, recorded_by)
        outcomes = self._run(asking)
        return outcomes[0] if isinstance(command, Command) else outcomes

    # asking

    @overload
    def preview(
        self,
        command: Command,
        *,
        by: Actor,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Preview: ...

    @overload
    def preview(
        self,
        command: Sequence[Command],
        *,
        by: Actor | Sequence[Actor],
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> list[Preview]: ...

    def preview(
        self,
        command: Command | Sequence[Command],
        *,
        by: Actor | Sequence[Actor],
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> Preview | list[Preview]:
        """Show what `do` would do, or all reasons why it would be refused. Writes nothing.

        Raises what `do` would but for `Refused`: `InputError`, `NotFound`, and `Conflict` where
        the case is not at the `expected` version.
        """
        asking = Asking(commands_of(command), by, None, expected, occurred_at, recorded_by)
        with self._connect() as connection:
            world = self._runner.read(asking, connection)
            asked = range(len(asking.commands))
            viewers = {(by := asking.by(n)): self._viewer(by, connection) for n in asked}
            before = {
                by: hidden_before(viewer, world, asking.targets) for by, viewer in viewers.items()
            }
            rulings = self._runner.rule(asking, world, connection)
            people = map(asking.by, asked)
            previews = [
                preview_of(ruling, world, viewers[by], before[by])
                for ruling, by in zip(rulings, people, strict=True)
            ]
        return previews[0] if isinstance(command, Command) else previews

    @overload
    def options(self, case: str, *, by: Actor) -> list[Option]: ...

    @overload
    def options(self, case: list[str], *, by: Actor) -> dict[str, list[Option]]: ...

    def options(
        self, case: str | list[str], *, by: Actor
    ) -> list[Option] | dict[str, list[Option]]:
        """Return what somebody could try in a case now, and all that stands in the way of each.

        What follows from it counts too, such as a round of votes for which nobody is found.

        For several cases at once the answer is a mapping by case id.
        """
        wanted = texts(case, "case")
        found = {}
        with self._connect() as connection:
            order, world = self._runner.look(Asking([Fire("-", "options")], by), wanted, connection)
            viewer = self._viewer(by, connection)
            for identity in wanted:
                catch_up(world, identity, order.at, order.now)
                found[identity] = options_of(Step(world, order, perform), identity, viewer)
        return found[case] if isinstance(case, str) else found
