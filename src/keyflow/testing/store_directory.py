"""What a store promises about its directory: one mark for each write, and all or nothing."""

from dataclasses import replace
from decimal import Decimal

from keyflow.model.directory import Entry, Scope
from keyflow.model.money import Money
from keyflow.store.contract import Changes, Store
from keyflow.testing.store_values import HOUR, START, a_case, created, everything, moving, write

FIRST = Entry(1, "role", "li", "finance", START, None, Scope(), START)
SECOND = Entry(
    n=2,
    kind="substitute",
    person="王 'x\"\\",
    what="li",
    since=START,
    until=START + HOUR,
    scope=Scope(
        unit="土地",
        field="unit",
        case="r",
        workflows=("permit", "road"),
        stages=("review",),
        amount_field="total",
        up_to=Money(Decimal("0.50"), "CNY"),
        chain=True,
    ),
    recorded=START,
    recorded_by="人事",
    closed=START + HOUR,
    closed_by="li",
)


def _enter(store: Store, seen: str, revision: str, *entries: Entry) -> bool:
    with store.connect() as connection:
        return connection.enter(seen, revision, entries)


def _found(store: Store) -> tuple[str, list[Entry]]:
    with store.connect() as connection:
        return connection.directory_revision(), connection.directory()


class DirectoryContract:
    """The entries of the directory, its mark, and that of a command that looked into it."""

    def test_a_new_directory_is_empty_and_has_a_mark(self, store: Store) -> None:
        """The same each time it is asked."""
        revision, entries = _found(store)
        assert entries == []
        assert _found(store) == (revision, [])

    def test_entries_are_read_back_as_they_were_written(self, store: Store) -> None:
        """In the order of their numbers, with the mark they were written with."""
        revision, _ = _found(store)
        assert _enter(store, revision, "one", SECOND, FIRST)
        assert _found(store) == ("one", [FIRST, SECOND])

    def test_an_entry_is_ended_in_its_place(self, store: Store) -> None:
        """And none is taken out."""
        revision, _ = _found(store)
        assert _enter(store, revision, "one", FIRST, SECOND)
        ended = replace(FIRST, until=START + HOUR, closed=START)
        assert _enter(store, "one", "two", ended)
        assert _found(store) == ("two", [ended, SECOND])

    def test_of_two_writes_on_one_reading_the_first_is_kept(self, store: Store) -> None:
        """The other writes nothing."""
        revision, _ = _found(store)
        assert _enter(store, revision, "one", FIRST)
        assert not _enter(store, revision, "other", SECOND)
        assert _found(store) == ("one", [FIRST])

    def test_a_command_that_looked_into_an_older_directory_writes_nothing(
        self, store: Store
    ) -> None:
        """A right that was withdrawn before the commit is withdrawn."""
        revision, _ = _found(store)
        case = created(store, a_case("r"))
        before = everything(store)
        assert _enter(store, revision, "one", FIRST)
        assert not write(store, _looked(moving(case), revision))
        assert everything(store) == before
        assert write(store, _looked(moving(case), "one"))

    def test_a_command_that_looked_nowhere_is_not_held_up(self, store: Store) -> None:
        """Where the directory is the host's, what stands here does not matter."""
        revision, _ = _found(store)
        case = created(store, a_case("r"))
        assert _enter(store, revision, "one", FIRST)
        assert write(store, moving(case))


def _looked(changes: Changes, revision: str) -> Changes:
    changes.directory = revision
    return changes
