from datetime import date
from decimal import Decimal

import pytest

from keyflow.plugin import Money
from keyflow_keyprojects.rules import standing
from keyflow_keyprojects.settings import DEFAULTS

DAY = date(2011, 5, 4)
LIMITS = DEFAULTS.suspension


def yuan(amount):
    return Money(Decimal(amount), "CNY")


def codes(reasons):
    return [each.code for each in reasons]


@pytest.mark.parametrize(
    ("end", "found"),
    [
        (date(2012, 5, 4), []),
        (date(2012, 5, 5), ["suspension-length"]),
        (DAY, ["suspension-length"]),
        (None, ["suspension-end-missing"]),
    ],
)
def test_a_suspension_lasts_at_most_twelve_months(end, found):
    record = {"reason_class": "land", "expected_end": end}
    assert codes(standing.suspension(record, DAY, LIMITS)) == found


def test_a_suspension_does_not_begin_in_the_future():
    record = {"reason_class": "land", "expected_end": date(2011, 8, 1)}
    for since, found in ((DAY, []), (date(2011, 5, 5), ["suspension-in-future"])):
        assert codes(standing.suspension(record | {"since": since}, DAY, LIMITS)) == found


def test_a_suspension_needs_an_objective_reason():
    record = {"reason_class": "no_time", "expected_end": date(2011, 8, 1)}
    assert codes(standing.suspension(record, DAY, LIMITS)) == ["suspension-reason"]
    assert codes(standing.suspension(None, DAY, LIMITS))[0] == "suspension-reason"


def plan(**changes):
    return {
        "made_on": DAY,
        "planned_finish": date(2012, 1, 1),
        "monthly_plan": (yuan(1), *[yuan(2)] * 10, yuan(9)),
    } | changes


def replanned(record):
    return codes(standing.replanned(record, date(2011, 3, 1), yuan(9), DAY))


def test_what_resumes_is_planned_anew_up_to_the_unchanged_year_plan():
    assert replanned(plan()) == []
    assert replanned(None) == ["replan-missing"]
    assert replanned(plan(made_on=date(2011, 2, 28))) == ["replan-old"]
    assert replanned(plan(planned_finish=date(2011, 5, 3))) == ["replan-finish-past"]
    assert replanned(plan(planned_finish=None)) == ["replan-finish-past"]
    falling = (yuan(2), *[yuan(1)] * 10, yuan(9))
    assert replanned(plan(monthly_plan=falling)) == ["replan-falls"]
    assert replanned(plan(monthly_plan=[yuan(8)] * 12)) == ["replan-total"]
    assert replanned(plan(monthly_plan=(yuan(9),))) == ["replan-months"]
    below = (yuan(-1), *[yuan(1)] * 10, yuan(9))
    assert replanned(plan(monthly_plan=below)) == ["replan-negative"]
    assert replanned(plan(made_on=date(2030, 1, 1))) == ["replan-in-future"]
    assert replanned(plan(monthly_plan=())) == ["amount-missing"]
    assert replanned(plan(monthly_plan=(Money(Decimal(9), "USD"),))) == ["currency-mixed"]


def part(number, total, done, year, stage):
    return {
        "number": number,
        "total": yuan(total),
        "name_zh": f"{number} 项目",
        "invested_total": yuan(done),
        "year_plan": yuan(year),
        "targets": {"construction": yuan(stage)},
    }


WHOLE = part("K001", 10, 4, 3, 3)


def test_a_split_reconciles_every_amount_exactly():
    assert standing.split(WHOLE, [part("A", 6, 3, 1, 1), part("B", 4, 1, 2, 2)]) == []
    found = standing.split(WHOLE, [part("A", 6, 3, 1, 1), part("B", 4, "0.99", 2, 3)])
    assert [each.values["what"] for each in found] == ["invested_total", "targets.construction"]


def test_a_split_needs_two_parts_with_numbers_and_amounts_of_their_own():
    assert codes(standing.split(WHOLE, [part("A", 10, 4, 3, 3)])) == ["split-too-few"]
    twins = standing.split(WHOLE, [part("A", 6, 3, 1, 1), part("A", 4, 1, 2, 2)])
    assert codes(twins) == ["number-repeated"]
    blank = part("B", 4, 1, 2, 2) | {"total": None}
    assert "amount-missing" in codes(standing.split(WHOLE, [part("A", 6, 3, 1, 1), blank]))


def test_every_part_of_a_split_is_a_project_that_can_be():
    whole = WHOLE | {"invested_before": yuan(3)}
    assert standing.split(whole, [part("A", 6, 3, 1, 1), part("B", 4, 1, 2, 2)]) == []
    # All that was done goes to one of them, which is less than that; or leaves no room for before.
    assert codes(standing.split(whole, [part("A", 1, 4, 1, 1), part("B", 9, 0, 2, 2)])) == [
        "part-above-total"
    ]
    assert codes(standing.split(whole, [part("A", 5, 4, 3, 3), part("B", 5, 0, 0, 0)])) == [
        "parts-short"
    ]
    below = [part("A", 6, 5, 1, 1), part("B", 4, -1, 2, 2)]
    assert codes(standing.split(WHOLE, below)) == ["part-below-nothing"]
    own = part("K001", 4, 1, 2, 2)
    assert codes(standing.split(whole, [part("A", 6, 3, 1, 1), own])) == ["number-repeated"]
    nameless = part("B", 4, 1, 2, 2) | {"number": None, "name_zh": " "}
    found = standing.split(whole, [part("A", 6, 3, 1, 1), nameless])
    assert [each.values for each in found] == [{"n": 2, "what": "number, name_zh"}]


def test_a_part_may_not_bring_a_stage_the_whole_does_not_have():
    extra = part("B", 4, 1, 2, 2) | {"targets": {"construction": yuan(2), "planning": yuan(1)}}
    found = standing.split(WHOLE, [part("A", 6, 3, 1, 1), extra])
    assert [each.values for each in found] == [{"field": "targets.planning"}]


def one(number, currency="CNY", sponsor="lin", in_list="key"):
    return {
        "number": number,
        "list": in_list,
        "list_year": 2011,
        "total": Money(Decimal(1), currency),
        "sponsor": sponsor,
        "case": f"case-{number}",
        "year_plan": Money(Decimal(1), currency),
        "land_ha": Decimal(1),
    }


def test_a_merger_takes_one_list_one_currency_or_a_rate_and_one_sponsor():
    def merge(*members, sponsor="lin", rate=None):
        return codes(standing.merge(members, sponsor, rate))

    assert merge(one("K1"), one("K2", sponsor="han")) == []
    assert merge(one("K1")) == ["merge-too-few"]
    assert merge(one("K1"), one("K1")) == ["number-repeated"]
    assert merge(one("K1"), one("P1", in_list="preliminary")) == ["merge-lists"]
    assert merge(one("K1"), one("K2", "USD")) == ["merge-currencies"]
    assert merge(one("K1"), one("K2", "USD"), rate=Decimal("6.6")) == []
    assert merge(one("K1"), one("K2", "USD"), rate=Decimal(0)) == ["merge-rate"]
    assert merge(one("K1"), one("K2") | {"total": None}) == ["member-incomplete"]
    assert merge(one("K1"), one("K2"), sponsor="han") == ["merge-sponsor"]
    assert merge(one("K1"), one("K2"), sponsor=None) == ["merge-sponsor"]
