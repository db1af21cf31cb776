"""Turns what a host looks for into a query the stores understand, or says what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, cast, get_args

from keyflow.errors import InputError
from keyflow.library import Library
from keyflow.model.case import Case, Standing
from keyflow.model.schema import encode
from keyflow.model.values import identifier
from keyflow.model.workflow import Workflow
from keyflow.store.contract import Connection, Filter

_COLUMNS = ("opened", "changed", "subject", "state")
_TESTS = ("=", "<", "<=", ">", ">=")
_MOST = 50  # fields picked; a database function takes a hundred values


def waiting(
    library: Library, role: str, workflow: str | None, connection: Connection
) -> list[tuple[str, str]]:
    """Return the (definition, state) pairs in which a role may fire something."""
    found = []
    for hash in connection.definitions(workflow):
        machine = library.machine(hash, connection)
        for state in machine.states:
            gates = [g for t in machine.triggers(state) for g in machine.gates(state, t)]
            if any(role in gate.by or "*" in gate.by for gate in gates):
                found.append((hash, state))
    return found


def order_of(
    library: Library, workflow: str | None, order: str | Sequence[str], connection: Connection
) -> tuple[str, ...]:
    """Return what to sort by, or raise `InputError`."""
    names = texts(order, "order")
    known = set(_COLUMNS)
    if workflow is not None and not known.issuperset(name.removeprefix("-") for name in names):
        fields = {name.removeprefix("-") for name in names} - known
        known |= set(library.newest(workflow, fields, connection).indexed)
    for name in names:
        if name.removeprefix("-") not in known:
            hint = "" if workflow else "; the fields of a workflow need `workflow`"
            raise InputError("order", f"{name!r} is none of {', '.join(sorted(known))}{hint}")
    return names


def picked(
    library: Library, workflow: str | None, only: Iterable[str] | None, connection: Connection
) -> tuple[str, ...] | None:
    """Return the fields to be read, each once, or raise `InputError`."""
    if only is None:
        return None
    names = tuple(dict.fromkeys(texts(only, "only")))
    if workflow is None:
        raise InputError("only", "needs `workflow`, whose fields it names")
    if not 1 <= len(names) <= _MOST:
        raise InputError("only", f"must name 1 to {_MOST} fields")
    fields = library.newest(workflow, names, connection).fields
    for name in names:
        if name not in fields:
            near = get_close_matches(name, fields, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise InputError("only", f"{name!r} is not a field of {workflow}{hint}")
    return names


def filters(
    library: Library, workflow: str | None, where: Mapping[str, Any], connection: Connection
) -> list[Filter]:
    """Return the conditions on indexed fields, or raise `InputError`."""
    if not where:
        return []
    if not isinstance(where, Mapping):
        raise InputError("where", f"must be a mapping, not {type(where).__name__}")
    if workflow is None:
        raise InputError("where", "needs `workflow`, whose fields it compares")
    definition = library.newest(workflow, where, connection).workflow
    return [
        _filter(definition, name, condition)
        for name, wanted in where.items()
        for condition in _conditions(wanted, f"where.{name}")
    ]


def _filter(definition: Workflow, name: str, condition: tuple[Any, Any]) -> Filter:
    place, spec = f"where.{name}", definition.fields.get(name)
    if spec is None or not spec.index:
        raise InputError(place, "is not a field marked `index: true`")
    test, value = condition
    if value is None:
        raise InputError(place, "must be given a value to compare with")
    if test not in _TESTS:
        raise InputError(place, f"{test!r} is not one of = < <= > >=")
    encoded = encode(spec, value, place, definition.currency)
    return Filter(name, test, encoded["amount"] if spec.type == "money" else encoded)


def _conditions(wanted: Any, place: str) -> list[tuple[Any, Any]]:
    """Return what a field is compared with: a value, a (test, value), or a list of such pairs."""
    if not isinstance(wanted, list):
        return [wanted if _is_pair(wanted) else ("=", wanted)]
    if not wanted:
        raise InputError(place, "must be given a condition to compare with")
    for item in wanted:
        if not _is_pair(item):
            raise InputError(place, f"a condition is a pair of a test and a value, not {item!r}")
    return wanted


def _is_pair(wanted: Any) -> bool:
    return isinstance(wanted, tuple) and len(wanted) == len(("test", "value"))


def standings_of(given: Any) -> tuple[Standing, ...] | None:
    """Return one standing or several as a tuple, or raise `InputError` for what is none."""
    found = several(given, "standing")
    for name in found or ():
        if name not in get_args(Standing):
            known = ", ".join(get_args(Standing))
            raise InputError("standing", f"{name!r} is none of {known}")
    return cast("tuple[Standing, ...] | None", found)


def several(value: Any, field: str) -> Any:
    """Return one text or several as a tuple, each fit to look for; None stays None."""
    return None if value is None else texts(value, field)


def texts(value: Any, field: str) -> tuple[str, ...]:
    """Return one text or several as a tuple, or raise `InputError`."""
    if isinstance(value, Case) or not isinstance(value, str | Iterable):
        raise InputError(field, f"must be text or several, not {type(value).__name__}")
    return tuple(identifier(item, field) for item in ([value] if isinstance(value, str) else value))
