"""Quarters and years scored, laid open, objected to, published and restated (C9, C4.12, E11)."""

from decimal import Decimal

import pytest

from keyflow import InputError, Refused
from keyflow.commands import Edit, Resume, Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects.assessing import (
    answer_objection,
    draft_quarter,
    lay_open,
    object_to,
    publish,
    ranking,
    results,
    review_of,
    score_quarter,
)
from keyflow_keyprojects.office import adopt_list
from keyflow_keyprojects.quarters.facts import quarter_facts
from keyflow_keyprojects.quarters.rows import scores
from keyflow_keyprojects.reports import agree_to_correction
from keyflow_keyprojects.restating import (
    clearings,
    corrections,
    draft_restatement,
    propose_restatement,
    rescore,
    restate,
    turn_down,
)
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.yearly import annual_of, assess_year, decide_year, is_decided, volume

from .days import CITY, KPMO, PROJECTS, Days, at  # noqa: TID252 - tests are no package

Q1, Q2 = Quarter(2011, 1), Quarter(2011, 2)
MILLION = Decimal(1_000_000)


@pytest.fixture
def days():
    opened = []

    def begin(*numbers, **more):
        opened.append(Days(*numbers, **more))
        return opened[-1]

    yield begin
    for one in opened:
        one.engine.close()


def codes(call, *args, **more):
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def yuan(amount):
    return {"amount": f"{amount:f}", "currency": "CNY"}


def said(number, month, done):
    """Return a report that says that `done` millions were invested this year by the end of it."""
    project = PROJECTS[number]
    before = Decimal(project["invested_before"]["amount"])
    of_month, total = done[month - 1] - (done[month - 2] if month > 1 else 0), done[month - 1]
    problem = {"what": "steel", "measure": "another shift", "unit": project["unit"],
               "due": "2012-03-20"}  # fmt: skip
    return {
        "invested": yuan(of_month * MILLION),
        "invested_total": yuan(before + total * MILLION),
        "progress": "as the supervisor measured",
        "problems": [problem],
        "measures": "another shift",
    }


def report(d, number, month, done, on=None):
    """Have a month's report handed in, verified and accepted on a day."""
    dispatcher, department, office = d.people(number)
    d.on(on or f"2011-{month + 1:02}-03")
    case = d.reports(number)[f"2011-{month:02}"].id
    d.fire(case, "submit", dispatcher, said(number, month, done))
    d.fire(case, "verify", department)
    d.fire(case, "accept", office)
    return case


def correct(d, number, month, done, reason="the supervisor measured less"):
    dispatcher, department, office = d.people(number)
    case = d.reports(number)[f"2011-{month:02}"].id
    d.fire(case, "correct", dispatcher, said(number, month, done), reason)
    d.fire(case, "verify", department)
    d.fire(case, "accept", office)


def quarter(d, name="2011-Q1"):
    return review_of(d.engine, name)


def published(d, on="2011-04-22"):
    """Score a quarter on the day its data were frozen, and publish it."""
    score_quarter(d.engine, quarter(d), by=KPMO)
    lay_open(d.engine, quarter(d), by=KPMO)
    d.on(on)
    publish(d.engine, quarter(d), by=KPMO)


def total(d, number="K004", period="2011-Q1", **then):
    return results(d.engine, period, **then)[number].data["total"]


# K004 plans 19.15 million a month: 57.45 by the end of March. Nothing else is due in the quarter.
AS_PLANNED = (20, 40, 60)


