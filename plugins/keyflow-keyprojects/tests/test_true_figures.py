"""Figures that cannot be bent: corrections, lights, promises, accidents and what was known when."""

from datetime import date
from decimal import Decimal

import pytest

from keyflow import InputError, Refused
from keyflow.commands import Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects import blockers, lights, reports
from keyflow_keyprojects.assessing import (
    draft_quarter,
    lay_open,
    object_to,
    publish,
    results,
    review_of,
    score_quarter,
)
from keyflow_keyprojects.bulletins import month_figures
from keyflow_keyprojects.deductions import deductions
from keyflow_keyprojects.figures import portfolio
from keyflow_keyprojects.quarters.facts import quarter_facts
from keyflow_keyprojects.quarters.rows import target_met
from keyflow_keyprojects.record.knownthen import known_then
from keyflow_keyprojects.restating import clearings, propose_restatement
from keyflow_keyprojects.rules.merits import Duty
from keyflow_keyprojects.rules.months import Quarter

from .days import CITY, KPMO, PROBLEM, PROJECTS, Days, at, figures  # noqa: TID252

NUMBER, Q1 = "K004", Quarter(2011, 1)
MILLION = 1_000_000
DISPATCHER = Actor(PROJECTS[NUMBER]["dispatcher"])
FILED = {1: "2011-02-10", 2: "2011-03-04", 3: "2011-04-06", 4: "2011-05-06"}


@pytest.fixture
def d():
    days = Days(NUMBER)
    yield days
    days.engine.close()


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def play(d, *done):
    """Report some months from January on: each number is what the year has by then, in millions."""
    before = 0
    for month, year in enumerate(done, start=1):
        d.on(FILED[month])
        said = {"done": year * MILLION, "month": (year - before) * MILLION, "problems": [PROBLEM]}
        d.file(NUMBER, f"2011-{month:02}", **said)
        before = year


def scored(d, *, published=None):
    score_quarter(d.engine, review(d), by=KPMO)
    lay_open(d.engine, review(d), by=KPMO)
    if published:
        d.on(published)
        publish(d.engine, review(d), by=KPMO)


def review(d):
    return review_of(d.engine, "2011-Q1")


def correct(d, month, year, of_month, **more):
    said = figures(year * MILLION, of_month * MILLION, problems=[PROBLEM], **more)
    report = d.reports(NUMBER)[f"2011-{month:02}"]
    return reports.correct_report(d.engine, report, said, by=DISPATCHER, reason="measured anew")


def test_a_correction_must_be_whole_and_the_figure_before_counts_while_it_waits(d):
    play(d, 20, 40, 60)
    report = d.reports(NUMBER)["2011-03"]
    blank = {"invested": None, "invested_total": None, "progress": "  "}
    assert (
        codes(reports.correct_report, d.engine, report, blank, by=DISPATCHER, reason="?")
        == ["field-missing"] * 3
    )
    d.on("2011-04-12")
    correct(d, 3, 45, 5)
    sixty = Decimal(60 * MILLION)

    def told():
        (each,) = month_figures(d.engine, "2011-03")["ranking"]
        return (
            reports.invested_by(d.engine, d.cases[NUMBER], "2011-03").amount,
            each["done"].amount,
            portfolio(d.engine, year=2011).whole.sums.done_year,
            quarter_facts(d.engine, Q1)[0].facts.done,
        )

    assert told() == (sixty,) * 4
    d.fire(report.id, "send_back", Actor("clerk", {"dept"}), comment="show the bill")
    assert told() == (sixty,) * 4
    d.on("2011-04-13")
    correcting = figures(45 * MILLION, 5 * MILLION, problems=[PROBLEM])
    d.fire(report.id, "submit", DISPATCHER, correcting)
    for trigger, who in (("verify", Actor("clerk", {"dept"})), ("accept", KPMO)):
        d.fire(report.id, trigger, who)
    assert told() == (Decimal(45 * MILLION),) * 4


def test_a_month_that_was_over_before_the_hold_is_assessed_and_its_red_light_costs(d):
    play(d, 5, 10)
    d.on("2011-04-01")
    dispatcher, dept, office = d.people(NUMBER)
    march = d.reports(NUMBER)["2011-03"].id
    said = figures(15 * MILLION, 5 * MILLION, problems=[PROBLEM])
    d.fire(march, "submit", dispatcher, said)
    d.fire(march, "verify", dept)
    d.on("2011-04-06")
    why = {"reason_class": "land", "since": "2011-04-06", "expected_end": "2011-09-30"}
    d.engine.do(Suspend(d.cases[NUMBER], "land", {"suspension_report": why}), by=CITY)
    d.fire(march, "accept", office)
    # 42.45 of 229.8 million behind: the second yellow running. On hold the lamp itself is off.
    assert lights.light_in(d.project(NUMBER), "2011-03").colour == "red"
    assert d.project(NUMBER).data["light"] == lights.light_of(d.project(NUMBER)).colour == "grey"
    d.on("2011-04-18")
    (row,) = (row for row in draft_quarter(d.engine, Q1) if row["number"] == NUMBER)
    # 80 x 15 / 57.45 = 20.89 and 20 are 40.89; less a tenth
    assert (row["total"], row["light_off"]) == (Decimal("36.80"), True)


