from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from keyflow.builtin.calendars import BusinessHours, Weekdays
from keyflow.errors import InputError, PluginFailed
from keyflow.model.calendar import Calendar
from keyflow.model.clock import Due, Pause
from keyflow.ruling.clock import count, explain, late_by, moved

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONDON = ZoneInfo("Europe/London")
WEEK = Weekdays()


def at(text, zone=SHANGHAI):
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=zone)


def pause(since, until, zone=SHANGHAI):
    return Pause(at(since, zone), until and at(until, zone))


def last(limit, since, *pauses, zone=SHANGHAI, calendar=WEEK, roll=False):
    limits = limit.split()
    stops = [pause(*each.split("/"), zone) for each in pauses]
    due = count(limits, at(since, zone), zone, calendar, stops, roll=roll)
    days = explain(limits, at(since, zone), zone, calendar, stops, roll=roll)
    assert days[-1].day == (due.last or (due.at - timedelta.resolution).astimezone(zone).date())
    return due.last and str(due.last)


def end(limit, since, *pauses, zone=SHANGHAI, calendar=WEEK):
    last(limit, since, *pauses, zone=zone, calendar=calendar)
    stops = [pause(*each.split("/"), zone) for each in pauses]
    due = count(limit.split(), at(since, zone), zone, calendar, stops)
    return due.at.astimezone(zone).isoformat(timespec="minutes")


class Told(Calendar):
    """Answers as a test says; certain up to a day."""

    kind = "told"

    def is_working(self, day):
        return ANSWERS["is_working"](day)

    def guess(self, day):
        return ANSWERS["guess"](day)

    @property
    def horizon(self):
        return ANSWERS["horizon"]()


ANSWERS = {}


@pytest.fixture
def told(monkeypatch):
    def set_to(**answers):
        usual = {
            "is_working": WEEK.is_working,
            "guess": Weekdays.guess.__get__(WEEK),
            "horizon": lambda: None,
        }
        for name, answer in (usual | answers).items():
            monkeypatch.setitem(ANSWERS, name, answer)
        return Told()

    return set_to


# the first day, the last day, and the instant


def test_the_first_day_is_not_counted_and_the_last_is_whole():
    due = count(["5wd"], at("2026-03-02T23:59"), SHANGHAI, WEEK)
    assert due == Due(at("2026-03-10T00:00"), date(2026, 3, 9))
    assert due.at.tzinfo is UTC


def test_the_day_a_limit_begins_on_is_that_of_the_zone():
    evening = at("2026-03-02T17:00", UTC)  # the 3rd in Shanghai
    assert count(["1d"], evening, SHANGHAI, None).last == date(2026, 3, 4)
    assert count(["1d"], evening, ZoneInfo("UTC"), None).last == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("limit", "since", "expected"),
    [
        ("30d", "2026-03-02", "2026-04-01"),
        ("1d", "2026-12-31", "2027-01-01"),
        ("1mo", "2026-01-31", "2026-02-28"),
        ("1mo", "2024-01-31", "2024-02-29"),
        ("1mo", "2026-02-28", "2026-03-28"),
        ("3mo", "2010-11-30", "2011-02-28"),
        ("3mo", "2011-11-30", "2012-02-29"),
        ("12mo", "2024-02-29", "2025-02-28"),
        ("1y", "2024-02-29", "2025-02-28"),
        ("4y", "2024-02-29", "2028-02-29"),
        ("2y", "2025-06-30", "2027-06-30"),
        ("1wd", "2026-03-06", "2026-03-09"),
        ("1wd", "2026-03-07", "2026-03-09"),
        ("2wd", "2012-02-28", "2012-03-01"),
        ("261wd", "2025-12-31", "2026-12-31"),
    ],
)
def test_days_months_and_years(limit, since, expected):
    assert last(limit, since) == expected


@pytest.mark.parametrize(
    ("limits", "since", "expected"),
    [
        ("20wd 10wd", "2026-03-02", "2026-04-13"),
        ("1mo 1mo", "2026-01-31", "2026-03-28"),  # from where the first ended
        ("10d 1mo", "2026-01-21", "2026-02-28"),
        ("48h 2d", "2026-03-02T00:00", "2026-03-05"),  # 48 h are over with the 3rd
        ("48h 2d", "2026-03-02T00:01", "2026-03-06"),
    ],
)
def test_an_extension_is_counted_from_where_the_limit_ended(limits, since, expected):
    assert last(limits, since) == expected


