"""What every command of the group works at: an open office, who asks, and how it answers."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import click

from keyflow import Actor, Case, Engine
from keyflow_keyprojects.cli._codes import CODES
from keyflow_keyprojects.cli._roles import vouched
from keyflow_keyprojects.cli._words import HEADINGS
from keyflow_keyprojects.dates import ZONE

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

    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

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
