"""Where a case that was returned goes: straight back, if it would have come there anyway (D15)."""

from collections.abc import Iterator

from keyflow.ruling.compiling import Gate
from keyflow.ruling.draft import Draft
from keyflow.ruling.guards import GuardFailed
from keyflow.ruling.lasting import digest
from keyflow.ruling.step import Step


def straight(step: Step, draft: Draft, trigger: str, dest: str, *, system: bool) -> str:
    """Return where a way leads: after a return that said so, straight back, else to its `dest`.

    People's ways are cut short, and those of a result that is `approved`; and only where the data
    as they are now lead on from there to the state that returned it. Nobody's decision is passed
    over that the content concerns, if it has changed since.
    """
    back = draft.desk.back
    if back is None or (system and trigger != "approved"):
        return dest
    same = draft.desk.back_seen == digest(draft)
    return back if _leads(step, draft, dest, back, same=same) else dest


def forget(draft: Draft, trigger: str, source: str, dest: str) -> None:
    """Go straight back no more: the case is there, or a decision before that turned it down."""
    machine = draft.machine
    there = dest == draft.desk.back and machine.states[dest].approval is None
    if there or (trigger != "approved" and machine.is_result(source, trigger)):
        draft.desk = draft.desk.going_back(None)


def _leads(step: Step, draft: Draft, start: str, end: str, *, same: bool) -> bool:
    """Tell whether a case can come from one state to another and not by where it is now.

    Where the content is not the `same`, not by a decision either that it concerns.
    """
    seen, waiting = {draft.state}, [start]
    while waiting:
        state = waiting.pop()
        if state in seen:
            continue
        if state == end:
            return True
        seen.add(state)
        policy = draft.machine.states[state].approval
        if same or policy is None or policy.content == "keep":
            waiting += _next(step, draft, state)
    return False


def _next(step: Step, draft: Draft, state: str) -> Iterator[str]:
    """Yield where a case with this data may go from a state, everybody approving."""
    deciding = draft.machine.states[state].approval is not None
    for trigger in ("approved",) if deciding else draft.machine.triggers(state):
        for gate in draft.machine.gates(state, trigger):
            if _open(step, draft, gate):
                dest = gate.transition.dest
                if dest not in {None, "="} and gate.transition.during != "suspended":
                    yield str(dest)
                break


def _open(step: Step, draft: Draft, gate: Gate) -> bool:
    """Tell whether a gate's condition holds."""
    try:
        now = step.now.astimezone(draft.machine.zone)
        return gate.guard is None or gate.guard.holds(draft.data, now)
    except GuardFailed:
        return False
