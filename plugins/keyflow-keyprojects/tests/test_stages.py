"""The stages asked by somebody who tries every way round: reports, permits, steps, windows."""

from datetime import date, timedelta

import pytest

from keyflow import Refused
from keyflow.commands import Edit, Reject, Resume, Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects.city.engine import PANEL
from keyflow_keyprojects.city.projects import building_firms, key_projects, preliminary_projects
from keyflow_keyprojects.dates import ZONE, add_months
from keyflow_keyprojects.office import accept_files, adopt_list, decide, nominate
from keyflow_keyprojects.plans.permits import end_of

from .office_life import CITY, FUNC, KPMO, Life, panel_agrees  # noqa: TID252 - tests are no package

CLEAN = {project["number"]: project for project in key_projects()}


def codes(call, *args, **more):
    """Return the codes of what is refused."""
    with pytest.raises(Refused) as no:
        call(*args, **more)
    return [finding.code for finding in no.value.findings]


def last_day(life, name):
    return next(item.due.astimezone(ZONE).date() - timedelta(days=1)
                for item in life.case.armed if item.name == name)  # fmt: skip


@pytest.fixture
def life(office, clock):
    found = Life(office, clock)
    found.select()
    return found


@pytest.fixture
def permitted(life):
    life.approval()
    life.planning()
    life.go("hand_over", life.dept)
    life.grant("construction")
    life.go("construction_permit", FUNC, building_firms("K026"))
    return life


@pytest.fixture
def running(office, clock):
    (case,) = adopt_list(office, [CLEAN["K023"]], by=CITY).cases
    found = Life.__new__(Life)
    found.engine, found.clock, found.project = office, clock, CLEAN["K023"]
    found.id, found.told, found._known = case.id, {}, set()
    return found


@pytest.mark.parametrize("stage", ["construction", "planning"])
def test_a_project_is_selected_into_the_first_stage_that_is_not_complete(office, stage):
    given = CLEAN["K009"] | {"entry_stage": stage, "kind": "continuing"}
    (case,) = nominate(office, [given], Actor(given["head"], {"unit"}))
    accept_files(office, [case.id], KPMO, PANEL)
    panel_agrees(office, [case.id])
    assert "item-outstanding" in codes(decide, office, [office.case(case.id)], CITY)


def test_a_plan_is_not_carried_over_within_its_year_nor_to_another_list(office):
    (case,) = adopt_list(office, [CLEAN["K004"]], by=CITY).cases
    less = {"year_plan": {"amount": "12.00", "currency": "CNY"}}
    for data in (less, {"list": "preliminary", "list_year": 2012}, {"list_year": 2010}):
        found = codes(office.fire, case.id, "carry_over", by=CITY, data=data)
        assert {"carried-within-year", "carried-to-another-list"} & set(found)
    assert office.case(case.id).data["year_plan"].amount == 229_800_000


def test_what_is_handed_over_adds_up_and_the_owner_does_not_plan_it(life):
    life.approval()
    life.grant("planning")
    life.land()
    for step in ("land_permit", "scheme_ok", "works_permit", "drawings_ok"):
        life.go(step, FUNC)
    targets = life.case.data.raw["targets"]
    short = targets | {"amount": {"amount": "1.00", "currency": "CNY"}}
    assert codes(life.engine.do, Edit(life.id, {"targets": short}), by=life.owner) == [
        "guarded-field"
    ]
    life.engine.do(Edit(life.id, {"targets": short}), by=life.dept)
    assert "targets-astray" in codes(life.go, "hand_over", life.dept)
    life.engine.do(Edit(life.id, {"targets": targets}), by=life.dept)
    life.go("hand_over", life.dept)


def test_planning_goes_on_where_it_failed_and_nowhere_else(life):
    life.approval()
    life.go("fail", FUNC, comment="no land")
    jump = {"failed_step": "drawings"}
    assert codes(life.engine.do, Edit(life.id, jump), by=life.owner) == ["guarded-field"]
    assert "guarded-field" in codes(life.go, "reapply", life.owner, jump)
    life.go("reapply", life.owner)
    assert life.case.state == "planning.land"


