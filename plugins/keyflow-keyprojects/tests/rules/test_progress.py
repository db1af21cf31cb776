"""Schedules and counts of months: what a light looks at."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from keyflow_keyprojects.portfolio import half_up
from keyflow_keyprojects.rules.progress import (
    LINEAR,
    Progress,
    points,
    scheduled,
    share_of_year,
    starts_missed,
    unregistered,
)
from keyflow_keyprojects.settings import DEFAULTS

SANYA = DEFAULTS.lights.quarter_marks
DUE = date(2011, 8, 20)


def shown(fraction, step="0.1"):
    return half_up(Decimal(fraction.numerator) / Decimal(fraction.denominator), Decimal(step))


# Two published reports: id, month, what was done in per cent, what they say it is ahead.
@pytest.mark.parametrize(
    ("row", "month", "schedule", "done", "ahead"),
    [("S01", 2, "16.7", "18.4", "1.7"), ("S02", 10, "83.3", "75", "-8.3")],
)
def test_the_schedule_of_published_reports_is_months_of_twelve(row, month, schedule, done, ahead):
    plan = share_of_year(month)
    assert (row, shown(plan * 100)) == (row, Decimal(schedule))
    assert shown(Fraction(done) - plan * 100) == Decimal(ahead)


def test_linear_and_sanyas_marks_at_the_quarters_ends_and_between():
    assert [share_of_year(month) * 12 for month in range(1, 13)] == list(range(1, 13))
    ends = [share_of_year(month, SANYA) * 100 for month in (3, 6, 9, 12)]
    assert ends == [20, 50, 75, 100]
    assert [share_of_year(month, SANYA) * 100 for month in (4, 5)] == [30, 40]
    assert LINEAR == (25, 50, 75, 100)


def test_an_explicit_monthly_plan_comes_before_the_even_one():
    monthly = [Decimal(number) for number in range(12)]
    assert scheduled(Decimal(120), 6, monthly) == 5
    assert scheduled(Decimal(120), 6) == 60
    assert scheduled(Decimal(120), 0, monthly) == 0
    assert scheduled(Decimal(100), 3, (), SANYA) == 20


def test_points_are_hundredths_of_the_year_plan_and_none_without_one():
    assert points(Decimal(3), Decimal(30)) == 10
    assert points(Decimal(3), Decimal(0)) == 0


def test_what_is_missing_and_what_the_month_came_to():
    half = Progress(Fraction(100), Fraction(40), Fraction(20), Fraction(10), Fraction(6))
    assert (half.behind, half.short, half.month_ratio) == (20, Fraction(1, 2), Fraction(3, 5))
    idle = Progress(Fraction(100), Fraction(0), Fraction(0))
    assert (idle.behind, idle.short, idle.month_ratio) == (0, 0, 1)
    ahead = Progress(Fraction(100), Fraction(40), Fraction(50))
    assert (ahead.behind, ahead.short) == (-10, 0)


@pytest.mark.parametrize(
    ("until", "missed"),
    [(date(2011, 7, 31), 0), (date(2011, 8, 31), 1), (date(2011, 9, 30), 2),
     (date(2011, 10, 31), 3), (date(2012, 1, 31), 6)],
)  # fmt: skip
def test_month_ends_without_a_due_start_are_counted(until, missed):
    assert starts_missed(DUE, None, until) == missed
    assert starts_missed(DUE, date(2012, 5, 1), until) == missed
    assert starts_missed(DUE, DUE, until) == 0
    assert starts_missed(None, None, until) == 0


def test_whole_months_without_registration_are_counted():
    started = date(2011, 3, 31)
    assert unregistered(started, None, date(2011, 3, 31)) == 0
    assert unregistered(started, None, date(2011, 4, 30)) == 1
    assert unregistered(started, None, date(2011, 5, 30)) == 1
    assert unregistered(started, None, date(2011, 5, 31)) == 2
    assert unregistered(started, date(2011, 5, 20), date(2011, 5, 31)) == 0
    assert unregistered(started, date(2011, 6, 20), date(2011, 5, 31)) == 2
    assert unregistered(None, None, date(2011, 5, 31)) == 0
    assert unregistered(date(2011, 6, 1), None, date(2011, 5, 31)) == 0
