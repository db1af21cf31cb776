"""Deciding on a task: approve, reject, abstain, recuse; and what is owed and asked with it."""

from datetime import UTC, datetime, time, timedelta

from keyflow.finding import Finding
from keyflow.model.approval import Approval, Freedom
from keyflow.model.case import ENDED, Armed
from keyflow.model.decision import Abstain, Approve, OnTask, Owed, Recuse, Reject
from keyflow.model.desk import Task
from keyflow.model.schema import Data
from keyflow.ruling import findings as say
from keyflow.ruling.deadlines import OWED, by_due
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against, policy_of, standing
from keyflow.ruling.refusals import no
from keyflow.ruling.rounds import carry_on, digest, look_again
from keyflow.ruling.step import Asked, No, Step

Decision = Approve | Reject | Abstain | Recuse


def the_task(step: Step, draft: Draft, command: OnTask, *kinds: str) -> Task:
    """Return a live task of one of these kinds; raises `No` where it is over, or another kind."""
    task = draft.desk.task(command.number)
    if task is None:
        raise No([no("no-such-task", task=command.task)], draft.before.id)
    found: list[Finding] = []
    if draft.standing in ENDED:
        found.append(say.ended(draft.outcome))
    elif step.on_hold(draft):
        found.append(say.suspended())
    if kinds and task.kind not in kinds:
        found.append(no("wrong-kind", kind=task.kind, what=command.verb))
    if not task.live:
        result = draft.desk.round_of(task)
        why = task.answer or task.status
        found.append(no("task-closed", why=why, result=result.status if result else "-"))
    if found:
        raise No(found, draft.before.id)
    return task


def mine(step: Step, draft: Draft, task: Task, asked: Asked) -> str:
    """Return for whom somebody acts on a task; raises `No` with all that is against it."""
    principal, found = standing(step, draft, task, asked.actor)
    if principal is None or found:
        raise No(found, draft.before.id)
    return principal


def allowed(draft: Draft, task: Task, freedom: Freedom) -> list[Finding]:
    """Return what a round's policy has against something its people would do."""
    policy = policy_of(draft, task)
    forbidden = policy is not None and freedom in policy.forbid
    return [no("forbidden-here", what=freedom)] if forbidden else []


