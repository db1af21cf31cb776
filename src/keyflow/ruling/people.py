"""Who somebody is for a case, and who is told: roles from one source, recipients from a notice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from keyflow.errors import FAILURES, PluginFailed
from keyflow.model.case import SYSTEM, Actor, Case
from keyflow.model.desk import Task
from keyflow.ruling.draft import Draft
from keyflow.ruling.given import Directory
from keyflow.ruling.judging import describe

A = TypeVar("A")


class Careful:
    """A host's directory whose failures are told as a plugin's (D17)."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def roles(self, person: str, case: Case, at: datetime) -> frozenset[str]:
        """Return the roles a person holds for a case at an instant."""
        return frozenset(self._several("roles", person, case, at))

    def holders(self, role: str, case: Case, at: datetime) -> Sequence[str]:
        """Return the persons who hold a role for a case at an instant."""
        return self._several("holders", role, case, at)

    def superior(self, person: str, level: int, at: datetime) -> str | None:
        """Return the superior `level` steps above a person."""
        return self._ask(lambda: self._directory.superior(person, level, at))

    def revision(self) -> str:
        """Return a mark that changes whenever any answer may have changed."""
        return self._ask(self._directory.revision)

    def offices(self, person: str, at: datetime) -> frozenset[str]:
        """Return the roles a person holds in some case; none where the directory does not say."""
        return frozenset(self._several("offices", person, at))

    def everywhere(self, person: str, at: datetime) -> frozenset[str]:
        """Return the roles a person holds whatever the case; none if the directory does not say."""
        return frozenset(self._several("everywhere", person, at))

    def tells(self, method: str) -> bool:
        """Tell whether the directory has one of the methods that it may lack."""
        return hasattr(self._directory, method)

    def principals(self, person: str, case: Case | None, at: datetime) -> Sequence[str]:
        """Return for whom a person may stand in; nobody where the directory does not say."""
        return self._several("principals", person, case, at)

    def substitutes(self, person: str, case: Case, at: datetime) -> Sequence[str]:
        """Return who may stand in for a person; nobody where the directory does not say."""
        return self._several("substitutes", person, case, at)

    def head(self, unit: str, at: datetime) -> str | None:
        """Return the head of a unit; None where the directory does not say."""
        found = getattr(self._directory, "head", None)
        return None if found is None else self._ask(lambda: found(unit, at))

    def _several(self, method: str, *asked: object) -> tuple[str, ...]:
        found = getattr(self._directory, method, None)
        return () if found is None else self._ask(lambda: _texts(method, found(*asked)))

    def _ask(self, question: Callable[[], A]) -> A:
        try:
            return question()
        except PluginFailed:
            raise
        except FAILURES as error:
            raise PluginFailed(f"the directory failed: {describe(error)}") from error


def _texts(method: str, answer: Any) -> tuple[str, ...]:
    """Return an answer of several texts; a single text would fall apart into its letters."""
    if not isinstance(answer, str | Mapping) and isinstance(answer, Iterable):
        found = tuple(answer)
        if all(isinstance(item, str) for item in found):
            return found
    kind = type(answer).__name__
    msg = f"the directory's {method} must answer with several texts, not with a {kind}"
    raise PluginFailed(msg)


def roles_of(
    actor: Actor, draft: Draft, directory: Directory | None, at: datetime
) -> frozenset[str]:
    """Return the roles of an actor for a case (D17).

    With a directory that alone is asked; without one the host vouches for the actor's roles, and
    a role bound to a data field is held by the person the field names.
    """
    if actor is SYSTEM:
        return frozenset(SYSTEM.roles)
    known = known_roles(actor.id, draft, directory, at)
    if directory is not None:
        return known
    return known | actor.roles if known else frozenset(actor.roles)


def known_roles(
    person: str, draft: Draft, directory: Directory | None, at: datetime
) -> frozenset[str]:
    """Return the roles that somebody is known to have for a case, whatever their host vouches."""
    if directory is not None:
        return frozenset(directory.roles(person, draft.view(), at)) - SYSTEM.roles
    bound = draft.machine.bound
    if not bound:
        return frozenset()
    return frozenset(role for role, field in bound.items() if person in _persons(draft, field))


def stands_in_for(
    person: str, draft: Draft, directory: Directory | None, at: datetime
) -> Sequence[str]:
    """Return for whom somebody may act now, as a standing substitute."""
    return () if directory is None else directory.principals(person, draft.view(), at)


def bound_to(draft: Draft, role: str) -> tuple[str, ...]:
    """Return the persons a role bound to the data means now."""
    binding = draft.machine.bound.get(role)
    return _persons(draft, binding) if binding else ()


def named_in(draft: Draft, field: str) -> tuple[str, ...]:
    """Return the persons, or the unit, that a data field names now."""
    return _persons(draft, field)


def _persons(draft: Draft, binding: str) -> tuple[str, ...]:
    value: Any = draft.data[binding.removeprefix("data.")]
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value)


def recipients(
    to: Iterable[str], actor: Actor, draft: Draft, directory: Directory | None, at: datetime
) -> list[str]:
    """Return the persons a notice goes to, each once; a role nobody resolves is a mailbox."""
    found: dict[str, None] = {}
    for entry in to:
        found.update(dict.fromkeys(_recipient(entry, actor, draft, directory, at)))
    return list(found)


def addressed(to: Iterable[str], holders: Sequence[str]) -> list[str]:
    """Return what a notice is addressed to, with those whose tasks it is about for `holders`.

    `holders` are ids of persons, and `role:` with a role.
    """
    whose = [
        role if (role := one.removeprefix("role:")) != one else f"person:{one}" for one in holders
    ]
    return [name for entry in to for name in (whose if entry == "holders" else (entry,))]


def _recipient(
    entry: str, actor: Actor, draft: Draft, directory: Directory | None, at: datetime
) -> tuple[str, ...]:
    if entry == "actor":
        return () if actor is SYSTEM else (actor.id,)
    if entry.startswith("data."):
        return _persons(draft, entry)
    if entry.startswith("person:"):
        return (entry.removeprefix("person:"),)
    if directory is not None:
        return tuple(directory.holders(entry, draft.view(), at)) or (f"role:{entry}",)
    if entry in draft.machine.bound:
        return _persons(draft, draft.machine.bound[entry]) or (f"role:{entry}",)
    return (f"role:{entry}",)


def told(task: Task) -> list[str]:
    """Return who is told of a task: persons, and `role:` with a role."""
    if task.person is not None:
        return [task.person]
    return [*task.people, *(f"role:{role}" for role in task.roles)]
