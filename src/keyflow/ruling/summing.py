"""Clocks that run over several states, and those that sum up other limits."""

from collections.abc import Iterator
from datetime import datetime

from keyflow.model.armed import Armed, by_due
from keyflow.model.deadline import Clock
from keyflow.ruling.arming import exchange, go_on, new, reads_anew, since_of
from keyflow.ruling.draft import Draft
from keyflow.ruling.places import lies_in
from keyflow.ruling.step import Step
from keyflow.ruling.timing import (
    IDLE,
    STANDS,
    paused,
    resumed,
)
from keyflow.ruling.worked import DAY, midnight


def arm_clocks(step: Step, draft: Draft) -> None:
    """Start, stop and end the clocks that run over several states."""
    at = step.order.at
    for name, clock in draft.machine.workflow.clocks.items():
        if clock.over:
            continue
        running = next((item for item in draft.armed if item.name == name), None)
        if lies_in(draft.state, clock.states):
            _let_run(step, draft, name, clock, running)
        elif running is not None and lies_in(draft.state, clock.stands):
            if not running.stands_for(STANDS):
                exchange(draft, running, paused(running, at, STANDS))
        elif running is not None:
            draft.armed = tuple(item for item in draft.armed if item is not running)


def _let_run(step: Step, draft: Draft, name: str, clock: Clock, running: Armed | None) -> None:
    if running is None:
        item = new(step, draft, name, clock, since_of(draft, clock, step.order.at))
        if item is not None:
            draft.armed = by_due([*draft.armed, item])
    elif running.stands_for(STANDS):
        going = resumed(running, step.order.at, STANDS)
        exchange(draft, running, go_on(step, draft, going))


def arm_by_data(step: Step, draft: Draft) -> None:
    """Start clocks whose limit was filled in, and end those whose limit was emptied.

    The case stays where it is; a clock that runs keeps the end it has.
    """
    for name, clock in draft.machine.workflow.clocks.items():
        if not lies_in(draft.state, clock.states) or not reads_anew(draft, clock):
            continue
        running = next((item for item in draft.armed if item.name == name), None)
        if running is None:
            _let_run(step, draft, name, clock, None)
        elif new(step, draft, name, clock, step.order.at) is None:
            draft.armed = tuple(item for item in draft.armed if item is not running)


# sums of other limits


def sum_up(step: Step) -> None:
    """Let clocks that sum up others run while any of those does, and stand still while none."""
    for draft in list(step.drafts.values()):
        if draft.armed is draft.before.armed and not draft.created:
            continue
        above: str | None = draft.before.id
        while above is not None:
            case = step.view(above)
            machine = step.world.machine(case)
            for name, clock in machine.workflow.clocks.items():
                if clock.over and not case.ended:
                    _sum(step, step.draft(above), name, clock)
            above = case.parent


def _sum(step: Step, draft: Draft, name: str, clock: Clock) -> None:
    sources = list(_sources(step, draft, clock))
    runs = any(item.paused_at is None for item in sources)
    item = next((item for item in draft.armed if item.name == name), None)
    at = step.order.at
    if item is None:
        if runs and (begun := new(step, draft, name, clock, at)) is not None:
            draft.armed = by_due([*draft.armed, begun])
        return
    idle = item.stands_for(IDLE)
    if runs and idle:
        again = any(pause.until == at for source in sources for pause in source.pauses)
        going = resumed(item, at if again else _tomorrow(draft, at), IDLE)
        exchange(draft, item, go_on(step, draft, going))
    elif not runs and not idle:
        # The day on which the last of them ended is one of theirs; that of a stop is not.
        exchange(draft, item, paused(item, at if sources else _tomorrow(draft, at), IDLE))


def _tomorrow(draft: Draft, at: datetime) -> datetime:
    """Return the midnight after a time, in the workflow's zone."""
    zone = draft.machine.zone
    return midnight(at.astimezone(zone).date() + DAY, zone)


def _sources(step: Step, draft: Draft, clock: Clock) -> Iterator[Armed]:
    own = {name for name in clock.over if "." not in name}
    yield from (item for item in draft.armed if item.name in own)
    for name in clock.over:
        slot, _, limit = name.partition(".")
        if limit:
            for member in step.members(draft.before.root):
                child = step.view(member)
                if child.parent == draft.before.id and child.slot == slot:
                    yield from (item for item in child.armed if item.name == limit)
