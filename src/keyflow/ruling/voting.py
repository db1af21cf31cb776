"""Deciding on a task: approve, reject, abstain, recuse; and what is owed and asked with it."""

from collections.abc import Mapping
from typing import Any

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model.approval import Approval, Freedom
from keyflow.model.decision import Abstain, Approve, Recuse, Reject
from keyflow.model.desk import Task
from keyflow.model.values import is_empty
from keyflow.ruling.at_hand import task_and_hold
from keyflow.ruling.choosing import choose, chosen_by, too_few
from keyflow.ruling.closing import deem, lapsed
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against, as_it_lies, holder_of, policy_of, standing, turn
from keyflow.ruling.findings import no
from keyflow.ruling.lasting import digest, same_seat, unfilled
from keyflow.ruling.matching import only_for
from keyflow.ruling.owing import blocks_something, end_of, owed_task
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.receiving import for_oneself
from keyflow.ruling.recusing import replacement, stand_ins
from keyflow.ruling.rounds import balloted, carry_on, look_again, still_decidable
from keyflow.ruling.step import Step

Decision = Approve | Reject | Abstain | Recuse
_ON_PAPER = (Approve, Reject)


def mine(step: Step, draft: Draft, task: Task, asked: Asked, *, deciding: bool = True) -> str:
    """Return for whom somebody acts on a task; raises `No` with all that is against it."""
    principal, found = standing(step, draft, task, asked.actor, deciding=deciding)
    if principal is None or found:
        raise No(found, draft.before.id)
    return principal


def named(task: Task) -> bool:
    """Tell whether a task is somebody's by name, and not their role's."""
    return task.person is not None and not task.claimed


def allowed(draft: Draft, task: Task, freedom: Freedom) -> list[Finding]:
    """Return what a round's policy has against something its people would do."""
    policy = policy_of(draft, task)
    forbidden = policy is not None and freedom in policy.forbid
    return [no("forbidden-here", what=freedom)] if forbidden else []


def decide(step: Step, command: Decision, asked: Asked) -> None:
    """Count a vote; the result of the round, if that settles it, goes its way in this command."""
    draft = step.draft(command.target)
    task, held = task_and_hold(step, draft, command, "vote")
    leaving = isinstance(command, Recuse) and (command.to is None or named(task))
    principal, found = standing(step, draft, task, asked.actor, deciding=not leaving)
    policy = policy_of(draft, task)
    if policy is None:
        raise No([*held, no("no-round")], draft.before.id)
    patch = step.patch(draft, getattr(command, "data", {}))
    found = [*held, *found, *_needed(draft, policy, command, patch)]
    found += _alone(step, draft, policy)
    found += turn(draft, task) if principal is not None else []
    found += _writable(draft, policy, patch)
    seats = [task] if principal is None else _seats(step, draft, task, principal)
    if isinstance(command, Approve):
        found += _approving(step, draft, seats, command, principal)
    if isinstance(command, Recuse):
        found += replacement(step, draft, seats, command, principal)
    if found or principal is None:
        raise No(found, draft.before.id)
    if isinstance(command, Approve):
        deem(step, draft, _opinions(draft, seats))
    if patch:
        task = _written(step, draft, task, patch, principal, asked)
        seats = _seats(step, draft, task, principal)
    _record(step, draft, seats, command, principal, asked)
    step.did(draft, command.verb, asked.actor, principal, task.n)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    if not carry_on(step, draft) and any(seat.roles for seat in seats):
        _needed_elsewhere(step, draft, policy, seats, principal)


def _needed_elsewhere(
    step: Step, draft: Draft, policy: Approval, seats: list[Task], person: str
) -> None:
    """See that who voted is not the only one for another role's task; raises `No`."""
    left = only_for(step, draft, policy, balloted(draft), seats, person)
    if left:
        roles = ", ".join("/".join(task.roles) for task in left)
        raise No([no("needed-elsewhere", person=person, roles=roles)], draft.before.id)


def _written(  # noqa: PLR0917 - as `_record`
    step: Step, draft: Draft, task: Task, patch: dict[str, object], principal: str, asked: Asked
) -> Task:
    """Write what a vote changes; the right to it must hold with the data as they then are."""
    draft.write(patch)
    look_again(step, draft)
    task = _seat_now(draft, task)
    now, found = standing(step, draft, task, asked.actor)
    if found or now != principal:
        raise No(found or [no("not-your-task", holder=principal)], draft.before.id)
    return task


def _seat_now(draft: Draft, task: Task) -> Task:
    """Return the task, or the seat it has in the new round where its data made the votes void."""
    found = draft.desk.task(task.n)
    if found is not None and found.live:
        return found
    for other in draft.desk.votes():
        if other.live and same_seat(other, task):
            if problem := turn(draft, other):
                raise No(problem, draft.before.id)
            return other
    raise No([no("task-closed", why="void", who="-", result="void")], draft.before.id)


def _seats(step: Step, draft: Draft, task: Task, person: str) -> list[Task]:
    """Return the task, and every other seat the same person has in the round."""
    live = [one for one in draft.desk.votes() if one.live and one.n != task.n]
    votes = [as_it_lies(step, draft, one, step.order.actor) for one in live]
    return [task] + [
        other
        for other in votes
        if (other.owner or other.person) == person and other.place not in {"before", "after"}
    ]


def _alone(step: Step, draft: Draft, policy: Approval) -> list[Finding]:
    """A policy may forbid that its cases are decided many at once."""
    forbidden = step.order.batch and "batch" in policy.forbid
    return [no("not-in-a-batch", state=draft.state)] if forbidden else []


