"""Day by day: what a project loses (N49), how it lands (N43), what is done of its tree (N47)."""

from datetime import date
from decimal import Decimal

import pytest

from keyflow.plugin import Actor
from keyflow_keyprojects import blockers, orders
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.deductions import deductions
from keyflow_keyprojects.landing import landing
from keyflow_keyprojects.office import adopt_list
from keyflow_keyprojects.targets import by_month, tree

from .days import CITY, KPMO, PROBLEM, PROJECTS, Days  # noqa: TID252 - tests are no package

NUMBER = "K004"
MILLION = 1_000_000


@pytest.fixture
def d():
    days = Days(NUMBER)
    yield days
    days.engine.close()


def file(d, period, year, month):
    return d.file(NUMBER, period, done=year * MILLION, month=month * MILLION, problems=[PROBLEM])


def test_points_are_lost_on_the_day_they_are_lost(d):
    d.on("2011-02-21")
    dispatcher = Actor(PROJECTS[NUMBER]["dispatcher"])
    blockers.raise_blocker(d.engine, d.project(NUMBER), "land", "not moved", by=dispatcher)
    orders.issue_order(
        d.engine, d.project(NUMBER), None, "loan", by=KPMO, unit="bank-of-linlan", head="manager"
    )
    january = file(d, "2011-01", 5, 5)  # due on the 12th: nine days late
    d.on("2011-03-04")
    file(d, "2011-02", 10, 5)
    d.on("2011-03-08")
    d.fire(january, "correct", dispatcher, {"evidence": ["supervisor.pdf"]}, "a paper was left out")
    d.on("2011-04-20")
    lost = [(str(one.day), one.what, one.of, one.component, one.points)
            for one in deductions(d.engine, d.project(NUMBER), 2011)]  # fmt: skip
    ladder = ("K004/blocker/1", "problems", None)
    assert lost == [
        ("2011-02-13", "late", "2011-01", "reporting", -1),
        ("2011-02-25", "ran-out", *ladder),
        ("2011-03-04", "ran-out", *ladder),
        ("2011-03-08", "corrected", "2011-01", "reporting", Decimal("-0.5")),
        ("2011-03-11", "ran-out", *ladder),
        ("2011-03-25", "ran-out", *ladder),
        ("2011-03-31", "red", "2011-03", "light", None),  # a tenth of what it comes to
        ("2011-04-16", "missed", "2011-03", "reporting", -3),
    ]
    assert deductions(d.engine, d.project(NUMBER), 2012) == []


def test_a_project_lands_in_three_steps_each_with_the_day_it_was_due():
    d = Days("K002")
    project = d.project("K002")
    site, land, start = landing(project, [], date(2011, 6, 1))
    assert (site.step, site.due, site.done, site.late) == ("site", None, date(2010, 12, 6), None)
    # Land was due on 28 February, works on 20 May; neither is done.
    assert (land.due, land.done, land.late) == (date(2011, 2, 28), None, 93)
    assert (start.due, start.done, start.latest, start.late) == (date(2011, 5, 20), None, None, 12)
    d.engine.close()


def test_what_is_done_is_money_for_a_month_and_a_day_for_a_stage(d):
    d.on("2011-02-10")
    file(d, "2011-01", 15, 15)
    project = d.project(NUMBER)
    invested = by_month(d.engine, project)
    assert {month: money.amount for month, money in invested.items()} == {"2011-01": 15 * MILLION}
    months = {node.name.rpartition("/")[2]: node.done for node in tree(project, invested)
              if node.level == "month"}  # fmt: skip
    assert months["01"] == invested["2011-01"]
    assert months["02"] is None
    assert {node.done for node in tree(project) if node.level == "month"} == {None}


@pytest.mark.parametrize(("last", "done"), [("2011-11-30", date(2011, 11, 30)), (None, None)])
def test_a_stage_is_done_when_its_last_step_is(last, done):
    steps = PROJECTS["K020"]["targets"]["stages"][0]["steps"]
    assert [step["step"] for step in steps] == ["project_decision", "parallel_review"]
    days = {"parallel_review": "2011-03-07", "project_decision": last}
    reached = [{"step": step, "done_on": day} for step, day in days.items() if day]
    engine = city_engine()
    told = PROJECTS["K020"] | {"reached": reached}
    (project,) = adopt_list(engine, [told], by=CITY).cases
    first = next(node for node in tree(project) if node.level == "stage")
    assert (first.name, first.done) == ("approval", done)
    engine.close()
