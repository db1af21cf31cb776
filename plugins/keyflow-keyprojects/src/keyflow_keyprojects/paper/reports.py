"""Imports monthly reports from a workbook: all of them are handed in, or none and it says why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from keyflow import Actor, Case, Engine, Finding, InputError, Preview, Refused
from keyflow.commands import Command, Fire
from keyflow_keyprojects.paper.columns import Column
from keyflow_keyprojects.paper.listfindings import by_check
from keyflow_keyprojects.paper.lists import Imported
from keyflow_keyprojects.paper.problems import NotImported, Problem, in_order, reasons_of, why_of
from keyflow_keyprojects.paper.reportcolumns import PROBLEMS, REPORT_SHEETS, REPORTS
from keyflow_keyprojects.paper.reportmends import MENDS
from keyflow_keyprojects.paper.sheets import Found, Row, read_sheets
from keyflow_keyprojects.paper.templates import write_template
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.rules.sums import money

WORKFLOW = "monthly-report"
Key = tuple[Any, Any]
# Where a check's finding is mended.
_PLACES = {
    "k40-period-open": "period",
    "k41-no-fall": "invested_total",
    "k42-cumulative": "invested_total",
    "k43-total": "invested_total",
    "k44-problems": "progress",
    "k45-currency": "currency",
}
_FIELDS = {"gap-unexplained": "gap_note", "year-astray": "invested_year"}
_WAITING = ("filing", "correcting")
_STATES = {"checking": ("being checked", "审核中"), "accepted": ("accepted", "已收")}
_KEYS = {"number", "period", "currency"}
_OF_AN_EMPTY_ROW = frozenset({"missing", "hidden-row"})


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
    by: Actor | None = None,
    recorded_by: Actor | None = None,
    dry_run: bool = False,
) -> Imported:
    """Hand in the monthly reports of a workbook in one transaction (C4.8; nothing half-imported).

    `by` is who hands them in, `recorded_by` the clerk who enters them from paper: without `by` each
    for the dispatcher of its project. A dry run asks every check and writes nothing. Rows of the
    template that nobody filled in are left, and named in the answer. Raises `NotImported` with
    everything that is wrong, by sheet, row and column.
    """
    if by is None and recorded_by is None:
        raise InputError(
            "by",
            "name who hands them in, or as `recorded_by` the clerk who does",
            "请给出报送人；由办事员代录的，请用 `recorded_by` 给出办事员",
        )
    sheet, commands, people, left = _ask(engine, path, by, recorded_by)
    if dry_run:
        return Imported(len(commands), left=left)
    try:
        outcomes = engine.do(commands, by=people, recorded_by=recorded_by)
    except Refused as error:
        # Somebody else was quicker: what was right when it was asked for is not any more.
        raise NotImported((sheet.at("raced", None, why=reasons_of(error.findings)),)) from error
    return Imported(len(commands), tuple(outcome.case for outcome in outcomes), left=left)


def _ask(
    engine: Engine, path: Path, by: Actor | None, clerk: Actor | None
) -> tuple[Found, list[Command], list[Actor], tuple[str, ...]]:
    """Read a workbook and ask every check; raises `NotImported` with all that is wrong.

    No check is asked about a row with a cell that is wrong in itself. Returned last are the numbers
    of the rows that were left as the template has them.
    """
    found, problems = read_sheets(path, REPORT_SHEETS)
    problems, left = _leave(found, problems)
    cases = _cases(engine, found["reports"].rows)
    problems += _twice(found["reports"])
    problems += _not_waiting(found["reports"], cases)
    problems += _strangers(found)
    problems += _unknown(found, cases)
    wrong = _wrong(found, problems)
    sheet = found["reports"]
    rows = [row for row in sheet.rows if _key(row) not in wrong]
    commands = _commands(rows, found["problems"], cases)
    people = [by or Actor(cases[_key(row)].data["dispatcher"]) for row in rows]
    previews, untaken = _previews(engine, replace(sheet, rows=rows), commands, people, clerk)
    problems += [*untaken, *_told(sheet, previews)]
    if problems:
        raise NotImported(in_order(problems))
    return sheet, commands, people, left


def _leave(
    found: Mapping[str, Found], problems: Sequence[Problem]
) -> tuple[list[Problem], tuple[str, ...]]:
    """Take out the rows that nobody filled in; returns the other problems, and whose rows they are.

    Such a row says no more than the template's, and no problem stands beside it: its month is
    reported with another file. A workbook of nothing else is a problem.
    """
    sheet, beside = found["reports"], {_key(row) for row in found["problems"].rows}
    left = [row for row in sheet.rows if row["number"] and row["period"]
            and row.values.keys() <= _KEYS and _key(row) not in beside]  # fmt: skip
    numbers = {row.number for row in left}
    kept = [
        one
        for one in problems
        if not (one.sheet == sheet.sheet and one.row in numbers and one.code in _OF_AN_EMPTY_ROW)
    ]
    if left and len(left) == len(sheet.rows):
        kept.append(sheet.at("nothing-filled", None))
    sheet.rows = [row for row in sheet.rows if row.number not in numbers]
    return kept, tuple(row["number"] for row in left)


def _wrong(found: Mapping[str, Found], problems: Iterable[Problem]) -> set[Key]:
    """Return the reports of which a row of either sheet has a problem."""
    rows: dict[tuple[str, int | None], Key] = {
        (sheet.sheet, row.number): _key(row) for sheet in found.values() for row in sheet.rows
    }
    wrong = {rows[one.sheet, one.row] for one in problems if (one.sheet, one.row) in rows}
    twice = Counter(_key(row) for row in found["reports"].rows)
    incomplete = {key for key in rows.values() if None in key}
    return wrong | incomplete | {key for key, times in twice.items() if times > 1}


def _told(sheet: Found, previews: Iterable[tuple[Row, Preview]]) -> list[Problem]:
    """Return what the checks find; a currency that is wrong is one problem, not one an amount."""
    told: dict[tuple[int, Any], Problem] = {}
    for row, preview in previews:
        for finding in (one for one in preview.findings if one.severity == "block"):
            key = finding.check if finding.check == "k45-currency" else finding
            place = _field(finding)
            told.setdefault(
                (row.number, key),
                by_check(sheet, row.number, place, row["number"], finding, MENDS),
            )
    foreign = {row for row, key in told if key == "k45-currency"}
    return [one for (row, key), one in told.items() if row not in foreign or _own(key)]


def _own(key: Any) -> bool:
    """Tell whether a finding holds in whatever currency: it is no comparison of amounts."""
    return key == "k45-currency" or not str(getattr(key, "check", "")).startswith(
        ("k41", "k42", "k43", "k44")
    )


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
        case = cases.get((number, period))
        if number and period and case is None:
            yield sheet.at("no-report", row.number, "number", value=number, period=period)
        elif case is not None and case.stage not in _WAITING:
            en, zh = _STATES.get(case.stage, (case.stage, case.stage))
            yield sheet.at("report-filed", row.number, "number", value=number, period=period,
                           state=en, state_zh=zh)  # fmt: skip


def _strangers(found: Mapping[str, Found]) -> Iterator[Problem]:
    known = {_key(row) for row in found["reports"].rows}
    for row in found["problems"].rows:
        if _key(row) not in known:
            value = f"{row['number']} {row['period']}"
            yield found["problems"].at(
                "unknown-number", row.number, "number", value=value, more="", more_zh=""
            )


def _unknown(found: Mapping[str, Found], cases: Mapping[Key, Case]) -> Iterator[Problem]:
    """Yield cells that speak of what the reports of this office do not hold."""
    sheet = found["reports"]
    for row in sheet.rows:
        case = cases.get(_key(row))
        for column in _given(row):
            if case is not None and column.field not in case.data:
                heading = f"{column.zh} {column.en}"
                yield sheet.at("unknown-field", row.number, column.field, heading=heading)


def _given(row: Row) -> list[Column]:
    return [c for c in REPORTS.columns if c.field not in _KEYS and row[c.field] is not None]


def _commands(rows: Iterable[Row], beside: Found, cases: Mapping[Key, Case]) -> list[Command]:
    problems: dict[Key, list[Row]] = {}
    for row in beside.rows:
        problems.setdefault(_key(row), []).append(row)
    return [
        Fire(cases[_key(row)].id, "submit", _said(row, problems.get(_key(row), []))) for row in rows
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


def _previews(
    engine: Engine, sheet: Found, commands: list[Command], people: list[Actor], clerk: Actor | None
) -> tuple[list[tuple[Row, Preview]], list[Problem]]:
    """Preview all rows at once; where a value cannot be kept, each by itself to find which."""
    if not commands:
        return [], []
    try:
        whole = engine.preview(commands, by=people, recorded_by=clerk)
        return list(zip(sheet.rows, whole, strict=True)), []
    except InputError:
        previews: list[tuple[Row, Preview]] = []
        problems: list[Problem] = []
    for row, command, by in zip(sheet.rows, commands, people, strict=True):
        try:
            previews.append((row, engine.preview(command, by=by, recorded_by=clerk)))
        except InputError as error:
            field = error.field.rpartition(".")[2]
            place = field if field in sheet.letters else "number"
            problems.append(sheet.at("not-taken", row.number, place, why=why_of(error)))
    return previews, problems


def _field(finding: Finding) -> str:
    if finding.check == "k45-currency":
        return "currency"
    named = finding.values.get("field") or _FIELDS.get(finding.code)
    return str(named or _PLACES.get(finding.check, "number"))
