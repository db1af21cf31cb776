"""What an approval leaves owing (容缺): it binds once its round is approved, goes with its vote.

Until then it waits. It rests, too, while the case was turned down or sent back by its latest round.
"""

from datetime import date, datetime

from keyflow.model.armed import Armed, by_due
from keyflow.model.desk import Round, Task
from keyflow.model.owed import Owed
from keyflow.ruling.added import counts_as
from keyflow.ruling.draft import Draft
from keyflow.ruling.shut import shuts
from keyflow.ruling.step import Step
from keyflow.ruling.timing import OWED
from keyflow.ruling.worked import DAY, midnight

_APPROVED = frozenset({"approved", "deemed-approved"})
# The votes were void: what they left owing is over for the same reason.
_VOID = frozenset({"void", "returned", "recalled", "jumped", "taken-back"})


def owed_task(  # noqa: PLR0917 - what is owed to whom since when, for which vote
    draft: Draft, vote: Task, n: int, item: Owed, approver: str, at: datetime
) -> Task:
    """Return the task of an owed item: whoever it names hands it in, else the initiator."""
    return Task(
        n=n, kind="owed", status="waiting", opened=at, person=item.by or draft.desk.initiator,
        due=end_of(item.due, draft), under=vote.n, round=vote.round, group=draft.state,
        label=item.what, blocks=item.blocks, owner=approver,
    )  # fmt: skip


def blocks_something(step: Step, draft: Draft, name: str) -> bool:
    """Tell whether a name is a way, state or stage of a case, or with its workflow of one above."""
    if shuts(draft.machine, name):
        return True
    workflow, _, own = name.partition(".")
    parent = draft.before.parent
    while parent is not None:
        case = step.view(parent)
        if case.workflow == workflow:
            machine = step.world.machine(case)
            return machine.opens and shuts(machine, own)
        parent = case.parent
    return False


def end_of(due: date | datetime, draft: Draft) -> datetime:
    """Return when something owed is late: a day is whole, in the workflow's zone."""
    if isinstance(due, datetime):
        return due
    return midnight(due + DAY, draft.machine.zone)


def with_the_round(step: Step, draft: Draft, found: Round, why: str, left: str) -> None:
    """Let what its approvals left owing bind where a round is approved; else it is over.

    Where somebody returned it, that is settled there: the votes may stand. `left` is why what was
    left over in it closes.
    """
    changed = []
    returned = why == "returned" and any(t.answer == "return" for t in draft.desk.votes(found.n))
    for task in _waiting(draft):
        if task.group != found.state or (returned and task.round == found.n):
            continue
        vote = _vote_of(draft, task, found)
        if vote is not None and why in _APPROVED and counts_as(draft.desk, vote) == "approve":
            changed.append(task.with_(status="open", under=vote.n, round=found.n))
        else:
            answer = left if left in _VOID else "not-needed"
            changed.append(task.with_(status="closed", answer=answer, at=step.order.at))
    if changed:
        draft.desk = draft.desk.with_tasks(changed)


def come_back(draft: Draft) -> None:
    """Let what was owed when a case ended be owed again, bound or waiting as it was."""
    rounds = {one.n: one.approved for one in draft.desk.rounds}
    again = [
        task.with_(
            status="open" if rounds.get(task.round, True) else "waiting", answer=None, at=None
        )
        for task in draft.desk.tasks
        if task.kind == "owed" and task.answer == "ended"
    ]
    if again:
        draft.desk = draft.desk.with_tasks(again)


def _waiting(draft: Draft) -> list[Task]:
    return [t for t in draft.desk.tasks if t.kind == "owed" and t.status == "waiting"]


def _vote_of(draft: Draft, task: Task, found: Round) -> Task | None:
    """Return the approval that something is owed by, in a round: given there, or standing there."""
    if task.round == found.n:
        vote = draft.desk.task(task.under or 0)
        return vote if vote is not None and vote.answer == "approve" else None
    standing = (vote for vote in draft.desk.votes(found.n) if vote.label == "stands")
    return next((vote for vote in standing if vote.person == task.owner), None)


def settle(step: Step) -> None:
    """Let what is owed follow its vote, and its clocks run where it binds, as the command ends."""
    for draft in step.drafts.values():
        if draft.desk is draft.before.desk or draft.ended:
            continue
        if draft.armed or [task for task in draft.desk.tasks if task.kind == "owed"]:
            _follow(step, draft)
            _arm(step, draft)


def _follow(step: Step, draft: Draft) -> None:
    """Take what is owed along with a vote that stands, is void, or was put on the table again."""
    found = draft.desk.open_round
    changed = []
    for task in draft.desk.tasks if found is not None else ():
        if found is None or task.kind != "owed" or not task.live or task.group != found.state:
            continue
        vote = _vote_of(draft, task, found)
        if task.round == found.n and task.status == "open" and vote is not None:
            changed.append(task.with_(status="waiting"))  # its round was taken up again
        elif task.status == "waiting" and vote is None:
            changed.append(task.with_(status="closed", answer="void", at=step.order.at))
        elif task.round != found.n and task.status == "waiting" and vote is not None:
            changed.append(task.with_(under=vote.n, round=found.n))
    if changed:
        draft.desk = draft.desk.with_tasks(changed)


def _arm(step: Step, draft: Draft) -> None:
    """Arm what reopens the decision where nothing else is kept shut, while it binds."""
    wanted = {
        f"{OWED}{task.n}": task.due
        for task in (() if draft.desk.turned_down else draft.desk.tasks)
        if task.kind == "owed" and task.status == "open" and task.due and not task.blocks
    }
    kept = [i for i in draft.armed if not i.name.startswith(OWED) or i.name in wanted]
    running = {item.name for item in kept}
    new = [
        Armed(step.world.given.new_id(), name, draft.state, due, "notify", movable=False)
        for name, due in wanted.items()
        if name not in running
    ]
    if new or len(kept) < len(draft.armed):
        draft.armed = by_due([*kept, *new])
