"""What a verification finds, and what it cannot find without a checkpoint (negative control N6)."""

from collections import UserDict
from weakref import WeakSet

import pytest

from keyflow.audit.verify_export import examine
from keyflow.audit.verifying import verify
from keyflow.errors import InputError, StoreError
from keyflow.store.sql import SqlStore
from tests.audit.attacks import CAREFUL, CLUMSY, edit_and_rechain, edit_body, truncate
from tests.audit.history import (
    SEALED,
    begin,
    busy,
    change,
    erase,
    go_on,
    put_seal,
    rechain,
    reseal,
    small_history,
)

PLACES = pytest.mark.parametrize("seq", [1, 3, SEALED], ids=["first", "middle", "last"])
ATTACKS = pytest.mark.parametrize("attack", CLUMSY + CAREFUL, ids=lambda attack: attack.__name__)
OTHERS = {
    "case": "Z",
    "seq": 99,
    "root": "B",
    "id": "another",
    "verb": "waive",
    "trigger": "approve",
    "accepted": None,
    "occurred": 1,
    "recorded": 1,
    "body": "{}",
    "private": '{"actor":"bob"}',
    "hash": "f" * 64,
    "key": "web-1",
}


def _codes(report):
    return [problem.code for problem in report.problems]


def _places(report):
    return [problem.place for problem in report.problems]


def _chain_alone(connection):
    rows = (
        {
            "case": one.case,
            "seq": one.seq,
            "hash": one.hash,
            "body": one.body,
            "private": one.private,
        }
        for one in connection.all_events()
    )
    return examine(seals=(), heads=lambda: _ends(connection), events=rows)


def _ends(connection):
    return ({"case": row.case, "seq": row.seq, "head": row.head} for row in connection.heads())


def test_an_empty_store_is_well(store):
    with store.connect() as connection:
        report = verify(connection)
    assert (report.ok, report.cases, report.events, report.seals) == (True, 0, 0, 0)


def test_a_history_is_well_and_is_counted(store):
    small_history(store)
    with store.connect() as connection:
        report = verify(connection)
    assert report.problems == ()
    assert (report.cases, report.events, report.seals) == (3, 19, 2)
    assert (report.covered, report.uncovered, report.erased) == (18, 1, 0)


def test_a_history_extends_every_checkpoint_ever_made_of_it(store):
    begin(store, "A", "B")
    lines = []
    for name in "ABA":
        made = put_seal(store)
        lines.append(f"keyflow 1 {made.n} {made.events} {made.hash}")
        go_on(store, name)
    with store.connect() as connection:
        assert all(verify(connection, line).ok for line in lines)


def test_a_line_that_is_no_checkpoint_is_refused(store):
    with store.connect() as connection, pytest.raises(InputError, match="one line"):
        verify(connection, "keyflow")


def test_what_was_erased_is_counted_and_is_well(store):
    begin(store, "A")
    go_on(store, "A", 2)
    put_seal(store)
    erase(store, "A", 1, 2)
    with store.connect() as connection:
        report = verify(connection)
    assert (report.problems, report.events, report.erased) == ((), 4, 2)


@ATTACKS
@PLACES
def test_seals_left_as_they_were_show_every_attack(ledger, attack, seq):
    ledger.strike(lambda db: attack(db, "A", seq))
    report = ledger.verify()
    assert not report.ok
    assert _places(report)[0].startswith("case A")


@ATTACKS
@PLACES
def test_the_chain_alone_misses_who_truncates_or_hashes_anew(ledger, attack, seq):
    ledger.strike(lambda db: attack(db, "A", seq))
    assert ledger.read(_chain_alone).ok == (attack in CAREFUL)


@ATTACKS
@PLACES
def test_who_makes_the_seals_anew_too_is_missed_without_a_checkpoint(ledger, attack, seq):
    ledger.strike(lambda db: attack(db, "A", seq), reseal)
    assert ledger.verify().ok == (attack in CAREFUL)