def test_a_published_quarter_is_restated_after_a_correction_and_both_views_stay(days):
    """E11: 60 million accepted, published on 22 April; corrected to 45 on 12 July."""
    d = days("K004")
    for month in (1, 2, 3):
        report(d, "K004", month, AS_PLANNED)
    d.on("2011-04-18")
    published(d)
    # 60 of 57.45 are 104.44 %: 100 and a bonus of 4.4386 x 0.2
    assert total(d) == Decimal("100.89")
    d.on("2011-07-12")
    correct(d, "K004", 3, (20, 40, 45))
    assert total(d) == Decimal("100.89")
    rows = propose_restatement(d.engine, quarter(d), ["K004"], by=KPMO, reason="March was 45")
    # 80 x 45 / 57.45 = 62.66, reports 10 - 0.5 once, problems 10
    assert [(row["number"], row["total"]) for row in rows] == [
        ("K004", Decimal("82.16")), ("qinghe", Decimal("82.16")),
    ]  # fmt: skip
    assert total(d) == Decimal("100.89")
    assert codes(restate, d.engine, quarter(d), by=Actor("kpmo-1", {"kpmo", "city"})) == [
        "same-person"
    ]
    d.on("2011-07-13")
    restate(d.engine, quarter(d), by=CITY)
    assert total(d) == total(d, "qinghe") == Decimal("82.16")
    assert total(d, known_at=at("2011-07-12", 8)) == Decimal("100.89")
    case = results(d.engine, "2011-Q1")["K004"]
    assert (case.state, case.data["version"], case.data["reason"]) == (
        "restated", 2, "March was 45",
    )  # fmt: skip
    told = sorted((notice, to) for _, notice, to in d.told(case.id))
    assert told == sorted(("M29-score", f"{case.data[who]}") for who in ("head", "sponsor"))


def test_a_correction_after_publication_is_a_restatement_draft_by_itself(days):
    """E11: nobody has to look for it; the office proposes it, and the city approves."""
    d = days("K004", "K012")
    for month in (1, 2, 3):
        report(d, "K004", month, AS_PLANNED)
    correct(d, "K004", 2, (20, 41, 60))  # before the data are frozen: it is simply used
    d.on("2011-04-18")
    published(d)
    assert (corrections(d.engine, quarter(d)), draft_restatement(d.engine, quarter(d))) == ([], [])
    d.on("2011-07-12")
    correct(d, "K004", 3, (20, 41, 45))
    (waiting,) = corrections(d.engine, quarter(d))
    assert (waiting.number, waiting.period, waiting.revision, waiting.noted_on.isoformat()) == (
        "K004", "2011-03", 2, "2011-07-12",
    )  # fmt: skip
    assert waiting.reason == "the supervisor measured less"
    # As in E11: 80 x 45 / 57.45 = 62.66, and 10; reports 10 - 2 x 0.5
    drafted = draft_restatement(d.engine, quarter(d))
    assert [(row["number"], row["total"]) for row in drafted] == [
        ("K004", Decimal("81.66")), ("qinghe", Decimal("81.66")),
    ]  # fmt: skip
    assert (quarter(d).state, total(d)) == ("published", Decimal("100.39"))
    assert ("2011-07-12", "M29-correction", "role:kpmo") in d.told(quarter(d).id)
    correct(d, "K004", 3, (20, 41, 50))
    assert [one.revision for one in corrections(d.engine, quarter(d))] == [3]
    propose_restatement(d.engine, quarter(d), ["K004"], by=KPMO, reason="March was 50")
    assert corrections(d.engine, quarter(d)) == []
    correct(d, "K004", 3, (20, 41, 55))
    assert [one.revision for one in corrections(d.engine, quarter(d))] == [4]
    restate(d.engine, quarter(d), by=CITY)
    assert [one.revision for one in corrections(d.engine, quarter(d))] == [4]


def test_a_quarter_that_is_not_frozen_yet_simply_uses_the_corrected_figure(days):
    d = days("K004")
    done = (20, 40, 60, 80, 100, 120)
    for month in (1, 2, 3):
        report(d, "K004", month, done)
    d.on("2011-04-18")
    (before,) = quarter_facts(d.engine, Q1)
    correct(d, "K004", 3, (20, 40, 45))
    (now,) = quarter_facts(d.engine, Q1)
    (then,) = quarter_facts(d.engine, Q1, known_at=quarter(d).data["frozen_at"])
    assert before.facts.done == then.facts.done == 60 * MILLION
    assert (now.facts.done, now.facts.corrected) == (45 * MILLION, 1)
    assert then.facts.corrected == 0


def test_while_a_correction_waits_the_figure_accepted_before_counts(days):
    d = days("K004")
    report(d, "K004", 1, AS_PLANNED)
    dispatcher, *_ = d.people("K004")
    d.on("2011-02-20")
    case = d.reports("K004")["2011-01"].id
    d.fire(case, "correct", dispatcher, said("K004", 1, (15,)), "less")
    (found,) = quarter_facts(d.engine, Q1)
    assert found.facts.done == 20 * MILLION


