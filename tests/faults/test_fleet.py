"""Worker processes are killed, frozen and told a wrong time: nothing is lost, nothing done twice.

A message is sent at least once, with one id; twice only where its sender was killed or frozen
between sending it and saying so. A deadline is handled once.
"""

import json
import os
import random
import signal
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from keyflow.audit.verifying import verify
from tests.faults import fleet

MONTH = timedelta(days=30)


class Fleet:
    """Workers on one database, and the one that troubles them."""

    def __init__(self, nursery, url, folder, receiver, *, skews, seed=2011):
        self.begin = lambda skew: nursery.begin("work", url, folder, receiver.server_port, skew)
        self.folder = folder
        self.crew = {self.begin(skew): skew for skew in skews}
        self.dice = random.Random(seed)
        self.kills = self.freezes = 0
        self.frozen = {}

    def trouble(self):
        """Kill a worker, or the next time freeze one for longer than its claims last.

        Who was killed is replaced.
        """
        for worker in [w for w, until in self.frozen.items() if until < time.monotonic()]:
            os.kill(worker, signal.SIGCONT)
            del self.frozen[worker]
        awake = [worker for worker in self.crew if worker not in self.frozen]
        if len(awake) < 2:
            return
        worker = self.dice.choice(awake)
        if self.kills <= self.freezes:
            os.kill(worker, signal.SIGKILL)
            skew = self.crew.pop(worker)
            self.crew[self.begin(skew)] = skew
            self.kills += 1
        else:
            os.kill(worker, signal.SIGSTOP)
            self.frozen[worker] = time.monotonic() + fleet.LEASE * 1.5
            self.freezes += 1

    def dismiss(self):
        """Stop them as a supervisor does; return what each said at its end."""
        for worker in self.crew:
            os.kill(worker, signal.SIGCONT)
            os.kill(worker, signal.SIGTERM)
        until = time.monotonic() + 30
        for worker in self.crew:
            with suppress(ProcessLookupError):
                while time.monotonic() < until:
                    os.kill(worker, 0)
                    time.sleep(0.01)
        return [json.loads(path.read_text()) for path in self.folder.glob("health-*")]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self.crew:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)


def finish(desk, fleet, within, pause):
    """Trouble a fleet until there is nothing left to do."""
    until = time.monotonic() + within
    while (left := desk.backlog()).deadlines or left.messages:
        assert time.monotonic() < until, left
        fleet.trouble()
        time.sleep(fleet.dice.uniform(0, 2 * pause))


def account(desk, receiver, count):
    """Hold the store against what was received; return how many were lost and doubled."""
    ids = {message.id for message in desk.outbox(state="sent", limit=10 * count)}
    seen = Counter(receiver.seen)
    assert len(ids) == count
    assert set(seen) <= ids
    with desk.store.connect() as connection:
        assert not verify(connection).problems
        chains = Counter((event.case, event.verb) for event in connection.all_events())
    assert Counter(verb for _, verb in chains) == {"start": count, "expire": count}
    twice = [chain for chain, times in chains.items() if times > 1]
    return {"lost": len(ids - set(seen)), "doubled": seen.total() - len(seen), "twice": len(twice)}


def downtime(count):
    """Return instants spread over the thirty days that end now."""
    now = datetime.now(UTC)
    return [now - MONTH + MONTH * n / count for n in range(count)]


def run(nursery, url, folder, receiver, *, count, workers, pause, within):
    with fleet.opened(url) as desk:
        fleet.seed(desk, downtime(count))
        began = time.monotonic()
        skews = [600 * (-1) ** n for n in range(workers)] if "postgresql" in url else [0] * workers
        with Fleet(nursery, url, folder, receiver, skews=skews) as crew:
            finish(desk, crew, within, pause)
            took = time.monotonic() - began
            said = crew.dismiss()
        found = account(desk, receiver, count)
        print(  # noqa: T201 - the figures
            f"fleet {url.partition(':')[0]} workers={workers} messages={count} deadlines={count} "
            f"kills={crew.kills} freezes={crew.freezes} lost={found['lost']} "
            f"sent_twice={found['doubled']} done_twice={found['twice']} seconds={took:.0f}"
        )
        assert (found["lost"], found["twice"]) == (0, 0)
        assert found["doubled"] <= crew.kills + crew.freezes
        assert crew.kills
        assert crew.freezes
        assert all(health["error"] is None or "locked" in health["error"] for health in said)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_troubled_fleet_does_everything_once(yard, request, tmp_path, receiver, kind):
    url = request.getfixturevalue(f"{kind}_url") + ("?synchronous=NORMAL" * (kind == "sqlite"))
    run(yard, url, tmp_path, receiver, count=150, workers=3, pause=0.25, within=60)


@pytest.mark.chaos
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_troubled_fleet_does_ten_thousand_of_each_once(yard, request, tmp_path, receiver, kind):
    url = request.getfixturevalue(f"{kind}_url") + ("?synchronous=NORMAL" * (kind == "sqlite"))
    run(yard, url, tmp_path, receiver, count=10_000, workers=4, pause=1.0, within=1800)


def measure(yard, url, folder, receiver, *, count, rate, workers):
    """Let so many deadlines fall due in a second; print how long after that each was handled."""
    with fleet.opened(url) as desk:
        begin = datetime.now(UTC) + timedelta(seconds=2 + count / 200)
        fleet.seed(desk, [begin + timedelta(seconds=n / rate) for n in range(count)])
        with Fleet(yard, url, folder, receiver, skews=[0] * workers) as crew:
            until = time.monotonic() + 60 + 3 * count / rate
            while (left := desk.backlog()).first is not None:
                assert time.monotonic() < until, left
                time.sleep(0.05)
            crew.dismiss()
        account(desk, receiver, count)
        due = {case: at for at, case in dues(desk, count)}
        with desk.store.connect() as connection:
            events = [event for event in connection.all_events() if event.verb == "expire"]
        waits = sorted((event.recorded - due[event.case]).total_seconds() for event in events)
        middle, late = (waits[int(count * share)] for share in (0.5, 0.95))
        print(  # noqa: T201 - the figures
            f"latency {url.partition(':')[0]} workers={workers} deadlines={count} "
            f"per_second={rate} p50={middle:.3f} p95={late:.3f} max={waits[-1]:.3f}"
        )
        assert waits[0] >= 0
        assert late < 10


def dues(desk, count):
    return [
        (case.data["until"], case.id)
        for offset in range(0, count, 500)
        for case in desk.cases(order="opened", limit=500, offset=offset).cases
    ]


def test_what_falls_due_is_done_soon_and_never_early(yard, sqlite_url, tmp_path, receiver):
    url = f"{sqlite_url}?synchronous=NORMAL"
    measure(yard, url, tmp_path, receiver, count=100, rate=50, workers=2)


@pytest.mark.chaos
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_thousand_that_fall_due_are_done_soon(yard, request, tmp_path, receiver, kind):
    url = request.getfixturevalue(f"{kind}_url") + ("?synchronous=NORMAL" * (kind == "sqlite"))
    measure(yard, url, tmp_path, receiver, count=1000, rate=25, workers=2)
