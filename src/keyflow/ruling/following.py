"""What follows from passing a gate: states left and entered, cases opened and ended, commands."""

from functools import partial
from typing import Any

from keyflow.errors import FAILURES, PluginFailed
from keyflow.model import limits
from keyflow.model.attempt import Attempt
from keyflow.model.case import ENDED, SYSTEM, Standing
from keyflow.model.command import Command, Fire
from keyflow.model.definition import FileCommand
from keyflow.model.plan import Change, Plan
from keyflow.ruling.children import starts
from keyflow.ruling.closing import end_all, leave
from keyflow.ruling.compiling import Gate
from keyflow.ruling.draft import Draft, used
from keyflow.ruling.findings import no
from keyflow.ruling.judging import Judgement, describe, log, traced
from keyflow.ruling.passage import Asked, No, Passage
from keyflow.ruling.step import Step
from keyflow.ruling.straight import forget, straight

_BY_WORKFLOW = frozenset({"system"})


def follow(step: Step, draft: Draft, passage: Passage, asked: Asked) -> None:
    """Pass a gate that was considered; raises `No` with every finding if it is shut."""
    gate, attempt = passage.gate, passage.attempt
    if gate is None or attempt is None or not passage.judgement.allowed:
        raise No(passage.judgement.findings, draft.before.id, passage.judgement)
    heed(draft, passage.trigger, passage.judgement)
    draft.write(passage.patch)
    trigger, source, system = passage.trigger, draft.state, asked.actor is SYSTEM
    dest = passage.state
    if draft.desk.back is not None:
        dest = straight(step, draft, trigger, dest, system=system)
        forget(draft, trigger, source, dest)
    draft.steps.append([trigger, source, dest, system])
    step.did(draft, trigger, asked.actor)
    step.tell(draft, f"fired {trigger}", trigger, source)
    if gate.transition.dest is not None:
        if draft.desk.tasks:
            leave(step, draft, trigger, asked.actor.id)
        move(step, draft, dest, trigger)
    for change in gate.changes:
        step.hooks.append(partial(_write, change, attempt))
    if gate.plans or gate.transition.commands:
        belong(step, draft, gate, attempt, asked)


def heed(draft: Draft, trigger: str, judgement: Judgement) -> None:
    """Keep what judging found on the draft, and use up the waivers it needed."""
    draft.checks += judgement.checks
    if judgement.findings:
        draft.findings += judgement.findings
    if judgement.waived:
        draft.waivers = used(draft.waivers, trigger, judgement.waived)


def move(step: Step, draft: Draft, dest: str, trigger: str) -> None:
    """Leave a state and enter another, or the same afresh."""
    source = draft.state
    draft.left = True
    if draft.machine.notices:
        old, new = source.partition(".")[0], dest.partition(".")[0]
        for place in (source,) if old in {new, source} else (source, old):
            step.tell(draft, f"left {place}", trigger, source)
    enter(step, draft, dest, trigger, source)


def enter(step: Step, draft: Draft, state: str, trigger: str, source: str | None) -> None:
    """Enter a state: tell of it, end the case if it is final, open the children it declares."""
    draft.state, draft.since, draft.moved, draft.waivers = state, step.order.at, True, ()
    if draft.machine.notices:
        stage = state.partition(".")[0]
        known = stage == state or (source is not None and source.partition(".")[0] == stage)
        for place in (state,) if known else (state, stage):
            step.tell(draft, f"entered {place}", trigger, source)
    definition = draft.machine.states[state]
    if definition.final:
        end(step, draft, "completed", definition.outcome or state.rpartition(".")[2])
    for slot, children in definition.children.items():
        for command in list(starts(step, draft, slot, children)):
            perform(step, command, Asked(command, SYSTEM))


def end(step: Step, draft: Draft, standing: Standing, outcome: str) -> None:
    """End a case, and its open descendants with it (D12)."""
    below = step.below(draft.before)
    end_all(step, draft)
    draft.end(standing, outcome)
    for child in below:
        end_all(step, child)
        child.end("terminated", "parent-ended")


