"""A clock whose limit is data begins when that is filled in, where the case stays, and on hold."""

from datetime import UTC, datetime

import pytest

from keyflow import Actor, Engine
from keyflow.commands import Edit, Suspend
from keyflow.loading import load
from keyflow.testing import FakeClock

ANN = Actor("ann", {"officer"})
TEXT = """
name: bridge
initial: open
roles: [officer]
operations: {suspend: {by: officer}}
clocks:
  until: {limit: data.days, states: "*", runs: always}
stages:
  open: {kind: plain, states: {open: {writable: [days]}}}
  shut: final
transitions:
  - {trigger: shut, source: open, dest: shut, by: officer}
schema: {days: text}
"""


@pytest.fixture
def engine():
    clock = FakeClock(datetime(2011, 5, 4, 4, tzinfo=UTC))
    engine = Engine(workflows=[load(TEXT)], clock=clock)
    yield engine
    engine.close()


def running(engine, case):
    return [item.name for item in engine.case(case).armed]


def test_a_clock_begins_with_its_limit_and_ends_with_it(engine):
    case = engine.start("bridge", subject="B-1", by=ANN).id
    assert running(engine, case) == []
    engine.do(Edit(case, {"days": "5d"}), by=ANN)
    assert running(engine, case) == ["until"]
    engine.do(Suspend(case, "flood"), by=ANN)
    assert engine.case(case).armed[0].paused_at is None
    assert engine.run_due().expired == 0


def test_a_limit_that_is_emptied_ends_it_and_another_keeps_its_end(engine):
    case = engine.start("bridge", subject="B-2", by=ANN, data={"days": "5d"}).id
    first = engine.case(case).armed[0]
    engine.do(Edit(case, {"days": "9d"}), by=ANN)
    assert engine.case(case).armed == (first,)
    engine.do(Edit(case, {"days": None}), by=ANN)
    assert running(engine, case) == []
