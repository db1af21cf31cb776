"""Imports the roster from a workbook: every cell that is wrong is named, or all is entered."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from keyflow import Actor, Case, Engine, Finding, InputError, Refused
from keyflow.commands import Command
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.paper.document import Language
from keyflow_keyprojects.paper.problems import (
    NotImported,
    Problem,
    in_order,
    problem,
    reasons_of,
    why_of,
)
from keyflow_keyprojects.paper.rostercolumns import ROSTER_SHEETS
from keyflow_keyprojects.paper.sheets import Found, Row, read_sheets
from keyflow_keyprojects.paper.templates import write_template
from keyflow_keyprojects.roster import Org, Person, Roster, changes, people, units

_KEYS = {"people": "person", "units": "unit"}
_MOST = 100
_ID = re.compile(rf"(?!role:|system\Z)\S{{1,{_MOST}}}")
_SHOWN = 20  # characters of an id in a sentence about it
_BEFORE = {"people": "PERSON", "units": "UNIT"}


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a workbook: how many rows it has, and the cases that it began or corrected."""

    people: int
    units: int
    cases: tuple[Case, ...] = ()


def write_roster(path: Path, roster: Roster | None = None) -> Path:
    """Write the template of a roster's workbook, filled with a roster where one is given."""
    given = roster or Roster()
    rows = {
        "people": [_person_row(person) for person in given.people],
        "units": [_unit_row(unit) for unit in given.units],
    }
    return write_template(path, ROSTER_SHEETS, rows)


def read_roster(path: Path) -> Roster:
    """Read the roster of a workbook; raises `NotImported` with all that is wrong in it by itself.

    What a unit or a person refers to may be on the office's roster already: `import_roster` knows.
    """
    found, problems = _read(path)
    if problems:
        raise NotImported(in_order(problems))
    return _roster(found)


def import_roster(engine: Engine, path: Path, *, by: Actor, dry_run: bool = False) -> Entered:
    """Enter the people and units of a workbook, all or none (N02 to N13, K05).

    Who is on the roster already is not entered twice: names, titles, units, kinds and contacts
    follow the workbook. A head or a term of office that differs is refused, as it has a step and a
    day of its own. A dry run asks everything and writes nothing. Raises `NotImported` with all that
    is wrong, by sheet, row and column.
    """
    found, problems = _read(path)
    problems += _unlike(found, engine)
    if problems:
        raise NotImported(in_order(problems))
    commands = changes(engine, _roster(found))
    problems = _refused(found, engine, commands, by)
    if problems:
        raise NotImported(in_order(problems))
    counts = len(found["people"].rows), len(found["units"].rows)
    if dry_run or not commands:
        return Entered(*counts)
    try:
        outcomes = engine.do([*commands.values()], by=by)
    except (Refused, InputError) as error:
        # Somebody else was quicker, or it is too much at once.
        why = why_of(error) if isinstance(error, InputError) else reasons_of(error.findings)
        raise NotImported((problem("not-taken", why=why),)) from error
    return Entered(*counts, tuple(outcome.case for outcome in outcomes))


def _read(path: Path) -> tuple[dict[str, Found], list[Problem]]:
    """Read the sheets, and say what is wrong with them by themselves."""
    found, problems = read_sheets(path, ROSTER_SHEETS)
    for name, key in _KEYS.items():
        problems += [*_ids(found[name], key), *_twice(found[name], key)]
    problems += _both(found)
    problems += _terms(found["people"])
    return found, problems


def _ids(sheet: Found, key: str) -> Iterator[Problem]:
    for row in sheet.rows:
        if row[key] is not None and not _ID.fullmatch(row[key]):
            yield sheet.at("no-id", row.number, key, value=row[key][:_SHOWN], most=_MOST)


def _twice(sheet: Found, key: str) -> Iterator[Problem]:
    seen: dict[Any, int] = {}
    for row in sheet.rows:
        if row[key] in seen:
            yield sheet.at("twice", row.number, key, value=row[key], row_before=seen[row[key]])
        elif row[key] is not None:
            seen[row[key]] = row.number


def _both(found: Mapping[str, Found]) -> Iterator[Problem]:
    known = {row["unit"] for row in found["units"].rows}
    for row in found["people"].rows:
        if row["person"] in known:
            yield found["people"].at("unit-and-person", row.number, "person", value=row["person"])


def _terms(sheet: Found) -> Iterator[Problem]:
    for row in sheet.rows:
        since, until = row["leader_since"], row["leader_until"]
        if until is not None and "leader_since" not in row.values:
            yield sheet.at("no-since", row.number, "leader_until", value=until)
        elif since is not None and until is not None and until <= since:
            yield sheet.at("ends-first", row.number, "leader_until", value=until, since=since)


