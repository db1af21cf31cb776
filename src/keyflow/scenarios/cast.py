"""`Cast`: the persons of a scenario as a directory: who holds which role, and who stands in."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from keyflow.model.case import Case
from keyflow.model.scenario import Member
from keyflow.model.workflow import Workflow


class Cast:
    """A directory (`keyflow.Directory`) of the persons that a scenario names.

    A role bound to a data field is held by whom the field names, as without a directory.
    """

    def __init__(self, members: Mapping[str, Member], workflows: Sequence[Workflow]) -> None:
        self._members = dict(members)
        self._workflows = {workflow.name: workflow for workflow in workflows}
        self._zone = ZoneInfo(workflows[0].zone)
        self._changes = 0

    def change(self, members: Mapping[str, Member]) -> None:
        """Put persons in place of those of the same names."""
        self._members |= members
        self._changes += 1

    def roles(self, person: str, case: Case, at: datetime) -> frozenset[str]:
        """Return the roles a person holds for a case."""
        bound = (role for role, people in self._bound(case) if person in people)
        return frozenset([*self.offices(person, at), *bound])

    def holders(self, role: str, case: Case, at: datetime) -> Sequence[str]:
        """Return the persons who hold a role for a case, in the order of the cast."""
        held = [person for person in self._members if role in self.offices(person, at)]
        held += [one for name, people in self._bound(case) if name == role for one in people]
        return tuple(dict.fromkeys(held))

    def superior(self, person: str, level: int, _at: datetime) -> str | None:
        """Return the superior so many steps above a person."""
        found: str | None = person
        for _ in range(level):
            member = self._members.get(found or "")
            found = member.superior if member is not None else None
        return found

    def revision(self) -> str:
        """Return a mark that changes with the cast."""
        return str(self._changes)

    def offices(self, person: str, _at: datetime) -> frozenset[str]:
        """Return the roles a person holds in every case."""
        member = self._members.get(person)
        return frozenset(member.roles) if member is not None else frozenset()

    def principals(self, person: str, _case: Case | None, at: datetime) -> Sequence[str]:
        """Return for whom a person stands in on the day of an instant."""
        return tuple(name for name in self._members if person in self._standing_in(name, at))

    def substitutes(self, person: str, _case: Case, at: datetime) -> Sequence[str]:
        """Return who stands in for a person on the day of an instant."""
        return self._standing_in(person, at)

    def _standing_in(self, person: str, at: datetime) -> tuple[str, ...]:
        member, day = self._members.get(person), at.astimezone(self._zone).date()
        return tuple(
            one.person
            for one in (member.substitutes if member is not None else ())
            if (one.since is None or one.since <= day) and (one.until is None or day <= one.until)
        )

    def head(self, unit: str, _at: datetime) -> str | None:
        """Return the head of a unit."""
        return next((name for name, one in self._members.items() if unit in one.heads), None)

    def _bound(self, case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
        for role, binding in self._workflows[case.workflow].roles.items():
            if binding is not None:
                named = case.data[binding.removeprefix("data.")] or ()
                yield role, (named,) if isinstance(named, str) else tuple(named)
