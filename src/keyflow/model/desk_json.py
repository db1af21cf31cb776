"""Between a desk and JSON. What names people stands apart, as it must be erasable."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from keyflow.model.desk import EMPTY, Desk, Round, Task

_NAMING = ("person", "people", "owner", "by", "past", "signature", "attachments")
_INSTANTS = {"opened", "at", "due", "closed"}
_TUPLES = {"roles", "people", "past", "attachments"}
_NO_DEFAULT = object()


class _Plainly:
    """Reads some fields of values of a class: those that are not as they are by default."""

    def __init__(self, cls: type[Task | Round], names: Iterable[str]) -> None:
        wanted = set(names)
        defaults = cls._field_defaults
        self._fields = [
            (place, name, defaults.get(name, _NO_DEFAULT))
            for place, name in enumerate(cls._fields)
            if name in wanted
        ]

    def __call__(self, value: Any) -> dict[str, Any]:
        """Return them as JSON."""
        found = {}
        for place, name, default in self._fields:
            item = value[place]
            if item is not default and item != default:
                found[name] = item.isoformat() if name in _INSTANTS else item
        return found


_named = _Plainly(Task, _NAMING)
_open = _Plainly(Task, {*Task._fields} - {*_NAMING})
_round = _Plainly(Round, Round._fields)


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


def parse(plain: Mapping[str, Any]) -> Desk:
    """Read what `dump` returned."""
    if not plain:
        return EMPTY
    public = {name: item for name, item in plain.items() if name != "names"}
    return applied(EMPTY, public, plain.get("names"))


def changed(before: Desk, after: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an event says of the change of a desk: openly, and who is named, in private.

    Both are JSON. `applied` makes the desk after of the one before and of both.
    """
    known = {task.n: task for task in before.tasks}
    new = [task for task in after.tasks if known.get(task.n) is not task]
    public: dict[str, Any] = {}
    private: dict[str, Any] = {}
    if new:
        public["tasks"] = [_open(task) for task in new]
        names = {str(task.n): _named(task) for task in new}
        private["tasks"] = {n: named for n, named in names.items() if named}
    if gone := known.keys() - {task.n for task in after.tasks}:
        public["gone"] = sorted(gone)
    public |= _beside(before, after)
    if after.initiator != before.initiator:
        private["initiator"] = after.initiator
    if after.arranged != before.arranged:
        private["arranged"] = {state: list(people) for state, people in after.arranged.items()}
    if not private.get("tasks", True):
        del private["tasks"]
    return public, {name: item for name, item in private.items() if item is not None}


def _beside(before: Desk, after: Desk) -> dict[str, Any]:
    """Return what has changed beside the tasks."""
    said: dict[str, Any] = {}
    if after.rounds is not before.rounds:
        said["rounds"] = list(map(_round, after.rounds))
    if after.urged != before.urged:
        said["urged"] = [at.isoformat() for at in after.urged]
    if after.back != before.back:
        said["back"] = after.back
    if after.last != before.last:
        said["last"] = after.last
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
    changes |= {name: public[name] for name in ("back", "last") if name in public}
    gone = set(public.get("gone", ()))
    kept = before.with_(tasks=tuple(task for task in before.tasks if task.n not in gone))
    return kept.with_tasks(tasks).with_(**changes)
