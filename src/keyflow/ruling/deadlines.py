"""Deadlines: armed where a command ends, held while a case is on hold, set free again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from keyflow.errors import PluginFailed
from keyflow.model.case import ENDED, Armed
from keyflow.model.definition import Deadline
from keyflow.ruling.clock import due
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.passage import No
from keyflow.ruling.step import Step

# Deadlines of tasks, named with the number of the task behind.
OPINION, OWED = "opinion#", "owed#"
_NO_TIME = timedelta(0)


def by_due(armed: Iterable[Armed]) -> tuple[Armed, ...]:
    """Return deadlines in the order every store keeps them."""
    return tuple(sorted(armed, key=lambda item: (item.due, item.id)))


def hold(step: Step, drafts: Iterable[Draft]) -> None:
    """Stop the deadlines of cases that are put on hold, but for those that do not wait."""
    at = step.order.at
    for draft in drafts:
        _put(draft, tuple(_held(draft, item, at) for item in draft.armed))


def release(step: Step, drafts: Iterable[Draft]) -> None:
    """Let go of the deadlines of cases that nothing holds any more.

    A limit is put off by the time that passed. A fixed instant is not: one that has passed
    meanwhile is due at once.
    """
    for draft in drafts:
        if not step.on_hold(draft):
            _put(draft, by_due(_released(item, step.order.at) for item in draft.armed))


def _put(draft: Draft, armed: tuple[Armed, ...]) -> None:
    """Keep what a case has where it is the same, so that it stays untouched."""
    if armed != draft.armed:
        draft.armed = armed


def _held(draft: Draft, item: Armed, at: datetime) -> Armed:
    waits = item.paused_at is None and _waits(draft, item.overdue, movable=item.movable)
    return replace(item, paused_at=at) if waits else item


def _released(item: Armed, at: datetime) -> Armed:
    if item.paused_at is None:
        return item
    later = max(at - item.paused_at, _NO_TIME) if item.movable else _NO_TIME
    return replace(item, due=item.due + later, paused_at=None)


def _waits(draft: Draft, overdue: str, *, movable: bool) -> bool:
    """Tell whether a deadline waits on hold: a limit, or an instant whose way is shut then."""
    gates = draft.machine.gates(draft.state, overdue)
    return movable or all(gate.transition.during == "active" for gate in gates)


def arm_all(step: Step) -> None:
    """Arm the deadlines of every case the command leaves in another state or with other data."""
    for draft in step.drafts.values():
        if draft.moved or draft.patch:
            arm(step, draft)


def arm(step: Step, draft: Draft) -> None:
    """Arm the deadlines of the state where the command ended; those of states left are gone.

    Where the case stays, those whose data field was changed are armed afresh.
    """
    deadlines = draft.machine.states[draft.state].deadlines
    if not deadlines and not draft.armed:
        return
    if draft.standing in ENDED:
        draft.armed = ()
    elif draft.moved:
        lasting = _lasting(draft, deadlines)
        kept = [_carried(step, draft, item) for item in draft.armed if item.name in lasting]
        kept += [item for item in draft.armed if item.name.startswith(OWED)]
        new = {name: item for name, item in deadlines.items() if name not in lasting}
        draft.armed = by_due([*kept, *_armed(step, draft, new)])
    else:
        before, now = draft.before.data, draft.data
        new = {
            n: item for n, item in deadlines.items() if item.at and before[item.at] != now[item.at]
        }
        if new:
            kept = [item for item in draft.armed if item.name not in new]
            draft.armed = by_due([*kept, *_armed(step, draft, new)])


def _lasting(draft: Draft, deadlines: Mapping[str, Deadline]) -> set[str]:
    """Name the fixed instants that the state left had just the same: they go on, or are over."""
    if draft.created or draft.state == draft.before.state:
        return set()
    left = draft.machine.states[draft.before.state].deadlines
    before, now = draft.before.data, draft.data
    return {
        name
        for name, item in deadlines.items()
        if item.at and left.get(name) == item and before[item.at] == now[item.at]
    }


def _carried(step: Step, draft: Draft, item: Armed) -> Armed:
    """Return a fixed instant as it goes on in the state entered."""
    paused = _paused(step, draft, item.overdue, movable=False)
    return replace(item, state=draft.state, paused_at=paused and (item.paused_at or paused))


def _armed(step: Step, draft: Draft, deadlines: Mapping[str, Deadline]) -> Iterator[Armed]:
    for name, deadline in deadlines.items():
        at = _due(draft, deadline)
        if at is not None:
            identity = step.world.given.new_id()
            movable = deadline.limit is not None
            paused = _paused(step, draft, deadline.overdue, movable=movable)
            yield Armed(identity, name, draft.state, at, deadline.overdue, movable, paused)


def _paused(step: Step, draft: Draft, overdue: str, *, movable: bool) -> datetime | None:
    """Return since when a deadline waits, if it does."""
    waits = step.on_hold(draft) and _waits(draft, overdue, movable=movable)
    return step.order.at if waits else None


def _due(draft: Draft, deadline: Deadline) -> datetime | None:
    machine = draft.machine
    try:
        return due(deadline, draft.since, draft.data, machine.zone, machine.calendar)
    except PluginFailed as error:
        raise No([no("calendar-failed", error=str(error))], draft.before.id) from error