def test_missed_and_late_reports_do_not_blank_the_progress(days):
    d = days("K004")
    report(d, "K004", 1, AS_PLANNED)
    report(d, "K004", 2, AS_PLANNED, on="2011-03-15")  # due on the 7th
    d.on("2011-04-18")
    (found,) = quarter_facts(d.engine, Q1, known_at=quarter(d).data["frozen_at"])
    facts = found.facts
    assert (facts.late, facts.missed, facts.stale, facts.done) == (1, 1, True, 40 * MILLION)
    score_quarter(d.engine, quarter(d), by=KPMO)
    # 80 x 40 / 57.45 = 55.70, reports 10 - 1 - 3, problems 10
    assert total(d) == Decimal("71.70")


def test_months_on_hold_leave_plan_and_result(days):
    d = days("K004").on("2011-01-20")
    on_hold = {"reason_class": "land", "since": "2011-01-20", "expected_end": "2011-08-01"}
    d.engine.do(Suspend(d.cases["K004"], "land", {"suspension_report": on_hold}), by=CITY)
    d.on("2011-04-18")
    score_quarter(d.engine, quarter(d), by=KPMO)
    case = results(d.engine, "2011-Q1")["K004"]
    assert (case.data["grade"], case.data["coverage"]) == ("insufficient", 0)
    assert (case.data["total"], case.data["rank"]) == (None, None)
    assert ranking(d.engine, "2011-Q1") == []
    assert results(d.engine, "2011-Q1")["qinghe"].data["grade"] == "insufficient"
    replan = {"made_on": "2011-05-10", "planned_finish": "2012-12-31",
              "monthly_plan": PROJECTS["K004"]["monthly_plan"]}  # fmt: skip
    d.on("2011-05-10")
    d.engine.do(Resume(d.cases["K004"], data={"replan": replan}), by=CITY)
    (found,) = quarter_facts(d.engine, Q2)
    # May and June of the quarter's three months; their plan is two months'.
    assert (found.facts.assessed, found.facts.listed) == (2, 3)
    assert found.facts.planned == Decimal("38.3") * MILLION


def test_units_object_and_only_what_is_upheld_is_scored_again(days):
    d = days("K004", "K012")
    unit = Actor("lu-haining", {"unit"})
    for month in (1, 2, 3):
        report(d, "K004", month, (20, 40, 45))
    d.on("2011-04-18")
    score_quarter(d.engine, quarter(d), by=KPMO)
    lay_open(d.engine, quarter(d), by=KPMO)
    correct(d, "K004", 3, AS_PLANNED)
    object_to(d.engine, quarter(d), "K004", "March was 60", by=unit)
    again = {"by": KPMO, "comment": "upheld"}
    assert codes(rescore, d.engine, quarter(d), ["K004"], **again) == ["not-upheld"] * 2
    answer_objection(d.engine, quarter(d), 1, "it was", upheld=True, by=KPMO)
    assert codes(rescore, d.engine, quarter(d), ["K012"], **again) == ["not-upheld"]
    rescore(d.engine, quarter(d), ["K004"], **again)
    # 104.44 % and one correction
    assert total(d) == Decimal("100.39")
    assert results(d.engine, "2011-Q1")["K004"].data["version"] == 1


def test_an_objection_must_be_answered_and_not_by_who_raised_it(days):
    d = days("K004").on("2011-04-18")
    score_quarter(d.engine, quarter(d), by=KPMO)
    lay_open(d.engine, quarter(d), by=KPMO)
    both = Actor("kpmo-1", {"unit", "kpmo"})
    object_to(d.engine, quarter(d), "K004", "no", by=both)
    assert codes(answer_objection, d.engine, quarter(d), 1, "-", upheld=False, by=KPMO) == [
        "own-objection"
    ]
    assert codes(answer_objection, d.engine, quarter(d), 7, "-", upheld=False, by=KPMO) == [
        "objection-unknown"
    ]
    d.on("2011-04-22")
    assert codes(publish, d.engine, quarter(d), by=KPMO)[0] == "objection-unanswered"
    other = Actor("kpmo-2", {"kpmo"})
    answer_objection(d.engine, quarter(d), 1, "it stays", upheld=False, by=other)
    assert codes(answer_objection, d.engine, quarter(d), 1, "-", upheld=False, by=other) == [
        "objection-answered"
    ]
    publish(d.engine, quarter(d), by=KPMO)
    assert quarter(d).data["objections"][0]["answer"] == "it stays"


