"""What a running deadline comes to: its end and its levels, anew whenever something changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from keyflow.model.armed import Armed, Level
from keyflow.model.clock import Due, Extension, Pause
from keyflow.model.deadline import Deadline
from keyflow.ruling import clock
from keyflow.ruling.machine import Machine

# Deadlines of tasks and rounds, named with their number behind.
OPINION, OWED, ROUND, TASK = "opinion#", "owed#", "round#", "task#"
# Why a clock stands still though nobody stopped it.
SUSPENDED, STANDS, IDLE, STOPPED = "suspended", "stands", "idle", "stopped"
_NO_TIME = timedelta(0)


def end_of(item: Armed, deadline: Deadline, machine: Machine) -> Due:
    """Return the end of a deadline, counted afresh where it counts a limit.

    Raises `PluginFailed` where the calendar cannot say which days are worked.
    """
    if item.since is None or not item.limits:
        return Due(item.due, item.last, item.provisional)
    zone, calendar = machine.zone, machine.calendar
    pauses = merged(item.pauses)
    return clock.count(item.limits, item.since, zone, calendar, pauses, roll=deadline.roll)


def counted(item: Armed, deadline: Deadline, machine: Machine, at: datetime) -> Armed:
    """Return a deadline with its end and its levels counted afresh, at a time.

    A level that was reached comes again where its time now lies ahead; one that lies behind when
    the deadline is armed is left out. Raises `PluginFailed`.
    """
    due = end_of(item, deadline, machine)
    levels = _levels(due, deadline, machine)
    reached = {name for name in item.reached if name in levels and levels[name] <= at}
    ahead = [Level(when, name) for name, when in levels.items() if name not in reached]
    return replace(
        item,
        due=due.at,
        last=due.last,
        provisional=due.provisional,
        late=item.late and due.at <= at,
        levels=tuple(sorted(ahead)),
        reached=tuple(name for name in item.reached if name in reached),
        calendar=version_of(machine),
    )


def begun(item: Armed, deadline: Deadline, machine: Machine, at: datetime) -> Armed:
    """Return a deadline as it begins to run; warnings that lie behind then are left out."""
    item = counted(item, deadline, machine, at)
    past = [level.name for level in item.levels if level.at <= at and level.name in deadline.warn]
    ahead = tuple(level for level in item.levels if level.name not in past)
    return replace(item, levels=ahead, reached=(*item.reached, *past))


def _levels(due: Due, deadline: Deadline, machine: Machine) -> Mapping[str, datetime]:
    found = {}
    for level, back in ((deadline.warn, True), (deadline.escalate, False)):
        for name, limit in level.items():
            found[name], _ = clock.moved(due, limit, machine.zone, machine.calendar, back=back)
    return found


def version_of(machine: Machine) -> str:
    """Return the calendar a workflow counts by, and its version; empty where that never changes."""
    calendar = machine.calendar
    return f"{calendar.kind}@{calendar.version}" if calendar and calendar.version else ""


def paused(item: Armed, at: datetime, reason: str, document: str = "") -> Armed:
    """Return a deadline that stands still from a time on, for a reason."""
    pauses = (*item.pauses, Pause(at, None, reason, document))
    return replace(item, pauses=pauses, paused_at=min(item.paused_at or at, at))


def resumed(item: Armed, at: datetime, reason: str) -> Armed:
    """Return a deadline for which one reason to stand still is over; another may hold it."""
    pauses = tuple(
        pause._replace(until=max(at, pause.since))
        if pause.until is None and pause.reason == reason
        else pause
        for pause in item.pauses
    )
    still = [pause.since for pause in pauses if pause.until is None]
    item = replace(item, pauses=pauses, paused_at=min(still, default=None))
    if item.paused_at is None and not item.limits and item.movable:
        return replace(item, due=item.due + _length(merged(pauses[-1:])))
    return item


def _length(pauses: Sequence[Pause]) -> timedelta:
    return sum((pause.until - pause.since for pause in pauses if pause.until), _NO_TIME)


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """Return the pauses that are over as times that do not overlap, earliest first."""
    found: list[Pause] = []
    for pause in sorted(pause for pause in pauses if pause.until is not None):
        last = found[-1] if found else None
        if last is None or last.until is None or pause.since > last.until:
            found.append(Pause(pause.since, pause.until))
        elif pause.until is not None:
            found[-1] = Pause(last.since, max(last.until, pause.until))
    return tuple(found)


def lengthened(item: Armed, limit: str, at: datetime, reason: str, document: str) -> Armed:
    """Return a deadline that has so much more time; its end is to be counted afresh."""
    extension = Extension(limit, at, reason, document)
    return replace(item, limits=(*item.limits, limit), extensions=(*item.extensions, extension))


def late_by(item: Armed, at: datetime, machine: Machine) -> int:
    """Return by how many working days something done at a time is late; 0 if it is in time."""
    if at <= item.due:
        return 0
    due = Due(item.due, item.last, item.provisional)
    return clock.late_by(due, at, machine.zone, machine.calendar)
