"""The lists an auditor asks for, as commands of the group `audit`. They cannot write."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from keyflow.cli.base import Command
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, line, table
from keyflow.cli.plain import flat
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import instant_of

if TYPE_CHECKING:
    from keyflow.auditors import Auditor, Entry


@click.command(cls=Command, uses=STORE)
@click.pass_obj
def waivers(settings: Settings) -> None:
    """List the checks that were waived: when that was given, and when it was used."""
    _list(settings, lambda auditor: auditor.waivers())


@click.command(cls=Command, uses=STORE)
@click.pass_obj
def overrides(settings: Settings) -> None:
    """List jumps, and approvals against a reasoned no."""
    _list(settings, lambda auditor: auditor.overrides())


@click.command(cls=Command, uses=STORE)
@click.option(
    "--hours", type=click.FloatRange(0), default=0.0, help="Only what was later than that."
)
@click.pass_obj
def late(settings: Settings, hours: float) -> None:
    """List what was entered later than it happened, the longest delay first."""
    _list(settings, lambda auditor: auditor.late_entries(timedelta(hours=hours)))


@click.command("same-person", cls=Command, uses=STORE)
@click.argument("first", help="A trigger or verb, such as submit.")
@click.argument("second", help="Another one, such as approve.")
@click.pass_obj
def same_person(settings: Settings, first: str, second: str) -> None:
    """List pairs of steps in one matter that one person took."""
    found = _asked(settings, lambda auditor: auditor.same_person(first, second))
    if settings.json:
        as_json([flat(asdict(item)) for item in found])
        return
    heads = ("case", "who", "first", "second")
    rows = [(one.root, one.person, _step(one.first), _step(one.second)) for one in found]
    _tell(settings, heads, rows)


@click.command("who-could", cls=Command, uses=STORE)
@click.argument("task", help="The task's id.")
@click.option("--at", metavar="INSTANT", required=True, help="At which instant, in ISO 8601.")
@click.pass_obj
def who_could(settings: Settings, task: str, at: str) -> None:
    """List who could have decided on a task at an instant, and by what right."""
    moment = instant_of(at, "--at")
    found = _asked(settings, lambda auditor: auditor.who_could(task, moment))
    if settings.json:
        as_json([asdict(item) for item in found])
        return
    _tell(settings, ("who", "by what right"), [(item.person, item.right) for item in found])


def _asked(settings: Settings, ask: "Callable[[Auditor], list[Any]]") -> list[Any]:
    with engine(settings, reading=True) as opened:
        return ask(opened.auditor)


def _list(settings: Settings, ask: "Callable[[Auditor], list[Entry]]") -> None:
    found = _asked(settings, ask)
    if settings.json:
        as_json([flat(asdict(item)) for item in found])
        return
    heads = ("case", "#", "when", "verb", "who", "what", "why")
    _tell(settings, heads, [_row(settings, item) for item in found])


def _row(settings: Settings, item: "Entry") -> tuple[str, ...]:
    who = item.actor or settings.say("(erased)")
    when = f"{item.at:%Y-%m-%d %H:%M}"
    return (item.case, str(item.seq), when, item.verb, who, item.what, item.why)


def _step(item: "Entry") -> str:
    return f"{item.case} #{item.seq} {item.what} {item.at:%Y-%m-%d %H:%M}"


def _tell(settings: Settings, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table([settings.say(word) for word in heads], rows)
    line(settings.say("found: {count}", count=len(rows)))


LISTS = (waivers, overrides, late, same_person, who_could)
