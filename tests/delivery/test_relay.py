"""What a relay does not send: what is no longer its own to send."""

import threading
from collections import Counter
from datetime import timedelta

import pytest

from keyflow.commands import Erase
from keyflow.delivery.relay import LEASE
from tests.offices import BOB, opened, url_of


@pytest.fixture(params=["memory", "sqlite"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as office:
        case = office.begin(helpers=["h1", "h2", "h3"])
        office.engine.fire(case.id, "drop", by=BOB)
        yield office


def during_the_first(office, happens):
    """Let something happen while the first message is being sent."""
    box = type(office.box)
    once = threading.Lock()

    class Interrupted(box):
        def send(self, message):
            if once.acquire(blocking=False):
                happens()
            super().send(message)

    office.engine.notifiers["box"] = interrupted = Interrupted()
    interrupted.sent = office.box.sent


def test_what_its_claim_ran_out_for_is_left_to_the_next(office):
    during_the_first(office, lambda: office.clock.turn(seconds=LEASE.total_seconds()))
    did = office.engine.deliver(limit=4)
    assert (did.sent, len(office.box.sent)) == (1, 1)
    assert office.engine.deliver().sent == 3
    assert {message.attempts for message in office.engine.outbox()} == {1, 2}


def test_what_another_sent_meanwhile_is_not_sent_again(office):
    def happens():
        office.clock.turn(seconds=LEASE.total_seconds())
        assert office.engine.deliver().sent == 4

    during_the_first(office, happens)
    assert office.engine.deliver().sent == 0
    to = Counter(message.to for message in office.box.sent)
    assert sorted(to.values()) == [1, 1, 1, 2]


def test_what_was_erased_meanwhile_is_not_sent(office):
    (case,) = office.engine.cases().cases
    during_the_first(office, lambda: office.engine.do(Erase(case.id, "ann", "asked"), by=BOB))
    assert office.engine.deliver().sent == 0
    assert len(office.box.sent) == 1
    assert {message.state for message in office.engine.outbox()} == {"dead"}


def test_how_long_each_was_due_is_told(office):
    office.clock.turn(seconds=30)
    assert office.engine.deliver(limit=1).waited == (30.0,)
    office.clock.turn(seconds=30)
    assert office.engine.deliver().waited == (60.0,) * 3


def test_how_long_each_deadline_was_due_is_told(office):
    office.begin("Late")
    office.clock.turn(hours=48, minutes=1)
    assert office.engine.run_due().waited == (timedelta(minutes=1).total_seconds(),)