def test_hours_after_days_begin_at_midnight():
    assert end("2d 3h", "2026-03-02T15:00") == "2026-03-05T03:00+08:00"


# pauses


@pytest.mark.parametrize(
    ("limit", "since", "stop", "expected"),
    [
        ("5d", "2026-03-02", "2026-03-04/2026-03-06", "2026-03-09"),
        ("5d", "2026-03-02", "2026-03-07/2026-03-09", "2026-03-09"),
        ("5d", "2026-03-02", "2026-03-08/2026-03-20", "2026-03-07"),  # it was over by then
        ("5d", "2026-03-02", "2026-02-01/2026-03-02", "2026-03-07"),  # before it began
        ("5d", "2026-03-02", "2026-02-01/2026-03-05", "2026-03-09"),
        ("5d", "2026-03-02", "2026-03-04T09:00/2026-03-04T18:00", "2026-03-07"),  # within a day
        ("5d", "2026-03-02", "2026-03-04T23:00/2026-03-05T01:00", "2026-03-08"),
        ("5wd", "2026-03-02", "2026-03-07/2026-03-09", "2026-03-09"),  # a weekend
        ("5wd", "2026-03-02", "2026-03-06/2026-03-10", "2026-03-11"),
        ("1mo", "2026-01-31", "2026-02-10/2026-02-13", "2026-03-03"),
        ("2y", "2025-01-01", "2026-01-01/2026-02-01", "2027-02-01"),
        ("1wd", "2026-03-02", "2026-03-03/2029-03-03", "2029-03-05"),  # three years long
    ],
)
def test_days_paused_do_not_count(limit, since, stop, expected):
    assert last(limit, since, stop) == expected


def test_pauses_that_overlap_stop_it_once():
    stops = ["2026-03-04/2026-03-06", "2026-03-05/2026-03-07", "2026-03-04/2026-03-05"]
    assert last("5d", "2026-03-02", *stops) == "2026-03-10"
    assert end("24h", "2026-03-02T12:00", "2026-03-02T13:00/2026-03-02T15:00",
               "2026-03-02T14:00/2026-03-02T16:00") == "2026-03-03T15:00+08:00"  # fmt: skip


@pytest.mark.parametrize(
    ("stop", "expected"),
    [
        ("2026-03-02T13:00/2026-03-02T14:30", "2026-03-03T13:30+08:00"),
        ("2026-03-02T10:00/2026-03-02T13:00", "2026-03-03T13:00+08:00"),
        ("2026-03-03T12:00/2026-03-03T13:00", "2026-03-03T12:00+08:00"),  # as it was over
        ("2026-03-02T13:00/2026-03-02T13:00", "2026-03-03T12:00+08:00"),
    ],
)
def test_hours_stand_still_in_a_pause(stop, expected):
    assert end("24h", "2026-03-02T12:00", stop) == expected


def test_a_pause_that_is_not_over_is_left_out():
    assert count(["5d"], at("2026-03-02"), SHANGHAI, None, [pause("2026-03-03", None)]).last == (
        date(2026, 3, 7)
    )


# rolling


@pytest.mark.parametrize(
    ("limits", "since", "stops", "expected"),
    [
        ("5d", "2026-03-02", [], "2026-03-09"),  # the 7th is a Saturday
        ("4d", "2026-03-02", [], "2026-03-06"),
        ("1mo", "2026-01-31", [], "2026-03-02"),
        ("5d", "2026-03-02", ["2026-03-09/2026-03-11"], "2026-03-11"),
        ("5d 2d", "2026-03-02", [], "2026-03-09"),  # it rolls once, at the end of all
        ("5wd", "2026-03-02", [], "2026-03-09"),
    ],
)
def test_a_last_day_that_is_not_worked_moves_to_the_next_that_is(limits, since, stops, expected):
    assert last(limits, since, *stops, roll=True) == expected


# hours that are worked


