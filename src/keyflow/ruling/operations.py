"""Each command's own ruling: what it needs, and what it makes of its case."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from keyflow.errors import InputError
from keyflow.finding import Finding
from keyflow.model import limits
from keyflow.model.case import SYSTEM, Armed, Case, Waiver
from keyflow.model.command import (
    Adopt,
    Advance,
    Command,
    Edit,
    Erase,
    Expire,
    Fire,
    Note,
    Resume,
    Start,
    Suspend,
    Terminate,
    Waive,
)
from keyflow.model.event import GENESIS
from keyflow.model.schema import Data
from keyflow.ruling import findings as say
from keyflow.ruling.clock import span
from keyflow.ruling.draft import Draft
from keyflow.ruling.following import by_due, end, enter, follow, heed
from keyflow.ruling.judging import judge
from keyflow.ruling.machine import Gate, Machine
from keyflow.ruling.step import Asked, No, Step

_OPEN_BY_DEFAULT = frozenset({"start", "edit", "note"})
_ENDED = ("completed", "terminated")


def entered_rightly(step: Step, draft: Draft, parent: Case | None = None) -> list[Finding]:
    """Keep a stated time within the state it is about and `backdate`, and ask for a clerk (D20)."""
    order = step.order
    found = []
    if order.at < order.now:
        backdate = draft.machine.workflow.backdate
        bounds = [order.now - span(backdate) if backdate else order.now]
        if not draft.created:
            bounds.append(draft.since)
        elif parent is not None:
            bounds.append(parent.opened)
        if order.at < max(bounds):
            found.append(say.too_early(max(bounds).isoformat()))
    if order.recorded_by is not None:
        allowed = draft.machine.workflow.clerks
        if step.roles(draft, Asked(order.command, order.recorded_by)).isdisjoint(allowed):
            found.append(say.not_a_clerk(allowed))
    return found


_NO_TIME = timedelta(0)


class Idle(Exception):
    """There is nothing to do any more; nothing is written."""


def perform(step: Step, asked: Asked) -> None:
    """Perform a command on its case; raises `No`, `NotFound` or `InputError`."""
    _OPERATIONS[type(asked.command)](step, asked.command, asked)


def _fire(step: Step, command: Fire, asked: Asked) -> None:
    draft = step.draft(command.case)
    follow(step, draft, step.consider(draft, command.trigger, asked), asked)


def _start(step: Step, command: Start, asked: Asked) -> None:
    machine = step.world.given.current(command.workflow)
    _begin(step, command, asked, machine, machine.workflow.initial)


def _adopt(step: Step, command: Adopt, asked: Asked) -> None:
    machine = step.world.given.current(command.workflow)
    if command.state not in machine.states:
        raise No([say.unknown_state(command.state, list(machine.states))], None)
    if not command.reason:
        raise No([say.reason_required("adopt")], None)
    _begin(step, command, asked, machine, command.state)


def _begin(step: Step, command: Start | Adopt, asked: Asked, machine: Machine, state: str) -> None:
    parent = step.view(command.parent) if command.parent else None
    case = _new_case(step, command, machine, state, parent)
    draft = Draft(case, machine, created=True)
    draft.raw = {}
    draft.write(step.patch(draft, command.data))
    findings = _birth_findings(step, draft, parent)
    if asked.command is step.order.command:
        findings += entered_rightly(step, draft, parent)
    _permit(step, draft, asked, findings)
    step.drafts[case.id] = draft
    if parent is not None:
        step.draft(parent.id).opened.append(case.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, None)
    enter(step, draft, state, command.verb, None)


def _new_case(
    step: Step, command: Start | Adopt, machine: Machine, state: str, parent: Case | None
) -> Case:
    identity = step.world.given.new_id()
    at = step.order.at
    return Case(
        id=identity,
        workflow=machine.workflow.name,
        definition=machine.hash,
        subject=command.subject,
        state=state,
        standing="active",
        outcome=None,
        version=0,
        data=Data(machine.fields, {}),
        root=parent.root if parent else identity,
        parent=parent.id if parent else None,
        slot=command.slot,
        opened=at,
        since=at,
        changed=step.order.now,
        seq=0,
        head=GENESIS,
        revision=0,
    )


def _birth_findings(step: Step, draft: Draft, parent: Case | None) -> list[Finding]:
    case, machine = draft.before, draft.machine
    found = [
        say.field_required(name)
        for name, spec in machine.fields.items()
        if spec.required and draft.raw.get(name) is None
    ]
    if parent is None:
        live = None if machine.workflow.many else _live(step, case)
        return [*found, say.already_live(case.subject, live)] if live else found
    if parent.ended:
        found.append(say.ended(parent.outcome))
    elif len(step.members(parent.root)) >= limits.FAMILY:
        found.append(say.family_full(limits.FAMILY))
    return found


def _live(step: Step, case: Case) -> str | None:
    for draft in step.drafts.values():
        other = draft.before
        begun = draft.created and not other.parent and not draft.ended
        if begun and (other.workflow, other.subject) == (case.workflow, case.subject):
            return other.id
    found = step.world.live(case.workflow, case.subject)
    return None if found in step.drafts and step.drafts[found].ended else found


def _permit(
    step: Step,
    draft: Draft,
    asked: Asked,
    findings: list[Finding],
    patch: Mapping[str, Any] | None = None,
) -> None:
    """Judge an operation's rule together with findings of its own; raises `No`."""
    verb = asked.command.verb
    gate = _rule(draft.machine, verb)
    if gate.reads_past:
        step.world.past(draft.before.root)
    data = Data(draft.machine.fields, {**draft.raw, **patch}) if patch else draft.data
    attempt = step.attempt(draft, verb, None, asked, data)
    judgement = judge(gate, attempt, step.world.given.workers, draft.waived(verb))
    if verb == "start" and "system" in attempt.roles:
        judgement.findings = [f for f in judgement.findings if f.code != "not-allowed"]
    judgement.findings[:0] = findings
    if not judgement.allowed:
        raise No(judgement.findings, None if draft.created else draft.before.id, judgement)
    heed(step, draft, verb, judgement)


