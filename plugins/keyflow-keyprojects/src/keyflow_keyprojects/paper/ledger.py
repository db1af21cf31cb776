"""Exports the ledger (台账): every project with all that hangs on it, a sheet for each kind."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keyflow import Case, Engine, Workflow
from keyflow.plugin import Money
from keyflow_keyprojects.dates import ZONE
from keyflow_keyprojects.journal import definitions
from keyflow_keyprojects.paper.cells import fill, head, save
from keyflow_keyprojects.paper.columns import Column
from keyflow_keyprojects.paper.document import Language
from keyflow_keyprojects.paper.extra import require
from keyflow_keyprojects.paper.ledgercolumns import (
    NAME,
    NUMBER,
    OPENED,
    PAGES,
    SINCE,
    STATE,
    Page,
)
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.roster import names

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

PROJECT = "key-project"
_FIRST = (NUMBER, NAME, STATE, OPENED, SINCE)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What was exported: the file, and how many rows each sheet has."""

    path: Path
    rows: Mapping[str, int]


def export_ledger(
    engine: Engine,
    path: Path,
    *,
    language: Language = "zh",
    year: int | None = None,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Ledger:
    """Write the ledger of the projects of a year, or of all, and return what is in it.

    Money stands in 10,000 of its currency, beside it. `as_of` and `known_at` tell how it stood, or
    was known, at another time. Text is written as text: nothing in it is ever calculated.
    """
    require("openpyxl")
    from openpyxl import Workbook  # noqa: PLC0415 - of the extra

    workbook, counts = Workbook(), {}
    workbook.remove(workbook.worksheets[0])
    at = {"as_of": as_of, "known_at": known_at}
    found = list(every(engine, workflow=PROJECT, order="subject", **at))
    scope = _Scope(year, at, {case.id for case in found})
    projects = {case.id: case for case in found if year in {None, case.data["list_year"]}}
    known, kept = names(engine, language), definitions(engine)
    for page in PAGES:
        if page.workflow not in engine.library.names():
            continue
        sheet = workbook.create_sheet(page.zh if language == "zh" else page.en)
        # A file is only read for headings with nothing below them.
        flow = kept.get(page.workflow) or engine.library.current(page.workflow).workflow
        rows = _Rows(flow, projects, language, known)
        counts[sheet.title] = rows.write(sheet, page, list(_cases(engine, page, projects, scope)))
        sheet.auto_filter.ref = sheet.dimensions
    return Ledger(save(workbook, path), counts)


def _cases(
    engine: Engine, page: Page, projects: Mapping[str, Case], scope: "_Scope"
) -> Iterator[Case]:
    """Yield the cases of a sheet: those below the projects, and the office's own of the year."""
    if page.workflow == PROJECT:
        yield from projects.values()
        return
    for case in every(engine, workflow=page.workflow, order="subject", **scope.at):
        if case.root in projects or (case.root not in scope.every_project and scope.holds(case)):
            yield case


@dataclass(frozen=True, slots=True)
class _Scope:
    """Of which year a ledger is, as it stood or was known when, among which projects."""

    year: int | None
    at: Mapping[str, Any]
    every_project: Set[str]

    def holds(self, case: Case) -> bool:
        """Tell whether a case of no project is of the year."""
        told = case.data.get("year") or case.data.get("period") or self.year
        return self.year is None or str(told)[:4] == str(self.year)


class _Rows:
    """Turns cases of a workflow into rows."""

    def __init__(
        self,
        workflow: Workflow,
        projects: Mapping[str, Case],
        language: Language,
        known: Mapping[str, str],
    ) -> None:
        self._workflow, self._projects, self._language = workflow, projects, language
        self._names = known

    def write(self, sheet: "Worksheet", page: Page, cases: Sequence[Case]) -> int:
        """Write a sheet and return how many rows it has."""
        columns = [*_FIRST, *(c for c in page.columns if self._told(c))]
        one = 0 if self._language == "zh" else 1
        shown = [replace(column, choices=_one(column, one)) for column in columns]
        head(sheet, shown, [_heading(column, self._language) for column in columns])
        fill(sheet, shown, (self._row(case, columns) for case in cases), first=2)
        return len(cases)

    def _told(self, column: Column) -> bool:
        return column.field in self._workflow.fields or column.field in {"currency", "standing"}

    def _row(self, case: Case, columns: Sequence[Column]) -> dict[str, Any]:
        row: dict[str, Any] = {}
        currencies = []
        for column in columns:
            value = case.data.get(column.field)
            if isinstance(value, Money):
                currencies.append(value.currency)
            row[column.field] = self._value(value)
        project = self._projects.get(case.root, case)
        return row | {
            "number": _get(case, "number") or _get(project, "number") or case.subject,
            "name": _get(project, f"name_{self._language}") or _get(project, "name_zh") or "",
            "state": self._state(case.state),
            "standing": case.standing,
            "opened": case.opened.astimezone(ZONE).date(),
            "since": case.since.astimezone(ZONE).date(),
            "currency": currencies[0] if currencies else None,
        }

    def _state(self, name: str) -> str:
        state = self._workflow.by_name.get(name)
        stage = next((s for s in self._workflow.stages if s.name == name.partition(".")[0]), None)
        titles = [one.title.get(self._language) for one in (stage, state) if one is not None]
        return " · ".join(dict.fromkeys(title for title in titles if title)) or name

    def _value(self, value: Any) -> Any:
        """Return a value as a cell holds it; lists and records as lines of text."""
        if isinstance(value, Money):
            return value.amount
        if isinstance(value, datetime):
            return value.astimezone(ZONE).date()
        if isinstance(value, bool):
            return value
        if value is None or isinstance(value, Decimal | int | date):
            return value
        if isinstance(value, str):
            return self._names.get(value, value)
        return _lines(value, self._names)


def _lines(value: Any, known: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        return "; ".join(_lines(part, known) for part in value.values() if part is not None)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "\n".join(_lines(part, known) for part in value)
    return known.get(str(value), str(value))


def _one(column: Column, place: int) -> Mapping[str, tuple[str, str]] | None:
    if column.choices is None:
        return None
    return {kept: (words[place], "") for kept, words in column.choices.items()}


def _heading(column: Column, language: Language) -> str:
    unit = {"zh": "（万）", "en": " (10,000)"}[language] if column.kind == "money" else ""
    return (column.zh if language == "zh" else column.en) + unit


def _get(case: Case, field: str) -> Any:
    return case.data.get(field)
