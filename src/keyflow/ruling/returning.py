"""Going back: returned, recalled, taken back, opened again, or put elsewhere.

Whatever goes back enters its state afresh. What was begun since that state was last left is undone
with it: rounds close, tasks close, and child cases opened since then end as `returned-over` (D15).
"""

from datetime import datetime

from keyflow.finding import Finding
from keyflow.model.case import ENDED
from keyflow.model.decision import Jump, Recall, Reopen, Return, TakeBack
from keyflow.model.desk import Round, Task
from keyflow.ruling import findings as say
from keyflow.ruling.beginning import live_elsewhere
from keyflow.ruling.clock import span
from keyflow.ruling.closing import close
from keyflow.ruling.deadlines import OWED
from keyflow.ruling.draft import Draft
from keyflow.ruling.following import end, move
from keyflow.ruling.permitting import may
from keyflow.ruling.refusals import no
from keyflow.ruling.rounds import carry_on
from keyflow.ruling.step import Asked, No, Step
from keyflow.ruling.voting import allowed, mine, the_task

# What may be done with a case without acting on the decision before.
_PASSIVE = frozenset({"note", "read", "urge", "ask", "copy", "circulate", "save", "claim"})


def return_(step: Step, command: Return, asked: Asked) -> None:
    """Send a case back to a state it was in, from a round of votes."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    mine(step, draft, task, asked)
    policy = draft.machine.states[draft.state].approval
    found = allowed(draft, task, "return")
    if policy is not None and "return" in policy.comment and not command.comment:
        found.append(no("comment-required", what="return"))
    straight = command.straight_back
    if policy is not None and policy.resubmit != "chosen":
        if straight and policy.resubmit == "walk":
            found.append(no("straight-back-fixed", rule=policy.resubmit))
        straight = policy.resubmit == "back"
    going = draft if command.into is None else _above(step, draft, command.into)
    target, problem = _target(step, going, command.to)
    if found or problem:
        raise No([*found, *problem], draft.before.id)
    done = task.with_(status="done", answer="return", person=asked.actor.id, at=step.order.at)
    draft.desk = draft.desk.with_tasks([done])
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    _back(step, going, target, "returned", "return")
    if straight and going is draft:
        draft.desk = draft.desk.with_(back=draft.before.state)


def _above(step: Step, draft: Draft, case: str) -> Draft:
    parent = draft.before.parent
    while parent is not None and parent != case:
        parent = step.view(parent).parent
    if parent is None:
        raise No([no("not-above", case=case)], draft.before.id)
    return step.draft(parent)


def _target(step: Step, draft: Draft, to: str) -> tuple[str, list[Finding]]:
    """Return the state that is meant, and what is against it: a case goes back where it was."""
    trail = [state for state, _ in step.world.trail(draft.before.id)]
    been = list(dict.fromkeys(state for state in trail if state != draft.state))
    if to == "initiator":
        to = draft.machine.workflow.initial
    elif to == "previous":
        to = next((state for state in reversed(trail) if state != draft.state), to)
    if to not in been:
        return to, [no("never-there", state=to, known=", ".join(been) or "-")]
    return to, []


def _back(step: Step, draft: Draft, target: str, why: str, trigger: str) -> None:
    """Enter a state afresh, and end the descendants that were opened since it was last left."""
    left = _last_left(step, draft, target)
    for child in step.below(draft.before):
        if left is not None and child.before.opened >= left and child is not draft:
            close(step, child, why)
            end(step, child, "terminated", "returned-over")
    close(step, draft, why)
    draft.steps.append([trigger, draft.state, target, False])
    move(step, draft, target, trigger)


def _last_left(step: Step, draft: Draft, target: str) -> datetime | None:
    """Return when a state was last left; None if it never was."""
    trail = step.world.trail(draft.before.id)
    left = None
    for (state, _), (_, entered) in zip(trail, trail[1:], strict=False):
        if state == target:
            left = entered
    return left


def unfulfilled(step: Step, draft: Draft, name: str) -> None:
    """Open the decision again that an item is still owed to, its time being over."""
    task = draft.desk.task(int(name.removeprefix(OWED)))
    vote = draft.desk.task(task.under) if task is not None and task.under else None
    found = draft.desk.round_of(vote) if vote is not None else None
    if task is None or not task.live or draft.standing in ENDED:
        return
    over = task.with_(status="closed", answer="overdue", at=step.order.at)
    draft.desk = draft.desk.with_tasks([over])
    step.tell(draft, "closed owed", "overdue", draft.state)
    target = found.state if found is not None else task.group
    if target in draft.machine.states and target != draft.state:
        _back(step, draft, target, "unfulfilled", "unfulfilled")


def recall(step: Step, command: Recall, asked: Asked) -> None:
    """Call a case back to where it began, while a round is open: as its initiator."""
    draft = step.draft(command.case)
    found = []
    policy = draft.machine.states[draft.state].approval
    if draft.standing in ENDED:
        found.append(say.ended(draft.outcome))
    elif step.on_hold(draft):
        found.append(say.suspended())
    elif policy is None or draft.desk.open_round is None:
        found.append(no("no-round"))
    elif "recall" in policy.forbid:
        found.append(no("forbidden-here", what="recall"))
    if asked.actor.id != draft.desk.initiator and not may(step, draft, "recall", asked):
        found.append(no("not-the-initiator", what="recall"))
    target, problem = _target(step, draft, "initiator")
    if found or problem:
        raise No([*found, *(problem if not found else [])], draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired recall", "recall", draft.state)
    _back(step, draft, target, "recalled", "recall")


def jump(step: Step, command: Jump, asked: Asked) -> None:
    """Put a case into any state that is not an end, as an administrator."""
    draft = step.draft(command.case)
    found = []
    if not may(step, draft, "jump", asked):
        found.append(say.not_allowed("jump", draft.machine.may("jump")))
    if draft.standing in ENDED:
        found.append(say.ended(draft.outcome))
    elif step.on_hold(draft):
        found.append(say.suspended())
    state = draft.machine.states.get(command.to)
    if state is None:
        found.append(say.unknown_state(command.to, list(draft.machine.states)))
    elif state.final:
        found.append(no("not-final", state=command.to))
    if not command.reason:
        found.append(say.reason_required("jump"))
    if found:
        raise No(found, draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired jump", "jump", draft.state)
    _back(step, draft, command.to, "jumped", "jump")


def take_back(step: Step, command: TakeBack, asked: Asked) -> None:
    """Undo one's own decision while nobody has acted on it."""
    draft = step.draft(command.target)
    task = draft.desk.task(command.number)
    if task is None:
        raise No([no("no-such-task", task=command.task)], draft.before.id)
    found = allowed(draft, task, "take-back")
    if draft.standing in ENDED:
        found.append(say.ended(draft.outcome))
    elif step.on_hold(draft):
        found.append(say.suspended())
    if asked.actor.id not in {task.person, task.by} or task.status != "done":
        found.append(no("not-yours-to-take-back"))
    elif _acted_on(step, draft, task):
        found.append(no("next-has-acted"))
    if found:
        raise No(found, draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    if draft.desk.open_round is None or draft.desk.open_round.n != task.round:
        _undo_result(step, draft, task)
    _undo_vote(step, draft, task)
    carry_on(step, draft)


def _acted_on(step: Step, draft: Draft, task: Task) -> bool:
    """Tell whether somebody whose turn came by this decision has acted."""
    found = draft.desk.round_of(task)
    if found is None:
        return True
    if found.status == "open":
        policy = draft.machine.states[found.state].approval
        in_order = policy is not None and policy.parts[task.group].in_order
        return any(
            t.status == "done"
            for t in draft.desk.votes()
            if t.under == task.n or (in_order and t.group == task.group and t.n > task.n)
        )
    if found.status not in {"approved", "rejected"} or task.at is None:
        return True
    if any(t.at and t.at > task.at for t in draft.desk.votes(found.n) if t.status == "done"):
        return True
    since = [item for item in step.world.deeds(draft.before.id) if item.seq > found.seq]
    if any(item.verb not in _PASSIVE for item in since):
        return True
    born = [c for c in step.below(draft.before) if c.before.opened >= (found.closed or task.at)]
    return any(child.before.version > 1 for child in born)


def _undo_result(step: Step, draft: Draft, task: Task) -> None:
    """Open the round again that this decision closed, and go back to its state."""
    found = draft.desk.round_of(task)
    if found is None:
        return
    _back(step, draft, found.state, "taken-back", "take-back")
    again = Round(found.n, found.state, found.opened, found.source)
    left = [t for t in draft.desk.votes(found.n) if t.answer == "not-needed"]
    waiting = [t.with_(status="waiting", answer=None, at=None) for t in left]
    rounds = tuple(one for one in draft.desk.rounds if one.n < found.n)
    draft.desk = draft.desk.with_(rounds=(*rounds, again)).with_tasks(waiting)


def _undo_vote(step: Step, draft: Draft, task: Task) -> None:
    """Put the task on the table again; those whose turn it made wait once more."""
    policy = draft.machine.states[draft.state].approval
    in_order = policy is not None and policy.parts[task.group].in_order
    waiting = [
        other.with_(status="waiting")
        for other in draft.desk.votes()
        if other.status == "open"
        and (
            (in_order and other.group == task.group and other.n > task.n) or other.place == "after"
        )
    ]
    undone = task.with_(status="waiting", answer=None, by=None, at=None, seen="", label="")
    if task.roles:
        undone = undone.with_(person=None)
    draft.desk = draft.desk.with_tasks([undone, *waiting])


def _ended_at(step: Step, draft: Draft) -> datetime:
    deeds = step.world.deeds(draft.before.id)
    return next((deed.at for deed in deeds if deed.standing in ENDED), draft.before.changed)


def reopen(step: Step, command: Reopen, asked: Asked) -> None:
    """Open an ended case again at the last state before its end, within the window."""
    draft = step.draft(command.case)
    found = []
    window = draft.machine.workflow.reopen
    if draft.standing not in ENDED:
        found.append(no("not-ended"))
    elif window is None:
        found.append(no("never-reopened"))
    else:
        until = _ended_at(step, draft) + span(window)
        if step.order.at > until:
            found.append(no("window-over", until=until.isoformat()))
    if asked.actor.id != draft.desk.initiator and not may(step, draft, "reopen", asked):
        found.append(no("not-the-initiator", what="reopen"))
    if not command.reason:
        found.append(say.reason_required("reopen"))
    if not found and (other := live_elsewhere(step, draft)) is not None:
        found.append(say.already_live(draft.before.subject, other))
    if found:
        raise No(found, draft.before.id)
    states = [state for state, _ in step.world.trail(draft.before.id)]
    target = next(s for s in reversed(states) if not draft.machine.states[s].final)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired reopen", "reopen", draft.state)
    draft.standing, draft.outcome = "active", None
    draft.steps.append(["reopen", draft.state, target, False])
    move(step, draft, target, "reopen")
