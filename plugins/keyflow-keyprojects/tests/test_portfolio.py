from datetime import date
from decimal import Decimal

import pytest

from keyflow.plugin import Money
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.fx import FxPolicy, FxRate, rate_effect
from keyflow_keyprojects.portfolio import (
    NOTICE_2011,
    PRELIMINARY_2011,
    Comparison,
    ListChange,
    Member,
    compare,
    completion,
    headline,
    last_digit,
    member,
    percent,
)


def usd(rate, source="plan"):
    return FxRate("USD", "CNY", Decimal(rate), date(2010, 12, 31), source)


PLAN = usd("6.6667")


@pytest.fixture(scope="module")
def members():
    return [member(project) for project in key_projects()]


@pytest.mark.parametrize(
    ("rate", "total", "shown", "within"),
    [
        ("6.6667", "320.00026", "320", True),
        ("6.6227", "319.65706", "320", True),
        ("6.3009", "317.14702", "317", False),
    ],
)
def test_the_headline_holds_within_rounding_or_not(members, rate, total, shown, within):
    compared = {each.term: each for each in compare(headline(members, usd(rate)), NOTICE_2011)}
    assert compared["total"].computed == Decimal(total)
    assert compared["total"].shown == shown
    assert compared["total"].within is within
    assert all(compared[term].within for term in ("count", "domestic_total", "foreign_total"))


def test_every_figure_of_the_notice_is_met_at_the_plan_rate(members):
    compared = compare(headline(members, PLAN), NOTICE_2011)
    assert [each.term for each in compared if not each.within] == []
    assert headline(members, PLAN)["year_plan"] == 102


def test_the_preliminary_list_has_totals_of_its_own():
    reserve = [member(project) for project in preliminary_projects()]
    compared = compare(headline(reserve, PLAN), PRELIMINARY_2011)
    assert [(each.shown, each.within) for each in compared] == [("38", True), ("366", True)]


def test_the_year_plan_is_less_than_a_third_of_the_total():
    assert percent(Decimal(102), Decimal(320)) == Decimal("31.9")
    assert Decimal(102) / Decimal(320) == Decimal("0.31875")


def test_tolerance_is_half_a_unit_of_the_last_digit_printed():
    assert last_digit(Decimal("7.8")) == Decimal("0.1")
    assert last_digit(Decimal(320)) == 1
    edge = Comparison("total", Decimal(320), Decimal("319.5"))
    assert edge.within
    assert not Comparison("total", Decimal(320), Decimal("319.4999")).within


def test_completion_does_not_know_about_rates(members):
    plan, done = Money(Decimal(30_000_000), "USD"), Money(Decimal(12_000_000), "USD")
    assert completion(done, plan) == Decimal("0.4")
    ratios = {completion(each.year_plan, each.total) for each in members}
    assert len(ratios) > 50
    with pytest.raises(ValueError, match="CNY done"):
        completion(Money(Decimal(1), "CNY"), plan)
    with pytest.raises(ValueError, match="no plan"):
        completion(done, Money(Decimal(0), "USD"))


def test_the_effect_of_a_rate_is_shown_apart():
    done, june = Money(Decimal(12_000_000), "USD"), usd("6.4634", "ECB cross")
    assert PLAN.convert(done) == Money(Decimal(80000400), "CNY")
    assert june.convert(done) == Money(Decimal(77560800), "CNY")
    assert rate_effect(done, PLAN, june) == Money(Decimal(-2439600), "CNY")


def test_a_policy_says_which_rate_holds():
    june = usd("6.4634", "ECB cross")
    assert FxPolicy(PLAN).rate(june) is PLAN
    assert FxPolicy(PLAN, "period").rate(june) is june
    with pytest.raises(ValueError, match="period"):
        FxPolicy(PLAN, "period").rate()


def test_a_rate_converts_its_own_two_currencies_only():
    with pytest.raises(ValueError, match="does not convert EUR"):
        PLAN.convert(Money(Decimal(1), "EUR"))
    with pytest.raises(ValueError, match="above zero"):
        usd("0")


def test_a_project_without_a_total_is_not_summed():
    with pytest.raises(ValueError, match="without a total"):
        member({"funding": "domestic", "total": None})


def test_missing_benefits_count_as_nothing():
    only = Member("domestic", Money(Decimal(100_000_000), "CNY"))
    assert headline([only], PLAN)["sales"] == 0
    assert headline([only], PLAN)["total"] == 1


# Ratios as municipalities published them: id, part, whole, per cent.
GOLDEN = [
    ("G01", "190", "159.46", "119.2"),
    ("G03", "24", "33", "72.7"),
    ("G05", "21.01", "98.5", "21.3"),
    ("G07", "19.86", "81.3", "24.4"),
    ("G09", "237", "304", "78.0"),
    ("G11", "48", "106", "45.3"),
    ("G13", "45", "60", "75"),
    ("G15", "14", "23", "60.8"),
    ("G17", "32", "56", "57.1"),
    ("S01", "2", "12", "16.7"),
    ("S02", "10", "12", "83.3"),
]


@pytest.mark.parametrize(("row", "part", "whole", "published"), GOLDEN)
def test_published_ratios_are_recomputed_within_a_tenth_of_a_point(row, part, whole, published):
    computed = percent(Decimal(part), Decimal(whole))
    assert abs(computed - Decimal(published)) <= Decimal("0.1")
    if row != "G15":  # truncated by its publisher, not rounded
        assert computed == Decimal(published)


def test_a_published_list_change_adds_up():
    shrunk, cut = (
        ((Decimal("42.2"), Decimal("36.6")),),
        ((Decimal("17.7"), Decimal("15.4")),),
    )
    counts = ListChange(Decimal(208), Decimal(21), Decimal(41))
    totals = ListChange(Decimal("1773.0"), Decimal(162), Decimal("192.4"), shrunk)
    plans = ListChange(Decimal("514.0"), Decimal("48.3"), Decimal("50.7"), cut)
    assert counts.after == 228
    assert totals.after == Decimal("1797.8")
    assert plans.after == Decimal("514.1")