@pytest.mark.parametrize(
    ("limit", "since", "expected"),
    [
        ("2wh", "2026-03-02T09:30", "2026-03-02T11:30+08:00"),
        ("3wh", "2026-03-02T09:00", "2026-03-02T12:00+08:00"),
        ("3wh", "2026-03-02T09:30", "2026-03-02T14:00+08:00"),  # over noon
        ("1wh", "2026-03-02T03:00", "2026-03-02T10:00+08:00"),
        ("1wh", "2026-03-02T20:00", "2026-03-03T10:00+08:00"),
        ("2wh", "2026-03-06T16:30", "2026-03-09T10:00+08:00"),  # over a weekend
        ("7wh", "2026-03-07T12:00", "2026-03-09T17:30+08:00"),
        ("8wh 8wh", "2026-03-02T09:00", "2026-03-04T11:00+08:00"),
    ],
)
def test_working_hours_run_while_the_office_is_open(limit, since, expected):
    assert end(limit, since) == expected


def test_an_office_has_its_own_days_and_hours():
    office = BusinessHours.model_validate(
        {"days": ["sat", "sun"], "hours": ["08:00-10:00", "22:00-24:00"]}
    )
    assert end("3wh", "2026-03-02T09:00", calendar=office) == "2026-03-07T23:00+08:00"
    assert end("5wh", "2026-03-02T09:00", calendar=office) == "2026-03-08T09:00+08:00"
    assert last("3wd", "2026-03-02", calendar=office) == "2026-03-14"


def test_working_hours_stand_still_in_a_pause():
    stop = "2026-03-02T10:00/2026-03-03T10:00"
    assert end("2wh", "2026-03-02T09:00", stop) == "2026-03-03T11:00+08:00"
    assert end("4wh", "2026-03-02T09:00", "2026-03-02T10:00/2026-03-02T11:00") == (
        "2026-03-02T15:30+08:00"
    )


@pytest.mark.parametrize(
    "hours", [[], ["9:00-12:00"], ["12:00-09:00"], ["09:00-12:00", "11:00-13:00"], ["09:00-24:30"]]
)
def test_hours_that_cannot_be_are_refused(hours):
    with pytest.raises(ValueError, match="must be the hours of a day in their order"):
        Weekdays.model_validate({"hours": hours})


# explaining


def told_of(limits, since, *stops, roll=False):
    found = explain(
        limits.split(), at(since), SHANGHAI, WEEK, [pause(*s.split("/")) for s in stops], roll=roll
    )
    return " ".join(f"{d.day.day}:{d.what[0]}{d.n}{'+' if d.extended else ''}" for d in found)


def test_every_day_says_how_it_was_counted():
    assert told_of("2wd 1wd", "2026-03-05", "2026-03-09/2026-03-10") == (
        "5:s0 6:c1 7:o1 8:o1 9:p1 10:c2 11:c3+"
    )
    assert told_of("2d", "2026-03-05", roll=True) == "5:s0 6:c1 7:r1 8:r1 9:c2"
    assert told_of("10wh 2wh", "2026-03-06T16:30") == "6:c1 7:o1 8:o1 9:c8 10:c12+"
    assert told_of("30h", "2026-03-06T16:00", "2026-03-07/2026-03-08T06:00") == (
        "6:c8 7:p8 8:c26 9:c30"
    )
    assert told_of("1wd 1mo 90min", "2026-03-05").startswith("5:s0 6:c1 7:c1+ 8:c2+")
    assert told_of("1wd 1mo 90min", "2026-03-05").endswith("6:c31+ 7:c90+")


# levels before and after, and how late


def test_a_warning_is_counted_back_from_the_last_day():
    due = count(["5wd"], at("2026-03-02"), SHANGHAI, WEEK)  # Monday the 9th
    for limit, day in {"0d": "09", "0wd": "09", "1wd": "06", "1d": "08", "5wd": "02"}.items():
        assert moved(due, limit, SHANGHAI, WEEK, back=True) == (at(f"2026-03-{day}"), False)
    assert moved(due, "1mo", SHANGHAI, WEEK, back=True)[0] == at("2026-02-09")
    assert moved(due, "2h", SHANGHAI, WEEK, back=True)[0] == at("2026-03-09T22:00")
    assert moved(due, "30min", SHANGHAI, WEEK, back=True)[0] == at("2026-03-09T23:30")
    assert moved(due, "5wh", SHANGHAI, WEEK, back=True)[0] == at("2026-03-09T11:00")


