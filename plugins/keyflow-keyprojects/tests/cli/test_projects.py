"""Candidates, standing and adjustments as they are typed; who types them, and where."""

import json

import pytest
from click.testing import CliRunner

from keyflow.cli.app import cli
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.cli import projects
from keyflow_keyprojects.paper.lists import write_list
from keyflow_keyprojects.plans.becoming import proposal

from ..days import Days  # noqa: TID252 - tests are no package
from .typed import Typed  # noqa: TID252

CLEAN = {project["number"]: project for project in key_projects()}
PANEL = [word for name in "abc" for word in ("--panel", name)]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    url = f"sqlite:///{tmp_path_factory.mktemp('projects') / 'office.db'}"
    numbers = ("K002", "K003", "K004", "K009", "K023", "K030", "K046", "P001")
    Days(*numbers, url=url).engine.close()
    return url


@pytest.fixture
def office(store):
    return Typed(store)


def states(rows):
    return {row["number"]: row["state"] for row in rows}


def test_candidates_come_from_a_workbook_and_are_selected_placed_or_rejected(office, tmp_path):
    numbers = ("K026", "K027", "K028")
    file = write_list(tmp_path / "list.xlsx", [CLEAN[number] for number in numbers])
    office.day = "2011-01-10"
    nominated = office("nominate", str(file), "--by", "wen-haining")
    assert states(nominated) == dict.fromkeys(numbers, "screening.candidate")
    assert "names no panel" in office.refused("accept-file", *numbers)
    accepted = office("accept-file", *numbers, *PANEL)
    assert set(states(accepted).values()) == {"screening.screening"}
    assert {row["whose"] for row in office("tasks", "K026")} == {*"abc", "city"}
    office("return-file", "K028", "--why", "no map")
    for name in "abc":
        office("sign", *numbers[:2], "--by", name)
    signed = office("sign", *numbers[:2], "--by", "city", "--as", "city")
    assert set(states(signed).values()) == {"screening.proposed"}
    assert states(office("select", "K026")) == {"K026": "approval.preparing"}
    assert office("place-preliminary", "K027")[0]["list"] == "preliminary"
    assert "K026" in {row["number"] for row in office("members")}
    assert office("mend-file", "K028")["state"] == "screening.candidate"


def test_what_the_panel_is_against_is_rejected_by_the_city(office, tmp_path):
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"projects": [CLEAN["K029"]]}), encoding="utf-8")
    office.day = "2011-01-10"
    office("nominate", str(file), "--by", "wen-haining")
    office("accept-file", "K029", *PANEL)
    for name in "abc":
        task = next(r["task"] for r in office("tasks", "K029") if r["whose"] == name)
        words = ("reject", task, "--by", name, "--comment", "too little for its land")
        done = CliRunner().invoke(cli, ["--store", office.store, *words])
        assert done.exit_code == 0, done.output
    assert states(office("reject", "K029", "--why", "as the panel says")) == {"K029": "rejected"}
    broken = tmp_path / "broken.yaml"
    broken.write_text("things: []", encoding="utf-8")
    assert "projects:" in office.refused("nominate", str(broken), "--by", "x")


def test_a_project_is_put_on_hold_and_goes_on(office):
    office.day = "2011-02-01"
    hold = ("suspend", "K003", "--until", "2011-08-01", "--why", "on hold", "--for")
    assert "不属于客观原因" in office.refused(*hold, "busy", "--lang", "zh")
    (held,) = office(*hold, "land")
    assert held["standing"] == "suspended"
    office.day = "2011-03-01"
    resumed = ("resume", "K003", "--why", "the land is there", "--finish")
    assert "is past" in office.refused(*resumed, "2011-02-01")
    assert "暂停" in office.text("list", "--lang", "zh")
    (gone_on,) = office(*resumed, "2012-12-31", "--verified-on", "2011-02-28")
    assert gone_on["standing"] == "active"


def test_projects_are_split_merged_and_let_go(office):
    office.day = "2011-02-02"
    split = ("split", "K023", "--why", "two sites", "--part", "K023X:one:60", "--part")
    assert "at least two parts" in office.refused(*split[:-1])
    for part in ("K023Y", "K023Y:two:0", "K023Y:two:-1", "K023Y:two:a tenth", ":two:40"):
        assert f"{part!r} is no part such as" in office.refused(*split, part)
    parts = office(*split, "K023Y:two:40")
    assert [part["number"] for part in parts] == ["K023X", "K023Y"]
    (one,) = office("merge", "K046", "K030", "--into", "K046M", "--name-zh", "合", "--why", "one")
    assert (one["number"], one["state"]) == ("K046M", "construction.running")
    assert "is adjusted in months" in office.refused("exit", "K002", "--why", "gone")
    waived = ("waive", "K002", "k31-window", "exit", "--why", "now")
    office.refused(*waived, "--by", "kpmo", "--as", "kpmo")
    office(*waived, "--by", "city", "--as", "city")
    assert office("exit", "K002", "--why", "gone")["state"] == "exited"
    gone = ("cancel", "K009", "--why", "gone")
    assert "say what becomes of it in settled_funds" in office.refused(*gone)
    assert office(*gone, "--funds", "returned")["state"] == "cancelled"
    assert office("drop", "P001", "--why", "gone")["state"] == "closed"