def test_who_failed_is_reminded_after_ten_working_days(life, clock):
    life.approval()
    life.go("fail", FUNC, comment="no land")
    clock.tick(days=20)
    life.engine.run_due()
    told = {m.to for m in life.engine.outbox(case=life.id) if m.notice == "M15-again"}
    assert told == {life.owner.id, life.project["head"], "role:kpmo"}


def test_a_start_is_verified_as_the_owner_reported_it_under_this_permit(permitted, clock):
    report = {"started_on": permitted.today, "photos": ["g"], "supervision_note": "JL"}
    assert "not-written" in codes(
        permitted.go, "verify_start", permitted.dept, {"start_report": report}
    )
    edit = Edit(permitted.id, {"start_report": report})
    assert codes(permitted.engine.do, edit, by=permitted.dept) == ["guarded-field"]
    permitted.go("report_start", permitted.owner, {"start_report": report})
    clock.tick(days=120)
    permitted.engine.run_due()
    assert permitted.case.state == "construction.pending"
    (anew,) = (item for item in permitted.items() if item.state == "handling.draft")
    permitted.handle(anew)
    permitted.go("construction_permit", FUNC)
    assert "evidence-missing" in codes(permitted.go, "verify_start", permitted.dept)


def test_an_extension_goes_on_from_the_end_that_runs(permitted, clock):
    granted = permitted.today
    assert last_day(permitted, "start") == add_months(granted, 3)
    clock.tick(days=5)
    permitted.go("extend_start", FUNC, comment="rain")
    assert last_day(permitted, "start") == add_months(granted, 6)
    too_long = {"start_extended_to": add_months(granted, 10)}
    assert codes(permitted.go, "extend_start", FUNC, too_long, "rain") == ["start-put-off"]
    asked = {"start_extended_to": add_months(granted, 7)}
    permitted.go("extend_start", FUNC, asked, "rain")
    assert last_day(permitted, "start") == add_months(granted, 7)


def test_who_has_not_started_is_reminded_after_sixty_days(permitted, clock):
    clock.tick(days=62)
    permitted.engine.run_due()
    told = {m.to for m in permitted.engine.outbox(case=permitted.id) if m.notice == "M23-start"}
    assert told == {permitted.owner.id, permitted.case.data["dispatcher"],
                    permitted.project["head"]}  # fmt: skip


def test_each_milestone_is_reported_by_the_owner_and_verified_once(running):
    report = {"step": "foundation", "done_on": running.today, "evidence": ["f.jpg"]}
    told = {"milestone_report": report}
    assert "not-written" in codes(running.go, "verify_milestone", running.dept, told)
    running.go("milestone", running.owner, told)
    running.go("verify_milestone", running.dept)
    for again in ("verify_milestone", "complete_main_works"):
        assert codes(running.go, again, running.dept)[0] == "milestone-verified"
    last = {"milestone_report": report | {"step": "fit_out"}}
    running.go("milestone", running.owner, last)
    found = codes(running.go, "complete_main_works", running.dept)
    assert found[0] == "milestone-before"


def test_works_are_complete_when_every_milestone_is_verified(running):
    for step, verify in (("foundation", "verify_milestone"), ("structure", "complete_main_works")):
        report = {"step": step, "done_on": running.today, "evidence": ["x.jpg"]}
        running.go("milestone", running.owner, {"milestone_report": report})
        running.go(verify, running.dept)
    assert "milestone-verified" in codes(running.go, "complete", running.dept)
    report = {"step": "fit_out", "done_on": running.today, "evidence": ["x.jpg"]}
    running.go("milestone", running.owner, {"milestone_report": report})
    running.go("complete", running.dept)
    assert running.case.state == "construction.completed"


def test_a_stop_counts_from_the_day_it_was_reported_at_the_latest(running, clock):
    stop = {"since": date(2031, 1, 1), "reason": "steel", "site_protection": "fenced"}
    found = codes(running.go, "report_stop", running.owner, {"stop_report": stop}, "steel")
    assert found == ["evidence-in-future"]
    late = stop | {"since": running.today - timedelta(days=40)}
    outcome = running.go("report_stop", running.owner, {"stop_report": late}, "steel")
    assert [finding.code for finding in outcome.warnings] == ["stop-reported-late"]
    clock.tick(days=400)
    later = Edit(running.id, {"stop_report": stop | {"since": running.today}})
    for by in (running.owner, running.dept):
        assert codes(running.engine.do, later, by=by) == ["guarded-field"]
    assert codes(running.go, "restart", running.owner) == ["reverification-missing"]
    own = {"reverification": {"verified_on": running.today, "document": "own"}}
    assert "claimed-field" in codes(running.go, "restart", running.owner, own)
    running.go("restart", running.dept, own)


