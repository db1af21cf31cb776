"""Which deadlines run: armed where a command ends, disarmed with what they wait for (I17)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from keyflow.errors import PluginFailed
from keyflow.model.armed import Armed, by_due
from keyflow.model.case import ENDED
from keyflow.model.command import Expire
from keyflow.model.deadline import Clock, Deadline, is_limit
from keyflow.model.values import is_empty
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.machine import Machine
from keyflow.ruling.obligations import arm_duties
from keyflow.ruling.passage import No
from keyflow.ruling.places import lies_in
from keyflow.ruling.step import Step
from keyflow.ruling.timing import (
    IDLE,
    OPINION,
    OWED,
    ROUND,
    STANDS,
    SUSPENDED,
    TASK,
    begun,
    counted,
    late_by,
    paused,
    resumed,
)

_OF_DESK = (OPINION, OWED, ROUND, TASK)
_PLAIN = Deadline(limit="1d")
# How limits end that are counted in days, working days, months and years.
_IN_DAYS = {"d", "o", "y"}


def definition_of(machine: Machine, item: Armed) -> Deadline:
    """Return what a definition says of a deadline; of a task's own, that it is nothing special."""
    state = machine.states.get(item.state)
    if state is not None and item.name in state.deadlines:
        return state.deadlines[item.name]
    if item.name in machine.workflow.clocks:
        return machine.workflow.clocks[item.name]
    policy = state.approval if state is not None else None
    if policy is not None and item.name.startswith(ROUND):
        return policy.deadline or _PLAIN
    if policy is not None and item.name.startswith(TASK):
        return policy.task_deadline or _PLAIN
    return _PLAIN


def recount(draft: Draft, item: Armed, at: datetime) -> Armed:
    """Return a deadline counted afresh; raises `No` where the calendar cannot say."""
    try:
        return counted(item, definition_of(draft.machine, item), draft.machine, at)
    except PluginFailed as error:
        raise No([no("calendar-failed", error=str(error))], draft.before.id) from error


def new(step: Step, draft: Draft, name: str, deadline: Deadline, since: datetime) -> Armed | None:
    """Return a deadline as it begins; None where its data field is empty.

    Raises `No` where the limit cannot be read or counted.
    """
    item = _bare(step, draft, name, deadline, since)
    if item is None:
        return None
    try:
        item = begun(item, deadline, draft.machine, step.order.at)
    except PluginFailed as error:
        raise No([no("calendar-failed", error=str(error))], draft.before.id) from error
    return _held(draft, item, step.order.at) if step.on_hold(draft) else item


def _bare(step: Step, draft: Draft, name: str, deadline: Deadline, since: datetime) -> Armed | None:
    """Return a deadline before its end and its levels are counted."""
    identity = step.world.given.new_id()
    if deadline.at is not None:
        end = draft.data[deadline.at]
        if end is None:
            return None
        return Armed(identity, name, draft.state, end, deadline.overdue, movable=False)
    limit = _limit(draft, name, deadline)
    if limit is None:
        return None
    if limit[-1] in _IN_DAYS and _lapsed_at_midnight(step, draft, since):
        since -= datetime.resolution
    return Armed(identity, name, draft.state, since, deadline.overdue, since=since, limits=(limit,))


def _lapsed_at_midnight(step: Step, draft: Draft, since: datetime) -> bool:
    """Tell whether a limit follows on another that ended with its last day.

    The last day of one is the day from which the next is counted: no day is lost between them.
    """
    lapse = isinstance(step.order.command, Expire) and since == step.order.at
    return lapse and since.astimezone(draft.machine.zone).time() == time()


def _limit(draft: Draft, name: str, deadline: Deadline) -> str | None:
    """Return the limit, from the data where it is kept there; None where that is empty."""
    limit = deadline.limit or ""
    if not limit.startswith("data."):
        return limit
    found = draft.raw.get(limit.removeprefix("data."))
    if is_empty(found):
        return None
    if not is_limit(found):
        raise No([no("limit-unreadable", name=name, limit=str(found))], draft.before.id)
    return str(found)


# cases on hold


def hold(step: Step, drafts: Iterable[Draft]) -> None:
    """Stop the deadlines of cases that are put on hold, but for those that do not wait."""
    for draft in drafts:
        _put(draft, tuple(_held(draft, item, step.order.at) for item in draft.armed))


def release(step: Step, drafts: Iterable[Draft]) -> None:
    """Let go of the deadlines of cases that nothing holds any more.

    The time that passed is not counted. A fixed instant does not move: one that has passed
    meanwhile is due at once.
    """
    for draft in drafts:
        if not step.on_hold(draft):
            _put(draft, by_due(_released(step, draft, item) for item in draft.armed))


def _put(draft: Draft, armed: tuple[Armed, ...]) -> None:
    """Keep what a case has where it is the same, so that it stays untouched."""
    if armed != draft.armed:
        draft.armed = armed


def _held(draft: Draft, item: Armed, at: datetime) -> Armed:
    already = any(pause.reason == SUSPENDED for pause in item.standing_still)
    return item if already or not _waits(draft, item) else paused(item, at, SUSPENDED)