def test_who_is_scored_neither_scores_nor_publishes_and_nobody_publishes_twice(days):
    d = days("K004").on("2011-04-18")
    head = Actor("lu-haining", {"kpmo"})
    assert codes(score_quarter, d.engine, quarter(d), by=head) == ["scores-themselves"]
    assert codes(lay_open, d.engine, quarter(d), by=KPMO) == ["nothing-scored"]
    score_quarter(d.engine, quarter(d), by=KPMO)
    lay_open(d.engine, quarter(d), by=KPMO)
    d.on("2011-04-22")
    d.fire(quarter(d).id, "review", KPMO)
    assert codes(publish, d.engine, quarter(d), by=head) == ["scores-themselves"]
    assert codes(publish, d.engine, quarter(d), by=CITY) == ["not-allowed"]
    publish(d.engine, quarter(d), by=KPMO)
    for again in ("publish", "score", "rescore", "review"):
        given = {"comment": "again"} if again == "rescore" else {}
        assert "not-from-here" in codes(d.fire, quarter(d).id, again, KPMO, **given)


def test_nobody_writes_a_score_by_hand(days):
    d = days("K004").on("2011-04-18")
    score_quarter(d.engine, quarter(d), by=KPMO)
    case = results(d.engine, "2011-Q1")["K004"]
    better = {"total": "100"}
    for who in (KPMO, CITY):
        assert codes(d.fire, case.id, "take_restatement", who, better) == ["not-allowed"]
        assert codes(d.engine.do, Edit(case.id, better), by=who)
        again = {"subject": "2011-Q1/K999", "by": who}
        assert codes(d.engine.start, "quarter-score", **again)


def next_years():
    """Return what K004 is to be in 2012: of everything half as much as in 2011."""
    own = PROJECTS["K004"]
    plan = {name: halved(own[name]) for name in ("year_plan", "monthly_plan", "targets")}
    plan["targets"]["year"] = 2012
    before = Decimal(own["invested_before"]["amount"]) + 240 * MILLION
    return plan | {"list_year": 2012, "kind": "continuing", "invested_before": yuan(before)}


def halved(plan):
    """Return a plan with half of its amounts."""
    if isinstance(plan, list | tuple):
        return [halved(part) for part in plan]
    if not isinstance(plan, dict):
        return plan
    if "currency" in plan:
        return yuan(Decimal(plan["amount"]) / 2)
    return {name: halved(part) for name, part in plan.items()}


def test_a_step_carries_nothing_but_its_own(days):
    d = days("K004").on("2011-04-18")
    forget = {"assessed": []}
    rows = draft_quarter(d.engine, Q1)
    assert codes(d.fire, quarter(d).id, "score", KPMO, {"rows": rows} | forget)
    score_quarter(d.engine, quarter(d), by=KPMO)
    assert codes(d.fire, quarter(d).id, "lay_open", KPMO, forget)
    assert codes(d.fire, d.cases["K004"], "milestone", d.people("K004")[0], {"reached": []})


def test_what_the_city_annuls_has_no_place_any_more(days):
    d = days("K004", "K012").on("2011-04-18")
    score_quarter(d.engine, quarter(d), by=KPMO)
    case = results(d.engine, "2011-Q1")["K004"]
    d.fire(case.id, "annul", CITY, comment="it was no project of the list")
    assert [place.score.data["number"] for place in ranking(d.engine, "2011-Q1")] == ["K012"]
    assert "K004" not in results(d.engine, "2011-Q1")


def test_a_department_is_scored_by_the_items_it_leads(days):
    d = days("K002").on("2011-01-06")
    found = d.engine.cases(parent=d.cases["K002"], workflow="approval-item", limit=200).cases
    items = {case.data["code"]: case.id for case in found}
    owner, window = Actor(PROJECTS["K002"]["owner_contact"]), Actor("nr-officer", {"func", "nr"})

    def handle(code):
        for trigger, who in (("submit", owner), ("accept", window), ("review", window)):
            d.fire(items[code], trigger, who)

    handle("LAND_SUPPLY")  # the catalogue has no limit for it
    d.fire(items["LAND_SUPPLY"], "grant", window, {"document_number": "LS-1"})
    handle("LAND_USE_PERMIT")  # ten working days, and nothing happens
    d.on("2011-04-18")
    rows = {row["subject"]: row for row in draft_quarter(d.engine, Q1)}
    (duties,) = rows["2011-Q1/unit/NR"]["lines"]
    assert (duties["component"], duties["points"], duties["evidence"]) == ("duties", 0, "0/1")
    approvals = [line for line in rows["2011-Q1/K002"]["lines"]
                 if line["component"] == "approvals"]  # fmt: skip
    assert [(line["points"], line["evidence"]) for line in approvals] == [
        (0, "due=1; late=LAND_USE_PERMIT")
    ]


