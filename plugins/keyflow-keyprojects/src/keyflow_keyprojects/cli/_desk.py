"""What every command of the group shares: the store it works on, who asks, and how it answers."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from keyflow import Actor, Case, Engine, KeyflowError, NotFound, Refused
from keyflow.cli.failing import explain
from keyflow.cli.settings import Settings
from keyflow_keyprojects.cli._codes import CODES
from keyflow_keyprojects.cli._roles import vouched
from keyflow_keyprojects.cli._words import HEADINGS
from keyflow_keyprojects.dates import ZONE

DEMO = "sqlite:///out/demo/office.db"
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
_MORNING = 9
_WIDE = 160  # columns, where a table goes into a file or another program


@dataclass(frozen=True, slots=True)
class Desk:
    """An open office: its engine, the language of the answer, and whether it is to be JSON.

    `at` is the instant asked for by `--at`.
    """

    engine: Engine
    language: str
    as_json: bool
    at: datetime | None = None

    @property
    def day(self) -> date | None:
        """The day asked for by `--at`, where the office is."""
        return self.at and self.at.date()

    @property
    def today(self) -> date:
        """The day it acts on, where the office is."""
        return (self.at or datetime.now(ZONE)).date()

    def pick(self, zh: str, en: str) -> str:
        """Return the text in the language asked for."""
        return zh if self.language == "zh" else en

    def show(
        self,
        title: str,
        columns: Sequence[str],
        rows: Sequence[Sequence[Any]],
        **called: str,
    ) -> None:
        """Print a table, or its rows as JSON objects under the names of the columns.

        `called` are columns that are called otherwise in Chinese than elsewhere.
        """
        if self.as_json:
            plain = [dict(zip(columns, row, strict=True)) for row in rows]
            click.echo(json.dumps(plain, ensure_ascii=False, default=_plain))
            return
        from rich.console import Console  # noqa: PLC0415 - only where a table is drawn
        from rich.table import Table  # noqa: PLC0415

        own = called if self.speaks_chinese else {}
        heads = [own.get(name) or self.heading(name) for name in columns]
        table = Table(*heads, title=title, title_justify="left")
        for row in rows:
            table.add_row(*map(self.cell, row))
        screen = Console()
        (screen if screen.is_terminal else Console(width=_WIDE)).print(table)

    def say(self, found: Mapping[str, Any]) -> None:
        """Print named values, a line each, or as one JSON object."""
        if self.as_json:
            click.echo(json.dumps(dict(found), ensure_ascii=False, default=_plain))
            return
        for name, value in found.items():
            click.echo(f"{self.heading(name)}: {self.cell(value)}")

    def heading(self, name: str) -> str:
        """Return what a column or a named value is called in the language asked for."""
        return HEADINGS.get(name, name) if self.language == "zh" else name

    def cell(self, value: Any) -> str:
        """Write a value for people: instants by the office's clock, and nothing as a dash."""
        if value is None or not str(value):
            return "-"
        if isinstance(value, bool):
            return self.pick("是", "yes") if value else self.pick("否", "no")
        if isinstance(value, datetime) and value.tzinfo:
            return f"{value.astimezone(ZONE):%Y-%m-%d %H:%M}"
        return str(value)

    def word(self, code: Any) -> Any:
        """Return what a code is called; in English, and in JSON, it stays as it is."""
        return CODES.get(code, code) if self.speaks_chinese else code

    def state(self, case: Case) -> str:
        """Return what a case's state is called; in English, and in JSON, its name."""
        if not self.speaks_chinese:
            return case.state
        from keyflow_keyprojects.cli._lines import titles_of  # noqa: PLC0415 - only for people

        return titles_of(self.engine, self.language).state(case.workflow, case.state)

    @property
    def speaks_chinese(self) -> bool:
        """Whether codes are to be said in Chinese: in JSON they stay as they are."""
        return self.language == "zh" and not self.as_json


def _plain(value: Any) -> str:
    """Write what JSON does not know: an instant by the office's clock, all else as it reads."""
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(ZONE).isoformat()
    return str(value)


@dataclass(frozen=True, slots=True)
class _Way:
    """What a command is to the store: whether it writes, or makes the store.

    One that looks is told by `--at` what the office knew then; for the others it is their clock.
    """

    writes: bool = False
    makes: bool = False
    looks: bool = False


