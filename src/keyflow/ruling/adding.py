"""People added to a round and removed from it again (加签, 减签)."""

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model.approval import Approval
from keyflow.model.case import ENDED
from keyflow.model.decision import AddSign, Arrange, RemoveSign
from keyflow.model.desk import Task
from keyflow.model.lookalikes import alike
from keyflow.ruling.added import came_to, counted
from keyflow.ruling.at_hand import the_task
from keyflow.ruling.choosing import chosen_by, too_few
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against, own_request, policy_of, principal_of
from keyflow.ruling.findings import no, over
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.permitting import may
from keyflow.ruling.receiving import for_oneself, receivable
from keyflow.ruling.rounds import can_be_approved, carry_on, still_decidable
from keyflow.ruling.step import Step
from keyflow.ruling.timing import OPINION
from keyflow.ruling.voting import allowed, mine

_OTHER = {"before": "after", "after": "before"}


def add_sign(step: Step, command: AddSign, asked: Asked) -> None:
    """Add people before or after one's own decision, or beside it as voters of their own."""
    for number, person in enumerate(command.persons):
        same = [one for one in command.persons[:number] if one != person and alike(person, one)]
        if same:
            raise InputError(
                "persons", f"{same[0]!r} and {person!r} look like one person; give one"
            )
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    adder = mine(step, draft, task, asked)
    found = allowed(draft, task, "add-sign")
    if task.owner is not None:
        found.append(no("delegated", person=task.person or "-"))
    if task.place in {"before", "after"}:
        found.append(no("forbidden-here", what="add-sign"))
    found += _mixed(draft, task, command)
    for person in command.persons:
        found += _addable(step, draft, task, person, adder)
    if found:
        raise No(found, draft.before.id)
    was = draft.desk
    _add(step, draft, task, command, adder)
    still_decidable(step, draft, was)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    carry_on(step, draft)


def _mixed(draft: Draft, task: Task, command: AddSign) -> list[Finding]:
    """Return what is against one more way of adding people to a task."""
    other = _OTHER.get(command.place)
    if other is None:
        return []
    found = []
    if counted(draft.desk.under(task.n, other)):
        found.append(no("two-places", place=other))
    there = counted(draft.desk.under(task.n, command.place))
    modes = {one.mode for one in there}
    if modes - {command.mode}:
        found.append(no("two-modes", mode=", ".join(modes)))
    elif there and command.mode == "any" and came_to(there) is not None:
        found.append(no("agreed-already", person=", ".join(t.person or "-" for t in there)))
    return found


def _addable(step: Step, draft: Draft, task: Task, person: str, adder: str) -> list[Finding]:
    found = receivable(step, draft, policy_of(draft, task), person)
    if alike(person, adder) and not found:
        found = [no("in-the-round", person=person)]
    return [*found, *for_oneself(step, adder, person)]


def _add(step: Step, draft: Draft, task: Task, command: AddSign, adder: str) -> None:
    at, place = step.order.at, command.place
    persons = dict.fromkeys(command.persons)
    added = [
        Task(
            n=n, kind="vote", status="waiting", opened=at, round=task.round,
            group=task.group, person=person, under=task.n, place=place,
            mode=command.mode if place != "beside" else "",
        )
        for n, person in enumerate(persons, draft.desk.last + 1)
    ]  # fmt: skip
    owner = task if place == "beside" else task.with_(person=adder)
    if place == "before":
        owner = owner.with_(status="waiting")
    draft.desk = draft.desk.with_tasks([owner, *added])


def remove_sign(step: Step, command: RemoveSign, asked: Asked) -> None:
    """Remove somebody who was added and has not acted, by who added them or an administrator."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    found = [*allowed(draft, task, "remove-sign"), *_not_removable(step, draft, task, asked)]
    if found:
        raise No(found, draft.before.id)
    gone = [task, *_below(draft, task)]
    at = step.order.at
    draft.desk = draft.desk.with_tasks(
        one.with_(status="closed", answer="removed", at=at) for one in gone if one.live
    )
    names = {f"{OPINION}{one.n}" for one in gone}
    draft.armed = tuple(item for item in draft.armed if item.name not in names)
    if not can_be_approved(draft):
        raise No([no("last-voter", person=task.person or "-")], draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    carry_on(step, draft)


def _not_removable(step: Step, draft: Draft, task: Task, asked: Asked) -> list[Finding]:
    """Return what is against somebody removing whoever has a task.

    It is for who holds the task added to, not their helper, and for an administrator, not in a
    case that they began.
    """
    above = draft.desk.task(task.under) if task.under is not None else None
    if above is None or task.place == "instead":
        return [no("not-added")]
    if above.owner is not None:
        above = above.with_(person=above.owner, owner=None)
    if principal_of(step, draft, above, asked.actor) is not None:
        return []
    if not may(step, draft, "arrange", asked):
        return [no("not-your-task", holder=above.person or "-")]
    own = own_request(draft, policy_of(draft, task), asked.actor.id)
    return [no("own-request")] if own else []


def _below(draft: Draft, task: Task) -> list[Task]:
    found = [one for one in draft.desk.tasks if one.under == task.n]
    return [*found, *(deeper for one in found for deeper in _below(draft, one))]


def _arrangeable(step: Step, draft: Draft, command: Arrange, policy: Approval) -> list[Finding]:
    """Return what is against these persons deciding in a state of this case."""
    found = []
    if draft.state == command.state and draft.desk.open_round is not None:
        found.append(no("decision-open", state=command.state))
    for person in command.persons:
        found += against(step, draft, policy, person)
    chosen = chosen_by(policy, "initiator") or chosen_by(policy, "previous")
    if policy.groups and not chosen:
        return [*found, no("in-groups", state=command.state)]
    return [*found, *too_few(draft, command.state, policy, command.persons)]


def _may_arrange(step: Step, draft: Draft, command: Arrange, asked: Asked) -> bool:
    """Tell whether somebody's role may settle it, or hand on what was settled."""
    settled = bool(draft.desk.settled(command.state))
    verbs = ("arrange", "hand-over") if settled else ("arrange",)
    return any(may(step, draft, verb, asked) for verb in verbs)


def arrange(step: Step, command: Arrange, asked: Asked) -> None:
    """Settle who decides in a later state of this case, as its initiator or an administrator."""
    draft = step.draft(command.case)
    found: list[Finding] = [over(draft.outcome)] if draft.standing in ENDED else []
    state = draft.machine.states.get(command.state)
    own = alike(asked.actor.id, draft.desk.initiator)
    allowed_to = _may_arrange(step, draft, command, asked) and not own
    if not allowed_to and asked.actor.id != draft.desk.initiator:
        found.append(no("not-the-initiator", what="arrange"))
    if state is None or state.approval is None:
        found.append(no("no-approval", state=command.state))
    else:
        found += _arrangeable(step, draft, command, state.approval)
        if not allowed_to and not chosen_by(state.approval, "initiator"):
            found.append(no("not-chosen-here", state=command.state, who="who began the case"))
    if found:
        raise No(found, draft.before.id)
    arranged = {**draft.desk.arranged, command.state: tuple(dict.fromkeys(command.persons))}
    chosen = tuple(one for one in draft.desk.chosen if one.state != command.state)
    draft.desk = draft.desk.with_(arranged=arranged, chosen=chosen)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
