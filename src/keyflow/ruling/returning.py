"""Going back: returned, recalled, taken back, opened again, or put elsewhere.

Whatever goes back enters its state afresh. What was begun since that state was last left is undone
with it: rounds close, tasks close, and child cases opened since then end as `returned-over` (D15).
"""

from collections.abc import Collection
from datetime import datetime
from itertools import pairwise

from keyflow.finding import Finding
from keyflow.model.approval import Approval
from keyflow.model.case import ENDED, SYSTEM
from keyflow.model.decision import Jump, Recall, Reopen, Return
from keyflow.model.lookalikes import alike
from keyflow.ruling.at_hand import the_task
from keyflow.ruling.beginning import live_elsewhere
from keyflow.ruling.choosing import unchoose
from keyflow.ruling.clock import span
from keyflow.ruling.closing import close, drop, leave
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import turn
from keyflow.ruling.findings import no, not_allowed
from keyflow.ruling.following import end, move
from keyflow.ruling.joined import gone_on_above
from keyflow.ruling.lasting import digest
from keyflow.ruling.misspelt import unknown_state
from keyflow.ruling.overstepping import kept_apart
from keyflow.ruling.owing import come_back
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.permitting import may
from keyflow.ruling.step import Step
from keyflow.ruling.timing import OWED
from keyflow.ruling.voting import allowed, mine
from keyflow.ruling.way import way_here


def return_(step: Step, command: Return, asked: Asked) -> None:
    """Send a case back to a state it was in, from a round of votes."""
    draft = step.draft(command.target)
    task = the_task(step, draft, command, "vote")
    person = mine(step, draft, task, asked)
    policy = draft.machine.states[draft.state].approval
    found = [*turn(draft, task), *allowed(draft, task, "return")]
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
    by = asked.actor.id if asked.actor.id != person else None
    done = task.with_(status="done", answer="return", person=person, by=by, at=step.order.at)
    draft.desk = draft.desk.with_tasks([done])
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, draft.state)
    if going is not draft:
        close(step, draft, "returned")
        end(step, draft, "terminated", "returned-over")
        step.did(going, command.verb, asked.actor)
    left = going.state
    go_back(step, going, target, "returned", "return", keep=straight)
    if straight:
        going.desk = going.desk.going_back(left, digest(going))


def _above(step: Step, draft: Draft, case: str) -> Draft:
    parent = draft.before.parent
    while parent is not None and parent != case:
        parent = step.view(parent).parent
    if parent is None:
        raise No([no("not-above", above=case)], draft.before.id)
    return step.draft(parent)


def _target(step: Step, draft: Draft, to: str) -> tuple[str, list[Finding]]:
    """Return the state that is meant, and what is against it.

    A case goes back on the way it came, or where the workflow says that it goes when `returned`.
    """
    way = way_here(step, draft)
    ways = [gate.transition.dest for gate in draft.machine.gates(draft.state, "returned")]
    behind = list(dict.fromkeys(s for s in (*way, *ways) if s is not None and s != draft.state))
    if to == "initiator":
        to = draft.machine.workflow.initial
    elif to == "previous" and way:
        to = way[-1]
    if to not in behind:
        return to, [no("never-there", state=to, known=", ".join(behind) or "-")]
    return to, []


def go_back(
    step: Step, draft: Draft, target: str, why: str, trigger: str, *, keep: bool = False
) -> None:
    """Enter a state afresh, and end the descendants that were opened since it was last left.

    Votes given since it was entered are void, and what was left owing with them is too; `keep`
    says that they stand.
    """
    left = _last_left(step, draft, target)
    if left is not None:
        for child in step.below(draft.before):
            if child.before.opened >= left:
                close(step, child, why)
                end(step, child, "terminated", "returned-over")
        uncount(step, draft, left)
    close(step, draft, why)
    leave(step, draft, "", "")
    if not keep:
        _forgive(step, draft, target, why)
    draft.desk = draft.desk.going_back(None)
    draft.steps.append([trigger, draft.state, target, False])
    move(step, draft, target, trigger)


def uncount(step: Step, draft: Draft, since: datetime, slots: Collection[str] = ()) -> None:
    """Note the children opened since then that had ended, so that no join counts what they came to.

    `slots` are the names they were opened under, by default all.
    """
    known = draft.desk.undone
    over = [
        case.id
        for case in step.family(draft.before.root)
        if case.parent == draft.before.id
        and case.ended
        and case.opened >= since
        and case.outcome not in {"returned-over", "parent-ended"}
        and (not slots or case.slot in slots)
    ]
    if new := [case for case in over if case not in known]:
        draft.desk = draft.desk.with_(undone=(*known, *new))


def _forgive(step: Step, draft: Draft, target: str, why: str) -> None:
    """Let go what decisions made since a state was last entered left owing, and whom they chose."""
    trail = step.world.trail(draft.before.id)
    entered = [at for state, at in trail if state == target]
    if entered:
        owed = [t for t in draft.desk.tasks if t.kind == "owed" and t.live]
        drop(step, draft, [t for t in owed if t.opened >= entered[-1]], why)
        unchoose(draft, (state for state, at in trail if at >= entered[-1]))


