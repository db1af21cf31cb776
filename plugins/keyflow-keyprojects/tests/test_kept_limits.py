"""C9 on problems and own duties: a limit that ran out is not kept, however it came to its end."""

from datetime import date
from decimal import Decimal

import pytest

from keyflow.plugin import Actor, Money
from keyflow_keyprojects import adjustments, blockers, orders
from keyflow_keyprojects.assessing import draft_quarter
from keyflow_keyprojects.figures import year_completed
from keyflow_keyprojects.lists import list_case, version_on, versions
from keyflow_keyprojects.quarters.facts import quarter_facts
from keyflow_keyprojects.quarters.rows import unit_rows
from keyflow_keyprojects.roster import Org
from keyflow_keyprojects.rules.merits import Duty
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.rules.scoring import RUBRICS
from keyflow_keyprojects.targets import year_of
from keyflow_keyprojects.yearly import volume

from .days import CITY, KPMO, PROJECTS, Days  # noqa: TID252 - tests are no package

Q1, Q2, Q3, Q4 = (Quarter(2011, number) for number in (1, 2, 3, 4))
DISPATCHER = Actor(PROJECTS["K004"]["dispatcher"])
HEAD, SPONSOR = Actor(PROJECTS["K004"]["head"]), Actor(PROJECTS["K004"]["sponsor"])
DEPARTMENT, CHAIR = Actor("head-of-department", {"dept"}), Actor("chair", {"meeting"})
SUPERVISION = Actor("inspector-1", {"supervision"})


@pytest.fixture
def d():
    days = Days("K004")
    yield days
    days.engine.close()


def raised(d, day="2011-02-21", **more):
    """Raise a land problem: level 1 ends on 24 February, then 3, 10 and 24 March."""
    d.on(day)
    return blockers.raise_blocker(
        d.engine, d.project("K004"), "land", "not moved out", by=DISPATCHER, **more
    )


def problems(d, quarter=Q1):
    (found,) = quarter_facts(d.engine, quarter, numbers=["K004"])
    return found.facts.problems


def line(d, component="problems", quarter=Q1):
    (row,) = (row for row in draft_quarter(d.engine, quarter) if row["number"] == "K004")
    return next(line for line in row["lines"] if line["component"] == component)


def test_a_problem_that_nobody_solves_costs_its_points_in_every_quarter_it_stands_open(d):
    raised(d)
    d.on("2011-03-25")
    (late,) = [row for row in d.engine.deadlines(workflow="blocker") if row.armed.late]
    assert (late.armed.name, late.armed.last) == ("meeting", date(2011, 3, 24))
    d.on("2011-04-18")
    # 10 x 0 / 1: climbing took it from desk to desk, and solved nothing.
    assert (line(d)["points"], line(d)["evidence"]) == (0, "due=1; late=1")
    d.on("2011-07-20")
    assert problems(d, Q2) == (Duty("1", False),)
    d.fire(blockers.blockers_of(d.engine, d.project("K004"))[0].id, "resolve", CHAIR, comment="so")
    assert problems(d, Q2) == (Duty("1", False),)
    assert problems(d, Q3) == ()  # it was solved in the third


@pytest.mark.parametrize(
    ("day", "who", "kept"),
    [
        ("2011-02-24", HEAD, True),  # the last day of level 1
        ("2011-02-25", DEPARTMENT, False),  # level 1 ran out in the night: it has climbed
        ("2011-03-24", CHAIR, False),  # in time at the top, late at three levels
    ],
)
def test_a_problem_is_solved_in_time_before_the_limit_of_its_level_runs_out(d, day, who, kept):
    case = raised(d)
    d.on(day).fire(case.id, "resolve", who, comment="moved out")
    assert problems(d) == (Duty("1", kept),)


@pytest.mark.parametrize(("day", "kept"), [("2011-03-04", True), ("2011-03-09", False)])
def test_the_limit_of_level_four_counts_like_the_others(d, day, kept):
    case = raised(d)
    for _ in range(3):  # taken up by hand on the first day: no limit has run out
        case = blockers.escalate(d.engine, case, "at once to the meeting", by=KPMO).case
    assert case.state == "open.l4"
    d.on("2011-03-01")
    assert problems(d) == (Duty("1", False),)  # ten working days, until 7 March, are not over
    d.on(day).fire(case.id, "resolve", CHAIR, comment="moved out")
    assert problems(d) == (Duty("1", kept),)


