"""The rest of what the office does: permits that lapse, failures, waivers, a start put off."""

from datetime import date, datetime, timedelta

import pytest

from keyflow import Refused
from keyflow.commands import Waive
from keyflow.plugin import Actor
from keyflow_keyprojects.blockers import escalate, raise_blocker
from keyflow_keyprojects.city.projects import building_firms
from keyflow_keyprojects.dates import ZONE, add_months
from keyflow_keyprojects.office import adopt_list, apply_anew

from .office_life import CITY, FUNC, KPMO, Life  # noqa: TID252 - tests are no package


def local_day(instant):
    return instant.astimezone(ZONE).date()


@pytest.fixture
def permitted(office, clock):
    """A project with its construction permit."""
    life = Life(office, clock)
    life.select()
    life.approval()
    life.planning()
    life.go("hand_over", life.dept)
    life.grant("construction")
    life.go("construction_permit", FUNC, building_firms("K026"))
    return life


def items(life, code):
    return [item for item in life.items() if item.data["code"] == code]


def test_a_start_is_put_off_twice_and_not_a_third_time(permitted, clock):
    for _ in range(2):
        clock.tick(days=80)
        permitted.engine.run_due()
        permitted.go("extend_start", FUNC, comment="rain")
    clock.tick(days=80)
    with pytest.raises(Refused, match="put off 2 times"):
        permitted.go("extend_start", FUNC, comment="rain")
    assert permitted.case.state == "construction.permitted"


def test_a_permit_lapses_when_nobody_starts_and_is_asked_for_anew(permitted, clock):
    known = {message.id for message in permitted.engine.outbox(limit=10_000)}
    clock.tick(days=94)
    permitted.engine.run_due()
    assert permitted.case.state == "construction.pending"
    told = [m for m in permitted.engine.outbox(limit=10_000) if m.id not in known]
    people = {permitted.project["sponsor"], permitted.project["head"]}
    lapsed = {m.to for m in told if m.notice == "M16"}
    assert lapsed == {*people, permitted.owner.id, "role:kpmo"}
    assert people < {m.to for m in told if m.notice == "M20"}
    old, new = sorted(items(permitted, "CONSTRUCTION_PERMIT"), key=lambda item: item.opened)
    assert (old.outcome, new.state) == ("expired", "handling.draft")
    assert len(items(permitted, "TENDER")) == 1
    with pytest.raises(Refused, match="Construction permit is not granted"):
        permitted.go("construction_permit", FUNC)
    permitted.handle(new)
    permitted.go("construction_permit", FUNC)
    assert permitted.case.state == "construction.permitted"


def test_a_document_that_lapses_takes_a_ready_project_back_to_the_step_that_issues_it(
    office, clock
):
    life = Life(office, clock)
    life.select()
    life.approval()
    life.planning()
    (use,) = items(life, "LAND_USE_PERMIT")
    # It holds for a year by the catalogue, though nobody wrote that down.
    assert use.data["expires"] == add_months(local_day(use.since), 12)
    clock.set(use.data["lapses"] - timedelta(minutes=1))
    office.run_due()
    assert life.case.state == "planning.ready"
    known = {message.id for message in office.outbox(limit=10_000)}
    clock.tick(minutes=2)
    office.run_due()
    assert life.case.state == "planning.permit"
    old, new = sorted(items(life, "LAND_USE_PERMIT"), key=lambda item: item.opened)
    assert (old.outcome, new.state) == ("expired", "handling.draft")
    told = [m for m in office.outbox(limit=10_000) if m.id not in known]
    people = {life.project["sponsor"], life.project["head"]}
    assert {m.to for m in told if m.notice == "M16"} == {*people, life.owner.id, "role:kpmo"}
    assert {m.to for m in told if m.notice == "M20"} == {*people, "role:supervision"}
    # Until it is granted anew nothing that needs it goes on, and the others are asked for as well.
    with pytest.raises(Refused, match="no longer in force"):
        life.go("land_permit", FUNC)
    clock.tick(days=3)
    office.run_due()
    assert len(items(life, "WORKS_PLAN_PERMIT")) == 2


def test_an_expired_document_is_no_predecessor_any_more(office, clock):
    life = Life(office, clock)
    life.select()
    life.approval()
    land, use = items(life, "LAND_SUPPLY")[0], items(life, "LAND_USE_PERMIT")[0]
    life.handle(land)
    office.fire(use.id, "submit", by=life.owner)
    office.fire(use.id, "accept", by=FUNC)
    office.fire(use.id, "review", by=FUNC)
    soon = clock() + timedelta(days=30)
    document = {"document_number": "D-1", "expires": soon.date(), "lapses": soon}
    office.fire(use.id, "grant", by=FUNC, data=document)
    life.land()
    clock.tick(days=31)
    scheme = items(life, "SCHEME_REVIEW")[0]
    office.fire(scheme.id, "submit", by=life.owner)
    # Nobody has looked since it lapsed: that is done before what is asked for now.
    assert office.case(use.id).outcome == "expired"
    with pytest.raises(Refused, match="waits for: Construction land-use"):
        office.fire(scheme.id, "accept", by=FUNC)


