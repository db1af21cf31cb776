"""Where tasks lie: in whose inbox, and in which part of it, and who may not do them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from keyflow.model.desk import Box, Desk, Round, Task
from keyflow.model.lookalikes import folded

# A task's number, whose inbox it lies in, and in which part of it.
Place = tuple[int, str, Box]
# Since when it lies there, and until when it is due.
When = tuple[datetime, datetime | None]


def lying(desk: Desk, opened: datetime) -> dict[Place, When]:
    """Return where each task lies, and since when."""
    return _of_case(desk, opened) | _laid(desk.tasks) | _bars(desk)


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
    old, now = _laid(gone.values()) | _bars(before), _laid(new) | _bars(after)
    if _apart_from_tasks(before) == _apart_from_tasks(after):
        return old, now
    return _of_case(before, opened) | old, _of_case(after, opened) | now


def _apart_from_tasks(desk: Desk) -> tuple[object, ...]:
    return desk.initiator, desk.arranged, desk.chosen


def _bars(desk: Desk) -> dict[Place, When]:
    """Return who may not do what lies with them or with a role, in the form of look-alikes."""
    found: dict[Place, When] = {}
    current = desk.open_round
    asked = [] if current is None else [task for task in desk.tasks if task.status == "open"]
    if current is None or not asked:
        return found
    voters = _voters_out(desk, current)
    for task in asked:
        out = _out(desk, current, task, voters)
        if out and task.person is not None and not task.revocable:
            out &= {folded(task.person)}
        for one in out:
            found[task.n, f"p:{one}", "barred"] = (task.opened, None)
    return found


def kept_out(desk: Desk, *tasks: Task) -> frozenset[str]:
    """Return who may do none of some open tasks, whoever holds them, in the form of look-alikes.

    Of a vote that is who voted or recused in its round, be it for another, and who began the case
    where its policy says so; of an opinion, who asked for it, and who began the case. Who helps
    with a delegated vote decides nothing. Who is kept apart by what they did is not among them.
    """
    current = desk.open_round
    if current is None or not tasks:
        return frozenset()
    voters = _voters_out(desk, current)
    return frozenset.intersection(*(_out(desk, current, task, voters) for task in tasks))


def _voters_out(desk: Desk, current: Round) -> frozenset[str]:
    """Return who may not vote in the open round, or not again."""
    names = [_beginner(desk, current)]
    for vote in desk.votes(current.n):
        if vote.status == "done" and vote.label != "apart":
            names += (vote.person, vote.by)
    return _forms(*names)


def _out(desk: Desk, current: Round, task: Task, voters: frozenset[str]) -> frozenset[str]:
    if task.round != current.n:
        return frozenset()
    if task.kind == "opinion":
        return _forms(task.owner, _beginner(desk, current))
    return voters if task.kind == "vote" and task.owner is None else frozenset()


def _beginner(desk: Desk, current: Round) -> str | None:
    """Return who began a case, where they do not decide in its open round."""
    return desk.initiator if current.initiator_out else None


def _forms(*names: str | None) -> frozenset[str]:
    return frozenset([folded(name) for name in names if name is not None])


def barred_as(person: str) -> str:
    """Return by what somebody is found among those who may not do a task."""
    return f"p:{folded(person)}"


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
        found = [(holder, box) for holder in holders(task)]
        return [*found, *_again(task), *_helped(task)] if task.roles or task.owner else found
    if task.status == "waiting":
        waits: Box = "waiting"
        person = [] if task.person is None else [(f"p:{task.person}", waits)]
        return [*person, *_helped(task)]
    return []


def _due(task: Task) -> Box:
    """Return where it lies: whether a right is left is looked at, unless the case itself tells."""
    if not task.revocable:
        return "todo"
    return "todo" if task.by_data and not task.lapsed else "held"


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
