from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as some

import keyflow_calendar_cn
from keyflow.errors import PluginFailed
from keyflow.model.clock import Pause
from keyflow.registry import Registry
from keyflow.ruling.clock import count, explain, late_by, moved
from keyflow_calendar_cn import China, Table

ZONE = ZoneInfo("Asia/Shanghai")
CN = China()
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
EVERY_DAY = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
# The two sources differ on one day, the Saturday before New Year's Day of 2006.
KNOWN_DIFFERENCE = date(2005, 12, 31)


class BeforeTheExtension(China):
    """2020 as it was arranged before the holiday was made longer."""

    kind = "cn-2019"
    table = Table({date(2020, 1, 31): True, date(2020, 2, 1): True, date(2020, 2, 2): False})


def day(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(since, *limits, calendar=CN, pauses=()):
    found = count(limits, day(since), ZONE, calendar, [Pause(*map(day, p)) for p in pauses])
    return str(found.last), found.provisional


# case, from, limit, last day, why
CASES = [
    ("W01", "2011-01-28", 5, "2011-02-10", "Sunday 30 January worked; Spring Festival 2 to 8 off"),
    ("W03", "2011-01-27", 5, "2011-02-09", "a five-day notice across Spring Festival"),
    ("W05", "2011-09-28", 7, "2011-10-12", "National Day off; Saturday 8 and Sunday 9 worked"),
    ("W09", "2011-03-01", 120, "2011-08-19", "the overall limit of 120 working days"),
    ("W11", "2012-02-28", 2, "2012-03-01", "the leap day is worked"),
    ("W13", "2024-02-28", 2, "2024-03-01", "and so it is in 2024"),
    ("W15", "2026-09-24", 5, "2026-10-09", "Mid-Autumn Friday off; National Day 1 to 7 off"),
    ("W16", "2020-01-20", 10, "2020-02-11", "the holiday of 2020 with its extension"),
    ("W19", "2011-03-31", 10, "2011-04-15", "ten after the end of a quarter"),
    ("W21", "2011-09-30", 10, "2011-10-19", "ten after the end of a quarter"),
    ("W23", "2011-06-30", 15, "2011-07-21", "fifteen after the end of a quarter"),
    ("W25", "2011-12-31", 15, "2012-01-29", "a Sunday that is made up for"),
]


@pytest.mark.parametrize(("since", "number", "expected"), [case[1:4] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_working_days_end_on_the_right_day(since, number, expected):
    assert due(since, f"{number}wd") == (expected, False)


def test_w07_an_expert_review_of_eight_working_days_stops_the_clock():
    assert due("2011-09-20", "20wd") == ("2011-10-21", False)
    review = ("2011-09-26", "2011-10-11")
    assert due("2011-09-20", "20wd", pauses=[review]) == ("2011-11-02", False)
    assert sum(CN.is_working(d) for d in EVERY_DAY if "2011-09-26" <= str(d) < "2011-10-11") == 8


def test_w17_as_the_calendar_stood_before_the_extension():
    before = BeforeTheExtension()
    assert due("2020-01-20", "10wd", calendar=before) == ("2020-02-07", False)
    late = count(["10wd"], day("2020-01-20"), ZONE, before)
    assert late_by(late, day("2020-02-08"), ZONE, before) == 0  # a Saturday
    assert late_by(late, day("2020-02-10"), ZONE, before) == 1


def test_w18_beyond_the_horizon_it_is_provisional():
    assert due("2026-12-25", "4wd") == ("2026-12-31", False)
    assert due("2026-12-25", "5wd") == ("2027-01-04", True)  # 1 January is off by law
    days = explain(["5wd"], day("2026-12-25"), ZONE, CN)
    assert [str(d.day) for d in days if d.provisional] == [
        f"2027-01-0{number}" for number in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize(
    ("since", "limits", "expected"),
    [
        ("2011-01-31", ["5wd"], "2011-02-12"),  # the report of January: a Saturday that is worked
        ("2011-04-06", ["3wd"], "2011-04-11"),  # a blocker opened on the 6th, and its next steps
        ("2011-04-06", ["3wd", "5wd"], "2011-04-18"),
        ("2011-04-06", ["3wd", "5wd", "5wd"], "2011-04-25"),
        ("2010-11-30", ["3mo"], "2011-02-28"),
        ("2011-11-30", ["3mo"], "2012-02-29"),
    ],
)
def test_more_days_of_2011(since, limits, expected):
    assert due(since, *limits) == (expected, False)


def test_the_review_of_2011_is_warned_of_in_time():
    stop = [Pause(day("2011-09-26"), day("2011-10-11"))]
    review = count(["20wd"], day("2011-09-20"), ZONE, CN, stop)
    assert moved(review, "2wd", ZONE, CN, back=True) == (day("2011-10-31"), False)


def test_a_report_of_january_2011_climbs_its_ladder_over_a_weekend():
    report = count(["5wd"], day("2011-01-31"), ZONE, CN)
    assert moved(report, "2wd", ZONE, CN, back=True)[0] == day("2011-02-10")
    assert moved(report, "0d", ZONE, CN, back=True)[0] == day("2011-02-12")
    assert report.at == day("2011-02-13")
    assert moved(report, "1wd", ZONE, CN, back=False)[0] == day("2011-02-14")
    assert moved(report, "3wd", ZONE, CN, back=False)[0] == day("2011-02-16")
    assert late_by(report, day("2011-02-15") + timedelta(hours=10), ZONE, CN) == 2


# day by day


def test_each_day_is_that_of_the_library_and_of_another():
    other = holidays.country_holidays("CN", years=range(2004, 2028))
    for each in EVERY_DAY:
        answer = CN.is_working(each)
        assert answer == chinese_calendar.is_workday(each), each
        assert answer == other.is_working_day(each) or each == KNOWN_DIFFERENCE, each
    assert not CN.is_working(KNOWN_DIFFERENCE)
    assert other.is_working_day(KNOWN_DIFFERENCE)


def nth(start, number, is_working):
    """Count by hand, one day after the other."""
    at = start
    while number:
        at += timedelta(1)
        number -= is_working(at)
    return at


AROUND = [
    date(year, month, number)
    for year in range(2004, 2027)
    for month, number in [(1, 15), (2, 1), (2, 28), (4, 1), (4, 28), (6, 1), (9, 15), (9, 28)]
]


@pytest.mark.parametrize("number", [1, 5, 10])
def test_limits_around_every_festival_end_where_another_source_has_them(number):
    other = holidays.country_holidays("CN", years=range(2004, 2028))
    for start in AROUND:
        for since in (start, start + timedelta(3)):
            found = count([f"{number}wd"], day(str(since)), ZONE, CN).last
            if not since < KNOWN_DIFFERENCE <= found:
                assert found == nth(since, number, other.is_working_day), since


def test_every_day_made_up_for_is_counted_and_no_festival_is():
    for made_up in chinese_calendar.workdays:
        assert made_up.weekday() >= 5
        assert count(["1wd"], day(str(made_up - timedelta(1))), ZONE, CN).last == made_up
    for year in range(2004, 2027):
        for fixed in (date(year, 1, 1), date(year, 5, 1), date(year, 10, 1), date(year, 10, 3)):
            assert count(["1wd"], day(str(fixed - timedelta(1))), ZONE, CN).last != fixed


def test_the_figures_of_2011():
    worked = [d for d in EVERY_DAY if d.year == 2011 and CN.is_working(d)]
    assert [sum(d.month == month for d in worked) for month in range(1, 13)] == [
        21, 16, 23, 20, 21, 21, 21, 23, 21, 18, 22, 23,
    ]  # fmt: skip
    assert [f"{d:%m-%d}" for d in worked if d.weekday() >= 5] == [
        "01-30", "02-12", "04-02", "10-08", "10-09", "12-31",
    ]  # fmt: skip


# before, beyond


def test_a_day_before_the_data_is_an_error():
    with pytest.raises(PluginFailed, match="2003-12-31 is worked: it knows the years 2004 to 2026"):
        due("2003-12-30", "2wd")
    assert due("2003-12-31", "1wd") == ("2004-01-02", False)
    assert due("2003-12-30", "2d") == ("2004-01-01", False)


def test_beyond_the_horizon_the_days_fixed_by_law_are_off():
    assert CN.horizon == LAST
    off = [f"{d:%m-%d}" for d in (date(2029, 1, 1) + timedelta(n) for n in range(365))
           if d.weekday() < 5 and not CN.guess(d)]  # fmt: skip
    assert off == ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
    with pytest.raises(ValueError, match="2004 to 2026"):
        CN.is_working(date(2027, 1, 1))


def test_the_version_is_that_of_the_data():
    assert CN.version == chinese_calendar.__version__


def test_it_is_offered_by_the_plugins_door():
    registry = Registry([keyflow_calendar_cn], installed=False)
    assert [offer.thing for offer in registry.offers("calendar")] == [China]
    assert "cn" in [offer.kind for offer in Registry().offers("calendar")]


# what holds for any limit

DAYS = some.dates(date(2004, 1, 1), date(2026, 6, 1))
NUMBERS = some.integers(1, 120)
UNITS = some.sampled_from(["d", "wd", "mo", "y", "h", "wh", "min"])
SPANS = some.lists(some.tuples(DAYS, some.integers(0, 60)), max_size=3)


def pauses_of(spans):
    return [Pause(day(str(a)), day(str(a + timedelta(length)))) for a, length in spans]


def near(since, spans):
    """Bring pauses near the beginning, where they matter."""
    return [(since + timedelta((a - FIRST).days % 90 - 10), length) for a, length in spans]


@given(DAYS, NUMBERS, UNITS, SPANS, some.booleans())
def test_another_pause_never_makes_an_end_earlier(since, number, unit, spans, roll):
    stops = pauses_of(near(since, spans))
    limit = [f"{min(number, 3) if unit == 'y' else number}{unit}"]
    ends = [
        count(limit, day(str(since)), ZONE, CN, stops[:n], roll=roll).at
        for n in range(len(stops) + 1)
    ]
    assert ends == sorted(ends)


@given(DAYS, some.sets(NUMBERS, min_size=2), UNITS, SPANS)
def test_a_longer_limit_never_ends_earlier(since, numbers, unit, spans):
    stops = pauses_of(near(since, spans))
    few = sorted(numbers)[:5]
    ends = [count([f"{n}{unit}"], day(str(since)), ZONE, CN, stops).at for n in few]
    assert ends == sorted(ends)
    if unit in {"h", "min", "wd", "d"}:
        assert len(set(ends)) == len(few)


@given(DAYS, some.lists(NUMBERS, min_size=1, max_size=3), some.sampled_from(["d", "wd"]), SPANS,
       some.booleans())  # fmt: skip
def test_what_explains_an_end_counts_the_whole_limit(since, numbers, unit, spans, roll):
    stops = pauses_of(near(since, spans))
    limits = [f"{n}{unit}" for n in numbers]
    end = count(limits, day(str(since)), ZONE, CN, stops, roll=roll)
    days = explain(limits, day(str(since)), ZONE, CN, stops, roll=roll)
    counted = [d for d in days if d.what == "counted"]
    assert len(counted) == sum(numbers) == days[-1].n
    assert sum(d.extended for d in days) == sum(numbers[1:])
    assert (days[0].day, days[0].what, days[-1].day) == (since, "start", end.last)
    assert [d.day for d in days] == [since + timedelta(n) for n in range(len(days))]
    assert any(d.provisional for d in days) == end.provisional
    for each in days[1:]:
        paused = any(stop.since.date() <= each.day < stop.until.date() for stop in stops)
        assert (each.what == "paused") == paused


@given(DAYS, NUMBERS, some.sampled_from(["mo", "y", "h", "wh", "min"]), SPANS)
def test_months_and_hours_are_explained_to_their_last_day(since, number, unit, spans):
    stops = pauses_of(near(since, spans))
    limit = [f"{min(number, 3) if unit == 'y' else number}{unit}"]
    end = count(limit, day(str(since)), ZONE, CN, stops)
    days = explain(limit, day(str(since)), ZONE, CN, stops)
    last = end.last or (end.at - timedelta.resolution).astimezone(ZONE).date()
    assert days[-1].day == last
    if unit in {"h", "wh", "min"}:
        assert days[-1].n == number


@given(some.dates(date(2005, 1, 1), date(2026, 6, 1)), NUMBERS, NUMBERS,
       some.sampled_from(["d", "wd"]))  # fmt: skip
def test_a_level_moved_back_and_on_again_is_where_it_was(since, number, by, unit):
    end = count([f"{number}{unit}"], day(str(since)), ZONE, CN)
    back, _ = moved(end, f"{by}{unit}", ZONE, CN, back=True)
    there = end._replace(last=back.astimezone(ZONE).date())
    assert moved(there, f"{by}{unit}", ZONE, CN, back=False)[0] == end.at - timedelta(1)


@given(DAYS, NUMBERS, some.integers(0, 60))
def test_days_late_are_the_working_days_after_the_last(since, number, later):
    end = count([f"{number}wd"], day(str(since)), ZONE, CN)
    now = end.at + timedelta(days=later, hours=9)
    after = [end.last + timedelta(n + 1) for n in range(later + 1)]
    worked = [CN.is_working(d) if d <= LAST else CN.guess(d) for d in after]
    assert late_by(end, now, ZONE, CN) == sum(worked)
