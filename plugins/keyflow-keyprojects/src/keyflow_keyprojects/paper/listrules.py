"""What a list's workbook must be in itself: one year, days in order, codes and units that exist."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from typing import Any

from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.paper.listcolumns import LIST_SHEETS
from keyflow_keyprojects.paper.problems import Problem, problem
from keyflow_keyprojects.paper.rostercolumns import KINDS
from keyflow_keyprojects.paper.sheets import Found, Row
from keyflow_keyprojects.roster import Org

Sheets = Mapping[str, Found]
# In each sheet, a day and another that is not before it.
_ORDER = {
    "projects": (("planned_start", "planned_finish"), ("planned_start", "planned_production")),
    "permits": (("granted_on", "expires"),),
    "contracts": (("signed_on", "start_by"),),
    "targets": (("start", "due"),),
}
_PEOPLE = ("head", "dispatcher", "substitute")
_OF_THE_YEAR = ("targets", "milestones")
# Which kinds of unit may do what (N04, N05, N09, N11).
_RESPONSIBLE = ("unit", "functional", "town")
_FIT = {"unit": _RESPONSIBLE, "department": ("unit", "functional"), "town": ("town",)}


def year_of(found: Sheets) -> int | None:
    """Return the year a list is of: that of most of its projects."""
    years = Counter(row["list_year"] for row in found["projects"].rows if row["list_year"])
    return years.most_common(1)[0][0] if years else None


def problems_of(found: Sheets) -> Iterator[Problem]:
    """Yield everything that is wrong with a list's rows, whatever the office holds."""
    yield from _twice(found["projects"])
    yield from _strangers(found)
    yield from _years(found)
    yield from _nowhere(found["projects"])
    for name, sheet in found.items():
        for row in sheet.rows:
            yield from _disordered(name, sheet, row)
    for row in found["permits"].rows:
        yield from _unknown_item(found["permits"], row)


def _twice(sheet: Found) -> Iterator[Problem]:
    seen: dict[Any, int] = {}
    for row in sheet.rows:
        number = row["number"]
        if number in seen:
            yield sheet.at("twice", row.number, "number", value=number, row_before=seen[number])
        elif number is not None:
            seen[number] = row.number


def _strangers(found: Sheets) -> Iterator[Problem]:
    """Yield each number that is in no row of the first sheet, once, however often it stands there.

    Where the first sheet has no rows, or one without its number, that is what is wrong.
    """
    first = found["projects"].rows
    if not first or any(row["number"] is None for row in first):
        return
    known = {row["number"] for row in first}
    places: dict[str, list[tuple[Found, Row]]] = {}
    for sheet in found.values():
        for row in sheet.rows:
            if row["number"] is not None and row["number"] not in known:
                places.setdefault(row["number"], []).append((sheet, row))
    for number, there in places.items():
        sheet, row = there[0]
        more = f" (it stands in {len(there)} rows)" if there[1:] else ""
        more_zh = f"（共 {len(there)} 行）" if there[1:] else ""
        yield sheet.at(
            "unknown-number", row.number, "number", value=number, more=more, more_zh=more_zh
        )


def _years(found: Sheets) -> Iterator[Problem]:
    year, sheet = year_of(found), found["projects"]
    for row in sheet.rows:
        if row["list_year"] not in {None, year}:
            value = row["list_year"]
            yield sheet.at("year-differs", row.number, "list_year", value=value, year=year)
    for name in _OF_THE_YEAR:
        for row in found[name].rows:
            due: date | None = row["due"]
            if due is not None and year is not None and due.year != year:
                yield found[name].at("outside-year", row.number, "due", value=due, year=year)


def _nowhere(sheet: Found) -> Iterator[Problem]:
    """Yield the key projects that do not say in which stage they are listed."""
    column = LIST_SHEETS["projects"].column("entry_stage")
    for row in sheet.rows:
        if row["list"] == "key" and "entry_stage" not in row.values:
            heading = f"{column.zh} {column.en}"
            yield sheet.at("missing", row.number, "entry_stage", heading=heading)