def test_a_denied_item_is_opened_again_and_a_failed_project_goes_on_where_it_was(office, clock):
    life = Life(office, clock)
    life.select()
    life.approval()
    land = items(life, "LAND_SUPPLY")[0]
    for step in ("submit", "accept", "review"):
        office.fire(land.id, step, by=life.owner if step == "submit" else FUNC)
    office.fire(land.id, "deny", by=FUNC, comment="no quota")
    told = {m.to for m in office.outbox(case=land.id) if m.notice == "M15-item"}
    assert told == {life.project["sponsor"], life.project["head"], "role:kpmo"}
    life.handle(apply_anew(office, life.case, "LAND_SUPPLY", by=KPMO))
    life.land()
    life.go("fail", FUNC, comment="the plan changes")
    assert life.told["fail"] == {
        (kind, to)
        for kind, last in (("M15", "role:kpmo"), ("M20", "role:supervision"))
        for to in (life.project["sponsor"], life.project["head"], last)
    }
    life.go("reapply", life.owner)
    assert life.case.state == "planning.permit"


def test_the_sponsor_alone_waives_an_open_blocker_for_one_hand_over(office, clock):
    life = Life(office, clock)
    life.select()
    life.go("apply_decision", life.owner)
    life.grant("approval")
    life.go("decision_granted", FUNC)
    life.all_agree("review")
    life.go("stage_done", life.dept)
    blocker = raise_blocker(office, life.case, "land", "cottages", by=KPMO)
    for _ in range(3):
        escalate(office, blocker, "now", by=KPMO)
    with pytest.raises(Refused, match="K026/blocker/1"):
        life.go("hand_over", life.dept)
    waiver = Waive(life.id, "k16-blockers", "hand_over", "agreement signed")
    with pytest.raises(Refused, match="waived by sponsor"):
        office.do(waiver, by=CITY)
    office.do(waiver, by=Actor(life.project["sponsor"]))
    life.go("hand_over", life.dept)
    checks = {check.check: check.result for check in office.history(life.id)[-1].checks}
    assert checks["k16-blockers"] == "waived"


def test_money_short_of_the_share_warns_at_the_hand_over_and_blocks_the_permit(office, clock):
    life = Life(office, clock, number="K033")
    life.select()
    life.planning()
    outcome = life.go("hand_over", life.dept)
    assert [finding.check for finding in outcome.warnings] == ["k18-funds"]
    life.grant("construction")
    with pytest.raises(Refused, match="is needed"):
        life.go("construction_permit", FUNC, building_firms("K033"))


def test_a_project_on_the_preliminary_list_may_be_dropped_with_a_reason(office, reserve):
    (case,) = adopt_list(office, [reserve["P001"]], by=CITY).cases
    with pytest.raises(Refused, match="comment"):
        office.fire(case.id, "drop", by=CITY)
    office.fire(case.id, "drop", by=CITY, comment="no progress in 24 months")
    assert office.case(case.id).outcome == "closed"


def test_a_demoted_project_comes_back_without_opening_its_items_twice(office, clean, reserve):
    (case,) = adopt_list(office, [clean["K009"]], by=CITY).cases
    opened = office.cases(parent=case.id, workflow="approval-item").total
    office.fire(case.id, "demote", by=CITY, comment="not ready", data={"list": "preliminary"})
    office.fire(case.id, "promote", by=CITY, data={"list": "key"})
    assert office.case(case.id).state == "approval.preparing"
    assert office.cases(parent=case.id, workflow="approval-item").total == opened


def test_a_restart_after_a_year_needs_a_new_verification(permitted, clock):
    report = {"started_on": permitted.today, "photos": ["p"], "supervision_note": "n"}
    permitted.go("report_start", permitted.owner, {"start_report": report})
    same = Actor(permitted.project["owner_contact"], {"dept"})
    with pytest.raises(Refused, match="somebody else"):
        permitted.go("verify_start", same)
    permitted.go("verify_start", permitted.dept)
    stop = {"since": permitted.today, "reason": "money", "site_protection": "fenced"}
    permitted.go("report_stop", permitted.owner, {"stop_report": stop}, "money")
    clock.set(datetime.fromisoformat("2012-06-01T04:00:00+00:00"))
    with pytest.raises(Refused, match="verified again"):
        permitted.go("restart", permitted.owner)
    proof = {"verified_on": date(2012, 6, 1), "document": "F-1"}
    with pytest.raises(Refused, match="not by who asks"):
        permitted.go("restart", permitted.owner, {"reverification": proof})
    permitted.go("restart", permitted.dept, {"reverification": proof})
    assert permitted.case.state == "construction.running"
