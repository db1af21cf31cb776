"""What a store promises about history: chains, erasure, definitions and running deadlines."""

from datetime import datetime

from keyflow.model.armed import Armed
from keyflow.model.event import GENESIS, link
from keyflow.store.contract import Changes, Connection, Store
from keyflow.testing.store_values import (
    DEFINITION,
    HOUR,
    START,
    TEXT,
    a_case,
    created,
    history,
    moving,
    opening,
    read,
    write,
)


def _come(connection: Connection, now: datetime, limit: int) -> list[tuple[str, str]]:
    """Return the cases and deadlines of which something has come."""
    return [(case, deadline) for case, deadline, _ in connection.due(now, limit)]


class HistoryContract:
    """What is kept of the past, and what is due."""

    def test_a_chain_can_be_followed_from_its_beginning(self, store: Store) -> None:
        """The stored bodies are, byte for byte, what was hashed."""
        case = created(store, a_case("r"))
        for _ in range(3):
            assert write(store, moving(case, state="planning.了"))
            case = read(store, "r")
        with store.connect() as connection:
            stored = list(connection.all_events())
        head = GENESIS
        for event in stored:
            head = link(head, event.body)
            assert event.hash == head
        assert (case.seq, case.head) == (4, head)

    def test_history_is_in_the_order_it_was_recorded(self, store: Store) -> None:
        """Of a case by number, of a family by time, then case, then number."""
        root = a_case("r")
        write(store, opening(root, a_case("c", parent=root)))
        assert write(store, moving(read(store, "r")))
        assert [event.seq for event in history(store, "r")] == [1, 2]
        with store.connect() as connection:
            family = connection.events(root="r")
        assert [(event.case, event.seq) for event in family] == [("c", 1), ("r", 1), ("r", 2)]
        assert family[0].recorded_at == family[0].occurred_at == START + HOUR
        assert family[0].comment == "好 👍"

    def test_erasing_takes_the_private_part_and_leaves_the_chain(self, store: Store) -> None:
        """The hash of the event stays, as it covers a commitment only."""
        created(store, a_case("r"))
        assert write(store, moving(read(store, "r")))
        erasure = moving(read(store, "r"))
        erasure.private = [("r", 1, None), ("r", 2, '{"actor":"bo"}')]
        before = [event.hash for event in history(store, "r")]
        assert write(store, erasure)
        first, second, third = history(store, "r")
        assert (first.private, first.actor, first.comment) == (None, None, "")
        assert (second.actor, third.actor) == ("bo", "ann")
        assert [first.hash, second.hash] == before
        with store.connect() as connection:
            assert next(connection.all_events()).private == ""

    def test_definitions_are_kept_once_and_listed_oldest_first(self, store: Store) -> None:
        """They are never overwritten."""
        created(store, a_case("r"))
        for days, (digest, name) in enumerate((("0" * 64, "bridge"), ("f" * 64, "road")), 1):
            changes = opening(a_case(name))
            changes.events = [changes.events[0]._replace(recorded=START + days * 24 * HOUR)]
            changes.definitions = {digest: (name, f'"{name} 图"')}
            assert write(store, changes)
            assert write(store, Changes(definitions={digest: (name, f'"{name} 图"')}))
        with store.connect() as connection:
            assert connection.definition(DEFINITION) == TEXT
            assert connection.definition("0" * 64) == '"bridge 图"'
            assert connection.definitions() == [DEFINITION, "0" * 64, "f" * 64]
            assert connection.definitions("road") == [DEFINITION, "f" * 64]

    def test_deadlines_come_in_the_order_they_are_due(self, store: Store) -> None:
        """And are gone once they are disarmed."""
        for number, hours in enumerate((3, 1, 2, 9)):
            armed = Armed(f"d{number}", "limit", "planning.running", START + hours * HOUR, "notify")
            created(store, a_case(f"r{number}", armed=(armed,)))
        now = START + 3 * HOUR
        with store.connect() as connection:
            assert _come(connection, now, 10) == [("r1", "d1"), ("r2", "d2"), ("r0", "d0")]
            assert _come(connection, now, 2) == [("r1", "d1"), ("r2", "d2")]
        assert write(store, moving(read(store, "r1"), armed=()))
        with store.connect() as connection:
            assert _come(connection, now, 10) == [("r2", "d2"), ("r0", "d0")]