def _disordered(name: str, sheet: Found, row: Row) -> Iterator[Problem]:
    for earlier, later in _ORDER.get(name, ()):
        before, value = row[earlier], row[later]
        if before is not None and value is not None and value < before:
            own, other = (LIST_SHEETS[name].column(field) for field in (later, earlier))
            yield sheet.at(
                "out-of-order", row.number, later, value=value, before=before,
                heading=own.en, heading_zh=own.zh, other=other.en, other_zh=other.zh,
            )  # fmt: skip


def _unknown_item(sheet: Found, row: Row) -> Iterator[Problem]:
    codes = list(load_catalogue())
    code = row["item"]
    if code is not None and code not in codes:
        (like,) = get_close_matches(code, codes, 1, 0)
        yield sheet.at("unknown-item", row.number, "item", value=code, like=like)


def strange_units(found: Sheets, roster: Mapping[str, Org]) -> Iterator[Problem]:
    """Yield the units that are not on the roster, and those that cannot do what is asked of them.

    A responsible unit is one of the city's own or a town (N04, N09), not a stationed unit (N11). A
    department is one of the city's own, or the responsible unit itself (N05).
    """
    if not roster:
        yield problem("no-units")
        return
    sheet = found["projects"]
    for row in sheet.rows:
        for field in _FIT:
            if row[field] is not None:
                yield from _unfit(sheet, row, field, roster)
    for row in found["targets"].rows:
        yield from _unknown_units(found["targets"], row, roster)


def _unknown_units(sheet: Found, row: Row, roster: Mapping[str, Org]) -> Iterator[Problem]:
    for field in ("accountable", "cooperating"):
        for unit in (row[field] or "").split():
            if unit not in roster:
                yield sheet.at("unknown-office", row.number, field, value=unit)


def headed(found: Sheets, roster: Mapping[str, Org]) -> dict[str, Found]:
    """Return the sheets with the heads of units filled in from the roster where none is named."""

    def whole(row: Row) -> Row:
        unit = roster.get(row["unit"] or "")
        if "head" in row.values or unit is None or not unit.head:
            return row
        return Row(row.number, {**row.values, "head": unit.head})

    sheet = found["projects"]
    return {**found, "projects": replace(sheet, rows=[whole(row) for row in sheet.rows])}


def strange_people(
    found: Sheets, roster: Mapping[str, Org], known: Container[str]
) -> Iterator[Problem]:
    """Yield dispatchers, substitutes and heads who are not on the roster, and who heads no unit.

    Whom the responsible unit names as its head holds it by office (N03), not by a list. Sponsors
    are a check's (K05), and owners' contacts need not be on the roster.
    """
    sheet = found["projects"]
    for row in sheet.rows:
        for field in _PEOPLE:
            if row[field] is not None and row[field] not in known:
                yield sheet.at("nobody", row.number, field, value=row[field])
        head, unit = row["head"], roster.get(row["unit"] or "")
        if head in known and unit is not None and unit.head not in {None, head}:
            yield sheet.at(
                "other-head", row.number, "head", value=head, unit=unit.id, head=unit.head
            )


def _unfit(sheet: Found, row: Row, field: str, roster: Mapping[str, Org]) -> Iterator[Problem]:
    unit = row[field]
    if unit not in roster:
        yield sheet.at("unknown-office", row.number, field, value=unit)
        return
    kind, fit = roster[unit].kind, _FIT[field]
    if kind in fit or (field == "department" and unit == row["unit"] and kind in _RESPONSIBLE):
        return
    column = LIST_SHEETS["projects"].column(field)
    zh, en = KINDS[kind]
    fits_zh, fits = ("/".join(KINDS[each][n] for each in fit) for n in (0, 1))
    yield sheet.at(
        "unfit-office", row.number, field, value=unit, kind=en, kind_zh=zh,
        heading=column.en, heading_zh=column.zh, fit=fits, fit_zh=fits_zh,
    )  # fmt: skip
