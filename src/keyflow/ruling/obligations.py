"""Duties that come again: armed for a period while they hold, opened as child cases at its end."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from keyflow.model.armed import Armed, by_due
from keyflow.model.case import ENDED, SYSTEM
from keyflow.model.command import Start
from keyflow.model.obligation import OPENS, Obligation
from keyflow.ruling.arming import calendar_asked
from keyflow.ruling.draft import Draft
from keyflow.ruling.following import perform
from keyflow.ruling.passage import Asked
from keyflow.ruling.periods import Period, anchor, period_of, together
from keyflow.ruling.places import lies_in
from keyflow.ruling.step import Step
from keyflow.ruling.worked import DAY, Worked, midnight


def arm_duties(step: Step, draft: Draft) -> None:
    """Arm the duties that begin to hold; those that end go on to the end of their period."""
    for name, duty in draft.machine.workflow.obligations.items():
        item = next((item for item in draft.armed if item.name == name), None)
        if _holds(step, draft, duty):
            if item is None:
                _arm(step, draft, name, duty, _first(draft, duty, step.order.at))
        elif item is not None and (duty.partial == "dropped" or _lies_ahead(step, item)):
            draft.armed = tuple(other for other in draft.armed if other is not item)


def _holds(step: Step, draft: Draft, duty: Obligation) -> bool:
    if draft.standing in ENDED or not lies_in(draft.state, duty.states):
        return False
    return duty.during == "any" or (duty.during == "suspended") == step.on_hold(draft)


def _lies_ahead(step: Step, item: Armed) -> bool:
    """Tell whether the period that is armed has not begun yet."""
    return item.since is not None and item.since > step.order.at


def _first(draft: Draft, duty: Obligation, at: datetime) -> Period:
    """Return the first period that is owed of a duty that begins to hold at a time."""
    today = at.astimezone(draft.machine.zone).date()
    period = period_of(today, duty.every)
    dropped = duty.partial == "dropped" and today > period.first
    return _from(_after(period, duty) if dropped else period, duty)


def _after(period: Period, duty: Obligation) -> Period:
    return period_of(period.last + DAY, duty.every)


def _from(period: Period, duty: Obligation) -> Period:
    """Return the first period from one on in whose month the duty is owed."""
    while duty.months and period.first.month not in duty.months:
        period = _after(period, duty)
    return period


def _arm(step: Step, draft: Draft, name: str, duty: Obligation, period: Period) -> None:
    """Arm the opening of a period."""
    zone = draft.machine.zone
    begins = midnight(period.first, zone)
    day = period.first if duty.opens == "start" else period.last + DAY
    opens = midnight(day - timedelta(days=duty.ahead), zone)
    identity = step.world.given.new_id()
    item = Armed(identity, name, draft.state, opens, OPENS, movable=False, since=begins)
    draft.armed = by_due([*draft.armed, item])


def go_on_with(step: Step, draft: Draft, item: Armed) -> Period:
    """Arm the next period, while the duty holds; return the one whose case is to be opened."""
    duty = draft.machine.workflow.obligations[item.name]
    draft.armed = tuple(other for other in draft.armed if other is not item)
    opened = period = period_of(_day(draft, item.since or item.due), duty.every)
    if duty.catch_up != "each":
        last = _latest(draft, duty, period, step.order.now)
        opened = together(period, last) if duty.catch_up == "coalesce" else last
        period = last
    if _holds(step, draft, duty):
        _arm(step, draft, item.name, duty, _from(_after(period, duty), duty))
    return opened


def open_occurrence(step: Step, draft: Draft, name: str, period: Period) -> None:
    """Open the case of a period, unless there is one."""
    duty = draft.machine.workflow.obligations[name]
    command = _start(step, draft, name, duty, period)
    known = (step.view(member) for member in step.members(draft.before.root))
    if all(case.parent != draft.before.id or case.subject != command.subject for case in known):
        perform(step, command, Asked(command, SYSTEM))


def _day(draft: Draft, at: datetime) -> date:
    return at.astimezone(draft.machine.zone).date()


def _latest(draft: Draft, duty: Obligation, period: Period, now: datetime) -> Period:
    """Return the latest period whose case should be open by now."""
    today = _day(draft, now) + timedelta(days=duty.ahead)
    current = period_of(today, duty.every)
    if duty.opens == "end":
        current = period_of(current.first - DAY, duty.every)
    while duty.months and current.first.month not in duty.months:
        current = period_of(current.first - DAY, duty.every)
    return max(period, current, key=lambda one: one.first)


def _start(step: Step, draft: Draft, name: str, duty: Obligation, period: Period) -> Start:
    machine = step.world.given.current(duty.workflow)
    told: Mapping[str, Any] = {
        "period": period.name,
        "period_from": period.first,
        "period_to": period.last,
        **_counted(draft, "due", duty.due, period),
        **(_counted(draft, "cut", duty.cut_off, period) if duty.cut_off else {}),
    }
    data = {field: draft.data[source] for field, source in duty.data.items()}
    data |= {field: value for field, value in told.items() if field in machine.fields}
    subject = f"{draft.before.subject}/{name}/{period.name}"
    return Start(duty.workflow, subject, data, parent=draft.before.id, slot=name)


def _counted(draft: Draft, what: str, rule: str, period: Period) -> dict[str, Any]:
    """Return from when and how long an occurrence counts."""
    machine = draft.machine
    with calendar_asked(draft):
        day, limit = anchor(rule, period, Worked(machine.calendar, machine.zone))
    noon = midnight(day, machine.zone) + timedelta(hours=12)
    return {f"{what}_from": noon.astimezone(UTC), f"{what}_limit": limit}
