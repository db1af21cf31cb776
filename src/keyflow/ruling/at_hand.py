"""The task a command is addressed to: that it is there, of the right kind, and still to be done."""

from keyflow.finding import Finding
from keyflow.model.decision import (
    AddSign,
    Answer,
    Claim,
    Consult,
    OnTask,
    Return,
    Save,
    Unclaim,
)
from keyflow.model.desk import Task
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import as_it_lies, standing
from keyflow.ruling.findings import no
from keyflow.ruling.passage import No
from keyflow.ruling.step import Step

# What only those do whose task it is.
_OWN = (Claim, Unclaim, Save, AddSign, Consult, Answer, Return)


def the_task(step: Step, draft: Draft, command: OnTask, *kinds: str) -> Task:
    """Return a live task of one of these kinds; raises `No` where it is over, or another kind.

    So it does where the case is on hold.
    """
    task, held = task_and_hold(step, draft, command, *kinds)
    if held:
        if isinstance(command, _OWN):  # others may do the rest with a task that is not theirs
            held += standing(step, draft, task, step.order.actor, deciding=False).findings
        raise No(held, draft.before.id)
    return task


def task_and_hold(
    step: Step, draft: Draft, command: OnTask, *kinds: str
) -> tuple[Task, list[Finding]]:
    """Return a live task of one of these kinds, and that its case is on hold, where it is."""
    task = draft.desk.task(command.number)
    if task is None:
        raise No([no("no-such-task", task=command.task)], draft.before.id)
    held, found = step.stopped(draft), []
    if kinds and task.kind not in kinds:
        found.append(no("wrong-kind", kind=task.kind, what=command.verb))
    if not task.live:
        found.append(_over(draft, task))
    if found:
        raise No([*held, *found], draft.before.id)
    return as_it_lies(step, draft, task, step.order.actor), held


def _over(draft: Draft, task: Task) -> Finding:
    """Say what became of a task, and who saw to it: who did it, or whose vote made it needless."""
    votes = draft.desk.votes(task.round)
    done = [task] if task.status == "done" else [t for t in votes if t.at == task.at]
    who = dict.fromkeys(t.by or t.person for t in done if t.status == "done")
    return no(
        "task-closed",
        why=task.answer or task.status,
        who=", ".join(name for name in who if name) or "-",
        result=found.status if (found := draft.desk.round_of(task)) else "-",
    )
