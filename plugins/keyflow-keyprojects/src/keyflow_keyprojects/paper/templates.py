"""Writes templates to fill in: headings, hints, choices, and notes on every column."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from keyflow_keyprojects.paper.cells import fill, head, put_text, save
from keyflow_keyprojects.paper.columns import FLAGS, Column, Layout
from keyflow_keyprojects.paper.extra import require

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

HINTS = "※"  # how the second row of a template begins
NOTES = "填表说明 Notes"
_ROWS = 1000  # how far down a template offers its choices


def write_template(
    path: Path,
    layouts: Mapping[str, Layout],
    rows: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
) -> Path:
    """Write a workbook with headings, hints and choices, filled with rows where some are given."""
    require("openpyxl")
    from openpyxl import Workbook  # noqa: PLC0415 - of the extra

    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, layout in layouts.items():
        sheet = workbook.create_sheet(layout.title)
        head(sheet, layout.columns, [column.heading for column in layout.columns])
        sheet.freeze_panes = "B3"
        _hints(sheet, layout.columns)
        fill(sheet, layout.columns, (rows or {}).get(name, ()), first=3)
    _notes(workbook, layouts)
    return save(workbook, path)


def _hints(sheet: "Worksheet", columns: Sequence[Column]) -> None:
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    for place, column in enumerate(columns, start=1):
        cell = sheet.cell(2, place)
        put_text(cell, (f"{HINTS} " if place == 1 else "") + "\n".join(_hint(column)))
        cell.font = Font(italic=True, size=9, color="64707D")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        letter = get_column_letter(place)
        choices = FLAGS if column.kind == "flag" else column.choices
        if choices:
            listed = ",".join(" ".join(names).replace(",", " ") for names in choices.values())
            rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
            rule.add(f"{letter}3:{letter}{_ROWS}")
            sheet.add_data_validation(rule)
        elif column.kind in {"text", "month"}:
            sheet.column_dimensions[letter].number_format = "@"


def _hint(column: Column) -> tuple[str, str]:
    """Return what to write into a column, in Chinese and English."""
    must = ("必填。", "Required. ") if column.required else ("", "")
    kinds = {
        "money": ("以万为单位。", "In 10,000 of the currency."),
        "date": ("日期，如 2011-03-31。", "A date, such as 2011-03-31."),
        "month": ("月份，如 2011-03。", "A month, such as 2011-03."),
        "integer": ("整数。", "A whole number."),
        "choice": ("下拉选择。", "One of the list."),
        "flag": ("是或否。", "Yes or no."),
    }
    kind = kinds.get(column.kind, ("", ""))
    return must[0] + column.hint[0] + kind[0], must[1] + f"{column.hint[1]} {kind[1]}".strip()


def _notes(workbook: "Workbook", layouts: Mapping[str, Layout]) -> None:
    sheet = workbook.create_sheet(NOTES)
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 28
    sheet.column_dimensions["C"].width = sheet.column_dimensions["D"].width = 60
    number = 0
    for layout in layouts.values():
        for column in layout.columns:
            number += 1
            texts = (layout.title, f"{column.zh} {column.en}", *_hint(column))
            for place, text in enumerate(texts, start=1):
                put_text(sheet.cell(number, place), text)
