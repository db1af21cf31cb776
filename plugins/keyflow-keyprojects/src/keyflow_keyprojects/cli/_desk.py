"""What every command of the group shares: the store it works on, who asks, and how it answers."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

import click

from keyflow import Actor, Case, Engine, KeyflowError
from keyflow_keyprojects.dates import ZONE

STORE = "sqlite:///out/demo/office.db"
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
_MORNING = 9
_WIDE = 160  # columns, where a table goes into a file or another program


@dataclass(frozen=True, slots=True)
class Desk:
    """An open office: its engine, the language of the answer, and whether it is to be JSON."""

    engine: Engine
    language: str
    as_json: bool

    def pick(self, zh: str, en: str) -> str:
        """Return the text in the language asked for."""
        return zh if self.language == "zh" else en

    def show(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Print a table, or its rows as JSON objects under the names of the columns."""
        if self.as_json:
            plain = [dict(zip(columns, row, strict=True)) for row in rows]
            click.echo(json.dumps(plain, ensure_ascii=False, default=str))
            return
        from rich.console import Console  # noqa: PLC0415 - only where a table is drawn
        from rich.table import Table  # noqa: PLC0415

        table = Table(*columns, title=title, title_justify="left")
        for row in rows:
            table.add_row(*("-" if cell is None else str(cell) for cell in row))
        screen = Console()
        (screen if screen.is_terminal else Console(width=_WIDE)).print(table)

    def say(self, found: Mapping[str, Any]) -> None:
        """Print named values, a line each, or as one JSON object."""
        if self.as_json:
            click.echo(json.dumps(dict(found), ensure_ascii=False, default=str))
            return
        for name, value in found.items():
            click.echo(f"{name}: {'-' if value is None else value}")


def at_desk(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that looks the options of the group; it is called with a `Desk` first.

    It goes by the definitions that cases keep. Those of the pack, which take seconds to read, are
    for `acting`.
    """
    return _with_options(command, acts=False)


def acting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that does something the options of the group."""
    return _with_options(command, acts=True)


def opening(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that may be the first in an empty store the options of the group."""
    return _with_options(command, acts=True, makes=True)


def _store(*, makes: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return the option; a store that is to be made is named, and is not the demo's."""
    told: dict[str, Any] = {"required": True} if makes else {"default": STORE}
    return click.option("--store", metavar="URL", show_default=True, help="The office's.", **told)


def _with_options(
    command: Callable[..., None], *, acts: bool, makes: bool = False
) -> Callable[..., None]:
    @wraps(command)
    @_store(makes=makes)
    @click.option("--lang", type=click.Choice(["zh", "en"]), help="The language of the answer.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
    @click.option("--at", type=_MOMENT, help="Act as if it were then, in the office's zone.")
    def run(
        store: str, lang: str | None, *, as_json: bool, at: datetime | None, **given: Any
    ) -> None:
        settings = click.get_current_context().obj
        language = lang or str(getattr(settings, "lang", "en"))
        with _opened(store, at, acts=acts, makes=makes) as engine:
            plain = as_json or bool(getattr(settings, "json", False))
            command(Desk(engine, language, plain), **given)

    return run


def actor(name: str, *roles: str) -> Actor:
    """Return who asks, with the roles the office vouches for."""
    return Actor(name, frozenset(roles))


def found(desk: Desk, workflow: str, value: str, field: str = "subject") -> Case:
    """Return the case of a workflow with a subject, or an indexed field; the newest of several."""
    asked: dict[str, Any] = {"subject": value} if field == "subject" else {"where": {field: value}}
    page = desk.engine.cases(workflow=workflow, order="-opened", limit=1, **asked)
    if not page.cases:
        where = desk.pick(f"没有 {workflow} {value}", f"there is no {workflow} {value}")
        raise click.ClickException(where + _meant(desk, workflow, value, field))
    return page.cases[0]


def _meant(desk: Desk, workflow: str, value: str, field: str) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    from keyflow_keyprojects.register import every  # noqa: PLC0415

    cases = every(desk.engine, workflow=workflow)
    known = {case.subject if field == "subject" else str(case.data[field]) for case in cases}
    near = ", ".join(get_close_matches(value, sorted(known), n=3, cutoff=0.5))
    return desk.pick(f"；是否指 {near}？", f"; did you mean {near}?") if near else ""


def ends(desk: Desk, workflow: str, *names: str) -> dict[str, date]:
    """Return the last day of the running deadlines of some names, by case; the earliest of each."""
    found: dict[str, date] = {}
    for row in desk.engine.deadlines(workflow=workflow, limit=100_000):
        if row.armed.name in names and row.armed.last is not None:
            found.setdefault(row.case, row.armed.last)
    return found


@contextmanager
def _opened(store: str, at: datetime | None, *, acts: bool, makes: bool) -> Iterator[Engine]:
    from keyflow.store.engines import must_exist  # noqa: PLC0415
    from keyflow.store.migrate import upgrade  # noqa: PLC0415
    from keyflow_keyprojects.office import build_engine, reading_engine  # noqa: PLC0415 - takes half a second

    try:
        (upgrade if makes else must_exist)(store)
        clock = _clock(at) if at is not None else None
        engine = build_engine(store, clock=clock) if acts else reading_engine(store, clock=clock)
        try:
            yield engine
        finally:
            engine.close()
    except KeyflowError as error:
        raise click.ClickException(str(error)) from error


def _clock(at: datetime) -> Callable[[], datetime]:
    """Return a clock that stands at an instant; at nine in the morning of a day."""
    hour = at.hour or _MORNING
    there = at.replace(hour=hour, tzinfo=ZONE)
    return lambda: there
