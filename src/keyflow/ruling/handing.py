"""Whose task it is: claimed, transferred, delegated and given back, or saved for later."""

from keyflow.finding import Finding
from keyflow.model.decision import Claim, Delegate, OnTask, Resolve, Save, Transfer, Unclaim
from keyflow.model.desk import Task
from keyflow.model.lookalikes import alike
from keyflow.ruling.at_hand import the_task
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import acts_for, holder_of, own_request, policy_of
from keyflow.ruling.findings import no
from keyflow.ruling.opinions import against_answering
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.permitting import may
from keyflow.ruling.receiving import for_oneself, receivable
from keyflow.ruling.rounds import still_decidable
from keyflow.ruling.step import Step
from keyflow.ruling.voting import allowed, mine, named

_HANDED = ("vote", "opinion", "question", "owed", "todo")
_LENT = frozenset({"vote", "todo"})


def _done(step: Step, draft: Draft, command: OnTask, asked: Asked, task: Task) -> None:
    """Keep the changed task, and tell of it."""
    draft.desk = draft.desk.with_tasks([task])
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)


def claim(step: Step, command: Claim, asked: Asked) -> None:
    """Make a role's task somebody's own."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command)
    found = allowed(draft, task, "claim")
    if task.person is not None:
        found.append(no("claimed", person=task.person))
    if found:
        raise No(found, draft.before.id)
    person = mine(step, draft, task, asked)
    _done(step, draft, command, asked, task.with_(person=person))


def unclaim(step: Step, command: Unclaim, asked: Asked) -> None:
    """Give a claimed task back to its role."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command)
    mine(step, draft, task, asked, deciding=False)
    if task.owner is not None and task.kind in _LENT:
        raise No([no("delegated", person=task.person or "-")], draft.before.id)
    if task.person is None or task.past or not task.roles:
        raise No([no("not-claimed")], draft.before.id)
    _done(step, draft, command, asked, task.with_(person=None))


def transfer(step: Step, command: Transfer, asked: Asked) -> None:
    """Give a task to somebody else for good; the approver of record is the new person."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, *_HANDED)
    helper = _helper(draft, task, command.whose)
    held = task if helper is None else task.with_(person=task.owner, owner=None)
    office = may(step, draft, "hand-over", asked)
    role = f"role:{'/'.join(task.roles)}"
    before = held.person or role if office else _holder(step, draft, task, asked)
    found = _receivable(step, draft, held, command.to, before)
    if office:
        found += _appointing(draft, task, asked.actor.id)
    else:
        found = [*allowed(draft, task, "transfer"), *found]
        found += for_oneself(step, before, command.to)
        if task.owner is not None and task.kind in _LENT:
            found.append(no("delegated", person=task.person or "-"))
    if found:
        raise No(found, draft.before.id)
    if helper is None and command.to == task.owner and task.kind in _LENT:
        _done(step, draft, command, asked, task.with_(person=task.owner, owner=None))
        return
    new = held.with_(person=command.to, past=(*task.past, before), rights=())
    if helper is not None and helper != command.to:
        new = new.with_(person=helper, owner=command.to)
    was = draft.desk
    _done(step, draft, command, asked, new)
    still_decidable(step, draft, was)


def _holder(step: Step, draft: Draft, task: Task, asked: Asked) -> str:
    """Return for whom somebody hands a task on; kept apart, they may if it is theirs by name."""
    return mine(step, draft, task, asked, deciding=not named(task))


def _appointing(draft: Draft, task: Task, person: str) -> list[Finding]:
    """Who began a case does not settle by their office who decides or advises on it."""
    vote = draft.desk.task(task.under or 0) if task.kind == "opinion" else task
    policy = policy_of(draft, vote) if vote is not None else None
    return [no("own-request")] if own_request(draft, policy, person) else []


def _helper(draft: Draft, task: Task, whose: str | None) -> str | None:
    """Return who keeps a delegated task while its owner's share goes; None if the holder's goes.

    Raises `No` where the task is no longer with the one whose share is meant.
    """
    if whose is None or whose == task.person:
        return None
    if whose != task.owner or task.kind not in _LENT:
        raise No([no("not-your-task", holder=holder_of(task))], draft.before.id)
    return task.person


def _receivable(step: Step, draft: Draft, task: Task, person: str, giver: str) -> list[Finding]:
    """Return what is against somebody receiving a task from who had it."""
    found = []
    if alike(person, task.person, giver):
        found.append(no("to-oneself", person=person))
    if person in task.past:
        found.append(no("was-there-before", person=person))
    if task.kind == "vote" and person != task.owner:
        policy = policy_of(draft, task)
        found += receivable(step, draft, policy, person, task=task, giver=giver)
    if task.kind == "opinion":
        found += against_answering(draft, task, [person])
    return found


def delegate(step: Step, command: Delegate, asked: Asked) -> None:
    """Ask somebody to work on a task; it comes back with an opinion, and its owner decides."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote", "todo")
    person = _holder(step, draft, task, asked)
    found = allowed(draft, task, "delegate")
    if alike(command.to, person, task.owner):
        found.append(no("to-oneself", person=command.to))
    if found:
        raise No(found, draft.before.id)
    owner = task.owner or person
    _done(step, draft, command, asked, task.with_(person=command.to, owner=owner))


def resolve(step: Step, command: Resolve, asked: Asked) -> None:
    """Give a delegated task back."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote", "todo")
    if task.owner is None:
        raise No([no("not-delegated")], draft.before.id)
    if not acts_for(step, draft, asked.actor, task.person, task.owner):
        raise No([no("not-your-task", holder=holder_of(task))], draft.before.id)
    _done(step, draft, command, asked, task.with_(person=task.owner, owner=None))


def save(step: Step, command: Save, asked: Asked) -> None:
    """Keep an opinion in the history without deciding."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command)
    mine(step, draft, task, asked, deciding=False)
    draft.extra["task"] = task.n
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