def test_a_department_that_is_against_it_is_told_to_sponsor_and_supervision(life):
    life.go("apply_decision", life.owner)
    life.grant("approval")
    life.go("decision_granted", FUNC)
    known = {message.id for message in life.engine.outbox(limit=10_000)}
    life.vote("nr", Reject, comment="the plot is farm land")
    assert life.case.state == "approval.failed"
    told = [m for m in life.engine.outbox(limit=10_000) if m.id not in known]
    people = {life.project["sponsor"], life.project["head"]}
    assert {m.to for m in told if m.notice == "M15"} == {*people, "role:kpmo"}
    assert {m.to for m in told if m.notice == "M20"} == {*people, "role:supervision"}


def test_an_item_is_handled_by_the_department_that_leads_it(life):
    life.approval()
    item = next(i for i in life.items() if i.data["code"] == "LAND_SUPPLY")
    life.engine.fire(item.id, "submit", by=life.owner)
    water, land = Actor("wr-1", {"func", "wr"}), Actor("nr-1", {"func", "nr"})
    assert codes(life.engine.fire, item.id, "accept", by=water) == ["not-the-lead"]
    for step in ("accept", "review"):
        life.engine.fire(item.id, step, by=land)
    number = {"document_number": "X"}
    for by in (life.owner, water, KPMO):
        assert codes(life.engine.do, Edit(item.id, number), by=by) == ["not-the-lead"]
    assert codes(life.engine.fire, item.id, "grant", by=water, data=number) == ["not-the-lead"]
    life.engine.fire(item.id, "grant", by=land, data=number)
    assert "not-allowed" in codes(life.go, "land_supplied", water)


def test_a_document_holds_into_the_future_and_is_extended_to_a_later_day(life):
    life.approval()
    (item,) = (i for i in life.items() if i.data["code"] == "LAND_SUPPLY")
    life.handle(item)
    (item,) = (i for i in life.items() if i.data["code"] == "LAND_USE_PERMIT")
    for step, by in (("submit", life.owner), ("accept", FUNC), ("review", FUNC)):
        life.engine.fire(item.id, step, by=by)

    def grant(trigger, **data):
        given = {"document_number": "X"} | data
        return life.engine.fire(item.id, trigger, by=FUNC, data=given).case

    yesterday = life.today - timedelta(days=1)
    assert codes(grant, "grant", expires=yesterday) == ["document-past"]
    due = life.clock() - timedelta(days=1)
    assert codes(grant, "grant_with_commitment", commitment_due=due) == ["commitment-past"]
    held = grant("grant", expires=life.today)
    assert held.data["lapses"] == end_of(life.today)

    def extend(**data):
        return life.engine.fire(item.id, "extend", by=FUNC, data=data, comment="more").case

    assert codes(extend) == codes(extend, expires=life.today) == ["document-no-later"]
    later = life.today + timedelta(days=30)
    assert extend(expires=later).data["lapses"] == end_of(later)


def test_what_rests_on_a_promise_that_was_broken_is_flagged(life, clock):
    life.approval()
    items = {i.data["code"]: i for i in life.items()}
    life.handle(items["LAND_SUPPLY"])
    use = items["LAND_USE_PERMIT"].id
    for step, by in (("submit", life.owner), ("accept", FUNC), ("review", FUNC)):
        life.engine.fire(use, step, by=by)
    promise = {"document_number": "X", "commitment_due": clock() + timedelta(days=5)}
    life.engine.fire(use, "grant_with_commitment", by=FUNC, data=promise)
    for code in ("LAND_TITLE", "SCHEME_REVIEW", "CIVIL_DEFENCE"):
        if code in items:
            life.handle(items[code])
    clock.tick(days=40)
    life.engine.run_due()
    flagged = {i.data["code"] for i in life.items() if i.data["flagged"] == "LAND_USE_PERMIT"}
    assert flagged == {"LAND_TITLE", "SCHEME_REVIEW", "CIVIL_DEFENCE"} & items.keys()
    told = {m.to for m in life.engine.outbox(limit=10_000) if m.notice == "M16-flag"}
    assert told == {"NR", life.project["head"], "role:kpmo", life.owner.id}


