"""Between a desk and JSON. What names people stands apart, as it must be erasable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from orjson import loads

from keyflow.model.desk import EMPTY, Choice, Desk, Round, Task
from keyflow.model.event import written

_NAMING = {"person", "people", "owner", "by", "past", "signature", "attachments"}
_INSTANTS = {"opened", "at", "due", "closed"}
_TUPLES = {"roles", "people", "past", "attachments", "rights"}
_NO_DEFAULT = object()


Value = Task | Round

_USUAL: Mapping[type[Value], Sequence[tuple[str, Any]]] = {
    cls: [(name, cls._field_defaults.get(name, _NO_DEFAULT)) for name in cls._fields]
    for cls in (Task, Round)
}


@lru_cache(maxsize=2_000)
def _said(value: Value) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Return as JSON what is not as it is by default: openly, and who is named.

    An event and its case's row say the same of most tasks, and the next event of many of them.
    """
    public: dict[str, Any] = {}
    named: dict[str, Any] = {}
    for item, (name, usual) in zip(value, _USUAL[type(value)], strict=True):
        if item is not usual and item != usual:
            said = written(item) if name in _INSTANTS else item
            (named if name in _NAMING else public)[name] = said
    return public, named


def _made(plain: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, item in plain.items():
        if name in _INSTANTS:
            made[name] = datetime.fromisoformat(item)
        else:
            made[name] = tuple(item) if name in _TUPLES else item
    return made


def dump(desk: Desk) -> dict[str, Any]:
    """Return a desk as plain JSON, as a case's row keeps it."""
    public, private = changed(EMPTY, desk)
    return public | {"names": private} if private else public


@lru_cache(maxsize=2_000)
def parse(text: str) -> Desk:
    """Read the JSON of what `dump` returned.

    A case is read again for every command on its family, mostly as it was the last time.
    """
    plain = loads(text)
    public = {name: item for name, item in plain.items() if name != "names"}
    return applied(EMPTY, public, plain.get("names"))


def changed(before: Desk, after: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an event says of the change of a desk: openly, and who is named, in private.

    Both are JSON. `applied` makes the desk after of the one before and of both.
    """
    public, named = _tasks(before.tasks, after.tasks)
    public |= _beside(before, after)
    private: dict[str, Any] = {"tasks": named} if named else {}
    if after.initiator not in {None, before.initiator}:
        private["initiator"] = after.initiator
    if after.arranged != before.arranged:
        private["arranged"] = {state: list(people) for state, people in after.arranged.items()}
    if after.chosen != before.chosen:
        private["chosen"] = [[*one[:3], list(one.people)] for one in after.chosen]
    return public, private


def _tasks(
    before: Sequence[Task], after: Sequence[Task]
) -> tuple[dict[str, Any], dict[str, Mapping[str, Any]]]:
    """Return which tasks are new or changed and which are gone; and who is named, by number."""
    gone = {task.n: task for task in before}
    new = [task for task in after if gone.pop(task.n, None) is not task]
    said = [(task.n, *_said(task)) for task in new]
    public: dict[str, Any] = {}
    if said:
        public["tasks"] = [openly for _, openly, _ in said]
    if gone:
        public["gone"] = sorted(gone)
    return public, {str(n): named for n, _, named in said if named}


def _beside(before: Desk, after: Desk) -> dict[str, Any]:
    """Return what has changed beside the tasks."""
    said: dict[str, Any] = {}
    if after.rounds is not before.rounds:
        said["rounds"] = [_said(one)[0] for one in after.rounds]
    if after.urged != before.urged:
        said["urged"] = [written(at) for at in after.urged]
    if after.back != before.back:
        said["back"] = after.back
    if after.back_seen != before.back_seen:
        said["back_seen"] = after.back_seen
    if after.last != before.last:
        said["last"] = after.last
    if after.undone != before.undone:
        said["undone"] = list(after.undone)
    return said


def applied(before: Desk, public: Mapping[str, Any], private: Mapping[str, Any] | None) -> Desk:
    """Return the desk that an event leaves; who was erased from it is missing."""
    named = private or {}
    people: Mapping[str, Any] = named.get("tasks", {})
    tasks = [
        Task(**_made({**plain, **people.get(str(plain["n"]), {})}))
        for plain in public.get("tasks", ())
    ]
    changes: dict[str, Any] = {}
    if "rounds" in public:
        changes["rounds"] = tuple(Round(**_made(one)) for one in public["rounds"])
    if "urged" in public:
        changes["urged"] = tuple(datetime.fromisoformat(at) for at in public["urged"])
    if "initiator" in named:
        changes["initiator"] = named["initiator"]
    if "arranged" in named:
        changes["arranged"] = {state: tuple(them) for state, them in named["arranged"].items()}
    if "chosen" in named:
        changes["chosen"] = tuple(
            Choice(by, source, state, tuple(people))
            for by, source, state, people in named["chosen"]
        )
    if "undone" in public:
        changes["undone"] = tuple(public["undone"])
    changes |= {name: public[name] for name in ("back", "back_seen", "last") if name in public}
    gone = set(public.get("gone", ()))
    kept = before.with_(tasks=tuple(task for task in before.tasks if task.n not in gone))
    return kept.with_tasks(tasks).with_(**changes)
