"""C4.6: hold, split, merge and sponsor; money is the same before and after, to the last digit."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyflow import Refused
from keyflow.commands import Resume, Suspend
from keyflow.plugin import Actor
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.office import adopt_list, change_sponsor, headline_now, merge, split
from keyflow_keyprojects.plans.becoming import membership, merged_of, parts_of, proposal
from keyflow_keyprojects.rules.plans import targets, year_plan

from .conftest import data_of  # noqa: TID252 - tests are no package

CITY = Actor("city", {"city"})
CLEAN = {project["number"]: project for project in key_projects()}


def items_of(office, case):
    return office.cases(parent=case.id, workflow="approval-item").cases


@pytest.fixture
def adopted(office):
    """K009 in approval, K023, K030 and K046 under construction, K053 in dollars."""
    numbers = ("K009", "K023", "K030", "K046", "K053")
    cases = adopt_list(office, [CLEAN[n] for n in numbers], by=CITY).cases
    return {case.subject: case for case in cases}


def amount(value):
    return Decimal(value["amount"])


def test_a_split_ends_the_whole_and_begins_its_parts_in_one_commit(office, adopted):
    before = headline_now(office, 2011)
    plan = proposal(adopted["K023"].data.raw, (60, 40), ("甲", "乙"), ("A", "B"))
    parts = split(office, adopted["K023"], plan, by=CITY, comment="two sites")
    assert [part.subject for part in parts] == ["K023A", "K023B"]
    assert {part.state for part in parts} == {"construction.running"}
    assert office.case(adopted["K023"].id).outcome == "split"
    after = headline_now(office, 2011)
    assert after["count"] == before["count"] + 1
    assert [after[term] for term in ("total", "year_plan", "sales", "profit", "tax")] == [
        before[term] for term in ("total", "year_plan", "sales", "profit", "tax")
    ]
    assert {e.id for p in parts for e in office.history(p.id)} == {
        office.history(adopted["K023"].id)[-1].id
    }


def test_a_split_that_does_not_add_up_changes_nothing(office, adopted):
    plan = proposal(adopted["K023"].data.raw, (60, 40), ("甲", "乙"), ("A", "B"))
    plan[1]["total"] = plan[0]["total"]
    with pytest.raises(Refused, match="total add up"):
        split(office, adopted["K023"], plan, by=CITY, comment="two sites")
    assert office.cases(workflow="key-project").total == 5


def test_a_part_too_small_for_the_list_keeps_the_whole_together(office, adopted):
    plan = proposal(adopted["K023"].data.raw, (95, 5), ("甲", "乙"), ("A", "B"))
    with pytest.raises(Refused) as refused:
        split(office, adopted["K023"], plan, by=CITY, comment="two sites")
    assert {finding.check for finding in refused.value.findings} == {"k04-eligibility"}
    assert office.case(adopted["K023"].id).standing == "active"


def test_parts_of_a_project_in_approval_take_over_what_is_still_to_be_granted(office, adopted):
    case = adopted["K009"]
    code = next(i for i in items_of(office, case) if i.data["code"] == "PRJ_CODE")
    owner = Actor(case.data["owner_contact"])
    window = Actor("drc", {"func", "drc"})
    office.fire(code.id, "submit", by=owner)
    office.fire(code.id, "accept", by=window)
    office.fire(code.id, "review", by=window)
    office.fire(code.id, "grant", by=window, data={"document_number": "D-1"})
    plan = proposal(case.data.raw, (50, 50), ("甲", "乙"), ("A", "B"))
    for part in split(office, case, plan, by=CITY, comment="two sites"):
        assert part.state == "approval.preparing"
        assert "PRJ_CODE" in {permit["item"] for permit in part.data["permits"]}
        opened = {item.data["code"] for item in items_of(office, part)}
        assert opened == {i["code"] for i in case.data["approval_items"]} - {"PRJ_CODE"}
    assert office.case(code.id).outcome == "parent-ended"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 1000), min_size=2, max_size=6), st.sampled_from(sorted(CLEAN)))
def test_however_it_is_split_the_parts_are_sound_and_add_up(weights, number):
    whole = CLEAN[number]
    names = [str(n) for n in range(len(weights))]
    parts = parts_of(whole, proposal(whole, weights, names, names))
    for field in ("total", "invested_total", "invested_before", "year_plan"):
        assert sum(amount(part[field]) for part in parts) == amount(whole[field])
    for n, fund in enumerate(whole["funds"]):
        for field in ("amount", "in_place"):
            assert sum(amount(p["funds"][n][field]) for p in parts) == amount(fund[field])
    for part in parts:
        data = data_of("key-project", part)
        assert targets(data["targets"], data["year_plan"]) == []
        assert year_plan(data["year_plan"], data["total"], data["invested_before"]) == []
        assert data["monthly_plan"][-1] == data["year_plan"]


def test_a_merger_ends_all_members_and_begins_the_project_they_become(office, adopted):
    before = headline_now(office, 2011)
    pair = [adopted["K046"], adopted["K030"]]
    into = {"number": "K046M", "name_zh": "合", "name_en": "M", "sponsor": pair[0].data["sponsor"]}
    (merged,) = merge(office, pair, into, by=CITY, comment="one site")
    assert merged.data["merged_from"] == ("K046", "K030")
    assert {office.case(case.id).outcome for case in pair} == {"merged"}
    after = headline_now(office, 2011)
    assert after["count"] == before["count"] - 1
    assert (after["total"], after["year_plan"]) == (before["total"], before["year_plan"])
    assert targets(merged.data["targets"], merged.data["year_plan"]) == []


def test_a_merger_that_misstates_a_member_is_refused_whole(office, adopted):
    pair = [adopted["K046"], adopted["K030"]]
    members = [membership(case) for case in pair]
    members[1]["total"] = {"amount": "1.00", "currency": "CNY"}
    decision = {"number": "K046M", "name_zh": "合", "name_en": "M",
                "sponsor": pair[0].data["sponsor"], "members": members}  # fmt: skip
    with pytest.raises(Refused, match="misstates total of K030"):
        office.fire(pair[0].id, "merge", by=CITY, data={"merge": decision}, comment="one site")
    assert {office.case(case.id).standing for case in pair} == {"active"}


def test_currencies_mix_only_at_a_stated_rate(office, adopted):
    pair = [adopted["K046"], adopted["K053"]]
    into = {"number": "K046M", "name_zh": "合", "name_en": "M", "sponsor": pair[0].data["sponsor"]}
    with pytest.raises(Refused, match="state a rate"):
        merge(office, pair, into, by=CITY, comment="one site")
    before = headline_now(office, 2011)["total"]
    merge(office, pair, into | {"rate": "6.6667"}, by=CITY, comment="one site")
    assert headline_now(office, 2011)["total"] == before


def test_a_member_that_only_others_have_stages_of_still_adds_up():
    lead, other = CLEAN["K004"], CLEAN["K009"]
    cases = [
        type("Case", (), {"data": data_of("key-project", p), "id": p["number"]})
        for p in (lead, other)
    ]
    decision = {"number": "M", "name_zh": "合", "name_en": "M", "sponsor": lead["sponsor"],
                "members": [membership(case) for case in cases]}  # fmt: skip
    data = data_of("key-project", merged_of(lead, decision))
    assert targets(data["targets"], data["year_plan"]) == []
    assert {s["stage"] for s in data["targets"]["stages"]} == {
        "approval", "planning", "construction",
    }  # fmt: skip


def test_what_is_on_hold_neither_moves_nor_are_its_items(office, adopted):
    case = adopted["K009"]
    report = {"reason_class": "land", "since": date(2011, 5, 4), "expected_end": date(2011, 9, 1)}
    owner = Actor(case.data["owner_contact"])
    busy = report | {"reason_class": "busy"}
    with pytest.raises(Refused, match="not an objective reason"):
        office.do(Suspend(case.id, "busy", {"suspension_report": busy}), by=CITY)
    office.do(Suspend(case.id, "land", {"suspension_report": report}), by=CITY)
    item = items_of(office, case)[0]
    for identity, trigger in ((case.id, "apply_decision"), (item.id, "submit")):
        with pytest.raises(Refused, match="is suspended"):
            office.fire(identity, trigger, by=owner)
    with pytest.raises(Refused, match="not been planned anew"):
        office.do(Resume(case.id), by=CITY)
    plan = {"made_on": date(2011, 5, 4), "planned_finish": date(2012, 5, 1),
            "monthly_plan": case.data.raw["monthly_plan"]}  # fmt: skip
    office.do(Resume(case.id, "", {"replan": plan}), by=CITY)
    assert office.fire(case.id, "apply_decision", by=owner).case.state == "approval.decision"


def test_a_new_sponsor_is_told_from_then_on(office, adopted, clock):
    case = adopted["K009"]
    clock.tick(days=1)
    old = case.data["sponsor"]
    change_sponsor(office, case, "lin-jianping", by=CITY)
    told = {m.to for m in office.outbox(case=case.id) if m.notice == "M22"}
    assert told == {old, "lin-jianping", case.data["head"], "role:kpmo", case.data["owner_contact"]}
    items = items_of(office, case)
    assert {item.data["sponsor"] for item in items} == {"lin-jianping"}
    for wrong, why in (
        ({"sponsor": "he-jianping", "former_sponsor": old}, "sponsor is lin-jianping"),
        ({"sponsor": "lin-jianping", "former_sponsor": "lin-jianping"}, "already"),
        ({"sponsor": None, "former_sponsor": "lin-jianping"}, "No city leader"),
    ):
        with pytest.raises(Refused, match=why):
            office.fire(case.id, "change_sponsor", by=CITY, data=wrong)
