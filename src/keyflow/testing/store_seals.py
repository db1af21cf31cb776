"""What a store promises about seals: each change is covered once, each number given once."""

from keyflow.model.armed import Armed
from keyflow.model.case import Waiver
from keyflow.model.event import canonical
from keyflow.store.contract import Connection, Seal, Store
from keyflow.testing.store_values import (
    DEFINITION,
    HOUR,
    START,
    a_case,
    moving,
    opening,
    read,
    write,
)


def _seal(number: int) -> Seal:
    return Seal(number, START, number * 2, str(number) * 64)


def _unsealed(connection: Connection) -> list[tuple[str, int, str]]:
    return [(case, seq, head) for case, seq, head, _ in connection.unsealed(10)]


class SealsContract:
    """Seals over what changed."""

    def test_what_changed_is_unsealed_until_a_seal_covers_it(self, store: Store) -> None:
        """A case that changes again is unsealed again."""
        write(store, opening(a_case("b"), a_case("a")))
        with store.connect() as connection:
            assert {covered for *_, covered in connection.unsealed(10)} == {0}
            lines = _unsealed(connection)
            assert sorted(lines) == [row[:3] for row in connection.heads()]
            assert len(connection.unsealed(1)) == 1
            assert connection.seal(_seal(1), lines)
            assert connection.unsealed(10) == []
        assert write(store, moving(read(store, "a")))
        with store.connect() as connection:
            assert connection.unsealed(10) == [("a", 2, read(store, "a").head, 1)]
            (line,) = _unsealed(connection)
            assert connection.seal(_seal(2), [line])
            assert connection.sealed(1) == sorted(lines)
            assert connection.sealed(2) == [line]
            assert connection.seals() == [_seal(1), _seal(2)]

    def test_the_last_seal_is_the_one_with_the_highest_number(self, store: Store) -> None:
        """None before the first."""
        with store.connect() as connection:
            assert connection.last_seal() is None
        for number in (1, 2, 10):
            write(store, opening(a_case(f"case {number}")))
            with store.connect() as connection:
                assert connection.seal(_seal(number), _unsealed(connection))
                assert connection.last_seal() == _seal(number)

    def test_a_head_tells_all_that_a_row_says(self, store: Store) -> None:
        """Data and waivers as canonical JSON, running deadlines by id."""
        data = {"title": "桥 👍", "size": 3}
        later, sooner, done = (
            Armed("d1", "limit", "planning.running", START + 2 * HOUR, "notify", movable=False),
            Armed("d2", "reply", "planning.running", START + HOUR, "lapse", paused_at=START),
            Armed("d3", "gone", "planning.running", START + HOUR, "notify"),
        )
        root = a_case("r", data=data, armed=(sooner, later), waivers=(Waiver("c", "submit", 1),))
        child = a_case("s", parent=root, armed=(done,))
        assert write(store, opening(root, child))
        assert write(store, moving(read(store, "s"), standing="completed", outcome="ok", armed=()))
        with store.connect() as connection:
            first, second = connection.heads()
        case = read(store, "r")
        assert first == (
            *("r", 1, case.head, "road", DEFINITION, "subject of r", "r", None, None),
            *(
                "planning.running",
                "active",
                None,
                1,
                canonical(data),
                '[["c","submit",1]]',
                "{}",
                2,
            ),
            (later, sooner),
        )
        assert (second.root, second.parent, second.slot) == ("r", "r", "item")
        assert (second.standing, second.outcome) == ("completed", "ok")
        assert (second.data, second.waivers, second.armed, second.deadlines) == ("{}", "[]", 0, ())

    def test_what_moved_while_it_was_sealed_stays_unsealed(self, store: Store) -> None:
        """The seal covers what was read, not what came after."""
        write(store, opening(a_case("a")))
        with store.connect() as connection:
            lines = _unsealed(connection)
        assert write(store, moving(read(store, "a")))
        with store.connect() as connection:
            assert connection.seal(_seal(1), lines)
            assert [seq for _, seq, _ in _unsealed(connection)] == [2]

    def test_a_seal_number_is_given_once(self, store: Store) -> None:
        """Of two who seal at once, the second is told and nothing of it is kept."""
        write(store, opening(a_case("a"), a_case("b")))
        with store.connect() as one, store.connect() as two:
            first, second = _unsealed(one)
            assert one.seal(_seal(1), [first])
            assert not two.seal(Seal(1, START, 9, "e" * 64), [first, second])
            assert one.seals() == [_seal(1)]
            assert one.sealed(1) == [first]
            assert _unsealed(two) == [second]

    def test_events_and_heads_come_in_the_order_of_ids(self, store: Store) -> None:
        """By code point, so that every store gives the same export."""
        names = ["b", "a", "B", "案", "é"]
        write(store, opening(*map(a_case, names)))
        write(store, moving(read(store, "B")))
        with store.connect() as connection:
            heads = [row.case for row in connection.heads()]
            events = [(event.case, event.seq) for event in connection.all_events()]
        assert heads == sorted(names)
        assert events == sorted([*((name, 1) for name in names), ("B", 2)])
