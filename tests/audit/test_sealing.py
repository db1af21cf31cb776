"""Seals, the line that is kept of them, and what two such lines prove."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from keyflow.audit.sealing import checkpoint, compare, parse_checkpoint, seal
from keyflow.audit.verifying import verify
from keyflow.errors import InputError
from keyflow.model.event import GENESIS
from keyflow.store.contract import Seal
from keyflow.store.sql import SqlStore
from keyflow.testing.store_values import START
from tests.audit.history import begin, go_on, put_seal

ONE = "1" * 64
TWO = "2" * 64


def test_there_is_nothing_to_seal_in_an_empty_store(store):
    assert put_seal(store) is None


def test_a_seal_covers_all_there_is_and_then_only_what_changed(store):
    begin(store, "b", "a")
    go_on(store, "a", 2)
    assert (put_seal(store).n, put_seal(store)) == (1, None)
    go_on(store, "b", 3)
    begin(store, "c")
    second = put_seal(store)
    with store.connect() as connection:
        covered = [[(case, seq) for case, seq, _ in connection.sealed(n)] for n in (1, 2)]
        assert [(one.n, one.events) for one in connection.seals()] == [(1, 4), (2, 8)]
    assert covered == [[("a", 3), ("b", 1)], [("b", 4), ("c", 1)]]
    assert second.events == 8


def test_the_hash_of_a_seal_is_that_of_the_one_before_and_of_sorted_lines(store):
    begin(store, "b", "案", "a")
    first = put_seal(store)
    go_on(store, "b")
    second = put_seal(store)
    with store.connect() as connection:
        previous = GENESIS
        for made in (first, second):
            lines = "".join(sorted(f"{c} {s} {h}\n" for c, s, h in connection.sealed(made.n)))
            previous = sha256((previous + lines).encode()).hexdigest()
            assert made.hash == previous
        assert connection.seals() == [first, second]


def test_a_seal_bears_the_instant_it_was_given(store):
    begin(store, "a")
    with store.connect() as connection:
        assert seal(connection, START).at == START


def test_many_who_seal_at_once_make_one_unbroken_row_of_seals(tmp_path):
    store = SqlStore(f"sqlite:///{tmp_path / 'keyflow.db'}")
    names = [f"case {number}" for number in range(4)]
    begin(store, *names)

    def work(name):
        for _ in range(3):
            go_on(store, name)
            put_seal(store)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, names))
    with store.connect() as connection:
        report = verify(connection)
        numbers = [made.n for made in connection.seals()]
    store.close()
    assert numbers == list(range(1, len(numbers) + 1))
    assert (report.problems, report.covered, report.uncovered) == ((), 16, 0)


def test_a_checkpoint_is_one_line_that_reads_back():
    line = checkpoint(Seal(12, START, 340, ONE))
    assert line == f"keyflow 1 12 340 {ONE}"
    assert parse_checkpoint(line) == (12, 340, ONE)


@pytest.mark.parametrize(
    "line",
    [
        "",
        f"keyflow 2 1 1 {ONE}",
        f"keyflow 1 0 0 {ONE}",
        f"keyflow 1 01 1 {ONE}",
        f"keyflow 1 -1 1 {ONE}",
        f"keyflow 1 \N{FULLWIDTH DIGIT ONE} 1 {ONE}",
        f"keyflow 1 1  1 {ONE}",
        f"keyflow 1 1 1 {ONE}\n",
        f" keyflow 1 1 1 {ONE}",
        f"keyflow 1 1 1 {ONE[1:]}",
        f"keyflow 1 1 1 {'A' * 64}",
        f"keyflow 1 {'9' * 5000} 1 {ONE}",
    ],
)
def test_anything_but_that_line_is_refused(line):
    with pytest.raises(InputError, match="checkpoint: a checkpoint is one line"):
        parse_checkpoint(line)


@pytest.mark.parametrize(
    ("one", "other", "proves"),
    [
        (f"keyflow 1 3 9 {ONE}", f"keyflow 1 3 9 {ONE}", "same"),
        (f"keyflow 1 3 9 {ONE}", f"keyflow 1 3 9 {TWO}", "fork"),
        (f"keyflow 1 3 9 {ONE}", f"keyflow 1 3 8 {ONE}", "fork"),
        (f"keyflow 1 3 9 {ONE}", f"keyflow 1 4 9 {TWO}", "fork"),
        (f"keyflow 1 3 9 {ONE}", f"keyflow 1 5 10 {TWO}", "fork"),
        (f"keyflow 1 3 9 {ONE}", f"keyflow 1 5 11 {TWO}", "open"),
    ],
)
def test_two_checkpoints_prove_a_fork_or_leave_it_open(one, other, proves):
    assert compare(one, other) == compare(other, one) == proves


def test_a_copy_that_went_on_beside_the_original_is_proven(written, tmp_path):
    path, kept = written
    lines = []
    for name, case in (("original", "A"), ("restored", "B")):
        copy = shutil.copy(path, tmp_path / f"{name}.db")
        store = SqlStore(f"sqlite:///{copy}")
        go_on(store, case)
        lines.append(checkpoint(put_seal(store)))
        with store.connect() as connection:
            # Alone, either looks well, and extends what was kept before they parted.
            assert verify(connection, kept).ok
            codes = [[one.code for one in verify(connection, line).problems] for line in lines]
        store.close()
    assert codes == [["rewritten"], []]
    assert compare(*lines) == "fork"
    assert compare(kept, lines[0]) == compare(kept, lines[1]) == "open"
