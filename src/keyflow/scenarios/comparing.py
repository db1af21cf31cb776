"""How a case differs from what is expected of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from keyflow.errors import InputError
from keyflow.model.case import Case
from keyflow.model.desk import Task
from keyflow.model.scenario import Expectation
from keyflow.model.schema import decode, encode

Path = tuple[str | int, ...]
Difference = tuple[Path, str]
_COPIES = {"copy", "circular"}


def compare(
    expected: Expectation, case: Case, find: Callable[[str], Case | None], currency: str
) -> Iterator[Difference]:
    """Yield where a case is not as expected, and how; `find` gives the cases below it by place."""
    said = expected.model_fields_set
    for name in ("state", "standing", "outcome"):
        wanted, found = getattr(expected, name), getattr(case, name)
        if name in said and wanted != found:
            yield (name,), _differs(found, wanted)
    if "round" in said:
        latest = case.desk.round
        yield from _one(("round",), latest.status if latest else None, expected.round)
    yield from _lists(expected, case)
    yield from _words(expected, case)
    yield from _data(expected, case, currency)
    for place, below in expected.children.items():
        child = find(place)
        if child is None:
            yield ("children", place), "there is no such case"
        else:
            for path, message in compare(below, child, lambda _: None, currency):
                yield ("children", place, *path), message


def _differs(found: Any, wanted: Any) -> str:
    return f"is {_said(found)}, and {_said(wanted)} was expected"


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "nobody"
    return "none" if value is None else repr(value)


def _one(path: Path, found: Any, wanted: Any) -> Iterator[Difference]:
    if found != wanted:
        yield path, _differs(found, wanted)


def _lists(expected: Expectation, case: Case) -> Iterator[Difference]:
    tasks = [task for task in case.desk.tasks if task.status == "open"]
    lists = {
        "open": [task for task in tasks if task.kind not in _COPIES],
        "unread": [task for task in tasks if task.kind in _COPIES],
    }
    for name, found in lists.items():
        wanted = getattr(expected, name)
        if wanted is not None:
            yield from _one((name,), sorted(map(holder, found)), sorted(wanted))


def holder(task: Task) -> str:
    """Say whose a task is: a person, the persons of a bound role, or the roles."""
    return task.person or "/".join(task.people or task.roles) or "-"


def _words(expected: Expectation, case: Case) -> Iterator[Difference]:
    desk = case.desk
    tables: Mapping[str, tuple[Iterable[Task], Callable[[Task], str]]] = {
        "votes": (desk.votes(), holder),
        "opinions": ((t for t in desk.tasks if t.kind == "opinion"), holder),
        "owed": ((t for t in desk.tasks if t.kind == "owed"), lambda task: task.label),
    }
    for name, (tasks, key) in tables.items():
        said: dict[str, list[str]] = {}
        for task in tasks:
            said.setdefault(key(task), []).append(task.answer or task.status)
        for who, wanted in getattr(expected, name).items():
            yield from _one((name, who), ", ".join(said.get(who, ["none"])), wanted)


def _data(expected: Expectation, case: Case, currency: str) -> Iterator[Difference]:
    for name, value in expected.data.items():
        spec = case.data.fields.get(name)
        if spec is None:
            yield ("data", name), "there is no such field"
            continue
        try:
            wanted = decode(spec, encode(spec, value, name, currency))
        except InputError as error:
            yield ("data", name), str(error)
            continue
        if case.data[name] != wanted:
            yield ("data", name), f"is {case.data[name]}, and {wanted} was expected"
