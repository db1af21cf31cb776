from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from keyflow.plugin import Actor
from keyflow_keyprojects import checks
from keyflow_keyprojects.facts import ProjectFacts, Term


def test_a_finding_speaks_english_and_chinese(attempt):
    check = checks.Sponsor()
    (finding,) = check.examine(attempt(sponsor=None))
    assert finding.text == "No city leader sponsors the project."
    assert finding.say("zh") == "项目没有包项目的市级领导。"


def test_checks_that_ask_the_host_say_so_when_it_tells_nothing(attempt):
    with pytest.raises(TypeError, match="ProjectFacts"):
        checks.Duplicate().examine(attempt(facts="none"))


def test_the_effective_date_is_that_of_the_office(attempt, codes):
    facts = ProjectFacts(leaders=(Term("lu-jianping", date(2011, 5, 5)),))
    late = datetime(2011, 5, 4, 16, tzinfo=UTC)  # midnight of the fifth at +08:00
    assert codes(checks.Sponsor(), attempt(facts=facts, at=late)) == []
    early = datetime(2011, 5, 4, 15, 59, tzinfo=UTC)
    assert codes(checks.Sponsor(), attempt(facts=facts, at=early)) == ["sponsor-not-in-office"]


def test_a_foreign_total_is_measured_at_the_lists_rate(attempt, codes):
    small = {"total": {"amount": "8000000.00", "currency": "USD"}, "sector_class": "strategic"}
    dear = ProjectFacts(plan_rate=Decimal("6.6667"))
    cheap = ProjectFacts(plan_rate=Decimal("6.2"))
    assert codes(checks.Eligibility(), attempt("K053", facts=dear, **small)) == []
    found = codes(checks.Eligibility(), attempt("K053", facts=cheap, **small))
    assert found == ["total-below-threshold"]


def test_eligibility_leaves_empty_fields_to_the_check_for_them(attempt, codes):
    assert codes(checks.Eligibility(), attempt(total=None)) == []
    assert codes(checks.Required(), attempt(total=None)) == ["field-missing"]


def test_the_next_stage_is_an_option(attempt, codes):
    assert codes(checks.NextStage(stage="construction"), attempt()) == []
    found = codes(checks.NextStage(stage="acceptance"), attempt())
    assert found == ["stage-without-targets"]
    with pytest.raises(ValidationError, match="stage"):
        checks.NextStage()


def test_the_project_code_is_also_asked_from_an_item(attempt, codes):
    item = attempt(code="12", items=[("LAND_SUPPLY", "received", None)], on_item="LAND_SUPPLY")
    assert codes(checks.ProjectCode(), item) == ["code-malformed"]


def test_an_item_sees_what_its_sisters_and_the_project_hold(attempt, codes):
    # K002 holds its approval items as permits; land supply is granted here, as a child case.
    items = [("LAND_SUPPLY", "granted", None), ("LAND_USE_PERMIT", "received", None)]
    assert codes(checks.Predecessors(), attempt(items=items, on_item="LAND_USE_PERMIT")) == []
    items[0] = ("LAND_SUPPLY", "in_review", None)
    found = codes(checks.Predecessors(), attempt(items=items, on_item="LAND_USE_PERMIT"))
    assert found == ["predecessor-missing"]


def test_a_project_names_the_item_whose_predecessors_count(attempt, codes):
    check = checks.Predecessors(item="CONSTRUCTION_PERMIT")
    items = [
        ("WORKS_PLAN_PERMIT", "granted", "2011-05-03"),
        ("LAND_TITLE", "granted", None),
        ("DRAWING_REVIEW_L", "granted_with_commitment", None),
        ("QS_SUPERVISION", "granted", None),
    ]
    assert codes(check, attempt(items=items)) == ["predecessor-expired"]
    items[0] = ("WORKS_PLAN_PERMIT", "extended", "2011-05-04")
    assert codes(check, attempt(items=items)) == []


def test_the_join_waits_for_the_items_the_project_needs(attempt, codes):
    check = checks.Join(stage="planning")
    needed = [item["code"] for item in attempt().data["planning_items"]]
    assert len(codes(check, attempt())) == len(needed)
    done = [(code, "granted", None) for code in needed]
    assert codes(check, attempt(items=done)) == []
    assert codes(checks.Join(stage="planning", join="any"), attempt(items=done[:1])) == []


def test_what_was_granted_on_a_commitment_is_listed_as_a_warning(attempt, codes):
    items = [("SCHEME_REVIEW", "granted_with_commitment", None), ("LAND_TITLE", "granted", None)]
    check = checks.Commitments()
    assert check.severity == "warn"
    assert codes(check, attempt(items=items)) == ["item-conditional"]


def test_documents_of_the_stage_it_is_in_must_be_in_force(attempt, codes):
    items = [("WORKS_PLAN_PERMIT", "granted", "2011-05-03")]
    planning = attempt(state="planning.ready", items=items)
    assert codes(checks.Unexpired(), planning) == ["document-expired"]
    building = attempt(state="construction.stopped", items=items)
    assert codes(checks.Unexpired(), building) == []
    assert codes(checks.Unexpired(stages=("planning",)), building) == ["document-expired"]


def test_what_leads_to_building_is_in_force_until_it_begins(attempt, codes):
    items = [("WORKS_PLAN_PERMIT", "granted", "2011-05-03")]
    check = checks.Unexpired(until_started=True)
    for state in ("planning.ready", "construction.pending", "construction.permitted"):
        assert codes(check, attempt(state=state, items=items)) == ["document-expired"]
    for state in ("approval.ready", "construction.stopped", "acceptance.joint"):
        assert codes(check, attempt(state=state, items=items)) == []


