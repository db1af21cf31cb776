"""E11: an accepted report is corrected; nothing that was published is overwritten."""

import pytest

from keyflow import Refused
from keyflow.commands import Waive
from keyflow.plugin import Actor
from keyflow_keyprojects import lights, reports
from keyflow_keyprojects.yearly import assess_year

from .days import CITY, KPMO, PROBLEM, Days, at, figures  # noqa: TID252 - tests are no package

NUMBER = "K004"
MILLION = 1_000_000


@pytest.fixture
def d():
    days = Days(NUMBER)
    yield days
    days.engine.close()


def file(d, period, year, month, **more):
    """Report a month in millions; the plan is 19.15 a month."""
    said = {"done": year * MILLION, "month": month * MILLION, "problems": [PROBLEM], **more}
    return d.file(NUMBER, period, **said)


def codes(refused):
    return [finding.code for finding in refused.value.findings]


def till_march(d):
    for day, month, year in (("2011-02-10", "01", 20), ("2011-03-04", "02", 40)):
        d.on(day)
        file(d, f"2011-{month}", year, 20)
    d.on("2011-04-06")
    return file(d, "2011-03", 60, 20)


def figure(year, month):
    """Return the corrected figures, in millions of the year."""
    said = figures(year * MILLION, month * MILLION)
    return {name: said[name] for name in ("invested", "invested_total")}


def test_march_is_corrected_in_july_and_the_later_months_are_listed(d):
    march = till_march(d)
    for day, month, year in (
        ("2011-05-06", "04", 80), ("2011-06-07", "05", 100), ("2011-07-06", "06", 120),
    ):  # fmt: skip
        d.on(day)
        file(d, f"2011-{month}", year, 20)
    assert {light.colour for light in lights.light_history(d.project(NUMBER))} == {"green"}
    d.on("2011-07-12")
    dispatcher, dept, kpmo = d.people(NUMBER)
    before = d.engine.case(march)
    with pytest.raises(Refused) as no:
        d.fire(march, "correct", dispatcher, figure(45, 5))
    assert "comment-required" in codes(no)
    with pytest.raises(Refused) as no:
        d.fire(march, "correct", Actor(dept.id, {"owner"}), figure(45, 5), "counted twice")
    assert "same-person" in codes(no)
    with pytest.raises(Refused) as no:
        d.fire(march, "correct", dispatcher, figure(45, 20), "counted twice")
    assert "cumulative-astray" in codes(no)
    case = reports.correct_report(
        d.engine, before, figure(45, 5), by=dispatcher, reason="counted twice"
    )
    assert (case.state, case.data["revision"]) == ("checking.submitted", 2)
    assert case.data["correction_reason"] == "counted twice"
    astray = reports.months_astray(d.engine, case)
    assert [(each.values["period"], int(each.values["need"].amount)) for each in astray] == [
        (f"2011-0{month}", 281_650_000 + year * MILLION)
        for month, year in ((4, 65), (5, 85), (6, 105))
    ]
    event = d.engine.history(march)[-1]
    assert sum(row[0] == "k42-later-months" for row in event.body["checks"]) == 1
    # Until it is accepted the light goes by what was; then March alone is judged anew.
    assert lights.light_in(d.project(NUMBER), "2011-03").points < 0
    d.on("2011-07-13").fire(march, "verify", dept)
    d.fire(march, "accept", kpmo)
    now, then = d.project(NUMBER), d.engine.case(d.cases[NUMBER], known_at=at("2011-07-11"))
    assert lights.light_in(now, "2011-03").points > 5
    assert lights.light_in(then, "2011-03").points < 0
    assert lights.light_of(now).period == "2011-06"


def test_both_revisions_can_be_asked_for_and_are_known_by_their_day(d):
    march = till_march(d)
    d.on("2011-07-12")
    dispatcher, dept, kpmo = d.people(NUMBER)
    d.fire(march, "correct", dispatcher, figure(45, 5), "counted twice")
    d.fire(march, "verify", dept)
    d.fire(march, "accept", kpmo)
    first, second = reports.revisions(d.engine, march)
    assert [each.number for each in (first, second)] == [1, 2]
    assert [int(each.data["invested_year"].amount) for each in (first, second)] == [
        60 * MILLION, 45 * MILLION,
    ]  # fmt: skip
    assert (first.reason, second.reason) == ("", "counted twice")
    assert first.accepted_at < at("2011-04-07") < second.accepted_at
    ask = {"engine": d.engine, "project": d.cases[NUMBER], "period": "2011-03"}
    assert int(reports.invested_by(**ask).amount) == 45 * MILLION
    known = reports.invested_by(**ask, known_at=at("2011-07-11"))
    assert int(known.amount) == 60 * MILLION
    january = reports.invested_by(**ask, known_at=at("2011-03-01"))
    assert int(january.amount) == 20 * MILLION


def test_a_correction_that_is_sent_back_is_not_missed(d):
    march = till_march(d)
    d.on("2011-07-12")
    dispatcher, dept, kpmo = d.people(NUMBER)
    d.fire(march, "correct", dispatcher, figure(45, 5), "counted twice")
    d.fire(march, "send_back", dept, comment="where is the proof?")
    d.on("2011-07-20")
    assert d.engine.case(march).state == "correcting"
    d.fire(march, "submit", dispatcher, {"evidence": ["supervisor.pdf"]})
    d.fire(march, "verify", dept)
    d.fire(march, "accept", kpmo)
    case = d.engine.case(march)
    assert (case.stage, case.data["revision"], case.data["late"]) == ("accepted", 2, False)


def test_a_decided_year_is_corrected_only_where_the_city_agrees(d):
    march = till_march(d)
    d.on("2012-02-01")
    decide(d, d.of(d.office, "annual_assessment")["2011"].id)
    dispatcher, _, kpmo = d.people(NUMBER)
    with pytest.raises(Refused) as no:
        d.fire(march, "correct", dispatcher, figure(45, 5), "counted twice")
    assert codes(no) == ["year-decided"]
    case = d.engine.case(march)
    with pytest.raises(Refused):
        reports.agree_to_correction(d.engine, case, by=kpmo, reason="audit")
    reports.agree_to_correction(d.engine, case, by=CITY, reason="audit / 审计")
    d.fire(march, "correct", dispatcher, figure(45, 5), "counted twice")
    assert d.engine.case(march).data["revision"] == 2


def decide(d, annual):
    """Bring the assessment of 2011 to its decision, with the quarters as they are."""
    assess_year(d.engine, d.engine.case(annual), by=KPMO, result="done")
    d.fire(annual, "lay_open", KPMO)
    for check in ("kp-quarters-published", "kp-objection-time"):
        d.engine.do(Waive(annual, check, "decide", "for the test"), by=CITY)
    d.fire(annual, "decide", CITY)
