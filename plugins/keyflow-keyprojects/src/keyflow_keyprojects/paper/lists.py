"""Imports a year's list from a workbook: every row that is wrong is named, or all are adopted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from keyflow import Actor, Case, Engine, InputError, Refused
from keyflow_keyprojects.adopting import Missing, adopt_list
from keyflow_keyprojects.fx import PLAN_RATE, FxRate
from keyflow_keyprojects.paper.listcolumns import LIST_SHEETS
from keyflow_keyprojects.paper.listfindings import NOBODY, tell
from keyflow_keyprojects.paper.listrows import ProjectData, projects_of, readable, rows_of
from keyflow_keyprojects.paper.listrules import headed, problems_of, strange_people, strange_units
from keyflow_keyprojects.paper.problems import (
    NotImported,
    Problem,
    in_order,
    problem,
    reasons_of,
    why_of,
)
from keyflow_keyprojects.paper.sheets import Found, read_sheets
from keyflow_keyprojects.paper.templates import write_template
from keyflow_keyprojects.portfolio import Member, headline, member
from keyflow_keyprojects.roster import people, units


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a workbook: the cases it made or moved, or (dry run) how many rows it has.

    `figures` is what each list of projects comes to, by kind, amounts in 100 million. `left` are
    the numbers of the rows of a template that nobody filled in.
    """

    rows: int
    cases: tuple[Case, ...] = ()
    figures: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)
    left: tuple[str, ...] = ()


def write_list(path: Path, projects: Iterable[Mapping[str, Any]] = ()) -> Path:
    """Write the template of a list's workbook, filled with projects where some are given."""
    return write_template(path, LIST_SHEETS, rows_of(projects))


def read_list(path: Path) -> list[ProjectData]:
    """Read the projects of a list's workbook as `adopt_list` takes them.

    Raises `NotImported` with everything that is wrong in it.
    """
    found, problems = _read(path)
    if problems:
        raise NotImported(in_order(problems))
    return projects_of(found)


def import_list(
    engine: Engine,
    path: Path,
    *,
    by: Actor,
    dry_run: bool = False,
    reason: str = "the year's list was adopted",
    rate: FxRate = PLAN_RATE,
    adopted_on: date | None = None,
) -> Imported:
    """Adopt the list of a workbook, all its projects or none (N21, N22, C10: with a dry run).

    A dry run asks every check and writes nothing; it says what the lists would come to at the plan
    `rate`. Raises `NotImported` with everything that is wrong, by sheet, row and column: what
    cannot be read, what the rows contradict, and what the checks of the adoption find. Units and
    people are those of the roster; where no head is named it is the unit's. A list that is in force
    takes no more projects, but one whose adoption broke off is gone on with.
    """
    found, problems = _read(path)
    roster, known = units(engine), people(engine)
    problems += strange_units(found, roster)
    problems += strange_people(found, roster, known) if known else ()
    found = headed(found, roster)
    projects = projects_of(readable(found))
    missing, untaken = _asked(engine, found, projects, by)
    problems += [*untaken, *tell(found, missing, problems)]
    if any(one.finding.code == NOBODY for one in missing):  # which says the same
        problems = [one for one in problems if one.code != "no-units"]
    if problems:
        raise NotImported(in_order(problems))
    figures = _figures(projects, rate)
    if dry_run:
        return Imported(len(projects), figures=figures)
    try:
        cases = adopt_list(
            engine, projects, by=by, reason=reason, rate=rate, adopted_on=adopted_on
        ).cases
    except (Refused, InputError) as error:
        # Somebody else was quicker: what was right at the dry run is not any more.
        raise NotImported((_refused(found, error),)) from error
    return Imported(len(projects), cases, figures)


def _read(path: Path) -> tuple[dict[str, Found], list[Problem]]:
    found, problems = read_sheets(path, LIST_SHEETS)
    return found, [*problems, *problems_of(found)]


def _asked(
    engine: Engine, found: Mapping[str, Found], projects: list[ProjectData], by: Actor
) -> tuple[tuple[Missing, ...], list[Problem]]:
    """Ask every check about the projects that could be read.

    Returns what they miss, and the rows whose values no case can keep.
    """
    untaken: list[Problem] = []
    try:
        return (adopt_list(engine, projects, by=by, dry_run=True).missing, []) if projects else (
            (), [])  # fmt: skip
    except InputError as whole:
        for project in list(projects):
            try:
                adopt_list(engine, [project], by=by, dry_run=True)
            except InputError as error:
                untaken.append(_untaken(found["projects"], project["number"], error))
        if not untaken:
            return (), [problem("not-taken", why=why_of(whole))]
    names = {one.row for one in untaken}
    rest = [
        project for project in projects if _row(found["projects"], project["number"]) not in names
    ]
    return (adopt_list(engine, rest, by=by, dry_run=True).missing if rest else ()), untaken


def _untaken(sheet: Found, number: str, error: InputError) -> Problem:
    """Return what cannot be kept of a project, at its cell where the error names a column."""
    field = error.field.rpartition(".")[2]
    place = field if field in sheet.letters else "number"
    return sheet.at("not-taken", _row(sheet, number), place, why=why_of(error))


def _row(sheet: Found, number: str) -> int:
    return next(row.number for row in sheet.rows if row["number"] == number)


def _figures(projects: Iterable[ProjectData], rate: FxRate) -> Mapping[str, Mapping[str, Decimal]]:
    by: dict[str, list[Member]] = {}
    for project in projects:
        by.setdefault(project["list"], []).append(member(project))
    return {kind: headline(members, rate) for kind, members in by.items()}


def _refused(found: Mapping[str, Found], error: Refused | InputError) -> Problem:
    why = why_of(error) if isinstance(error, InputError) else reasons_of(error.findings)
    return problem("raced", found["projects"].sheet, why=why)
