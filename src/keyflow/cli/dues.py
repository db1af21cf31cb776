"""What the lists of deadlines share: what is late by now, whose it is, and how that is said."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from keyflow.cli.output import as_json, line
from keyflow.cli.settings import Settings
from keyflow.errors import InputError, PluginFailed
from keyflow.model.armed import Armed
from keyflow.model.case import Case
from keyflow.ruling.machine import Machine
from keyflow.ruling.timing import IDLE, ROUND, STANDS, SUSPENDED, late_by
from keyflow.store.contract import StoredDeadline

if TYPE_CHECKING:
    from keyflow.engine import Engine
    from keyflow.inboxes import InboxItem

# Why a deadline stands still though nobody stopped it.
_WHY = {
    SUSPENDED: "the case is suspended",
    STANDS: "not counted in this state",
    IDLE: "none of its limits runs",
}
BEFORE = click.option("--before", metavar="INSTANT",
                      help="Only what ends before that instant, in ISO 8601.")  # fmt: skip
DONE = click.option("--done", is_flag=True, help="Those that are over, and how late they were.")
ROOT = click.option("--root", metavar="ID", help="Only of this case and all below it.")
LIMIT = click.option("--limit", type=click.IntRange(1), default=50, show_default=True,
                     help="How many on a page.")  # fmt: skip
PAGE = click.option("--page", type=click.IntRange(1), default=1, show_default=True,
                    help="Which page.")  # fmt: skip
ICS = click.option("--ics", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
                   help="Write all of them as an iCalendar file.")  # fmt: skip


class Due(NamedTuple):
    """A deadline as it is listed: `days` working days late, if it is, and with whom it lies.

    `end` is when it is late, in the zone of its workflow.
    """

    row: StoredDeadline
    end: datetime
    days: int | None
    whose: tuple[str, ...]


def by_now(rows: Iterable[StoredDeadline], now: datetime) -> list[StoredDeadline]:
    """Return deadlines with those marked late that are, though nobody has looked since."""
    return [row._replace(armed=_late_by_now(row, now)) for row in rows]


def _late_by_now(row: StoredDeadline, now: datetime) -> Armed:
    item = row.armed
    passed = row.running and item.paused_at is None and item.due <= now
    return replace(item, late=True) if passed or row.days else item


def now_of(opened: "Engine") -> datetime:
    """Return the time by the clock of the database."""
    with opened.store.connect() as connection:
        return connection.now()


def looked_at(opened: "Engine", rows: Sequence[StoredDeadline], now: datetime) -> list[Due]:
    """Return deadlines with what is only known of their cases."""
    cases = {case: opened.case(case) for case in dict.fromkeys(row.case for row in rows)}
    machines = {case: machine_of(opened, found) for case, found in cases.items()}
    return [_due(row, cases[row.case], machines[row.case], now) for row in rows]


def machine_of(opened: "Engine", case: Case) -> Machine:
    """Return the definition that a case keeps."""
    with opened.store.connect() as connection:
        return opened.library.machine(case.definition, connection)


def _due(row: StoredDeadline, case: Case, machine: Machine, now: datetime) -> Due:
    end = row.armed.due.astimezone(machine.zone)
    if not row.running:
        return Due(row, end, row.days, ())
    return Due(row, end, _days(row.armed, machine, now), _whose(case, machine, row.armed))


def _days(item: Armed, machine: Machine, now: datetime) -> int | None:
    """Return how many working days late a deadline is so far; None where nobody can say."""
    try:
        return late_by(item, now, machine) if item.late else None
    except PluginFailed:
        return None


def _whose(case: Case, machine: Machine, item: Armed) -> tuple[str, ...]:
    """Return with whom a deadline lies: whose the tasks are, else the roles that may go on."""
    name, _, number = item.name.partition("#")
    own = case.desk.task(int(number)) if number and name != "round" else None
    tasks = [own] if own is not None else case.tasks.values()
    people = [who for task in tasks for who in ([task.person] if task.person else task.people)]
    roles = [role for task in tasks if not task.person for role in task.roles if not task.people]
    if not tasks:
        triggers = machine.triggers(case.state)
        gates = [gate for trigger in triggers for gate in machine.gates(case.state, trigger)]
        roles = sorted({role for gate in gates for role in gate.by} - {"system", "*"})
    return tuple(dict.fromkeys([*people, *roles]))


def provisional(opened: "Engine", items: Iterable["InboxItem"]) -> set[str]:
    """Return the ids of those items of an inbox whose end is not certain yet."""
    return {item.id for item in items if item.due and item.task and _is_guessed(opened, item)}


def _is_guessed(opened: "Engine", item: "InboxItem") -> bool:
    n = item.task.n if item.task else 0
    ends = [armed for armed in opened.case(item.case.id).armed if armed.name.endswith(f"#{n}")]
    return any(armed.provisional for armed in ends if not armed.name.startswith(ROUND))


def flags(settings: Settings, item: Armed, days: int | None = None) -> str:
    """Say what there is to know of a deadline: late, paused and why, provisional."""
    said = []
    if item.late:
        count = "" if days is None else f" {days}wd"
        said.append(settings.say("late") + count)
    if item.paused_at is not None:
        said.append(f"{settings.say('paused')}: {', '.join(_reasons(settings, item))}")
    if item.provisional:
        said.append(settings.say("provisional"))
    return "; ".join(said)


def _reasons(settings: Settings, item: Armed) -> list[str]:
    reasons = dict.fromkeys(pause.reason for pause in item.standing_still)
    return [settings.say(_WHY[one]) if one in _WHY else one for one in reasons]


def paged(rows: Sequence[Any], given: dict[str, Any]) -> Sequence[Any]:
    """Return the page that was asked for."""
    first = (given["page"] - 1) * given["limit"]
    return rows[first : first + given["limit"]]


def write_ics(settings: Settings, rows: Sequence[StoredDeadline], out: Path) -> None:
    """Write deadlines as an iCalendar file."""
    try:
        # Its library is an extra, so it is loaded for such a file only.
        made = import_module("keyflow.ics").ics(rows, language=settings.lang)
    except ModuleNotFoundError:
        raise InputError("--ics", "needs an extra: pip install 'keyflow[ical]'") from None
    out.write_bytes(made)
    if settings.json:
        as_json({"ics": str(out), "deadlines": len(rows)})
    else:
        line(settings.say("{path} is written", path=out))
