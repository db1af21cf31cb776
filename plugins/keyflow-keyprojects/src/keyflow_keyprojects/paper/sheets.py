"""Reads the rows of a sheet by its layout; everything that is wrong is said, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keyflow_keyprojects.paper.columns import Column, Layout, Unreadable, plain
from keyflow_keyprojects.paper.problems import Problem, problem
from keyflow_keyprojects.paper.templates import HINTS, NOTES
from keyflow_keyprojects.paper.workbooks import open_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

MOST_ROWS, MOST_COLUMNS = 5_000, 100
_SECOND = 2  # the row of the hints in a template


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number in the sheet, and what it says by field; empty fields are left out."""

    number: int
    values: Mapping[str, Any]

    def __getitem__(self, field: str) -> Any:
        return self.values.get(field)


@dataclass(slots=True)
class Found:
    """What a sheet holds: its name, its rows, and in which column each field stands."""

    sheet: str = ""
    rows: list[Row] = field(default_factory=list)
    letters: dict[str, str] = field(default_factory=dict)

    def at(self, code: str, row: int | None, field: str = "", **values: Any) -> Problem:
        """Return a problem with a field of a row."""
        return problem(code, self.sheet, row, self.letters.get(field), **values)


def read_sheets(
    path: Path, layouts: Mapping[str, Layout]
) -> tuple[dict[str, Found], list[Problem]]:
    """Read the sheets of a workbook by their layouts, and return them with all that is wrong.

    Raises `NotImported` for a file that cannot be opened as a workbook.
    """
    workbook = open_workbook(path)
    try:
        return _read(workbook, layouts)
    finally:
        workbook.close()


def _read(
    workbook: "Workbook", layouts: Mapping[str, Layout]
) -> tuple[dict[str, Found], list[Problem]]:
    found: dict[str, Found] = {}
    problems: list[Problem] = []
    for sheet in workbook.worksheets:
        name = _layout_of(sheet.title, layouts)
        if name is not None and name not in found:
            found[name] = _sheet(sheet, layouts[name], problems)
        elif sheet.title != NOTES and sheet.max_row and sheet["A1"].value is not None:
            problems.append(problem("unknown-sheet", sheet.title))
    for name, layout in layouts.items():
        if name not in found and layout.required:
            problems.append(problem("no-sheet", name=layout.title))
        elif layout.required and not found[name].rows and not problems:
            problems.append(problem("empty", found[name].sheet))
        found.setdefault(name, Found(layout.title))
    return found, problems


def _layout_of(title: str, layouts: Mapping[str, Layout]) -> str | None:
    return next((name for name, one in layouts.items() if plain(title) in one.names), None)


def _sheet(sheet: "Worksheet", layout: Layout, problems: list[Problem]) -> Found:
    found = Found(sheet.title)
    whole = list(_of_the_whole(sheet))
    problems += whole
    if any(one.code in {"too-long", "too-wide"} for one in whole):
        return found
    lines = list(sheet.iter_rows(max_row=sheet.max_row))
    places = _headings(sheet.title, lines[0] if lines else (), layout, problems)
    found.letters = {column.field: letter for letter, column in places.items()}
    hidden = {number for number, about in sheet.row_dimensions.items() if about.hidden}
    for line in lines[1:]:
        number = int(line[0].row or 0)
        if all(_blank(cell) for cell in line) or _is_hint(number, line):
            continue
        if number in hidden:
            problems.append(problem("hidden-row", sheet.title, number))
        values = _values(sheet.title, line, places, problems)
        found.rows.append(Row(number, values))
        problems += _missing(found, found.rows[-1], layout)
    return found


def _of_the_whole(sheet: "Worksheet") -> Iterator[Problem]:
    if sheet.sheet_state != "visible":
        yield problem("hidden-sheet", sheet.title)
    if sheet.max_row > MOST_ROWS:
        yield problem("too-long", sheet.title, most=MOST_ROWS)
    if sheet.max_column > MOST_COLUMNS:
        yield problem("too-wide", sheet.title, most=MOST_COLUMNS)
    for merged in sheet.merged_cells.ranges:
        letters = "".join(filter(str.isalpha, merged.coord.partition(":")[0]))
        yield problem("merged", sheet.title, merged.min_row, letters, cells=merged.coord)
    for letter, about in sheet.column_dimensions.items():
        if about.hidden:
            yield problem("hidden-column", sheet.title, None, letter)


def _headings(
    title: str, line: Sequence["Cell | MergedCell"], layout: Layout, problems: list[Problem]
) -> dict[str, Column]:
    """Return the columns by their letters."""
    known = {name: column for column in layout.columns for name in column.names}
    places: dict[str, Column] = {}
    for cell in line:
        if _blank(cell):
            continue
        column, heading = known.get(plain(cell.value)), str(cell.value).replace("\n", " ")[:40]
        if column is None or cell.data_type == "f":
            problems.append(problem("unknown-column", title, 1, _letter(cell), heading=heading))
        elif column in places.values():
            problems.append(problem("column-twice", title, 1, _letter(cell), heading=heading))
        else:
            places[_letter(cell)] = column
    problems += [
        problem("no-column", title, 1, heading=f"{column.zh} {column.en}")
        for column in layout.columns
        if column.required and column not in places.values()
    ]
    return places


def _values(
    title: str,
    line: Sequence["Cell | MergedCell"],
    places: Mapping[str, Column],
    problems: list[Problem],
) -> dict[str, Any]:
    values = {}
    for cell in line:
        if _blank(cell):
            continue
        letter = _letter(cell)
        column = places.get(letter)
        if column is None:
            problems.append(problem("no-heading", title, cell.row, letter))
            continue
        try:
            values[column.field] = _value(cell, column)
        except Unreadable as wrong:
            problems.append(problem(wrong.code, title, cell.row, letter, **wrong.told))
            values[column.field] = None
    return values


def _value(cell: "Cell | MergedCell", column: Column) -> Any:
    if cell.data_type == "f":
        raise Unreadable("formula")
    if cell.data_type == "e":
        raise Unreadable("error-value", value=cell.value)
    return column.read(cell.value)


def _missing(found: Found, row: Row, layout: Layout) -> Iterator[Problem]:
    """Yield what a row must say; what it says wrongly has been told already."""
    for column in layout.columns:
        if column.required and column.field in found.letters and column.field not in row.values:
            heading = f"{column.zh} {column.en}"
            yield found.at("missing", row.number, column.field, heading=heading)


def _blank(cell: "Cell | MergedCell") -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _letter(cell: "Cell | MergedCell") -> str:
    return str(getattr(cell, "column_letter", ""))


def _is_hint(number: int, line: Sequence["Cell | MergedCell"]) -> bool:
    return number == _SECOND and str(line[0].value or "").startswith(HINTS)
