import json
from datetime import timedelta

import icalendar
import pytest

from keyflow import Actor
from keyflow.commands import ExtendLimit, PauseClock, ResumeClock, Suspend
from tests.test_engine_clocks import HEAD, ITEM, OFFICER, Desk, at
from tests.test_engine_obligations import DISPATCHER, OWNER, REPORT, STOP_REPORT, project

VOTE = """
name: consent
initial: asked
calendar: cn
roles: [owner]
stages:
  asked:
    kind: approval
    approval: {voters: [{person: li}, {role: owner}], task_deadline: {limit: 5wd}}
  end: final
transitions:
  - {trigger: over, source: [asked.approved, asked.rejected], dest: end, auto: true}
"""


@pytest.fixture
def desk(shell, tmp_path):
    """An office whose store the command line reads; its clock stands where it was put."""
    made = Desk(f"sqlite:///{tmp_path}/keyflow.db", ITEM, project(), REPORT, STOP_REPORT, VOTE)
    yield made
    made.engine.close()


def begun(desk, day, subject="S"):
    """Begin an item on a day, and accept it."""
    desk.clock.now = at(day)
    case = desk.engine.start("item", subject=subject, by=OWNER).id
    desk.engine.fire(case, "accept", by=OFFICER)
    return case


def rows(shell, *asked):
    return shell.json("deadlines", *asked)["deadlines"]


def subjects(shell, *asked):
    return [row["subject"] for row in rows(shell, *asked)]


def test_what_runs_is_listed_by_its_end_with_whom_it_lies(shell, desk):
    late, far = begun(desk, "2011-03-01", "Late"), begun(desk, "2990-01-02", "Far")
    first, second = rows(shell)
    assert (first["case"], first["deadline"]["name"], first["lies_with"]) == (
        late,
        "decision",
        ["officer"],
    )
    assert first["deadline"]["last"] == "2011-03-29"
    assert first["deadline"]["late"] is True
    assert first["days_late"] > 3000
    assert (second["case"], second["days_late"], second["deadline"]["provisional"]) == (
        far,
        None,
        True,
    )
    said = shell.good("deadlines")
    assert said.endswith("2 of 2 items, page 1\n")
    assert f"late {first['days_late']}wd" in said
    assert "provisional" in said
    assert "2011-03-29" in said


def test_late_paused_and_provisional_ones_are_chosen(shell, desk):
    begun(desk, "2011-03-01", "Late")
    begun(desk, "2990-01-02", "Far")
    still = begun(desk, "2011-09-20", "Still")
    desk.engine.do(PauseClock(still, "decision", "hearing"), by=OFFICER)
    desk.engine.do(Suspend(still, reason="flood"), by=OFFICER)
    assert subjects(shell, "--late") == ["Late"]
    assert subjects(shell, "--provisional") == ["Far"]
    assert subjects(shell, "--paused") == ["Still"]
    assert subjects(shell, "--before", "2012-01-01T00:00Z") == ["Late", "Still"]
    assert subjects(shell, "--case", still) == subjects(shell, "--root", still) == ["Still"]
    assert subjects(shell, "--of", "report") == []
    assert subjects(shell, "--limit", "1", "--page", "3") == ["Far"]
    assert "paused: hearing, the case is suspended" in shell.good("deadlines", "--paused")
    assert "暂停: hearing, 事项已暂停" in shell.good("--lang", "zh", "deadlines", "--paused")


def test_a_clock_that_stands_says_why(shell, desk):
    case = begun(desk, "2011-09-20")
    desk.engine.fire(case, "look_closer", by=OFFICER)
    assert "paused: not counted in this state" in shell.good("deadlines")


def test_what_is_over_says_how_late_it_was(shell, desk):
    case = begun(desk, "2011-03-01")
    desk.clock.now = at("2011-04-01")
    desk.engine.fire(case, "grant", by=OFFICER)
    assert rows(shell) == []
    days = {row["deadline"]["name"]: row["days_late"] for row in rows(shell, "--done")}
    assert days == {"completeness": 0, "decision": 3}
    assert "late 3wd" in shell.good("deadlines", "--done")
    assert [row["deadline"]["name"] for row in rows(shell, "--done", "--late")] == ["decision"]


