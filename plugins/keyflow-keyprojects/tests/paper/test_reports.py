"""Monthly reports from Excel: all of a file are handed in, or none."""

from datetime import datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from keyflow import Actor, InputError
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.office import adopt_list
from keyflow_keyprojects.paper.problems import NotImported
from keyflow_keyprojects.paper.reports import import_reports, waiting, write_reports

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
SECOND = next(p for p in key_projects() if p["number"] == "K004")
# Two projects of one dispatcher, so that one file holds both.
FIRST = next(p for p in key_projects() if p["number"] == "K005") | {
    "dispatcher": SECOND["dispatcher"]
}


@pytest.fixture
def month(office, clock):
    """An office on 8 February 2011, with the January reports of two projects waiting."""
    clock.set(datetime.fromisoformat("2011-01-04T01:00:00+00:00"))
    adopt_list(office, [FIRST, SECOND], by=CITY)
    clock.set(datetime.fromisoformat("2011-02-08T01:00:00+00:00"))
    office.run_due()
    return office


@pytest.fixture
def book(month, tmp_path):
    """Fill in the template of January, change cells of it, and return its path."""

    def write(**cells):
        path = write_reports(tmp_path / "reports.xlsx", waiting(month, "2011-01"))
        workbook = load_workbook(path)
        sheet = workbook.worksheets[0]
        for row, case in enumerate(waiting(month, "2011-01"), start=3):
            before = case.data["invested_before"].amount / 10_000
            said = {"E": 350.25, "G": float(before) + 350.25, "L": "=基础施工".removeprefix("=")}
            for letter, value in said.items():
                sheet[f"{letter}{row}"] = value
            problem = (case.data["number"], "2011-01", "进度偏慢", "增加班组", "dongling",
                       "2011-03-01")  # fmt: skip
            for letter, value in zip("ABCDEF", problem, strict=True):
                workbook.worksheets[1][f"{letter}{row}"] = value
        for place, value in cells.items():
            number, cell = place.split("_")
            workbook.worksheets[int(number[1:])][cell] = value
        workbook.save(path)
        return path

    return write


def dispatcher():
    return Actor(SECOND["dispatcher"])


def states(office):
    found = office.cases(workflow="monthly-report", where={"period": "2011-01"}).cases
    return {case.data["number"]: case.state for case in found}


def refused(office, path, by=None, **more):
    before = office.cases(workflow="monthly-report").cases
    with pytest.raises(NotImported) as error:
        import_reports(office, path, by=by or dispatcher(), **more)
    assert office.cases(workflow="monthly-report").cases == before
    return [(problem.code, problem.sheet.split()[1], problem.cell)
            for problem in error.value.problems]  # fmt: skip


def emptied(month, path, *numbers):
    """Take out what was filled in for some projects."""
    workbook = load_workbook(path)
    for sheet, kept in zip(workbook.worksheets, ("ABC", ""), strict=False):
        for line in sheet.iter_rows(min_row=3):
            if line[0].value in numbers:
                for cell in line:
                    cell.value = cell.value if cell.column_letter in kept else None
    workbook.save(path)
    return path


def test_rows_nobody_filled_in_are_left_and_told(month, book):
    path = emptied(month, book(), "K005")
    asked = import_reports(month, path, by=dispatcher(), dry_run=True)
    assert (asked.rows, asked.left) == (1, ("K005",))
    found = import_reports(month, path, by=dispatcher())
    assert [case.data["number"] for case in found.cases] == ["K004"]
    assert states(month) == {"K004": "checking.submitted", "K005": "filing.open"}
    # The other one with its own file, in which K004 stands as the template has it.
    later = import_reports(month, emptied(month, book(), "K004"), by=dispatcher())
    assert (later.rows, later.left) == (1, ())


def test_a_row_with_a_single_cell_is_filled_in_and_a_file_without_any_is_refused(month, book):
    path = emptied(month, book(), "K005")
    workbook = load_workbook(path)
    workbook.worksheets[0]["L4"] = "地基 / foundations"
    workbook.save(path)
    assert {code for code, *_ in refused(month, path)} == {"missing"}
    assert refused(month, emptied(month, book(), "K004", "K005")) == [
        ("nothing-filled", "Reports", "")
    ]


def test_a_problem_beside_an_empty_row_is_none_to_be_left(month, book):
    path = emptied(month, book(), "K005")
    workbook = load_workbook(path)
    for cell, value in zip("ABCDEF", ("K005", "2011-01", "rain", "wait", "dongling", "2011-03-01"),
                           strict=True):  # fmt: skip
        workbook.worksheets[1][f"{cell}4"] = value
    workbook.save(path)
    assert ("missing", "Reports", "E4") in refused(month, path)


