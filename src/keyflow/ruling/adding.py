"""People added to a round and removed from it again (加签, 减签)."""

from keyflow.finding import Finding
from keyflow.model.decision import AddSign, Arrange, RemoveSign
from keyflow.model.desk import Task
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against, policy_of, principal_of
from keyflow.ruling.permitting import may
from keyflow.ruling.refusals import no
from keyflow.ruling.rounds import can_be_approved, carry_on
from keyflow.ruling.step import Asked, No, Step
from keyflow.ruling.voting import allowed, mine, the_task

_OTHER = {"before": "after", "after": "before"}


def add_sign(step: Step, command: AddSign, asked: Asked) -> None:
    """Add people before or after one's own decision, or beside it as voters of their own."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    adder = mine(step, draft, task, asked)
    found = allowed(draft, task, "add-sign")
    if task.place in {"before", "after"}:
        found.append(no("forbidden-here", what="add-sign"))
    other = _OTHER.get(command.place)
    if other and draft.desk.under(task.n, other):
        found.append(no("two-places", place=other))
    for person in command.persons:
        found += _addable(step, draft, task, person)
    if found:
        raise No(found, draft.before.id)
    _add(step, draft, task, command, adder)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    carry_on(step, draft)


def _addable(step: Step, draft: Draft, task: Task, person: str) -> list[Finding]:
    policy = policy_of(draft, task)
    found = against(step, draft, policy, person) if policy else []
    if person in {vote.person for vote in draft.desk.votes() if vote.status != "closed"}:
        found.append(no("in-the-round", person=person))
    return found


def _add(step: Step, draft: Draft, task: Task, command: AddSign, adder: str) -> None:
    at, place = step.order.at, command.place
    persons = dict.fromkeys(command.persons)
    added = [
        Task(
            n=n, kind="vote", status="open" if place == "beside" else "waiting", opened=at,
            round=task.round, group=task.group, person=person, under=task.n, place=place,
            mode=command.mode if place != "beside" else "",
        )
        for n, person in enumerate(persons, draft.desk.last + 1)
    ]  # fmt: skip
    owner = task.with_(person=adder, status="waiting" if place == "before" else task.status)
    draft.desk = draft.desk.with_tasks([owner, *added])


def remove_sign(step: Step, command: RemoveSign, asked: Asked) -> None:
    """Remove somebody who was added and has not acted, by who added them or an administrator."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    above = draft.desk.task(task.under) if task.under is not None else None
    found = allowed(draft, task, "remove-sign")
    if above is None or task.place == "instead":
        found.append(no("not-added"))
    elif principal_of(step, draft, above, asked.actor) is None and not may(
        step, draft, "arrange", asked
    ):
        found.append(no("not-your-task", holder=above.person or "-"))
    if found:
        raise No(found, draft.before.id)
    gone = [task, *_below(draft, task)]
    at = step.order.at
    draft.desk = draft.desk.with_tasks(
        one.with_(status="closed", answer="removed", at=at) for one in gone if one.live
    )
    if not can_be_approved(draft):
        raise No([no("last-voter", person=task.person or "-")], draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    carry_on(step, draft)


def _below(draft: Draft, task: Task) -> list[Task]:
    found = [one for one in draft.desk.tasks if one.under == task.n]
    return [*found, *(deeper for one in found for deeper in _below(draft, one))]


def arrange(step: Step, command: Arrange, asked: Asked) -> None:
    """Settle who decides in a later state of this case, as its initiator or an administrator."""
    draft = step.draft(command.case)
    found: list[Finding] = []
    state = draft.machine.states.get(command.state)
    if not may(step, draft, "arrange", asked) and asked.actor.id != draft.desk.initiator:
        found.append(no("not-the-initiator", what="arrange"))
    if state is None or state.approval is None:
        found.append(no("no-approval", state=command.state))
    else:
        if draft.state == command.state and draft.desk.open_round is not None:
            found.append(no("decision-open", state=command.state))
        for person in command.persons:
            found += against(step, draft, state.approval, person)
    if found:
        raise No(found, draft.before.id)
    arranged = {**draft.desk.arranged, command.state: tuple(dict.fromkeys(command.persons))}
    draft.desk = draft.desk.with_(arranged=arranged)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