@ATTACKS
@PLACES
def test_with_a_checkpoint_every_attack_is_found(ledger, attack, seq):
    ledger.strike(lambda db: attack(db, "A", seq), reseal)
    report = ledger.verify(ledger.line)
    assert not report.ok
    if attack in CAREFUL:
        assert {"rewritten", "rewound"} & set(_codes(report))
        assert "the history was rewritten" in str(report.problems[0])


def test_the_forgers_tools_are_no_attack_themselves(ledger):
    ledger.strike(lambda db: rechain(db, "A"), reseal)
    assert ledger.verify(ledger.line).ok


@pytest.mark.parametrize("column", OTHERS)
@PLACES
def test_an_edit_of_any_column_names_the_first_bad_row(ledger, column, seq):
    # The third and the sixth are refusals.
    value = int(seq > 1) if column == "accepted" else OTHERS[column]
    ledger.strike(lambda db: change(db, "A", seq, column, value))
    first = next(one for one in ledger.verify().problems if one.place.startswith("case A"))
    moved = column in {"case", "seq"}
    if moved:
        first_says = f"number {seq + 1} stands where {seq} should"
    else:
        first_says = {
            "body": "the hash does not follow",
            "hash": "the hash does not follow",
            "private": "the private part is not the one",
        }.get(column, f"the column {column} differs from the body")
    assert first.place == f"case A event {seq + moved}"
    assert first.message.startswith(first_says)


@pytest.mark.parametrize("column", ["trigger", "key"])
def test_a_column_that_is_emptied_is_found(ledger, column):
    ledger.strike(lambda db: change(db, "A", 4, column, None))
    assert [str(one) for one in ledger.verify().problems] == [
        f"case A event 4: the column {column} differs from the body that was hashed"
    ]


def test_a_key_planted_on_an_event_without_one_is_found(ledger):
    ledger.strike(lambda db: change(db, "A", 3, "key", "planted"))
    assert _places(ledger.verify()) == ["case A event 3"]


@pytest.mark.parametrize(
    ("blow", "place", "code"),
    [
        ("UPDATE keyflow_case SET head = 'x' WHERE id = 'B'", "case B event 6", "head"),
        ("UPDATE keyflow_case SET seq = 5 WHERE id = 'B'", "case B event 6", "head"),
        ("DELETE FROM keyflow_case WHERE id = 'B'", "case B", "orphan"),
        ("DELETE FROM keyflow_event WHERE [case] = 'B'", "case B", "empty"),
        ("DELETE FROM keyflow_seal WHERE n = 1", "seal 2", "seal-order"),
        ("UPDATE keyflow_seal SET n = 3 WHERE n = 2", "seal 3", "seal-order"),
        ("UPDATE keyflow_seal SET hash = 'x' WHERE n = 2", "seal 2", "seal-hash"),
        ("UPDATE keyflow_seal SET events = 17 WHERE n = 2", "seal 2", "seal-events"),
        ("DELETE FROM keyflow_sealed WHERE n = 2 AND [case] = 'B'", "seal 2", "seal-hash"),
        (
            "UPDATE keyflow_sealed SET seq = 3 WHERE n = 2 AND [case] = 'B'",
            "seal 2",
            "seal-entries",
        ),
        ("UPDATE keyflow_sealed SET seq = 'x' WHERE n = 2", "seal 2", "seal-entries"),
        ("UPDATE keyflow_event SET body = x'00' WHERE [case] = 'B'", "case B event 1", "link"),
        ("UPDATE keyflow_event SET private = 7 WHERE [case] = 'B'", "case B event 1", "private"),
    ],
)
def test_an_edit_elsewhere_is_found_where_it_was_made(ledger, blow, place, code):
    ledger.strike(blow)
    first = ledger.verify().problems[0]
    assert (first.place, first.code) == (place, code)