def test_the_template_has_a_row_for_each_report_that_waits(month, tmp_path):
    path = write_reports(tmp_path / "r.xlsx", waiting(month, "2011-01"))
    sheet = load_workbook(path)["月报 Reports"]
    rows = [[cell.value for cell in row[:3]] for row in sheet.iter_rows(min_row=3, max_row=4)]
    assert rows == [["K004", "2011-01", "人民币 CNY"], ["K005", "2011-01", "人民币 CNY"]]


def test_a_file_of_reports_is_handed_in_together(month, book):
    path = book(s0_O3="主体施工", s0_P3="photo-1.jpg\nphoto-2.jpg")
    assert import_reports(month, path, by=dispatcher(), dry_run=True).rows == 2
    assert set(states(month).values()) == {"filing.open"}
    found = import_reports(month, path, by=dispatcher())
    assert set(states(month).values()) == {"checking.submitted"}
    report = found.cases[0].data
    assert report["invested"].amount == Decimal(3_502_500)
    assert (report["progress"], report["next_month"]) == ("基础施工", "主体施工")
    assert list(report["evidence"]) == ["photo-1.jpg", "photo-2.jpg"]
    assert [(p["what"], str(p["due"])) for p in report["problems"]] == [("进度偏慢", "2011-03-01")]


def test_a_clerk_enters_what_came_on_paper(month, book):
    (first, _) = import_reports(month, book(), by=dispatcher(), recorded_by=KPMO).cases
    event = month.history(first.id)[-1]
    assert event.actor == dispatcher().id


def test_a_clerk_enters_a_file_of_several_dispatchers(month, book):
    (one, _) = waiting(month, "2011-01")
    month.fire(one.parent, "change_dispatcher", by=KPMO, data={"dispatcher": "another"})
    found = import_reports(month, book(), recorded_by=KPMO)
    said = [month.history(case.id)[-1].private for case in found.cases]
    assert [(event["actor"], event["recorded_by"]) for event in said] == [
        ("another", KPMO.id), (dispatcher().id, KPMO.id)]  # fmt: skip
    with pytest.raises(InputError, match="recorded_by"):
        import_reports(month, book())


def test_one_wrong_row_keeps_all_of_them_out(month, book):
    assert refused(month, book(s0_E4="viel")) == [("no-number", "Reports", "E4")]
    assert ("no-report", "Reports", "A4") in refused(month, book(s0_A4="K099"))
    assert ("twice", "Reports", "A4") in refused(month, book(s0_A4="K004"))
    assert ("no-report", "Reports", "A4") in refused(month, book(s0_B4="2011-02"))
    assert refused(month, book(s0_E4="=1+1")) == [("formula", "Reports", "E4")]


def test_a_row_with_more_than_a_case_can_keep_is_named(month, book):
    long = {f"s1_{letter}{row}": "长" * 10_000 for row in range(5, 10) for letter in "CD"}
    keys = {f"s1_A{row}": "K005" for row in range(5, 10)}
    months = {f"s1_B{row}": "2011-01" for row in range(5, 10)}
    assert refused(month, book(**long, **keys, **months)) == [("not-taken", "Reports", "A4")]


def test_a_problem_of_no_report_in_the_file_is_named(month, book):
    path = book(s1_A5="K009", s1_B5="2011-01", s1_C5="征地")
    assert refused(month, path) == [("unknown-number", "Problems", "A5")]


def test_reports_of_somebody_else_are_refused_row_by_row(month, book):
    found = refused(month, book(), by=Actor("somebody"))
    assert [(sheet, cell) for _, sheet, cell in found] == [("Reports", "A3"), ("Reports", "A4")]


def test_what_the_checks_find_is_named_with_its_row(month, book):
    assert refused(month, book(s0_C4="美元")) == [("k45-currency", "Reports", "C4")]
    found = refused(month, book(s0_G4=900_000))
    assert ("k42-cumulative", "Reports", "G4") in found
    assert {cell[1:] for _, _, cell in found} == {"4"}


def test_a_wrong_cell_hides_nothing_about_the_other_rows(month, book):
    found = refused(month, book(s0_E3="viel", s0_C4="美元", s0_J3="9e30"))
    assert found == [
        ("no-number", "Reports", "E3"), ("too-many", "Reports", "J3"),
        ("k45-currency", "Reports", "C4"),
    ]  # fmt: skip


def test_every_mend_says_what_to_do_in_both_languages(month, book):
    with pytest.raises(NotImported) as error:
        import_reports(month, book(s0_G4=900_000), by=Actor("somebody"))
    mends = {(p.code, p.mend["en"], p.mend["zh"]) for p in error.value.problems}
    assert any("dispatcher, substitute or owner" in en for _, en, _ in mends)
    assert any("累计" in zh for _, _, zh in mends)


def test_a_report_that_was_handed_in_is_not_waiting_any_more(month, book):
    path = book()
    import_reports(month, path, by=dispatcher())
    assert waiting(month, "2011-01") == []
    assert refused(month, path) == [
        ("report-filed", "Reports", "A3"), ("report-filed", "Reports", "A4")
    ]  # fmt: skip
