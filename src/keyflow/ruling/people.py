"""Who somebody is for a case, and who is told: roles from one source, recipients from a notice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from keyflow.model.case import SYSTEM, Actor, Case
from keyflow.model.schema import Data
from keyflow.ruling.given import Directory
from keyflow.ruling.machine import Machine


def roles_of(
    actor: Actor,
    case: Case,
    data: Data,
    machine: Machine,
    directory: Directory | None,
    at: datetime,
) -> frozenset[str]:
    """Return the roles of an actor for a case (D17).

    With a directory that alone is asked; without one the host vouches for the actor's roles, and
    a role bound to a data field is held by the person the field names.
    """
    if actor is SYSTEM:
        return frozenset(SYSTEM.roles)
    if directory is not None:
        return frozenset(directory.roles(actor.id, case, at)) - SYSTEM.roles
    own = frozenset(actor.roles)
    if machine.bound:
        own |= {
            role for role, field in machine.bound.items() if actor.id in _persons(data, field)
        }
    return own


def _persons(data: Data, binding: str) -> tuple[str, ...]:
    return _named(data[binding.removeprefix("data.")])


def _named(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)


def recipients(
    to: Iterable[str],
    actor: Actor,
    case: Case,
    data: Data,
    machine: Machine,
    directory: Directory | None,
    at: datetime,
) -> list[str]:
    """Return the persons a notice goes to, each once; a role nobody resolves is a mailbox."""
    found: dict[str, None] = {}
    for entry in to:
        found.update(dict.fromkeys(_recipient(entry, actor, case, data, machine, directory, at)))
    return list(found)


def _recipient(
    entry: str,
    actor: Actor,
    case: Case,
    data: Data,
    machine: Machine,
    directory: Directory | None,
    at: datetime,
) -> tuple[str, ...]:
    if entry == "actor":
        return () if actor is SYSTEM else (actor.id,)
    if entry.startswith("data."):
        return _named(data[entry.removeprefix("data.")])
    if entry.startswith("person:"):
        return (entry.removeprefix("person:"),)
    if directory is not None:
        return tuple(directory.holders(entry, case, at)) or (f"role:{entry}",)
    if entry in machine.bound:
        return _persons(data, machine.bound[entry]) or (f"role:{entry}",)
    return (f"role:{entry}",)
