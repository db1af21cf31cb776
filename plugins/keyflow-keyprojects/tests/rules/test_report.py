"""K40 to K46 as rules on plain values."""

from datetime import date
from decimal import Decimal

import pytest

from keyflow.plugin import Money
from keyflow_keyprojects.rules import report as rules
from keyflow_keyprojects.rules.report import Before, Figures

TOLERANCE = Decimal(100)


def cny(amount):
    return Money(Decimal(amount), "CNY")


def codes(found):
    return [reason.code for reason in found]


def test_k40_a_month_is_reported_when_it_is_over_and_once():
    ends = date(2011, 1, 31)
    assert codes(rules.period_open("2011-01", ends, ends, ())) == ["period-running"]
    first = date(2011, 2, 1)
    assert rules.period_open("2011-01", ends, first, ("filing.open",)) == []
    for twin in ("checking.verified", "accepted.noted", "missed", "correcting"):
        assert codes(rules.period_open("2011-01", ends, first, (twin,))) == ["period-reported"]


def test_k40_a_decided_year_is_the_citys():
    assert codes(rules.year_open(2011, (2010, 2011))) == ["year-decided"]
    assert rules.year_open(2012, (2010, 2011)) == []


def test_k41_a_cumulative_falls_only_with_a_reason():
    before = Before("2011-02", cny(100))
    assert codes(rules.no_fall(cny("99.99"), before, None)) == ["cumulative-fell"]
    assert rules.no_fall(cny("99.99"), before, "counted twice") == []
    assert rules.no_fall(cny(100), before, None) == []
    assert rules.no_fall(cny(1), None, None) == []
    assert rules.no_fall(None, before, None) == []
    assert rules.no_fall(Money(Decimal(1), "USD"), before, None) == []  # K45 says that


@pytest.mark.parametrize(
    ("month", "astray"), [("1000", False), ("1100", False), ("900", False), ("1100.01", True),
                          ("899.99", True)],
)  # fmt: skip
def test_k42_month_and_previous_are_the_cumulative_within_a_hundredth_of_ten_thousand(
    month, astray
):
    before = Before("2011-02", cny(5000))
    found = rules.adds_up(Figures("2011-03", cny(month), cny(6000)), before, None, TOLERANCE)
    assert codes(found) == ["cumulative-astray"] * astray


def test_k42_a_gap_needs_a_note_and_may_hold_more_but_not_less():
    before = Before("2010-12", cny(5000), ("2011-01",))
    more = Figures("2011-02", cny(1000), cny(9000))
    assert codes(rules.adds_up(more, before, None, TOLERANCE)) == ["gap-unexplained"]
    assert rules.adds_up(more, before, "1,500 in January", TOLERANCE) == []
    less = Figures("2011-02", cny(1000), cny(5500))
    assert codes(rules.adds_up(less, before, "x", TOLERANCE)) == ["cumulative-astray"]


def test_k42_the_year_and_what_was_before_it():
    assert rules.year_adds_up(cny(10), cny(60), cny(50), TOLERANCE) == []
    assert codes(rules.year_adds_up(cny(500), cny(60), cny(50), TOLERANCE)) == ["year-astray"]
    assert rules.year_adds_up(None, cny(60), cny(50), TOLERANCE) == []
    assert rules.year_adds_up(Money(Decimal(1), "USD"), cny(60), cny(50), TOLERANCE) == []


def test_k43_more_than_half_as_much_again_is_asked_about():
    share = Decimal("1.5")
    assert rules.within_share(cny(150), cny(100), share, "year_plan") == []
    (found,) = rules.within_share(cny("150.01"), cny(100), share, "year_plan")
    assert (found.code, found.values["share"]) == ("above-share", "150%")
    assert rules.within_share(None, cny(100), share, "year_plan") == []


WHOLE = {"what": "no steel", "measure": "buy", "unit": "town-7", "due": date(2011, 3, 1)}


def test_k44_a_shortfall_needs_a_problem_and_a_problem_its_parts():
    nothing = Decimal(0)
    assert codes(rules.problems(Decimal("0.1"), nothing, ())) == ["shortfall-unexplained"]
    assert rules.problems(nothing, nothing, ()) == []
    assert rules.problems(Decimal(-3), nothing, ()) == []
    assert rules.problems(Decimal(5), Decimal(5), ()) == []
    assert rules.problems(Decimal(50), nothing, (WHOLE,)) == []
    (found,) = rules.problems(Decimal(50), nothing, (WHOLE, WHOLE | {"measure": "", "due": None}))
    assert found.code == "problem-incomplete"
    assert (found.values["number"], found.values["fields"]) == (2, "measure, due")


def test_k45_names_every_amount_in_another_currency():
    amounts = {"invested": cny(1), "planned": Money(Decimal(1), "USD"), "funds_paid": None}
    found = rules.same_currency(amounts, "USD")
    assert [(reason.code, reason.values["field"]) for reason in found] == [
        ("currency-astray", "invested")
    ]
    assert rules.same_currency(amounts, None) == []


def test_k46_asks_for_evidence():
    assert codes(rules.proven("red", "green", ())) == ["evidence-asked"]
    assert rules.proven("red", "green", ("gate.jpg",)) == []


def months(*rows):
    return [Figures(f"2011-{number:02}", cny(month), cny(total), gap=gap)
            for number, month, total, gap in rows]  # fmt: skip


def test_later_months_are_listed_with_what_they_should_say():
    # E11: March was 60, is corrected to 45; April to June went on from 60.
    march = Figures("2011-03", cny("5000000"), cny("45000000"))
    later = months((4, 10_000_000, 70_000_000, False), (5, 10_000_000, 80_000_000, False),
                   (6, 5_000_000, 85_000_000, False))  # fmt: skip
    found = rules.later_astray(march, later, TOLERANCE)
    assert [(each.values["period"], each.values["need"].amount) for each in found] == [
        ("2011-04", 55_000_000), ("2011-05", 65_000_000), ("2011-06", 70_000_000),
    ]  # fmt: skip


def test_the_first_later_month_that_fits_ends_the_list():
    march = Figures("2011-03", cny(5000), cny(45000))
    fixed = months((4, 1000, 61000, False), (5, 1000, 47000, False), (6, 1000, 48000, False))
    assert [each.values["period"] for each in rules.later_astray(march, fixed, TOLERANCE)] == [
        "2011-04"
    ]
    gap = months((5, 1000, 61000, True))
    assert rules.later_astray(march, gap, TOLERANCE) == []
    assert rules.later_astray(Figures("2011-03", None, None), fixed, TOLERANCE) == []
