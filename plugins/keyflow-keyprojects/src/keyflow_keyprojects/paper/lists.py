"""Imports a year's list from a workbook: every row that is wrong is named, or all are adopted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keyflow import Actor, Case, Engine, Finding, InputError, Refused
from keyflow_keyprojects.office import Missing, adopt_list
from keyflow_keyprojects.paper.document import Language
from keyflow_keyprojects.paper.listcolumns import LIST_SHEETS
from keyflow_keyprojects.paper.listrows import ProjectData, projects_of, rows_of
from keyflow_keyprojects.paper.problems import NotImported, Problem, in_order, problem
from keyflow_keyprojects.paper.sheets import Found, read_sheets
from keyflow_keyprojects.paper.templates import write_template

# Where a check's finding is mended: sheet and field.
_PLACES = {
    "k02-duplicate": ("projects", "code"),
    "k03-documents": ("documents", "kind"),
    "k04-eligibility": ("projects", "total"),
    "k05-sponsor": ("projects", "sponsor"),
    "k06-responsible": ("projects", "dispatcher"),
    "k07-year-plan": ("projects", "year_plan"),
    "k08-targets": ("targets", "amount"),
    "k10-policies": ("policies", "policy"),
    "k11-code": ("projects", "code"),
    "k17-land": ("contracts", "document"),
}
_NOBODY = "no-leaders"
_MENDS: Mapping[str, Mapping[Language, str]] = {
    "k01-required": {"en": "Fill it in.", "zh": "请填写。"},
    "k02-duplicate": {"en": "Keep one of the two.", "zh": "请保留其一。"},
    "k03-documents": {"en": "Add a row for the document.", "zh": "请补充该材料。"},
    "k04-eligibility": {
        "en": "Mind total and land, or leave it out.",
        "zh": "请核对总投资和用地。",
    },
    _NOBODY: {"en": "Enter the roster first.", "zh": "请先导入名册。"},
    "k05-sponsor": {"en": "Name a city leader in office.", "zh": "请指定包项目领导。"},
    "k06-responsible": {
        "en": "Name unit, head and dispatcher.",
        "zh": "请明确单位、负责人和专人。",
    },
    "k07-year-plan": {"en": "Lower the plan.", "zh": "请调减年度计划。"},
    "k08-targets": {"en": "Let the parts add up to the whole.", "zh": "请使分项与合计相符。"},
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a workbook: the cases it made or moved, or (dry run) how many rows it has."""

    rows: int
    cases: tuple[Case, ...] = ()


def write_list(path: Path, projects: Iterable[Mapping[str, Any]] = ()) -> Path:
    """Write the template of a list's workbook, filled with projects where some are given."""
    return write_template(path, LIST_SHEETS, rows_of(projects))


def read_list(path: Path) -> list[ProjectData]:
    """Read the projects of a list's workbook as `adopt_list` takes them.

    Raises `NotImported` with everything that is wrong in it.
    """
    return _read(path)[1]


def import_list(
    engine: Engine,
    path: Path,
    *,
    by: Actor,
    dry_run: bool = False,
    reason: str = "the year's list was adopted",
) -> Imported:
    """Adopt the list of a workbook, all its projects or none (N21, N22, C10: with a dry run).

    A dry run asks every check and writes nothing. Raises `NotImported` with everything that is
    wrong: what cannot be read, and what the checks of the adoption find, by sheet, row and column.
    """
    found, projects = _read(path)
    try:
        missing = adopt_list(engine, projects, by=by, dry_run=True, reason=reason).missing
    except InputError as error:
        raise NotImported(tuple(_not_taken(engine, found, projects, by, error))) from error
    if missing:
        raise NotImported(in_order([_found_by_check(found, one) for one in _each(missing)]))
    if dry_run:
        return Imported(len(projects))
    try:
        cases = adopt_list(engine, projects, by=by, reason=reason).cases
    except (Refused, InputError) as error:
        # Somebody else was quicker: what was right at the dry run is not any more.
        raise NotImported((_refused(found, error),)) from error
    return Imported(len(projects), cases)


def _read(path: Path) -> tuple[dict[str, Found], list[ProjectData]]:
    found, problems = read_sheets(path, LIST_SHEETS)
    problems += _twice(found["projects"])
    for name in LIST_SHEETS:
        problems += _strangers(found[name], found["projects"])
    if problems:
        raise NotImported(in_order(problems))
    return found, projects_of(found)


def _twice(sheet: Found) -> Iterator[Problem]:
    seen: dict[Any, int] = {}
    for row in sheet.rows:
        number = row["number"]
        if number in seen:
            yield sheet.at("twice", row.number, "number", value=number, row_before=seen[number])
        elif number is not None:
            seen[number] = row.number


def _strangers(sheet: Found, projects: Found) -> Iterator[Problem]:
    known = {row["number"] for row in projects.rows}
    for row in sheet.rows:
        if row["number"] is not None and row["number"] not in known:
            yield sheet.at("unknown-number", row.number, "number", value=row["number"])


def _each(missing: Iterable[Missing]) -> Iterator[Missing]:
    """Yield what is missing; that nobody is on the roster is said once, not for every project."""
    told = False
    for one in missing:
        if one.finding.code != _NOBODY or not told:
            yield one
        told = told or one.finding.code == _NOBODY


def _found_by_check(found: Mapping[str, Found], missing: Missing) -> Problem:
    name, field = _PLACES.get(missing.check.removesuffix("-reserve"), ("projects", "number"))
    field = str(missing.finding.values.get("field") or field)
    return _at(found, name, field, missing.number, missing.finding)


def _at(
    found: Mapping[str, Found], name: str, field: str, number: str, finding: Finding
) -> Problem:
    """Return what a check says, at the row it speaks of; in the first sheet if there is none."""
    row = next((row.number for row in found[name].rows if row["number"] == number), None)
    if row is None and name != "projects":
        return _at(found, "projects", "number", number, finding)
    return by_check(found[name], row, field, number, finding)


def by_check(sheet: Found, row: int | None, field: str, number: str, finding: Finding) -> Problem:
    """Return what a check says about a project, at a field of a row."""
    place = sheet.at("not-taken", row, field, why="")
    what: dict[Language, str] = {
        "en": f"{number}: {finding.say('en')}",
        "zh": f"{number}：{finding.say('zh')}",
    }
    code = finding.check or finding.code
    mend = _MENDS.get(finding.code) or _MENDS.get(code.removesuffix("-reserve"), place.mend)
    return Problem(place.sheet, place.row, place.column, code, what, mend)


def _not_taken(
    engine: Engine,
    found: Mapping[str, Found],
    projects: list[ProjectData],
    by: Actor,
    whole: InputError,
) -> Iterator[Problem]:
    """Find the rows whose values the workflow cannot keep, one by one."""
    rows = found["projects"].rows
    some = False
    for row, project in zip(rows, projects, strict=True):
        try:
            adopt_list(engine, [project], by=by, dry_run=True)
        except InputError as error:
            some = True
            yield found["projects"].at("not-taken", row.number, "number", why=str(error))
    if not some:
        yield problem("not-taken", why=str(whole))


def _refused(found: Mapping[str, Found], error: Refused | InputError) -> Problem:
    findings = error.findings if isinstance(error, Refused) else ()
    why = "; ".join(finding.say("en") for finding in findings) or str(error)
    return problem("not-taken", found["projects"].sheet, why=why)
