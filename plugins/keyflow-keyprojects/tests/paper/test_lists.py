"""A year's list from Excel: the whole illustration there and back, and every fault at its row."""

from decimal import Decimal

import pytest
from openpyxl import load_workbook

from keyflow import Actor
from keyflow_keyprojects.demo.city import city_engine
from keyflow_keyprojects.faults import planted_faults, with_faults
from keyflow_keyprojects.office import adopted_headline
from keyflow_keyprojects.paper.lists import import_list, read_list, write_list
from keyflow_keyprojects.paper.problems import NotImported
from keyflow_keyprojects.projects import key_projects, preliminary_projects

CITY = Actor("city", {"city"})
WHOLE = key_projects() + preliminary_projects()
SOME = [project for project in WHOLE if project["number"] in {"K001", "K002", "K055", "P001"}]


def told(error):
    return [(problem.code, problem.sheet, problem.cell) for problem in error.value.problems]


def filled(project):
    """Return what a workbook tells of a project: nothing empty, and no zeros behind a number."""
    told = {name: value for name, value in project.items() if value not in (None, [], {})}
    return told | {"land_ha": f"{Decimal(project['land_ha']).normalize():f}"}


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return write_list(tmp_path_factory.mktemp("list") / "list.xlsx", WHOLE)


@pytest.fixture
def some(tmp_path):
    """Write a short list, change cells of it, and return its path."""

    def write(**cells):
        path = write_list(tmp_path / "some.xlsx", SOME)
        workbook = load_workbook(path)
        for place, value in cells.items():
            sheet, cell = place.split("_")
            name = next(name for name in workbook.sheetnames if name.endswith(sheet))
            workbook[name][cell] = value
        workbook.save(path)
        return path

    return write


def test_all_98_projects_come_back_to_the_cent(whole):
    assert read_list(whole) == [filled(project) for project in WHOLE]


def test_a_list_is_adopted_from_its_workbook(some, office):
    path = some()
    assert import_list(office, path, by=CITY, dry_run=True).cases == ()
    assert office.cases(workflow="key-project").total == 0
    found = import_list(office, path, by=CITY)
    assert [case.subject for case in found.cases] == ["K001", "K002", "K055", "P001"]
    assert adopted_headline(office, 2011)["count"] == 3
    assert office.case(found.cases[0].id).data.raw["targets"] == SOME[0]["targets"]


def test_the_planted_faults_are_named_by_sheet_row_and_column(tmp_path):
    numbers = {*planted_faults(), "K032"}
    chosen = [project for project in key_projects() if project["number"] in numbers]
    path = write_list(tmp_path / "faults.xlsx", with_faults(chosen, planted_faults()))
    engine = city_engine()
    with pytest.raises(NotImported) as error:
        import_list(engine, path, by=CITY)
    rows = {number: row for row, number in enumerate((p["number"] for p in chosen), start=3)}
    first = {problem.what["en"].split(":")[0]: problem for problem in error.value.problems}
    assert {number: (first[number].code, first[number].cell) for number in
            ("K005", "K012", "K033", "K041", "K049", "K056")} == {
        "K005": ("k05-sponsor", f"AG{rows['K005']}"),
        "K012": ("k07-year-plan", f"L{rows['K012']}"),
        "K033": ("k02-duplicate", f"E{rows['K033']}"),
        "K041": ("k06-responsible", f"AE{rows['K041']}"),
        "K049": ("k04-eligibility", f"J{rows['K049']}"),
        "K056": ("k01-required", f"Q{rows['K056']}"),
    }  # fmt: skip
    assert (first["K019"].code, first["K019"].sheet) == ("k08-targets", "目标分解 Targets")
    assert (first["K027"].code, first["K027"].sheet) == ("k03-documents", "申报材料 Documents")
    assert first["K005"].say("zh").endswith("项目没有包项目的市级领导。 请指定包项目领导。")
    assert engine.cases(workflow="key-project").total == 0
    engine.close()


def test_what_cannot_be_read_is_named_before_any_check_is_asked(some, office):
    path = some(Projects_J3="=1+1", Projects_A4="K001", Funds_A3="K777", Targets_L3="viel")
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    found = told(error)
    # K002 lost its row to a second K001, so what hangs on it hangs on nothing.
    assert {one for one in found if one[0] != "unknown-number"} == {
        ("formula", "项目 Projects", "J3"),
        ("twice", "项目 Projects", "A4"),
        ("no-number", "目标分解 Targets", "L3"),
    }
    assert ("unknown-number", "资金 Funds", "A3") in found
    assert "K001 stands in row 3 already" in "".join(p.say("en") for p in error.value.problems)


def test_a_person_no_workflow_can_keep_is_named_with_the_row(some, office):
    with pytest.raises(NotImported) as error:
        import_list(office, some(Projects_AG4="x" * 300), by=CITY)
    assert told(error) == [("not-taken", "项目 Projects", "A4")]


def test_a_land_contract_is_read_from_its_sheet(tmp_path):
    contract = {"number": "L-1", "signed_on": "2010-12-01", "area_ha": "3.50", "site": "一号地",
                "price": {"amount": "12000000.00", "currency": "CNY"}}  # fmt: skip
    path = write_list(tmp_path / "land.xlsx", [SOME[0] | {"land_contract": contract}])
    read = read_list(path)[0]["land_contract"]
    assert read == contract | {"area_ha": "3.5"}


def test_only_the_city_adopts(some, office):
    with pytest.raises(NotImported) as error:
        import_list(office, some(), by=Actor("somebody"))
    assert len(error.value.problems) == 4
    assert office.cases(workflow="key-project").total == 0


def test_a_list_is_not_adopted_twice(some, office):
    path = some()
    import_list(office, path, by=CITY)
    with pytest.raises(NotImported):
        import_list(office, path, by=CITY)
    assert office.cases(workflow="key-project").total == 4


def test_a_step_that_differs_from_its_months_is_kept_for_the_check(some, office):
    with pytest.raises(NotImported) as error:
        import_list(office, some(Targets_J3=1), by=CITY)
    assert {problem.code for problem in error.value.problems} == {"k08-targets"}
