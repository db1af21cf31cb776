"""What went on elsewhere with a case's result: the case above it went past its join, say."""

from collections.abc import Iterator

from keyflow.model.event import Event
from keyflow.ruling.draft import Draft
from keyflow.ruling.step import Step


def gone_on_above(step: Step, draft: Draft, seq: int) -> str | None:
    """Return the state to which a case above went with an event of this one, or since; or None."""
    if draft.before.parent is None:
        return None
    events = step.world.events
    known = next((event for event in events(draft.before.id) if event.seq == seq), None)
    for case in _above(step, draft):
        for event in events(case):
            after = known is None or _order(event) > _order(known) or event.id == known.id
            if event.accepted and event.body.get("left") and after and event.seq > 1:
                return step.view(case).state
    return None


def moved_beside(step: Step, draft: Draft, seq: int) -> bool:
    """Tell whether an event of a case moved others too that were there before, as by a command."""
    events = step.world.events
    known = next((event for event in events(draft.before.id) if event.seq == seq), None)
    return known is not None and any(
        event.id == known.id
        and event.seq > 1
        and (event.body.get("steps") or event.body.get("left"))
        for case in known.body.get("touched", ())
        for event in events(case)
    )


def _above(step: Step, draft: Draft) -> Iterator[str]:
    parent = draft.before.parent
    while parent is not None:
        yield parent
        parent = step.view(parent).parent


def _order(event: Event) -> tuple[object, str]:
    return event.recorded_at, event.id
