"""The ledger, opened again: every sheet, its figures, and nothing that is calculated."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from keyflow import Actor
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.office import adopt_list
from keyflow_keyprojects.paper.ledger import export_ledger

CITY = Actor("city", {"city"})
PROJECT = next(p for p in key_projects() if p["number"] == "K002")


@pytest.fixture
def listed(office):
    strange = PROJECT | {"name_zh": '=HYPERLINK("http://x","y")', "site_zh": "@SUM(A1)"}
    adopt_list(office, [strange], by=CITY)
    return office


def rows(path, title):
    sheet = load_workbook(path)[title]
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


def test_the_ledger_tells_projects_and_what_hangs_on_them(listed, tmp_path):
    found = export_ledger(listed, tmp_path / "ledger.xlsx", year=2011)
    assert found.rows["项目"] == 1
    assert found.rows["审批事项"] == listed.cases(workflow="approval-item").total > 0
    (row,) = rows(found.path, "项目")
    assert row["项目编号"] == "K002"
    assert row["存续"].strip() == "在办"
    assert Decimal(str(row["总投资（万）"])) * 10_000 == Decimal(PROJECT["total"]["amount"])
    assert row["币种"] == "CNY"
    assert row["计划开工"].date().isoformat() == PROJECT["planned_start"]
    item = rows(found.path, "审批事项")[0]
    assert (item["项目编号"], item["项目名称"]) == ("K002", '=HYPERLINK("http://x","y")')
    assert item["状态"] == "办理 · 待申请"


def test_nothing_in_a_ledger_is_a_formula(listed, tmp_path):
    path = export_ledger(listed, tmp_path / "ledger.xlsx").path
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    name = next(cell for cell in cells if str(cell.value).startswith("=HYPERLINK"))
    assert (name.data_type, name.quotePrefix) == ("s", True)


def test_a_ledger_in_english_of_another_year_is_empty(listed, tmp_path):
    found = export_ledger(listed, tmp_path / "ledger.xlsx", language="en", year=2012)
    assert found.rows["Projects"] == 0
    assert set(found.rows.values()) == {0}


def test_a_ledger_tells_how_it_stood_before(listed, clock, tmp_path):
    before = clock()
    clock.tick(days=2)
    (case,) = listed.cases(workflow="key-project").cases
    listed.fire(case.id, "exit", by=CITY, comment="gone")
    path = tmp_path / "ledger.xlsx"
    assert rows(export_ledger(listed, path).path, "项目")[0]["状态"] == "退出名单"
    then = rows(export_ledger(listed, path, as_of=before).path, "项目")[0]
    assert then["存续"].strip() == "在办"
    early = datetime(2010, 1, 1, tzinfo=UTC)
    assert export_ledger(listed, path, as_of=early).rows["项目"] == 0


def test_the_same_office_gives_the_same_bytes(listed, tmp_path):
    one, two = (export_ledger(listed, tmp_path / name).path for name in ("1.xlsx", "2.xlsx"))
    assert one.read_bytes() == two.read_bytes()
