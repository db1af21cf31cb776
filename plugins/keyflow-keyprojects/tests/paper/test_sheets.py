"""Workbooks as they really come: merged, hidden, calculated, too large, damaged, or worse."""

from datetime import date, datetime
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from keyflow_keyprojects.paper import sheets, workbooks
from keyflow_keyprojects.paper.columns import Column, Layout
from keyflow_keyprojects.paper.problems import NotImported
from keyflow_keyprojects.paper.sheets import read_sheets
from keyflow_keyprojects.paper.templates import write_template

LAYOUT = Layout(
    "表",
    "Sheet",
    (
        Column("number", "编号", "Number", required=True),
        Column("amount", "金额", "Amount", "money"),
        Column("when", "日期", "When", "date"),
        Column("month", "月份", "Month", "month"),
        Column("count", "个数", "Count", "integer"),
        Column("open", "是否", "Open", "flag"),
        Column("kind", "类别", "Kind", "choice", choices={"a": ("甲", "first"), "b": ("乙", "b")}),
        Column("area", "面积", "Area", "number"),
    ),
    required=True,
)
HEADINGS = ["编号", "金额", "日期", "月份", "个数", "是否", "类别", "面积"]


@pytest.fixture
def book(tmp_path):
    """Write a workbook of some rows, let it be spoiled, and return its path."""

    def write(*rows, spoil=None, headings=HEADINGS, title="表"):
        workbook = Workbook()
        sheet = workbook.active
        sheet.title = title
        for row in (headings, *rows):
            sheet.append(row)
        if spoil:
            spoil(sheet)
        workbook.save(tmp_path / "book.xlsx")
        return tmp_path / "book.xlsx"

    return write


def read(path):
    found, problems = read_sheets(path, {"sheet": LAYOUT})
    return found["sheet"].rows, problems


def wrong(path):
    return [(problem.code, problem.cell) for problem in read(path)[1]]


def refused(path):
    with pytest.raises(NotImported) as error:
        read_sheets(path, {"sheet": LAYOUT})
    return [problem.code for problem in error.value.problems]


def test_a_row_is_read_as_it_is_meant(book):
    (row,), problems = read(
        book(["K001", 1234.56, datetime(2011, 3, 31), "2011年3月", 3, "是", "甲 first", 0.1 + 0.2])  # noqa: DTZ001
    )
    assert not problems
    assert dict(row.values) == {
        "number": "K001",
        "amount": Decimal(12345600),
        "when": date(2011, 3, 31),
        "month": "2011-03",
        "count": 3,
        "open": True,
        "kind": "a",
        "area": Decimal("0.3"),
    }


@pytest.mark.parametrize("headings", [
    [column.en for column in LAYOUT.columns],
    [column.heading for column in LAYOUT.columns],
    [column.field.upper() for column in LAYOUT.columns],
    [f" {column.zh} " for column in LAYOUT.columns],
])  # fmt: skip
def test_headings_are_found_in_either_language_in_any_writing(book, headings):
    rows, problems = read(book(["K001", "1,000.5"], headings=headings))
    assert not problems
    assert rows[0]["amount"] == Decimal(10_005_000)


