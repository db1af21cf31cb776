"""A project's light through a year (M25, N37): on acceptance, at a missed report, on hold."""

from decimal import Decimal

import pytest

from keyflow import Refused
from keyflow.commands import Edit, Resume, Start, Suspend
from keyflow_keyprojects import lights

from .days import CITY, PROBLEM, PROJECTS, Days, at, figures  # noqa: TID252 - tests are no package

NUMBER = "K004"  # 19.15 million a month, 229.8 in the year: a month is 8.33 points
FIRST_DAYS = {"01": "2011-02-10", "02": "2011-03-04", "03": "2011-04-06", "04": "2011-05-06"}


@pytest.fixture
def days():
    opened = []

    def begin(*numbers, **more):
        opened.append(Days(*(numbers or (NUMBER,)), **more))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def play(d, *months, before=()):
    """Report some months from January on; each number is what was done in it, in 1000 CNY."""
    year = sum(before)
    for month, done in list(zip(FIRST_DAYS, [*before, *months], strict=False))[len(before) :]:
        year += done
        d.on(FIRST_DAYS[month])
        d.file(NUMBER, f"2011-{month}", done=year * 1000, month=done * 1000, problems=[PROBLEM])
    return [light.colour for light in lights.light_history(d.project(NUMBER))]


def told(d):
    return [(m.notice, m.to) for m in d.engine.outbox(limit=9999) if m.notice.startswith("M25")]


def test_on_schedule_it_is_green_and_nobody_is_told(days):
    d = days()
    assert lights.light_of(d.project(NUMBER)).colour == "grey"
    assert play(d, 19_150) == ["green"]
    light = lights.light_of(d.project(NUMBER))
    assert (light.colour, light.period, light.points) == ("green", "2011-01", 0)
    assert light.rule == "kp-light-base:on-schedule"
    assert told(d) == []


def test_ten_points_are_green_and_a_cent_more_is_yellow(days):
    d = days()
    # By February 38.3 million are due; 22.98 are ten points of the year.
    assert play(d, 7_660, 7_660) == ["green", "green"]
    assert lights.light_of(d.project(NUMBER)).points == 10
    d = days()
    play(d, 7_660)
    d.on("2011-03-04")
    done = "15319999.99"
    d.file(NUMBER, "2011-02", done=done, month="7659999.99", problems=[PROBLEM])
    assert lights.light_of(d.project(NUMBER)).colour == "yellow"


def test_the_second_yellow_is_red_and_more_people_are_told(days):
    d = days()
    # 10.42 points behind by February, 18.8 by March
    assert play(d, 7_175, 7_175, 0) == ["green", "yellow", "red"]
    project = PROJECTS[NUMBER]
    assert sorted(told(d)) == sorted(
        [("M25", project["dispatcher"]), ("M25", project["head"])] * 2
        + [("M25-red", project["sponsor"]), ("M25-red", "role:city")]
    )
    data = d.project(NUMBER).data
    assert (data["light_rule"], data["yellow_run"]) == ("kp-light-base:second-yellow", 2)
    red = next(m for m in d.engine.outbox(limit=9999) if m.notice == "M25-red")
    assert "红灯" in red.texts["zh"].subject
    assert "red" in red.texts["en"].subject


def test_made_up_for_in_april_the_red_month_is_yellow_and_april_green(days):
    d = days()
    assert play(d, 7_175, 7_175, 0, 62_250) == ["green", "yellow", "yellow", "green"]
    assert lights.light_in(d.project(NUMBER), "2011-03").rule == "made-up"
    assert d.project(NUMBER).data["invested_total"].amount == 281_650_000 + 76_600_000


def test_a_better_light_is_asked_for_evidence(days):
    d = days()
    play(d, 7_175, 7_175, 0)
    d.on("2011-05-06")
    april = d.reports(NUMBER)["2011-04"].id
    dispatcher, _, _ = d.people(NUMBER)
    said = figures(76_600_000, 62_250_000)
    warned = d.fire(april, "submit", dispatcher, said).warnings
    assert [(f.check, f.severity) for f in warned] == [("k46-evidence", "warn")]
    assert warned[0].say("zh") == "亮灯将由红灯变为绿灯，请附证明材料。"


