"""Colours at their edges, by every published rule; and what months make of each other."""

from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyflow_keyprojects.colours import Base, ColourRule, Sanya, Xinhuang, Yinchuan, rule_of
from keyflow_keyprojects.rules.lights import (
    COLOURS,
    Mark,
    Verdict,
    better,
    mark_of,
    marked,
    settle,
    worst,
)
from keyflow_keyprojects.rules.progress import Progress

RULES = [Base(), Base(edge="yellow"), Yinchuan(), Yinchuan(gap="yellow"), Sanya(), Xinhuang()]


def behind(points, **more):
    """A project of 100 whose schedule stands at 60, and which is so many points behind."""
    return Progress(Fraction(100), Fraction(60), Fraction(60) - Fraction(points), **more)


def colours(rule, *points):
    return [rule.colour(behind(each)).colour for each in points]


EDGES = ("-5", "0", "0.01", "9.99", "10", "10.01", "30", "30.01")


@pytest.mark.parametrize(
    ("rule", "letters"),
    [
        (Base(), "ggggg yy r"),
        (Base(edge="yellow"), "gggg yyy r"),
        (Yinchuan(), "gggg yyy r"),
        (Yinchuan(gap="yellow"), "gg yyyyy r"),
    ],
)
def test_points_behind_at_the_edges(rule, letters):
    wanted = letters.replace(" ", "")
    assert "".join(each[0] for each in colours(rule, *EDGES)) == wanted


def test_the_tenth_point_is_judged_before_it_is_rounded():
    third = Progress(Fraction(3), Fraction(1), Fraction(7, 10))
    assert third.behind == 10
    assert Base().colour(third).colour == "green"
    hair = Progress(Fraction(10**20), Fraction(10**19) + 1, Fraction(0))
    assert Base().colour(hair).colour == "yellow"
    assert marked("2011-03", hair, Base().colour(hair), justified=False).points == Decimal("10.00")


def test_sanya_looks_at_the_part_of_the_scheduled_amount_that_is_missing():
    short = [Progress(Fraction(100), Fraction(40), Fraction(done)) for done in
             ("40", "39.99", "20", "19.99", "0")]  # fmt: skip
    assert [Sanya().colour(each).colour for each in short] == [
        "green", "yellow", "yellow", "red", "red",
    ]  # fmt: skip
    assert Sanya().colour(Progress(Fraction(100), Fraction(0), Fraction(0))).colour == "green"


def test_xinhuang_watches_below_eighty_and_has_a_card_below_sixty():
    months = [Progress(Fraction(100), Fraction(50), Fraction(0), Fraction(10), Fraction(done))
              for done in ("8", "7.99", "6", "5.99", "0")]  # fmt: skip
    assert [Xinhuang().colour(each) for each in months] == [
        ("green", "on-schedule"), ("green", "followed"), ("green", "followed"),
        ("yellow", "yellow-card"), ("yellow", "yellow-card"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "verdict"),
    [
        ({"starts_missed": 0}, ("green", "on-schedule")),
        ({"starts_missed": 1}, ("yellow", "start-missed")),
        ({"starts_missed": 2}, ("yellow", "start-missed")),
        ({"starts_missed": 3}, ("red", "start-missed")),
        ({"unregistered": 1}, ("yellow", "not-in-statistics")),
        ({"unregistered": 2}, ("red", "not-in-statistics")),
        ({"starts_missed": 1, "unregistered": 2}, ("red", "not-in-statistics")),
    ],
)
def test_yinchuan_also_counts_starts_and_statistics(more, verdict):
    assert Yinchuan().colour(behind(0, **more)) == verdict
    assert Base().colour(behind(0, **more)) == ("green", "on-schedule")


def test_the_worst_verdict_holds_and_the_first_of_equals():
    green, first, second = (
        Verdict("green", "a"), Verdict("yellow", "b"), Verdict("yellow", "c"),
    )  # fmt: skip
    assert worst(green, first, second) is first


def test_a_light_is_better_only_than_a_worse_one():
    assert better("green", "yellow")
    assert better("yellow", "red")
    assert not better("red", "yellow")
    assert not better("green", "green")
    assert not better("green", "grey")
    assert not better("green", None)


def months(letters, **rules):
    """Settle a row of months, a letter each from January on; `-` is a month without a light."""
    names = {colour[0] + colour[-1] * (colour == "grey"): colour for colour in COLOURS}
    marks = [
        Mark(f"2011-{number:02}", names[letter], "behind", Decimal(0))
        for number, letter in enumerate(letters.split(), start=1)
        if letter != "-"
    ]
    return marks, settle(marks, **rules)


BASE = {"second_yellow": "red", "late_makeup": True}


