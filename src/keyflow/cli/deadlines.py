"""The command that lists deadlines, and explains how the end of one came about."""

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from keyflow.cli import plain
from keyflow.cli.base import Command
from keyflow.cli.calendars import day_words
from keyflow.cli.dues import (
    BEFORE,
    DONE,
    ICS,
    LIMIT,
    PAGE,
    ROOT,
    Due,
    by_now,
    flags,
    looked_at,
    machine_of,
    now_of,
    paged,
    write_ics,
)
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, line, pairs, table
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import instant_of
from keyflow.model.armed import Armed
from keyflow.model.clock import Extension, Pause
from keyflow.model.limits import SAFE_INTEGER

if TYPE_CHECKING:
    from keyflow.engine import Engine


@click.command(cls=Command, uses=STORE)
@click.option("--late", is_flag=True, help="Only those that are late.")
@click.option("--paused", is_flag=True, help="Only those that stand still.")
@click.option("--provisional", is_flag=True, help="Only those whose end is not certain yet.")
@DONE
@BEFORE
@click.option("--case", metavar="ID", help="Only of this case.")
@ROOT
@click.option("--of", metavar="NAME", help="Only cases of this workflow.")
@click.option("--explain", metavar="CASE DEADLINE", nargs=2,
              help="Show each day and how it was counted.")  # fmt: skip
@LIMIT
@PAGE
@ICS
@click.pass_obj
def deadlines(settings: Settings, /, **given: Any) -> None:
    """List deadlines by their ends: what is due, late, paused, provisional, and with whom."""
    with engine(settings, reading=True) as opened:
        if given["explain"]:
            _explain(settings, opened, *given["explain"])
            return
        now = now_of(opened)
        found = opened.deadlines(
            case=given["case"],
            root=given["root"],
            workflow=given["of"],
            status="done" if given["done"] else "armed",
            before=instant_of(given["before"], "--before") if given["before"] else None,
            limit=SAFE_INTEGER,
        )
        rows = [row for row in by_now(found, now) if _wanted(row.armed, given)]
        if given["ics"]:
            write_ics(settings, rows, given["ics"])
            return
        shown = looked_at(opened, paged(rows, given), now)
    if settings.json:
        page = {"total": len(rows), "page": given["page"], "limit": given["limit"]}
        as_json({**page, "deadlines": [plain.due(item) for item in shown]})
        return
    whose = "over since" if given["done"] else "lies with"
    heads = ("case", "subject", "workflow", "deadline", "until", whose, "notes")
    table([settings.say(word) for word in heads], [_row(settings, item) for item in shown])
    said = "{shown} of {total} items, page {page}"
    line(settings.say(said, shown=len(shown), total=len(rows), page=given["page"]))


def _wanted(item: Armed, given: dict[str, Any]) -> bool:
    return (
        (item.late or not given["late"])
        and (item.paused_at is not None or not given["paused"])
        and (item.provisional or not given["provisional"])
    )


def _row(settings: Settings, item: Due) -> tuple[str, ...]:
    row = item.row
    return (row.case, row.subject, row.workflow, *columns(settings, item))


def columns(settings: Settings, item: Due) -> tuple[str, ...]:
    """Return what every list says of a deadline: its name, its end, with whom it lies, and more."""
    row, armed = item.row, item.row.armed
    return (
        armed.name,
        str(armed.last or when(item.end)),
        str(row.closed.astimezone(item.end.tzinfo).date()) if row.closed else ", ".join(item.whose),
        flags(settings, armed, item.days),
    )


def _explain(settings: Settings, opened: "Engine", case: str, name: str) -> None:
    found = opened.explain(case, name)
    if settings.json:
        days = [plain.flat(day._asdict()) for day in found.days]
        as_json({"deadline": plain.armed(found.deadline), "days": days})
        return
    zone = machine_of(opened, opened.case(case)).zone
    pairs(_how(settings, found.deadline, zone))
    for day in found.days:
        line(" ".join(day_words(settings, day)))


def _how(settings: Settings, item: Armed, zone: ZoneInfo) -> list[tuple[str, str]]:
    """Return what made the end of a deadline what it is."""
    rows = [("last day", str(item.last))] if item.last else []
    rows += [("late from", when(item.due, zone)), ("notes", flags(settings, item) or "-")]
    rows += [("limit", item.limits[0])] if item.limits else []
    rows += [("extended", _because(one.limit, one)) for one in item.extensions]
    rows += [("paused", _because(_span(one, zone), one)) for one in item.pauses]
    return [(settings.say(name), text) for name, text in rows]


def _because(what: str, why: Pause | Extension) -> str:
    said = "; ".join(filter(None, (why.reason, why.document)))
    return f"{what} ({said})" if said else what


def _span(pause: Pause, zone: ZoneInfo) -> str:
    return f"{when(pause.since, zone)} / {when(pause.until, zone) if pause.until else '-'}"


def when(at: datetime, zone: tzinfo | None = None) -> str:
    """Spell an instant with its offset from UTC, in a zone if that is given."""
    return (at.astimezone(zone) if zone else at).isoformat(sep=" ", timespec="minutes")
