"""Turns what a host looks for into a query the stores understand, or says what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from keyflow.errors import InputError
from keyflow.library import Library
from keyflow.model.schema import encode
from keyflow.model.values import identifier
from keyflow.store.contract import Connection, Filter

_COLUMNS = ("opened", "changed", "subject", "state")


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


def order_of(library: Library, workflow: str | None, order: str | Sequence[str]) -> tuple[str, ...]:
    """Return what to sort by, or raise `InputError`."""
    names = texts(order, "order")
    known = set(_COLUMNS)
    if workflow is not None and not known.issuperset(name.removeprefix("-") for name in names):
        known |= set(library.current(workflow).indexed)
    for name in names:
        if name.removeprefix("-") not in known:
            hint = "" if workflow else "; the fields of a workflow need `workflow`"
            raise InputError("order", f"{name!r} is none of {', '.join(sorted(known))}{hint}")
    return names


def filters(library: Library, workflow: str | None, where: Mapping[str, Any]) -> list[Filter]:
    """Return the conditions on indexed fields, or raise `InputError`."""
    if not where:
        return []
    if not isinstance(where, Mapping):
        raise InputError("where", f"must be a mapping, not {type(where).__name__}")
    if workflow is None:
        raise InputError("where", "needs `workflow`, whose fields it compares")
    definition = library.current(workflow).workflow
    found = []
    for name, wanted in where.items():
        spec = definition.fields.get(name)
        if spec is None or not spec.index:
            raise InputError(f"where.{name}", "is not a field marked `index: true`")
        test, value = _condition(wanted, f"where.{name}")
        encoded = encode(spec, value, f"where.{name}", definition.currency)
        plain = encoded["amount"] if spec.type == "money" else encoded
        found.append(Filter(name, test, plain))
    return found


def _condition(wanted: Any, field: str) -> tuple[Any, Any]:
    test, value = "=", wanted
    if isinstance(wanted, tuple) and len(wanted) == len(("test", "value")):
        test, value = wanted
    if value is None:
        raise InputError(field, "must be given a value to compare with")
    if test not in {"=", "<", "<=", ">", ">="}:
        raise InputError(field, f"{test!r} is not one of = < <= > >=")
    return test, value


def several(value: Any, field: str) -> Any:
    """Return one text or several as a tuple, each fit to look for; None stays None."""
    return None if value is None else texts(value, field)


def texts(value: Any, field: str) -> tuple[str, ...]:
    """Return one text or several as a tuple, or raise `InputError`."""
    if not isinstance(value, str | Iterable):
        raise InputError(field, f"must be text or several, not {type(value).__name__}")
    return tuple(identifier(item, field) for item in ([value] if isinstance(value, str) else value))
