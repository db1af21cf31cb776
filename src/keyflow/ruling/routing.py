"""The way ahead of a case as it looks now: which states, and who is asked in each."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from keyflow.finding import Finding
from keyflow.model.approval import Approval
from keyflow.model.case import SYSTEM, Actor
from keyflow.model.command import Fire
from keyflow.model.desk import Task
from keyflow.ruling.closing import close
from keyflow.ruling.draft import Draft
from keyflow.ruling.lasting import ballots, digest
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.rounds import open_round
from keyflow.ruling.step import Step
from keyflow.ruling.straight import straight

_MOST = 50


@dataclass(frozen=True, slots=True)
class Stop:
    """One state on the way: `how` it is left (`decide`, `fire`, `auto` or `end`), and by whom.

    `trigger` is what leads on. `people` are the persons known now, `roles` those whose holders are
    asked when it comes to it. `problems` say why nobody could be found, and what is owed first.
    """

    state: str
    how: str
    trigger: str | None = None
    people: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    problems: tuple[Finding, ...] = ()


def route(step: Step, draft: Draft) -> list[Stop]:
    """Follow a case from where it is, as if everybody approved, to its end or a loop.

    The rounds on the way are opened as they would be then, with what keeps them from opening.
    Where people choose among several ways, the first of the file whose condition holds is taken.
    """
    stops: list[Stop] = []
    seen: set[str] = set()
    while draft.state not in seen and len(stops) < _MOST:
        seen.add(draft.state)
        stop, dest = _stop(step, draft, seen)
        stops.append(stop)
        if dest is None:
            break
        _approve(step, draft)
        if draft.desk.back == draft.state:
            draft.desk = draft.desk.going_back(None)
        draft.state = dest
    return stops


def _stop(step: Step, draft: Draft, seen: set[str]) -> tuple[Stop, str | None]:
    state = draft.machine.states[draft.state]
    if state.final:
        return Stop(draft.state, "end"), None
    trigger, dest, roles, owed = _way(step, draft, seen)
    if state.approval is None:
        how = "auto" if trigger in draft.machine.automatic[draft.state] else "fire"
        roles = () if how == "auto" else roles
        return Stop(draft.state, how, trigger, roles=roles, problems=owed), dest
    stop = Stop(draft.state, "decide", trigger, problems=owed)
    if draft.desk.open_round is not None:
        return _asked(stop, draft.desk.votes()), dest
    try:
        open_round(step, draft, state.approval)
    except No as no:
        tasks = _found(step, draft, state.approval)
        return _asked(replace(stop, problems=(*no.findings, *owed)), tasks), dest
    return _asked(stop, draft.desk.votes()), dest


def _asked(stop: Stop, votes: Iterable[Task]) -> Stop:
    """Return a stop with those whose votes are out."""
    out = [task for task in votes if task.live]
    people = (person for task in out for person in ((task.person,) if task.person else task.people))
    roles = (role for task in out if task.person is None for role in task.roles)
    return replace(stop, people=tuple(dict.fromkeys(people)), roles=tuple(dict.fromkeys(roles)))


def _found(step: Step, draft: Draft, policy: Approval) -> list[Task]:
    """Return the votes of a round that cannot open; none where somebody cannot be found."""
    try:
        return ballots(step, draft, policy, 0)[0]
    except No:
        return []


def _approve(step: Step, draft: Draft) -> None:
    """Take it that all who are asked approve: whom a later round asks may depend on it."""
    if draft.desk.open_round is None:
        return
    at, seen, approved = step.order.at, digest(draft), []
    for task in draft.desk.votes():
        if task.live:
            person = task.owner or task.person
            vote = task.with_(status="done", answer="approve", person=person, owner=None)
            approved.append(vote.with_(at=at, seen=seen))
            if person is not None:
                step.did(draft, "approve", Actor(person), n=task.n)
    draft.desk = draft.desk.with_tasks(approved)
    close(step, draft, "approved", voted=True)


def _way(
    step: Step, draft: Draft, seen: set[str]
) -> tuple[str | None, str | None, tuple[str, ...], tuple[Finding, ...]]:
    """Return the way on: its trigger, where it leads, who may go it, and what is owed before."""
    deciding = draft.machine.states[draft.state].approval is not None
    for trigger in draft.machine.triggers(draft.state):
        if deciding and trigger != "approved":
            continue
        for gate in draft.machine.gates(draft.state, trigger):
            way = gate.transition
            passage = step.consider(draft, trigger, Asked(Fire(draft.before.id, trigger), SYSTEM))
            if passage.gate is not gate or way.dest in {None, "=", draft.state}:
                continue
            if way.dest not in seen and way.during != "suspended":
                system = trigger in draft.machine.automatic[draft.state]
                dest = straight(step, draft, trigger, str(way.dest), system=system)
                found = passage.judgement.findings
                owed = tuple(item for item in found if item.code == "still-owed")
                return trigger, dest, tuple(way.by), owed
    return None, None, (), ()