def decide(step: Step, command: Decision, asked: Asked) -> None:
    """Count a vote; the result of the round, if that settles it, goes its way in this command."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    principal, found = standing(step, draft, task, asked.actor)
    policy = policy_of(draft, task)
    if policy is None:
        raise No([no("no-round")], draft.before.id)
    patch = step.patch(draft, getattr(command, "data", {}))
    found = [*found, *_turn(draft, task), *_needed(draft, policy, command, patch)]
    found += _writable(draft, policy, patch)
    found += _objections(draft, task, command)
    if isinstance(command, Recuse):
        found += _replacement(step, draft, policy, task, command)
    if isinstance(command, Approve):
        found += _owing(draft, task, command)
    if found or principal is None:
        raise No(found, draft.before.id)
    if patch:
        draft.write(patch)
        look_again(step, draft)
    _record(step, draft, task, command, principal, asked)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    carry_on(step, draft)


def _turn(draft: Draft, task: Task) -> list[Finding]:
    if task.owner is not None:
        return [no("delegated", person=task.person or "-")]
    if task.status == "open":
        return []
    others = [t for t in draft.desk.votes() if t.status == "open"]
    return [no("not-your-turn", others=", ".join(t.person or "/".join(t.roles) for t in others))]


def _needed(draft: Draft, policy: Approval, command: Decision, patch: object) -> list[Finding]:
    """Return what a decision lacks: comment, signature, papers, fields to be filled."""
    found = []
    if command.verb in policy.comment and not command.comment:
        found.append(no("comment-required", what=command.verb))
    if isinstance(command, Approve):
        if policy.signature and not command.signature:
            found.append(no("signature-required"))
        if policy.attachments and not command.attachments:
            found.append(no("attachment-required"))
        data = draft.with_patch(patch)  # type: ignore[arg-type]
        found += [no("field-needed", field=name) for name in policy.must if _empty(data, name)]
    return found


def _empty(data: Data, name: str) -> bool:
    return data[name] in (None, "", (), {})


def _writable(draft: Draft, policy: Approval, patch: dict[str, object]) -> list[Finding]:
    may = {*policy.edits, *draft.machine.states[draft.state].writable}
    if "*" in may:
        return []
    return [say.not_writable(name, draft.state) for name in patch if name not in may]


def _objections(draft: Draft, task: Task, command: Decision) -> list[Finding]:
    """Opinions are waited for, and a reasoned no is answered by whoever approves against it."""
    opinions = [t for t in draft.desk.tasks if t.kind == "opinion" and t.under == task.n]
    out = [t for t in opinions if t.live]
    if out and isinstance(command, Approve):
        return [no("opinions-open", people=", ".join(t.person or "-" for t in out))]
    against_it = [t.person or "-" for t in opinions if t.answer == "disagree"]
    if against_it and isinstance(command, Approve) and not command.comment:
        return [no("answer-the-objection", people=", ".join(against_it))]
    return []


def _replacement(
    step: Step, draft: Draft, policy: Approval, task: Task, command: Recuse
) -> list[Finding]:
    if command.to is None:
        return [no("name-another")] if task.required else []
    found = against(step, draft, policy, command.to)
    if command.to in {vote.person for vote in draft.desk.votes()}:
        found.append(no("in-the-round", person=command.to))
    return found


def _owing(draft: Draft, task: Task, command: Approve) -> list[Finding]:
    return allowed(draft, task, "owe") if command.owed else []


def _record(
    step: Step, draft: Draft, task: Task, command: Decision, principal: str, asked: Asked
) -> None:
    """Write the vote down, for every seat the same person has in the round."""
    at, actor = step.order.at, asked.actor.id
    vote = {
        "status": "done", "answer": command.verb, "person": principal, "at": at,
        "by": actor if actor != principal else None, "seen": digest(draft),
    }  # fmt: skip
    same = [
        other
        for other in draft.desk.votes()
        if other.live and other.person == principal and other.n != task.n and not other.place
    ]
    votes = [one.with_(**vote) for one in (task, *same)]
    n = draft.desk.last
    if isinstance(command, Recuse) and command.to is not None:
        n += 1
        votes.append(
            task.with_(n=n, person=command.to, people=(), roles=(), under=task.n, place="instead")
        )
        votes[0] = votes[0].with_(required=False, veto=False)
    if isinstance(command, Approve):
        owed = [
            _owed(draft, task, number, item, principal, at)
            for number, item in enumerate(command.owed, n + 1)
        ]
        votes += owed
        _arm(step, draft, owed)
        _choose(draft, command)
    draft.desk = draft.desk.with_tasks(votes)


def _owed(draft: Draft, task: Task, n: int, item: Owed, approver: str, at: datetime) -> Task:
    """Return the task of an owed item: the initiator hands it in."""
    due = item.due
    if not isinstance(due, datetime):
        midnight = datetime.combine(due + timedelta(days=1), time(), draft.machine.zone)
        due = midnight.astimezone(UTC)
    return Task(
        n=n, kind="owed", status="open", opened=at, person=draft.desk.initiator, due=due,
        under=task.n, round=task.round, label=item.what, blocks=item.blocks, owner=approver,
    )  # fmt: skip


def _arm(step: Step, draft: Draft, owed: list[Task]) -> None:
    """Arm what reopens the decision where nothing else is kept shut by an owed item."""
    armed = [
        Armed(step.world.given.new_id(), f"{OWED}{task.n}", draft.state, task.due, "notify")
        for task in owed
        if task.due is not None and not task.blocks
    ]
    if armed:
        draft.armed = by_due([*draft.armed, *armed])


def _choose(draft: Draft, command: Approve) -> None:
    """Keep whom an approver chose to decide later."""
    if command.choose:
        chosen = {state: tuple(people) for state, people in command.choose.items()}
        draft.desk = draft.desk.with_(arranged={**draft.desk.arranged, **chosen})