@pytest.mark.parametrize(("day", "kept"), [("2011-03-15", True), ("2011-03-16", False)])
def test_what_is_promised_by_a_day_is_judged_by_that_day(d, day, kept):
    case = raised(d, due=date(2011, 3, 15))
    d.on(day)
    d.fire(case.id, "resolve", CHAIR, comment="moved out")
    assert problems(d) == (Duty("1", kept),)


def test_an_order_that_nobody_answers_is_not_answered_in_time_whatever_becomes_of_it(d):
    d.on("2011-02-21")
    order = orders.issue_order(d.engine, d.project("K004"), "blue", "report", by=SUPERVISION)
    d.on("2011-04-18")
    case = d.engine.case(order.id)
    assert (case.data["colour"], case.data["upgrades"], case.state) == ("red", 2, "waiting.issued")
    (duty,) = problems(d)
    assert not duty.in_time
    assert not problems(d, Q2)[0].in_time  # it is red, and nobody has answered still


def test_what_cannot_be_ordered_costs_nothing(d):
    d.on("2011-02-21")
    for unit in ("bank-of-linlan", "power"):  # requests, by the roster
        orders.issue_order(
            d.engine, d.project("K004"), None, "the loan", by=KPMO, unit=unit, head="manager"
        )
    orders.issue_order(
        d.engine, d.project("K004"), "blue", "?", by=KPMO, unit="nobody", head="someone"
    )
    d.on("2011-04-18")
    assert problems(d) == ()
    assert line(d)["points"] == 10
    units = {row["number"] for row in draft_quarter(d.engine, Q1) if row["kind"] == "unit"}
    assert units == {PROJECTS["K004"]["unit"]}


def test_only_units_on_the_roster_that_the_city_may_score_have_a_row():
    roster = {
        "town": Org("town", "town", "镇", "Town"),
        "bank": Org("bank", "bank", "银行", "Bank"),
        "power": Org("power", "stationed", "供电", "Power"),
    }
    told = dict.fromkeys(("town", "bank", "power", "nobody"), (0, 1))
    rows = unit_rows("2011-Q1", RUBRICS["base-1"], [], told, roster)
    assert [row["number"] for row in rows] == ["town"]


# K31: what takes effect later


def decided(d, day, number, share, effective):
    """Have the year plan of K004 changed to a share of it."""
    d.on(day)
    plan = d.project("K004").data["year_plan"]
    line = adjustments.reamount(
        d.project("K004"), "less", year_plan=Money(plan.amount * share / 100, "CNY")
    )
    case = adjustments.draft(
        d.engine, number, 2011, [line], by=KPMO, reason="window", effective=effective
    )
    adjustments.decide(d.engine, adjustments.propose(d.engine, case, by=KPMO), by=CITY)


def test_a_quarter_and_a_year_are_measured_by_the_plan_in_force_at_their_end(d):
    """K004 plans 229.8 million, 19.15 a month."""
    decided(d, "2011-09-19", "ADJ-1", 80, date(2011, 10, 1))
    decided(d, "2011-12-12", "ADJ-2", 50, date(2012, 1, 1))
    d.on("2012-01-20")
    million = Decimal(1_000_000)

    def plan(quarter):
        (found,) = quarter_facts(d.engine, quarter)
        return found.facts.planned, found.plan_version

    assert plan(Q3) == (Decimal("172.35") * million, "1")  # 9 x 19.15: the change is of October
    # 229.8 x 0.8 = 183.84; the half decided in December holds from January.
    assert plan(Q4) == (Decimal("183.84") * million, "2")
    assert volume(d.engine, 2011).planned == Decimal("183.84") * million
    found = year_completed(d.engine, 2011)
    assert (found.version, found.effective) == (2, date(2011, 10, 1))
    assert found.announced == Decimal("2.298")
    year = year_of(d.engine, 2011)
    assert (year.version, year.plan) == (2, Decimal("1.8384"))
    assert list_case(d.engine, 2011).data["version"] == 3


def test_the_version_in_force_is_the_first_before_any_is(d):
    known = versions(d.engine, 2011)
    assert version_on(known, date(2010, 12, 31)) == known[0]
