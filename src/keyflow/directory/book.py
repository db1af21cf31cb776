"""`Book`: the directory as it stood at one reading, and its answers. Pure, and never changed."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from keyflow.model.case import Case
from keyflow.model.directory import Entry, EntryKind

# No office is so deep; a longer way up goes round in a circle.
_DEEPEST = 100


class Book:
    """All entries of a directory, and who may do what by them (D17).

    `revision` is the mark of the reading, another one after every write.
    """

    def __init__(self, revision: str, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._revision = revision
        self._of: dict[tuple[EntryKind, str], list[Entry]] = defaultdict(list)
        self._naming: dict[tuple[EntryKind, str], list[Entry]] = defaultdict(list)
        for entry in entries:
            self._of[entry.kind, entry.person].append(entry)
            self._naming[entry.kind, entry.what].append(entry)

    def revision(self) -> str:
        """Return the mark of this reading."""
        return self._revision

    def roles(self, person: str, case: Case, at: datetime) -> frozenset[str]:
        """Return the roles a person holds for a case at an instant."""
        return self._roles(person, at, lambda entry: entry.scope.covers(case))

    def offices(self, person: str, at: datetime) -> frozenset[str]:
        """Return all roles a person holds in some case or other at an instant."""
        return self._roles(person, at, lambda _entry: True)

    def everywhere(self, person: str, at: datetime) -> frozenset[str]:
        """Return the roles a person holds at an instant whatever the case."""
        return self._roles(person, at, lambda entry: not entry.scope.plain())

    def _roles(self, person: str, at: datetime, fits: Callable[[Entry], bool]) -> frozenset[str]:
        held = self._of.get(("role", person), ())
        return frozenset(entry.what for entry in held if entry.holds(at) and fits(entry))

    def holders(self, role: str, case: Case, at: datetime) -> Sequence[str]:
        """Return the persons who hold a role for a case at an instant, sorted."""
        held = self._naming.get(("role", role), ())
        return sorted({e.person for e in held if e.holds(at) and e.scope.covers(case)})

    def superior(self, person: str, level: int, at: datetime) -> str | None:
        """Return the superior `level` steps above a person; None where the way up ends before."""
        found: str | None = person
        for _ in range(level):
            above = self._of.get(("superior", found or ""), ())
            found = next((entry.what for entry in above if entry.holds(at)), None)
        return found

    def head(self, unit: str, at: datetime) -> str | None:
        """Return the head of a unit at an instant."""
        heads = self._naming.get(("head", unit), ())
        return next((entry.person for entry in heads if entry.holds(at)), None)

    def principals(self, person: str, case: Case | None, at: datetime) -> Sequence[str]:
        """Return for whom a person may stand in, in this case or in any, at an instant.

        A substitute's own substitute stands in only where the first substitution says `chain`, and
        never by way of who began the case: nobody hands on what they may not do themselves.
        """
        found: dict[str, None] = {}
        waiting = [person]
        while waiting:
            by = waiting.pop(0)
            for entry in self._standing_in(by, case, at):
                handed_on = by != person
                if handed_on and (not entry.scope.chain or _began(by, case)):
                    continue
                if entry.person != person and entry.person not in found:
                    found[entry.person] = None
                    waiting.append(entry.person)
        return tuple(found)

    def substitutes(self, person: str, case: Case | None, at: datetime) -> Sequence[str]:
        """Return who may stand in for a person, in this case or in any, at an instant, sorted."""
        near, near_by = [person], set[str]()
        while near:
            for entry in self._of.get(("substitute", near.pop()), ()):
                if entry.what not in near_by:
                    near_by.add(entry.what)
                    near.append(entry.what)
        return sorted(one for one in near_by if person in self.principals(one, case, at))

    def _standing_in(self, by: str, case: Case | None, at: datetime) -> Iterator[Entry]:
        for entry in self._naming.get(("substitute", by), ()):
            if entry.holds(at) and (case is None or entry.scope.covers(case)):
                yield entry

    def is_above(self, person: str, other: str, at: datetime) -> bool:
        """Tell whether a person is a superior of another at any level, at an instant."""
        found: str | None = other
        for _ in range(_DEEPEST):
            found = self.superior(found, 1, at) if found else None
            if found in {None, person}:
                break
        return found == person


def _began(person: str, case: Case | None) -> bool:
    return case is not None and case.desk.initiator == person
