"""Separation of duties and rights on tasks: the one place every verb asks (D17)."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from keyflow.finding import Finding
from keyflow.model.approval import Approval
from keyflow.model.case import Actor
from keyflow.model.decision import VOTES
from keyflow.model.desk import Task
from keyflow.model.lookalikes import alike, folded
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.names import OPERATIONS
from keyflow.ruling.people import known_roles
from keyflow.ruling.rights import keeps
from keyflow.ruling.step import Step


class Standing(NamedTuple):
    """For whom somebody acts on a task (None where it is not theirs), and what is against it."""

    principal: str | None
    findings: list[Finding]


def policy_of(draft: Draft, task: Task) -> Approval | None:
    """Return the policy of the round a task votes in."""
    found = draft.desk.round_of(task)
    return draft.machine.states[found.state].approval if found is not None else None


def holder_of(task: Task) -> str:
    """Say whose task it is."""
    return task.person or ", ".join(task.people or task.roles) or "-"


def standing(
    step: Step, draft: Draft, task: Task, actor: Actor, *, deciding: bool = True
) -> Standing:
    """Settle for whom an actor may act on a task: themselves, or one they stand in for.

    Who is kept apart does not decide, but may be rid of the task: then `deciding` is false.
    """
    principal = principal_of(step, draft, task, actor)
    if principal is None:
        return Standing(None, [_whose(task, actor)])
    policy = policy_of(draft, task) if task.kind == "vote" else None
    if policy is None:
        return Standing(principal, [])
    found = _lost(step, draft, task, principal)
    found += against(step, draft, policy, actor.id, frozenset(actor.roles))
    if principal != actor.id:
        found = [*against(step, draft, policy, principal), *found]
        found += _has_a_seat(step, draft, task, actor)
    if not deciding:
        found = [finding for finding in found if finding.code != "apart"]
    found += _by_the_initiator(step, draft, policy)
    found += _twice(draft, task, principal, actor.id)
    return Standing(principal, found)


def _by_the_initiator(step: Step, draft: Draft, policy: Approval) -> list[Finding]:
    """Who began a case enters nobody's decision on it, where they may not decide themselves."""
    clerk = step.order.recorded_by
    own = clerk is not None and own_request(draft, policy, clerk.id)
    return [no("own-request")] if own else []


def own_request(draft: Draft, policy: Approval | None, person: str) -> bool:
    """Tell whether somebody began a case and may neither decide on it nor settle who does."""
    if policy is None or policy.initiator == "decide":
        return False
    return alike(person, draft.desk.initiator)


def _whose(task: Task, actor: Actor) -> Finding:
    if task.owner == actor.id and task.kind in {"vote", "todo"}:
        return no("delegated", person=task.person or "-")
    return no("not-your-task", holder=holder_of(task))


def as_it_lies(step: Step, draft: Draft, task: Task, actor: Actor) -> Task:
    """Return a task as it lies now: claimed by one who lost the role since, it is the role's again.

    Without a directory nobody but the actor's own host knows whether they still hold it.
    """
    if not task.claimed:
        return task
    own = task.person == actor.id
    if not own and step.world.given.directory is None and not task.people:
        return task
    held = step.rights(actor if own else Actor(str(task.person)), draft)
    return task.with_(person=None) if held.isdisjoint(task.roles) else task


def principal_of(step: Step, draft: Draft, task: Task, actor: Actor) -> str | None:
    """Return for whom an actor acts on a task; None if it is not theirs in any way."""
    directory, at = step.world.given.directory, step.order.at
    task = as_it_lies(step, draft, task, actor)
    if task.person == actor.id:
        return actor.id
    if task.person is None:
        roles = step.rights(actor, draft)
        if actor.id in task.people or not roles.isdisjoint(task.roles):
            return actor.id
    for person in step.principals(actor.id, draft):
        if task.person == person or person in task.people:
            return person
        if task.person is None and directory is not None:
            held = directory.roles(person, draft.view(), at)
            if not frozenset(held).isdisjoint(task.roles):
                return person
    return None


def acts_for(step: Step, draft: Draft, actor: Actor, *people: str | None) -> bool:
    """Tell whether somebody is one of these people, or stands in for one of them."""
    return actor.id in people or any(one in people for one in step.principals(actor.id, draft))


def no_longer(step: Step, draft: Draft, task: Task, actor: Actor) -> list[Finding]:
    """Say that a task would not be somebody's any more, in person or for another, if so (D17)."""
    principal = principal_of(step, draft, task, actor)
    if principal is None:
        return [no("right-lost", person=actor.id)]
    return _lost(step, draft, task, principal)