def _rule(machine: Machine, verb: str) -> Gate:
    """Return an operation's rule; by default those of the workflow may start, edit and note."""
    rule = machine.rules.get(cast("Any", verb)) or machine.nothing_said
    if rule.by or verb not in _OPEN_BY_DEFAULT:
        return rule
    return replace(rule, by=machine.everybody)


def _edit(step: Step, command: Edit, asked: Asked) -> None:
    if not command.data:
        raise InputError("data", "must name at least one field")
    _changing(step, step.draft(command.case), asked, [])


def _changing(step: Step, draft: Draft, asked: Asked, findings: list[Finding]) -> None:
    """Permit an operation that may carry data, and write the data."""
    patch = step.patch(draft, getattr(asked.command, "data", {}))
    if draft.standing in _ENDED:
        findings = [say.ended(draft.outcome)]
    else:
        findings = [*findings, *step.not_writable(draft, patch)]
    _permit(step, draft, asked, findings, patch)
    draft.write(patch)
    verb = asked.command.verb
    step.did(draft, verb, asked.actor)
    step.tell(draft, f"fired {verb}", verb, draft.state)


def _note(step: Step, command: Note, asked: Asked) -> None:
    draft = step.draft(command.case)
    _permit(step, draft, asked, [])
    draft.words["text"] = command.text
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, "fired note", "note", draft.state)


def _waive(step: Step, command: Waive, asked: Asked) -> None:
    draft = step.draft(command.case)
    gates = list(draft.machine.gates(draft.state, command.trigger))
    if command.trigger in draft.machine.rules:
        gates.append(_rule(draft.machine, command.trigger))
    known = {examiner.id: examiner for gate in gates for examiner in gate.examiners}
    findings = [say.ended(draft.outcome)] if draft.standing in _ENDED else []
    if not command.reason:
        findings.append(say.reason_required("waive"))
    if command.check not in known:
        findings.append(say.unknown_check(command.check, list(known)))
    else:
        roles = known[command.check].waivable
        if step.roles(draft, asked).isdisjoint(roles):
            findings.append(say.not_waivable(command.check, roles))
    if findings:
        raise No(findings, command.case)
    waiver = Waiver(command.check, command.trigger, draft.before.seq + 1)
    draft.waivers = (*draft.waivers, waiver)
    step.did(draft, command.verb, asked.actor)