def test_a_later_level_is_counted_on_from_the_last_day():
    due = count(["5wd"], at("2026-03-02"), SHANGHAI, WEEK)
    for limit, day in {"0d": "10", "0wd": "10", "1wd": "10", "1d": "10", "4wd": "13"}.items():
        assert moved(due, limit, SHANGHAI, WEEK, back=False) == (at(f"2026-03-{day}"), False)
    assert moved(due, "1y", SHANGHAI, WEEK, back=False)[0] == at("2027-03-09")
    assert moved(due, "2h", SHANGHAI, WEEK, back=False)[0] == at("2026-03-10T02:00")
    assert moved(due, "8wh", SHANGHAI, WEEK, back=False)[0] == at("2026-03-11T10:00")


def test_a_level_of_an_end_in_hours_is_counted_from_its_day():
    due = count(["3h"], at("2026-03-06T09:00"), SHANGHAI, WEEK)
    assert moved(due, "1wd", SHANGHAI, WEEK, back=False)[0] == at("2026-03-09")
    assert moved(due, "1wh", SHANGHAI, WEEK, back=True)[0] == at("2026-03-06T11:00")


def test_a_level_before_midnight_is_that_of_the_day_before():
    due = count(["24h"], at("2026-03-05T00:00"), SHANGHAI, WEEK)  # over with the 5th
    assert moved(due, "0d", SHANGHAI, WEEK, back=True)[0] == at("2026-03-05")


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-03-06T23:59", 0),
        ("2026-03-07T00:00", 0),
        ("2026-03-07T12:00", 0),  # late, but no working day has passed
        ("2026-03-09T00:00", 1),
        ("2026-03-10T23:59", 2),
        ("2026-03-16T08:00", 6),
    ],
)
def test_lateness_is_told_in_working_days(now, days):
    due = count(["4wd"], at("2026-03-02"), SHANGHAI, WEEK)  # Friday the 6th
    assert late_by(due, at(now), SHANGHAI, WEEK) == days


def test_what_is_late_on_a_worked_day_is_late_by_one_at_least():
    due = count(["3h"], at("2026-03-06T09:00"), SHANGHAI, WEEK)
    assert late_by(due, at("2026-03-06T12:00"), SHANGHAI, WEEK) == 0
    assert late_by(due, at("2026-03-06T12:01"), SHANGHAI, WEEK) == 1
    assert late_by(due, at("2026-03-09T12:01"), SHANGHAI, WEEK) == 1
    weekend = count(["3h"], at("2026-03-07T09:00"), SHANGHAI, WEEK)
    assert late_by(weekend, at("2026-03-07T20:00"), SHANGHAI, WEEK) == 0


# the horizon


def test_a_day_beyond_the_horizon_is_guessed_and_makes_the_end_provisional(told):
    calendar = told(horizon=lambda: date(2026, 3, 6), guess=lambda day: day.day != 10)
    since = at("2026-03-02")
    assert count(["4wd"], since, SHANGHAI, calendar) == Due(at("2026-03-07"), date(2026, 3, 6))
    due = count(["6wd"], since, SHANGHAI, calendar)
    assert (due.last, due.provisional) == (date(2026, 3, 8), True)
    days = explain(["7wd"], since, SHANGHAI, calendar)
    assert [day.day.day for day in days if day.provisional] == [7, 8, 9]
    assert count(["30d"], since, SHANGHAI, calendar).provisional is False
    assert count(["5d"], since, SHANGHAI, calendar, roll=True).provisional is True
    assert count(["35wh"], since, SHANGHAI, calendar).provisional is False
    assert count(["36wh"], since, SHANGHAI, calendar).provisional is True


def test_what_rests_on_a_guess_is_provisional_too(told):
    calendar = told(horizon=lambda: date(2026, 3, 6))
    certain = count(["4wd"], at("2026-03-02"), SHANGHAI, calendar)
    assert moved(certain, "2wd", SHANGHAI, calendar, back=True)[1] is False
    assert moved(certain, "2wd", SHANGHAI, calendar, back=False)[1] is True
    guessed = count(["5wd"], at("2026-03-02"), SHANGHAI, calendar)
    assert moved(guessed, "4wd", SHANGHAI, calendar, back=True) == (at("2026-03-03"), True)
    assert moved(guessed, "1d", SHANGHAI, calendar, back=True)[1] is True


# calendars that fail


def broken(*_):
    raise OSError("no disk")