@pytest.mark.parametrize(
    ("cell", "value"),
    [("2011/3/5", date(2011, 3, 5)), ("2011.03.05", date(2011, 3, 5)),
     ("2011年3月5日", date(2011, 3, 5)), (date(2011, 3, 5), date(2011, 3, 5))],
)  # fmt: skip
def test_a_date_may_be_written_in_several_ways(book, cell, value):
    rows, _ = read(book(["K001", None, cell]))
    assert rows[0]["when"] == value


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (0, True, "no-text"),
        (0, 1.5, "no-text"),
        (0, 1234567890123456789, "digits-lost"),
        (0, "a\u202eb", "unprintable"),
        (0, "x" * 10_001, "text-too-long"),
        (1, "viel", "no-number"),
        (1, "1,5", "no-number"),
        (1, "12,34", "no-number"),
        (1, ",5", "no-number"),
        (1, "1,,000", "no-number"),
        (1, "1_000", "no-number"),
        (4, "1,5", "no-number"),
        (1, -1, "negative"),
        (1, 1e12, "too-many"),
        (1, 0.1234567, "below-a-cent"),
        (1, "NaN", "no-number"),
        (1, "Infinity", "no-number"),
        (1, True, "no-number"),
        (2, 40000, "no-date"),
        (2, "2011-02-30", "no-date"),
        (2, "1011-02-03", "no-date"),
        (2, datetime(2011, 3, 31, 8), "time-of-day"),  # noqa: DTZ001
        (3, "2011-13", "no-month"),
        (3, date(2011, 3, 31), "no-month"),
        (4, 1.5, "no-whole-number"),
        (5, "vielleicht", "no-choice"),
        (6, "c", "no-choice"),
        (7, "#N/A", "error-value"),
        (1, "=1+1", "formula"),
        (0, '=cmd|"/c calc"!A1', "formula"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_cell(book, place, value, code):
    row = ["K001", *[None] * 7]
    row[place] = value
    letter = "ABCDEFGH"[place]
    assert wrong(book(["K000"], row)) == [(code, f"{letter}3")]


def test_numbers_for_text_are_taken_where_nothing_was_lost(book):
    rows, problems = read(book([20110015]))
    assert (rows[0]["number"], problems) == ("20110015", [])


def test_every_problem_is_named_at_once_in_both_languages(book):
    _, problems = read(book([None, "x"], ["K002", -1]))
    assert [(p.code, p.cell) for p in problems] == [
        ("no-number", "B2"), ("missing", "A2"), ("negative", "B3"),
    ]  # fmt: skip
    assert problems[1].say("en") == "表 A2: “编号 Number” is missing. Fill it in."
    assert problems[1].say("zh") == "表 A2: “编号 Number”未填写。 请填写。"


def test_empty_rows_are_passed_over(book):
    rows, problems = read(book(["K001"], [], ["  "], ["K002"]))
    assert ([row.number for row in rows], problems) == ([2, 5], [])


def test_merged_cells_hidden_rows_and_columns_are_named(book):
    def spoil(sheet):
        sheet.merge_cells("B2:B3")
        sheet.row_dimensions[4].hidden = True
        sheet.row_dimensions[9].hidden = True  # empty: nobody minds
        sheet.column_dimensions["C"].hidden = True

    assert wrong(book(["K001"], ["K002"], ["K003"], spoil=spoil)) == [
        ("merged", "B2"), ("hidden-column", "C"), ("hidden-row", "4"),
    ]  # fmt: skip


def test_a_hidden_sheet_is_named(book):
    def spoil(sheet):
        sheet.parent.create_sheet("other")["A1"] = "strange"
        sheet.sheet_state = "hidden"

    assert wrong(book(["K001"], spoil=spoil)) == [("hidden-sheet", ""), ("unknown-sheet", "")]


def test_headings_that_are_missing_unknown_or_doubled_are_named(book):
    headings = ["金额", "Amount", "何物"]
    assert wrong(book([1, 2, 3], headings=headings)) == [
        ("column-twice", "B1"), ("unknown-column", "C1"), ("no-column", "1"),
        ("no-heading", "B2"), ("no-heading", "C2"),
    ]  # fmt: skip


def test_a_value_beside_the_headings_is_named(book):
    assert wrong(book(["K001", *[None] * 7, "note"])) == [("no-heading", "I2")]


def test_a_sheet_without_rows_or_under_another_name_is_named(book):
    assert wrong(book()) == [("empty", "")]
    assert wrong(book(["K001"], title="Tabelle")) == [("unknown-sheet", ""), ("no-sheet", "")]


def test_too_many_rows_or_columns_are_refused_before_they_are_read(book):
    def spoil(sheet):
        sheet.cell(sheets.MOST_ROWS + 1, 1, "x")
        sheet.cell(2, sheets.MOST_COLUMNS + 1, "x")

    assert wrong(book(["K001"], spoil=spoil)) == [("too-long", ""), ("too-wide", "")]


def test_what_is_no_workbook_is_refused(tmp_path):
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert refused(old) == ["not-xlsx"]
    with ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refused(tmp_path / "zip.xlsx") == ["not-xlsx"]
    (tmp_path / "empty.xlsx").touch()
    assert refused(tmp_path / "empty.xlsx") == ["not-xlsx"]


def rewritten(path, **parts):
    """Return a copy of a workbook with some parts added or replaced."""
    target = path.with_name("rewritten.xlsx")
    with ZipFile(path) as source, ZipFile(target, "w", ZIP_DEFLATED) as result:
        for name in source.namelist():
            if name not in parts:
                result.writestr(name, source.read(name))
        for name, part in parts.items():
            result.writestr(name, part)
    return target


@pytest.mark.parametrize(
    ("part", "content", "code"),
    [
        ("xl/vbaProject.bin", b"x", "macros"),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", "active"),
        ("xl/connections.xml", b"<a/>", "active"),
        ("xl/embeddings/oleObject1.bin", b"x", "active"),
        ("xl/worksheets/sheet1.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "active"),
        ("xl/worksheets/sheet1.xml", '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"),
         "active"),
        ("xl/worksheets/sheet1.xml", b'<?xml version="1.0" encoding="utf-7"?><a/>', "active"),
        ("xl/workbook.xml", b"<a", "damaged"),
    ],
)  # fmt: skip
def test_what_acts_or_hides_in_a_workbook_is_refused(book, part, content, code):
    assert refused(rewritten(book(["K001"]), **{part: content})) == [code]


def test_a_file_that_is_too_large_or_unpacks_to_too_much_is_refused(book, monkeypatch):
    path = book(["K001"])
    bomb = rewritten(path, **{"xl/media/a.xml": bytes(workbooks.MOST_UNPACKED + 1)})
    assert bomb.stat().st_size < 1024 * 1024
    assert refused(bomb) == ["too-large"]
    monkeypatch.setattr(workbooks, "MOST_BYTES", 100)
    assert refused(path) == ["too-large"]


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "\uff1d1",
             "#N/A", "=cmd|'/c calc'!A0", "'=1", "1e5", "TRUE"]  # fmt: skip


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_never_leaves_as_a_formula_and_comes_back_the_same(tmp_path, text):
    path = write_template(tmp_path / "t.xlsx", {"sheet": LAYOUT}, {"sheet": [{"number": text}]})
    cell = load_workbook(path)["表 Sheet"]["A3"]
    assert (cell.data_type, cell.value) == ("s", text)
    acts = ("=", "+", "-", "@", "\t", "\uff1d")
    assert bool(cell.quotePrefix) == text.startswith(acts)
    with ZipFile(path) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    (row,), problems = read(path)
    assert (row["number"], problems) == (text.strip(), [])


def test_a_template_is_read_as_empty_and_offers_its_choices(tmp_path):
    path = write_template(tmp_path / "t.xlsx", {"sheet": LAYOUT})
    assert wrong(path) == [("empty", "")]
    sheet = load_workbook(path)["表 Sheet"]
    rules = {str(r.sqref): r.formula1 for r in sheet.data_validations.dataValidation}
    assert rules == {"F3:F1000": '"是 yes,否 no"', "G3:G1000": '"甲 first,乙 b"'}
    assert sheet["B1"].value == "金额（万）\nAmount (10,000)"


def test_a_template_is_the_same_each_time(tmp_path):
    one, two = (write_template(tmp_path / name, {"s": LAYOUT}) for name in ("1.xlsx", "2.xlsx"))
    assert one.read_bytes() == two.read_bytes()
