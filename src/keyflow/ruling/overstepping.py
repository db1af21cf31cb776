"""Which decisions a jump would do without, and what keeps somebody from doing without them."""

from collections.abc import Collection, Iterable, Iterator

from keyflow.finding import Finding
from keyflow.model.approval import Approval
from keyflow.model.case import Actor
from keyflow.model.definition import Transition
from keyflow.model.workflow import Workflow
from keyflow.ruling.draft import Draft
from keyflow.ruling.duties import against
from keyflow.ruling.step import Step


def kept_apart(step: Step, draft: Draft, to: str, actor: Actor) -> list[Finding]:
    """Return what keeps somebody from a jump: they may not decide what they would jump over."""
    if to not in draft.machine.states:
        return []
    found = [
        finding
        for at, policy in _jumped_over(step, draft, to)
        if policy.apart
        for finding in against(step, at, policy, actor.id, frozenset(actor.roles))
        if finding.code == "apart"
    ]
    return list(dict.fromkeys(found))


def _jumped_over(step: Step, draft: Draft, to: str) -> Iterator[tuple[Draft, Approval]]:
    """Yield the policies between here and there: of states passed over, and of open rounds below.

    A state is passed over if its approval would have led there, or if the case was never in it and
    cannot come to it any more.
    """
    workflow, here = draft.machine.workflow, draft.state
    been = {state for state, _ in step.world.trail(draft.before.id)} - {here}
    ahead, then = {here, *_reached(workflow, [here])}, {to, *_reached(workflow, [to])}
    for state in workflow.states:
        if state.approval is not None and state.name in ahead - {to}:
            approved = [
                way.dest for way in _ways(workflow, state.name) if way.trigger == "approved"
            ]
            led = to in approved or to in _reached(workflow, approved, {state.name, here})
            if led or state.name not in then | been:
                yield draft, state.approval
    for child in step.below(draft.before) if here not in then else ():
        below = child.machine.states[child.state].approval
        if below is not None and child.desk.open_round is not None:
            yield child, below


def _reached(
    workflow: Workflow, start: Iterable[str | None], without: Collection[str] = ()
) -> set[str]:
    """Return the states that ways of a workflow lead to from some, not through others."""
    known, waiting, found = {*without, None, "="}, [*start], set[str]()
    while waiting:
        state = waiting.pop()
        if state not in known:
            known.add(state)
            waiting += [way.dest for way in _ways(workflow, str(state))]
            found.update(str(dest) for dest in waiting if dest not in {None, "="})
    return found


def _ways(workflow: Workflow, state: str) -> list[Transition]:
    return [way for way in workflow.transitions if state in way.source]
