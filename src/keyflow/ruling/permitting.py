"""May this operation be done? Its rule, its checks, and the time it claims to have happened at."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from keyflow.finding import Finding
from keyflow.model.case import Case
from keyflow.model.lookalikes import alike
from keyflow.model.schema import Data
from keyflow.ruling.clock import span
from keyflow.ruling.compiling import Gate
from keyflow.ruling.dating import bounds, settled_since
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no, not_a_clerk, over
from keyflow.ruling.following import heed
from keyflow.ruling.judging import judge
from keyflow.ruling.machine import Machine
from keyflow.ruling.passage import Asked, No
from keyflow.ruling.step import Step
from keyflow.ruling.writable import not_writable

_OPEN_BY_DEFAULT = frozenset({"start", "edit", "note", "copy", "circulate", "ask"})


def entered_rightly(step: Step, draft: Draft, parent: Case | None = None) -> list[Finding]:
    """Keep a stated time within what it is about and `backdate`, and ask for a clerk (D20)."""
    order = step.order
    found = []
    if order.at < order.now and order.at < (earliest := _since(step, draft, parent)):
        found.append(no("too-early", earliest=earliest.isoformat()))
    if order.recorded_by is not None:
        allowed = draft.machine.workflow.clerks
        if step.roles(draft, Asked(order.command, order.recorded_by)).isdisjoint(allowed):
            found.append(not_a_clerk(allowed))
        if alike(order.recorded_by.id, order.actor.id):
            found.append(no("own-clerk", person=order.actor.id))
    return found


def _since(step: Step, draft: Draft, parent: Case | None) -> datetime:
    """Return the earliest date that a command on a case may be given."""
    now, backdate = step.order.now, draft.machine.workflow.backdate
    since = [now - span(backdate) if backdate else now]
    if not draft.created:
        since += [draft.since, *bounds(step, draft)]
    elif parent is not None:
        since.append(parent.opened)
    return max(since)


def nothing_before_its_time(step: Step) -> None:
    """Keep a stated time within the states of all cases it moves; raises `No` (D20)."""
    at = step.order.at
    if at >= step.order.now:
        return
    found = []
    for draft in step.drafts.values():
        earliest = _earliest(step, draft)
        if at < earliest:
            finding = no("too-early", earliest=earliest.isoformat())
            finding.case = draft.before.id
            found.append(finding)
    if found:
        raise No(found, None)


def _earliest(step: Step, draft: Draft) -> datetime:
    """Return since when a case can be what it is taken to be: in its state, or of its parent."""
    parent = draft.before.parent
    if draft.created:
        return step.view(parent).opened if parent else step.order.at
    if not draft.steps and draft.untouched:
        return step.order.at
    return max([draft.before.since, *settled_since(draft)])


def permit(
    step: Step,
    draft: Draft,
    asked: Asked,
    findings: list[Finding],
    patch: Mapping[str, Any] | None = None,
) -> None:
    """Judge an operation's rule together with findings of its own; raises `No`."""
    verb = asked.command.verb
    gate = rule_of(draft.machine, verb)
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
    heed(draft, verb, judgement)
    if gate.plans:
        step.permitted.append((draft, gate, attempt, asked))


def may(step: Step, draft: Draft, verb: str, asked: Asked) -> bool:
    """Tell whether the workflow lets somebody's role do an operation nobody may by default."""
    by = draft.machine.may(verb)
    return bool(by) and not step.roles(draft, asked).isdisjoint(by)


def rule_of(machine: Machine, verb: str) -> Gate:
    """Return an operation's rule; by default those of the workflow may start, edit and note."""
    rule = machine.rules.get(cast("Any", verb)) or machine.nothing_said
    if rule.by or verb not in _OPEN_BY_DEFAULT:
        return rule
    return replace(rule, by=machine.everybody)


def changing(step: Step, draft: Draft, asked: Asked, findings: list[Finding]) -> None:
    """Permit an operation that may carry data, and write the data."""
    patch = step.patch(draft, getattr(asked.command, "data", {}))
    shut = [over(draft.outcome)] if draft.ended else [*findings, *not_writable(draft, patch)]
    permit(step, draft, asked, shut, patch)
    draft.write(patch)
    verb = asked.command.verb
    step.did(draft, verb, asked.actor)
    step.tell(draft, f"fired {verb}", verb, draft.state)
