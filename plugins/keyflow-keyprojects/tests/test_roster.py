"""An office with people and units of its own: its roster, who may sponsor, and what papers say."""

import ast
import json
import re
import shlex
from copy import deepcopy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

import keyflow_keyprojects
from keyflow import NotFound, Refused
from keyflow.plugin import Actor
from keyflow.testing import FakeClock
from keyflow_keyprojects.city.engine import city_roster, register_city
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.cli import projects as cli
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.office import adopt_list, build_engine
from keyflow_keyprojects.paper.finding import Wanted
from keyflow_keyprojects.paper.html import write_html
from keyflow_keyprojects.paper.ledger import export_ledger
from keyflow_keyprojects.paper.lists import import_list, write_list
from keyflow_keyprojects.paper.problems import NotImported
from keyflow_keyprojects.paper.reading import paper
from keyflow_keyprojects.paper.rosters import import_roster, read_roster, write_roster
from keyflow_keyprojects.record.register import Register
from keyflow_keyprojects.roster import (
    Org,
    Person,
    Roster,
    heads_of,
    leaders,
    leave_office,
    names,
    people,
    register,
    take_office,
    terms,
    units,
    whole,
)
from keyflow_keyprojects.settings import DEFAULTS
from keyflow_keyprojects.sponsors import change_sponsor

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
SINCE = date(2008, 3, 1)
OWN = Roster(
    [
        Person("zhao", "赵一", "Zhao Yi", "市长", "Mayor", "hall",
               terms=(Term("zhao", SINCE, date(2011, 6, 1)),)),
        Person("qian", "钱二", "Qian Er", "副市长", "Vice-mayor", "hall",
               terms=(Term("qian", SINCE),)),
        Person("sun", "孙三", "", "前副市长", "", "hall",
               terms=(Term("sun", SINCE, date(2010, 1, 1)),)),
        Person("li", "李四", "Li Si", "镇长", "Head of the town", "east", "139-0000"),
        Person("zhou", "周五", unit="planning"),
        Person("wu", "吴六"),
    ],
    [
        Org("hall", "leadership", "某市政府", "City Hall"),
        Org("east", "town", "东关镇", "East Town", "li"),
        Org("planning", "functional", "规划局", "Planning Bureau", "zhou"),
        Org("grid", "stationed", "电力公司", "Power Grid"),
    ],
)  # fmt: skip


def projects(*numbers, **more):
    """Return a list of an office's own: its units, heads, dispatchers and leaders."""
    own = {"unit": "east", "unit_zh": "东关镇", "unit_en": "East Town", "head": "li",
           "department": "planning", "department_zh": "规划局", "department_en": "Planning Bureau",
           "dispatcher": "zhou", "substitute": "wu", "sponsor": "zhao", "town": "east",
           "owner_contact": "owner"}  # fmt: skip
    found = deepcopy([p | own | more for p in key_projects() if p["number"] in numbers])
    for stage in (stage for project in found for stage in project["targets"]["stages"]):
        stage.update(accountable="east", cooperating=["planning"])
    return found


@pytest.fixture
def clock():
    return FakeClock(datetime(2011, 1, 4, 4, tzinfo=UTC))


@pytest.fixture
def office(clock):
    engine = build_engine(clock=clock)
    yield engine
    engine.close()


@pytest.fixture
def own(office):
    """An office with its own people and units."""
    register(office, OWN, by=KPMO)
    return office


def missing(engine, listed):
    found = adopt_list(engine, listed, by=CITY, dry_run=True).missing
    return [(item.number, item.finding.code) for item in found]


# who there is


def test_what_was_entered_is_there_and_a_second_time_changes_nothing(office):
    assert len(register(office, OWN, by=KPMO)) == 10
    assert register(office, OWN, by=KPMO) == []
    assert list(people(office).values()) == OWN.people
    assert list(units(office).values()) == OWN.units
    assert terms(office) == [term for person in OWN.people for term in person.terms]
    assert leaders(office, date(2011, 5, 31)) == ["zhao", "qian"]
    assert leaders(office, date(2011, 6, 1)) == ["qian"]
    assert heads_of(office, "functional") == ["zhou"]


def test_everybody_has_a_name_in_both_languages(own):
    assert names(own, "en")["east"] == "East Town"
    assert (names(own, "zh")["sun"], names(own, "en")["sun"]) == ("孙三", "孙三")
    assert "lin-jianping" not in names(own, "zh")


