"""Where tasks lie: in whose inbox, and in which part of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from keyflow.model.desk import Box, Desk, Task


def lying(
    desk: Desk, opened: datetime
) -> dict[tuple[int, str, Box], tuple[datetime, datetime | None]]:
    """Return where each task lies, with since when, and until when it is due.

    A key is the task's number, whose inbox it is, and which part of that.
    """
    found: dict[tuple[int, str, Box], tuple[datetime, datetime | None]] = {}
    if desk.initiator is not None:
        found[0, f"p:{desk.initiator}", "mine"] = (opened, None)
    for task in desk.tasks:
        for holder, box in _places(task):
            since = task.opened if task.status == "open" else task.at or task.opened
            found[task.n, holder, box] = (since, task.due)
    return found


# What stays in an inbox when its task is in the history only.
LASTING: frozenset[Box] = frozenset({"done", "mine", "read"})


def _places(task: Task) -> Iterator[tuple[str, Box]]:
    read = task.kind in {"copy", "circular"}
    if task.status == "done":
        for person in dict.fromkeys((task.person, task.by)):
            if person is not None:
                yield f"p:{person}", "read" if read else "done"
    if task.status == "open":
        for holder in holders(task):
            yield holder, "copied" if read else "todo"
    elif task.status == "waiting" and task.person is not None:
        yield f"p:{task.person}", "waiting"
    if task.live:
        yield from _helped(task)


def _helped(task: Task) -> Iterator[tuple[str, Box]]:
    """Return where a delegated task lies beside: with who helps, and with who asked them to."""
    if task.owner is not None and task.kind in {"vote", "todo"}:
        yield f"p:{task.owner}", "lent"
        if task.status == "open":
            yield f"p:{task.person}", "delegated"


def holders(task: Task) -> Sequence[str]:
    """Return whose a task is: `p:` and a person, or `r:` and a role."""
    if task.person is not None:
        return (f"p:{task.person}",)
    return (*(f"p:{person}" for person in task.people), *(f"r:{role}" for role in task.roles))