def silent(*_):
    raise OverflowError


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (
            {"is_working": broken},
            "calendar 'told' cannot say whether 2026-03-03 is worked: no disk",
        ),
        ({"is_working": silent}, "whether 2026-03-03 is worked: OverflowError"),
        ({"is_working": lambda _: None}, "whether 2026-03-03 is worked: it answered NoneType"),
        ({"horizon": broken}, "cannot say up to which day it is certain: no disk"),
        ({"horizon": lambda: at("2026-03-03")}, "is certain: it answered datetime"),
        (
            {"horizon": lambda: date(2026, 3, 2), "guess": broken},
            "whether 2026-03-03 is worked: no disk",
        ),
        ({"is_working": lambda _: False}, "has no working time in the 401 days up to 2027-04-07"),
    ],
)
def test_a_calendar_that_fails_is_told_of_and_never_guessed_for(told, answers, said):
    calendar = told(**answers)
    due = Due(at("2026-03-03"), date(2026, 3, 2))
    for asked in (
        lambda: count(["1wd"], at("2026-03-02"), SHANGHAI, calendar),
        lambda: explain(["1wd"], at("2026-03-02"), SHANGHAI, calendar),
        lambda: moved(due, "1wd", SHANGHAI, calendar, back=False),
    ):
        with pytest.raises(PluginFailed, match=said):
            asked()


def test_no_search_is_endless(told):
    never = told(is_working=lambda _: False)
    due = Due(at("2026-03-03"), date(2026, 3, 2))
    for asked in (
        lambda: count(["1wh"], at("2026-03-02"), SHANGHAI, never),
        lambda: count(["1d"], at("2026-03-02"), SHANGHAI, never, roll=True),
        lambda: moved(due, "1wd", SHANGHAI, never, back=True),
        lambda: moved(due, "1wh", SHANGHAI, never, back=True),
    ):
        with pytest.raises(PluginFailed, match="has no working time in the 401 days up to"):
            asked()


class NoHours(Weekdays):
    kind = "no-hours"

    def hours(self, day):
        if day.year == 2027:
            raise LookupError(day)
        return [(time(12), time(9))]


def test_a_calendar_without_hours_is_told_of():
    with pytest.raises(PluginFailed, match="has no working time"):
        count(["1wh"], at("2025-03-02"), SHANGHAI, NoHours())
    with pytest.raises(PluginFailed, match="cannot say which hours of 2027-01-01 are worked"):
        count(["1wh"], at("2027-01-01"), SHANGHAI, NoHours())


def test_without_a_calendar_only_what_needs_none_is_counted():
    assert count(["1mo"], at("2026-03-02"), SHANGHAI, None).last == date(2026, 4, 2)
    due = count(["48h"], at("2026-03-02"), SHANGHAI, None)
    for asked in (
        lambda: count(["1wd"], at("2026-03-02"), SHANGHAI, None),
        lambda: late_by(due, at("2026-03-09"), SHANGHAI, None),
    ):
        with pytest.raises(PluginFailed, match="calendar is not installed"):
            asked()


@pytest.mark.parametrize("limit", ["0d", "5", "wd", "5 wd", "5w", "123456d", "٣d", "-1d", "1.5h"])
def test_what_is_no_limit_is_refused(limit):
    with pytest.raises(InputError):
        count([limit], at("2026-03-02"), SHANGHAI, WEEK)


# the ends of time


@pytest.mark.parametrize(
    ("limits", "since"),
    [
        ("1d", "9999-12-30"),  # late from the year 10000
        ("1wd", "9999-12-30"),
        ("1mo", "9999-12-15"),
        ("8000y", "2026-01-01"),
        ("99999mo", "2026-01-01"),
        ("99999h", "9999-01-01"),
        ("99999wh", "9999-01-01"),
        ("5000y 5000y", "2026-01-01"),
    ],
)
def test_an_end_past_the_year_9999_is_told_of(limits, since):
    with pytest.raises(PluginFailed, match="outside the years 1 to 9999"):
        count(limits.split(), at(since), SHANGHAI, WEEK)


def test_the_last_day_that_can_be_is_one_before_the_last_of_all():
    assert last("1d", "9999-12-29") == "9999-12-30"
    assert count(["7000y"], at("2026-01-01"), SHANGHAI, None).last == date(9026, 1, 1)


def test_a_level_outside_of_all_years_is_told_of():
    due = count(["1d"], at("2026-03-02"), SHANGHAI, WEEK)
    for limit, back in (("3000y", True), ("9000y", False), ("99999mo", True)):
        with pytest.raises(PluginFailed, match="outside the years 1 to 9999"):
            moved(due, limit, SHANGHAI, WEEK, back=back)