def test_scoring_again_after_a_stop_writes_only_what_is_missing(days):
    d = days("K004", "K012").on("2011-04-18")
    assert score_quarter(d.engine, quarter(d), by=KPMO) == 4
    assert score_quarter(d.engine, quarter(d), by=KPMO) == 0
    assert quarter(d).data["scored"] == 4
    assert not quarter(d).data["rows"]


def test_open_data_are_not_scored(days):
    d = days("K004").on("2011-04-10")
    with pytest.raises(InputError, match="not frozen"):
        score_quarter(d.engine, quarter(d), by=KPMO)
    with pytest.raises(InputError, match="no quarter-review"):
        review_of(d.engine, "2012-Q1")
    with pytest.raises(InputError, match="none of base-1"):
        draft_quarter(d.engine, Q1, rubric="base-9")


def test_ranks_move_with_a_restatement_and_the_old_ranking_can_be_asked_for(days):
    d = days("K004", "K012")
    for month in (1, 2, 3):
        report(d, "K004", month, AS_PLANNED)
        report(d, "K012", month, (15, 30, 50), on=f"2011-{month + 1:02}-04")
    d.on("2011-04-18")
    published(d)
    assert [(place.rank, place.score.data["number"]) for place in ranking(d.engine, "2011-Q1")] == [
        (1, "K004"), (2, "K012"),
    ]  # fmt: skip
    d.on("2011-07-12")
    correct(d, "K004", 3, (20, 40, 45))
    propose_restatement(d.engine, quarter(d), ["K004"], by=KPMO, reason="45")
    d.on("2011-07-13")
    restate(d.engine, quarter(d), by=CITY)
    now = ranking(d.engine, "2011-Q1")
    assert [place.score.data["number"] for place in now] == ["K012", "K004"]
    assert [place.score.data["rank"] for place in now] == [1, 2]
    then = ranking(d.engine, "2011-Q1", known_at=at("2011-07-01"))
    assert [place.score.data["number"] for place in then] == ["K004", "K012"]
    assert [place.score.data["rank"] for place in then] == [1, 2]


def test_the_city_may_turn_a_restatement_down(days):
    d = days("K004").on("2011-04-18")
    published(d)
    before = total(d)
    d.on("2011-07-12")
    propose_restatement(d.engine, quarter(d), ["K004"], by=KPMO, reason="a mistake")
    turn_down(d.engine, quarter(d), by=CITY, comment="no mistake")
    assert (quarter(d).state, total(d)) == ("published", before)
    with pytest.raises(InputError, match="K099 has no score"):
        propose_restatement(d.engine, quarter(d), ["K099"], by=KPMO, reason="-")


def test_an_accident_is_a_veto_for_quarter_and_year(days):
    d = days("K004").on("2011-04-18")
    score_quarter(d.engine, quarter(d), by=KPMO, vetoes={"K004": "坍塌 / collapse"})
    case = results(d.engine, "2011-Q1")["K004"]
    assert (case.data["total"], case.data["grade"], case.data["veto"]) == (
        0, "fail", "坍塌 / collapse",
    )  # fmt: skip


def year_end(d, done):
    """Report and publish four quarters, and return the annual assessment."""
    for month in range(1, 13):
        when = f"2011-{month + 1:02}-03" if month < 12 else "2012-01-04"
        report(d, "K004", month, done, on=when)
        if month in {3, 6, 9}:
            name = f"2011-Q{month // 3}"
            while quarter(d, name).state == "open":
                d.on(str(d.clock.day.fromordinal(d.clock.day.toordinal() + 1)))
            score_quarter(d.engine, quarter(d, name), by=KPMO)
    return d


