"""Idempotency keys and what happens when two people are at it at once."""

import pytest

from keyflow import Conflict, InputError, Refused
from keyflow.commands import Edit, Erase, Fire, Note, Resume, Start, Suspend, Terminate
from keyflow.errors import StoreError
from tests.office_plugins import HOLDING
from tests.offices import ANN, BOB, FULL, LEA, flow, opened, threads, url_of


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as office:
        yield office


def same(one, other):
    assert other.replayed
    assert (one.moved, one.opened) == (other.moved, other.opened)
    for name in ("id", "state", "standing", "outcome", "version", "seq", "head", "data", "armed"):
        assert getattr(one.case, name) == getattr(other.case, name), name


def test_a_repeat_of_any_command_is_answered_from_the_record(office):
    started = office.engine.start("project", subject="A", by=ANN, data=FULL, key="s")
    assert (
        office.engine.start("project", subject="A", by=ANN, data=FULL, key="s")
        == (office.engine.case(started.id))
        or office.engine.start("project", subject="A", by=ANN, data=FULL, key="s").id == started.id
    )
    commands = [
        ("e", Edit(started.id, {"n": 1, "secret": "s"}), ANN),
        ("f", Fire(started.id, "submit", {"n": 2}, "go"), ANN),
        ("n", Note(started.id, "note"), ANN),
        ("u", Suspend(started.id, "rain"), BOB),
        ("r", Resume(started.id, "sun"), BOB),
        ("t", Terminate(started.id, "cancelled", "late"), BOB),
    ]
    first = {key: office.engine.do(command, by=by, key=key) for key, command, by in commands}
    length = len(office.engine.history(started.id))
    messages = len(office.engine.outbox())
    for key, command, by in commands:
        same(first[key], office.engine.do(command, by=by, key=key))
    assert len(office.engine.history(started.id)) == length
    assert len(office.engine.outbox()) == messages


def test_a_key_is_good_for_one_command_one_actor_and_one_set_of_arguments(office):
    case = office.begin()
    office.engine.fire(case.id, "remark", by=ANN, comment="a", key="k")
    for ask in (
        lambda: office.engine.fire(case.id, "remark", by=BOB, comment="a", key="k"),
        lambda: office.engine.fire(case.id, "remark", by=ANN, comment="b", key="k"),
        lambda: office.engine.fire(case.id, "submit", by=ANN, comment="a", key="k"),
        lambda: office.engine.start("project", subject="B", by=ANN, key="k"),
        lambda: office.engine.do(Note(case.id, "x"), by=ANN, key="k"),
        lambda: office.engine.fire(case.id, "remark", by=ANN, comment="a", data={"n": 1}, key="k"),
    ):
        with pytest.raises(Conflict, match="another command"):
            ask()
    assert len(office.engine.history(case.id)) == 2


def test_a_batch_is_repeated_whole_or_not_at_all(office):
    case = office.begin()
    batch = [Fire(case.id, "remark"), Note(case.id, "x"), Start("project", "B", FULL)]
    first = office.engine.do(batch, by=ANN, key="b")
    for one, other in zip(first, office.engine.do(batch, by=ANN, key="b"), strict=True):
        same(one, other)
    for other in (batch[:2], [*batch, Note(case.id, "y")], [batch[1], batch[0], batch[2]]):
        with pytest.raises(Conflict):
            office.engine.do(other, by=ANN, key="b")
    assert len(office.engine.history(case.id)) == 3


def test_after_an_erasure_a_key_is_still_not_used_twice(office):
    case = office.begin()
    office.engine.fire(case.id, "remark", by=ANN, key="k")
    office.engine.fire(case.id, "drop", by=BOB)
    office.engine.do(Erase(case.id, "ann", "asked"), by=BOB)
    with pytest.raises(Conflict):
        office.engine.fire(case.id, "remark", by=ANN, key="k")


def test_the_engines_own_keys_cannot_be_taken(office):
    case = office.begin()
    with pytest.raises(InputError, match="key"):
        office.engine.fire(case.id, "remark", by=ANN, key=f"keyflow:overdue:{case.armed[0].id}")


def test_one_of_two_firings_wins_and_the_other_is_told(office):
    case = office.deciding()
    answers = threads(
        lambda: office.engine.fire(case.id, "decide", by=LEA),
        lambda: office.engine.fire(case.id, "drop", by=BOB),
    )
    lost = [answer for answer in answers if isinstance(answer, Refused)]
    won = [answer for answer in answers if not isinstance(answer, Exception)]
    # both may be right if the decision came first: what was approved may still be dropped
    assert len(won) + len(lost) == 2, answers
    history = office.engine.history(case.id)
    assert [event.seq for event in history] == list(range(1, len(history) + 1))
    assert office.engine.case(case.id).version == 2 + len(won)


def test_of_many_with_one_expected_version_one_wins(office):
    case = office.begin()
    answers = threads(
        *[
            lambda: office.engine.fire(case.id, "remark", by=ANN, expected=1, comment="x")
            for _ in range(4)
        ]
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3
    assert office.engine.case(case.id).version == 2


def test_of_many_retries_with_one_key_one_is_done(office):
    case = office.begin()
    answers = threads(
        *[lambda: office.engine.fire(case.id, "remark", by=ANN, key="one") for _ in range(4)]
    )
    assert sorted(answer.replayed for answer in answers) == [False, True, True, True]
    assert office.engine.case(case.id).version == 2


def test_of_many_starts_of_one_subject_one_is_done(office):
    answers = threads(*[lambda: office.begin("One") for _ in range(4)])
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert office.engine.cases(subject="One").total == 1


def test_a_command_that_is_always_too_late_gives_up_after_some_tries(tmp_path):
    slow = flow(
        "name: w\ninitial: a\nroles: [r]\nstages: {a: plain, z: final}\ntransitions:\n"
        "  - {trigger: go, source: a, by: r, checks: [slow]}\n"
        "  - {trigger: end, source: a, dest: z, by: r}\n"
    )
    with opened(f"sqlite:///{tmp_path / 'k.db'}?synchronous=OFF", [slow]) as office:
        from keyflow import Actor

        ray = Actor("ray", {"r"})
        case = office.engine.start("w", subject="s", by=ray)
        tries = []

        def meanwhile(attempt):
            tries.append(1)
            office.engine.do(Note(case.id, "quicker"), by=ray)

        HOLDING["hook"] = meanwhile
        try:
            with pytest.raises(Conflict, match="kept changing"):
                office.engine.fire(case.id, "go", by=ray)
        finally:
            HOLDING.clear()
        assert len(tries) == 16
        verbs = [event.verb for event in office.engine.history(case.id)]
        assert verbs == ["start"] + ["note"] * 16


def test_errors_of_a_store_do_not_show_its_text(tmp_path):
    with opened(f"sqlite:///{tmp_path / 'k.db'}?busy_timeout=50") as office:
        import sqlite3

        case = office.begin()
        other = sqlite3.connect(tmp_path / "k.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError) as error:
            office.engine.fire(case.id, "remark", by=ANN)
        assert "SELECT" not in str(error.value)
        assert "UPDATE" not in str(error.value)
        other.execute("ROLLBACK")
        other.close()
        assert office.engine.fire(case.id, "remark", by=ANN).case.version == 2
