"""C4.6: the day on which a suspension is expected to end is told, on hold as it is."""

from datetime import date

import pytest

from keyflow.commands import Resume, Suspend
from keyflow_keyprojects import blockers

from .days import CITY, KPMO, PROJECTS, Days  # noqa: TID252 - tests are no package

NUMBER = "K009"
SPONSOR, HEAD = (PROJECTS[NUMBER][name] for name in ("sponsor", "head"))


@pytest.fixture
def on_hold():
    """A project put on hold on 4 May until 10 June, a Friday."""
    days = Days(NUMBER, begin="2011-04-28").on("2011-05-04")
    report = {"reason_class": "land", "since": date(2011, 5, 4), "expected_end": date(2011, 6, 10)}
    held = Suspend(days.cases[NUMBER], "land", {"suspension_report": report})
    days.engine.do(held, by=CITY)
    yield days
    days.engine.close()


def told(days):
    return [row for row in days.told(days.cases[NUMBER]) if row[1] == "M18-hold"]


def test_the_end_of_a_suspension_is_told_on_its_day_and_when_it_is_over(on_hold):
    assert told(on_hold.on("2011-06-09", 23)) == []
    whom = [HEAD, "role:kpmo", SPONSOR]
    on_the_day = [("2011-06-10", "M18-hold", one) for one in sorted(whom)]
    assert told(on_hold.on("2011-06-10")) == on_the_day
    after = [("2011-06-11", "M18-hold", one) for one in sorted(whom)]
    assert told(on_hold.on("2011-06-20")) == on_the_day + after


def test_what_goes_on_before_that_day_is_not_told_of_it(on_hold):
    on_hold.on("2011-06-01")
    project = on_hold.project(NUMBER)
    plan = {"made_on": date(2011, 6, 1), "planned_finish": date(2012, 5, 1),
            "monthly_plan": project.data.raw["monthly_plan"]}  # fmt: skip
    on_hold.engine.do(Resume(project.id, "", {"replan": plan}), by=CITY)
    assert "hold" not in {item.name for item in on_hold.project(NUMBER).armed}
    assert told(on_hold.on("2011-06-20")) == []


def test_what_stood_still_on_hold_is_told_to_its_holder_when_it_goes_on():
    days = Days(NUMBER, begin="2011-04-28")
    blocker = blockers.raise_blocker(days.engine, days.project(NUMBER), "land", "farms", by=KPMO)
    days.on("2011-04-29")
    report = {"reason_class": "land", "since": date(2011, 4, 29), "expected_end": date(2011, 6, 10)}
    project = days.project(NUMBER)
    days.engine.do(Suspend(project.id, "land", {"suspension_report": report}), by=CITY)
    days.on("2011-05-11")
    plan = {"made_on": date(2011, 5, 11), "planned_finish": date(2012, 5, 1),
            "monthly_plan": project.data.raw["monthly_plan"]}  # fmt: skip
    days.engine.do(Resume(project.id, "", {"replan": plan}), by=CITY)
    said = [row for row in days.told(blocker.id) if row[1].startswith("M30")]
    assert ("2011-05-11", "M30-blocker", HEAD) in said
    days.engine.close()
