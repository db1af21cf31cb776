"""Opinions, questions, copies and what is owed: tasks that are asked for beside a decision."""

from collections.abc import Iterable, Sequence

from keyflow.errors import InputError
from keyflow.model.armed import by_due
from keyflow.model.deadline import Deadline, is_limit
from keyflow.model.decision import (
    Answer,
    Ask,
    Circulate,
    Consult,
    Copy,
    Fulfil,
    MarkRead,
    Urge,
)  # fmt: skip
from keyflow.model.desk import Kind, Task
from keyflow.ruling.arming import new as arm
from keyflow.ruling.at_hand import the_task
from keyflow.ruling.clock import span
from keyflow.ruling.closing import lapsed
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import acts_for, principal_of, turn
from keyflow.ruling.findings import no
from keyflow.ruling.opinions import against_answering, against_asking, apart, whom
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.people import told
from keyflow.ruling.permitting import may, permit
from keyflow.ruling.rights import now_with
from keyflow.ruling.step import Step
from keyflow.ruling.timing import OPINION, OWED
from keyflow.ruling.voting import allowed, mine


def _said(step: Step, draft: Draft, verb: str, asked: Asked, tasks: Iterable[Task]) -> None:
    draft.desk = draft.desk.with_tasks(tasks)
    step.did(draft, verb, asked.actor)
    step.tell(draft, f"fired {verb}", verb, draft.state)


def _new(  # noqa: PLR0917 - what, for whom, from whom, beside which vote
    step: Step, draft: Draft, kind: Kind, persons: Sequence[str], asker: str, vote: Task | None
) -> list[Task]:
    return [
        Task(
            n=n, kind=kind, status="open", opened=step.order.at, person=person, owner=asker,
            under=vote.n if vote else None, round=vote.round if vote else 0,
        )
        for n, person in enumerate(dict.fromkeys(persons), draft.desk.last + 1)
    ]  # fmt: skip


def consult(step: Step, command: Consult, asked: Asked) -> None:
    """Ask others for their opinion by a date; who is silent then has agreed."""
    apart(command.persons)
    limit = _limit(command.limit)
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    lead = mine(step, draft, task, asked)
    new = whom(step, draft, task, command.persons, lead)
    found = [*turn(draft, task), *allowed(draft, task, "consult")]
    found += against_asking(step, draft, task, new, lead)
    if found:
        raise No(found, draft.before.id)
    armed = [arm(step, draft, f"{OPINION}{one.n}", limit, step.order.at) for one in new]
    draft.armed = by_due([*draft.armed, *(item for item in armed if item is not None)])
    _said(step, draft, command.verb, asked, new)


def _limit(limit: str) -> Deadline:
    if not is_limit(limit):
        raise InputError("limit", "must be a number and a unit, such as 48h or 5wd")
    return Deadline(limit=limit)


def answer(step: Step, command: Answer, asked: Asked) -> None:
    """Answer a consultation or a question; to disagree takes reasons."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "opinion", "question")
    person = mine(step, draft, task, asked)
    found = []
    if lapsed(draft, task, step.order.at):
        found.append(no("task-closed", why="deemed", who="-", result=_status(draft, task)))
    if (command.opinion == "reply") != (task.kind == "question"):
        found.append(no("wrong-kind", kind=task.kind, what=command.opinion))
    if command.opinion == "disagree" and not command.comment:
        found.append(no("reasons-required"))
    if task.kind == "opinion":
        found += against_answering(draft, task, (asked.actor.id, person))
    if found:
        raise No(found, draft.before.id)
    by = asked.actor.id if asked.actor.id != person else None
    done = task.with_(status="done", answer=command.opinion, at=step.order.at, person=person, by=by)
    _disarm(draft, task)
    _said(step, draft, command.verb, asked, [done])


def _status(draft: Draft, task: Task) -> str:
    found = draft.desk.round_of(task)
    return found.status if found is not None else "-"


def _disarm(draft: Draft, task: Task) -> None:
    name = f"{OWED if task.kind == 'owed' else OPINION}{task.n}"
    if any(item.name == name for item in draft.armed):
        draft.armed = tuple(item for item in draft.armed if item.name != name)


def fulfil(step: Step, command: Fulfil, asked: Asked) -> None:
    """Record that something owed was handed in; the approver it is owed to, or whose task it is."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "owed")
    if not acts_for(step, draft, asked.actor, task.owner):
        mine(step, draft, task, asked)
    done = task.with_(status="done", answer="fulfilled", at=step.order.at, by=asked.actor.id)
    _disarm(draft, task)
    _said(step, draft, command.verb, asked, [done])


