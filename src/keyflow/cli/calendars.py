"""The commands about calendars: when a limit ends, and which days of a month are worked."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click

from keyflow.cli.base import Group
from keyflow.cli.opening import registry
from keyflow.cli.output import as_json, line
from keyflow.cli.plain import flat
from keyflow.cli.settings import PLUGINS, Settings
from keyflow.cli.values import instant_of
from keyflow.errors import FAILURES, InputError, PluginFailed
from keyflow.model.calendar import Calendar
from keyflow.model.clock import Day, Due, Pause
from keyflow.model.deadline import is_limit
from keyflow.ruling import clock
from keyflow.ruling.worked import Worked

_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = len("2011-01-28")
_CALENDAR = click.option(
    "--calendar", "kind", metavar="KIND", default="weekdays", show_default=True,
    help="The calendar that says which days are worked.",
)  # fmt: skip


@click.group(cls=Group, uses=PLUGINS)
def calendar() -> None:
    """Say when a limit ends, day by day if asked, and which days are worked."""


def _calendar(settings: Settings, kind: str) -> Calendar:
    offer = registry(settings).find("calendar", kind)
    try:
        made: Calendar = offer.thing()
    except FAILURES as error:
        msg = f"calendar {kind!r} cannot be used without options"
        raise PluginFailed(msg) from error
    return made


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        msg = f"there is no time zone {name!r}"
        raise InputError("--zone", msg) from None


def _start(text: str, place: str, zone: ZoneInfo) -> datetime:
    """Return the instant that a date or an instant stands for."""
    if len(text) > _DAY:
        return instant_of(text, place)
    try:
        return datetime.combine(date.fromisoformat(text), time(), zone)
    except ValueError:
        msg = f"{text!r} is not a date such as 2011-03-31, nor an instant"
        raise InputError(place, msg) from None


def _pause(text: str, zone: ZoneInfo) -> Pause:
    since, sign, until = text.partition("/")
    if not sign:
        msg = f"{text[:40]!r} is not a pause such as 2011-09-26/2011-10-11"
        raise InputError("--pause", msg)
    found = Pause(_start(since, "--pause", zone), _start(until, "--pause", zone))
    if found.until is not None and found.until < found.since:
        raise InputError("--pause", f"{text[:40]!r} ends before it begins")
    return found


def _checked(start: str, limits: Sequence[str]) -> None:
    for limit in limits:
        if not is_limit(limit):
            msg = (
                f"{limit[:40]!r} must be a number and a unit (min, h, wh, d, wd, mo, y), "
                "such as 5wd or 3mo"
            )
            raise InputError("limit", msg)
        if len(start) == _DAY and limit.endswith(("h", "min")):
            msg = "is counted from an instant, such as 2011-01-28T09:00+08:00"
            raise InputError(limit, msg)


@calendar.command(uses=PLUGINS)
@click.argument("start", help="The day it counts from, which is not counted; or an instant.")
@click.argument("limits", metavar="LIMIT...", nargs=-1, required=True,
                help="The limit, such as 5wd, 30d, 3mo or 8wh; then its extensions.")  # fmt: skip
@_CALENDAR
@click.option("--zone", default="UTC", show_default=True, help="The time zone of its days.")
@click.option("--pause", "pauses", metavar="FROM/UNTIL", multiple=True,
              help="A time that does not count: from a day on until the day it counts again; "
              "repeatable.")  # fmt: skip
@click.option("--roll", is_flag=True, help="Move a last day that is not worked to the next.")
@click.option("--explain", is_flag=True, help="Show each day and how it was counted.")
@click.pass_obj
def add(settings: Settings, /, start: str, limits: Sequence[str], kind: str, **given: Any) -> None:
    """Print the last day of a limit, or the instant of one in hours."""
    found, zone = _calendar(settings, kind), _zone(given["zone"])
    _checked(start, limits)
    since = _start(start, "start", zone)
    pauses = [_pause(text, zone) for text in given["pauses"]]
    due = clock.count(limits, since, zone, found, pauses, roll=given["roll"])
    days: list[Day] = []
    if given["explain"]:
        days = clock.explain(limits, since, zone, found, pauses, roll=given["roll"])
    if settings.json:
        said = {**due._asdict(), "calendar": kind, "version": found.version}
        as_json({**_plain(said), **({"days": [_plain(d._asdict()) for d in days]} if days else {})})
        return
    line(_end(settings, due, zone))
    for day in days:
        line(" ".join(day_words(settings, day)))


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {name: str(item) if type(item) is date else flat(item) for name, item in said.items()}


def _end(settings: Settings, due: Due, zone: ZoneInfo) -> str:
    end = due.last or due.at.astimezone(zone).isoformat(timespec="minutes")
    return f"{end} {settings.say('provisional')}" if due.provisional else str(end)


def day_words(settings: Settings, day: Day) -> Iterator[str]:
    """Yield what is said of a day of a limit: how it was counted, and what is special about it."""
    yield f"{day.day} {settings.say(_WEEK[day.day.weekday()])} {settings.say(day.what)}"
    if day.what == "counted":
        yield str(day.n)
    if day.extended:
        yield settings.say("extended")
    if day.provisional:
        yield settings.say("provisional")


@calendar.command(uses=PLUGINS)
@click.argument("month", help="The month, such as 2011-02.")
@_CALENDAR
@click.pass_obj
def show(settings: Settings, month: str, kind: str) -> None:
    """Show which days of a month are worked, and how many."""
    found, first = _calendar(settings, kind), _month(month)
    worked = Worked(found, ZoneInfo("UTC"))
    days = [_Shown(day, worked(day), worked.beyond(day)) for day in _days_from(first)]
    count = sum(day.worked for day in days)
    if settings.json:
        said = {"month": month, "calendar": kind, "version": found.version, "working_days": count}
        as_json({**said, "days": [_plain(day._asdict()) for day in days]})
        return
    for day in days:
        line(" ".join(_answer(settings, day)))
    line(settings.say("working days: {count}", count=count))


class _Shown(NamedTuple):
    """A day of a month as it is shown."""

    day: date
    worked: bool
    provisional: bool


def _days_from(first: date) -> list[date]:
    length = monthrange(first.year, first.month)[1]
    return [first.replace(day=number) for number in range(1, length + 1)]


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        msg = f"{text[:40]!r} is not a month such as 2011-02"
        raise InputError("month", msg) from None


def _answer(settings: Settings, day: _Shown) -> Iterator[str]:
    yield f"{day.day} {settings.say(_WEEK[day.day.weekday()])}"
    yield settings.say("worked" if day.worked else "off")
    if day.provisional:
        yield settings.say("provisional")