def test_one_wrong_entry_keeps_all_out(office):
    never = Person("zheng", "郑七", terms=(Term("zheng", SINCE, SINCE),))
    with pytest.raises(Refused, match="ends before it begins"):
        register(office, Roster([*OWN.people, never]), by=KPMO)
    assert office.cases().total == 0
    with pytest.raises(Refused):
        register(office, OWN, by=Actor("li", {"unit"}))


def test_two_terms_must_not_overlap_and_a_leader_must_have_one(office):
    twice = (Term("zheng", SINCE), Term("zheng", date(2009, 1, 1)))
    with pytest.raises(Refused, match="overlap"):
        register(office, Roster([Person("zheng", "郑七", terms=twice)]), by=KPMO)
    said = {"person": "zheng", "name_zh": "郑七", "leader": True}
    with pytest.raises(Refused, match="contradict"):
        office.start("person", subject="PERSON-zheng", by=KPMO, data=said)


def test_names_are_corrected_by_entering_them_again(own):
    named = Roster([Person("wu", "吴柳", title_zh="科长")], [Org("grid", "bank", "电网", "Grid")])
    assert len(register(own, named, by=KPMO)) == 2
    assert people(own)["wu"] == Person("wu", "吴柳", title_zh="科长")
    assert units(own)["grid"] == Org("grid", "bank", "电网", "Grid")
    assert register(own, named, by=KPMO) == []


def test_who_was_struck_off_is_named_still_and_can_come_back(own):
    (case,) = own.cases(workflow="person", subject="PERSON-qian").cases
    own.fire(case.id, "strike", by=KPMO, comment="moved away")
    assert leaders(own, date(2011, 1, 4)) == ["zhao"]
    assert names(own, "zh")["qian"] == "钱二"
    register(own, Roster([Person("qian", "钱二")]), by=KPMO)
    assert people(own)["qian"].terms == ()


# who may sponsor


def test_nobody_sponsors_before_the_roster_is_entered(office):
    assert missing(office, projects("K002")) == [("K002", "no-leaders")]
    register(office, OWN, by=KPMO)
    assert missing(office, projects("K002")) == []


@pytest.mark.parametrize("who", ["sun", "li", "lin-jianping"])
def test_who_left_never_led_or_is_unknown_sponsors_nothing(own, who):
    assert missing(own, projects("K002", sponsor=who)) == [("K002", "sponsor-not-in-office")]


def test_office_is_left_and_taken_on_a_day(own, clock):
    (case,) = adopt_list(own, projects("K002"), by=CITY).cases
    clock.tick(days=20)
    day = datetime(2011, 1, 14, tzinfo=UTC)
    with pytest.raises(Refused, match="qian holds a city-level office already"):
        take_office(own, "qian", by=CITY)
    with pytest.raises(Refused, match="holds no city-level office"):
        leave_office(own, "li", by=CITY)
    leave_office(own, "qian", by=CITY, on=day)
    take_office(own, "li", by=CITY)
    assert people(own)["qian"].terms == (Term("qian", SINCE, date(2011, 1, 14)),)
    with pytest.raises(Refused, match="qian does not hold"):
        change_sponsor(own, case, "qian", by=CITY)
    # It is the day of the change that counts, not the day on which it is entered.
    changed = change_sponsor(own, case, "li", by=CITY)
    assert changed.case.data["sponsor"] == "li"
    clock.tick(days=30)
    take_office(own, "qian", by=CITY)
    held = people(own)["qian"].terms
    assert [term.since for term in held] == [SINCE, date(2011, 2, 23)]
    change_sponsor(own, own.case(case.id), "qian", by=CITY)


def test_only_the_city_and_its_office_say_who_leads(own):
    with pytest.raises(Refused):
        take_office(own, "li", by=Actor("li", {"unit"}))
    with pytest.raises(NotFound, match="not on the roster"):
        take_office(own, "nobody", by=CITY)


def test_a_whole_list_reads_the_roster_once(own, monkeypatch):
    asked = []
    cases = own.cases

    def counted(**query):
        asked.append(query.get("workflow"))
        return cases(**query)

    monkeypatch.setattr(own, "cases", counted)
    adopt_list(own, [p | {"sponsor": "zhao", "unit": "east"} for p in key_projects()[:30]], by=CITY)
    assert asked.count("person") == 1


def test_checks_are_told_who_can_only_be_asked(own):
    facts = Register(DEFAULTS.plan_rate, own)
    asked = [facts.is_stationed(unit) for unit in ("grid", "east", "nobody")]
    assert asked == [True, False, False]