def read(step: Step, command: MarkRead, asked: Asked) -> None:
    """Mark a copy or circulated paper as read."""
    draft = step.draft(command.target)
    task = draft.desk.task(command.number)
    if task is None or task.kind not in {"copy", "circular"} or not task.live:
        task = the_task(step, draft, command, "copy", "circular")
    person = mine(step, draft, task, asked)
    by = asked.actor.id if asked.actor.id != person else None
    done = task.with_(status="done", answer="read", at=step.order.at, by=by)
    _said(step, draft, command.verb, asked, [done])


def copy(step: Step, command: Copy | Circulate, asked: Asked) -> None:
    """Send copies, or circulate; whoever has one to read may pass it on."""
    draft = step.draft(command.case)
    kind: Kind = "copy" if isinstance(command, Copy) else "circular"
    has_one = any(
        task.kind == "circular" and task.person == asked.actor.id for task in draft.desk.tasks
    )
    if not (kind == "circular" and has_one) and not _involved(step, draft, asked):
        permit(step, draft, asked, [])
    waiting = {
        task.person for task in draft.desk.tasks if task.kind == kind and task.status == "open"
    }
    persons = [person for person in command.persons if person not in waiting]
    _said(step, draft, command.verb, asked, _new(step, draft, kind, persons, asked.actor.id, None))


def _involved(step: Step, draft: Draft, asked: Asked) -> bool:
    """Tell whether somebody began the case or has a task in it, be it their role's."""
    person, tasks = asked.actor.id, draft.desk.tasks
    if person == draft.desk.initiator or any(person in (t.person, *t.people) for t in tasks):
        return True
    return any(t.live and principal_of(step, draft, t, asked.actor) is not None for t in tasks)


def ask(step: Step, command: Ask, asked: Asked) -> None:
    """Ask somebody without moving anything."""
    draft = step.draft(command.case)
    if found := step.stopped(draft):
        raise No(found, draft.before.id)
    if not _involved(step, draft, asked):
        permit(step, draft, asked, [])
    draft.words["text"] = command.text
    new = _new(step, draft, "question", [command.person], asked.actor.id, None)
    _said(step, draft, command.verb, asked, new)


def _now(step: Step, draft: Draft, task: Task) -> Task | None:
    return now_with(task, draft.view(), step.world.given.directory, step.at)


def urge(step: Step, command: Urge, asked: Asked) -> None:
    """Urge those whose turn it is, not too often; the initiator may, and who the workflow says."""
    draft = step.draft(command.case)
    policy = draft.machine.states[draft.state].approval
    found = step.stopped(draft)
    if policy is None or draft.desk.open_round is None:
        raise No(found or [no("no-round")], draft.before.id)
    if "urge" in policy.forbid:
        found.append(no("forbidden-here", what="urge"))
    if asked.actor.id != draft.desk.initiator and not may(step, draft, "urge", asked):
        found.append(no("not-the-initiator", what="urge"))
    urged, limit = draft.desk.urged, policy.urging
    last = urged[-1] if urged else None
    too_soon = last is not None and step.order.at - last < span(limit.every)
    if len(urged) >= limit.most or too_soon:
        said = last.isoformat(timespec="seconds") if last else "-"
        found.append(
            no("urged-enough", count=len(urged), last=said, most=limit.most, every=limit.every)
        )
    if found:
        raise No(found, draft.before.id)
    draft.desk = draft.desk.with_(urged=(*urged, step.order.at))
    step.did(draft, command.verb, asked.actor)
    open_ = [task for task in draft.desk.votes() if task.status == "open"]
    about = [now for task in open_ if (now := _now(step, draft, task)) is not None]
    holders = tuple(dict.fromkeys(one for task in about for one in told(task)))
    step.tell(draft, "fired urge", command.verb, draft.state, holders, about=about)