def test_without_a_report_the_light_goes_by_what_was_accepted_last(days):
    d = days()
    play(d, 19_150)
    d.on("2011-03-08")  # February was due on the 7th
    (february,) = [each for each in lights.light_history(d.project(NUMBER))
                   if each.period == "2011-02"]  # fmt: skip
    assert (february.colour, february.stale, float(february.points)) == ("green", True, 8.33)
    d.on("2011-04-16")  # January to March are cut off, April is not due yet
    history = lights.light_history(d.project(NUMBER))
    assert [(each.period, each.colour, each.stale) for each in history] == [
        ("2011-01", "green", False), ("2011-02", "green", True), ("2011-03", "yellow", True),
    ]  # fmt: skip
    assert d.reports(NUMBER)["2011-03"].state == "missed"


def test_on_hold_the_light_is_off_and_comes_back_with_the_next_month(days):
    d = days()
    play(d, 19_150, 0)
    d.on("2011-03-21")
    why = {"reason_class": "land", "since": "2011-03-21", "expected_end": "2011-09-01"}
    d.engine.do(Suspend(d.cases[NUMBER], "on hold", {"suspension_report": why}), by=CITY)
    assert lights.light_of(d.project(NUMBER)).colour == "grey"
    assert d.project(NUMBER).data["light"] == "grey"
    # March was worked in part and is reported on hold: it is not assessed.
    d.on("2011-04-06")
    d.file(NUMBER, "2011-03", done=19_150_000, month=0, problems=[PROBLEM])
    assert lights.light_in(d.project(NUMBER), "2011-03").colour == "grey"
    plan = {"made_on": "2011-04-20", "planned_finish": "2012-12-20",
            "monthly_plan": d.project(NUMBER).data.raw["monthly_plan"]}  # fmt: skip
    d.on("2011-04-20").engine.do(Resume(d.cases[NUMBER], "on", {"replan": plan}), by=CITY)
    assert d.project(NUMBER).data["light"] == "grey"  # March was not assessed
    d.on("2011-05-06")
    d.file(NUMBER, "2011-04", done=76_600_000, month=57_450_000, evidence=["gate.jpg"])
    assert lights.light_of(d.project(NUMBER)).colour == "green"


def test_an_open_blocker_justifies_a_yellow_light_and_does_not_turn_it_green(days):
    d = days()
    play(d, 7_175)
    project = d.project(NUMBER).data
    blocker = {"number": NUMBER, "type": "land", "what": "征地 / land", "level": 1,
               "opened_on": "2011-02-11", "justifies_until": "2011-02-28",
               "head": project["head"]}  # fmt: skip
    command = Start("blocker", f"{NUMBER}/blocker/1", blocker, parent=d.cases[NUMBER],
                    slot="blocker")  # fmt: skip
    d.engine.do(command, by=d.people(NUMBER)[2])
    play(d, 7_175, 0, before=(7_175,))
    february, march = lights.light_history(d.project(NUMBER))[1:]
    assert (february.colour, february.justified) == ("yellow", True)
    assert (march.colour, march.justified) == ("red", False)


def test_nobody_sets_a_light_by_hand(days):
    d = days()
    play(d, 7_175, 7_175)
    for by in (d.people(NUMBER)[2], CITY):
        with pytest.raises(Refused):
            d.engine.do(Edit(d.cases[NUMBER], {"light": "green"}), by=by)
        with pytest.raises(Refused):
            d.fire(d.cases[NUMBER], "set_light", by, {"light": "green"})


def test_no_plan_rate_moves_a_light(days):
    found = []
    for rate in ("6.6667", "6.3009"):
        d = days("K055", plan_rate=Decimal(rate)).on("2011-02-10")
        start = PROJECTS["K055"]["invested_before"]["amount"]
        d.file("K055", "2011-01", done="100000", start=start, currency="USD", problems=[PROBLEM])
        found.append(lights.light_of(d.project("K055")))
    assert found[0] == found[1]
    assert (found[0].colour, found[0].points) == ("green", Decimal("9.96"))


def test_the_lights_of_a_list_are_counted_now_and_in_a_month(days):
    d = days(NUMBER, "K055")
    play(d, 7_175, 7_175)
    now = lights.lights_of_list(d.engine, 2011)
    # Nothing was reported of K055: in January it was 10.26 points behind.
    assert [(each.number, each.colour, each.stale) for each in now] == [
        ("K004", "yellow", False), ("K055", "yellow", True),
    ]  # fmt: skip
    assert lights.count_lights(now) == {"green": 0, "yellow": 2, "red": 0, "grey": 0}
    january = lights.lights_of_list(d.engine, 2011, period="2011-01")
    assert [each.colour for each in january] == ["green", "yellow"]
    then = lights.lights_of_list(d.engine, 2011, known_at=at("2011-02-12"))
    assert [each.colour for each in then] == ["green", "grey"]
