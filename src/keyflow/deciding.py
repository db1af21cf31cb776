"""The verbs of approvals: decide, the inbox, why not, and the way ahead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from keyflow.answers import Outcome
from keyflow.asking import Asking
from keyflow.auditors import Auditor
from keyflow.errors import InputError, KeyflowError
from keyflow.finding import Finding
from keyflow.inboxes import InboxPage, boxes_of, page
from keyflow.model import limits
from keyflow.model.case import Actor
from keyflow.model.command import Command, Fire, Start
from keyflow.model.decision import DECISIONS, Transfer
from keyflow.model.desk import task_id
from keyflow.model.values import identifier, whole
from keyflow.ruling.beginning import imagined
from keyflow.ruling.operations import perform
from keyflow.ruling.routing import Stop, route
from keyflow.ruling.step import Step
from keyflow.store.contract import InboxQuery
from keyflow.verbs import Verbs

InboxName = Literal["todo", "done", "mine", "copied", "overdue", "delegated"]


@dataclass(frozen=True, slots=True)
class Blocker:
    """One reason why something cannot be done, and who could lift it: roles and persons."""

    finding: Finding
    lifted_by: tuple[str, ...] = ()


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
        self, commands: Sequence[Command], *, by: Actor, key: str | None = None
    ) -> list[Outcome | KeyflowError]:
        """Do several commands each by itself, and report on each: its outcome, or its error.

        With a `key`, that of the third is `key/2`. `do` with a list does all or none.
        """
        if not 0 < len(commands) <= limits.COMMANDS:
            raise InputError("commands", f"there must be 1 to {limits.COMMANDS} of them")
        report: list[Outcome | KeyflowError] = []
        for number, command in enumerate(commands):
            own = None if key is None else f"{key}/{number}"
            try:
                report += self._run(Asking([command], by, own, batch=len(commands) > 1))
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
        with self._connect() as connection:
            wanted = boxes_of(self._runner, by, box, connection)
            found = page(self._runner, wanted, by, limit, offset, connection)
            see = self._viewer(by, connection).case
            items = tuple(replace(item, case=see(item.case)) for item in found.items)
            return replace(found, items=items)

    def handing_over(self, person: str, to: str, *, reason: str) -> list[Transfer]:
        """Return the commands that hand all of somebody's open tasks to another (离职转办).

        `do` runs them, all or none, by somebody whose role may `hand-over`; `preview` shows first
        what would stand in the way. At most 2,000 at a time, the oldest first.
        """
        query = InboxQuery([f"p:{identifier(person, 'person')}"], "todo", limit=limits.COMMANDS)
        with self._connect() as connection:
            found, _ = connection.inbox(query, self._runner.given.library.on(connection))
        return [Transfer(task_id(one.case.id, one.n), to, reason) for one in found]

    @property
    def auditor(self) -> Auditor:
        """The lists an auditor asks for, over the whole store."""
        return Auditor(self._runner, self._connect)

    def why_not(self, command: Command, *, by: Actor) -> list[Blocker]:
        """Return everything that stands in the way of a command, and who could lift each of it."""
        shown = self.preview(command, by=by)
        blocking = [item for item in shown.findings if item.severity == "block"]
        return [Blocker(item, _lifters(item)) for item in blocking]

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


# Where a reason names those who may, or who are waited for.
_LIFTING = {
    "not-allowed": "roles",
    "not-waivable": "roles",
    "not-a-clerk": "roles",
    "not-your-task": "holder",
    "not-your-turn": "others",
    "opinions-open": "people",
    "claimed": "person",
    "delegated": "person",
}


def _lifters(finding: Finding) -> tuple[str, ...]:
    """Return who could lift a reason: by waiving it, or by being the one who may."""
    if finding.waivable:
        return tuple(finding.waivable)
    said = str(finding.values.get(_LIFTING.get(finding.code, ""), ""))
    return tuple(part.strip() for part in said.split(",") if part.strip(" -"))