# zones: each rule of a day's beginning, and of hours, where clocks are put on or back


@pytest.mark.parametrize(
    ("zone", "limit", "since", "expected"),
    [
        # hours are hours that pass, also while the clock is put on or back
        ("Europe/London", "24h", "2026-03-28T12:00", "2026-03-29T13:00+01:00"),
        ("Europe/London", "24h", "2026-10-24T12:00", "2026-10-25T11:00+00:00"),
        ("Australia/Lord_Howe", "24h", "2026-10-03T12:00", "2026-10-04T12:30+11:00"),
        # days end at midnight, however many hours they had
        ("Europe/London", "1d", "2026-03-28T12:00", "2026-03-30T00:00+01:00"),
        ("Europe/London", "1d", "2026-10-24T12:00", "2026-10-26T00:00+00:00"),
        ("Australia/Lord_Howe", "1d", "2026-10-03T12:00", "2026-10-05T00:00+11:00"),
        ("Australia/Lord_Howe", "1d", "2026-04-04T12:00", "2026-04-06T00:00+10:30"),
        # a midnight that is leapt over: the day begins with the leap
        ("America/Sao_Paulo", "1d", "2018-11-02T12:00", "2018-11-04T01:00-02:00"),
        ("Africa/Cairo", "1d", "2026-04-22T12:00", "2026-04-24T01:00+03:00"),
        # a midnight that comes twice: the first
        ("America/Havana", "1d", "2026-10-30T12:00", "2026-11-01T00:00-04:00"),
        # an evening that comes twice belongs to its day
        ("America/Sao_Paulo", "1d", "2018-02-16T12:00", "2018-02-18T00:00-03:00"),
        # a day that never was does not count
        ("Pacific/Apia", "1d", "2011-12-28T12:00", "2011-12-31T00:00+14:00"),
        ("Pacific/Apia", "1d", "2011-12-29T12:00", "2012-01-01T00:00+14:00"),
        ("Pacific/Apia", "1wd", "2011-12-29T12:00", "2012-01-03T00:00+14:00"),
        ("Pacific/Apia", "1mo", "2011-11-30T12:00", "2012-01-01T00:00+14:00"),
        ("Pacific/Apia", "3d", "2011-12-28T12:00", "2012-01-02T00:00+14:00"),
        ("Pacific/Apia", "24h", "2011-12-29T12:00", "2011-12-31T12:00+14:00"),
        ("Pacific/Kiritimati", "1d", "1994-12-30T12:00", "1995-01-02T00:00+14:00"),
        ("Pacific/Kwajalein", "1d", "1993-08-20T12:00", "1993-08-23T00:00+12:00"),
    ],
)
def test_zones(zone, limit, since, expected):
    there = ZoneInfo(zone)
    due = count([limit], at(since, there), there, WEEK)
    assert due.at == datetime.fromisoformat(expected)
    assert due.at.astimezone(there).isoformat(timespec="minutes") == expected


def test_an_hour_that_comes_twice_around_midnight_is_explained_once():
    there = ZoneInfo("America/St_Johns")  # at 00:01 the clock was put back to 23:01
    days = explain(["4h"], at("2010-11-06T23:00", there), there, None)
    assert [(day.day.day, day.n) for day in days] == [(6, 1), (7, 4)]


def test_working_hours_are_those_that_pass_while_the_office_is_open():
    night = BusinessHours.model_validate({"days": ["sun"], "hours": "00:00-04:00"})
    spring, autumn = at("2026-03-28", LONDON), at("2026-10-24", LONDON)
    # three hours pass between 00:00 and 04:00 when the clock is put on, five when it is put back
    assert count(["3wh"], spring, LONDON, night).at == at("2026-03-29T04:00", LONDON)
    assert count(["5wh"], autumn, LONDON, night).at == at("2026-10-25T04:00", LONDON)


def test_a_day_that_never_was_is_not_late_either():
    apia = ZoneInfo("Pacific/Apia")
    due = count(["1d"], at("2011-12-28", apia), apia, WEEK)
    assert due.last == date(2011, 12, 29)
    assert late_by(due, at("2011-12-31T12:00", apia), apia, WEEK) == 0  # a Saturday
    assert late_by(due, at("2012-01-02T12:00", apia), apia, WEEK) == 1
