"""A blocker that rises level by level, a sponsor who is replaced (scenarios E13 and E4)."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import keyflow_calendar_cn
from keyflow import Actor, Engine, load
from keyflow.store.migrate import upgrade
from tests.offices import Clock
from tests.test_engine_clocks import Desk, at

UNIT = Actor("unit", {"unit"})

BLOCKER = """
name: blocker
initial: l1
zone: Asia/Shanghai
calendar: cn
roles: [unit, owner, sponsor]
stages:
  l1: {kind: plain, states: {l1: {deadlines: {l1: {limit: 3wd, overdue: rise}}}}}
  l2: {kind: plain, states: {l2: {deadlines: {l2: {limit: 5wd, overdue: rise}}}}}
  l3: {kind: plain, states: {l3: {deadlines: {l3: {limit: 5wd, overdue: rise}}}}}
  l4: {kind: plain, states: {l4: {deadlines: {l4: {limit: 10wd}}}}}
  resolved: final
transitions:
  - {trigger: rise, source: l1, dest: l2, by: system}
  - {trigger: rise, source: l2, dest: l3, by: system}
  - {trigger: rise, source: l3, dest: l4, by: system}
  - {trigger: resolve, source: [l1, l2, l3, l4], dest: resolved, by: unit}
notices:
  - {on: [entered l2, entered l3, entered l4], to: sponsor, via: box, text: "{{ case.state }}"}
"""

RISES = [("l2", "2011-04-12"), ("l3", "2011-04-19"), ("l4", "2011-04-26")]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def desk(request, tmp_path):
    url = None if request.param == "memory" else f"sqlite:///{tmp_path}/k.db"
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_url")
        upgrade(url)
    made = Desk(url, BLOCKER, plugins=(keyflow_calendar_cn,))
    yield made
    made.engine.close()


def climbed(d):
    steps = (event for event in d.events() if event.verb == "expire" and event.body.get("left"))
    return [(event.body["state"], event.occurred_at) for event in steps]


def test_a_land_blocker_rises_from_level_to_level(desk):
    desk.on("2011-04-06").start("blocker")
    dues = []
    for level, day in RISES:
        dues.append(desk.now.armed[0].last.isoformat())
        desk.on(day, 0)
        assert desk.now.state == level
    assert dues == ["2011-04-11", "2011-04-18", "2011-04-25"]
    assert [told[:2] for told in desk.told()] == [(day, level) for level, day in RISES]


def test_the_ladder_is_the_same_though_nobody_looked_for_a_month(desk):
    desk.on("2011-04-06").start("blocker")
    desk.clock.now = at("2011-05-20")
    desk.engine.run_due()
    assert climbed(desk) == [(level, at(day, 0)) for level, day in RISES]
    assert desk.engine.run_due().expired == 0


def test_resolved_on_the_second_level_it_rises_no_further(desk):
    desk.on("2011-04-06").start("blocker")
    desk.on("2011-04-13").fire("resolve", UNIT)
    desk.on("2011-06-01")
    assert [level for level, _ in climbed(desk)] == ["l2"]


def office():
    """Return an engine whose directory is in its store, and its clock."""
    clock, plugins = Clock(), [keyflow_calendar_cn]
    flows = [load(BLOCKER, plugins=plugins)]
    return Engine(None, flows, clock=clock, directory="store", plugins=plugins), clock


def test_a_replaced_sponsor_is_told_up_to_the_day_and_the_next_one_from_it_on():
    engine, clock = office()
    clock.now = at("2011-01-01")
    book = engine.directory
    book.appoint("unit", "unit")
    book.appoint("a", "sponsor", until=at("2011-05-16", 0))
    book.appoint("b", "sponsor", since=at("2011-05-16", 0))
    for day in ("2011-05-03", "2011-05-16"):
        clock.now = at(day)
        engine.start("blocker", subject=day, by=Actor("unit"))
    clock.now = at("2011-06-10")
    while engine.run_due().expired:
        pass
    told = [(message.at, message.to) for message in engine.outbox(limit=99)]
    assert told
    assert {to for _, to in told} == {"a", "b"}
    events = {
        (event.occurred_at < at("2011-05-16", 0))
        for case in engine.cases().cases
        for event in engine.history(case.id)
        if event.verb == "expire"
    }
    assert events == {True, False}
    case = engine.cases().cases[0]
    assert sponsors(engine, case, at("2011-05-10")) == ["a"]
    assert sponsors(engine, case, at("2011-05-16", 0)) == ["b"]
    engine.close()


def sponsors(engine, case, instant):
    """Return who was sponsor of a case at an instant."""
    with engine.store.connect() as connection:
        return sorted(engine.directory.on(connection).holders("sponsor", case, instant))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(min_value=1, max_value=60), min_size=1, max_size=6))
def test_over_any_run_of_replacements_there_is_one_sponsor_at_every_instant(lengths):
    engine, clock = office()
    clock.now = start = at("2011-01-01")
    day = start
    for number, length in enumerate(lengths):
        end = day + timedelta(days=length)
        last = number == len(lengths) - 1
        engine.directory.appoint(f"p{number}", "sponsor", since=day, until=None if last else end)
        day = end
    engine.directory.appoint("unit", "unit", since=start)
    case = engine.start("blocker", subject="s", by=Actor("unit"))
    moment = start
    while moment < day + timedelta(days=5):
        assert len(sponsors(engine, case, moment)) == 1, moment
        moment += timedelta(hours=17)
    engine.close()