def test_an_open_blocker_of_the_top_level_may_be_waived_by_the_sponsor(attempt, codes):
    assert codes(checks.Blockers(), attempt()) == []
    assert checks.Blockers().waivable == ("sponsor",)


def test_a_new_project_short_of_money_is_warned_about(attempt, codes):
    assert checks.Funds().severity == "warn"
    assert codes(checks.Funds(), attempt("K009")) == ["funds-short"]
    assert codes(checks.Funds(), attempt("K002")) == []
    assert codes(checks.Funds(share=Decimal("0.9")), attempt("K002")) == ["funds-short"]


def test_builders_are_named_before_the_construction_permit(attempt, codes):
    found = codes(checks.Builders(), attempt("K002"))
    assert found == ["contractor-missing", "supervision-missing"]
    assert codes(checks.Builders(), attempt("K004")) == []


def test_a_start_is_reported_with_evidence(attempt, codes):
    report = {"started_on": "2011-05-04", "photos": ["p1"], "supervision_note": "n1"}
    assert codes(checks.StartEvidence(), attempt(start_report=report)) == []
    assert codes(checks.StartEvidence(), attempt()) == ["evidence-missing"] * 3


def test_a_long_stop_and_a_long_suspension_are_looked_at_apart(attempt, codes):
    stopped = attempt(stop_report={"since": "2010-05-01"})
    assert codes(checks.Reverified(), stopped) == ["reverification-missing"]
    assert codes(checks.Reverified(since="suspension"), stopped) == []
    again = attempt(
        stop_report={"since": "2010-05-01"}, reverification={"verified_on": "2011-05-02"}
    )
    assert codes(checks.Reverified(), again) == []


def test_a_milestone_is_reported_with_evidence(attempt, codes):
    report = {"step": "foundation", "done_on": "2011-05-04", "evidence": ["photo"]}
    assert codes(checks.MilestoneEvidence(), attempt(milestone_report=report)) == []
    report["step"] = "roof"
    found = codes(checks.MilestoneEvidence(), attempt(milestone_report=report))
    assert found == ["milestone-unknown"]


def test_a_suspension_states_reason_and_end(attempt, codes):
    report = {"reason_class": "land", "since": "2011-05-04", "expected_end": "2011-11-04"}
    assert codes(checks.Suspended(), attempt(suspension_report=report)) == []
    found = codes(checks.Suspended(), attempt())
    assert found == ["suspension-reason", "suspension-end-missing"]


def test_a_resumed_project_brings_its_new_plan(attempt, codes, clean):
    replan = {"made_on": "2011-05-03", "planned_finish": "2012-12-31"}
    replan["monthly_plan"] = clean["K002"]["monthly_plan"]
    report = {"reason_class": "land", "since": "2011-03-01"}
    resumed = attempt(suspension_report=report, replan=replan)
    assert codes(checks.Replan(), resumed) == []
    assert codes(checks.Replan(), attempt(suspension_report=report)) == ["replan-missing"]


def test_a_split_is_compared_with_the_project_as_it_is(attempt, codes, clean):
    project = clean["K004"]
    stages = {stage["stage"]: stage["amount"] for stage in project["targets"]["stages"]}
    fields = ("total", "invested_total", "year_plan")
    rest = {field: project[field] for field in fields}
    rest |= {"number": "K004-1", "name_zh": "一期", "targets": stages}
    none = {"amount": "0.00", "currency": "CNY"}
    second = dict.fromkeys(fields, none) | {"number": "K004-2", "name_zh": "二期", "targets": {}}
    assert codes(checks.Split(), attempt("K004", split_into=[rest, second])) == []
    second["year_plan"] = {"amount": "0.01", "currency": "CNY"}
    found = codes(checks.Split(), attempt("K004", split_into=[rest, second]))
    assert found == ["split-astray"]
    assert codes(checks.Split(), attempt("K004")) == ["split-too-few"]


def test_a_merger_reads_its_members_and_rate(attempt, codes, clean):
    members = [
        {
            field: clean[number][field]
            for field in (
                "number",
                "list",
                "list_year",
                "total",
                "sponsor",
                "year_plan",
                "land_ha",
            )
        }
        | {"case": f"case-{number}"}
        for number in ("K004", "K053")
    ]
    merge = {"members": members, "sponsor": members[0]["sponsor"], "number": "M", "name_zh": "合"}
    assert codes(checks.Merge(), attempt("K004", merge=merge)) == ["merge-currencies"]
    assert codes(checks.Merge(), attempt("K004", merge=merge | {"rate": "6.6667"})) == []
    nameless = merge | {"rate": "6.6667", "name_zh": " "}
    assert codes(checks.Merge(), attempt("K004", merge=nameless)) == ["merge-unnamed"]
    assert codes(checks.Merge(), attempt("K004")) == ["merge-too-few"]


def test_who_reported_may_not_verify_the_same_case(attempt, codes):
    check, ann = checks.Separation(of=("report_start",)), Actor("ann")
    own = [("report_start", "ann", "project-1")]
    assert codes(check, attempt(actor=ann, past=own)) == ["same-person"]
    assert codes(check, attempt(actor=Actor("li"), past=own)) == []
    elsewhere = [("report_start", "ann", "item-TENDER"), ("edit", "ann", "project-1")]
    assert codes(check, attempt(actor=ann, past=elsewhere)) == []
    with pytest.raises(ValidationError, match="of"):
        checks.Separation(of=())
