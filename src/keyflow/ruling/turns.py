"""Whose turn it is in a round: in the order of its groups, and around each seat."""

from collections.abc import Sequence

from keyflow.model.approval import Approval
from keyflow.model.desk import Task
from keyflow.ruling.added import came_to, counts_as
from keyflow.ruling.draft import Draft


def wake(draft: Draft, policy: Approval) -> None:
    """Open the tasks whose turn it is: in their group's order, and around those they belong to.

    The others wait, though they were open before: somebody who comes first may be asked again.
    """
    votes = draft.desk.votes()
    turn: set[int] = set()
    for name, group in policy.parts.items():
        own = [t for t in votes if t.group == name and t.place not in {"before", "after"}]
        for task in _first_out(draft, own) if group.in_order else own:
            turn |= {opened.n for opened in _opening(draft, task)}
    new = [
        task.with_(status="open" if task.n in turn else "waiting")
        for task in votes
        if task.live and (task.status == "open") != (task.n in turn)
    ]
    if new:
        draft.desk = draft.desk.with_tasks(new)


def _first_out(draft: Draft, tasks: Sequence[Task]) -> list[Task]:
    """Return the first of a group that votes in order whose ballot is out, and those beside it."""
    out = [t for t in tasks if t.status != "closed" and counts_as(draft.desk, t) is None]
    first = min((seat_of(draft, task) for task in out), default=0)
    return [task for task in out if seat_of(draft, task) == first]


def seat_of(draft: Draft, task: Task) -> int:
    """Return the number of the seat that a task was added to, or stands in place of."""
    above = draft.desk.task(task.under) if task.under else None
    return task.n if above is None else seat_of(draft, above)


def _opening(draft: Draft, task: Task) -> list[Task]:
    """Return which tasks are to be open for one ballot: those added before, itself, those after."""
    before = draft.desk.under(task.n, "before")
    if task.live:
        return _in_mode(before) if before and came_to(before) is None else [task]
    if task.status == "done" and task.answer == "approve":
        return _in_mode(draft.desk.under(task.n, "after"))
    return []


def _in_mode(added: Sequence[Task]) -> list[Task]:
    live = [task for task in added if task.live]
    return live[:1] if live and live[0].mode == "order" else live
