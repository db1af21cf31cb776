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
