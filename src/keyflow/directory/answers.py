"""What a directory in the store answers: each time from the book as it stands now."""

from collections.abc import Sequence
from datetime import datetime

from keyflow.directory.book import Book
from keyflow.model.case import Case
from keyflow.model.directory import Entry, EntryKind
from keyflow.store.contract import Connection, Store


class Answers:
    """Reads the directory of a store; the book of the latest reading is kept while it stands."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._book: Book | None = None

    def on(self, connection: Connection) -> Book:
        """Return the directory as it stands now, read on a connection of its store."""
        revision = connection.directory_revision()
        book = self._book
        if book is None or book.revision() != revision:
            self._book = book = Book(revision, connection.directory())
        return book

    def now(self) -> Book:
        """Return the directory as it stands now."""
        with self._store.connect() as connection:
            return self.on(connection)

    def revision(self) -> str:
        """Return a mark that changes with every write."""
        return self.now().revision()

    def roles(self, person: str, case: Case, at: datetime) -> frozenset[str]:
        """Return the roles a person holds for a case at an instant."""
        return self.now().roles(person, case, at)

    def offices(self, person: str, at: datetime) -> frozenset[str]:
        """Return all roles a person holds in some case or other at an instant."""
        return self.now().offices(person, at)

    def everywhere(self, person: str, at: datetime) -> frozenset[str]:
        """Return the roles a person holds at an instant whatever the case."""
        return self.now().everywhere(person, at)

    def holders(self, role: str, case: Case, at: datetime) -> Sequence[str]:
        """Return the persons who hold a role for a case at an instant, sorted."""
        return self.now().holders(role, case, at)

    def superior(self, person: str, level: int, at: datetime) -> str | None:
        """Return the superior `level` steps above a person; None where the way up ends before."""
        return self.now().superior(person, level, at)

    def head(self, unit: str, at: datetime) -> str | None:
        """Return the head of a unit at an instant."""
        return self.now().head(unit, at)

    def principals(self, person: str, case: Case | None, at: datetime) -> Sequence[str]:
        """Return for whom a person may stand in, in this case or in any, at an instant."""
        return self.now().principals(person, case, at)

    def substitutes(self, person: str, case: Case | None, at: datetime) -> Sequence[str]:
        """Return who may stand in for a person, in this case or in any, at an instant."""
        return self.now().substitutes(person, case, at)

    def entries(
        self,
        *,
        person: str | None = None,
        kind: EntryKind | None = None,
        at: datetime | None = None,
    ) -> list[Entry]:
        """Return what was ever entered, oldest first; of a person, of a kind, or true `at`."""
        return [
            entry
            for entry in self.now().entries
            if person in {None, entry.person, entry.what}
            and kind in {None, entry.kind}
            and (at is None or entry.holds(at))
        ]
