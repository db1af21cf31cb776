"""Writes cells: numbers and dates as what they are, text that never becomes a formula."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keyflow_keyprojects.paper.archive import steady
from keyflow_keyprojects.paper.columns import FLAGS, WAN, Column
from keyflow_keyprojects.paper.legible import legible

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_767  # characters of a cell
_WIDTHS = {"text": 18, "choice": 14, "money": 14, "date": 12, "month": 10}
_FORMATS = {"money": "#,##0.######", "date": "yyyy-mm-dd"}
# With these a spreadsheet would take a text for a formula, once it is typed again or saved as CSV;
# the last four are their full-width forms.
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def save(workbook: "Workbook", path: Path) -> Path:
    """Save a workbook; the same content gives the same bytes."""
    file = BytesIO()
    workbook.save(file)
    path.write_bytes(steady(file.getvalue()))
    return path


def head(sheet: "Worksheet", columns: Sequence[Column], headings: Sequence[str]) -> None:
    """Write the headings of a sheet, and how wide its columns are; required ones are red."""
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415 - of the extra
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    for place, (column, heading) in enumerate(zip(columns, headings, strict=True), start=1):
        cell = sheet.cell(1, place)
        put_text(cell, heading)
        cell.font = Font(bold=True, color="C62828" if column.required else "1F2933")
        cell.fill = PatternFill("solid", fgColor="F3F5F7")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column.kind, 10)
    sheet.freeze_panes = "B2"


def fill(
    sheet: "Worksheet", columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], first: int
) -> None:
    """Write rows below the headings, by the fields of the columns."""
    for number, row in enumerate(rows, start=first):
        for place, column in enumerate(columns, start=1):
            value = row.get(column.field)
            if value is not None:
                put(sheet.cell(number, place), value, column)


def put(cell: "Cell | MergedCell", value: Any, column: Column) -> None:
    """Write a value as what it is; text stays text, whatever it begins with."""
    if column.kind == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    if column.kind == "number" and isinstance(value, str):
        value = Decimal(value)
    if isinstance(value, Decimal):
        cell.value = value / WAN if column.kind == "money" else value
    elif isinstance(value, bool):
        put_text(cell, " ".join(FLAGS["true" if value else "false"]))
    elif isinstance(value, date | int):
        cell.value = value
    else:
        names = (column.choices or {}).get(str(value))
        put_text(cell, " ".join(names) if names else str(value))
    if column.kind in _FORMATS and cell.data_type != "s":
        cell.number_format = _FORMATS[column.kind]


def put_text(cell: "Cell | MergedCell", text: str) -> None:
    """Write a text that no spreadsheet will take for a formula, and that is read back the same."""
    cell.value = legible(text)[:_LONGEST]
    # The library would make a formula of what begins with “=”, an error of “#N/A”.
    cell.data_type = "s"
    cell.number_format = "@"
    if text.startswith(_ACTS):
        cell.quotePrefix = True