# from Excel, onto paper


@pytest.fixture
def filled(tmp_path):
    """Write the roster's workbook, change cells of it, and return its path."""

    def write(roster=OWN, **cells):
        path = write_roster(tmp_path / "roster.xlsx", roster)
        workbook = load_workbook(path)
        for place, value in cells.items():
            sheet, cell = place.split("_")
            name = next(name for name in workbook.sheetnames if name.endswith(sheet))
            workbook[name][cell] = value
        workbook.save(path)
        return path

    return write


def told(error):
    return [(problem.code, problem.cell) for problem in error.value.problems]


def test_a_roster_comes_back_from_its_workbook(filled):
    assert read_roster(filled()) == OWN
    city = city_roster()
    assert read_roster(filled(city)) == Roster(list(city.people), list(city.units))


def test_a_roster_is_tried_entered_and_entered_again(filled, office):
    path = filled()
    found = import_roster(office, path, by=KPMO, dry_run=True)
    assert (found.people, found.units, found.cases, office.cases().total) == (6, 4, (), 0)
    assert len(import_roster(office, path, by=KPMO).cases) == 10
    assert import_roster(office, path, by=KPMO).cases == ()
    (case,) = import_roster(office, filled(People_G8="139-1111"), by=KPMO).cases
    assert (case.subject, case.data["contact"]) == ("PERSON-wu", "139-1111")


def test_all_that_is_wrong_is_named_and_nothing_is_entered(filled, office):
    path = filled(
        People_A4="zhao",
        People_B5="=1+1",
        People_F6="nowhere",
        People_I7="2011-01-01",
        People_H8="2011-01-02",
        People_I8="2011-01-01",
        Units_A5="li",
        Units_D6="castle",
        Units_E4="nobody",
    )
    with pytest.raises(NotImported) as error:
        import_roster(office, path, by=KPMO)
    assert set(told(error)) == {
        ("twice", "A4"),
        ("formula", "B5"),
        ("unknown-unit", "F6"),
        ("no-since", "I7"),
        ("ends-first", "I8"),
        ("unit-and-person", "A6"),
        ("no-choice", "D6"),
        ("unknown-person", "E4"),
        ("unknown-unit", "F7"),
    }
    assert all(problem.say("zh") for problem in error.value.problems)
    assert office.cases().total == 0


def test_who_may_not_enter_it_is_told_for_every_row(filled, office):
    with pytest.raises(NotImported) as error:
        import_roster(office, filled(), by=Actor("li", {"unit"}))
    assert {code for code, _ in told(error)} == {"not-allowed"}
    assert len(told(error)) == 10


@pytest.mark.parametrize("said", ["x" * 300, "role:dept", "system", "wu liu", "w\nu"])
def test_what_cannot_be_an_id_is_named(filled, office, said):
    with pytest.raises(NotImported) as error:
        import_roster(office, filled(People_A8=said), by=KPMO)
    assert told(error) == [("no-id", "A8")]


def test_heads_and_offices_do_not_change_by_the_way(filled, own, clock):
    clock.tick(days=1)
    leave_office(own, "qian", by=CITY)
    with pytest.raises(NotImported) as error:
        import_roster(own, filled(Units_E4="zhou", People_H8="2011-01-05"), by=KPMO)
    assert told(error) == [("differs", "E4"), ("differs", "H4"), ("differs", "H8")]
    said = [problem.say("en") for problem in error.value.problems]
    commands = [re.search(r"projects ([a-z-]+)", one)[1] for one in said]
    assert commands == ["appoint-head", "take-office", "take-office"]
    assert import_roster(own, filled(whole(own)), by=KPMO).cases == ()


