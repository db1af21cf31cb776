"""What every command of the group shares: the store it works on, who asks, and how it answers."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from keyflow import Actor, Engine, KeyflowError

STORE = "sqlite:///out/demo/office.db"


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
        Console().print(table)

    def say(self, found: Mapping[str, Any]) -> None:
        """Print named values, a line each, or as one JSON object."""
        if self.as_json:
            click.echo(json.dumps(dict(found), ensure_ascii=False, default=str))
            return
        for name, value in found.items():
            click.echo(f"{name}: {'-' if value is None else value}")


def at_desk(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the group; it is called with a `Desk` first."""

    @wraps(command)
    @click.option("--store", metavar="URL", default=STORE, show_default=True, help="The office's.")
    @click.option("--lang", type=click.Choice(["zh", "en"]), help="The language of the answer.")
    @click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")
    def run(store: str, lang: str | None, *, as_json: bool, **given: Any) -> None:
        settings = click.get_current_context().obj
        language = lang or str(getattr(settings, "lang", "en"))
        with _opened(store) as engine:
            command(
                Desk(engine, language, as_json or bool(getattr(settings, "json", False))), **given
            )

    return run


def actor(name: str, *roles: str) -> Actor:
    """Return who asks, with the roles the office vouches for."""
    return Actor(name, frozenset(roles))


@contextmanager
def _opened(store: str) -> Iterator[Engine]:
    from keyflow_keyprojects.office import build_engine  # noqa: PLC0415 - takes half a second

    try:
        engine = build_engine(store)
        try:
            yield engine
        finally:
            engine.close()
    except KeyflowError as error:
        raise click.ClickException(str(error)) from error
