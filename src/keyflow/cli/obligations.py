"""The command that lists obligations: what is owed for which period, by whom, what opens next."""

from typing import Any

import click

from keyflow.cli import plain
from keyflow.cli.base import Command
from keyflow.cli.deadlines import columns, when
from keyflow.cli.dues import (
    BEFORE,
    DONE,
    ICS,
    LIMIT,
    PAGE,
    ROOT,
    Due,
    by_now,
    looked_at,
    now_of,
    paged,
    write_ics,
)
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, line, table
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import instant_of
from keyflow.model.limits import SAFE_INTEGER
from keyflow.store.contract import StoredDeadline


@click.command(cls=Command, uses=STORE)
@DONE
@BEFORE
@ROOT
@LIMIT
@PAGE
@ICS
@click.pass_obj
def obligations(settings: Settings, /, **given: Any) -> None:
    """List what is owed every period: whose it is, until when, and what opens next."""
    before = instant_of(given["before"], "--before") if given["before"] else None
    status: Any = "done" if given["done"] else "armed"
    asked = {"root": given["root"], "before": before, "limit": SAFE_INTEGER}
    with engine(settings, reading=True) as opened:
        now = now_of(opened)
        rows = by_now(opened.obligations(**asked, status=status), now)
        if given["ics"]:
            write_ics(settings, rows, given["ics"])
            return
        openings = [] if given["done"] else opened.openings(**asked)
        shown = looked_at(opened, paged(rows, given), now)
        coming = looked_at(opened, paged(openings, given), now)
    if settings.json:
        page = {"total": len(rows), "page": given["page"], "limit": given["limit"]}
        owed = [plain.due(item) | _about(item.row) for item in shown]
        as_json({**page, "obligations": owed, "openings": [_opening(item.row) for item in coming]})
        return
    _tell(settings, shown, done=given["done"])
    said = "{shown} of {total} items, page {page}"
    line(settings.say(said, shown=len(shown), total=len(rows), page=given["page"]))
    if coming:
        line(settings.say("opens next:"))
        heads = ("case", "whose", "duty", "opens")
        table([settings.say(word) for word in heads], [_next(item) for item in coming])


def _tell(settings: Settings, shown: list[Due], *, done: bool) -> None:
    whose = "over since" if done else "lies with"
    heads = ("case", "whose", "duty", "state", "deadline", "until", whose, "notes")
    table([settings.say(word) for word in heads], [_row(settings, item) for item in shown])


def _row(settings: Settings, item: Due) -> tuple[str, ...]:
    about = _about(item.row)
    state = item.row.outcome or item.row.state
    duty = f"{about['duty']} {about['period']}"
    return (item.row.case, about["whose"], duty, state, *columns(settings, item))


def _about(row: StoredDeadline) -> dict[str, str]:
    """Return whose duty an occurrence is, and for which period, as its subject says."""
    whose, _, period = row.subject.rpartition(f"/{row.slot}/")
    return {"whose": whose, "duty": row.slot or "", "period": period}


def _opening(row: StoredDeadline) -> dict[str, Any]:
    opens = plain.flat(row.armed.due)
    return {"case": row.case, "whose": row.subject, "duty": row.armed.name, "opens": opens}


def _next(item: Due) -> tuple[str, ...]:
    return (item.row.case, item.row.subject, item.row.armed.name, when(item.end))