def short(lights):
    return [f"{light.colour[0]}{light.run}" for light in lights if light.colour != "grey"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("y", ["y1"]),
        ("y y", ["y1", "r2"]),
        ("y y y", ["y1", "r2", "r3"]),
        ("y g y", ["y1", "g0", "y1"]),
        ("y r y", ["y1", "r0", "y1"]),
        ("y - y", ["y1", "y1"]),
        ("y gy y", ["y1", "y1"]),
    ],
)
def test_the_second_yellow_running_is_red(row, found):
    assert short(months(row, **BASE)[1]) == found
    plain = [light.colour for light in months(row)[1]]
    assert plain == [light.mark.own for light in months(row)[1]]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("r", ["r0"]),
        ("r g", ["y0", "g0"]),
        ("r y", ["r0", "y1"]),
        ("r r g", ["y0", "y0", "g0"]),
        ("y y g", ["y1", "y2", "g0"]),
        ("r g r", ["y0", "g0", "r0"]),
    ],
)
def test_a_red_month_that_is_made_up_for_becomes_yellow(row, found):
    lights = months(row, **BASE)[1]
    assert short(lights) == found
    assert months(row)[1][0].colour == lights[0].mark.own


def test_the_next_years_green_does_not_make_up_for_this_years_red():
    marks = [Mark("2011-12", "red", "behind", Decimal(40)),
             Mark("2012-01", "green", "on-schedule", Decimal(0))]  # fmt: skip
    assert [light.colour for light in settle(marks, **BASE)] == ["red", "green"]


def test_december_and_january_run_on():
    marks = [Mark(period, "yellow", "behind", Decimal(20)) for period in ("2011-12", "2012-01")]
    assert [light.run for light in settle(marks, **BASE)] == [1, 2]


def test_the_order_in_which_reports_come_in_does_not_matter():
    marks, lights = months("y y r g", **BASE)
    for order in permutations(marks):
        assert settle(order, **BASE) == lights


def test_a_covered_shortfall_keeps_its_colour_and_says_so():
    rule, late = Base(), behind(20)
    mark = marked("2011-03", late, rule.colour(late), justified=True)
    (light,) = settle([mark])
    assert (light.colour, light.justified, light.record()["justified"]) == ("yellow", True, True)
    assert mark_of(light.record()) == mark
    good = marked("2011-03", behind(0), rule.colour(behind(0)), justified=True)
    assert not settle([good])[0].justified


AMOUNTS = st.decimals(0, 10**9, places=2).map(Fraction)
PROGRESS = st.builds(
    Progress, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS,
    st.integers(0, 5), st.integers(0, 5),
)  # fmt: skip


@given(PROGRESS)
@settings(max_examples=150, deadline=None)
def test_every_input_has_exactly_one_colour(progress):
    for rule in RULES:
        verdict = rule.colour(progress)
        assert verdict.colour in COLOURS
        assert verdict == rule.colour(progress)
        assert verdict.why


@given(PROGRESS, st.decimals("0.01", 100, places=4).map(Fraction))
@settings(max_examples=150, deadline=None)
def test_a_light_never_depends_on_the_exchange_rate(progress, rate):
    names = ("year_plan", "plan", "done", "month_plan", "month_done")
    converted = Progress(
        **{name: getattr(progress, name) * rate for name in names},
        starts_missed=progress.starts_missed,
        unregistered=progress.unregistered,
    )
    for rule in RULES:
        assert rule.colour(converted) == rule.colour(progress)
        mark, other = (
            marked("2011-03", each, rule.colour(each), justified=False)
            for each in (progress, converted)
        )
        assert mark == other


@given(st.lists(st.tuples(st.integers(1, 12), st.sampled_from(COLOURS)), unique_by=lambda m: m[0]))
@settings(max_examples=100, deadline=None)
def test_settling_gives_every_month_one_light_and_never_turns_a_month_green(found):
    marks = [Mark(f"2011-{month:02}", own, "x", Decimal(0)) for month, own in found]
    lights = settle(marks, **BASE)
    assert sorted(mark.period for mark in marks) == [light.mark.period for light in lights]
    assert all(light.mark.own == "green" for light in lights if light.colour == "green")
    assert all(light.mark.own == "grey" for light in lights if light.colour == "grey")


def test_a_rule_is_found_by_its_kind_also_one_of_somebody_else():
    assert rule_of("kp-light-sanya") is Sanya

    class Ours(ColourRule):
        kind = "our-light"

        def colour(self, progress):
            return Verdict("green", "always")

    assert rule_of("our-light") is Ours
    with pytest.raises(KeyError):
        rule_of("no-light")
