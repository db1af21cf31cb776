"""Who may be consulted, and who may answer: persons, whoever holds a role, the head of a unit."""

from collections.abc import Iterable, Sequence

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model.desk import Task
from keyflow.model.lookalikes import alike
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import own_request, policy_of
from keyflow.ruling.findings import no
from keyflow.ruling.passage import No
from keyflow.ruling.people import bound_to
from keyflow.ruling.step import Step


def apart(persons: Sequence[str]) -> None:
    """Raise `InputError` where two of those consulted look like one."""
    for number, person in enumerate(persons):
        other = next((one for one in persons[:number] if one != person and alike(person, one)), "")
        if other:
            raise InputError("persons", f"{other!r} and {person!r} look like one person; give one")


def whom(step: Step, draft: Draft, vote: Task, asked: Sequence[str], lead: str) -> list[Task]:
    """Return the tasks of those consulted on a vote; raises `No` for a unit nobody is found for."""
    found = []
    for n, one in enumerate(dict.fromkeys(asked), draft.desk.last + 1):
        kind, _, name = one.partition(":")
        task = Task(n, "opinion", "open", step.order.at, vote.round, owner=lead, under=vote.n)
        if kind == "role" and name:
            found.append(task.with_(roles=(name,), people=_holders(step, draft, name, lead)))
        else:
            person = _head(step, draft, name) if kind == "unit" and name else one
            found.append(task.with_(person=person))
    return found


def _holders(step: Step, draft: Draft, role: str, lead: str) -> tuple[str, ...]:
    """Return the persons that a role bound to the data means; raises `No` if nobody may answer."""
    if role not in draft.machine.workflow.roles:
        raise InputError("persons", f"the workflow has no role {role!r}")
    directory = step.world.given.directory
    bound = bound_to(draft, role)
    held: Sequence[str] | None = bound if role in draft.machine.bound else None
    if directory is not None:
        held = directory.holders(role, draft.view(), step.order.at)
    if held is not None and all(alike(one, lead) for one in held):
        raise No([no("nobody-to-decide", who=f"role {role}", state=draft.state)], draft.before.id)
    return bound if directory is None else ()


def _head(step: Step, draft: Draft, unit: str) -> str:
    directory = step.world.given.directory
    if directory is None:
        finding = no("needs-directory", who=f"unit {unit}", state=draft.state)
        raise No([finding], draft.before.id)
    head = directory.head(unit, step.order.at)
    if head is None:
        finding = no("nobody-to-decide", who=f"unit {unit}", state=draft.state)
        raise No([finding], draft.before.id)
    return head


def against_asking(
    step: Step, draft: Draft, vote: Task, new: Iterable[Task], lead: str
) -> list[Finding]:
    """Return what is against consulting these: asked already, oneself, or who began the case."""
    known = [t for t in draft.desk.tasks if t.kind == "opinion" and t.under == vote.n]
    found = []
    for task in new:
        if task.person is None:
            twice = any(t.roles == task.roles for t in known)
        else:
            twice = alike(task.person, *(t.person for t in known))
            found += _own(draft, vote, [task.person])
            if alike(lead, task.person) or alike(step.order.actor.id, task.person):
                found.append(no("to-oneself", person=task.person))
        if twice:
            found.append(no("consulted", person=task.person or f"role:{task.roles[0]}"))
        known.append(task)
    return found


def against_answering(draft: Draft, task: Task, people: Iterable[str]) -> list[Finding]:
    """Return what is against some answering: they asked for it themselves, or began the case."""
    found = _own(draft, task, people)
    if any(alike(one, task.owner) for one in people):
        found.append(no("own-opinion"))
    return found


def _own(draft: Draft, task: Task, people: Iterable[str]) -> list[Finding]:
    """Who began a case gives no opinion on it, where they may not decide it."""
    vote = task if task.kind == "vote" else draft.desk.task(task.under or 0)
    policy = policy_of(draft, vote) if vote is not None else None
    own = any(own_request(draft, policy, one) for one in people)
    return [no("own-request")] if own else []
