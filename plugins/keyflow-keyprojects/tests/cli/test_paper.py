"""The commands of paper, as an office types them."""

import json

import docx
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.cli import projects
from keyflow_keyprojects.paper.lists import write_list

SOME = [p for p in key_projects() if p["number"] in {"K002", "K004"}]


@pytest.fixture
def run(tmp_path):
    store = f"sqlite:///{tmp_path}/office.db"
    city_engine(store).close()

    def typed(command, *words):
        done = CliRunner().invoke(projects, [command, "--store", store, *map(str, words)])
        return done.exit_code, done.output

    return typed


@pytest.mark.parametrize("what", ["list", "reports"])
def test_a_template_is_written(run, tmp_path, what):
    code, _ = run("template", what, tmp_path / "t.xlsx")
    assert code == 0
    assert load_workbook(tmp_path / "t.xlsx").worksheets[0]["A1"].value.startswith("编号")


def test_a_list_is_tried_adopted_and_told_in_the_ledger(run, tmp_path):
    path = write_list(tmp_path / "list.xlsx", SOME)
    code, out = run("import-list", path, "--dry-run", "--rate", "6.5", "--lang", "en")
    assert (code, out.splitlines()[0]) == (0, "rows: 2")
    assert out.splitlines()[1].startswith("key list: 2 projects, total ")
    code, out = run("import-list", path, "--adopted-on", "2011-01-20", "--lang", "zh")
    assert (code, out.splitlines()[:2]) == (0, ["行数: 2", "列入: 2"])
    code, out = run("import-list", path, "--lang", "zh", "--json")
    assert (code, len(json.loads(out))) == (1, 1)
    assert run("import-list", path, "--rate", "much")[0] == 2
    code, out = run("export-ledger", tmp_path / "ledger.xlsx", "--lang", "en", "--json")
    assert (code, json.loads(out)["Projects"]) == (0, 2)
    assert load_workbook(tmp_path / "ledger.xlsx")["Projects"]["A2"].value == "K002"
    code, _ = run("paper", "bulletin", "--period", "2011-01", "--file", tmp_path / "b.docx")
    assert code == 0
    assert docx.Document(tmp_path / "b.docx").tables
    code, _ = run("paper", "bulletin", "--period", "2011-01", "--file", tmp_path / "b.html")
    assert (tmp_path / "b.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_wrong_list_ends_with_its_rows_and_a_failure(run, tmp_path):
    path = write_list(tmp_path / "list.xlsx", [SOME[0], SOME[1] | {"sponsor": None}])
    code, out = run("import-list", path, "--json", "--lang", "en")
    (row,) = json.loads(out)
    assert (code, row["sheet"], row["cell"]) == (1, "项目 Projects", "AG4")
    assert row["mend"] == "Name a city leader in office."
    assert "没有包项目" in run("import-list", path, "--lang", "zh")[1].replace("\n", "")


def test_reports_that_nobody_waits_for_are_refused(run, tmp_path):
    run("template", "reports", tmp_path / "r.xlsx")
    code, out = run("import-reports", tmp_path / "r.xlsx", "--by", "wang", "--json")
    assert (code, len(json.loads(out))) == (1, 1)


def test_a_paper_that_is_not_there_is_a_sentence(run, tmp_path):
    code, out = run("paper", "order", "--case", "nothing", "--file", tmp_path / "o.html")
    assert (code, "there is no supervision-order of nothing here" in out) == (2, True)
    code, out = run(
        "paper", "order", "--case", "nothing", "--file", tmp_path / "o.html", "--lang", "zh"
    )
    assert (code, "没有可印制的督办单：nothing" in out) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bulletin", "--period", "2011-13", "--file", "b.html"), "is not a month such as"),
        (("bulletin", "--file", "b.html"), "is not a month such as"),
        (("quarter", "--period", "2011-01", "--file", "b.html"), "is not a quarter such as"),
        (("annual", "--period", "2011-Q1", "--file", "b.html"), "is not a year such as"),
        (("bulletin", "--period", "2011-01", "--file", "b.pdf"), "b.pdf is no .html / .docx file"),
    ],
)
def test_a_paper_of_no_period_or_into_no_such_file_is_refused(run, words, said):
    code, out = run("paper", *words)
    assert (code, said in out) == (2, True), out
