from datetime import UTC, datetime, timedelta

import pytest

from keyflow import Actor, Engine, load
from keyflow.errors import InputError
from keyflow.testing import FakeClock

ROAD = """
name: road
initial: open
roles: [owner]
stages: {open: plain, over: final}
transitions:
  - {trigger: drop, source: open, dest: over, by: [owner]}
"""


def test_it_stands_still_until_it_is_told_otherwise():
    clock = FakeClock(datetime(2026, 1, 5, 8, tzinfo=UTC))
    assert clock() == clock() == datetime(2026, 1, 5, 8, tzinfo=UTC)
    assert clock.tick(days=1, hours=2) == clock() == datetime(2026, 1, 6, 10, tzinfo=UTC)
    assert clock.set("2026-02-01T08:00:00+08:00") == datetime(2026, 2, 1, tzinfo=UTC)
    assert FakeClock("2026-01-05T08:00:00Z")() == datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_a_naive_time_is_refused():
    with pytest.raises(InputError):
        FakeClock(datetime(2026, 1, 5))  # noqa: DTZ001


def test_an_engine_goes_by_it():

    clock = FakeClock()
    engine = Engine(None, [load(ROAD)], clock=clock)
    case = engine.start("road", subject="x", by=Actor("ann", {"owner"}))
    assert case.opened == clock()
    clock.tick(hours=3)
    noted = engine.fire(case.id, "drop", by=Actor("ann", {"owner"}), comment="enough").case
    assert noted.changed - case.changed == timedelta(hours=3)
