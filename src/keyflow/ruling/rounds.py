"""Rounds of votes: opened where a command ends, carried on after each vote, closed by a result."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from keyflow.finding import Finding
from keyflow.model.approval import Approval
from keyflow.model.case import SYSTEM
from keyflow.model.command import Fire
from keyflow.model.decision import Claim, Unclaim
from keyflow.model.desk import Desk, Round, Task
from keyflow.ruling.added import came_to, not_needed, votes_of
from keyflow.ruling.closing import close, drop
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.following import follow
from keyflow.ruling.lasting import ballots, digest
from keyflow.ruling.matching import enough
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.people import bound_to, named_in, told
from keyflow.ruling.step import Step
from keyflow.ruling.tally import Ballot, Tally, certain, count, foregone, reachable
from keyflow.ruling.turns import wake

_SPOKEN: Mapping[str, str] = {"vote": "task"}


def go_on(step: Step) -> bool:
    """Open a round in every case that the command leaves in a state where somebody decides.

    True if a round came to its result at once, so that its case has moved on.
    """
    moved = False
    for draft in list(step.drafts.values()):
        if draft.ended or not draft.machine.has_desk:
            continue
        if draft.patch:
            look_again(step, draft)
        if draft.moved:
            moved |= enter(step, draft)
    return moved


def look_again(step: Step, draft: Draft) -> None:
    """Let a change of the data take effect: on roles bound to it, and on votes already given."""
    bound = []
    for task in draft.desk.tasks:
        people, lapsed = _bound(step, draft, task.roles), task.by_data and _lapsed(draft, task)
        if task.live and (people, lapsed) != (task.people, task.lapsed):
            bound.append(task.with_(people=people, lapsed=lapsed))
    if bound:
        draft.desk = draft.desk.with_tasks(bound)
    policy = draft.machine.states[draft.state].approval
    if policy is None or draft.desk.open_round is None or policy.content == "keep":
        return
    now = digest(draft)
    given = [t for t in draft.desk.votes() if t.status == "done" and t.answer != "recuse"]
    stale = {t.n for t in given if t.seen not in {"", now}}
    if stale and policy.content == "void":
        close(step, draft, "void")
        open_round(step, draft, policy)
        carry_on(step, draft)
    elif stale:
        above = {t.under for t in given if t.n in stale and t.place == "before"}
        again = [t for t in given if t.n in stale or (t.label == "added" and t.n in above)]
        draft.desk = draft.desk.with_tasks(_afresh(task) for task in again)
        carry_on(step, draft)


def _lapsed(draft: Draft, task: Task) -> bool:
    """Tell whether the data no longer name who became a voter by them."""
    named = {one for right in task.rights for one in named_in(draft, right.partition(" ")[2])}
    return task.person not in named


def _bound(step: Step, draft: Draft, roles: Iterable[str]) -> tuple[str, ...]:
    """Return whom roles bound to the data mean now; with a directory that alone is asked (D17)."""
    if step.world.given.directory is not None:
        return ()
    return tuple(person for role in roles for person in bound_to(draft, role))


def _afresh(task: Task) -> Task:
    """Return a task as it is asked again; a role's is the role's again, unless handed on."""
    person = task.person if task.past or not task.roles else None
    return task.with_(
        status="waiting", person=person, answer=None, by=None, at=None, seen="", label="",
        signature="", attachments=(),
    )  # fmt: skip


def announce(step: Step) -> None:
    """Tell those whose task has opened with this command, or has come to them by it, once each.

    Who claims a task knows of it, and so do those to whose role it goes back.
    """
    claimed = isinstance(step.order.command, Claim | Unclaim)
    for draft in step.drafts.values():
        if draft.desk is draft.before.desk:
            continue
        before = {t.n: told(t) for t in draft.before.desk.tasks if t.status == "open"}
        opened: dict[str, list[Task]] = {}
        whose: dict[str, list[str]] = {}
        for task in draft.desk.tasks:
            if task.status != "open" or _gone_back(draft, task):
                continue  # what goes back to a role is known to it
            new = told(task)
            if task.n in before:
                known = [*before[task.n], step.order.actor.id]
                new = [] if claimed else [one for one in new if one not in known]
            if new or task.n not in before:
                kind = _SPOKEN.get(task.kind, task.kind)
                opened.setdefault(kind, []).append(task)
                whose.setdefault(kind, []).extend(new)
        for kind, tasks in opened.items():
            holders, source = tuple(whose[kind]), draft.before.state
            step.tell(draft, f"opened {kind}", kind, source, holders, about=tasks)


def _gone_back(draft: Draft, task: Task) -> bool:
    """Tell whether a task went back to its role with this command, its holder being recused."""
    if task.place != "instead" or not task.roles:
        return False
    known, above = draft.before.desk.task(task.n), draft.before.desk.task(task.under or 0)
    return known is None and above is not None and above.live


def enter(step: Step, draft: Draft) -> bool:
    """Open what the state a case came to asks for; True if its round was decided at once."""
    _todos(step, draft)
    policy = draft.machine.states[draft.state].approval
    if policy is None or draft.desk.open_round is not None:
        return False
    open_round(step, draft, policy)
    return carry_on(step, draft)


def _todos(step: Step, draft: Draft) -> None:
    """Put the transitions marked as a task into the inbox of those who may fire them (D15)."""
    known = {task.label for task in draft.desk.tasks if task.kind == "todo" and task.live}
    n = draft.desk.last
    new = []
    for gate in draft.machine.todos.get(draft.state, ()):
        if gate.transition.trigger not in known:
            n += 1
            label = gate.transition.trigger
            roles = tuple(gate.transition.by)
            people = _bound(step, draft, roles)
            task = Task(n, "todo", "open", step.order.at, roles=roles, people=people, label=label)
            new.append(task)
    if new:
        draft.desk = draft.desk.with_tasks(new)


def open_round(step: Step, draft: Draft, policy: Approval) -> None:
    """Open a round; raises `No` where nobody is found, or it could never be approved."""
    used = {one.n for one in draft.desk.rounds} | {task.round for task in draft.desk.tasks}
    number = max(used, default=0) + 1
    tasks, bound = ballots(step, draft, policy, number)
    source = "" if draft.created else draft.before.state
    out = policy.initiator != "decide"
    opened = Round(number, draft.state, step.order.at, source, initiator_out=out)
    settled = any(task.label == "nobody" and task.answer == "reject" for task in tasks)
    seats = [task for task in tasks if task.place not in {"before", "after"}]
    if not settled and (found := _lacking(step, draft, policy, seats)):
        raise No(found, draft.before.id)
    draft.desk = draft.desk.with_round(opened).with_tasks([*tasks, *bound]).with_(urged=())
    if draft.desk.back == draft.state:
        draft.desk = draft.desk.going_back(None)
    step.tell(draft, "opened round", draft.state, source)


def _lacking(step: Step, draft: Draft, policy: Approval, tasks: Sequence[Task]) -> list[Finding]:
    """Say that those who can vote on these tasks could never approve, if so."""
    votes = _ballots(draft, tasks)
    left = enough(step, draft, policy, tasks)
    if foregone(policy, votes):
        return [no("cannot-be-refused", state=draft.state)]
    added = {p for p, task in enumerate(tasks) if task.status == "done" and votes[p].vote is None}
    if reachable(policy, votes) and certain(policy, votes, left | added):
        return []
    why = f"{len(left)} of {len(votes)} may vote"
    return [no("cannot-be-met", state=draft.state, why=why)]


def still_decidable(step: Step, draft: Draft, was: Desk) -> None:
    """See that who came to hold a vote is not the only one for another seat; raises `No`.

    One person has one vote. A round that could not be approved before is none the worse.
    """
    policy = draft.machine.states[draft.state].approval
    if policy is None or draft.desk.open_round is None:
        return
    now, found = draft.desk, _lacking(step, draft, policy, balloted(draft))
    if found:
        draft.desk = was
        before = _lacking(step, draft, policy, balloted(draft))
        draft.desk = now
        if not before:
            raise No(found, draft.before.id)


def balloted(draft: Draft) -> list[Task]:
    """Return the tasks of the latest round that have a ballot of their own."""
    votes = [task for task in draft.desk.votes() if task.place not in {"before", "after"}]
    return [task for task in votes if task.status != "closed"]


# how a round goes on


def carry_on(step: Step, draft: Draft, *, over: bool = False) -> bool:
    """Wake those whose turn it is, and close the round if its result is certain.

    Its time being `over`, it waits for nobody whose vote would change nothing. True if it was
    closed, and the case has moved on.
    """
    found = draft.desk.open_round
    policy = draft.machine.states[draft.state].approval
    if found is None or policy is None:
        return False
    _settle_added(step, draft)
    tally = tally_of(draft, policy, over=over)
    if tally.result is not None:
        close(step, draft, tally.result, voted=True)
        _fire(step, draft, tally.result)
        return True
    wake(draft, policy)
    return False


def tally_of(draft: Draft, policy: Approval, *, over: bool = False) -> Tally:
    """Count the votes of the latest round."""
    return count(policy, _ballots(draft, balloted(draft)), over=over)


def can_be_approved(draft: Draft, without: Collection[int] = ()) -> bool:
    """Tell whether the open round can still be approved, some tasks being left out."""
    policy = draft.machine.states[draft.state].approval
    left = [task for task in balloted(draft) if task.n not in without]
    return policy is not None and reachable(policy, _ballots(draft, left))


def _ballots(draft: Draft, tasks: Sequence[Task]) -> list[Ballot]:
    return [
        Ballot(vote, task.group, task.weight, task.required, task.veto)
        for task, vote in zip(tasks, votes_of(draft.desk, tasks), strict=True)
    ]


def _settle_added(step: Step, draft: Draft) -> None:
    """Let what added people came to take effect: their no on the tasks they were added before.

    Who of them has not said anything yet need not do so any more.
    """
    if not [task for task in draft.desk.tasks if task.place is not None]:
        return
    at = step.order.at
    for task in draft.desk.votes():
        if task.live and came_to(draft.desk.under(task.n, "before")) == "reject":
            settled = task.with_(status="done", answer="reject", at=at, label="added")
            draft.desk = draft.desk.with_tasks([settled])
    drop(step, draft, list(not_needed(draft.desk)), "not-needed")


def _fire(step: Step, draft: Draft, result: str) -> None:
    """Go the way that is named as the result (D13)."""
    asked = Asked(Fire(draft.before.id, result), SYSTEM)
    follow(step, draft, step.consider(draft, result, asked), asked)
