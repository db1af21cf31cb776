"""Which task a step is about: the one it names, or the one that lies with who acts."""

from collections.abc import Mapping, Sequence

from keyflow.model.case import Case
from keyflow.model.desk import Kind, Task, task_id

_STATUSES = ("open", "waiting", "done", "closed")
_HANDED: tuple[Kind, ...] = ("vote", "opinion", "question", "owed", "todo")
_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "answer": ("opinion", "question"),
    "read": ("copy", "circular"),
    "fulfil": ("owed",),
    "transfer": _HANDED,
    "claim": _HANDED,
    "unclaim": _HANDED,
    "save": _HANDED,
    "delegate": ("vote", "todo"),
    "resolve": ("vote", "todo"),
}


def choose(case: Case, verb: str, name: str | None, theirs: Mapping[str, int]) -> str | None:
    """Return the id of the task a verb is about; None where the case has none of its kind.

    `name` is a person, role, group or label it is known by. `theirs` ranks who has to do with it
    for who acts: themselves, their roles, those they stand in for. A task that is still to be done
    comes first; for taking back, the one done last.
    """
    kinds = _KINDS.get(verb, ("vote",))
    found = [task for task in case.desk.tasks if task.kind in kinds]
    if name is not None:
        found = [task for task in found if name in _names(task)]
    if not found:
        return None
    best = min(found, key=lambda task: _rank(task, theirs, done=verb == "take-back"))
    return task_id(case.id, best.n)


def _names(task: Task) -> Sequence[str | None]:
    return (task.person, *task.people, *task.roles, task.group, task.label, task.owner)


def _rank(task: Task, theirs: Mapping[str, int], *, done: bool) -> tuple[float, ...]:
    """Rank by whose it is, how late its round is, what is still to be done, and how near it is.

    One that somebody else took from a role comes after all that are theirs.
    """
    far = len(theirs)
    names = (task.person, task.by) if task.person is not None else (*task.people, *task.roles)
    near = min((theirs.get(name or "", far) for name in names), default=far)
    taken = near == far and not theirs.keys().isdisjoint(task.roles)
    whose = 0 if near < far else 1 if taken else 2
    return whose, -task.round, *_stale(task, done=done), near, task.n


def _stale(task: Task, *, done: bool) -> tuple[float, float]:
    """Rank by what is still to be done, or, where it is looked for, by what was done last."""
    if done:
        when = task.at.timestamp() if task.at is not None else 0
        return (0 if task.status == "done" else 1, -when)
    return (_STATUSES.index(task.status), 0)
