"""Deadlines as an iCalendar file (RFC 5545), for people's own calendars. The door to icalendar."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

import icalendar

from keyflow.model.armed import Armed, Level
from keyflow.store.contract import StoredDeadline

_WORDS = {
    "provisional": {"en": "provisional", "zh": "暂定"},
    "paused": {"en": "paused", "zh": "暂停"},
    "late": {"en": "late", "zh": "逾期"},
    "over": {"en": "over", "zh": "已结"},
}
_FORMS = {"en": ("{}: {}", " ({})", "; "), "zh": ("{}：{}", "（{}）", "；")}


def ics(
    rows: Iterable[StoredDeadline],
    *,
    language: Literal["en", "zh"] = "en",
    now: datetime | None = None,
) -> bytes:
    """Return deadlines as an iCalendar file, one event each; `rows` as `Engine.deadlines` gives.

    A limit in days is an all-day event on its last day, any other an instant. The summary says what
    is provisional, paused, late or over. A running one has an alarm at its next warning level. Its
    UID stays the same for ever, so that a calendar which reads the file again moves what it has.
    `now` is when the file is made, else the time of this machine.
    """
    at = now or datetime.now(UTC)
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//keyflow//deadlines//{language.upper()}")
    calendar.add("version", "2.0")
    for row in rows:
        calendar.add_component(_event(row, language, at))
    made: bytes = calendar.to_ical()
    return made


def _event(row: StoredDeadline, language: str, at: datetime) -> icalendar.Event:
    item, summary = row.armed, _summary(row, language)
    event = icalendar.Event()
    event.add("uid", f"{item.id}@keyflow")
    event.add("dtstamp", at)
    event.add("dtstart", item.last or item.due.astimezone(UTC))
    event.add("summary", summary)
    event.add("description", f"{row.workflow}: {row.state}\n{row.case}")
    event.add("status", "TENTATIVE" if item.provisional or item.paused_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if row.running and (level := _next_warning(item, at)):
        event.add_component(_alarm(level, summary))
    return event


def _summary(row: StoredDeadline, language: str) -> str:
    item = row.armed
    flags = {
        "provisional": item.provisional,
        "paused": item.paused_at is not None,
        "late": item.late or bool(row.days),
        "over": not row.running,
    }
    pair, behind, joint = _FORMS[language]
    said = joint.join(_WORDS[name][language] for name, holds in flags.items() if holds)
    return pair.format(row.subject, item.name) + (behind.format(said) if said else "")


def _next_warning(item: Armed, at: datetime) -> Level | None:
    """Return the next level before the end; none while the deadline stands still."""
    ahead = (level for level in item.levels if at < level.at <= item.due)
    return None if item.paused_at else next(ahead, None)


def _alarm(level: Level, summary: str) -> icalendar.Alarm:
    alarm = icalendar.Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", level.at.astimezone(UTC), parameters={"VALUE": "DATE-TIME"})
    alarm.add("description", summary)
    return alarm
