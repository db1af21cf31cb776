"""The approval stage's forty working days of government time (C4.1)."""

from datetime import date

import pytest

from keyflow.commands import Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects.efficiency import budgets, efficiency

from .days import CITY, PROJECTS, Days  # noqa: TID252 - tests are no package
from .office_life import Life, window  # noqa: TID252 - tests are no package

NUMBER = next(
    number
    for number, project in PROJECTS.items()
    if number.startswith("K") and project["entry_stage"] == "approval"
)
OWNER, FUNC = Actor(PROJECTS[NUMBER]["owner_contact"]), Actor("window-1", {"func"})
SOON, OVER = "M13-approval-soon", "M13-approval-overdue"


@pytest.fixture
def days():
    office = Days(NUMBER, begin="2011-03-01")
    yield office
    office.engine.close()


def budget(days):
    return next((one for one in days.project(NUMBER).armed if one.name == "approval_stage"), None)


def apply(days):
    days.fire(days.cases[NUMBER], "apply_decision", OWNER)


def told(days, *names):
    return {row[:2] for row in days.told(days.cases[NUMBER]) if row[1] in names}


def test_it_begins_with_the_application_and_has_forty_working_days(days):
    assert budget(days) is None
    days.on("2011-03-02")
    apply(days)
    # 21 working days of March after the 2nd, 19 of April with the 2nd and without 4 and 5.
    assert budget(days).last == date(2011, 4, 28)


def test_what_is_held_up_waits_for_the_owner_and_goes_on(days):
    days.on("2011-03-02")
    apply(days)
    days.on("2011-03-09")
    days.fire(days.cases[NUMBER], "fail", FUNC, comment="no site")
    assert budget(days).next is None
    days.on("2011-03-16")
    days.fire(days.cases[NUMBER], "reapply", OWNER)
    assert budget(days).last == date(2011, 5, 6)  # five working days, 9 to 15 March, did not count
    (found,) = budgets(days.engine, on=date(2011, 3, 16))
    assert (found.subject, found.limit, found.used, found.decided) == (NUMBER, 40, 5, None)


def test_on_hold_it_stands_still(days):
    days.on("2011-03-02")
    apply(days)
    report = {"reason_class": "land", "since": "2011-03-02", "expected_end": "2011-09-01"}
    days.engine.do(Suspend(days.cases[NUMBER], "on hold", {"suspension_report": report}), by=CITY)
    assert budget(days).next is None


def test_late_is_told_and_shown_and_refuses_nothing(days):
    days.on("2011-03-02")
    apply(days)
    days.on("2011-05-04")
    assert told(days, SOON, OVER) == {("2011-04-26", SOON), ("2011-04-29", OVER)}
    whom = {row[2] for row in days.told(days.cases[NUMBER]) if row[1] == OVER}
    assert {"role:kpmo", PROJECTS[NUMBER]["head"], PROJECTS[NUMBER]["sponsor"]} <= whom
    (row,) = [row for row in days.engine.deadlines() if row.armed.name == "approval_stage"]
    assert row.armed.late
    (found,) = efficiency(days.engine, "budget", on=date(2011, 5, 4))
    assert (found.key, found.days, found.running, found.overdue) == ("approval", "wd", 1, 1)
    assert found.items[0].used == 43  # 29 April, 3 and 4 May were worked
    days.fire(days.cases[NUMBER], "fail", FUNC, comment="no site")
    days.fire(days.cases[NUMBER], "reapply", OWNER)
    assert days.project(NUMBER).state == "approval.decision"


def test_the_hand_over_ends_it_and_its_days_stay_known(office, clock):
    life = Life(office, clock)
    life.select()
    life.go("apply_decision", life.owner)
    clock.tick(days=7)
    assert [one.decided for one in budgets(office, on=life.today)] == [None]
    life.grant("approval")
    life.go("decision_granted", window("drc"))
    life.all_agree("review")
    life.go("stage_done", life.dept)
    life.go("hand_over", life.dept)
    (found,) = budgets(office)
    assert (found.subject, found.decided, found.overdue) == ("K026", life.today, False)
