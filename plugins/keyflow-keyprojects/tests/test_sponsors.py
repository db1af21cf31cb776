"""E4: a sponsor is replaced mid-stage; a project never has none or two."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyflow import Refused
from keyflow.plugin import Actor
from keyflow.testing import FakeClock
from keyflow_keyprojects.blockers import raise_blocker
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.people import leaders
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.fx import PLAN_RATE
from keyflow_keyprojects.office import adopt_list, change_sponsor
from keyflow_keyprojects.orders import issue_order
from keyflow_keyprojects.roster import leave_office
from keyflow_keyprojects.sponsors import (
    accept_handover,
    contact_log,
    sponsor_at,
    tenures,
    vacancies,
    workload,
)

from .days import CITY, Days, at  # noqa: TID252 - tests are no package

KPMO = Actor("kpmo-1", {"kpmo"})
NUMBER = "K002"
A = next(p for p in key_projects() if p["number"] == NUMBER)["sponsor"]
B, C = [leader.id for leader in leaders() if leader.id != A][:2]


@pytest.fixture
def days():
    office = Days(NUMBER, begin="2011-04-27")
    yield office
    office.engine.close()


def test_everything_goes_over_at_one_instant_and_the_past_still_says_who_it_was(days):
    project = days.project(NUMBER)
    blockers = [
        raise_blocker(days.engine, project, "land", f"plot {n}", by=KPMO).id for n in (1, 2)
    ]
    order = issue_order(days.engine, project, "blue", "hurry", by=KPMO).id
    days.on("2011-05-16", hour=8)
    assert {days.engine.case(each).data["level"] for each in blockers} == {3}
    change_sponsor(days.engine, days.project(NUMBER), B, by=CITY, comment="see the land file")
    project = days.project(NUMBER)
    for day, who in (("2011-05-10", A), ("2011-05-15", A), ("2011-05-16", B)):
        assert sponsor_at(days.engine, project, at(day)) == who
        assert days.engine.case(project.id, as_of=at(day)).data["sponsor"] == who
    assert {days.engine.case(each).data["sponsor"] for each in (*blockers, order)} == {B}
    first, second = tenures(days.engine, project)
    assert (first.until, second.until) == (second.since, None)
    assert second.handover["open_blockers"] == (f"{NUMBER}/blocker/1", f"{NUMBER}/blocker/2")
    assert second.handover["open_orders"] == (f"{NUMBER}/order/1",)
    assert (second.handover["from"], second.handover["note"]) == (A, "see the land file")
    told = {m.to for m in days.engine.outbox(case=project.id, limit=1000) if m.notice == "M22"}
    assert told == {A, B, project.data["head"], "role:kpmo", project.data["owner_contact"]}
    accept_handover(days.engine, project, by=Actor(B))
    assert tenures(days.engine, project)[1].handover["accepted_at"] == at("2011-05-16", hour=8)
    with pytest.raises(Refused):
        accept_handover(days.engine, project, by=Actor(A))


def test_nobody_leaves_a_project_without_a_sponsor(days):
    with pytest.raises(Refused, match="No city leader"):
        change_sponsor(days.engine, days.project(NUMBER), None, by=CITY)
    (only,) = tenures(days.engine, days.project(NUMBER))
    case = days.engine.cases(parent=days.cases[NUMBER], workflow="sponsorship").cases[0]
    for trigger in ("end", "hand_over"):
        with pytest.raises(Refused):
            days.fire(case.id, trigger, CITY)
    assert only.until is None


def test_nobody_sponsors_a_project_for_no_time_at_all(days):
    days.on("2011-05-16", hour=8)
    change_sponsor(days.engine, days.project(NUMBER), B, by=CITY)
    for when in (None, at("2011-05-16", hour=8)):
        with pytest.raises(Refused, match="since 2011-05-16 08:00; a change needs a later time"):
            change_sponsor(days.engine, days.project(NUMBER), C, by=CITY, occurred_at=when)
    days.on("2011-05-16", hour=9)
    change_sponsor(days.engine, days.project(NUMBER), C, by=CITY)
    assert [one.leader for one in tenures(days.engine, days.project(NUMBER))] == [A, B, C]


def test_a_change_of_another_day_says_when_it_can_be_entered(days):
    project = days.project(NUMBER)
    days.on("2011-05-16", hour=8)
    with pytest.raises(Refused, match="2011-06-01 09:00 has not come yet; enter the change on th"):
        change_sponsor(days.engine, project, B, by=CITY, occurred_at=at("2011-06-01"))
    change_sponsor(days.engine, project, B, by=CITY, occurred_at=at("2011-05-10"))
    assert sponsor_at(days.engine, days.project(NUMBER), at("2011-05-09")) == A
    assert sponsor_at(days.engine, days.project(NUMBER), at("2011-05-10")) == B
    raise_blocker(days.engine, days.project(NUMBER), "land", "plot 1", by=KPMO)
    days.on("2011-05-16", hour=9)
    for earlier, why in (
        ("2011-05-05", "since 2011-05-10 09:00"),
        ("2011-05-12", "blocker/1 is open.l1 since 2011-05-16 08:00"),
        ("2011-03-01", "K002 is planning.land since 2011-04-27"),
    ):
        with pytest.raises(Refused, match=why) as error:
            change_sponsor(days.engine, days.project(NUMBER), C, by=CITY, occurred_at=at(earlier))
        assert error.value.findings[0].say("zh") != error.value.findings[0].say()


def test_a_vacancy_is_bridged_for_thirty_days_and_then_the_city_is_told(days):
    gone = [Term(B, date(2011, 1, 1), date(2011, 6, 20)), Term(A, date(2011, 1, 1))]
    days.on("2011-04-28")
    change_sponsor(days.engine, days.project(NUMBER), B, by=CITY)
    assert vacancies(days.engine, gone, date(2011, 6, 19)) == []
    assert [p.subject for p in vacancies(days.engine, gone, date(2011, 6, 20))] == [NUMBER]
    days.on("2011-06-20")
    change_sponsor(days.engine, days.project(NUMBER), C, by=CITY, acting=True)
    project = days.project(NUMBER)
    assert (project.data["sponsor_acting"], project.data["acting_until"]) == (
        True, date(2011, 7, 20),
    )  # fmt: skip
    acting = days.engine.cases(parent=project.id, workflow="sponsorship", standing="active")
    days.on("2011-07-20", hour=23)
    assert days.told(acting.cases[0].id) == []
    days.on("2011-07-21")
    assert set(days.told(acting.cases[0].id)) == {
        ("2011-07-21", "M20-acting", "role:city"), ("2011-07-21", "M20-acting", "role:kpmo"),
    }  # fmt: skip
    with pytest.raises(Refused, match="stands in for the sponsor already"):
        change_sponsor(days.engine, days.project(NUMBER), A, by=CITY, acting=True)
    change_sponsor(days.engine, days.project(NUMBER), A, by=CITY)
    project = days.project(NUMBER)
    assert (project.data["sponsor_acting"], project.data["acting_until"]) == (False, None)


def test_who_has_how_much_and_who_was_there(days):
    days.on("2011-06-01")
    (contact,) = contact_log(days.engine, number=NUMBER)[:1]
    case = days.engine.cases(workflow="sponsor-contact", order="opened").cases[0]
    days.fire(case.id, "log", KPMO, {"met_on": date(2011, 5, 20), "what": "on site"})
    (load,) = workload(days.engine, PLAN_RATE)
    assert (load.leader, load.projects, load.acting) == (A, 1, 0)
    plan = days.project(NUMBER).data["year_plan"]
    assert load.year_plan == Decimal(plan.amount)
    assert (contact.leader, contact.met_on) == (A, None)
    assert contact_log(days.engine, leader=A)[0].met_on == date(2011, 5, 20)
    assert contact_log(days.engine, leader=B) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["change", "act", "exit", "demote", "fail", "suspend", "nobody"]),
        st.integers(0, 4),
        st.integers(0, 30),
    ),
    max_size=10,
)


def holders(found, instant):
    return [
        t.leader for t in found if t.since <= instant and (t.until is None or instant < t.until)
    ]


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_at_every_instant_there_is_exactly_one_sponsor(steps):
    clock = FakeClock(datetime(2011, 5, 4, 4, tzinfo=UTC))
    engine = city_engine(clock=clock)
    (case,) = adopt_list(
        engine, [p for p in key_projects() if p["number"] == NUMBER], by=CITY
    ).cases
    begun = clock()
    for what, who, days in steps:
        clock.tick(days=days)
        leader = None if what == "nobody" else leaders()[who].id
        try:
            if what in {"change", "act", "nobody"}:
                change_sponsor(engine, engine.case(case.id), leader, by=CITY, acting=what == "act")
            else:
                engine.fire(case.id, what, by=CITY, comment="so it is")
        except Refused:
            continue
    now, found = engine.case(case.id), tenures(engine, case)
    assert found[0].since == begun
    for one, later in pairwise(found):
        assert one.until == later.since
    listed = now.state.partition(".")[0] not in {"preliminary", "exited"}
    assert (found[-1].until is None) is listed
    for one in found:
        if one.until != one.since:
            last = (one.until or clock.tick(days=1)) - timedelta(microseconds=1)
            for instant in (one.since, last):
                assert holders(found, instant) == [one.leader]
                assert sponsor_at(engine, now, instant) == one.leader
    engine.close()


def test_who_stands_in_may_be_named_for_good(days):
    days.on("2011-06-20")
    change_sponsor(days.engine, days.project(NUMBER), C, by=CITY, acting=True)
    days.on("2011-06-25")
    with pytest.raises(Refused, match="stands in for the sponsor already"):
        change_sponsor(days.engine, days.project(NUMBER), C, by=CITY, acting=True)
    change_sponsor(days.engine, days.project(NUMBER), C, by=CITY)
    project = days.project(NUMBER)
    assert (project.data["sponsor"], project.data["sponsor_acting"]) == (C, False)
    assert [one.acting for one in tenures(days.engine, project)] == [False, True, False]


def test_a_leader_who_leaves_projects_behind_is_a_red_event(days):
    days.on("2011-06-20")
    leave_office(days.engine, B, by=CITY)
    left = leave_office(days.engine, A, by=CITY)
    told = {(notice, to) for _, notice, to in days.told(left.id)}
    assert told == {("M20-vacant", f"role:{role}") for role in ("city", "kpmo", "supervision")}
    assert days.engine.case(left.id).data["projects_left"] == NUMBER
