"""What people who were added around a vote came to, and what the vote counts for with it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from keyflow.model.desk import Desk, Task
from keyflow.ruling.tally import Vote


def counted(added: Iterable[Task]) -> list[Task]:
    """Return those added whose word counts: neither removed nor recused."""
    return [task for task in added if task.status != "closed" and task.answer != "recuse"]


def came_to(added: Iterable[Task]) -> Vote | None:
    """Return what people added before or after a task came to; abstaining is not against it."""
    left = counted(added)
    said = [task.answer if task.status == "done" else None for task in left]
    if left and left[0].mode == "any":
        if "approve" in said:
            return "approve"
        return None if None in said else ("reject" if "reject" in said else "approve")
    if "reject" in said:
        return "reject"
    return None if None in said else "approve"


def counts_as(desk: Desk, task: Task) -> Vote | None:
    """Return what a task counts as: its vote, or what those added after it made of its yes."""
    return votes_of(desk, [task])[0]


def votes_of(desk: Desk, tasks: Sequence[Task]) -> list[Vote | None]:
    """Return what each of some tasks counts as."""
    votes: list[Any] = [task.answer if task.status == "done" else None for task in tasks]
    followed = {task.under for task in desk.tasks if task.place == "after"}
    for place, task in enumerate(tasks if followed else ()):
        if votes[place] == "approve" and task.n in followed:
            votes[place] = came_to(desk.under(task.n, "after"))
    return votes


def not_needed(desk: Desk) -> Iterator[Task]:
    """Yield who need not say any more what others added with them have settled."""
    for task in desk.votes():
        after = task.status == "done" and task.answer == "approve"
        added = desk.under(task.n, "after") if after else desk.under(task.n, "before")
        if added and came_to(added) is not None:
            yield from (one for one in added if one.live)
