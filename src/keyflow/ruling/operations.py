"""Each command's own ruling: what it needs, and what it makes of its case."""

from collections.abc import Callable, Mapping
from typing import Any

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model import decision as on
from keyflow.model.case import Waiver
from keyflow.model.command import (
    Adopt,
    Advance,
    Command,
    Edit,
    Erase,
    Expire,
    ExtendLimit,
    Fire,
    Note,
    PauseClock,
    Recount,
    Resume,
    ResumeClock,
    Start,
    StopClock,
    Suspend,
    Terminate,
    Waive,
)
from keyflow.ruling import adding, clocks, consulting, handing, returning, undoing, voting
from keyflow.ruling.arming import hold, release
from keyflow.ruling.beginning import adopt, start
from keyflow.ruling.draft import Draft
from keyflow.ruling.erasing import erase
from keyflow.ruling.findings import no, not_waivable, over
from keyflow.ruling.following import belong, end, follow
from keyflow.ruling.misspelt import unknown_check, unknown_trigger
from keyflow.ruling.names import OPERATIONS
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.permitting import changing, permit, rule_of
from keyflow.ruling.step import Step

_ENDED = ("completed", "terminated")


def perform(step: Step, asked: Asked) -> None:
    """Perform a command on its case; raises `No`, `NotFound` or `InputError`."""
    before = len(step.permitted)
    _OPERATIONS[type(asked.command)](step, asked.command, asked)
    while len(step.permitted) > before:
        belong(step, *step.permitted.pop())


def _fire(step: Step, command: Fire, asked: Asked) -> None:
    draft = step.draft(command.case)
    follow(step, draft, step.consider(draft, command.trigger, asked), asked)


def _edit(step: Step, command: Edit, asked: Asked) -> None:
    if not command.data:
        raise InputError("data", "must name at least one field")
    changing(step, step.draft(command.case), asked, [])


def _note(step: Step, command: Note, asked: Asked) -> None:
    draft = step.draft(command.case)
    permit(step, draft, asked, [])
    draft.words["text"] = command.text
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired note", "note", draft.state)


def _waive(step: Step, command: Waive, asked: Asked) -> None:
    draft = step.draft(command.case)
    findings = [over(draft.outcome)] if draft.standing in _ENDED else []
    if not command.reason:
        findings.append(no("reason-required", verb="waive"))
    findings += _not_waivable(step, draft, command, asked)
    if findings:
        raise No(findings, command.case)
    waiver = Waiver(command.check, command.trigger, draft.before.seq + 1)
    draft.waivers = (*draft.waivers, waiver)
    step.did(draft, command.verb, asked.actor)


def _not_waivable(step: Step, draft: Draft, command: Waive, asked: Asked) -> list[Finding]:
    """Say what is wrong with the trigger, or with the check on it, or with who asks."""
    machine, trigger = draft.machine, command.trigger
    gates = list(machine.gates(draft.state, trigger))
    if trigger in machine.rules:
        gates.append(rule_of(machine, trigger))
    elif trigger not in OPERATIONS and not machine.knows(trigger):
        return [unknown_trigger(trigger, machine.triggers(draft.state))]
    elif trigger not in OPERATIONS and not gates:
        return [
            no(
                "not-from-here",
                trigger=trigger,
                state=draft.state,
                sources=", ".join(machine.sources(trigger)),
            )
        ]
    known = {examiner.id: examiner for gate in gates for examiner in gate.examiners}
    if command.check not in known:
        return [unknown_check(command.check, list(known))]
    roles = known[command.check].waivable
    allowed = not step.roles(draft, asked).isdisjoint(roles)
    return [] if allowed else [not_waivable(command.check, roles)]


def _suspend(step: Step, command: Suspend, asked: Asked) -> None:
    draft = step.draft(command.case)
    findings = [] if command.reason else [no("reason-required", verb="suspend")]
    if draft.standing == "suspended":
        findings.append(no("suspended"))
    changing(step, draft, asked, findings)
    draft.standing = "suspended"
    hold(step, (draft, *step.below(draft.before)))


def _resume(step: Step, command: Resume, asked: Asked) -> None:
    draft = step.draft(command.case)
    held = draft.standing == "suspended"
    changing(step, draft, asked, [] if held else [no("not-suspended")])
    draft.standing = "active"
    release(step, (draft, *step.below(draft.before)))


def _terminate(step: Step, command: Terminate, asked: Asked) -> None:
    draft = step.draft(command.case)
    changing(
        step, draft, asked, [] if command.reason else [no("reason-required", verb="terminate")]
    )
    end(step, draft, "terminated", command.outcome)


def _advance(step: Step, command: Advance, _asked: Asked) -> None:
    step.draft(command.case)


_OPERATIONS: Mapping[type[Command], Callable[[Step, Any, Asked], None]] = {
    Start: start,
    Adopt: adopt,
    Fire: _fire,
    Edit: _edit,
    Note: _note,
    Waive: _waive,
    Suspend: _suspend,
    Resume: _resume,
    Terminate: _terminate,
    Erase: erase,
    PauseClock: clocks.pause,
    ResumeClock: clocks.resume,
    ExtendLimit: clocks.extend,
    StopClock: clocks.stop,
    Recount: clocks.recount_by_calendar,
    Expire: clocks.expire,
    Advance: _advance,
    on.Approve: voting.decide,
    on.Reject: voting.decide,
    on.Abstain: voting.decide,
    on.Recuse: voting.decide,
    on.Claim: handing.claim,
    on.Unclaim: handing.unclaim,
    on.Transfer: handing.transfer,
    on.Delegate: handing.delegate,
    on.Resolve: handing.resolve,
    on.Save: handing.save,
    on.AddSign: adding.add_sign,
    on.RemoveSign: adding.remove_sign,
    on.Arrange: adding.arrange,
    on.Return: returning.return_,
    on.TakeBack: undoing.take_back,
    on.Recall: returning.recall,
    on.Jump: returning.jump,
    on.Reopen: returning.reopen,
    on.Consult: consulting.consult,
    on.Answer: consulting.answer,
    on.Fulfil: consulting.fulfil,
    on.MarkRead: consulting.read,
    on.Copy: consulting.copy,
    on.Circulate: consulting.copy,
    on.Ask: consulting.ask,
    on.Urge: consulting.urge,
}