def _lost(step: Step, draft: Draft, task: Task, person: str) -> list[Finding]:
    """Who was made a voter by a role, an office or the data must still be what they were then."""
    if not task.rights or not task.revocable or person != task.person:
        return []
    order, case, directory = step.order, draft.view(), step.world.given.directory
    moments = {order.at} if order.recorded_by is not None else {order.at, order.now}
    kept = all(keeps(task.rights, person, case, directory, at) for at in moments)
    return [] if kept else [no("right-lost", person=person)]


def turn(draft: Draft, task: Task) -> list[Finding]:
    """Return what is against deciding on a task now: somebody else is to act first."""
    if task.owner is not None:
        return [no("delegated", person=task.person or "-")]
    if task.status == "open":
        return []
    others = [t.person or "/".join(t.roles) for t in _ahead(draft, task)]
    return [no("not-your-turn", others=", ".join(others))]


def _ahead(draft: Draft, task: Task) -> list[Task]:
    """Return whom a waiting task waits for: who was added before it, or whose turn it is there."""
    before = [t for t in draft.desk.under(task.n, "before") if t.live]
    if before:
        return [t for t in before if t.status == "open"] or before
    above = draft.desk.task(task.under) if task.under and task.place == "after" else None
    if above is not None and above.live:
        return [above]
    others = [t for t in draft.desk.votes() if t.status == "open"]
    return [t for t in others if t.group == task.group] or others


def against(
    step: Step, draft: Draft, policy: Approval, person: str, roles: frozenset[str] = frozenset()
) -> list[Finding]:
    """Return what is against somebody deciding in a round at all: their other parts in the case.

    `roles` are those that somebody's host vouches for, beside those they are known to have.
    """
    found = []
    if own_request(draft, policy, person):
        found.append(no("own-request"))
    if policy.apart:
        kept = _done(step, draft, person) | roles
        if not draft.machine.workflow.roles.keys().isdisjoint(policy.apart):
            kept |= known_roles(person, draft, step.world.given.directory, step.order.at)
        what = [name for name in policy.apart if name in kept]
        if what:
            found.append(no("apart", person=person, what=", ".join(what)))
    return found


def _done(step: Step, draft: Draft, person: str) -> set[str]:
    """Return what somebody did in a case or one above it, and the states they decided in.

    What was done above is also named with its workflow, as in `project.submit`.

    To decide is to vote and to fire: in person, for another, or by another who acts for them. What
    else is done with a task, reading and recusing among it, is none, nor is a vote taken back.
    """
    near = {draft.before.id, *_above(step, draft)}
    past = [
        item
        for item in step.past(draft.before.root)
        if item.case in near
        and item.undone != "take-back"
        and alike(person, item.actor, item.person)
    ]
    done = {(item.case, item.trigger) for item in past}
    done |= {
        (item.case, item.state)
        for item in past
        if item.trigger in VOTES or item.trigger not in OPERATIONS
    }
    above = {f"{step.view(c).workflow}.{name}" for c, name in done if c != draft.before.id}
    return {name for _, name in done} | above


def _above(step: Step, draft: Draft) -> Iterator[str]:
    parent = draft.before.parent
    while parent is not None:
        yield parent
        parent = step.view(parent).parent


def _has_a_seat(step: Step, draft: Draft, task: Task, actor: Actor) -> list[Finding]:
    """Who may cast a vote of their own in a round stands in for nobody in it (D14)."""
    roles = step.rights(actor, draft)
    own = any(
        other.live
        and other.n != task.n
        and (
            other.person == actor.id
            or (
                other.person is None
                and (actor.id in other.people or not roles.isdisjoint(other.roles))
            )
        )
        for other in draft.desk.votes()
    )
    return [no("in-the-round", person=actor.id)] if own else []


def _twice(draft: Draft, task: Task, person: str, actor: str) -> Iterator[Finding]:
    """One person, one vote a round, however their name is written (D14, I8).

    A vote cast for another is of both: of whom it is for, and of the hand that cast it.
    """
    forms = {folded(person), folded(actor)}
    for other in draft.desk.votes():
        name = other.person
        if other.n == task.n or other.status != "done" or other.label == "apart" or name is None:
            continue
        hands = (name, other.by or name)
        if person in hands or actor in hands:
            code = "recused" if other.answer == "recuse" else "already-voted"
            others = "-" if task.person == name else holder_of(task)
            yield no(code, person=name, holder=others)
            return
        if not forms.isdisjoint(map(folded, hands)):
            pairs = product((person, actor), hands)
            one, hand = next(pair for pair in pairs if alike(*pair))
            yield no("look-alike", person=one, other=hand)
            return
