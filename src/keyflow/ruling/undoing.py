"""Taking one's own decision back (取回), with all that was done by it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from keyflow.finding import Finding
from keyflow.model.armed import by_due
from keyflow.model.case import Case
from keyflow.model.decision import TakeBack
from keyflow.model.desk import Round, Task
from keyflow.ruling.choosing import choose
from keyflow.ruling.closing import by_votes, drop
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import no_longer
from keyflow.ruling.findings import no
from keyflow.ruling.joined import gone_on_above, moved_beside
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.returning import go_back
from keyflow.ruling.rounds import carry_on, look_again
from keyflow.ruling.step import Step
from keyflow.ruling.timing import OPINION
from keyflow.ruling.turns import seat_of
from keyflow.ruling.undone import Before, before, since
from keyflow.ruling.voting import allowed

# What may be done with a case without acting on the decision before.
_PASSIVE = frozenset({
    "note", "read", "urge", "ask", "copy", "circulate", "save", "claim", "unclaim",
})  # fmt: skip
# What somebody does with a task short of voting on it.
_HANDLING = frozenset({
    "transfer", "delegate", "resolve", "add-sign", "remove-sign", "consult",
})  # fmt: skip
# Votes that were not said there: what others came to, a duty, an approval given before.
_NOT_SAID = frozenset({"added", "apart", "again"})


def take_back(step: Step, command: TakeBack, asked: Asked) -> None:
    """Undo one's own decision while nobody has acted on it."""
    draft = step.draft(command.target)
    task = draft.desk.task(command.number)
    if task is None:
        raise No([no("no-such-task", task=command.task)], draft.before.id)
    found = [*allowed(draft, task, "take-back"), *step.stopped(draft)]
    found += _against(step, draft, task, asked)
    if found:
        raise No(found, draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    was, voted_in = before(step, draft, task), draft.desk.round_of(task)
    if draft.desk.open_round is None or draft.desk.open_round.n != task.round:
        _undo_result(step, draft, task)
        draft.desk = draft.desk.going_back(was.desk.back, was.desk.back_seen)
        draft.desk = draft.desk.with_(chosen=was.desk.chosen)
    _restore(step, draft, was, {task.at, voted_in.closed if voted_in else None})
    _undo_vote(step, draft, task)
    if was.data:
        draft.write(dict(was.data))
        look_again(step, draft)
    carry_on(step, draft)


def _against(step: Step, draft: Draft, task: Task, asked: Asked) -> list[Finding]:
    """Return what is against undoing a decision: it is not one's own, or was acted on."""
    if task.kind != "vote":
        return [no("wrong-kind", kind=task.kind, what="take-back")]
    own = asked.actor.id in {task.person, task.by} and task.label not in _NOT_SAID
    if not own or task.status != "done":
        return [no("not-yours-to-take-back")]
    if lost := no_longer(step, draft, _undecided(task, [task]), asked.actor):
        return [*lost]
    if task.answer == "return":
        return [no("return-stands")]
    if (above := _gone_on(step, draft, task)) is not None:
        return [no("parent-gone-on", state=above)]
    code = "result-deemed" if _deemed(draft, task) else "next-has-acted"
    return [no(code)] if _acted_on(step, draft, task) else []


def _deemed(draft: Draft, task: Task) -> bool:
    """Tell whether the round of a vote came to its result by the lapse of its time."""
    found = draft.desk.round_of(task)
    return found is not None and found.status.startswith("deemed-")


def _gone_on(step: Step, draft: Draft, task: Task) -> str | None:
    """Return the state to which a case above went since the round was closed; None if none did."""
    found = draft.desk.round_of(task)
    closed = found is not None and found.status != "open"
    return gone_on_above(step, draft, found.seq) if found is not None and closed else None


def _acted_on(step: Step, draft: Draft, task: Task) -> bool:
    """Tell whether somebody whose turn came by this decision has acted."""
    found = draft.desk.round_of(task)
    if found is None:
        return True
    if found.status == "open":
        return _next_acted(step, draft, found, task)
    if not by_votes(draft, found) or task.at is None:
        return True
    if any(t.at and t.at > task.at for t in draft.desk.votes(found.n) if t.status == "done"):
        return True
    after = [item for item in step.world.deeds(draft.before.id) if item.seq > found.seq]
    if any(item.verb not in _PASSIVE for item in after) or moved_beside(step, draft, found.seq):
        return True
    return any(
        deed.verb not in _PASSIVE
        for child in _born_by(step, draft, found.closed or task.at)
        for deed in step.world.deeds(child.id)[1:]
    )


def _born_by(step: Step, draft: Draft, at: datetime) -> Iterator[Case]:
    """Yield the cases below that were opened since a round was closed, and have changed."""
    known = {draft.before.id}
    for case in step.family(draft.before.root):
        if case.parent in known:
            known.add(case.id)
            if case.opened >= at and case.version > 1:
                yield case


def _next_acted(step: Step, draft: Draft, found: Round, task: Task) -> bool:
    """Tell whether somebody whose turn comes after a vote in an open round has voted or acted."""
    next_ = _next(draft, found, task)
    if any(
        t.status == "done" and t.person and t.label not in _NOT_SAID | {"stands"} for t in next_
    ):
        return True
    theirs = {t.n for t in next_}
    return bool(theirs) and any(
        event.verb in _HANDLING and not theirs.isdisjoint((row["n"], row.get("under")))
        for event in since(step, draft, task)[1:]
        for row in event.body.get("desk", {}).get("tasks", ())
    )


def _next(draft: Draft, found: Round, task: Task) -> list[Task]:
    """Return the tasks of a round that came to be open by a decision, or could have."""
    policy = draft.machine.states[found.state].approval
    in_order = policy is not None and policy.parts[task.group].in_order
    above = task.under if task.place in {"before", "after"} else None
    seat = seat_of(draft, task)
    return [
        t
        for t in draft.desk.votes(found.n)
        if (t.under == task.n and t.place in {"after", "instead"})
        or (task.place == "before" and t.n == above)
        or (above and task.mode == "order" and t.under == above and t.n > task.n)
        or (in_order and t.group == task.group and seat_of(draft, t) > seat)
    ]


def _undo_result(step: Step, draft: Draft, task: Task) -> None:
    """Open the round again that this decision closed, and go back to its state."""
    found = draft.desk.round_of(task)
    if found is None:
        return
    go_back(step, draft, found.state, "taken-back", "take-back", keep=True)
    again = found._replace(status="open", closed=None, seq=0)
    rounds = tuple(one for one in draft.desk.rounds if one.n != found.n)
    draft.desk = draft.desk.with_(rounds=(*rounds, again))


def _restore(step: Step, draft: Draft, was: Before, over: Collection[datetime | None]) -> None:
    """Let what a decision made needless be needed again, and the clocks of it run on.

    `over` is when it was decided, and when its round was closed. A vote waits for its turn anew;
    things to do are those of the state that is entered again.
    """
    closed = {t.n for t in draft.desk.tasks if t.status == "closed" and t.at in over}
    again = [t for t in was.desk.tasks if t.live and t.kind != "todo" and t.n in closed]
    draft.desk = draft.desk.with_tasks(
        task.with_(status="waiting") if task.kind == "vote" else task for task in again
    )
    clocks = {f"{OPINION}{task.n}" for task in again} - {item.name for item in draft.armed}
    new = [replace(i, id=step.world.given.new_id()) for i in was.armed if i.name in clocks]
    draft.armed = by_due([*draft.armed, *new]) if new else draft.armed


def _undo_vote(step: Step, draft: Draft, task: Task) -> None:
    """Put the decision on the table again.

    With it goes all that was done by it: the other seats of the same person, whoever was to stand
    in, what was left owing, who was chosen, and what an added person's no did to the task it was
    added to.
    """
    found = draft.desk.round_of(task)
    if found is None:
        return
    votes = draft.desk.votes(found.n)
    undone = [t for t in votes if _same_deed(t, task)]
    above = {t.under for t in undone if t.place in {"before", "after"}}
    undone += [t for t in votes if t.n in above and t.label == "added"]
    draft.desk = draft.desk.with_tasks(_undecided(t, votes) for t in undone)
    _take_along(step, draft, {t.n for t in undone})
    choose(draft, task.person or "", {})


def _same_deed(other: Task, task: Task) -> bool:
    """Tell whether a vote was given with another, by the same person at once."""
    return other.status == "done" and (other.person, other.by, other.at, other.answer) == (
        task.person, task.by, task.at, task.answer,
    )  # fmt: skip


def _undecided(task: Task, votes: Sequence[Task]) -> Task:
    """Return a task as it was before it was decided; a role's is the role's again."""
    other = next((t for t in votes if t.under == task.n and t.place == "instead"), task)
    return task.with_(
        status="waiting", answer=None, by=None, at=None, seen="", label="",
        signature="", attachments=(),
        person=task.person if task.past or not task.roles else None,
        required=other.required, veto=other.veto,
    )  # fmt: skip


def _take_along(step: Step, draft: Draft, undone: Collection[int]) -> None:
    """Close what was opened by decisions that are undone: stand-ins, and what is owed."""
    gone = [
        t for t in draft.desk.tasks
        if t.under in undone and t.live and (t.place == "instead" or t.kind == "owed")
    ]  # fmt: skip
    drop(step, draft, gone, "taken-back")
    under = {t.n: t.under for t in gone if t.kind == "vote"}
    draft.desk = draft.desk.with_tasks(
        t.with_(under=under[t.under])
        for t in draft.desk.tasks
        if t.kind == "opinion" and t.under in under
    )
