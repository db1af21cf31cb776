"""Says what a command would change in a case: its rounds of votes, its tasks, its deadlines."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from keyflow.cli.settings import Settings
from keyflow.model.desk import EMPTY, Task
from keyflow.ruling.terms import word

if TYPE_CHECKING:
    from keyflow.model.case import Case


def effects(settings: Settings, before: "Case | None", after: "Case") -> Iterator[str]:
    """Yield what is otherwise with a case after a command, a sentence each."""
    desk = EMPTY if before is None else before.desk
    rounds = {one.n: one.status for one in desk.rounds}
    for one in after.desk.rounds:
        if rounds.get(one.n) != one.status:
            result = word(one.status, settings.lang)
            yield settings.say("round {n} in {state}: {result}", n=one.n, state=one.state,
                               result=result)  # fmt: skip
    known = {task.n: task for task in desk.tasks}
    for task in after.desk.tasks:
        if (old := known.get(task.n)) is None or _told(old) != _told(task):
            yield _task(settings, task)
    yield from _deadlines(settings, before, after)


def _told(task: Task) -> tuple[object, ...]:
    return task.status, task.answer, task.person, task.owner


def _task(settings: Settings, task: Task) -> str:
    how = word(task.answer or task.status, settings.lang)
    return settings.say(
        "#{n} {kind}, {who}: {how}",
        n=task.n,
        kind=settings.say(task.kind),
        who=task.person or ", ".join(task.people or task.roles) or "-",
        how=how,
    )


def _deadlines(settings: Settings, before: "Case | None", after: "Case") -> Iterator[str]:
    """Yield the deadlines that are new, end at another time, or are gone."""
    were = {} if before is None else {item.name: item.due for item in before.armed}
    are = {item.name: item.due for item in after.armed}
    for name, due in are.items():
        if were.get(name) != due:
            yield settings.say("deadline {name}: {due}", name=name, due=f"{due:%Y-%m-%d %H:%M}")
    for name in were.keys() - are.keys():
        yield settings.say("deadline {name}: gone", name=name)