def test_an_end_is_explained_day_by_day(shell, desk):
    case = begun(desk, "2011-09-20")
    desk.clock.now = at("2011-09-26")
    desk.engine.do(PauseClock(case, "decision", "hearing", document="No. 7"), by=OFFICER)
    desk.clock.now = at("2011-10-11")
    desk.engine.do(ResumeClock(case, "decision"), by=OFFICER)
    desk.engine.do(ExtendLimit(case, "decision", "1wd", "complex"), by=HEAD)
    said = shell.good("deadlines", "--explain", case, "decision").splitlines()
    assert said[:6] == [
        "last day: 2011-11-03",
        "late from: 2011-11-04 00:00+08:00",
        "notes: -",
        "limit: 20wd",
        "extended: 1wd (complex)",
        "paused: 2011-09-26 09:00+08:00 / 2011-10-11 09:00+08:00 (hearing; No. 7)",
    ]
    assert said[6:8] == ["2011-09-20 Tue start", "2011-09-21 Wed counted 1"]
    assert "2011-09-26 Mon paused" in said
    assert said[-1] == "2011-11-03 Thu counted 21 extended"
    found = shell.json("deadlines", "--explain", case, "decision")
    assert found["deadline"]["extensions"][0]["limit"] == "1wd"
    assert found["days"][-1]["day"] == "2011-11-03"
    chinese = shell.good("--lang", "zh", "deadlines", "--explain", case, "decision")
    assert "最后一日: 2011-11-03\n" in chinese


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no deadline 'wait' runs in this case; running: decision"),
        ("zh", "此事项没有运行中的期限 'wait'；运行中：decision"),
    ],
)
def test_what_does_not_run_cannot_be_explained(shell, desk, language, said):
    case = begun(desk, "2011-09-20")
    done = shell("--lang", language, "deadlines", "--explain", case, "wait")
    assert (done.exit_code, done.stderr) == (2, f"keyflow: {said}\n")


def test_they_are_written_as_a_calendar(shell, desk, tmp_path):
    begun(desk, "2990-01-02", "远处")
    said = shell.good("--lang", "zh", "deadlines", "--ics", "far.ics")
    assert said == "已写入 far.ics\n"
    calendar = icalendar.Calendar.from_ical((tmp_path / "far.ics").read_bytes())
    assert [str(event["summary"]) for event in calendar.events] == ["远处：decision（暂定）"]
    assert shell.json("deadlines", "--ics", "far.ics") == {"ics": "far.ics", "deadlines": 1}


def test_a_case_shows_what_there_is_to_know_of_its_deadlines(shell, desk):
    case = begun(desk, "2990-01-02")
    desk.engine.do(PauseClock(case, "decision", "hearing"), by=OFFICER)
    said = shell.good("show", case)
    assert "(last day 2990-01-29; paused: hearing; provisional)" in said
    assert shell.json("show", case)["armed"][0]["last"] == "2990-01-29"
    late = begun(desk, "2011-03-01", "Late")
    desk.clock.now = at("2011-03-30")
    desk.engine.run_due()
    assert "(last day 2011-03-29; late)" in shell.good("show", late)


def test_an_inbox_says_what_is_provisional(shell, desk):
    desk.clock.now = at("2990-01-02")
    desk.engine.start("consent", subject="S", by=OWNER)
    assert "(provisional)" in shell.good("inbox", "--by", "li")
    (item,) = shell.json("inbox", "--by", "li")["items"]
    assert item["provisional"] is True


def test_a_vote_lies_with_its_voter(shell, desk):
    desk.clock.now = at("2011-01-04")
    desk.engine.start("consent", subject="S", by=Actor("ann", {"owner"}))
    lies = {row["deadline"]["name"]: row["lies_with"] for row in rows(shell, "--of", "consent")}
    assert lies == {"task#1": ["li"], "task#2": ["owner"]}


def test_the_clocks_have_their_commands(shell, tmp_path):
    (tmp_path / "item.yaml").write_text(ITEM, encoding="utf-8")
    head, officer = ("--by", "hed", "--role", "head"), ("--by", "ofa", "--role", "officer")
    given = ("start", "item", "S", *officer, "--workflow", "item.yaml")
    case = shell.json(*given)["case"]["id"]
    shell.good("fire", case, "accept", *officer)

    def asked(verb, *more):
        return shell("--lang", "zh", verb, case, "decision", *more)

    pause = ("pause-clock", "--reason", "hearing", "--document", "No. 7", *officer)
    assert "可予办理" in asked(*pause, "--preview").stdout
    assert "期限decision正在计算，未被中止。" in asked("resume-clock", *officer).stderr
    assert "不能以holiday为由" in asked("pause-clock", "--reason", "holiday", *officer).stderr
    assert asked(*pause).exit_code == 0
    (item,) = shell.json("show", case)["armed"]
    assert [(one["reason"], one["document"]) for one in item["pauses"]] == [("hearing", "No. 7")]
    assert asked("resume-clock", *officer).exit_code == 0
    done = asked("extend-limit", "5wk", "--reason", "complex", *head)
    assert done.stderr == "keyflow: limit：须为数字加单位，如 48h、30d、5wd\n"
    assert asked("extend-limit", "5wd", "--reason", "complex", *head).exit_code == 0
    assert shell.json("show", case)["armed"][0]["limits"] == ["20wd", "5wd"]
    assert asked("stop-clock", "--reason", "withdrawn", *officer).exit_code == 1
    assert asked("stop-clock", "--reason", "withdrawn", *head).exit_code == 0
    (item,) = shell.json("show", case)["armed"]
    assert item["pauses"][-1]["reason"] == "stopped"


