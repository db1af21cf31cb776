"""The worker's loop: what it does, in which order, when it waits, and what does not stop it."""

import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta
from itertools import count as counting

import pytest

from keyflow import Actor, InputError, Worker
from keyflow.commands import Start
from keyflow.store.migrate import upgrade
from tests.offices import START, Clock, flow, opened, url_of

RAY = Actor("ray", {"r"})
FLOW = """
name: w
initial: a
many: true
roles: [r]
schema: {until: instant}
stages:
  a: {kind: plain, states: {a: {deadlines: {d: {at: until, overdue: lapse}}}}}
  z: final
transitions: [{trigger: lapse, source: a, dest: z, by: [r, system]}]
notices: [{on: fired lapse, to: "person:leo", via: box, text: "{{ case.subject }}"}]
"""


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request), [flow(FLOW)]) as office:
        yield office


@pytest.fixture
def live(tmp_path):
    """An office without a clock of its own, whose database gives up waiting soon."""
    url = f"sqlite:///{tmp_path / 'keyflow.db'}?synchronous=OFF&busy_timeout=20"
    with opened(url, [flow(FLOW)], clock=lambda: datetime.now(UTC)) as office:
        yield office


def begin(office, *dues):
    commands = [Start("w", f"s{n:04}", {"until": due}) for n, due in enumerate(dues)]
    for first in range(0, len(commands), 500):
        office.engine.do(commands[first : first + 500], by=RAY)


class Running:
    """A worker on a thread of its own, until it is stopped."""

    def __init__(self, worker):
        self.stop, self.health = threading.Event(), None
        self.thread = threading.Thread(target=self._run, args=[worker])

    def _run(self, worker):
        self.health = worker.run(self.stop)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join(30)


def until(true):
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_once_does_all_that_is_due_and_says_what_is_left(office):
    now = office.clock.now
    begin(office, *[now - timedelta(hours=n) for n in range(5)], now + timedelta(hours=2))
    office.box.failing["leo"] = None
    health = Worker(office.engine, batch=2).once()
    assert (health.expired, health.sent, health.failures) == (5, 5, 0)
    assert (health.left.deadlines, health.left.messages, health.left.dead) == (0, 0, 0)
    assert health.left.first == now + timedelta(hours=2)
    assert health.left.behind == timedelta()
    assert health.waits.most == 4 * 3600
    assert health.waits.p95 == health.waits.most
    again = Worker(office.engine).once()
    assert (again.expired, again.sent, again.waits) == (0, 0, None)


def test_what_was_put_off_and_given_up_is_left(office):
    begin(office, office.clock.now, office.clock.now)
    office.box.failing["leo"] = OSError()
    worker = Worker(office.engine)
    health = worker.once()
    assert (health.sent, health.put_off, health.left.messages) == (0, 2, 2)
    for _ in range(7):
        office.clock.turn(hours=7)
        health = worker.once()
    assert (health.put_off, health.dead, health.left.messages, health.left.dead) == (14, 2, 0, 2)


def test_without_messages_it_leaves_them_to_others(office):
    begin(office, office.clock.now)
    health = Worker(office.engine, messages=False).once()
    assert (health.expired, health.sent, health.left.messages) == (1, 0, 1)


def test_thirty_days_of_downtime_are_caught_up_in_order_each_once(tmp_path, request):
    url = url_of("sqlite", tmp_path, request)
    count, clock = 1000, Clock()
    with opened(url, [flow(FLOW)], clock=clock) as office:
        begin(office, *[clock.now + timedelta(minutes=43 * (n * 7 % count)) for n in range(count)])
        clock.turn(days=30)
        health = Worker(office.engine).once()
        assert (health.expired, health.left.deadlines) == (count, 0)
        assert health.waits.most == 30 * 86_400
        with office.engine.store.connect() as connection:
            events = [event for event in connection.all_events() if event.verb == "expire"]
        cases = {case: due for due, case in dues(office.engine, count)}
        assert len(events) == len({event.case for event in events}) == count
        sent = [message.subject for message in office.box.sent]
        subjects = {case.id: case.subject for _, case in every_case(office.engine, count)}
        assert sorted(sent) == sorted(subjects.values())
        done = sorted(events, key=lambda event: event.id)
        assert [cases[event.case] for event in done] == sorted(cases.values())


