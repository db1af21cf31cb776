"""Imports monthly reports from a workbook: all of them are handed in, or none and it says why."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from keyflow import Actor, Case, Engine, Finding, InputError, Preview, Refused
from keyflow.commands import Command, Fire
from keyflow_keyprojects.paper.columns import Column
from keyflow_keyprojects.paper.lists import Imported, by_check
from keyflow_keyprojects.paper.problems import NotImported, Problem, in_order
from keyflow_keyprojects.paper.reportcolumns import PROBLEMS, REPORT_SHEETS, REPORTS
from keyflow_keyprojects.paper.sheets import Found, Row, read_sheets
from keyflow_keyprojects.paper.templates import write_template
from keyflow_keyprojects.register import every
from keyflow_keyprojects.sums import money

WORKFLOW = "monthly-report"
Key = tuple[Any, Any]
# Where a check's finding is mended.
_PLACES = {
    "k40-period-open": "period",
    "k41-no-fall": "invested_total",
    "k42-cumulative": "invested_total",
    "k43-total": "invested_total",
    "k45-currency": "currency",
}
_KEYS = {"number", "period", "currency"}


def write_reports(path: Path, reports: Iterable[Case] = ()) -> Path:
    """Write the template of monthly reports, with a row for each report that is to be filled in."""
    rows = [
        {
            "number": report.data["number"],
            "period": report.data["period"],
            "currency": report.data["year_plan"].currency if report.data["year_plan"] else "CNY",
        }
        for report in reports
    ]
    return write_template(path, REPORT_SHEETS, {"reports": rows})


def waiting(engine: Engine, period: str) -> list[Case]:
    """Return the reports of a month that nobody has handed in yet, by the numbers of projects."""
    found = every(engine, workflow=WORKFLOW, where={"period": period}, stage="filing")
    return sorted(found, key=lambda case: str(case.data["number"]))


def import_reports(
    engine: Engine,
    path: Path,
    *,
    by: Actor,
    recorded_by: Actor | None = None,
    dry_run: bool = False,
) -> Imported:
    """Hand in the monthly reports of a workbook in one transaction (C4.8; nothing half-imported).

    `by` is who hands them in, so a file holds reports of the projects that person answers for;
    `recorded_by` is the clerk who enters them from paper. A dry run asks every check and writes
    nothing. Raises `NotImported` with everything that is wrong, by sheet, row and column.
    """
    sheet, commands = _read(engine, path)
    _ask(engine, sheet, commands, by, recorded_by)
    if dry_run:
        return Imported(len(commands))
    try:
        outcomes = engine.do(commands, by=by, recorded_by=recorded_by)
    except Refused as error:
        # Somebody else was quicker: what was right when it was asked for is not any more.
        why = "; ".join(finding.say("en") for finding in error.findings)
        raise NotImported((sheet.at("not-taken", None, why=why),)) from error
    return Imported(len(commands), tuple(outcome.case for outcome in outcomes))


def _read(engine: Engine, path: Path) -> tuple[Found, list[Command]]:
    found, problems = read_sheets(path, REPORT_SHEETS)
    sheet = found["reports"]
    problems += _twice(sheet)
    cases = _cases(engine, sheet.rows)
    problems += _not_waiting(sheet, cases)
    problems += _strangers(found)
    if not problems:
        problems += _unknown(found, cases)
    if problems:
        raise NotImported(in_order(problems))
    return sheet, _commands(found, cases)


def _key(row: Row) -> Key:
    return row["number"], row["period"]


def _twice(sheet: Found) -> Iterator[Problem]:
    seen: dict[Key, int] = {}
    for row in sheet.rows:
        if _key(row) in seen:
            before, value = seen[_key(row)], f"{row['number']} {row['period']}"
            yield sheet.at("twice", row.number, "number", value=value, row_before=before)
        seen.setdefault(_key(row), row.number)


def _cases(engine: Engine, rows: Iterable[Row]) -> dict[Key, Case]:
    """Return the reports of the months a sheet speaks of, one query a month."""
    months = sorted({row["period"] for row in rows if row["period"]})
    return {
        (case.data["number"], month): case
        for month in months
        for case in every(engine, workflow=WORKFLOW, where={"period": month}, standing="active")
    }


def _not_waiting(sheet: Found, cases: Mapping[Key, Case]) -> Iterator[Problem]:
    for row in sheet.rows:
        number, period = _key(row)
        if number and period and (number, period) not in cases:
            yield sheet.at("no-report", row.number, "number", value=number, period=period)


def _strangers(found: Mapping[str, Found]) -> Iterator[Problem]:
    known = {_key(row) for row in found["reports"].rows}
    for row in found["problems"].rows:
        if _key(row) not in known:
            value = f"{row['number']} {row['period']}"
            yield found["problems"].at("unknown-number", row.number, "number", value=value)


def _unknown(found: Mapping[str, Found], cases: Mapping[Key, Case]) -> Iterator[Problem]:
    """Yield cells that speak of what the reports of this office do not hold."""
    sheet = found["reports"]
    for row in sheet.rows:
        for column in _given(row):
            if column.field not in cases[_key(row)].data:
                heading = f"{column.zh} {column.en}"
                yield sheet.at("unknown-field", row.number, column.field, heading=heading)


def _given(row: Row) -> list[Column]:
    return [c for c in REPORTS.columns if c.field not in _KEYS and row[c.field] is not None]


def _commands(found: Mapping[str, Found], cases: Mapping[Key, Case]) -> list[Command]:
    problems: dict[Key, list[Row]] = {}
    for row in found["problems"].rows:
        problems.setdefault(_key(row), []).append(row)
    return [
        Fire(cases[_key(row)].id, "submit", _said(row, problems.get(_key(row), [])))
        for row in found["reports"].rows
    ]


def _said(row: Row, problems: list[Row]) -> dict[str, Any]:
    """Return what a report says, as its case keeps it."""
    said = {column.field: _kept(row, column) for column in _given(row)}
    return said | ({"problems": [_problem(each) for each in problems]} if problems else {})


def _kept(row: Row, column: Column) -> Any:
    value = row[column.field]
    if column.kind == "money":
        return money(value, row["currency"])
    if column.field == "evidence":
        return [line.strip() for line in value.splitlines() if line.strip()]
    return value


def _problem(row: Row) -> dict[str, Any]:
    fields = [column.field for column in PROBLEMS.columns if column.field not in _KEYS]
    return {field: row[field] for field in fields if row[field] is not None}


def _ask(
    engine: Engine, sheet: Found, commands: list[Command], by: Actor, clerk: Actor | None
) -> None:
    """Ask every check about every row; raises `NotImported` with what they find."""
    previews, problems = _previews(engine, sheet, commands, by, clerk)
    problems += [
        by_check(sheet, row.number, _field(finding), row["number"], finding)
        for row, preview in previews
        for finding in preview.findings
        if finding.severity == "block"
    ]
    if problems:
        raise NotImported(in_order(problems))


def _previews(
    engine: Engine, sheet: Found, commands: list[Command], by: Actor, clerk: Actor | None
) -> tuple[list[tuple[Row, Preview]], list[Problem]]:
    """Preview all rows at once; where a value cannot be kept, each by itself to find which."""
    try:
        whole = engine.preview(commands, by=by, recorded_by=clerk)
        return list(zip(sheet.rows, whole, strict=True)), []
    except InputError:
        previews: list[tuple[Row, Preview]] = []
        problems: list[Problem] = []
    for row, command in zip(sheet.rows, commands, strict=True):
        try:
            previews.append((row, engine.preview(command, by=by, recorded_by=clerk)))
        except InputError as error:
            problems.append(sheet.at("not-taken", row.number, "number", why=str(error)))
    return previews, problems


def _field(finding: Finding) -> str:
    return str(finding.values.get("field") or _PLACES.get(finding.check, "number"))
