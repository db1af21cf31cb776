"""Which deadlines run: armed where a command ends, disarmed with what they wait for (I17)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from keyflow.model.armed import Armed, by_due
from keyflow.model.case import ENDED
from keyflow.model.deadline import Deadline
from keyflow.ruling.arming import calendar_asked, new, put, reads_anew, since_of, tell, waits
from keyflow.ruling.draft import Draft
from keyflow.ruling.obligations import arm_duties
from keyflow.ruling.step import Step
from keyflow.ruling.summing import arm_by_data, arm_clocks, sum_up
from keyflow.ruling.timing import (
    OPINION,
    OWED,
    ROUND,
    SUSPENDED,
    TASK,
    late_by,
    paused,
    resumed,
)

_OF_DESK = (OPINION, OWED, ROUND, TASK)


def arm_all(step: Step) -> None:
    """Arm and disarm the deadlines of every case that the command changes."""
    for draft in list(step.drafts.values()):
        if draft.standing in ENDED:
            draft.armed = ()
        elif draft.machine.timed or draft.armed:
            _arm(step, draft)
    sum_up(step)
    for draft in step.drafts.values():
        if draft.armed is not draft.before.armed:
            _note_what_is_over(step, draft)
            _show_in_inboxes(draft)


def _arm(step: Step, draft: Draft) -> None:
    flow = draft.machine.workflow
    if draft.moved or draft.patch:
        _arm_state(step, draft)
    if draft.desk is not draft.before.desk:
        _arm_desk(step, draft)
    if flow.clocks and (draft.moved or draft.patch):
        (arm_clocks if draft.moved else arm_by_data)(step, draft)
    if flow.obligations and _turned(draft):
        arm_duties(step, draft)


def _turned(draft: Draft) -> bool:
    """Tell whether a case came to another state or standing."""
    return draft.moved or draft.standing != draft.before.standing


def _arm_state(step: Step, draft: Draft) -> None:
    """Arm the deadlines of the state where the command ended; those of states left are gone.

    Where the case stays, those whose data field was changed are armed afresh.
    """
    deadlines = draft.machine.states[draft.state].deadlines
    if not deadlines and not draft.armed:
        return
    if draft.moved:
        lasting = _lasting(draft, deadlines)
        kept = [
            _carried(step, draft, item) if item.name in lasting else item
            for item in draft.armed
            if item.name in lasting or _is_elsewhere(draft, item)
        ]
        fresh = {name: item for name, item in deadlines.items() if name not in lasting}
    else:
        fresh = {name: item for name, item in deadlines.items() if reads_anew(draft, item)}
        kept = [item for item in draft.armed if item.name not in fresh]
    armed = by_due([*kept, *_fresh(step, draft, fresh)])
    put(draft, armed)


def _is_elsewhere(draft: Draft, item: Armed) -> bool:
    """Tell whether a deadline is none of a state's: a clock's, or of something on the desk."""
    flow = draft.machine.workflow
    named = item.name in flow.clocks or item.name in flow.obligations
    return named or item.name.startswith(_OF_DESK)


def _fresh(step: Step, draft: Draft, deadlines: Mapping[str, Deadline]) -> Iterator[Armed]:
    for name, deadline in deadlines.items():
        item = new(step, draft, name, deadline, since_of(draft, deadline, draft.since))
        if item is not None:
            yield item


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
    item = replace(item, state=draft.state)
    held = item.stands_for(SUSPENDED)
    if step.on_hold(draft) and waits(draft, item):
        return item if held else paused(item, step.order.at, SUSPENDED)
    return resumed(item, step.order.at, SUSPENDED) if held else item


# rounds and tasks


def _arm_desk(step: Step, draft: Draft) -> None:
    """Arm what limits the open round and its open tasks; what is over is disarmed."""
    policy = draft.machine.states[draft.state].approval
    found = draft.desk.open_round
    wanted: dict[str, Deadline] = {}
    if policy is not None and found is not None:
        if policy.deadline is not None:
            wanted[f"{ROUND}{found.n}"] = policy.deadline
        if policy.task_deadline is not None:
            open_ = (task for task in draft.desk.votes(found.n) if task.status == "open")
            wanted |= {f"{TASK}{task.n}": policy.task_deadline for task in open_}
    if not wanted and not draft.armed:
        return
    running = {item.name for item in draft.armed}
    kept = [item for item in draft.armed if item.name in wanted or not _is_over(draft, item)]
    fresh = {name: item for name, item in wanted.items() if name not in running}
    added = [
        item
        for name, deadline in fresh.items()
        if (item := new(step, draft, name, deadline, step.order.at)) is not None
    ]
    if added or len(kept) < len(draft.armed):
        draft.armed = by_due([*kept, *added])


def _is_over(draft: Draft, item: Armed) -> bool:
    """Tell whether what a deadline of the desk waits for is over."""
    if item.name.startswith((ROUND, TASK)):
        return True
    if not item.name.startswith(_OF_DESK):
        return False
    task = draft.desk.task(int(item.name.partition("#")[2]))
    return task is None or not task.live


# what is over


def _note_what_is_over(step: Step, draft: Draft) -> None:
    """Note by how much each deadline that is over was missed: a fact that stays (D20).

    What was done in time and entered late withdraws that it was overdue.
    """
    known = {item.id for item in draft.armed}
    for item in draft.before.armed:
        if item.id in known or item.name in draft.machine.workflow.obligations:
            continue
        at = min(step.order.at, item.paused_at or step.order.at)
        draft.closed[item.id] = days = _late(draft, item, at)
        if at > item.due:
            draft.extra.setdefault("late", []).append([item.name, item.due.isoformat(), days])
        elif item.late:
            draft.extra.setdefault("withdrawn", []).append(item.name)
            tell(step, draft, "withdrawn", item)


def _late(draft: Draft, item: Armed, at: datetime) -> int:
    with calendar_asked(draft):
        return late_by(item, at, draft.machine)


def _show_in_inboxes(draft: Draft) -> None:
    """Put the ends of tasks' deadlines where inboxes show them."""
    ends = {
        item.name.partition("#")[2]: item.due
        for item in draft.armed
        if "#" in item.name and not item.name.startswith(ROUND)
    }
    tasks = [
        task.with_(due=end)
        for task in draft.desk.tasks
        if (end := ends.get(str(task.n))) is not None and end != task.due
    ]
    if tasks:
        draft.desk = draft.desk.with_tasks(tasks)
