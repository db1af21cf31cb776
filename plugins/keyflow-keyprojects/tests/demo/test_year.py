"""The same dice give the same year; played in memory, up to the end of February."""

from random import Random

from keyflow_keyprojects.demo import figures, lists, year
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.office import build_engine


def winter(seed):
    clock = Clock()
    desk = Desk(build_engine(clock=clock), clock, Random(seed))
    lists.adopt(desk)
    since = clock.day
    for day in list(year.weeks())[:8]:
        year.week(desk, day, since)
        since = day
    found = figures.read(desk.engine, 2011)
    return {name: value for name, value in found.as_json().items() if name != "checkpoint"}


def test_the_same_seed_gives_the_same_figures_and_another_does_not():
    first = winter(2011)
    assert first == winter(2011)
    assert first["fires"] != winter(7)["fires"]


def test_the_programme_is_in_order_and_within_the_year():
    days = [day for day, _ in year.PROGRAMME]
    assert days == sorted(days)
    assert {day.year for day in days} == {2011}
    assert set(days) <= set(year.weeks())