def _needed(
    draft: Draft, policy: Approval, command: Decision, patch: Mapping[str, Any]
) -> list[Finding]:
    """Return what a decision lacks: comment, signature, papers, fields to be filled."""
    found = []
    if command.verb in policy.comment and not command.comment:
        found.append(no("comment-required", what=command.verb))
    if isinstance(command, Approve):
        if policy.signature and not command.signature:
            found.append(no("signature-required"))
        if policy.attachments and not command.attachments:
            found.append(no("attachment-required"))
        if policy.must:
            data = draft.with_patch(patch)
            found += [no("field-needed", field=name) for name in unfilled(data, policy)]
    return found


def _writable(draft: Draft, policy: Approval, patch: Mapping[str, Any]) -> list[Finding]:
    if not patch:
        return []
    may = {*policy.edits, *draft.machine.states[draft.state].writable}
    shut = [] if "*" in may else [name for name in patch if name not in may]
    emptied = [n for n in patch if draft.machine.fields[n].required and is_empty(patch[n])]
    return [
        *(no("not-writable", field=name, state=draft.state) for name in shut),
        *(no("field-required", field=name) for name in emptied),
    ]


def _opinions(draft: Draft, seats: list[Task]) -> list[Task]:
    """Return the opinions that were asked for on any of the seats one decision fills."""
    opinions = [task for task in draft.desk.tasks if task.kind == "opinion"]
    asked_on = {seat.n for seat in seats} if opinions else ()
    return [task for task in opinions if task.under in asked_on]


def _approving(
    step: Step, draft: Draft, seats: list[Task], command: Approve, principal: str | None
) -> list[Finding]:
    """Return what is against an approval with what is asked, owed and chosen around it."""
    found = _objections(step, draft, seats, command)
    found += _owing(step, draft, seats[0], command)
    for name in command.choose:
        found += _choice(step, draft, name, command, principal)
    return found


def _objections(step: Step, draft: Draft, seats: list[Task], command: Approve) -> list[Finding]:
    """Opinions are waited for, and a reasoned no is answered by whoever approves against it."""
    opinions = _opinions(draft, seats)
    at = step.order.at
    out = [holder_of(t) for t in opinions if t.live and not lapsed(draft, t, at)]
    if out:
        return [no("opinions-open", people=", ".join(out))]
    against_it = [holder_of(t) for t in opinions if t.answer == "disagree"]
    if against_it and not command.comment:
        return [no("answer-the-objection", people=", ".join(against_it))]
    return []


def _owing(step: Step, draft: Draft, task: Task, command: Approve) -> list[Finding]:
    found = allowed(draft, task, "owe") if command.owed else []
    for number, item in enumerate(command.owed):
        if end_of(item.due, draft) <= step.order.at:
            why = f"{item.due} has passed already; give a day to come"
            raise InputError(f"owed[{number}].due", why)
        if item.blocks and not blocks_something(step, draft, item.blocks):
            found.append(no("blocks-nothing", what=item.blocks))
    return found


def _choice(
    step: Step, draft: Draft, name: str, command: Approve, principal: str | None
) -> list[Finding]:
    """Return what is against the persons an approver chose for a state (自选)."""
    state = draft.machine.states.get(name)
    if state is None or state.approval is None:
        return [no("no-approval", state=name)]
    if not chosen_by(state.approval, "previous"):
        return [no("not-chosen-here", state=name, who="those who approve before it")]
    people = command.choose[name]
    found = [item for one in people for item in against(step, draft, state.approval, one)]
    found += for_oneself(step, principal, *people)
    return [*found, *too_few(draft, name, state.approval, people)]


def _record(  # noqa: PLR0917 - whose vote on what, as asked by whom
    step: Step, draft: Draft, seats: list[Task], command: Decision, principal: str, asked: Asked
) -> None:
    """Write the vote down, for every seat the same person has in the round: their task's first."""
    at, actor, papers = step.order.at, asked.actor.id, _given_with(command)
    vote = {
        "status": "done", "answer": command.verb, "person": principal, "owner": None, "at": at,
        "by": actor if actor != principal else None, "seen": digest(draft), **papers,
    }  # fmt: skip
    votes = [one.with_(**vote) for one in seats]
    if isinstance(command, Recuse):
        new = stand_ins(step, draft, seats, command, principal)
        bare = {"required": False, "veto": False}
        votes = [one.with_(**bare) if one.n in new else one for one in votes]
        votes += new.values()
        opinions = _opinions(draft, [one for one in seats if one.n in new])
        votes += [t.with_(under=new[t.under or 0].n) for t in opinions]
    draft.words |= papers
    if isinstance(command, Approve):
        votes += [
            owed_task(draft, seats[0], number, item, principal, at)
            for number, item in enumerate(command.owed, draft.desk.last + 1)
        ]
        overridden = [t for t in _opinions(draft, seats) if t.answer == "disagree"]
        if overridden:
            draft.extra["overrides"] = len(overridden)
    choose(draft, principal, getattr(command, "choose", {}))
    was, draft.desk = draft.desk, draft.desk.with_tasks(votes)
    if isinstance(command, Recuse) and command.to is not None:
        still_decidable(step, draft, was)


def _given_with(command: Decision) -> dict[str, object]:
    """Return where the signature and the papers are kept that were given with a vote."""
    if not isinstance(command, _ON_PAPER) or not (command.signature or command.attachments):
        return {}
    given = {"signature": command.signature, "attachments": command.attachments}
    return {name: item for name, item in given.items() if item}