def building(desk, until):
    desk.on("2011-01-10").start("project", title="Ring road")
    desk.fire("build", OWNER)
    return desk.on(until)


def test_what_is_owed_for_which_period_and_what_opens_next(shell, desk):
    building(desk, "2011-02-14")
    found = shell.json("obligations")
    one = next(row for row in found["obligations"] if row["deadline"]["name"] == "due")
    assert (one["whose"], one["duty"], one["period"]) == ("S", "report", "2011-01")
    assert (one["deadline"]["late"], one["lies_with"]) == (True, ["dispatcher", "office"])
    opening = {"case": desk.case, "whose": "S", "duty": "report"}
    assert found["openings"] == [opening | {"opens": "2011-02-28T16:00:00+00:00"}]
    said = shell.good("obligations")
    assert "report 2011-01" in said
    assert "opens next:\n" in said
    assert "2011-03-01 00:00+08:00" in said
    assert "report 2011-02-28 16:00:00+00:00 (opens)" in shell.good("show", desk.case)


def test_what_was_owed_says_what_became_of_it(shell, desk):
    building(desk, "2011-02-15")
    (report,) = desk.engine.cases(parent=desk.case).cases
    desk.engine.fire(report.id, "submit", by=DISPATCHER)
    assert shell.json("obligations")["total"] == 0
    done = shell.json("obligations", "--done")
    assert {row["deadline"]["name"]: row["days_late"] for row in done["obligations"]} == {
        "due": 2,
        "cut": 0,
    }
    assert done["openings"] == []
    said = shell.good("--lang", "zh", "obligations", "--done")
    assert "逾期 2wd" in said
    assert "下一次开启" not in said


def test_obligations_are_chosen_and_written_as_a_calendar(shell, desk, tmp_path):
    building(desk, "2011-02-14")
    assert shell.json("obligations", "--before", "2011-03-01T00:00Z")["total"] == 1
    assert shell.json("obligations", "--root", desk.case)["total"] == 2
    assert shell.good("obligations", "--ics", "owed.ics") == "owed.ics is written\n"
    text = (tmp_path / "owed.ics").read_bytes().decode()
    assert "SUMMARY:S/report/2011-01: due (late)\r\n" in text


@pytest.mark.parametrize("command", ["deadlines", "obligations"])
@pytest.mark.parametrize(
    "bad", [["--before", "tomorrow"], ["--limit", "0"], ["--page", "0"], ["--root", " "]]
)
def test_a_wish_that_cannot_be_is_bad_input(shell, desk, command, bad):
    done = shell(command, *bad)
    assert (done.exit_code, len(done.stderr.splitlines())) == (2, 1)


def test_a_deadline_in_hours_ends_at_an_instant(shell, tmp_path):
    file = tmp_path / "hours.yaml"
    file.write_text(
        "{name: hours, initial: a, roles: [r], stages: {a: {kind: plain, states: {a: "
        "{deadlines: {wait: {limit: 48h}}}}}, b: final}, transitions: [{trigger: go, source: a, "
        "dest: b, by: r}]}"
    )
    given = ("start", "hours", "X", "--by", "ann", "--role", "r", "--workflow", file)
    case = json.loads(shell(*given, "--json").stdout)["case"]
    (row,) = rows(shell)
    assert (row["deadline"]["last"], row["deadline"]["due"]) == (None, case["armed"][0]["due"])
    said = shell.good("deadlines", "--explain", case["id"], "wait").splitlines()
    assert said[0].startswith("late from: ")
    assert row["deadline"]["due"][:16].replace("T", " ") in shell.good("deadlines")


def test_a_list_of_years_is_read_at_once(shell, desk):
    for n in range(60):
        begun(desk, "2990-01-02", f"S{n}")
    desk.clock.now += timedelta(days=1)
    found = shell.json("deadlines", "--page", "2")
    assert (found["total"], found["limit"], len(found["deadlines"])) == (60, 50, 10)
