"""The office's year 2011, week by week: what happened when, and what simply went on."""

from collections.abc import Callable, Iterator
from datetime import date

from keyflow_keyprojects.demo import items, lists, stages, standing, trouble
from keyflow_keyprojects.demo.desk import Desk

Scene = Callable[[Desk], object]

PROGRAMME: tuple[tuple[date, Scene], ...] = (
    (date(2011, 1, 5), trouble.late_starters),
    (date(2011, 1, 26), trouble.land_is_blocked),
    (date(2011, 2, 19), trouble.failures),
    (date(2011, 3, 19), standing.suspend),
    (date(2011, 3, 26), trouble.second_tries),
    (date(2011, 4, 12), trouble.sponsor_waives),
    (date(2011, 4, 19), standing.stops),
    (date(2011, 5, 5), trouble.sponsor_waives),
    (date(2011, 5, 12), lists.promote),
    (date(2011, 5, 19), lists.nominations),
    (date(2011, 5, 26), trouble.sponsor_waives),
    (date(2011, 6, 5), trouble.more_time),
    (date(2011, 6, 19), standing.sponsor_leaves),
    (date(2011, 7, 5), standing.restarts),
    (date(2011, 7, 12), trouble.land_is_free),
    (date(2011, 7, 19), standing.splits),
    (date(2011, 8, 12), standing.merges),
    (date(2011, 8, 26), trouble.more_time),
    (date(2011, 9, 5), trouble.more_time),
    (date(2011, 9, 12), standing.resume),
    (date(2011, 10, 5), trouble.they_start),
    (date(2011, 11, 19), standing.leavers),
)
DAYS = (5, 12, 19, 26)


def weeks(year: int = 2011) -> Iterator[date]:
    """Yield the days on which the office works in the demo: four in every month."""
    for month in range(1, 13):
        for day in DAYS:
            yield date(year, month, day)


def week(desk: Desk, day: date, since: date) -> None:
    """Play one week: its scenes first, then what every project and item does by itself."""
    desk.clock.to(day)
    for when, scene in PROGRAMME:
        if since < when <= day:
            desk.look()
            scene(desk)
    desk.look()
    stages.week(desk)
    items.week(desk)
    desk.engine.deliver(limit=10_000)
    if day.day == DAYS[-1]:
        desk.engine.run_due()