def _released(step: Step, draft: Draft, item: Armed) -> Armed:
    if not any(pause.reason == SUSPENDED for pause in item.standing_still):
        return item
    return go_on(step, draft, resumed(item, step.order.at, SUSPENDED))


def go_on(step: Step, draft: Draft, item: Armed) -> Armed:
    """Return a deadline that was let go of, its end counted afresh if it runs again."""
    if item.paused_at is not None or not item.limits:
        return item
    return recount(draft, item, step.order.at)


def _waits(draft: Draft, item: Armed) -> bool:
    """Tell whether a deadline waits on hold: a limit, or an instant whose way is shut then."""
    always = definition_of(draft.machine, item).runs == "always"
    if always or item.name in draft.machine.workflow.obligations:
        return False
    gates = draft.machine.gates(draft.state, item.overdue)
    return item.movable or all(gate.transition.during == "active" for gate in gates)


# where a command ends


def arm_all(step: Step) -> None:
    """Arm and disarm the deadlines of every case that the command changes."""
    for draft in list(step.drafts.values()):
        if draft.standing in ENDED:
            draft.armed = ()
        else:
            _arm(step, draft)
    _sum_up(step)
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
    if draft.moved and flow.clocks:
        _arm_clocks(step, draft)
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
        fresh = {name: item for name, item in deadlines.items() if _changed(draft, item)}
        kept = [item for item in draft.armed if item.name not in fresh]
    armed = by_due([*kept, *_fresh(step, draft, fresh)])
    _put(draft, armed)


def _is_elsewhere(draft: Draft, item: Armed) -> bool:
    """Tell whether a deadline is none of a state's: a clock's, or of something on the desk."""
    flow = draft.machine.workflow
    named = item.name in flow.clocks or item.name in flow.obligations
    return named or item.name.startswith(_OF_DESK)


def _changed(draft: Draft, item: Deadline) -> bool:
    """Tell whether a data field that a deadline is read from was changed."""
    before, now = draft.before.data, draft.data
    limit = item.limit or ""
    fields = [item.at, item.since, limit.removeprefix("data.") if limit[:5] == "data." else None]
    return any(before[name] != now[name] for name in fields if name is not None)


def _fresh(step: Step, draft: Draft, deadlines: Mapping[str, Deadline]) -> Iterator[Armed]:
    for name, deadline in deadlines.items():
        item = new(step, draft, name, deadline, _since(draft, deadline, draft.since))
        if item is not None:
            yield item


def _since(draft: Draft, deadline: Deadline, otherwise: datetime) -> datetime:
    """Return since when a limit counts: the instant in its data field, or another."""
    stated = draft.data[deadline.since] if deadline.since is not None else None
    return stated if isinstance(stated, datetime) else otherwise


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
    held = any(pause.reason == SUSPENDED for pause in item.standing_still)
    if step.on_hold(draft) and _waits(draft, item):
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


# clocks over several states


def _arm_clocks(step: Step, draft: Draft) -> None:
    """Start, stop and end the clocks that run over several states."""
    at = step.order.at
    for name, clock in draft.machine.workflow.clocks.items():
        if clock.over:
            continue
        running = next((item for item in draft.armed if item.name == name), None)
        if lies_in(draft.state, clock.states):
            _let_run(step, draft, name, clock, running)
        elif running is not None and lies_in(draft.state, clock.stands):
            if not any(pause.reason == STANDS for pause in running.standing_still):
                _exchange(draft, running, paused(running, at, STANDS))
        elif running is not None:
            draft.armed = tuple(item for item in draft.armed if item is not running)


def _let_run(step: Step, draft: Draft, name: str, clock: Clock, running: Armed | None) -> None:
    if running is None:
        item = new(step, draft, name, clock, _since(draft, clock, step.order.at))
        if item is not None:
            draft.armed = by_due([*draft.armed, item])
    elif any(pause.reason == STANDS for pause in running.standing_still):
        going = resumed(running, step.order.at, STANDS)
        _exchange(draft, running, go_on(step, draft, going))
        step.tell(draft, f"moved {name}", "continue", draft.state)


def _exchange(draft: Draft, old: Armed, item: Armed) -> None:
    draft.armed = by_due(item if other is old else other for other in draft.armed)


# sums of other limits


def _sum_up(step: Step) -> None:
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
    idle = any(pause.reason == IDLE for pause in item.standing_still)
    if runs and idle:
        again = any(source.pauses and source.pauses[-1].until == at for source in sources)
        going = resumed(item, at if again else _tomorrow(draft, at), IDLE)
        _exchange(draft, item, go_on(step, draft, going))
    elif not runs and not idle:
        # The day on which the last of them ended is one of theirs; that of a stop is not.
        _exchange(draft, item, paused(item, at if sources else _tomorrow(draft, at), IDLE))


def _tomorrow(draft: Draft, at: datetime) -> datetime:
    """Return the midnight after a time, in the workflow's zone."""
    day = at.astimezone(draft.machine.zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), draft.machine.zone).astimezone(UTC)


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
            step.tell(draft, f"withdrawn {item.name}", "withdraw", draft.state)


def _late(draft: Draft, item: Armed, at: datetime) -> int:
    try:
        return late_by(item, at, draft.machine)
    except PluginFailed as error:
        raise No([no("calendar-failed", error=str(error))], draft.before.id) from error


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
