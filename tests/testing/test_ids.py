"""Ids of a test: the same every time, each once, in order."""

from keyflow import Actor, Engine, load
from keyflow.testing import FakeClock, FakeIds

ANN = Actor("ann", {"clerk"})
FLOW = {
    "name": "note",
    "initial": "open",
    "roles": ["clerk"],
    "stages": {"open": "plain", "done": "final"},
    "transitions": [{"trigger": "end", "source": "open", "dest": "done", "by": "clerk"}],
}


def told(seed):
    clock = FakeClock()
    engine = Engine(workflows=[load(FLOW)], clock=clock, ids=FakeIds(clock, seed))
    case = engine.start("note", subject="a", by=ANN)
    clock.tick(minutes=1)
    engine.fire(case.id, "end", by=ANN, comment="private")
    with engine.store.connect() as connection:
        return [event.hash for event in connection.all_events()]


def test_what_is_done_twice_gives_the_same_bytes():
    assert told(1) == told(1)
    assert told(1) != told(2)


def test_ids_sort_by_the_clock_and_by_their_order():
    clock = FakeClock()
    ids = FakeIds(clock)
    made = [ids.id() for _ in range(100)]
    clock.tick(seconds=1)
    made.append(ids.id())
    assert made == sorted(set(made))


def test_another_seed_gives_others_at_the_same_instant():
    ids, again = FakeIds(FakeClock()), FakeIds(FakeClock())
    again.begin("later")
    assert ids.id() != again.id()
    assert ids.salt() != again.salt()