def test_a_year_is_the_mean_of_its_quarters_and_its_volume_and_the_city_decides(days):
    d = year_end(days("K004"), [20 * month for month in range(1, 13)])
    d.on("2012-01-20")
    for n in (1, 2, 3, 4):
        name = f"2011-Q{n}"
        score_quarter(d.engine, quarter(d, name), by=KPMO)
        lay_open(d.engine, quarter(d, name), by=KPMO)
    annual = annual_of(d.engine, 2011)
    assert assess_year(d.engine, annual, by=KPMO, result="all targets met") == 2
    lay_open(d.engine, annual, by=KPMO)
    assert not is_decided(d.engine, 2011)
    early = codes(decide_year, d.engine, annual, by=CITY)
    assert early == ["objection-open", *["quarter-unpublished"] * 4]
    d.on("2012-01-31")
    for n in (1, 2, 3, 4):
        publish(d.engine, quarter(d, f"2011-Q{n}"), by=KPMO)
    decide_year(d.engine, annual, by=CITY)
    assert is_decided(d.engine, 2011)
    assert d.engine.case(annual.id).data["decided_by"] == "city"
    grade = results(d.engine, "2011", workflow="annual-grade")["K004"]
    quarters = [total(d, period=f"2011-Q{n}") for n in (1, 2, 3, 4)]
    # 240 of 229.8 million are 104.44 %: + 0.89 on the mean of the quarters
    wanted = sum(quarters) / 4 + (Decimal(240) / Decimal("229.8") * 100 - 100) / 5
    assert abs(grade.data["total"] - wanted) < Decimal("0.01")
    # Two of its milestones were never verified.
    assert grade.data["grade"] == "good"
    found = volume(d.engine, 2011)
    assert (found.planned, found.done) == (Decimal("229.8") * MILLION, 240 * MILLION)


def decided(d):
    """Play K004's year, 20 million a month, to the city's decision; returns the assessment."""
    year_end(d, [20 * month for month in range(1, 13)])
    d.on("2012-01-20")
    for n in (1, 2, 3, 4):
        score_quarter(d.engine, quarter(d, f"2011-Q{n}"), by=KPMO)
        lay_open(d.engine, quarter(d, f"2011-Q{n}"), by=KPMO)
    annual = annual_of(d.engine, 2011)
    assess_year(d.engine, annual, by=KPMO, result="all targets met")
    lay_open(d.engine, annual, by=KPMO)
    d.on("2012-01-31")
    for n in (1, 2, 3, 4):
        publish(d.engine, quarter(d, f"2011-Q{n}"), by=KPMO)
    decide_year(d.engine, annual, by=CITY)
    return d


def year(d):
    return annual_of(d.engine, 2011)


def grade(d, number="K004", **then):
    return total(d, number, "2011", workflow="annual-grade", **then)


def test_a_decided_year_is_restated_after_a_correction_the_city_let_be_made(days):
    """E11, C4.12: the quarter first, then the year; whoever asks by then gets what was decided."""
    d = decided(days("K004"))
    was, quarter_was = grade(d), total(d, period="2011-Q4")
    assert (corrections(d.engine, year(d)), draft_restatement(d.engine, year(d))) == ([], [])
    # On the next year's list it has a plan of its own, and is measured by that of 2011 still.
    d.on("2012-02-10")
    adopt_list(d.engine, [PROJECTS["K004"] | next_years()], by=CITY)
    assert d.project("K004").data["list_year"] == 2012
    d.on("2012-03-12")
    december = d.reports("K004")["2011-12"]
    less = [20 * month for month in range(1, 12)] + [210]
    agree_to_correction(d.engine, december, by=CITY, reason="the auditor found it")
    correct(d, "K004", 12, less, "the auditor measured less")
    (waiting,) = corrections(d.engine, year(d))
    assert (waiting.number, waiting.period, waiting.revision) == ("K004", "2011-12", 2)
    assert ("2012-03-12", "M29-correction", "role:kpmo") in d.told(year(d).id)
    propose_restatement(d.engine, quarter(d, "2011-Q4"), ["K004"], by=KPMO, reason="December")
    restate(d.engine, quarter(d, "2011-Q4"), by=CITY)
    assert total(d, period="2011-Q4") < quarter_was
    assert grade(d) == was
    assert [one.period for one in corrections(d.engine, year(d))] == ["2011-12", "2011-Q4"]
    project, unit = draft_restatement(d.engine, year(d))
    quarters = [total(d, period=f"2011-Q{n}") for n in (1, 2, 3, 4)]
    # 210 of 229.8 million are 91.38 %: eight full points short, and no bonus any more
    assert abs(project["total"] - (sum(quarters) / 4 - 8)) < Decimal("0.01")
    assert (unit["number"], unit["done"]) == ("qinghe", 210 * MILLION)
    propose_restatement(d.engine, year(d), ["K004"], by=KPMO, reason="the auditor's figure")
    assert (year(d).state, grade(d), corrections(d.engine, year(d))) == ("proposed", was, [])
    assert codes(restate, d.engine, year(d), by=KPMO) == ["not-allowed", "same-person"]
    d.on("2012-03-13")
    restate(d.engine, year(d), by=CITY)
    assert (grade(d), grade(d, known_at=at("2012-03-12", 12))) == (project["total"], was)
    case = results(d.engine, "2011", workflow="annual-grade")["K004"]
    assert (case.state, case.data["version"], case.data["reason"]) == (
        "restated", 2, "the auditor's figure",
    )  # fmt: skip
    assert year(d).data["restatements"] == 1
    assert volume(d.engine, 2011).done == 210 * MILLION
    assert volume(d.engine, 2011, known_at=at("2012-03-11")).done == 240 * MILLION
    with pytest.raises(InputError, match="in its quarter"):
        propose_restatement(d.engine, year(d), ["K004"], by=KPMO, reason="-", cleared=["K004"])


