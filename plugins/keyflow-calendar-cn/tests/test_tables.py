from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from keyflow.ruling.clock import count
from keyflow_calendar_cn import China, Table, read_table

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def read(tmp_path):
    def read(text, encoding="utf-8"):
        path = tmp_path / "days.csv"
        path.write_text(text, encoding=encoding)
        return read_table(path)

    return read


def calendar_of(given):
    class Office(China):
        kind = "cn-office"
        table = given

    return Office()


def test_a_table_is_read_with_its_days_and_whole_years(read):
    table = read("day,worked\n2020-01-31,yes\n\n 2027 , weekdays\n2027-01-01,no\n")
    assert dict(table.days) == {date(2020, 1, 31): True, date(2027, 1, 1): False}
    assert table.years == {2027}
    assert read("\ufeffday,worked\r\n2020-01-31,yes\r\n").days == {date(2020, 1, 31): True}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "days.csv:1: the first line must be day,worked"),
        ("2020-01-31,yes\n", "days.csv:1: the first line must be day,worked"),
        ("day,worked\n2020-01-31\n", "days.csv:2: a line is a day and whether it is worked"),
        ("day,worked\n2020-01-32,yes\n", "days.csv:2: must be like"),
        ("day,worked\n2020-01-31,maybe\n", "days.csv:2: must be like"),
        ("day,worked\n2027,no\n", "days.csv:2: must be like"),
        ("day,worked\n2020-01-31,weekdays\n", "days.csv:2: must be like"),
        ("day,worked\n2020-01-31,yes\n2020-01-31,no\n", "days.csv:3: 2020-01-31 is there twice"),
        ("day,worked\n2027,weekdays\n2027,weekdays\n", "days.csv:3: 2027 is there twice"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(read, text, said):
    with pytest.raises(ValueError, match=said):
        read(text)


def test_the_days_of_the_table_win_over_those_of_the_country(read):
    office = calendar_of(read("day,worked\n2026-03-02,no\n2026-10-01,yes\n2027-03-01,no\n"))
    assert not office.is_working(date(2026, 3, 2))
    assert office.is_working(date(2026, 10, 1))
    assert office.is_working(date(2026, 3, 3))
    assert not office.guess(date(2027, 3, 1))
    assert office.horizon == date(2026, 12, 31)


def test_a_whole_year_moves_the_horizon(read):
    office = calendar_of(read("day,worked\n2027,weekdays\n2027-01-01,no\n2029,weekdays\n"))
    assert office.horizon == date(2027, 12, 31)  # 2028 is not known
    start = datetime(2026, 12, 25, tzinfo=ZONE)
    due = count(["5wd"], start, ZONE, office)
    assert (due.last, due.provisional) == (date(2027, 1, 4), False)
    assert count(["5wd"], start, ZONE, China()).provisional


def test_a_year_the_country_has_data_of_needs_no_line(read):
    office = calendar_of(read("day,worked\n2026,weekdays\n2003,weekdays\n"))
    assert not office.is_working(date(2026, 2, 16))
    assert office.is_working(date(2003, 12, 31))
    assert office.horizon == date(2026, 12, 31)


def test_the_version_changes_with_the_table(read):
    first = read("day,worked\n2026-03-02,no\n2026-03-03,no\n")
    versions = {
        calendar_of(table).version
        for table in (
            Table(),
            first,
            read("day,worked\n2026-03-03,no\n2026-03-02,no\n"),  # the same in another order
            read("day,worked\n2026-03-02,yes\n2026-03-03,no\n"),
            read("day,worked\n2026,weekdays\n"),
        )
    }
    assert len(versions) == 4
    assert f"{China().version}+{first.digest}" in versions
