"""Every row of the README's table: its command runs after the demo and shows what belongs to it."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from keyflow_keyprojects.cli import projects

README = Path(__file__).parents[1] / "README.md"
ROWS = dict(
    re.findall(
        r"^\| (N\d\d) \| .+ \| `keyflow projects (.+?)` \|$",
        README.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)
# What must stand in the answer, in English.
SHOWN = {
    "N01": [
        "Leave the list",
        "city-government",
        "refused",
        "The list is adjusted in months",
        "Only city may",
        "kpmo-clerk",
        "Select",
    ],
    "N02": ["he-jianping", "year_plan_cny", "acting", "unsolved"],
    "N03": ["wen-haining", "2010-12-31", "he-wenbo", "2011-09-13", "reminded"],
    "N04": ["K003", "182550000.00 CNY", "missed", "2011-Q4", "P001"],
    "N05": ["industry", "verified_own", "he-shufang, wen-shufang"],
    "N06": ["2011-03", "wen-shufang", "he-shufang"],
    "N07": [
        "2011-Q1",
        "Publish",
        "kpmo-clerk",
        "city-government",
        "Freeze",
        "Only kpmo may publish here.",
    ],
    "N08": ["HUD", "NR", "DRC", "in_time", "granted", "denied", "sent_back"],
    "N09": ["K003/resolution/2011-02-1", "yuntan", "verified"],
    "N10": ["Yuntan Town", "excellent"],
    "N11": ["bank-of-linlan", "bank", "no ", "asked", "ordered"],
    "N12": ["Bochuan Equipment Co., Ltd.", "owner-k001"],
    "N13": ["K004/order/1", "request", "red", "closed", "bank-manager", "inspector"],
    "N20": ["N101", "N102", "reject 3", "N103", "(city-government)", "45000000 CNY.", "sponsors"],
    "N21": ["KEY-2011/1", "6.6667", "26,800,000,000 CNY"],
    "N22": ["P002", "N101", "accepted"],
    "N23": ["foreign", "domestic", "rate_effect", "7.24 USD"],
    "N24": ["invested_before", "343210000.00 CNY", "left"],
    "N25": ["K001", "ramp_up.production", "2011-Q4", "profit_told"],
    "N26": ["qiu-jianping", "he-jianping", "2011-06-20", "lin-jianping", "K017/blocker/1", "yes"],
    "N27": ["on site", "2011-01-21"],
    "N28": ["wen-haining", "M23-today", "he-wenbo", "order"],
    "N29": ["accountable", "yuntan", "DRC, NR, EE"],
    "N30": ["Boteng marine coating plant", "K020"],
    "N31": ["planning", "construction", "limit_used"],
    "N32": ["LAND_USE_PERMIT", "EIA_REPORT", "Denied", "applied", "all"],
    "N33": ["N101", "Accept the file", "wen-haining (M01)"],
    "N34": ["land_quota", "credit", "80000000 CNY", "refused", "exit: keep"],
    "N35": ["2011-05", "minuted", "no_quorum", "carried_over", "verified"],
    "N36": ["dispatch-2011-05", "regular", "2011-05-16", "minuted", "ad hoc"],
    "N37": ["K004", "on-schedule", "second-yellow"],
    "N38": ["he-shufang", "filed_by_substitute"],
    "N39": ["2011-04-12", "working_days", "noted"],
    "N40": ["K001", "accepted.noted", "yes"],
    "N41": ["behind the schedule", "another shift", "power first", "name at least one problem"],
    "N42": ["land", "2010", "industry", "2005", "61"],
    "N43": ["site committed", "2011-05-20", "2011-10-12", "145"],
    "N44": ["land", "credit", "compensation", "2011-06-05", "shen-jianping"],
    "N45": ["investment", "planned 57,450,000.00 CNY", "reporting"],
    "N46": ["adopted", "adjusted", "ADJ-2011-09", "2011-Q1, 2011-Q2, 2011-Q3", "2011-Q4, 2011"],
    "N47": ["project_decision", "2011-05-05", "land/05"],
    "N48": ["inspection", "no guard rails", "K012/order/2", "M28-late", "reply_by"],
    "N49": ["2011-02-25", "limit ran out", "problems", "K004/blocker/1"],
    "N50": ["K055", "excellent", "an example to others", "comment on the quarter"],
    "N51": ["decided", "city-government", "grade_fail"],
    "N52": ["veto", "of_expected", "K001", "serious accident"],
    "N53": ["announced_100m_cny: 102.00", "effective: 2011-12-01", "ratio"],
}


def test_there_is_a_row_for_each_thing_the_notice_names():
    actors, systems = range(1, 14), range(20, 54)
    assert list(ROWS) == [f"N{n:02}" for n in (*actors, *systems)] == list(SHOWN)


@pytest.fixture(scope="session")
def run(played):
    url = f"sqlite:///{played[0] / 'office.db'}"

    def typed(command, *more):
        done = CliRunner().invoke(projects, [*shlex.split(command), "--store", url, *more])
        return done.exit_code, done.output

    return typed


@pytest.mark.parametrize("row", ROWS)
def test_the_command_of_a_row_shows_it_working(run, row):
    code, out = run(ROWS[row], "--lang", "en")
    assert code == 0, out
    missing = [word for word in SHOWN[row] if word not in out]
    assert not missing, out


@pytest.mark.parametrize("row", ROWS)
def test_it_answers_in_chinese_and_in_json_too(run, row):
    code, out = run(ROWS[row], "--lang", "zh")
    assert code == 0, out
    code, out = run(ROWS[row], "--json")
    assert code == 0, out
    assert json.loads(out)


def test_who_may_not_is_told_why(run):
    code, out = run("may key-project K004 cancel --as kpmo --at 2012-01-31", "--lang", "en")
    assert code == 1
    assert "Only city may cancel here." in out


def test_an_unknown_project_is_named_with_those_like_it(run):
    for command in ("timeline K999", "items K999", "dispatchers K999"):
        code, out = run(command, "--lang", "en")
        assert code == 1
        assert "there is no key-project K999; did you mean K0" in out
        assert "是否指" in run(command, "--lang", "zh")[1]


def test_the_past_is_asked_for_by_its_day(run):
    code, out = run("portfolio --by light --as-of 2011-06-30 --json")
    (whole, *_), known = json.loads(out), {"by": "all", "count": 63}
    assert (code, known) == (0, {name: whole[name] for name in known})
    assert json.loads(run("portfolio --by light --at 2011-06-30 --json")[1])[0] == whole
    early, late = (json.loads(run(f"total --at {day} --json")[1])
                   for day in ("2011-06-30", "2012-01-31"))  # fmt: skip
    assert float(early["completed_100m_cny"]) < float(late["completed_100m_cny"])
    assert early["list_version"] <= late["list_version"]
    code, out = run("portfolio --rate seven")
    assert (code, "'seven' is no rate" in out) == (2, True)
