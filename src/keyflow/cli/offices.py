"""The commands about the directory kept in the store: who holds, heads, is above, stands in."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from keyflow.cli import plain
from keyflow.cli.base import Group
from keyflow.cli.opening import existing, read_only
from keyflow.cli.output import as_json, table
from keyflow.cli.settings import Settings
from keyflow.cli.values import instant_of
from keyflow.directory import StoredDirectory

if TYPE_CHECKING:
    from keyflow.model.directory import Entry, Scope

_KINDS = ["role", "superior", "head", "substitute"]
_BY = click.option("--by", metavar="ID", required=True, help="Who enters it.")
_AT = click.option("--at", metavar="INSTANT", help="From which instant, in ISO 8601; else now.")
_SINCE = click.option("--since", metavar="INSTANT", help="From when, in ISO 8601; else now.")
_UNIT = click.option("--unit", help="Only for cases of this unit.")
_CASE = click.option("--case", metavar="ID", help="Only for this case and what belongs to it.")
_NOBODY = click.option("--nobody", is_flag=True, help="Nobody from then on.")


@click.group(cls=Group, uses=["store"])
def directory() -> None:
    """Say who holds which role, who is above whom, and who stands in for whom."""


@contextmanager
def _opened(url: str) -> Iterator[StoredDirectory]:
    office = StoredDirectory(url)
    try:
        yield office
    finally:
        office.close()


def _write(settings: Settings, change: "Callable[[StoredDirectory], Entry | list[Entry]]") -> None:
    """Change the directory, and show the entries that were made or ended."""
    with _opened(existing(settings)) as office:
        made = change(office)
    _tell(settings, made if isinstance(made, list) else [made])


def _instant(text: str | None, option: str) -> datetime | None:
    return instant_of(text, option) if text else None


@directory.command(uses=["store"])
@click.argument("person", help="Who holds it.")
@click.argument("role", help="The role.")
@_UNIT
@click.option("--field", default="unit", show_default=True, help="The field that names the unit.")
@_CASE
@_SINCE
@click.option("--until", metavar="INSTANT", help="Until when, in ISO 8601; else for ever.")
@_BY
@click.pass_obj
def appoint(settings: Settings, /, person: str, role: str, **given: Any) -> None:
    """Give somebody a role (任命)."""
    given |= {name: _instant(given[name], f"--{name}") for name in ("since", "until")}
    by = given.pop("by")
    _write(settings, lambda office: office.appoint(
        person, role, **given, recorded_by=by
    ))  # fmt: skip


@directory.command(uses=["store"])
@click.argument("person", help="Whose appointments end.")
@click.argument("role", required=False, help="Only those to this role.")
@_UNIT
@_CASE
@_AT
@_BY
@click.pass_obj
def dismiss(settings: Settings, /, person: str, role: str | None, **given: Any) -> None:
    """End somebody's appointments (免职)."""
    at = _instant(given["at"], "--at")
    scope = {name: given[name] for name in ("unit", "case")}
    _write(settings, lambda office: office.dismiss(
        person, role, at=at, **scope, recorded_by=given["by"]
    ))  # fmt: skip


@directory.command(uses=["store"])
@click.argument("person", help="Who is below.")
@click.argument("superior", required=False, help="Who is above.")
@_NOBODY
@_SINCE
@_BY
@click.pass_obj
def superior(settings: Settings, /, person: str, superior: str | None, **given: Any) -> None:
    """Say who is above somebody (上级), in place of any other."""
    _one_of(superior, given["nobody"])
    since = _instant(given["since"], "--since")
    _write(settings, lambda office: office.set_superior(
        person, superior, since=since, recorded_by=given["by"]
    ))  # fmt: skip


@directory.command(uses=["store"])
@click.argument("unit", help="The unit.")
@click.argument("person", required=False, help="Who heads it.")
@_NOBODY
@_SINCE
@_BY
@click.pass_obj
def head(settings: Settings, /, unit: str, person: str | None, **given: Any) -> None:
    """Say who heads a unit (负责人), in place of any other."""
    _one_of(person, given["nobody"])
    since = _instant(given["since"], "--since")
    _write(settings, lambda office: office.set_head(
        unit, person, since=since, recorded_by=given["by"]
    ))  # fmt: skip