def test_an_adjustment_plans_anew_splits_and_merges(office, tmp_path):
    office.day = "2011-05-04"
    case = office("plan-versions", "K004")[-1]
    parts = tmp_path / "parts.json"
    names = ("one", "two")
    told = proposal(CLEAN["K004"], (50, 50), names, names)
    parts.write_text(json.dumps({"parts": told}), encoding="utf-8")
    merge = tmp_path / "merge.yaml"
    merge.write_text("members: [K023X, K023Y]\nnumber: K023Z\nname_zh: 合", encoding="utf-8")
    amount = CLEAN["K003"]["total"]["amount"]
    drafted = office(
        "draft-adjustment", "ADJ-1", "--reason", "r", "--effective", "2011-06-01",
        "--reamount", "K003", "160000000", "--retotal", "K003", amount,
        "--redate", "K003", "finish", "2012-11-30", "--redate", "K026", "start", "2011-09-01",
        "--split", "K004", str(parts), "--merge", str(merge),
    )  # fmt: skip
    assert (case["basis"], drafted["lines"]) == ("adopted", 4)
    assert office("check-adjustment", "ADJ-1") == []
    office("return-adjustment", "ADJ-1", "--why", "say more")
    office("propose-adjustment", "ADJ-1")
    assert office("decide-adjustment", "ADJ-1")["state"] == "decided"
    assert office("plan-versions", "K003")[-1]["year_plan"] == "160000000 CNY"
    listed = {row["number"] for row in office("members", "--as-of", "2011-06-01")}
    assert listed >= {"K004A", "K004B", "K023Z"}
    shown = office.text("adjustment", "ADJ-1", "--lang", "zh")
    assert {"编号", "调整投资", "拆分"} <= set(shown.replace("┃", " ").replace("│", " ").split())
    for wrong in (("--reamount", "K003", "much"), ("--redate", "K003", "end", "2012-01-01")):
        refused = office.refused("draft-adjustment", "ADJ-9", "--reason", "r", "--effective",
                                 "2011-06-01", *wrong, "--lang", "zh")  # fmt: skip
        assert "金额" in refused or "finish" in refused
    for way in (("--remove", "K023X"), ("--redate", "K004", "finish", "2012-01-01")):
        late = ("--reason", "r", "--effective", "2011-06-01", *way)
        assert "has ended" in office.refused("draft-adjustment", "ADJ-8", *late)


def test_figures_are_asked_for_as_of_a_day(office):
    office.day = "2011-01-05"
    first = {row["number"] for row in office("list")}
    assert "K002" in first
    assert len(office("versions")) == 1
    assert office("portfolio", "--by", "light")[0]["count"] == len(first)
    assert office("total")["list_version"] == 1
    assert {row["term"]: row["computed"] for row in office("headline")}["count"] == str(len(first))
    assert "-0." not in office.text("portfolio")
    assert "内资" in office.text("portfolio", "--lang", "zh")


# who types it, and where


def test_somebody_on_the_roster_has_the_roles_of_the_roster_only(office):
    office.day = "2011-02-02"
    for who, lang, words in (
        ("wen-haining", "en", "By the roster wen-haining, of yuntan, does not act as city."),
        ("he-shufang", "zh", "按名册，he-shufang"),
    ):
        said = office.refused("change-sponsor", "K003", "he-jianping", "--by", who, "--lang", lang)
        assert words in said
    changed = office("change-sponsor", "K003", "he-jianping", "--by", "lin-jianping")
    assert changed["to"] == "he-jianping"
    assert "sponsor" in office.refused(
        "waive", "K003", "k16-blockers", "hand_over", "--why", "x", "--by", "wen-haining",
        "--as", "sponsor",
    )  # fmt: skip


def run(*words, **more):
    return CliRunner().invoke(cli, words, **more)


def test_the_store_is_the_one_that_was_named_first(office, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KEYFLOW_STORE", raising=False)
    for named in (
        ("--store", office.store, "projects", "list"),
        ("projects", "--store", office.store, "list"),
        ("projects", "list", "--store", office.store),
    ):
        assert json.loads(run(*named, "--json").output)
    looked = run("--lang", "en", "projects", "list")
    assert (looked.exit_code, "no database out/demo/office.db" in looked.output) == (3, True)
    acted = run("projects", "cancel", "K003", "--why", "x", "--lang", "zh")
    assert (acted.exit_code, "请用 --store" in acted.output) == (2, True)
    monkeypatch.setenv("KEYFLOW_STORE", office.store)
    assert json.loads(run("projects", "list", "--json").output)
    assert run("projects", "list", "--store", "sqlite:///nothing.db").exit_code == 3


def test_what_is_refused_is_said_as_keyflow_says_it(office):
    words = ("projects", "split", "K003", "--part", "A:a:1", "--part", "B:b:1", "--why", "x",
             "--by", "kpmo-1", "--store", office.store)  # fmt: skip
    said = "按名册，kpmo-1（kpmo）不具有 city 的身份。"
    assert run(*words, "--lang", "zh").output == f"不予办理：\n  block role-not-held: {said}\n"
    done = run(*words, "--json")
    found = json.loads(done.output)["error"]
    assert (done.exit_code, found["kind"]) == (1, "Refused")
    assert found["findings"][0]["code"] == "role-not-held"


def test_the_generic_commands_know_what_the_office_knows(office):
    engine_words = ("--store", office.store, "--json")
    case = json.loads(run("cases", "--of", "key-project", "--subject", "K003",
                          *engine_words).output)["cases"][0]["id"]  # fmt: skip
    city = ("--by", "city", "--role", "city", "--comment", "x")
    said = run("fire", case, "change_sponsor", *city, "--data", "sponsor=nobody", *engine_words)
    codes = {found["check"] for found in json.loads(said.output)["error"]["findings"]}
    assert "k05-sponsor" in codes
    assert "check-failed" not in said.output
    settled = ("--data", "settled_funds=returned", "--data", "settled_land=taken back")
    tried = run("fire", case, "cancel", *city, *settled, "--preview", "--store", office.store)
    assert tried.exit_code == 0


def test_the_group_shows_its_commands():
    shown = CliRunner().invoke(projects, ["--help"])
    assert "draft-adjustment" in shown.output