def _suspend(step: Step, command: Suspend, asked: Asked) -> None:
    draft = step.draft(command.case)
    findings = [] if command.reason else [say.reason_required("suspend")]
    if draft.standing == "suspended":
        findings.append(say.suspended())
    _changing(step, draft, asked, findings)
    draft.standing = "suspended"
    for held in (draft, *step.below(draft.before)):
        held.armed = tuple(
            replace(item, paused_at=step.order.at)
            if item.movable and item.paused_at is None
            else item
            for item in held.armed
        )


def _resume(step: Step, command: Resume, asked: Asked) -> None:
    draft = step.draft(command.case)
    held = draft.standing == "suspended"
    _changing(step, draft, asked, [] if held else [say.not_suspended()])
    draft.standing = "active"
    for freed in (draft, *step.below(draft.before)):
        if not step.on_hold(freed):
            freed.armed = by_due(
                replace(
                    item,
                    due=item.due + max(step.order.at - item.paused_at, _NO_TIME),
                    paused_at=None,
                )
                if item.paused_at is not None
                else item
                for item in freed.armed
            )


def _terminate(step: Step, command: Terminate, asked: Asked) -> None:
    draft = step.draft(command.case)
    _changing(step, draft, asked, [] if command.reason else [say.reason_required("terminate")])
    end(step, draft, "terminated", command.outcome)


def _erase(step: Step, command: Erase, asked: Asked) -> None:
    draft = step.draft(command.case)
    _permit(step, draft, asked, [] if command.reason else [say.reason_required("erase")])
    personal = [name for name in draft.machine.personal if draft.raw.get(name) is not None]
    draft.raw = {name: value for name, value in draft.raw.items() if name not in personal}
    draft.extra["erased"] = sorted(personal)
    step.erased.append((command.case, command.person))
    step.did(draft, command.verb, asked.actor)


def _expire(step: Step, command: Expire, _asked: Asked) -> None:
    draft = step.draft(command.case)
    armed = disarm(step, draft, command.deadline)
    if armed.overdue == "notify":
        return
    fire = Asked(Fire(command.case, armed.overdue), SYSTEM)
    passage = step.consider(draft, armed.overdue, fire)
    if passage.judgement.allowed and passage.gate is not None:
        follow(step, draft, passage, fire)
        return
    draft.checks += passage.judgement.checks
    draft.findings += passage.judgement.findings
    draft.extra["incidents"] = [finding.code for finding in passage.judgement.findings]


def disarm(step: Step, draft: Draft, deadline: str) -> Armed:
    """Take an overdue deadline off its case and tell of it; raises `Idle` if it is not there."""
    armed = next((item for item in draft.armed if item.id == deadline), None)
    if armed is None or armed.paused_at is not None or armed.due > step.order.now:
        raise Idle
    draft.armed = tuple(item for item in draft.armed if item is not armed)
    draft.extra["expired"] = [armed.name, armed.due.isoformat()]
    step.tell(draft, f"overdue {armed.name}", armed.overdue, draft.state)
    return armed


def _advance(step: Step, command: Advance, _asked: Asked) -> None:
    step.draft(command.case)


_OPERATIONS: Mapping[type[Command], Callable[[Step, Any, Asked], None]] = {
    Start: _start,
    Adopt: _adopt,
    Fire: _fire,
    Edit: _edit,
    Note: _note,
    Waive: _waive,
    Suspend: _suspend,
    Resume: _resume,
    Terminate: _terminate,
    Erase: _erase,
    Expire: _expire,
    Advance: _advance,
}