def at_desk(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that looks the options of the group; it is called with a `Desk` first.

    With `--at` all it reads is as the office knew it then.
    """
    return _with_options(command, _Way(looks=True))


def asking(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that asks what would happen, and writes nothing, the options of the group."""
    return _with_options(command, _Way())


def acting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that does something the options of the group."""
    return _with_options(command, _Way(writes=True))


def opening(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that may be the first in an empty store the options of the group."""
    return _with_options(command, _Way(writes=True, makes=True))


_STORE = "The office's database; else that of `keyflow --store`, else KEYFLOW_STORE"
_ACTS = "Act as if it were then, in the office's zone."
_KNOWN = "As the office knew it then; of a day, at its end."
_LOOKS = f"{_STORE}, else the demo's."


def _heard(context: click.Context, _param: click.Parameter, language: str | None) -> str | None:
    """Take the language before anything else is read: help is written in it."""
    if language:
        context.ensure_object(Settings).lang = language
    return language


def _with_options(command: Callable[..., None], way: _Way) -> Callable[..., None]:
    @wraps(command)
    @click.option("--store", metavar="URL", help=f"{_STORE}." if way.writes else _LOOKS)
    @click.option("--lang", type=click.Choice(["zh", "en"]), is_eager=True, callback=_heard,
                  help="The language of the answer.")  # fmt: skip
    @click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
    @click.option("--at", type=_MOMENT, help=_KNOWN if way.looks else _ACTS)
    def run(
        store: str | None, lang: str | None, *, as_json: bool, at: datetime | None, **given: Any
    ) -> None:
        context = click.get_current_context()
        settings = context.ensure_object(Settings)
        settings.lang, settings.json = lang or settings.lang, as_json or settings.json
        then = at and at.replace(hour=at.hour or _MORNING, tzinfo=ZONE)
        try:
            settings.store = store or _named(context, settings, way)
            with _opened(settings, then, way) as engine:
                read = _as_known(engine, at) if at and way.looks else engine
                context.obj = Desk(read, settings.lang, settings.json, then)
                try:
                    command(context.obj, **given)
                except Refused as error:
                    context.exit(explain(error, settings, _subjects(engine, error)))
        except KeyflowError as error:
            context.exit(explain(error, settings))

    return run


def _subjects(engine: Engine, error: Refused) -> dict[str, str]:
    """Return what the cases are called that a refusal speaks of, by their ids."""
    ids = {item.case for item in error.findings}
    ids |= {command.target or "" for _, command, _ in error.refusals}
    found: dict[str, str] = {}
    for case in ids - {""}:
        with suppress(NotFound):  # one that was only to be begun
            found[case] = engine.case(case).subject
    return found


def _named(context: click.Context, settings: Settings, way: _Way) -> str:
    """Return the store that was named elsewhere than at the command.

    The demo's is only looked at: who writes into it has named it.
    """
    names: click.Context | None = context
    while names is not None:
        if names.get_parameter_source("common_store") is ParameterSource.COMMANDLINE:
            return settings.store
        names = names.parent
    if os.environ.get("KEYFLOW_STORE"):
        return settings.store
    if not way.writes:
        return DEMO
    zh = "请用 --store 或 KEYFLOW_STORE 指明数据库：办理事项的命令不使用演示数据库"
    en = "name the database by --store or KEYFLOW_STORE: what acts does not take the demo's"
    raise click.UsageError(zh if settings.lang == "zh" else en)


def actor(name: str, *roles: str) -> Actor:
    """Return who asks; raises `Refused` for a role that the roster does not give them."""
    desk = click.get_current_context().find_object(Desk)
    if desk is not None:
        for role in roles:
            vouched(desk.engine, name, role, desk.today)
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


def _as_known(engine: Engine, at: datetime) -> Engine:
    """Return an engine as the office knew it at an instant; of a day without an hour, its end."""
    from keyflow_keyprojects.knownthen import known_then  # noqa: PLC0415
    from keyflow_keyprojects.lines import end_of  # noqa: PLC0415

    whole_day = not (at.hour or at.minute)
    return known_then(engine, (whole_day and end_of(at.date())) or at.replace(tzinfo=ZONE))


@contextmanager
def _opened(settings: Settings, at: datetime | None, way: _Way) -> Iterator[Engine]:
    from keyflow.cli.opening import modules  # noqa: PLC0415
    from keyflow.store.engines import must_exist  # noqa: PLC0415
    from keyflow_keyprojects.office import build_engine  # noqa: PLC0415 - takes half a second

    if way.makes:
        from keyflow.store.migrate import upgrade  # noqa: PLC0415 - loads Alembic

        upgrade(settings.store)
    must_exist(settings.store)
    engine = build_engine(
        settings.store,
        clock=None if at is None else lambda: at,
        plugins=modules(settings),
        workflows=[Path(name) for name in settings.workflow],
    )
    try:
        yield engine
    finally:
        engine.close()
