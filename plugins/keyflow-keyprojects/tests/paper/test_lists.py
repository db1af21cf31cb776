"""A year's list from Excel: the whole illustration there and back, and every fault at its row."""

from dataclasses import replace
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from keyflow import Actor
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.faults import planted_faults, with_faults
from keyflow_keyprojects.city.projects import key_projects, preliminary_projects
from keyflow_keyprojects.fx import PLAN_RATE
from keyflow_keyprojects.office import adopted_headline, build_engine
from keyflow_keyprojects.paper.lists import import_list, read_list, write_list
from keyflow_keyprojects.paper.problems import NotImported

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
    assert sum(code == "unknown-number" for code, *_ in found) == 2
    assert "K001 stands in row 3 already" in "".join(p.say("en") for p in error.value.problems)


def test_a_person_no_workflow_can_keep_is_named_with_the_row(some, office):
    with pytest.raises(NotImported) as error:
        import_list(office, some(Projects_AG4="x" * 300), by=CITY)
    assert told(error) == [("not-taken", "项目 Projects", "AG4")]
    (only,) = error.value.problems
    assert only.what["en"].isascii()
    assert only.what["zh"].startswith("无法接受：")
    assert "longer" not in only.what["zh"]


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
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    assert told(error) == [("list-in-force", "项目 Projects", "")] * 2
    assert office.cases(workflow="key-project").total == 4


CELLS = [
    ({"Projects_B4": 2010}, "year-differs", "Projects", "B4"),
    ({"Projects_T4": "验收 acceptance"}, "no-choice", "Projects", "T4"),
    ({"Projects_X4": "no-such-unit"}, "unknown-office", "Projects", "X4"),
    ({"Projects_X4": "tax"}, "unfit-office", "Projects", "X4"),
    ({"Projects_AB4": "yuntan"}, "unfit-office", "Projects", "AB4"),
    ({"Projects_AB4": "nobody"}, "unknown-office", "Projects", "AB4"),
    ({"Projects_I4": "美元 USD"}, "kp-native-currency", "Projects", "I4"),
    ({"Projects_AJ4": "2009-01-01"}, "out-of-order", "Projects", "AJ4"),
    ({"Projects_E4": "xx"}, "k11-project-code", "Projects", "E4"),
    ({"Permits_B3": "NO_SUCH_ITEM"}, "unknown-item", "Permits", "B3"),
    ({"Targets_H3": "2019-03-31"}, "outside-year", "Targets", "H3"),
    ({"Milestones_E3": "2019-03-31"}, "outside-year", "Milestones", "E3"),
]


@pytest.mark.parametrize(("cells", "code", "sheet", "cell"), CELLS)
def test_one_cell_that_cannot_be_meant_is_one_line_with_its_mend(  # noqa: PLR0917 - a table's row
    some, office, cells, code, sheet, cell
):
    with pytest.raises(NotImported) as error:
        import_list(office, some(**cells), by=CITY)
    found = [(one.code, one.sheet.split()[-1], one.cell) for one in error.value.problems]
    assert (code, sheet, cell) in found
    assert [one for one in found if one[2] != cell] == []
    for problem in error.value.problems:
        assert all(problem.mend[language] != "Mend what is named." for language in ("en", "zh"))
        assert "{" not in problem.say("en") + problem.say("zh")


def test_the_substitute_is_somebody_else(some, office):
    dispatcher = SOME[1]["dispatcher"]
    with pytest.raises(NotImported) as error:
        import_list(office, some(Projects_AF4=dispatcher), by=CITY)
    assert told(error) == [("k06-responsible", "项目 Projects", "AF4")]


def test_a_project_is_not_listed_in_a_stage_without_targets(some, office):
    path = some()
    workbook = load_workbook(path)
    sheet = workbook["目标分解 Targets"]
    for row in sheet.iter_rows(min_row=3):
        if row[0].value == "K002":
            row[1].value = "建设 construction"
    workbook.save(path)
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    assert ("k12-entry-stage", "项目 Projects", "T4") in told(error)


def test_a_project_is_not_listed_past_stages_it_has_no_permits_of(some, office):
    path = some()
    workbook = load_workbook(path)
    workbook.remove(workbook["已有批件 Permits"])
    workbook.save(path)
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    assert {one.code for one in error.value.problems} == {"k14-stages-before"}
    assert "请在已有批件中补充 PRJ_CODE，或改为较早的列入阶段。" in {
        one.mend["zh"] for one in error.value.problems
    }
    assert {"项目 Projects"} == {one.sheet for one in error.value.problems}


