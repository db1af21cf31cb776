"""One deadline: what it is by its definition, how it begins, how it waits while on hold."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, time

from keyflow.errors import PluginFailed
from keyflow.model.armed import Armed, by_due
from keyflow.model.command import Expire
from keyflow.model.deadline import Deadline, is_limit
from keyflow.model.values import is_empty
from keyflow.ruling.counting import TIMES, parsed
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.machine import Machine
from keyflow.ruling.passage import No
from keyflow.ruling.people import told
from keyflow.ruling.step import Step
from keyflow.ruling.timing import (
    ROUND,
    SUSPENDED,
    TASK,
    begun,
    counted,
    paused,
    resumed,
)

_PLAIN = Deadline(limit="1d")


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


@contextmanager
def calendar_asked(draft: Draft) -> Iterator[None]:
    """Refuse what the calendar of a case's workflow cannot count."""
    try:
        yield
    except PluginFailed as error:
        raise No([no("calendar-failed", error=str(error))], draft.before.id) from error


def recount(draft: Draft, item: Armed, at: datetime) -> Armed:
    """Return a deadline counted afresh; raises `No` where the calendar cannot say."""
    with calendar_asked(draft):
        return counted(item, definition_of(draft.machine, item), draft.machine, at)


def tell(step: Step, draft: Draft, what: str, item: Armed, level: str = "") -> None:
    """Tell of a deadline; of one on the desk by what it limits, and to whose that is."""
    name, _, number = item.name.partition("#")
    task = draft.desk.task(int(number)) if number and name != "round" else None
    about = [task] if task is not None else []
    holders = tuple(one for whose in about for one in told(whose))
    event, source = f"{what} {name}{level}", draft.state
    step.tell(draft, event, item.overdue, source, holders, deadline=item, about=about)


def counted_anew(step: Step, draft: Draft, old: Armed, item: Armed) -> Armed:
    """Return a deadline counted afresh; tell where its end has moved, or was not missed after all.

    Raises `No` where the calendar cannot say.
    """
    now = recount(draft, item, step.order.at)
    if now.due != old.due:
        tell(step, draft, "moved", now)
    if old.late and not now.late:
        draft.extra.setdefault("withdrawn", []).append(old.name)
        tell(step, draft, "withdrawn", now)
    return now


def new(step: Step, draft: Draft, name: str, deadline: Deadline, since: datetime) -> Armed | None:
    """Return a deadline as it begins; None where its data field is empty.

    Raises `No` where the limit cannot be read or counted.
    """
    item = _bare(step, draft, name, deadline, since)
    if item is None:
        return None
    with calendar_asked(draft):
        item = begun(item, deadline, draft.machine, step.order.at)
    return held(draft, item, step.order.at) if step.on_hold(draft) else item


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
    if parsed(limit).unit not in TIMES and _lapsed_at_midnight(step, draft, since):
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


def since_of(draft: Draft, deadline: Deadline, otherwise: datetime) -> datetime:
    """Return since when a limit counts: the instant in its data field, or another."""
    stated = draft.data[deadline.since] if deadline.since is not None else None
    return stated if isinstance(stated, datetime) else otherwise


# cases on hold


def hold(step: Step, drafts: Iterable[Draft]) -> None:
    """Stop the deadlines of cases that are put on hold, but for those that do not wait."""
    for draft in drafts:
        put(draft, tuple(held(draft, item, step.order.at) for item in draft.armed))


def release(step: Step, drafts: Iterable[Draft]) -> None:
    """Let go of the deadlines of cases that nothing holds any more.

    The time that passed is not counted. A fixed instant does not move: one that has passed
    meanwhile is due at once.
    """
    for draft in drafts:
        if not step.on_hold(draft):
            put(draft, by_due(_released(step, draft, item) for item in draft.armed))


def put(draft: Draft, armed: tuple[Armed, ...]) -> None:
    """Keep what a case has where it is the same, so that it stays untouched."""
    if armed != draft.armed:
        draft.armed = armed


def exchange(draft: Draft, old: Armed, item: Armed) -> None:
    """Put a deadline in the place of another."""
    draft.armed = by_due(item if other is old else other for other in draft.armed)


def held(draft: Draft, item: Armed, at: datetime) -> Armed:
    """Return a deadline as it is while its case is on hold."""
    if item.stands_for(SUSPENDED) or not waits(draft, item):
        return item
    return paused(item, at, SUSPENDED)


def _released(step: Step, draft: Draft, item: Armed) -> Armed:
    if not item.stands_for(SUSPENDED):
        return item
    return go_on(step, draft, resumed(item, step.order.at, SUSPENDED))


def go_on(step: Step, draft: Draft, item: Armed) -> Armed:
    """Return a deadline that was let go of, its end counted afresh if it runs again."""
    if item.paused_at is not None or not item.limits:
        return item
    return counted_anew(step, draft, item, item)


def reads_anew(draft: Draft, item: Deadline) -> bool:
    """Tell whether a data field that a deadline is read from was changed."""
    before, now = draft.before.data, draft.data
    limit = item.limit or ""
    fields = [item.at, item.since, limit.removeprefix("data.") if limit[:5] == "data." else None]
    return any(before[name] != now[name] for name in fields if name is not None)


def waits(draft: Draft, item: Armed) -> bool:
    """Tell whether a deadline waits on hold: a limit, or an instant whose way is shut then."""
    always = definition_of(draft.machine, item).runs == "always"
    if always or item.name in draft.machine.workflow.obligations:
        return False
    gates = draft.machine.gates(draft.state, item.overdue)
    return item.movable or all(gate.transition.during == "active" for gate in gates)