def every_case(engine, count):
    return enumerate(
        case
        for first in range(0, count, 500)
        for case in engine.cases(order="opened", limit=500, offset=first).cases
    )


def dues(engine, count):
    return [(case.data["until"], case.id) for _, case in every_case(engine, count)]


def test_what_fails_does_not_keep_the_rest_from_being_done(tmp_path, request):
    poison = []

    def facts(cases, _session):
        if any(case.subject in poison for case in cases):
            raise OSError
        return {}

    url = url_of("sqlite", tmp_path, request)
    with opened(url, [flow(FLOW)], facts=facts) as office:
        begin(office, *[office.clock.now + timedelta(minutes=n) for n in range(9)])
        poison += [f"s{n:04}" for n in range(5)]
        office.clock.turn(hours=1)
        worker = Worker(office.engine, batch=2)
        for _ in range(9):
            health = worker.once()
        assert (health.expired, health.left.deadlines) == (4, 5)
        assert "the host's facts failed" in health.error
        assert health.sent == 4


def test_it_wakes_when_the_next_thing_falls_due(live):
    now = datetime.now(UTC)
    begin(live, now, *[now + timedelta(seconds=0.5 + n / 100) for n in range(5)])
    with Running(Worker(live.engine, every=30)) as running:
        until(lambda: len(live.box.sent) == 6)
    assert running.health.expired == 6
    assert running.health.waits.most < 5


def test_what_falls_due_while_it_looks_whether_anything_does_is_not_left_for_later(tmp_path):
    looks = counting()
    clock = lambda: START + timedelta(milliseconds=10 * next(looks))  # noqa: E731
    url = f"sqlite:///{tmp_path / 'keyflow.db'}?synchronous=OFF"
    with opened(url, [flow(FLOW)], clock=clock) as office:
        begin(office, *[START + timedelta(milliseconds=500 + 15 * n) for n in range(20)])
        began = time.monotonic()
        with Running(Worker(office.engine, every=30)):
            until(lambda: len(office.box.sent) == 20)
        assert time.monotonic() - began < 25


def test_it_says_how_it_goes_every_so_often(live):
    said = []
    begin(live, datetime.now(UTC))
    with Running(Worker(live.engine, every=0.01, report=said.append, report_every=0.05)):
        until(lambda: len(said) >= 3)
    assert said[-1].expired == 1
    assert said[-1].left.deadlines == 0


def test_a_database_that_fails_is_waited_for(live, tmp_path):
    begin(live, *[datetime.now(UTC)] * 3)
    other = sqlite3.connect(tmp_path / "keyflow.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    worker = Worker(live.engine, every=0.01)
    with Running(worker) as running:
        until(lambda: worker.health().failures)
        assert live.box.sent == []
        other.execute("ROLLBACK")
        until(lambda: len(live.box.sent) == 3)
    other.close()
    assert "locked by somebody else" in running.health.error
    assert running.health.expired == 3


def test_told_to_stop_it_finishes_what_it_claimed_and_no_more(live):
    begin(live, *[datetime.now(UTC)] * 60)
    live.engine.run_due()
    stop = threading.Event()

    class Slow(type(live.box)):
        def send(self, message):
            stop.set()
            super().send(message)

    live.engine.notifiers["box"] = Slow()
    health = Worker(live.engine).run(stop)
    assert (health.sent, health.left.messages) == (20, 40)
    assert {message.state for message in live.engine.outbox()} == {"sent", "waiting"}


def test_a_store_that_was_never_there_is_told(postgres_url):
    upgrade(postgres_url)
    with opened(postgres_url, [flow(FLOW)]) as office:
        with office.engine.store.connect() as connection:
            connection.raw.execute("ALTER TABLE keyflow_message RENAME TO gone")
        worker, stop = Worker(office.engine), threading.Event()
        threading.Timer(0.3, stop.set).start()
        health = worker.run(stop)
        assert health.failures
        assert health.left is None
        assert "keyflow db upgrade" in health.error


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"every": 0}, "every: must be a number of seconds above 0"),
        ({"every": "5"}, "every: must be"),
        ({"report_every": float("inf")}, "report_every: must be"),
        ({"batch": 0}, "batch: must be a whole number"),
    ],
)
def test_what_it_cannot_work_with_is_refused(given, said):
    with opened() as office, pytest.raises(InputError, match=said):
        Worker(office.engine, **given)
