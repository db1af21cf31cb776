"""The office's year 2011, day by day: what happened when, and what simply went on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from keyflow_keyprojects.dates import is_worked
from keyflow_keyprojects.demo import (
    helping,
    items,
    lists,
    meetings,
    obstacles,
    reports,
    stages,
    standing,
    trouble,
    windows,
)
from keyflow_keyprojects.demo.days import days, worked_from
from keyflow_keyprojects.demo.desk import Desk

Scene = Callable[[Desk], object]
Programme = Sequence[tuple[date, Scene]]

PROGRAMME: Programme = (
    (date(2011, 1, 26), trouble.land_is_blocked),
    (date(2011, 2, 19), trouble.failures),
    (date(2011, 3, 5), helping.ask_for_support),
    (date(2011, 3, 19), standing.suspend),
    (date(2011, 3, 26), trouble.second_tries),
    (date(2011, 4, 12), trouble.sponsor_waives),
    (date(2011, 4, 19), standing.stops),
    (date(2011, 4, 26), helping.call_to_account),
    (date(2011, 5, 5), trouble.sponsor_waives),
    (date(2011, 5, 12), windows.may),
    (date(2011, 5, 19), lists.nominations),
    (date(2011, 5, 26), trouble.sponsor_waives),
    (date(2011, 6, 5), trouble.more_time),
    (date(2011, 6, 12), helping.inspect),
    (date(2011, 6, 12), meetings.another),
    (date(2011, 6, 19), standing.sponsor_leaves),
    (date(2011, 7, 5), standing.restarts),
    (date(2011, 7, 12), trouble.land_is_free),
    (date(2011, 7, 12), standing.sponsor_found),
    (date(2011, 7, 19), standing.splits),
    (date(2011, 7, 26), helping.call_to_account),
    (date(2011, 8, 12), standing.merges),
    (date(2011, 8, 26), trouble.more_time),
    (date(2011, 9, 5), trouble.more_time),
    (date(2011, 9, 12), standing.resume),
    (date(2011, 9, 12), standing.heads_change),
    (date(2011, 9, 19), windows.september),
    (date(2011, 9, 26), helping.inspect),
    (date(2011, 10, 12), helping.use_support),
    (date(2011, 10, 26), helping.call_to_account),
    (date(2011, 11, 19), standing.leavers),
    (date(2011, 12, 12), windows.december),
    (date(2011, 12, 19), helping.review_support),
    (date(2011, 12, 26), standing.sponsor_is_ill),
)
DAYS = (5, 12, 19, 26)
FIRST, LAST = date(2011, 1, 4), date(2012, 1, 31)


def weeks(year: int = 2011) -> Iterator[date]:
    """Yield the days on which projects and items get on in the demo: four in every month.

    What falls on a day off is done on the next working day.
    """
    for month in range(1, 13):
        for day in DAYS:
            yield date(year, month, day)


def play(desk: Desk, *, until: date = LAST, programme: Programme = PROGRAMME) -> Iterator[date]:
    """Play the year from where the record ends; yields each day when it is over.

    The roster is entered before. At every midnight what is due is done; on working days people
    report, check, meet and get on.
    """
    lists.enter_roster(desk)
    weekly = {worked_from(day): day for day in weeks(FIRST.year)}
    for day in days(desk.begins(FIRST), until):
        desk.clock.to(day, 0)
        if not desk.under_way:
            desk.engine.run_due(limit=10_000)
        if is_worked(day):
            desk.morning(day)
            if day == FIRST:
                lists.adopt(desk)
                lists.open_office(desk)
            if day in weekly:
                week(desk, weekly[day], programme)
            reports.day(desk)
            obstacles.day(desk)
            meetings.day(desk)
            desk.engine.deliver(limit=10_000)
        yield day


def week(desk: Desk, nominal: date, programme: Programme) -> None:
    """Play the scenes of a day, then what every project and item does by itself."""
    for when, scene in programme:
        if when == nominal:
            desk.look()
            scene(desk)
    desk.look()
    stages.week(desk)
    items.week(desk)
