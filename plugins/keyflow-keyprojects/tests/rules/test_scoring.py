"""C9 by hand: every case says in its comment what it comes to, and why."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyflow_keyprojects.rules.merits import Duty, Milestone, QuarterFacts
from keyflow_keyprojects.rules.ranking import Entry, ranked
from keyflow_keyprojects.rules.scoring import RUBRICS, Rubric, offer
from keyflow_keyprojects.settings import DEFAULTS, Scoring

END = date(2011, 3, 31)
BASE = RUBRICS["base-1"]
ON_TIME = Milestone("land", date(2011, 3, 10), 30, date(2011, 3, 10))
LATE = Milestone("permits", date(2011, 3, 10), 30, date(2011, 3, 20))
NEVER = Milestone("foundation", date(2011, 3, 10), 40, None)


def facts(**given):
    return QuarterFacts(until=END, **{"planned": Decimal(100), "done": Decimal(100)} | given)


def total(**given):
    return BASE.quarter(facts(**given)).total


def lines(**given):
    return {line.component: line.points for line in BASE.quarter(facts(**given)).lines}


BY_HAND = {
    # Nothing due but money: 40 + 25 + 15 move to it, reports and problems are full.
    "all as planned": ({}, "100"),
    # 80 x 0.5 + 10 + 10
    "half the money": ({"done": Decimal(50)}, "60"),
    # Investment 40 + 15 = 55; milestones 25 x (30 + 15) / 100 = 11.25; 10 + 10
    "one milestone late, one missed": ({"milestones": (ON_TIME, LATE, NEVER)}, "86.25"),
    # Milestones take investment's 40 and the items' 15: 80 x 45 / 100 = 36; 10 + 10
    "no plan": ({"planned": Decimal(0), "milestones": (ON_TIME, LATE, NEVER)}, "56"),
    # Investment 40 + 25 = 65; items 15 x 2 / 3 = 10; 10 + 10
    "an item of three late": (
        {"items": (Duty("a", True), Duty("b", True), Duty("c", False))}, "95"),
    # Reports 10 - 1 - 3 - 0.5 = 5.5, the rest is full.
    "late, missed and corrected": ({"late": 1, "missed": 1, "corrected": 1}, "95.5"),
    # 10 - 3 - 3 - 3 - 0.5 - 0.5 = 0: the floor is 0
    "three missed": ({"missed": 3, "corrected": 4}, "90"),
    # 80 + 10 + 10 x 1 / 2
    "an order of two late": ({"problems": (Duty("x", True), Duty("y", False))}, "95"),
    # 10 points over: + 0.2 each
    "110 %": ({"done": Decimal(110)}, "102"),
    # 25 points over are the most: + 5
    "125 %": ({"done": Decimal(125)}, "105"),
    "200 %": ({"done": Decimal(200)}, "105"),
    # 100 - 10 % of 100
    "red": ({"red": True}, "90"),
    # (100 + 5) x 0.9
    "red and over target": ({"done": Decimal(130), "red": True}, "94.5"),
    "red and cleared": ({"red": True, "cleared": True}, "100"),
    "an accident": ({"veto": "a worker died"}, "0"),
    # 1/3 of the money: 80 / 3 + 20 = 46.666…, half up
    "a third": ({"done": Decimal(1), "planned": Decimal(3)}, "46.67"),
    # A correction may bring the year below nothing: no points are taken for that.
    "less than nothing": ({"done": Decimal(-5)}, "20"),
}  # fmt: skip


@pytest.mark.parametrize("case", BY_HAND)
def test_a_quarter_comes_to_what_the_hand_works_out(case):
    changes, wanted = BY_HAND[case]
    assert total(**changes) == Decimal(wanted)


def test_every_line_says_what_it_stands_on():
    score = BASE.quarter(facts(milestones=(ON_TIME, NEVER), late=1, stale=True, red=True))
    said = {line.component: line.evidence for line in score.lines}
    assert said["investment"] == "done=100; plan=100; stale"
    assert said["milestones"] == "land=2011-03-10/2011-03-10; foundation=-/2011-03-10"
    assert said["reporting"] == "late=1; missed=0; corrected=0"
    assert said["light"] == "red"


def test_a_milestone_met_after_the_quarter_is_not_met():
    later = Milestone("land", date(2011, 3, 10), 100, date(2011, 4, 1))
    # 55 + 0 + 10 + 10
    assert total(milestones=(later,)) == 75


def test_neither_money_nor_milestones_is_insufficient():
    score = BASE.quarter(facts(planned=Decimal(0), items=(Duty("a", True),)))
    assert (score.grade, score.total, score.counts) == ("insufficient", None, False)


@pytest.mark.parametrize(
    ("assessed", "listed", "counts"), [(3, 3, True), (2, 3, True), (1, 3, False), (1, 1, True),
                                       (1, 2, False), (0, 3, False)],
)  # fmt: skip
def test_two_thirds_of_the_months_are_enough(assessed, listed, counts):
    score = BASE.quarter(facts(assessed=assessed, listed=listed))
    assert score.counts is counts
    assert score.coverage == (Decimal(assessed) / listed).quantize(Decimal("0.0001"))


def test_an_accident_fails_also_who_is_covered_too_little():
    score = BASE.quarter(facts(assessed=1, veto="collapse"))
    assert (score.grade, score.total) == ("fail", 0)


@pytest.mark.parametrize(
    ("points", "grade"), [("90", "excellent"), ("89.99", "good"), ("80", "good"), ("79.99", "pass"),
                          ("60", "pass"), ("59.99", "fail")],
)  # fmt: skip
def test_grades_begin_where_the_settings_say(points, grade):
    assert BASE.grade(Decimal(points)) == grade


def test_beyond_130_a_point_adds_less_and_the_cap_is_a_number_too():
    class Generous(Rubric):
        version = "generous-1"
        numbers = Scoring(bonus_most=Decimal(10))

    # 30 x 0.2 + 20 x 0.1 = 8
    assert Generous().bonus(Decimal("1.50")) == 8
    assert Generous().bonus(Decimal(9)) == 10
    assert BASE.bonus(Decimal("1.50")) == 5


# units


def scored(total, **more):
    """Return a quarter of that many points, by money alone."""
    return BASE.quarter(facts(done=(Decimal(total) - 20) / 80 * 100, **more))


def test_a_unit_is_seven_tenths_its_projects_by_what_they_plan_and_three_its_own_duties():
    projects = [(scored(90), Decimal(300)), (scored(60), Decimal(100))]
    # mean (90 x 300 + 60 x 100) / 400 = 82.5; 57.75 + 30 x 3 / 4 = 80.25
    score = BASE.unit(projects, 3, 4)
    assert {line.component: line.points for line in score.lines} == {
        "projects": Decimal("57.75"), "duties": Decimal("22.5"),
    }  # fmt: skip
    assert (score.total, score.grade) == (Decimal("80.25"), "good")


def test_a_unit_is_not_pulled_by_projects_that_do_not_count():
    projects = [(scored(90), Decimal(100)), (scored(20, assessed=0), Decimal(900))]
    assert BASE.unit(projects, 0, 0).total == 90


def test_a_functional_unit_has_its_duties_alone():
    # 100 x 2 / 3
    assert BASE.unit([], 2, 3).total == Decimal("66.67")
    assert BASE.unit([], 0, 0).grade == "insufficient"


def test_projects_that_plan_nothing_weigh_alike():
    assert BASE.unit([(scored(90), Decimal(0)), (scored(60), Decimal(0))], 0, 0).total == 75


# years

QUARTERS = [("Q1", scored(80)), ("Q2", scored(90)), ("Q3", scored(20, assessed=0)),
            ("Q4", scored(70))]  # fmt: skip


@pytest.mark.parametrize(
    ("done", "wanted", "grade"),
    [
        ("100", "80", "good"),  # (80 + 90 + 70) / 3
        ("93.5", "74", "pass"),  # 6.5 short: six full points
        ("110", "82", "good"),  # + 0.2 x 10
        ("200", "85", "good"),  # + 5 at most
        ("0", "0", "fail"),  # 100 short: not below nothing
    ],
)
def test_a_year_is_the_mean_of_what_is_ranked_and_the_years_volume(done, wanted, grade):
    score = BASE.year(QUARTERS, Decimal(100), Decimal(done))
    assert (score.total, score.grade) == (Decimal(wanted), grade)
    assert score.coverage == Decimal("0.75")


@pytest.mark.parametrize(
    ("months", "coverage", "grade"),
    [
        ((8, 12), "0.6667", "good"),  # two thirds are enough
        ((7, 12), "0.5833", "insufficient"),
        ((3, 12), "0.25", "insufficient"),  # on hold from the fourth month on
        ((2, 3), "0.6667", "good"),  # it came to the list in October
    ],
)
def test_a_year_of_too_few_assessed_months_is_shown_and_not_ranked(months, coverage, grade):
    score = BASE.year(QUARTERS, Decimal(100), Decimal(100), months=months)
    assert (score.total, score.coverage, score.grade) == (80, Decimal(coverage), grade)
    assert score.counts == (grade != "insufficient")


def test_a_unit_is_covered_by_its_quarters():
    score = BASE.year([*QUARTERS[:1], *QUARTERS[2:3]], Decimal(100), Decimal(100))
    assert (score.total, score.coverage, score.grade) == (80, Decimal("0.5"), "insufficient")


def test_a_veto_is_applied_last():
    score = BASE.year(QUARTERS, Decimal(100), Decimal(200), "collapse")
    assert (score.total, score.grade) == (0, "fail")


def test_a_year_without_a_ranked_quarter_is_insufficient():
    score = BASE.year(QUARTERS[2:3], Decimal(100), Decimal(100))
    assert (score.total, score.grade) == (None, "insufficient")


# ranks


def test_who_ties_shares_a_rank_and_the_next_is_skipped():
    entries = [
        Entry("d", Decimal(70)),
        Entry("c", Decimal(80), Decimal("0.9"), "C"),
        Entry("b", Decimal(80), Decimal("0.95"), "B"),
        Entry("a", Decimal(90)),
    ]
    assert [(rank, entry.key) for rank, entry in ranked(entries)] == [
        (1, "a"), (2, "b"), (2, "c"), (4, "d"),
    ]  # fmt: skip


def test_within_a_rank_the_name_comes_after_the_ratio():
    same = [Entry("x", Decimal(80), None, "乙"), Entry("y", Decimal(80), None, "丙")]
    assert [entry.name for _, entry in ranked(same)] == ["丙", "乙"]


# rubrics


def test_a_city_scores_its_own_way_under_its_own_version():
    class Strict(Rubric):
        """A city that gives nothing for what is late."""

        version = "strict-1"
        numbers = Scoring(late_milestone=Decimal(0))

    offer(Strict())
    try:
        # 55 + 25 x 30 / 60 + 20
        strict = RUBRICS["strict-1"].quarter(facts(milestones=(ON_TIME, LATE)))
        assert (strict.rubric, strict.total) == ("strict-1", Decimal("87.5"))
        assert total(milestones=(ON_TIME, LATE)) == Decimal("93.75")
        offer(Strict())
    finally:
        del RUBRICS["strict-1"]


def test_two_rubrics_of_one_version_are_refused():
    class Other(Rubric):
        """Another that says it is the first."""

    with pytest.raises(ValueError, match="base-1"):
        offer(Other())


def test_weights_that_do_not_make_a_hundred_are_refused():
    with pytest.raises(ValueError, match="100"):
        Scoring(weights=DEFAULTS.scoring.weights | {"investment": Decimal(41)})


# properties

amounts = st.decimals(0, 10**12, places=2)
duties = st.lists(st.booleans().map(lambda ok: Duty("d", ok)), max_size=4).map(tuple)
days = st.dates(date(2011, 1, 1), date(2011, 6, 30))
steps = st.builds(Milestone, step=st.just("s"), due=st.dates(date(2011, 1, 1), END),
                  weight=st.integers(0, 100), done_on=st.none() | days)  # fmt: skip
anything = st.builds(
    QuarterFacts,
    until=st.just(END),
    planned=amounts,
    done=amounts | amounts.map(lambda amount: -amount),
    milestones=st.lists(steps, max_size=4).map(tuple),
    items=duties,
    problems=duties,
    late=st.integers(0, 3),
    missed=st.integers(0, 3),
    corrected=st.integers(0, 9),
    listed=st.integers(1, 3),
    assessed=st.integers(0, 3),
    red=st.booleans(),
    cleared=st.booleans(),
    veto=st.sampled_from(["", "", "", "collapse"]),
)


@settings(max_examples=200, deadline=None)
@given(anything)
def test_a_score_is_within_its_bounds_and_its_weights_make_a_hundred(found):
    score = BASE.quarter(found)
    if score.total is not None:
        assert score.total.is_finite()
        assert 0 <= score.total <= 105
        assert abs(sum(line.points for line in score.lines) - score.total) < Decimal("0.01")
    components = set(DEFAULTS.scoring.weights)
    weights = [line.most for line in score.lines if line.component in components]
    assert sum(weights) in {0, 100}
    assert all(line.points.is_finite() and line.points <= line.most for line in score.lines)


@settings(max_examples=100, deadline=None)
@given(st.lists(anything, min_size=1, max_size=4), amounts, amounts)
def test_a_year_is_within_its_bounds_and_counts_no_insufficient_quarter(found, target, done):
    quarters = [(f"Q{n}", BASE.quarter(each)) for n, each in enumerate(found)]
    score = BASE.year(quarters, target, done)
    counted = [each for each in quarters if each[1].counts]
    again = BASE.year(counted, target, done) if counted else None
    assert score.total is None if again is None else score.total == again.total
    assert score.total is None or 0 <= score.total <= 110


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=12), st.randoms())
def test_ranks_do_not_depend_on_the_order_they_come_in(found, luck):
    entries = [Entry(str(n), Decimal(total), Decimal(ratio), "x")
               for n, (total, ratio) in enumerate(found)]  # fmt: skip
    shuffled = entries[:]
    luck.shuffle(shuffled)
    assert ranked(shuffled) == ranked(entries)
    for rank, entry in ranked(entries):
        assert rank == 1 + sum(other.total > entry.total for other in entries)


def test_coverage_is_compared_exactly():
    assert DEFAULTS.scoring.min_coverage == Fraction(2, 3)
