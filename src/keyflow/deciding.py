"""The verbs of approvals: decide, the inbox, why not, and the way ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any, Literal, get_args

from keyflow.answers import Outcome
from keyflow.asking import Asking, commands_of
from keyflow.auditors import Auditor
from keyflow.errors import InputError, KeyflowError
from keyflow.inboxes import InboxPage, boxes_of, given_up, page
from keyflow.lifting import Blocker, blocker
from keyflow.model import limits
from keyflow.model.case import Actor, Case
from keyflow.model.command import Command, Fire, Start
from keyflow.model.decision import DECISIONS, Arrange, Transfer
from keyflow.model.desk import Box, task_id
from keyflow.model.lookalikes import alike
from keyflow.model.values import identifier, one_of, somebody, whole
from keyflow.ruling.beginning import imagined
from keyflow.ruling.operations import perform
from keyflow.ruling.routing import Stop, route
from keyflow.ruling.step import Step
from keyflow.store.contract import InboxQuery, Lying
from keyflow.verbs import Verbs

InboxName = Literal["todo", "done", "mine", "copied", "overdue", "delegated"]
_THEIRS: tuple[Box, ...] = ("todo", "held", "waiting", "lent", "chosen")


class Deciding(Verbs):
    """What people do with their tasks."""

    def decide(
        self,
        task: str,
        choice: str,
        *,
        by: Actor,
        key: str | None = None,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
        **given: Any,
    ) -> Outcome:
        """Decide on a task: approve, reject, abstain or recuse; return what became of its case.

        `given` are the fields of the command of that name in `keyflow.commands`, such as `comment`
        and `data`. Raises as `do` does.
        """
        kind = DECISIONS.get(choice)
        if kind is None:
            raise InputError("choice", f"{choice!r} is not one of {', '.join(DECISIONS)}")
        try:
            command = kind(task, **given)
        except TypeError as error:
            raise InputError("decide", str(error).partition(") ")[2] or str(error)) from None
        return self.do(
            command,
            by=by,
            key=key,
            expected=expected,
            occurred_at=occurred_at,
            recorded_by=recorded_by,
        )

    def each(
        self,
        commands: Sequence[Command],
        *,
        by: Actor,
        key: str | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> list[Outcome | KeyflowError]:
        """Do several commands each by itself, and report on each: its outcome, or its error.

        With a `key`, that of the third is `key/2`. `do` with a list does all or none.
        """
        asked = commands_of(commands)
        if not 0 < len(asked) <= limits.COMMANDS:
            raise InputError("commands", f"there must be 1 to {limits.COMMANDS} of them")
        report: list[Outcome | KeyflowError] = []
        for number, command in enumerate(asked):
            own = None if key is None else f"{key}/{number}"
            try:
                asking = Asking([command], by, own, None, occurred_at, recorded_by, len(asked) > 1)
                report += self._run(asking)
            except KeyflowError as error:
                report.append(error)
        return report

    def inbox(
        self,
        *,
        by: Actor,
        box: InboxName = "todo",
        limit: int = 50,
        offset: int = 0,
    ) -> InboxPage:
        """Return a page of somebody's tasks, and how many there are.

        `todo` is what waits for them, `overdue` what of it is late, `delegated` what they may do
        for others; `copied` is what they have not read yet, `done` what they did, newest first,
        and `mine` the cases they began.
        """
        whole(limit, "limit", 1, 1000)
        whole(offset, "offset", 0, limits.SAFE_INTEGER)
        if not isinstance(by, Actor):
            raise InputError("by", f"must be an Actor, not {type(by).__name__}")
        one_of(box, "box", get_args(InboxName))
        with self._connect() as connection:
            wanted = boxes_of(self._runner, by, box, connection)
            found = page(self._runner, wanted, by, limit, offset, connection)
            see = self._viewer(by, connection).case
            items = tuple(replace(item, case=see(item.case)) for item in found.items)
            return replace(found, items=items)

    def handing_over(self, person: str, to: str, *, reason: str) -> list[Transfer | Arrange]:
        """Return the commands that hand all that is somebody's to do to another (离职转办).

        That is what waits for them, what waits for its turn, what they delegated, and what they
        were chosen to decide later. `do` runs them, all or none, by somebody whose role may
        `hand-over`; `preview` shows first what would stand in the way. The list is empty where
        there is nothing to hand over, which `do` would refuse. At most 2,000 at a time, the oldest
        first. Raises `InputError` where both look like one person.
        """
        whose = [f"p:{identifier(person, 'person')}"]
        if alike(person, somebody(to, "to")):
            raise InputError("to", f"{to!r} and {person!r} look like one person; give one")
        found: list[Lying] = []
        with self._connect() as connection:
            directory, now = self._runner.directory(connection), self._runner.now(connection)
            schema = self._runner.given.library.on(connection)
            for box in _THEIRS:
                query = InboxQuery(whose, box, newest=box == "chosen", limit=limits.COMMANDS)
                found += connection.inbox(query, schema)[0]
        found.sort(key=attrgetter("at", "case.id", "n"))
        orders: list[Transfer | Arrange] = []
        for one in found:
            if one.n == 0:
                orders += _arranging(one.case, person, to, reason)
            elif not given_up(one, directory, now):
                orders.append(Transfer(task_id(one.case.id, one.n), to, reason, whose=person))
        return orders[: limits.COMMANDS]

    @property
    def auditor(self) -> Auditor:
        """The lists an auditor asks for, over the whole store."""
        return Auditor(self._runner, self._connect)

    def why_not(
        self,
        command: Command,
        *,
        by: Actor,
        expected: int | None = None,
        occurred_at: datetime | None = None,
        recorded_by: Actor | None = None,
    ) -> list[Blocker]:
        """Return everything that stands in the way of a command, and who could lift each of it."""
        shown = self.preview(
            command, by=by, expected=expected, occurred_at=occurred_at, recorded_by=recorded_by
        )
        blocking = [item for item in shown.findings if item.severity == "block"]
        if not blocking:
            return []
        cases = [command.target] if command.target else []
        with self._connect() as connection:
            order, world = self._runner.look(Asking([command], by), cases, connection)
            step = Step(world, order, perform)
            return [blocker(step, item, command) for item in blocking]

    def route(
        self,
        case: str | None = None,
        *,
        workflow: str | None = None,
        data: Mapping[str, Any] | None = None,
        by: Actor,
    ) -> list[Stop]:
        """Return the way ahead with the names of those who would be asked, before anything is sent.

        For a case as it is, or with `data` as if that had been written; or for a case of a
        `workflow` that `by` would begin with `data`.
        """
        if (case is None) == (workflow is None):
            raise InputError("case", "give a case, or the workflow of one to begin")
        begin = Start(workflow or "route", "route", data or {})
        asking = Asking([begin if case is None else Fire(case, "route", data or {})], by)
        with self._connect() as connection:
            if case is not None:
                identifier(case, "case")
                order, world = self._runner.look(asking, [case], connection)
                step = Step(world, order, perform)
                draft = step.draft(case)
                draft.write(step.patch(draft, data or {}))
                return route(step, draft)
            order, world = self._runner.look(asking, [], connection)
            step = Step(world, order, perform)
            return route(step, imagined(step, begin, by))


def _arranging(case: Case, person: str, to: str, reason: str) -> list[Transfer | Arrange]:
    """Return the commands that put somebody in the place of another where they decide later."""
    if case.ended:
        return []
    desk = case.desk
    deciding = case.state if desk.open_round is not None else None
    states = dict.fromkeys([*desk.arranged, *(one.state for one in desk.chosen)])
    return [
        Arrange(case.id, state, tuple(to if one == person else one for one in persons), reason)
        for state in states
        if person in (persons := desk.settled(state)) and state != deciding
    ]