def _last_left(step: Step, draft: Draft, target: str) -> datetime | None:
    """Return when a state was last left; None if it never was."""
    trail = step.world.trail(draft.before.id)
    left = None
    for (state, _), (_, entered) in pairwise(trail):
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
        step.did(draft, "unfulfilled", SYSTEM)
        go_back(step, draft, target, "unfulfilled", "unfulfilled")


def recall(step: Step, command: Recall, asked: Asked) -> None:
    """Call a case back to where it began, while a round is open: as its initiator."""
    draft = step.draft(command.case)
    policies = _deciding(step, draft)
    found = step.stopped(draft)
    if not found and not policies:
        found.append(no("no-round"))
    elif not found and any("recall" in policy.forbid for policy in policies):
        found.append(no("forbidden-here", what="recall"))
    if asked.actor.id != draft.desk.initiator and not may(step, draft, "recall", asked):
        found.append(no("not-the-initiator", what="recall"))
    target, problem = _target(step, draft, "initiator")
    if found or problem:
        raise No([*found, *(problem if not found else [])], draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired recall", "recall", draft.state)
    go_back(step, draft, target, "recalled", "recall")


def _deciding(step: Step, draft: Draft) -> list[Approval]:
    """Return the policies of the rounds that are open in a case and in those below it."""
    below = [] if draft.standing in ENDED else step.below(draft.before)
    open_ = [one for one in (draft, *below) if one.desk.open_round is not None]
    found = [one.machine.states[one.state].approval for one in open_]
    return [policy for policy in found if policy is not None]


def jump(step: Step, command: Jump, asked: Asked) -> None:
    """Put a case into any state that is not an end, as an administrator."""
    draft = step.draft(command.case)
    found = []
    if not may(step, draft, "jump", asked):
        found.append(not_allowed("jump", draft.machine.may("jump")))
    elif draft.machine.kept_from_initiator and alike(asked.actor.id, draft.desk.initiator):
        found.append(no("own-request"))
    found += kept_apart(step, draft, command.to, asked.actor)
    found += step.stopped(draft)
    state = draft.machine.states.get(command.to)
    if state is None:
        found.append(unknown_state(command.to, list(draft.machine.states)))
    elif state.final:
        found.append(no("not-final", state=command.to))
    if not command.reason:
        found.append(no("reason-required", verb="jump"))
    found += step.owed(draft, "", command.to)
    if found:
        raise No(found, draft.before.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired jump", "jump", draft.state)
    go_back(step, draft, command.to, "jumped", "jump")


def _ended(step: Step, draft: Draft) -> tuple[datetime, int]:
    """Return when a case ended, the last time it did, and with which of its events."""
    end, before = (draft.before.changed, draft.before.seq), ""
    for deed in step.world.deeds(draft.before.id):
        if deed.standing in ENDED and before not in ENDED:
            end = deed.at, deed.seq
        before = deed.standing
    return end


def _shut(step: Step, draft: Draft) -> list[Finding]:
    """Return why a case cannot be opened again now."""
    if draft.standing not in ENDED:
        return [no("not-ended")]
    parent = step.view(draft.before.parent) if draft.before.parent else None
    if parent is not None and parent.ended:
        return [no("parent-ended", outcome=parent.outcome or "-")]
    window = draft.machine.workflow.reopen
    if window is None:
        return [no("never-reopened")]
    (at, seq), order = _ended(step, draft), step.order
    # Nobody makes it longer by dating back; a clerk says when it was asked for.
    if (order.now if order.recorded_by is None else order.at) > at + span(window):
        return [no("window-over", until=(at + span(window)).isoformat())]
    above = gone_on_above(step, draft, seq)
    return [no("parent-gone-on", state=above)] if above is not None else []


def reopen(step: Step, command: Reopen, asked: Asked) -> None:
    """Open an ended case again at the last state before its end, within the window."""
    draft = step.draft(command.case)
    found = _shut(step, draft)
    if asked.actor.id != draft.desk.initiator and not may(step, draft, "reopen", asked):
        found.append(no("not-the-initiator", what="reopen"))
    if not command.reason:
        found.append(no("reason-required", verb="reopen"))
    if not found and (other := live_elsewhere(step, draft)) is not None:
        found.append(no("already-live", subject=draft.before.subject, case_id=other))
    if found:
        raise No(found, draft.before.id)
    trail = step.world.trail(draft.before.id)
    target, entered = next(one for one in reversed(trail) if not draft.machine.states[one[0]].final)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired reopen", "reopen", draft.state)
    draft.standing, draft.outcome = "active", None
    come_back(draft)
    if slots := draft.machine.states[target].children:
        uncount(step, draft, entered, slots)
    draft.steps.append(["reopen", draft.state, target, False])
    move(step, draft, target, "reopen")
