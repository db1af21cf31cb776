"""A worker frozen beyond its claim wakes up and changes nothing, nor does a wrong clock of its own.

Beside them ways without a claim or a fence, which must fail here.
"""

import os
import signal
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from tests.faults import fleet

TABLES = ("keyflow_case", "keyflow_event", "keyflow_message", "keyflow_deadline")


@pytest.fixture
def url(store_url):
    return store_url + ("?synchronous=NORMAL" * store_url.startswith("sqlite"))


def until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def end(process):
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGCONT)
        os.kill(process, signal.SIGTERM)
        while True:
            os.kill(process, 0)
            time.sleep(0.01)


def rows(url):
    """Return all that the store holds of cases, events, messages and deadlines."""
    database = create_engine(url.partition("?sync")[0])
    with database.connect() as connection:
        found = {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in TABLES}
    database.dispose()
    return {name: sorted(map(repr, lines)) for name, lines in found.items()}


def test_a_worker_frozen_in_the_middle_of_its_claim_changes_nothing_when_it_wakes(
    yard, url, tmp_path, receiver
):
    with fleet.opened(url) as desk:
        fleet.seed(desk, [datetime.now(UTC) + timedelta(days=1)] * 20)
        receiver.answering.clear()
        frozen = yard.begin("work", url, tmp_path, receiver.server_port, 0)
        until(lambda: receiver.seen)
        os.kill(frozen, signal.SIGSTOP)
        receiver.answering.set()
        other = yard.begin("work", url, tmp_path, receiver.server_port, 0)
        until(lambda: len(desk.outbox(state="sent")) == 20)
        end(other)
        before = rows(url)
        os.kill(frozen, signal.SIGCONT)
        time.sleep(1)
        end(frozen)
        seen = Counter(receiver.seen)
        assert (len(seen), seen.total()) == (20, 21)
        assert rows(url) == before


def test_a_worker_whose_clock_is_fast_does_not_expire_what_is_not_due(
    yard, postgres_url, tmp_path, receiver
):
    with fleet.opened(postgres_url) as desk:
        worker = yard.begin("work", postgres_url, tmp_path, receiver.server_port, 600)
        for turn in (1, 2):  # what waits the second time shows that a whole round is over
            fleet.seed(desk, [datetime.now(UTC) + timedelta(minutes=5)])
            until(lambda turn=turn: len(desk.outbox(state="sent")) == turn)
        end(worker)
        assert {case.state for case in desk.cases().cases} == {"a"}


def test_a_worker_whose_clock_is_slow_expires_what_is_due(yard, postgres_url, tmp_path, receiver):
    with fleet.opened(postgres_url) as desk:
        due = datetime.now(UTC)
        fleet.seed(desk, [due, due + timedelta(minutes=5)])
        worker = yard.begin("work", postgres_url, tmp_path, receiver.server_port, -600)
        until(lambda: len(desk.cases(state="z").cases) == 1)
        end(worker)
        (event,) = [e for c in desk.cases().cases for e in desk.history(c.id) if e.verb == "expire"]
        assert due <= event.recorded_at < due + timedelta(seconds=30)


def test_a_way_without_a_claim_sends_twice(yard, url, tmp_path, receiver):
    with fleet.opened(url) as desk:
        fleet.seed(desk, [datetime.now(UTC) + timedelta(days=1)] * 60)
        receiver.answering.clear()
        crew = [
            yard.begin("naive", url.partition("?sync")[0], tmp_path, receiver.server_port, 0)
            for _ in range(3)
        ]
        until(lambda: len(receiver.seen) == 3)  # each has read what waits
        receiver.answering.set()
        until(lambda: len(desk.outbox(state="sent")) == 60)
        for worker in crew:
            end(worker)
        seen = Counter(receiver.seen)
        assert seen.total() > len(seen) == 60, "the control is not red"


def test_a_way_without_a_fence_undoes_what_another_did(url):
    with fleet.opened(url) as desk:
        fleet.seed(desk, [datetime.now(UTC) + timedelta(days=1)])
        with desk.store.connect() as connection:
            now = connection.now()
            slow = {"now": now, "until": now, "token": "slow", "limit": 1}
            (message,) = connection.claim(**slow)
            later = now + timedelta(minutes=20)
            (again,) = connection.claim(now=later, until=later, token="next", limit=1)
            assert message.id == again.id
            assert connection.settle(message.id, "next", "sent", later, None)
            assert not connection.settle(message.id, "slow", "waiting", later, "too late")
        assert desk.outbox()[0].state == "sent"
        database = create_engine(url.partition("?sync")[0])
        with database.begin() as connection:
            naive = text("UPDATE keyflow_message SET state = 'waiting' WHERE id = :id")
            connection.execute(naive, {"id": message.id})
        database.dispose()
        assert desk.outbox()[0].state == "waiting", "the control is not red"


def test_a_worker_frozen_while_it_rules_on_a_deadline_changes_nothing_when_it_wakes(
    yard, url, tmp_path, receiver
):
    with fleet.opened(url) as desk:
        fleet.seed(desk, [datetime.now(UTC)])
        frozen = yard.begin("hesitate", url, tmp_path, receiver.server_port, 0)
        until((tmp_path / "ruling").exists)
        os.kill(frozen, signal.SIGSTOP)
        assert desk.run_due().expired == 1
        before = rows(url)
        (tmp_path / "go").touch()
        os.kill(frozen, signal.SIGCONT)
        until((tmp_path / "did").exists)
        assert (tmp_path / "did").read_text() == "0"
        assert rows(url) == before