def test_everything_that_is_wrong_is_in_one_report(some, office):
    path = some(Projects_J3="0.0000001", Projects_AF4=SOME[1]["dispatcher"], Projects_E5="xx",
                Projects_X6="no-such-unit", Permits_B3="NO_SUCH_ITEM")  # fmt: skip
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    found = [(code, sheet.split()[1], cell) for code, sheet, cell in told(error)]
    assert found == [
        ("below-a-cent", "Projects", "J3"),
        ("k06-responsible", "Projects", "AF4"),
        ("k11-project-code", "Projects", "E5"),
        ("unknown-office", "Projects", "X6"),
        ("unknown-item", "Permits", "B3"),
    ]


def test_a_wrong_number_is_one_line_and_not_one_for_each_row_that_hangs_on_it(some, office):
    with pytest.raises(NotImported) as error:
        import_list(office, some(Projects_A4="K02"), by=CITY)
    (problem,) = error.value.problems
    assert problem.code == "unknown-number"
    assert "K002" in problem.say("en")
    assert "rows" in problem.say("en")


def test_an_empty_first_sheet_is_one_line(some, office):
    path = some()
    workbook = load_workbook(path)
    workbook["项目 Projects"].delete_rows(3, 10)
    workbook.save(path)
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    assert [problem.code for problem in error.value.problems] == ["empty"]


def test_a_name_given_twice_is_mended_at_the_name(some, office):
    name, owner = SOME[0]["name_zh"], SOME[0]["owner_zh"]
    with pytest.raises(NotImported) as error:
        import_list(office, some(Projects_F4=name, Projects_U4=owner), by=CITY)
    assert told(error) == [
        ("k02-duplicate", "项目 Projects", "F3"), ("k02-duplicate", "项目 Projects", "F4"),
    ]  # fmt: skip


def test_a_dry_run_says_what_the_lists_would_come_to(whole, office):
    found = import_list(office, whole, by=CITY, dry_run=True)
    assert (found.rows, found.cases) == (98, ())
    key, reserve = found.figures["key"], found.figures["preliminary"]
    assert (key["count"], key["total"], key["year_plan"]) == (60, Decimal("320.00026"), 102)
    assert (reserve["count"], reserve["total"]) == (38, 366)
    other = import_list(
        office, whole, by=CITY, dry_run=True, rate=replace(PLAN_RATE, rate=Decimal("6.3009"))
    )
    assert other.figures["key"]["total"] == Decimal("317.14702")


def test_a_further_import_is_sent_to_an_adjustment(some, office, tmp_path):
    import_list(office, some(), by=CITY)
    more = [p for p in WHOLE if p["number"] in {"K004", "P002"}]
    with pytest.raises(NotImported) as error:
        import_list(office, write_list(tmp_path / "more.xlsx", more), by=CITY, dry_run=True)
    assert [problem.code for problem in error.value.problems] == ["list-in-force"] * 2
    said = error.value.problems[0].say("zh")
    assert "KEY-2011" in said
    assert "draft-adjustment" in said
    assert office.cases(workflow="key-project").total == 4


def test_a_step_that_differs_from_its_months_is_kept_for_the_check(some, office):
    with pytest.raises(NotImported) as error:
        import_list(office, some(Targets_J3=1), by=CITY)
    assert {problem.code for problem in error.value.problems} == {"k08-targets"}


def test_people_of_a_list_are_looked_up_on_the_roster(some, office):
    """N03, N06: a head by office; a dispatcher and a substitute whom the roster knows."""
    path = some(Projects_AE3="nobody-1", Projects_AF4="nobody-2", Projects_AA5="nobody-3")
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    assert told(error) == [
        ("nobody", "项目 Projects", "AE3"),
        ("nobody", "项目 Projects", "AF4"),
        ("nobody", "项目 Projects", "AA5"),
    ]
    assert "名册中没有人员 nobody-1" in error.value.problems[0].say("zh")
    other = next(one["head"] for one in SOME if one["head"] != SOME[0]["head"])
    with pytest.raises(NotImported) as error:
        import_list(office, some(Projects_AA3=other), by=CITY)
    (problem,) = error.value.problems
    assert (problem.code, problem.cell) == ("other-head", "AA3")
    assert SOME[0]["head"] in problem.say("en")


def test_a_head_that_is_not_named_is_the_units_on_the_roster(some, office):
    found = import_list(office, some(Projects_AA3=None, Projects_AA4=None), by=CITY)
    assert [case.data["head"] for case in found.cases] == [one["head"] for one in SOME]


def test_where_nobody_is_on_the_roster_the_people_of_a_list_are_not_looked_up(some):
    engine = build_engine()
    with pytest.raises(NotImported) as error:
        import_list(engine, some(Projects_AE3="nobody-1"), by=CITY)
    assert "nobody" not in {problem.code for problem in error.value.problems}
    engine.close()