def test_a_seal_over_another_hash_is_found_at_the_event(ledger):
    ledger.strike("UPDATE keyflow_sealed SET head = 'x' WHERE n = 1 AND [case] = 'B'")
    assert list(zip(_places(ledger.verify()), _codes(ledger.verify()), strict=True)) == [
        ("seal 1", "seal-hash"),
        ("case B event 3", "sealed"),
    ]


def test_each_case_names_its_own_first_bad_row(ledger):
    ledger.strike(
        lambda db: edit_body(db, "A", 5),
        lambda db: edit_body(db, "A", 2),
        lambda db: edit_body(db, "案 C", 4),
    )
    assert _places(ledger.verify()) == ["case A event 2", "case 案 C event 4"]


def test_a_body_that_is_not_canonical_is_found_though_hashed_anew(ledger):
    twice = """UPDATE keyflow_event SET body = replace(body, '"v":1', '"v":1,"v":1')
               WHERE [case] = 'A' AND seq = 7"""
    ledger.strike(twice, lambda db: rechain(db, "A"))
    assert [str(one) for one in ledger.verify().problems] == [
        "case A event 7: the body is not a canonical JSON object"
    ]


@pytest.mark.parametrize("attack", [truncate, edit_and_rechain])
def test_what_no_seal_covers_yet_nobody_can_prove(ledger, attack):
    ledger.strike(lambda db: attack(db, "A", SEALED + 1))
    assert ledger.verify(ledger.line).ok


def test_a_checkpoint_of_another_count_is_no_checkpoint_of_this_history(ledger):
    report = ledger.verify(ledger.line.replace(" 18 ", " 17 "))
    assert _codes(report) == ["rewritten"]


def test_a_checkpoint_of_a_later_seal_shows_an_old_backup(ledger):
    report = ledger.verify(ledger.line.replace("keyflow 1 2", "keyflow 1 3"))
    assert [str(one) for one in report.problems] == [
        "checkpoint: the history was rewritten: seal 3 of the checkpoint is gone; there are 2 seals"
    ]


def test_every_problem_speaks_chinese_too(ledger):
    ledger.strike(lambda db: edit_body(db, "A", 2))
    (problem,) = ledger.verify().problems
    assert problem.say("zh") == "哈希与前一事件及本事件正文不符：其中之一被改动"


@pytest.mark.parametrize(
    "blow",
    [
        "UPDATE keyflow_event SET occurred = 'yesterday' WHERE [case] = 'B'",
        "UPDATE keyflow_event SET recorded = 9000000000000000000 WHERE [case] = 'B'",
        "UPDATE keyflow_seal SET at = 'never'",
    ],
)
def test_a_table_that_cannot_be_read_is_an_error_of_ours(ledger, blow):
    ledger.strike(blow)
    with pytest.raises(StoreError, match="somebody edited them"):
        ledger.verify()


def test_a_store_in_use_is_not_blamed_for_what_comes_meanwhile(tmp_path):
    store = SqlStore(f"sqlite:///{tmp_path / 'keyflow.db'}")
    with busy(store), store.connect() as connection:
        reports = [verify(connection) for _ in range(40)]
    store.close()
    assert [report.problems for report in reports] == [()] * 40
    assert reports[0].events < reports[-1].events


def test_events_are_read_one_by_one_and_not_held(store):
    begin(store, "A")
    go_on(store, "A", 9)
    alive = WeakSet()

    class Row(UserDict):
        __hash__ = object.__hash__

    def stream(events):
        for event in events:
            row = Row(case="A", seq=event.seq, hash=event.hash, body=event.body, private=None)
            alive.add(row)
            assert len(alive) <= 3
            yield row

    with store.connect() as connection:
        events = stream(connection.all_events())
        heads = lambda: _ends(connection)  # noqa: E731
        assert examine(seals=(), heads=heads, events=events).events == 10