def belong(step: Step, draft: Draft, gate: Gate, attempt: Attempt, asked: Asked) -> None:
    """Perform the commands of the file, then those of the plans, each on the last one's result."""
    rights = asked.extra | _BY_WORKFLOW
    for line in gate.transition.commands:
        for command in _written(step, draft, line):
            perform(step, command, Asked(command, asked.actor, rights))
    for plan in gate.plans:
        for command in _planned(step, plan, attempt):
            perform(step, command, Asked(command, asked.actor, rights))


def _written(step: Step, draft: Draft, line: FileCommand) -> list[Command]:
    if line.on == "parent":
        return [Fire(draft.before.parent, line.fire)] if draft.before.parent else []
    slot = line.on.partition(" ")[2]
    return [
        Fire(case.id, line.fire)
        for case in step.family(draft.before.root)
        if case.parent == draft.before.id and case.slot == slot and not case.ended
    ]


def _write(change: Change, attempt: Attempt, connection: Any) -> None:
    try:
        change.apply(attempt, connection)
    except FAILURES as error:
        msg = f"the change {change.kind} failed ({describe(error)}); nothing was written"
        raise PluginFailed(msg) from error


def _planned(step: Step, plan: Plan, attempt: Attempt) -> list[Command]:
    try:
        if plan.inline:
            found: Any = plan.plan(attempt)
        else:
            found = step.world.given.workers.call(lambda: plan.plan(attempt), plan.timeout)
    except FAILURES as error:
        log.warning("the plan %s failed:\n%s", plan.kind, traced(error))
        raise No(
            [no("plan-failed", kind=plan.kind, error=describe(error))], attempt.case.id
        ) from error
    if isinstance(found, list | tuple) and all(isinstance(item, Command) for item in found):
        return list(found)
    wrong = f"answered with {type(found).__name__} in place of a list of commands"
    raise No([no("plan-failed", kind=plan.kind, error=wrong)], attempt.case.id)


def perform(step: Step, command: Command, asked: Asked) -> None:
    """Perform a command that belongs to another, within the bounds of one commit (D11)."""
    step.commands += 1
    if step.commands > limits.COMMANDS or step.depth >= limits.COMMAND_DEPTH:
        raise No([no("too-many-commands")], command.target)
    step.depth += 1
    try:
        step.perform(step, asked)
    finally:
        step.depth -= 1


def settle(step: Step) -> None:
    """Try automatic transitions in the touched cases, then upwards, until nothing moves (D10)."""
    budget = limits.AUTO_STEPS
    waiting = list(step.drafts)
    while waiting:
        draft = step.draft(waiting.pop(0))
        parent = draft.before.parent
        if _advance(step, draft):
            budget -= 1
            if budget < 0:
                raise No([no("too-many-steps", state=draft.state)], draft.before.id)
            waiting = list(step.drafts)
        elif parent is not None and parent not in waiting and _waits(step, parent):
            waiting.append(parent)


def _waits(step: Step, case: str) -> bool:
    """Tell whether a case not touched yet has automatic transitions in its state."""
    if case in step.drafts:
        return False
    found = step.world.case(case)
    machine = step.world.machine(found)
    return bool(machine.automatic[found.state]) or found.parent is not None


def _advance(step: Step, draft: Draft) -> bool:
    """Pass the first automatic gate that is open; note checks that could not run."""
    if draft.standing in ENDED:
        return False
    for trigger in draft.machine.automatic[draft.state]:
        command = Fire(draft.before.id, trigger)
        asked = Asked(command, SYSTEM)
        passage = step.consider(draft, trigger, asked)
        if passage.gate is None or not passage.gate.transition.auto:
            continue
        if passage.judgement.allowed:
            follow(step, draft, passage, asked)
            return True
        if passage.judgement.failed:
            draft.extra["incidents"] = passage.judgement.failed
    return False