def test_a_light_that_is_made_up_for_later_was_red_at_the_quarters_end(d):
    play(d, 5, 10, 15)
    d.on("2011-04-18")
    scored(d, published="2011-04-22")
    play_april = {"done": 80 * MILLION, "month": 65 * MILLION, "evidence": ["gate.jpg"]}
    d.on(FILED[4]).file(NUMBER, "2011-04", **play_april)
    assert lights.light_in(d.project(NUMBER), "2011-03").colour == "yellow"
    correct(d, 1, 5, 5, suggestions="none")
    for trigger, who in (("verify", Actor("clerk", {"dept"})), ("accept", KPMO)):
        d.fire(d.reports(NUMBER)["2011-01"].id, trigger, who)
    ask = {"by": KPMO, "reason": "a word in January"}
    # Nothing is cleared before a later target is met, and nothing of who is not scored.
    assert clearings(d.engine, Q1) == []
    for number in (NUMBER, "K777"):
        with pytest.raises(InputError, match="no later target"):
            propose_restatement(d.engine, review(d), [NUMBER], cleared=[number], **ask)
    row, _ = propose_restatement(d.engine, review(d), [NUMBER], **ask)
    # 20.89 + 9.5 for the reports, one corrected, + 10 = 40.39; less a tenth
    assert (row["total"], row["light_off"]) == (Decimal("36.35"), True)


def test_a_target_is_met_to_the_cent():
    almost = {"plan": Decimal(1_000_000), "done": Decimal(999_951), "ratio": Decimal("1.0000")}
    assert not target_met(almost)
    assert target_met(almost | {"done": Decimal(1_000_000)})
    assert not target_met({"plan": Decimal(0), "done": Decimal(5)})


def test_a_day_promised_long_after_the_quarter_does_not_hide_a_blocker(d):
    d.on("2011-02-21")
    far = {"by": DISPATCHER, "due": date(2011, 9, 30)}
    blockers.raise_blocker(d.engine, d.project(NUMBER), "land", "not moved", **far)
    d.on("2011-04-18")
    (found,) = quarter_facts(d.engine, Q1, numbers=[NUMBER])
    assert found.facts.problems == (Duty("1", False),)
    lost = [one.what for one in deductions(d.engine, d.project(NUMBER), 2011)]
    assert lost.count("ran-out") == 4  # 24 February, 3, 10 and 24 March


def test_what_a_red_light_took_is_told_by_the_score_once_there_is_one(d):
    play(d, 5, 10, 15)

    def red():
        lost = deductions(d.engine, d.project(NUMBER), 2011)
        return [one.points for one in lost if one.what == "red"]

    assert red() == [None]
    d.on("2011-04-18")
    scored(d)
    assert red() == [Decimal("-4.0888")]  # a tenth of 40.8877


def test_a_report_says_something_in_whole_cents_and_of_blockers_that_are_there(d):
    d.on("2011-02-10")
    blockers.raise_blocker(d.engine, d.project(NUMBER), "land", "not moved", by=DISPATCHER)
    report = d.reports(NUMBER)["2011-01"]

    def asked(**said):
        return codes(reports.file_report, d.engine, report, figures(**said), by=DISPATCHER)

    assert asked(progress=" \n") == ["field-missing"]
    assert asked(problems=[PROBLEM | {"measure": "  "}]) == ["problem-incomplete"]
    assert asked(problems=[PROBLEM | {"blocker": "ZZZ"}]) == ["problem-blocker-unknown"]
    assert asked(funds_paid={"amount": "0.001", "currency": "CNY"}) == ["finer-than-cent"]
    for named in ("1", f"{NUMBER}/blocker/1"):
        assert d.engine.preview(
            reports.Fire(report.id, "submit", figures(problems=[PROBLEM | {"blocker": named}])),
            by=DISPATCHER,
        ).allowed


def test_an_accident_or_a_comment_of_nobody_is_refused(d):
    for given in ({"vetoes": {"K999": "a crane fell"}}, {"comments": {"K999": "well done"}}):
        with pytest.raises(InputError, match="K999 is not scored"):
            draft_quarter(d.engine, Q1, **given)
    with pytest.raises(InputError, match="is not scored"):  # an accident is a project's
        draft_quarter(d.engine, Q1, vetoes={PROJECTS[NUMBER]["unit"]: "a crane fell"})


def test_units_object_in_time_and_about_who_is_scored_and_their_heads_are_told(d):
    d.on("2011-04-18")
    scored(d)
    unit = Actor("head-of-unit", {"unit"})
    for nobody in ("K999", "", None):
        ask = (object_to, d.engine, review(d), nobody, "wrong")
        assert codes(*ask, by=unit) == ["objection-about"], nobody
    d.on("2011-04-22")  # three working days: 19, 20, 21
    assert codes(object_to, d.engine, review(d), NUMBER, "wrong", by=unit) == ["objection-over"]
    publish(d.engine, review(d), by=KPMO)
    told = {to for _, notice, to in d.told(review(d).id) if notice == "M29"}
    project = PROJECTS[NUMBER]
    assert told == {project["head"], project["sponsor"], "role:city"}


def test_all_that_is_read_of_a_day_is_as_the_office_knew_it(d):
    play(d, 5, 10, 15)
    d.on("2011-04-18")
    scored(d, published="2011-04-22")
    then = known_then(d.engine, at("2011-03-15", 23))
    (light,) = lights.lights_of_list(then, 2011)
    assert (light.period, light.colour) == ("2011-02", "yellow")
    assert results(then, "2011-Q1") == {}
    assert deductions(then, then.case(d.cases[NUMBER]), 2011) == []
    waiting = {row.subject: row.armed.name for row in then.deadlines(workflow="monthly-report")}
    now = {row.subject for row in d.engine.deadlines(workflow="monthly-report")}
    assert set(waiting) != now
    closed = then.deadlines(workflow="monthly-report", status="done")
    assert {row.closed <= at("2011-03-15", 23) for row in closed} == {True}
