"""What a store promises about writing: all or nothing, one winner, nothing changed on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Barrier

import pytest

from keyflow.errors import Conflict
from keyflow.model.armed import Armed
from keyflow.model.case import Waiver
from keyflow.model.money import Money
from keyflow.store.contract import Changes, Store
from keyflow.testing.store_values import (
    DEFINITION,
    HOUR,
    START,
    a_case,
    a_message,
    created,
    everything,
    history,
    moving,
    opening,
    portrait,
    query,
    read,
    schema,
    step,
    write,
)


def _with_much_else(changes: Changes) -> Changes:
    """Put a second family, a message and a definition into the same commit."""
    more = opening(a_case("another"))
    changes.created += more.created
    changes.events += more.events
    changes.messages.append(a_message("another-news", more.created[0]))
    changes.definitions["f" * 64] = ("bridge", "{}")
    return changes


class CasesContract:
    """Commits, races, keys, chains and what is read back."""

    def test_an_empty_store_holds_nothing(self, store: Store) -> None:
        """Every reading of an empty store is empty, and none raises."""
        assert everything(store) == [[], [], [], [], []]
        with store.connect() as connection:
            assert connection.find_key("k") is None
            assert connection.live("road", "s") is None
            assert connection.definition(DEFINITION) is None
            assert connection.events(root="none") == []
            assert connection.due(START, 10) == []
            assert [*connection.unsealed(10), *connection.seals(), *connection.sealed(1)] == []

    def test_a_case_is_read_back_as_it_was_written(self, store: Store) -> None:
        """Chinese, emoji, quotes and line breaks included."""
        armed = Armed("d1", "limit", "planning.running", START + HOUR, "notify")
        data = {"title": "桥 'a\"\\n\n👍🏽 𠮷", "budget": {"amount": "1.50", "currency": "CNY"}}
        new = a_case(
            "案-1",
            subject="京沪 🚄",
            data=data,
            armed=(armed,),
            waivers=(Waiver("c", "submit", 3),),
        )
        assert write(store, opening(new))
        expected, _ = step(new)
        assert portrait(read(store, "案-1")) == portrait(expected)
        assert read(store, "案-1").data["budget"] == Money(Decimal("1.5"), "CNY")

    def test_a_child_is_read_with_its_family_and_the_roots_revision(self, store: Store) -> None:
        """A family comes in the order of opening, whichever of its cases is asked for."""
        root = a_case("r")
        late = a_case("a", parent=root, opened=START + 2 * HOUR)
        early = a_case("z", parent=root, opened=START + HOUR)
        write(store, opening(root, late, early))
        assert write(store, moving(read(store, "z"), state="planning.done"))
        with store.connect() as connection:
            (family,) = connection.families(["a", "z", "no such case"], schema)
        assert [case.id for case in family.cases] == ["r", "z", "a"]
        assert (family.root, family.revision) == ("r", 2)
        assert {case.revision for case in family.cases} == {2}
        assert [case.state for case in family.cases][1] == "planning.done"

    def test_a_new_child_joins_its_family(self, store: Store) -> None:
        """A case may be created in a family that exists."""
        root = created(store, a_case("r"))
        changes = moving(root)
        child, event = step(a_case("c", parent=root))
        changes.created.append(child)
        changes.events.append(event)
        assert write(store, changes)
        with store.connect() as connection:
            (family,) = connection.families(["c"], schema)
        assert {case.id for case in family.cases} == {"r", "c"}

    def test_the_clock_of_the_store_is_the_present(self, store: Store) -> None:
        """Within a minute of the process's clock, in UTC."""
        created(store, a_case("r"))
        with store.connect() as connection:
            (family,) = connection.families(["r"], schema)
            for now in (connection.now(), family.now):
                assert now.utcoffset() == timedelta(0)
                assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)

    def test_a_stale_revision_writes_nothing(self, store: Store) -> None:
        """Another case of the family moved since this one was read."""
        root = a_case("r")
        write(store, opening(root, a_case("a", parent=root), a_case("b", parent=root)))
        old = read(store, "b")
        assert write(store, moving(read(store, "a")))
        before = everything(store)
        assert not write(store, _with_much_else(moving(old)))
        assert everything(store) == before
        assert write(store, moving(read(store, "b")))

    def test_one_stale_family_among_many_writes_nothing(self, store: Store) -> None:
        """A bulk command is all or nothing."""
        cases = [created(store, a_case(f"r{i}")) for i in range(5)]
        assert write(store, moving(cases[3]))
        changes = Changes()
        for case in cases:
            one = moving(case)
            changes.seen |= one.seen
            changes.raised |= one.raised
            changes.updated += one.updated
            changes.events += one.events
        before = everything(store)
        assert not write(store, _with_much_else(changes))
        assert everything(store) == before

    def test_a_stale_number_writes_nothing(self, store: Store) -> None:
        """A refusal raises no revision, yet the chain went on."""
        case = created(store, a_case("r"))
        refusal = moving(case, accepted=False)
        refusal.raised.clear()
        assert write(store, refusal)
        assert read(store, "r").revision == 1
        before = everything(store)
        assert not write(store, _with_much_else(moving(case)))
        assert everything(store) == before

    def test_a_used_key_is_a_conflict_and_writes_nothing(self, store: Store) -> None:
        """The key is named, for the engine to look up what it did."""
        created(store, a_case("r"), key="web-1")
        other = created(store, a_case("s"))
        before = everything(store)
        with pytest.raises(Conflict, match="web-1"):
            write(store, _with_much_else(moving(other, key="web-1")))
        assert everything(store) == before

    def test_a_key_finds_the_event_that_used_it(self, store: Store) -> None:
        """Also when the key is not ASCII."""
        created(store, a_case("r"), key="钥匙")
        with store.connect() as connection:
            event = connection.find_key("钥匙")
            assert connection.find_key("other") is None
        assert event is not None
        assert (event.case, event.seq, event.key, event.actor) == ("r", 1, "钥匙", "ann")

    def test_a_family_is_read_with_whether_a_key_was_used(self, store: Store) -> None:
        """By whichever case; no key is never used."""
        created(store, a_case("r"), key="钥匙")
        created(store, a_case("s"))
        with store.connect() as connection:
            for cases in (["r"], ["s"], ["r", "s"]):
                for key, used in (("钥匙", True), ("other", False), (None, False)):
                    families = connection.families(cases, schema, key)
                    assert [family.used for family in families] == [used] * len(cases)
            assert connection.families(["none"], schema, "钥匙") == []

    def test_who_is_late_again_and_again_is_told_each_time(self, store: Store) -> None:
        """And writes well in between, however often."""
        created(store, a_case("r"))
        for number in range(12):
            old = read(store, "r")
            assert write(store, moving(old, key=f"k{number}"))
            assert not write(store, moving(old))
            with pytest.raises(Conflict):
                write(store, moving(read(store, "r"), key=f"k{number}"))

    def test_an_id_is_taken_once(self, store: Store) -> None:
        """Creating a case that exists writes nothing."""
        created(store, a_case("r"))
        before = everything(store)
        assert not write(store, _with_much_else(opening(a_case("r"))))
        assert everything(store) == before

    def test_a_subject_has_one_live_case_where_that_is_asked(self, store: Store) -> None:
        """Suspended is live; ended is not."""
        first = created(store, a_case("a", subject="京沪"), alone={"a"})
        suspended = moving(first, standing="suspended")
        assert write(store, suspended)
        before = everything(store)
        second = opening(a_case("b", subject="京沪"), alone={"b"})
        assert not write(store, _with_much_else(second))
        assert everything(store) == before
        with store.connect() as connection:
            assert connection.live("road", "京沪") == "a"
        assert write(store, moving(read(store, "a"), standing="terminated", outcome="split"))
        with store.connect() as connection:
            assert connection.live("road", "京沪") is None
        assert write(store, opening(a_case("b", subject="京沪"), alone={"b"}))
        with store.connect() as connection:
            assert connection.live("road", "京沪") == "b"

    def test_a_subject_may_have_many_cases_where_nothing_is_asked(self, store: Store) -> None:
        """Other workflows and unmarked cases do not stand in the way."""
        created(store, a_case("a", subject="s"), alone={"a"})
        assert write(store, opening(a_case("b", subject="s", workflow="bridge"), alone={"b"}))
        assert write(store, opening(a_case("c", subject="s")))
        assert write(store, opening(a_case("d", subject="s")))

    def test_of_two_connections_that_read_the_same_the_first_wins(self, store: Store) -> None:
        """The second is told so, sees the new state, and wins next time."""
        created(store, a_case("r"))
        with store.connect() as one, store.connect() as two:
            (mine,) = one.families(["r"], schema)
            (theirs,) = two.families(["r"], schema)
            assert one.apply(moving(mine.cases[0], state="planning.done"))
            assert not two.apply(moving(theirs.cases[0], state="planning.lost"))
            (again,) = two.families(["r"], schema)
            assert again.cases[0].state == "planning.done"
            assert two.apply(moving(again.cases[0], state="planning.late"))
        assert [event.seq for event in history(store, "r")] == [1, 2, 3]

    def test_of_many_threads_at_once_one_wins(self, store: Store) -> None:
        """Four threads, one revision."""
        case = created(store, a_case("r"))
        barrier = Barrier(4)

        def compete(number: int) -> bool:
            with store.connect() as connection:
                connection.find_key("none")
                barrier.wait()
                return connection.apply(moving(case, state=f"planning.s{number}"))

        with ThreadPoolExecutor(4) as pool:
            won = list(pool.map(compete, range(4)))
        assert won.count(True) == 1
        assert read(store, "r").state == f"planning.s{won.index(True)}"
        assert read(store, "r").revision == 2

    def test_a_family_of_two_thousand_is_read_whole(self, store: Store) -> None:
        """The largest there may be."""
        root = a_case("r")
        children = [a_case(f"c{number:04}", parent=root) for number in range(1_999)]
        assert write(store, opening(root, *children))
        with store.connect() as connection:
            (family,) = connection.families(["c1998"], schema)
        assert len(family.cases) == 2_000

    def test_a_thousand_cases_move_in_one_commit(self, store: Store) -> None:
        """Each family goes up by one."""
        assert write(store, opening(*(a_case(f"r{number:03}") for number in range(1_000))))
        with store.connect() as connection:
            families = connection.families([f"r{number:03}" for number in range(1_000)], schema)
        changes = Changes()
        for family in families:
            one = moving(family.cases[0], state="planning.done", key=f"k/{family.root}")
            changes.seen |= one.seen
            changes.raised |= one.raised
            changes.updated += one.updated
            changes.events += one.events
        assert write(store, changes)
        page = query(store, states=["planning.done"], limit=5)
        assert page.total == 1_000
        assert {case.revision for case in page.cases} == {2}