def _one_of(person: str | None, nobody: bool) -> None:
    if nobody == (person is not None):
        raise click.UsageError("give a person, or --nobody")


@directory.command(uses=["store"])
@click.argument("person", help="Who is away.")
@click.argument("other", metavar="SUBSTITUTE", help="Who acts for them.")
@_SINCE
@click.option("--until", metavar="INSTANT", required=True, help="Until when, in ISO 8601.")
@click.option(
    "--of", metavar="NAME", multiple=True, help="Only cases of this workflow; repeatable."
)
@click.option("--stage", multiple=True, help="Only in this stage or state; repeatable.")
@click.option("--amount-field", metavar="FIELD", help="The field whose amount is limited.")
@click.option("--up-to", metavar="AMOUNT", help="The most it may hold, such as '50000 CNY'.")
@click.option("--chain", is_flag=True, help="Whoever stands in for them may act in this as well.")
@_BY
@click.pass_obj
def substitute(settings: Settings, /, person: str, other: str, **given: Any) -> None:
    """Let somebody act for one who is away (代理), between two instants."""
    since, until = _instant(given["since"], "--since"), instant_of(given["until"], "--until")
    limits = {name: given[name] for name in ("amount_field", "up_to", "chain")}
    _write(settings, lambda office: office.substitute(
        person, other, since, until,
        workflows=given["of"], stages=given["stage"], **limits, recorded_by=given["by"],
    ))  # fmt: skip


@directory.command(uses=["store"])
@click.argument("number", type=int, help="The entry's number.")
@_AT
@_BY
@click.pass_obj
def end(settings: Settings, number: int, at: str | None, by: str) -> None:
    """End one entry by its number, such as a substitution that is over early."""
    moment = _instant(at, "--at")
    _write(settings, lambda office: office.end(number, at=moment, recorded_by=by))


@directory.command(uses=["store"])
@click.argument("person", help="Who leaves.")
@_AT
@_BY
@click.pass_obj
def leave(settings: Settings, person: str, at: str | None, by: str) -> None:
    """End all that names somebody (离职); their tasks go by `hand-over`."""
    moment = _instant(at, "--at")
    _write(settings, lambda office: office.leave(person, at=moment, recorded_by=by))


@directory.command(uses=["store"])
@click.option("--person", metavar="ID", help="Only what names this person.")
@click.option("--kind", type=click.Choice(_KINDS), help="Only of this kind.")
@click.option("--at", metavar="INSTANT", help="Only what is true at this instant, in ISO 8601.")
@click.pass_obj
def show(settings: Settings, person: str | None, kind: Any, at: str | None) -> None:
    """Show what was ever entered, oldest first."""
    moment = _instant(at, "--at")
    with _opened(read_only(settings)) as office:
        found = office.entries(person=person, kind=kind, at=moment)
    _tell(settings, found)


def _tell(settings: Settings, entries: "Sequence[Entry]") -> None:
    if settings.json:
        as_json([plain.entry(item) for item in entries])
        return
    heads = (
        "#",
        "kind",
        "who",
        "target",
        "limited to",
        "since",
        "until",
        "entered by",
    )
    table([settings.say(word) for word in heads], [_row(settings, item) for item in entries])


def _limits(scope: "Scope") -> Iterator[str]:
    if scope.unit is not None:
        yield f"{scope.field}={scope.unit}"
    if scope.case is not None:
        yield scope.case
    yield from (*scope.workflows, *scope.stages)
    if scope.up_to is not None:
        yield f"{scope.amount_field}<={scope.up_to}"
    if scope.chain:
        yield "chain"


def _row(settings: Settings, item: "Entry") -> tuple[str, ...]:
    until = f"{item.until:%Y-%m-%d %H:%M}" if item.until else ""
    return (
        str(item.n),
        settings.say(item.kind),
        item.person,
        item.what,
        ", ".join(_limits(item.scope)),
        f"{item.since:%Y-%m-%d %H:%M}",
        until,
        ", ".join(dict.fromkeys(filter(None, (item.recorded_by, item.closed_by)))),
    )
