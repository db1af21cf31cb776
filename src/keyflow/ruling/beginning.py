"""How a case begins: started at its workflow's first state, or adopted at a named one."""

from keyflow.finding import Finding
from keyflow.model import limits
from keyflow.model.case import SYSTEM, Actor, Case
from keyflow.model.command import Adopt, Expire, Start
from keyflow.model.desk import Desk
from keyflow.model.event import GENESIS
from keyflow.model.schema import Data
from keyflow.model.values import is_empty
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.following import enter
from keyflow.ruling.machine import Machine
from keyflow.ruling.misspelt import unknown_state
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.permitting import entered_rightly, permit
from keyflow.ruling.step import Step


def start(step: Step, command: Start, asked: Asked) -> None:
    """Begin a case at its workflow's first state."""
    machine = step.world.given.current(command.workflow)
    _begin(step, command, asked, machine, machine.workflow.initial)


def adopt(step: Step, command: Adopt, asked: Asked) -> None:
    """Take an existing matter in, at a named state."""
    machine = step.world.given.current(command.workflow)
    if command.state not in machine.states:
        raise No([unknown_state(command.state, list(machine.states))], None)
    if not command.reason:
        raise No([no("reason-required", verb="adopt")], None)
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
    permit(step, draft, asked, findings)
    if machine.has_desk:
        draft.desk = Desk(initiator=_initiator(step, asked, parent))
        step.desks = True
    step.drafts[case.id] = draft
    if parent is not None:
        step.draft(parent.id).opened.append(case.id)
    step.did(draft, command.verb, asked.actor)
    step.tell(draft, f"fired {command.verb}", command.verb, None)
    enter(step, draft, state, command.verb, None)


def _initiator(step: Step, asked: Asked, parent: Case | None) -> str | None:
    """Return who began a case; for one that another opened, who began that."""
    if asked.actor is not SYSTEM:
        return asked.actor.id
    begun = parent.desk.initiator if parent is not None else None
    return begun or (step.order.actor.id if step.order.actor is not SYSTEM else None)


def imagined(step: Step, command: Start, by: Actor) -> Draft:
    """Return a case that is not begun, as it would be: to look at the way ahead of it."""
    machine = step.world.given.current(command.workflow)
    case = _new_case(step, command, machine, machine.workflow.initial, None)
    draft = Draft(case, machine, created=True)
    draft.raw = {}
    draft.write(step.patch(draft, command.data))
    draft.desk = Desk(initiator=by.id)
    step.drafts[case.id] = draft
    return draft


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
        no("field-required", field=name)
        for name, spec in machine.fields.items()
        if spec.required and is_empty(draft.raw.get(name))
    ]
    if parent is None:
        live = None if machine.workflow.many else _live(step, case)
        return [*found, no("already-live", subject=case.subject, case_id=live)] if live else found
    if parent.ended:
        found.append(no("parent-ended", outcome=parent.outcome or "-"))
    elif step.on_hold(draft) and not (_steps(step, parent) or _is_due(step)):
        found.append(no("parent-suspended"))
    elif len(step.members(parent.root)) >= limits.FAMILY:
        found.append(no("family-full", most=limits.FAMILY))
    return found


def _steps(step: Step, parent: Case) -> bool:
    """Tell whether this command moves the parent: then it went a way that is open on hold."""
    draft = step.drafts.get(parent.id)
    return draft is not None and bool(draft.steps)


def _is_due(step: Step) -> bool:
    """Tell whether time opens the case: what is owed for a period is owed on hold as well."""
    return isinstance(step.order.command, Expire)


def live_elsewhere(step: Step, draft: Draft) -> str | None:
    """Return another live root case of the same workflow and subject, where only one may be."""
    if draft.before.parent is not None or draft.machine.workflow.many:
        return None
    return _live(step, draft.before)


def _live(step: Step, case: Case) -> str | None:
    for draft in step.drafts.values():
        other = draft.before
        begun = draft.created and not other.parent and not draft.ended
        if begun and (other.workflow, other.subject) == (case.workflow, case.subject):
            return other.id
    found = step.world.live(case.workflow, case.subject)
    return None if found in step.drafts and step.drafts[found].ended else found