def test_below_target_is_said_after_24_months_and_time_tells_of_it(running, clock):
    life = running
    life.milestones()
    life.acceptance()
    life.go("hand_over", life.dept)
    life.go("start_production", life.dept)
    assert codes(life.go, "fall_below", life.dept, comment="few sales") == ["below-too-early"]
    clock.tick(days=735)
    life.engine.run_due()
    told = {m.to for m in life.engine.outbox(case=life.id) if m.notice == "M23-capacity"}
    assert told == {"role:kpmo", life.project["head"], life.owner.id}
    life.go("fall_below", life.dept, comment="few sales")


def test_the_joint_acceptance_has_twelve_working_days_and_the_filing_fifteen(running, clock):
    life = running
    life.milestones()
    none = {"amount": "0.00", "currency": "CNY"}
    step = {"step": "joint_acceptance", "due": "2012-03-31", "amount": none, "months": {}}
    stage = {"stage": "acceptance", "amount": none, "accountable": "unit", "steps": [step],
             "start": "2011-12-01", "due": "2012-03-31"}  # fmt: skip
    targets = life.case.data.raw["targets"]
    more = targets | {"stages": [*targets["stages"], stage]}
    life.go("hand_over", life.dept, {"targets": more})
    life.grant("acceptance")
    life.go("apply_joint", life.owner)
    clock.tick(days=30)
    life.engine.run_due()
    late = {m.to for m in life.engine.outbox(case=life.id) if m.notice == "M13-joint-overdue"}
    assert late == {"role:hud", "role:kpmo", life.project["sponsor"]}
    life.all_agree("joint")
    life.go("accept_works", FUNC)
    clock.tick(days=16)
    life.engine.run_due()
    late = {m.to for m in life.engine.outbox(case=life.id) if m.notice == "M23-filing"}
    assert late == {life.owner.id, "role:kpmo", "role:hud"}


def test_who_stays_preliminary_or_unstarted_for_24_months_is_to_be_reviewed(office, clock):
    reserve = preliminary_projects()[0]
    cases = adopt_list(office, [CLEAN["K009"], reserve], by=CITY).cases
    clock.tick(days=740)
    office.run_due()
    for case in cases:
        told = {m.to for m in office.outbox(case=case.id) if m.notice == "M23-review"}
        assert told == {"role:kpmo", case.data["head"] or "role:head"}


def test_idle_land_is_counted_for_a_project_listed_with_its_land(office, clock):
    given = CLEAN["K008"]
    contract = {"number": "1", "signed_on": "2009-01-01", "start_by": "2010-03-01",
                "area_ha": given["land_ha"], "site": given["site_zh"]}  # fmt: skip
    (case,) = adopt_list(office, [given | {"land_contract": contract}], by=CITY).cases
    clock.tick(hours=1)
    office.run_due()
    case = office.case(case.id)
    assert case.state == "construction.pending"
    assert "taken_back" in {item.name for item in case.armed}
    (found,) = office.cases(parent=case.id, workflow="blocker").cases
    assert found.data["rule"] == "k29-idle-land"
    later = {"land_contract": contract | {"start_by": "2012-06-01"}}
    owner = Actor(case.data["owner_contact"])
    assert codes(office.do, Edit(case.id, later), by=owner) == ["guarded-field"]


def test_a_hold_without_its_first_day_counts_from_the_day_it_was_put_on_hold(running, clock):
    report = {"reason_class": "land", "expected_end": running.today + timedelta(days=200)}
    hold = Suspend(running.id, "land", {"suspension_report": report})
    running.engine.do(hold, by=CITY)
    clock.tick(days=400)
    plan = {
        "made_on": date(2005, 1, 1),
        "planned_finish": running.today + timedelta(days=99),
        "monthly_plan": running.case.data.raw["monthly_plan"],
    }
    found = codes(running.engine.do, Resume(running.id, "", {"replan": plan}), by=CITY)
    assert {"reverification-missing", "replan-old"} <= set(found)