def test_a_restated_quarter_alone_leads_to_a_restated_year_and_the_city_may_decline(days):
    d = decided(days("K004"))
    was = grade(d)
    rows = propose_restatement(d.engine, quarter(d), ["K004"], by=KPMO, reason="counted again")
    restate(d.engine, quarter(d), by=CITY)
    (waiting,) = corrections(d.engine, year(d))
    assert (waiting.number, waiting.period, waiting.reason) == ("K004", "2011-Q1", "counted again")
    assert rows[0]["total"] == total(d)
    propose_restatement(d.engine, year(d), ["K004"], by=KPMO, reason="the first quarter")
    turn_down(d.engine, year(d), by=CITY, comment="it changes nothing")
    assert (year(d).state, grade(d), corrections(d.engine, year(d))) == ("decided", was, [])
    d.fire(year(d).id, "close", KPMO)
    propose_restatement(d.engine, quarter(d), ["K004"], by=KPMO, reason="once more")
    restate(d.engine, quarter(d), by=CITY)
    assert corrections(d.engine, year(d)) == []


def test_a_red_light_costs_a_tenth_until_a_later_target_is_met(days):
    d = days("K004")
    done = (5, 10, 15, 60, 90, 120)
    for month in range(1, 4):
        report(d, "K004", month, done)
    d.on("2011-04-18")
    published(d)
    # 80 x 15 / 57.45 = 20.89 and 20 are 40.89; less a tenth where the light is red
    first = results(d.engine, "2011-Q1")["K004"]
    assert (first.data["total"], first.data["light_off"]) == (Decimal("36.80"), True)
    assert clearings(d.engine, Q1) == []
    for month in range(4, 7):
        report(d, "K004", month, done)
    while quarter(d, "2011-Q2").state == "open":
        d.on(str(d.clock.day.fromordinal(d.clock.day.toordinal() + 1)))
    score_quarter(d.engine, quarter(d, "2011-Q2"), by=KPMO)
    assert clearings(d.engine, Q1) == ["K004"]
    propose_restatement(
        d.engine, quarter(d), ["K004"], by=KPMO, reason="the second quarter's target is met",
        cleared=["K004"],
    )  # fmt: skip
    restate(d.engine, quarter(d), by=CITY)
    again = results(d.engine, "2011-Q1")["K004"]
    assert (again.data["total"], again.data["light_off"], again.data["cleared"]) == (
        Decimal("40.89"), False, True,
    )  # fmt: skip
    assert clearings(d.engine, Q1) == []


def test_a_score_on_sqlite_is_the_same_case_line_by_line(days, tmp_path):
    url = f"sqlite:///{tmp_path / 'office.db'}"
    there, here = days("K004", url=url), days("K004")
    for d in (there, here):
        report(d, "K004", 1, AS_PLANNED)
        d.on("2011-04-18")
        score_quarter(d.engine, quarter(d), by=KPMO)
    lines = [scores(d.engine, "2011-Q1", kind="project")[0].data["lines"] for d in (there, here)]
    assert lines[0] == lines[1]
    assert [line["component"] for line in lines[0]][:3] == ["investment", "reporting", "problems"]