def test_an_office_of_its_own_from_excel_to_paper(filled, office, tmp_path):
    path = write_list(tmp_path / "list.xlsx", projects("K002", "K004"))
    with pytest.raises(NotImported) as error:
        import_list(office, path, by=CITY)
    (problem,) = error.value.problems
    assert problem.code == "k05-sponsor"
    assert "import-roster" in problem.say("en")
    assert problem.say("zh").endswith("请先导入名册。")
    import_roster(office, filled(), by=KPMO)
    assert len(import_list(office, path, by=CITY).cases) == 2
    export_ledger(office, tmp_path / "ledger.xlsx", language="zh")
    sheet = load_workbook(tmp_path / "ledger.xlsx")["项目"]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"赵一", "李四", "周五", "东关镇"} <= cells
    made = paper(office, "bulletin", Wanted("2011-01"), "zh")
    write_html(made, tmp_path / "bulletin.html")
    stored = json.dumps([case.data.raw for case in office.cases(limit=1000).cases], default=str,
                        ensure_ascii=False)  # fmt: skip
    written = stored + (tmp_path / "bulletin.html").read_text(encoding="utf-8") + str(cells)
    towns = [unit for unit in city_roster().units if unit.kind in {"town", "bank"}]
    for invented in (*city_roster().people, *towns):
        assert not re.search(rf"\b{invented.id}\b", written), invented


def test_the_commands_of_the_readme_open_an_office(tmp_path, monkeypatch):
    text = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    section = text.partition("## Your own city")[2].partition("\n## ")[0]
    commands = re.findall(r"^    keyflow projects (.+)$", section, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    fill = {"roster": lambda path: write_roster(path, OWN),
            "list": lambda path: write_list(path, projects("K002"))}  # fmt: skip
    for command in commands:
        words = shlex.split(command)
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, done.output
        if words[0] == "template":
            fill[words[1]](Path(words[2]))
    store = ["--store", "sqlite:///office.db", "--json"]
    done = CliRunner().invoke(cli, ["total", "--year", "2011", *store])
    assert done.exit_code == 0, done.output


# the commands


@pytest.fixture
def run(tmp_path):
    store = f"sqlite:///{tmp_path}/office.db"

    def typed(*words):
        done = CliRunner().invoke(cli, [*map(str, words), "--store", store])
        return done.exit_code, done.output

    code, out = typed("open", "--year", "2011", "--at", "2011-01-04")
    assert code == 0, out
    return typed


def test_a_year_is_opened_once(run):
    again = run("open", "--year", "2011", "--at", "2011-02-04", "--json")
    assert json.loads(again[1]) == {"year": 2011, "since": "2011-01-04", "state": "running"}


def test_a_store_that_is_to_be_made_is_named():
    done = CliRunner().invoke(cli, ["open", "--year", "2011"])
    assert (done.exit_code, "--store" in done.output) == (2, True)


def test_people_take_and_leave_office_by_command(run, filled, tmp_path):
    at = ("--at", "2011-01-10", "--json")
    code, out = run("import-roster", filled(), *at)
    assert (code, json.loads(out)) == (0, {"people": 6, "units": 4, "entered or corrected": 10})
    shown = json.loads(run("people", "--leaders", "--json")[1])
    assert [row["person"] for row in shown] == ["zhao", "qian"]
    assert {row["unit"]: row["scorable"] for row in json.loads(run("units", "--json")[1])}[
        "grid"] is False  # fmt: skip
    listed = write_list(tmp_path / "list.xlsx", projects("K002"))
    assert run("import-list", listed, *at)[0] == 0
    later = ("--at", "2011-01-20")
    code, out = run("leave-office", "zhao", "--on", "2011-01-15", *later)
    assert (code, out) == (0, "person: zhao\nuntil: 2011-01-15\nsponsors: K002\n")
    code, out = run("leave-office", "zhao", *later)
    assert (code, "holds no city-level office" in out) == (1, True)
    assert run("take-office", "li", *later) == (0, "person: li\nsince: 2011-01-20\n")
    assert run("template", "roster", tmp_path / "now.xlsx")[0] == 0
    assert {p.id: p for p in read_roster(tmp_path / "now.xlsx").people}["li"].terms


def test_a_wrong_roster_ends_with_its_cells_and_a_failure(run, filled):
    code, out = run("import-roster", filled(Units_E4="nobody"), "--json", "--lang", "en")
    (row,) = json.loads(out)
    assert (code, row["sheet"], row["cell"]) == (1, "单位 Units", "E4")


# the invented city


def test_nothing_but_the_demo_and_its_illustration_knows_the_invented_city():
    root = Path(keyflow_keyprojects.__file__).parent
    for path in root.rglob("*.py"):
        if path.relative_to(root).parts[0] in {"city", "demo"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                package, _, module = node.module.partition(".")
                known = package == "keyflow_keyprojects" and module.split(".")[0] == "city"
                assert not known, f"{path}: {node.module}"


def test_the_invented_city_is_entered_once(office):
    assert len(register_city(office)) == len(city_roster().people) + len(city_roster().units)
    assert register_city(office) == []
