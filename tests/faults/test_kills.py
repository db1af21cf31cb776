"""Processes are killed at any moment: nothing accepted is lost, nothing is done twice."""

import os
import random
import signal
import sqlite3
import time
from collections import Counter
from contextlib import suppress

import pytest

from keyflow.audit.verifying import verify
from keyflow.history import fold
from tests.faults import worker


def kill(worker):
    """Kill a worker that must be alive, and wait until it is gone."""
    os.kill(worker, signal.SIGKILL)
    with suppress(ProcessLookupError):
        while True:
            os.kill(worker, 0)
            time.sleep(0.001)


def acknowledged(path):
    """Return what was acknowledged; an unfinished last line is what a kill tore."""
    whole, _, _torn = path.read_text().rpartition("\n")
    return [line.split() for line in whole.splitlines()]


def kill_rounds(nursery, url, folder, rounds, seed=2011):
    """Let two writers work and kill them, again and again."""
    dice = random.Random(seed)
    for number in range(rounds):
        acks = [folder / f"acks-{number}-{writer}" for writer in range(2)]
        for path in acks:
            path.touch()
        writers = [
            nursery.begin("work", url, path, 2 * number + n, 100_000) for n, path in enumerate(acks)
        ]
        wait_until_they_work(acks)
        time.sleep(dice.uniform(0, 0.15))
        for process in writers:
            kill(process)


def wait_until_they_work(acks):
    until = time.monotonic() + 60
    while not all(path.stat().st_size for path in acks):
        assert time.monotonic() < until, "the writers do not get to work"
        time.sleep(0.005)


def account(url, folder):
    """Hold the store against what was acknowledged; return what is lost, doubled, and the rest."""
    told = {
        key: (verb, case)
        for path in folder.glob("acks-*")
        for verb, key, case in acknowledged(path)
    }
    desk = worker.engine(url, folder)
    with desk.store.connect() as connection:
        report = verify(connection)
        events = list(connection.all_events())
    keys = Counter(event.key for event in events if event.accepted and event.key)
    lost = [key for key in told if key not in keys]
    doubled = [key for key, times in keys.items() if times > 1]
    half = [case.id for case in every_case(desk) if not whole(desk, case.id)]
    messages = desk.outbox(limit=100_000)
    once = len({message.id for message in messages}) == len(messages)
    told_of = sum(
        event.body.count('"back"') + event.body.count('"go"') > 0
        for event in events
        if event.verb == "fire" and event.accepted
    )
    desk.close()
    assert once
    assert len(messages) == told_of
    assert not report.problems, report.problems[:3]
    return {
        "acknowledged": len(told),
        "events": len(events),
        "lost": lost,
        "doubled": doubled,
        "half": half,
    }


def every_case(desk):
    found, offset = [], 0
    while page := desk.cases(limit=1000, offset=offset).cases:
        found += page
        offset += 1000
    return found


def whole(desk, identity):
    """Tell whether a case is what its events say, children and all."""
    case, events = desk.case(identity), desk.history(identity)
    folded = fold(events, desk.library.current(case.workflow))
    same = (folded.state, folded.standing, folded.version, folded.armed, folded.head) == (
        case.state,
        case.standing,
        case.version,
        case.armed,
        case.head,
    )
    opened = sum(len(event.body.get("opened", ())) for event in events)
    return same and opened == desk.cases(parent=identity, limit=1).total


def test_killed_writers_lose_and_double_nothing_on_sqlite(nursery, tmp_path):
    url = f"sqlite:///{tmp_path / 'keyflow.db'}"
    worker.engine(url, tmp_path).close()
    kill_rounds(nursery, url, tmp_path, ROUNDS)
    found = account(url, tmp_path)
    assert (found["lost"], found["doubled"], found["half"]) == ([], [], [])
    assert found["acknowledged"] > ROUNDS
    db = sqlite3.connect(tmp_path / "keyflow.db")
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()


ROUNDS = 50


@pytest.mark.chaos
def test_killed_writers_lose_and_double_nothing_in_many_rounds(nursery, tmp_path):
    url = f"sqlite:///{tmp_path / 'keyflow.db'}"
    worker.engine(url, tmp_path).close()
    kill_rounds(nursery, url, tmp_path, 200)
    found = account(url, tmp_path)
    assert (found["lost"], found["doubled"], found["half"]) == ([], [], [])


@pytest.mark.chaos
def test_killed_writers_lose_and_double_nothing_on_postgresql(nursery, tmp_path, postgres_url):
    from keyflow.store.migrate import upgrade

    upgrade(postgres_url)
    kill_rounds(nursery, postgres_url, tmp_path, 50)
    found = account(postgres_url, tmp_path)
    assert (found["lost"], found["doubled"], found["half"]) == ([], [], [])
