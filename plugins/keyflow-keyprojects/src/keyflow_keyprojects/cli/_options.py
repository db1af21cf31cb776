"""The options every command of the group has, and the store they open: whose, as of when."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from keyflow import Engine, KeyflowError, NotFound, Refused
from keyflow.cli.failing import explain
from keyflow.cli.settings import Settings
from keyflow_keyprojects.cli._desk import Desk
from keyflow_keyprojects.dates import ZONE

DEMO = "sqlite:///out/demo/office.db"
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
_MORNING = 9


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


def _as_known(engine: Engine, at: datetime) -> Engine:
    """Return an engine as the office knew it at an instant; of a day without an hour, its end."""
    from keyflow_keyprojects.record.knownthen import known_then  # noqa: PLC0415
    from keyflow_keyprojects.record.lines import end_of  # noqa: PLC0415

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