# beside what is on the roster already


def _unlike(found: Mapping[str, Found], engine: Engine) -> list[Problem]:
    """Name what refers to nobody, and what differs from the roster though it has its own step."""
    known, there = people(engine), units(engine)
    persons = {row["person"] for row in found["people"].rows} | known.keys()
    offices = {row["unit"] for row in found["units"].rows} | there.keys()
    said = list(_strangers(found["units"], "head", persons, "unknown-person"))
    said += _strangers(found["people"], "unit", offices, "unknown-unit")
    said += _differing(found["units"], "head", lambda row: _head(row, there.get(row["unit"])))
    said += _differing(
        found["people"], "leader_since", lambda row: _held(row, known.get(row["person"]))
    )
    return said


def _strangers(sheet: Found, field: str, known: set[str], code: str) -> Iterator[Problem]:
    for row in sheet.rows:
        if row[field] is not None and row[field] not in known:
            yield sheet.at(code, row.number, field, value=row[field])


def _differing(
    sheet: Found, field: str, there: Callable[[Row], tuple[str, str] | None]
) -> Iterator[Problem]:
    for row in sheet.rows:
        differs = there(row)
        if differs is not None:
            yield sheet.at("differs", row.number, field, there=differs[0], command=differs[1])


def _head(row: Row, unit: Org | None) -> tuple[str, str] | None:
    """Return whom the roster has for a head and the command that changes it; None: no other."""
    if unit is None or row["head"] in {None, unit.head}:
        return None
    return unit.head or "—", "appoint-head"


def _held(row: Row, person: Person | None) -> tuple[str, str] | None:
    """Return the term the roster has and the command that changes it; None: it is this one."""
    told = (row["leader_since"], row["leader_until"])
    if person is None or told == (None, None):
        return None
    if told in [(term.since, term.until) for term in person.terms]:
        return None
    if not person.terms:
        return "—", "take-office"
    latest = person.terms[-1]
    over = "leave-office" if latest.until is None else "take-office"
    return f"{latest.since} – {latest.until or ''}", over


# what the workflows say


def _refused(
    found: Mapping[str, Found], engine: Engine, commands: Mapping[str, Command], by: Actor
) -> list[Problem]:
    """Ask every check about every row, and name the rows that are refused."""
    places = {
        f"{_BEFORE[name]}-{row[key]}": (found[name], row.number, key)
        for name, key in _KEYS.items()
        for row in found[name].rows
    }
    said = []
    for subject, command in commands.items():
        sheet, row, key = places[subject]
        try:
            (answer,) = engine.preview([command], by=by)
        except InputError as error:
            said.append(sheet.at("not-taken", row, key, why=why_of(error)))
            continue
        said += [_by_check(sheet.at("not-taken", row, key, why=""), one) for one in answer.findings
                 if one.severity == "block"]  # fmt: skip
    return said


def _by_check(place: Problem, finding: Finding) -> Problem:
    what: dict[Language, str] = {"en": finding.say("en"), "zh": finding.say("zh")}
    return Problem(place.sheet, place.row, place.column, finding.code, what, place.mend)


# rows


def _roster(found: Mapping[str, Found]) -> Roster:
    return Roster(
        [_person(row) for row in found["people"].rows], [_unit(row) for row in found["units"].rows]
    )


def _person(row: Row) -> Person:
    names = ("name_zh", "name_en", "title_zh", "title_en", "unit", "contact")
    zh, en, title_zh, title_en, unit, contact = (row[name] or "" for name in names)
    since: date | None = row["leader_since"]
    held = (Term(row["person"], since, row["leader_until"]),) if since else ()
    return Person(row["person"], zh, en, title_zh, title_en, unit, contact, held)


def _unit(row: Row) -> Org:
    return Org(row["unit"], row["kind"], row["name_zh"], row["name_en"] or "", row["head"])


def _person_row(person: Person) -> dict[str, Any]:
    latest = person.terms[-1] if person.terms else None
    return {
        "person": person.id,
        "name_zh": person.zh,
        "name_en": person.en or None,
        "title_zh": person.title_zh or None,
        "title_en": person.title_en or None,
        "unit": person.unit or None,
        "contact": person.contact or None,
        "leader_since": latest and latest.since,
        "leader_until": latest and latest.until,
    }


def _unit_row(unit: Org) -> dict[str, Any]:
    return {"unit": unit.id, "name_zh": unit.zh, "name_en": unit.en or None, "kind": unit.kind,
            "head": unit.head}  # fmt: skip
