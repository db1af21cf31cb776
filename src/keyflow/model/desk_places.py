"""Where tasks lie: in whose inbox, and in which part of it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from keyflow.model.desk import Box, Desk, Task

# A task's number, whose inbox it lies in, and in which part of it.
Place = tuple[int, str, Box]
# Since when it lies there, and until when it is due.
When = tuple[datetime, datetime | None]


def lying(desk: Desk, opened: datetime) -> dict[Place, When]:
    """Return where each task lies, and since when."""
    return _of_case(desk, opened) | _laid(desk.tasks)


def _of_case(desk: Desk, opened: datetime) -> dict[Place, When]:
    """Return where a case itself lies: with who began it, and with who was chosen for later."""
    found: dict[Place, When] = {}
    if desk.initiator is not None:
        found[0, f"p:{desk.initiator}", "mine"] = (opened, None)
    for people in (*desk.arranged.values(), *(one.people for one in desk.chosen)):
        found |= {(0, f"p:{person}", "chosen"): (opened, None) for person in people}
    return found


def _laid(tasks: Iterable[Task]) -> dict[Place, When]:
    found: dict[Place, When] = {}
    for task in tasks:
        since = task.opened if task.status == "open" else task.at or task.opened
        for holder, box in _places(task):
            found[task.n, holder, box] = (since, task.due)
    return found


def moved(
    before: Desk, after: Desk, opened: datetime
) -> tuple[dict[Place, When], dict[Place, When]]:
    """Return where the tasks lay that are not the same any more, and where they lie now."""
    gone, new = {task.n: task for task in before.tasks}, []
    for task in after.tasks:
        if gone.get(task.n) is task:
            del gone[task.n]
        else:
            new.append(task)
    old, now = _laid(gone.values()), _laid(new)
    if _apart_from_tasks(before) == _apart_from_tasks(after):
        return old, now
    return _of_case(before, opened) | old, _of_case(after, opened) | now


def _apart_from_tasks(desk: Desk) -> tuple[object, ...]:
    return desk.initiator, desk.arranged, desk.chosen


# What stays in an inbox when its task is in the history only.
LASTING: frozenset[Box] = frozenset({"done", "mine", "read"})


def _places(task: Task) -> list[tuple[str, Box]]:
    read = task.kind in {"copy", "circular"}
    if task.status == "done":
        people = (task.person, task.by) if task.by != task.person else (task.person,)
        done: Box = "read" if read else "done"
        return [(f"p:{person}", done) for person in people if person is not None]
    if task.status == "open":
        box: Box = "copied" if read else _due(task)
        return [*((holder, box) for holder in holders(task)), *_again(task), *_helped(task)]
    if task.status == "waiting":
        waits: Box = "waiting"
        person = [] if task.person is None else [(f"p:{task.person}", waits)]
        return [*person, *_helped(task)]
    return []


def _due(task: Task) -> Box:
    """Return where it lies: whether a right is left is looked at, unless the case itself tells."""
    sure = task.by_data and not task.lapsed
    return "held" if task.revocable and not sure else "todo"


def _again(task: Task) -> list[tuple[str, Box]]:
    """Return with whom a claimed task lies again once its claimer has lost the role."""
    return [(one, "held") for one in holders(task.with_(person=None))] if task.claimed else []


def _helped(task: Task) -> list[tuple[str, Box]]:
    """Return where a delegated task lies beside: with who helps, and with who asked them to."""
    if task.owner is None or task.kind not in {"vote", "todo"}:
        return []
    lent: list[tuple[str, Box]] = [(f"p:{task.owner}", "lent")]
    return [*lent, (f"p:{task.person}", "delegated")] if task.status == "open" else lent


def holders(task: Task) -> Sequence[str]:
    """Return whose a task is: `p:` and a person, or `r:` and a role."""
    if task.person is not None:
        return (f"p:{task.person}",)
    return (*(f"p:{person}" for person in task.people), *(f"r:{role}" for role in task.roles))
