"""Recusing (回避): who takes the seat, and that a role's goes back to the role."""

from collections.abc import Mapping, Sequence

from keyflow.finding import Finding
from keyflow.model.decision import Recuse
from keyflow.model.desk import Task
from keyflow.model.lookalikes import alike
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import policy_of
from keyflow.ruling.findings import no
from keyflow.ruling.matching import holders_of, others_hold
from keyflow.ruling.receiving import for_oneself, in_the_round, receivable
from keyflow.ruling.rounds import can_be_approved
from keyflow.ruling.step import Step


def replacement(
    step: Step, draft: Draft, seats: Sequence[Task], command: Recuse, person: str | None
) -> list[Finding]:
    """Who could not be done without names another: a required voter, or one too many to lose."""
    if command.to is not None:
        found = receivable(step, draft, policy_of(draft, seats[0]), command.to)
        if alike(command.to, person) and not found:
            found = [no("in-the-round", person=command.to)]
        return [*found, *for_oneself(step, person, command.to)]
    gone = [task for task in seats if not _goes_back(step, draft, task, person)]
    without = {task.n for task in gone}
    needed = can_be_approved(draft) and not can_be_approved(draft, without=without)
    return [no("name-another")] if needed or any(task.required for task in gone) else []


def stand_ins(
    step: Step, draft: Draft, seats: Sequence[Task], command: Recuse, person: str
) -> Mapping[int, Task]:
    """Return, by the number of a recused seat, the task in its stead: its role's, or a person's."""
    taken = [
        seat for seat in seats if command.to is not None or _goes_back(step, draft, seat, person)
    ]
    return {
        seat.n: _in_place_of(step, seat, n, command.to)
        for n, seat in enumerate(taken, draft.desk.last + 1)
    }


def _goes_back(step: Step, draft: Draft, task: Task, person: str | None) -> bool:
    """Tell whether somebody else may do a role's task, as far as is known; then it stays a task.

    Without a directory nobody knows who else holds the role: it is the role's again.
    """
    policy = policy_of(draft, task)
    if not task.roles or task.past or policy is None:
        return False
    known = holders_of(step, draft, task) or ()
    busy = [one for one in known if alike(one, person) or in_the_round(draft, one)]
    return others_hold(step, draft, policy, task, busy)


def _in_place_of(step: Step, task: Task, n: int, person: str | None) -> Task:
    """Return the seat of who takes a recused one's: among those added, or with its own ballot."""
    new = task.with_(n=n, person=person, owner=None, past=(), rights=(), opened=step.order.at)
    if person is not None:
        new = new.with_(people=(), roles=())
    if task.place in {"before", "after"}:
        return new
    return new.with_(under=task.n, place="instead")
