"""Deadlines as a calendar file: what a calendar program reads in it."""

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from keyflow.ics import ics
from keyflow.model.armed import Armed, Level
from keyflow.store.contract import StoredDeadline

NOW = datetime(2011, 3, 1, 8, tzinfo=UTC)
DUE = datetime(2011, 3, 29, 16, tzinfo=UTC)
LAST = date(2011, 3, 29)


def row(subject="Mill lane 3", *, running=True, days=None, **armed):
    item = Armed("d-1", "decision", "review", DUE, "notify", **{"last": LAST, **armed})
    return StoredDeadline("c-1", "c-1", None, None, "item", subject, "review", None, item, running,
                          None if running else DUE, days)  # fmt: skip


def event(given, **more):
    (found,) = icalendar.Calendar.from_ical(ics([given], now=NOW, **more)).events
    return found


def test_a_limit_in_days_is_an_event_of_its_last_day():
    found = event(row())
    assert found.DTSTART == LAST
    assert found["dtstamp"].dt == NOW
    assert (str(found["uid"]), str(found["summary"])) == ("d-1@keyflow", "Mill lane 3: decision")
    assert (str(found["status"]), str(found["transp"])) == ("CONFIRMED", "TRANSPARENT")
    assert str(found["description"]) == "item: review\nc-1"


def test_any_other_is_an_instant():
    assert event(row(last=None)).DTSTART == DUE
    assert b"DTSTART:20110329T160000Z\r\n" in ics([row(last=None)])


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        ({"provisional": True}, "provisional", "暂定"),
        ({"paused_at": NOW}, "paused", "暂停"),
        ({"late": True}, "late", "逾期"),
        ({"late": True, "provisional": True}, "provisional; late", "暂定；逾期"),
        ({"running": False}, "over", "已结"),
        ({"running": False, "days": 3}, "late; over", "逾期；已结"),
    ],
)
def test_the_summary_says_what_there_is_to_know(given, english, chinese):
    assert str(event(row(**given))["summary"]) == f"Mill lane 3: decision ({english})"
    found = event(row("磨坊巷三号", **given), language="zh")
    assert str(found["summary"]) == f"磨坊巷三号：decision（{chinese}）"


def test_what_is_provisional_or_paused_is_tentative():
    assert str(event(row(provisional=True))["status"]) == "TENTATIVE"
    assert str(event(row(paused_at=NOW))["status"]) == "TENTATIVE"


LEVELS = (
    Level(NOW - timedelta(days=1), "first"),
    Level(NOW + timedelta(days=9), "second"),
    Level(NOW + timedelta(days=19), "third"),
    Level(DUE + timedelta(days=1), "head"),
)


def test_the_alarm_is_the_next_warning():
    text = ics([row(levels=LEVELS)], now=NOW).decode()
    assert text.count("BEGIN:VALARM") == 1
    assert "TRIGGER;VALUE=DATE-TIME:20110310T080000Z\r\n" in text
    assert "ACTION:DISPLAY\r\n" in text


@pytest.mark.parametrize(
    "given",
    [{"levels": LEVELS[3:]}, {"paused_at": NOW}, {"running": False}, {"levels": ()}],
)
def test_there_is_none_where_nobody_will_be_warned(given):
    assert b"VALARM" not in ics([row(**{"levels": LEVELS, **given})], now=NOW)


def test_the_file_is_as_rfc_5545_wants_it():
    made = ics([row("环城路；一，二\\三; a, b" * 9)], now=NOW)
    lines = made.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"VERSION:2.0" in lines
    assert all(len(line) <= 75 for line in lines)
    assert not re.search(rb"(?<!\r)\n", made)
    found = str(icalendar.Calendar.from_ical(made).events[0]["summary"])
    assert found == "环城路；一，二\\三; a, b" * 9 + ": decision"


def test_without_a_time_it_is_made_now():
    (found,) = icalendar.Calendar.from_ical(ics([row()])).events
    assert abs(found["dtstamp"].dt - datetime.now(UTC)) < timedelta(minutes=1)


def test_no_deadlines_make_an_empty_calendar():
    assert icalendar.Calendar.from_ical(ics([])).events == []
