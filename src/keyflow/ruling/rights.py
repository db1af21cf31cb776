"""Whether somebody still has the right by which a task is theirs: a claimed role, a voter's seat.

One rule for what may be done, for inboxes and for messages (D17). The case is as it is now.
"""

from collections.abc import Iterable
from datetime import datetime

from keyflow.model.case import Case
from keyflow.model.desk import Task
from keyflow.ruling.given import Directory


def now_with(task: Task, case: Case, directory: Directory | None, at: datetime) -> Task | None:
    """Return a task as it lies now; None where its voter has lost the right and nobody has it.

    Claimed by one who lost the role since, it is the role's again. Without a directory nobody but
    the host knows who holds a role that is not bound to the data.
    """
    if not task.revocable:
        return task
    if not task.claimed:
        return task if keeps(task.rights, str(task.person), case, directory, at) else None
    if directory is None:
        return task.with_(person=None) if task.people else task
    held = directory.roles(str(task.person), case, at)
    return task.with_(person=None) if frozenset(held).isdisjoint(task.roles) else task


def keeps(
    rights: Iterable[str], person: str, case: Case, directory: Directory | None, at: datetime
) -> bool:
    """Tell whether somebody still has one of the rights that made them a voter."""
    return any(_has(right, person, case, directory, at) for right in rights)


def _has(right: str, person: str, case: Case, directory: Directory | None, at: datetime) -> bool:
    kind, _, what = right.partition(" ")
    if kind == "data":
        return person in named(case, what)
    if directory is None:
        return True  # the host that knew has none any more
    if kind == "role":
        return what in directory.roles(person, case, at)
    if kind == "head":
        return any(directory.head(unit, at) == person for unit in named(case, what))
    initiator = case.desk.initiator
    return initiator is None or directory.superior(initiator, int(what), at) == person


def named(case: Case, field: str) -> tuple[str, ...]:
    """Return the persons, or the units, that a data field names."""
    value = case.data.get(field.removeprefix("data."))
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)
