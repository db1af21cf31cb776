"""Which months are assessed, and what leaves plan and result with those that are not."""

from datetime import date
from decimal import Decimal

from keyflow_keyprojects.rules.months import (
    Span,
    assessed_months,
    invested,
    listed_months,
    planned,
)

YEAR = [Span(date(2011, 1, 1))]
PLAN = [Decimal(10) * month for month in range(1, 13)]


def test_the_month_of_a_hold_drops_out_and_the_month_of_going_on_counts():
    held = [Span(date(2011, 3, 21), date(2011, 9, 12))]
    assert assessed_months(YEAR, held, 2011, 12) == {1, 2, 9, 10, 11, 12}


def test_a_hold_within_a_month_changes_nothing():
    held = [Span(date(2011, 3, 2), date(2011, 3, 20))]
    assert assessed_months(YEAR, held, 2011, 3) == {1, 2, 3}


def test_who_comes_in_may_and_leaves_in_november_is_in_the_list_from_may_to_november():
    listed = [Span(date(2011, 5, 12), date(2011, 11, 19))]
    assert listed_months(listed, 2011, 12) == set(range(5, 12))


def test_what_drops_out_leaves_plan_and_result_alike():
    # March is on hold: 10 a month planned, 5 a month done.
    accepted = {1: Decimal(105), 2: Decimal(110), 3: Decimal(112), 4: Decimal(117)}
    months = {1, 2, 4}
    assert planned(PLAN, Decimal(120), months, 4) == 30
    assert invested(accepted, Decimal(100), months, 4) == 15


def test_a_missed_report_is_made_up_for_by_the_next():
    accepted = {1: Decimal(105), 3: Decimal(125)}
    assert invested(accepted, Decimal(100), {1, 2, 3}, 3) == 25
    assert invested(accepted, Decimal(100), {1, 2, 3}, 2) == 5


def test_without_a_monthly_plan_the_year_is_spread_evenly():
    assert planned([], Decimal(120), {1, 2, 3}, 3) == 30
