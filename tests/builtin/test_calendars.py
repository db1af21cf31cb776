from datetime import date, time

import pytest
from pydantic import ValidationError

from keyflow.builtin.calendars import BusinessHours, Weekdays

WEEK = [date(2026, 3, day) for day in range(2, 9)]  # Monday to Sunday


def test_weekdays_are_monday_to_friday_without_end():
    assert [Weekdays().is_working(day) for day in WEEK] == [True] * 5 + [False] * 2
    assert (Weekdays().horizon, Weekdays().version) == (None, "")


def test_an_office_is_open_on_its_days():
    office = BusinessHours(days=["tue", "sun"])
    assert [day.weekday() for day in WEEK if office.is_working(day)] == [1, 6]
    assert [BusinessHours().is_working(day) for day in WEEK] == [True] * 5 + [False] * 2


def test_every_calendar_takes_hours():
    usual = [(time(9), time(12)), (time(13, 30), time(17, 30))]
    assert Weekdays().hours(WEEK[0]) == usual
    night = BusinessHours.model_validate({"hours": ["00:00-06:00", "22:15-24:00"]})
    assert night.hours(WEEK[0]) == [(time(0), time(6)), (time(22, 15), time(0))]
    assert Weekdays.model_validate({"hours": "08:00-16:00"}).hours(WEEK[0]) == [(time(8), time(16))]


@pytest.mark.parametrize("options", [{"days": []}, {"days": ["Mon"]}, {"days": "mon"}, {"day": 1}])
def test_options_that_cannot_be_are_refused(options):
    with pytest.raises(ValidationError):
        BusinessHours.model_validate(options)
