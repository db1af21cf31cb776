"""N46, N47, N53, E5: the tree, its baseline and versions, and the year's one number."""

from decimal import Decimal

import pytest

from keyflow.plugin import Actor, Money
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.fx import PLAN_RATE
from keyflow_keyprojects.office import adopt_list
from keyflow_keyprojects.rules.readiness import capacity, plausible, promotion
from keyflow_keyprojects.settings import Benefits
from keyflow_keyprojects.targets import (
    baseline,
    completion_of,
    done,
    plan_versions,
    tree,
    year_of,
)

CITY = Actor("city", {"city"})
CLEAN = {p["number"]: p for p in key_projects()}


def usd(amount):
    return Money(Decimal(amount), "USD")


def test_children_add_up_at_every_level_of_the_tree(office):
    (case,) = adopt_list(office, [CLEAN["K009"]], by=CITY).cases
    nodes = tree(case)
    sums = {
        level: sum((n.amount.amount for n in nodes if n.level == level), Decimal(0))
        for level in ("year", "stage", "step", "month")
    }
    assert len(set(sums.values())) == 1
    stages = [node for node in nodes if node.level == "stage"]
    assert {node.accountable for node in stages} == {case.data["unit"]}
    assert stages[0].cooperating == ("DRC", "NR", "EE")
    assert all(node.accountable not in node.cooperating for node in stages)
    assert done(case) == Money(Decimal(0), "CNY")


def test_the_baseline_is_what_the_list_was_adopted_with(office):
    (case,) = adopt_list(office, [CLEAN["K009"]], by=CITY).cases
    (first,) = plan_versions(case)
    assert baseline(case) == first
    assert (first.version, first.basis, first.year_plan) == (1, "adopted", case.data["year_plan"])
    assert first.monthly_plan == case.data["monthly_plan"]


def test_completion_is_the_same_at_every_rate(office):
    # E5: 30 M USD planned, 12 M done by June.
    number = "K053"
    plan, before = (Decimal(CLEAN[number][name]["amount"]) for name in
                    ("year_plan", "invested_before"))  # fmt: skip
    done = {"invested_total": usd(before + plan * Decimal("0.4"))}
    (case,) = adopt_list(office, [CLEAN[number] | done], by=CITY).cases
    assert completion_of(case) == Decimal("0.4")
    year = year_of(office, 2011)
    assert (year.version, year.ratio) == (1, Decimal("0.4"))
    assert year.plan == PLAN_RATE.convert(usd(plan)).amount / 100_000_000


def sales(**quarters):
    return {name.replace("_", "-"): Money(Decimal(v), "CNY") for name, v in quarters.items()}


@pytest.mark.parametrize(
    ("sold", "codes"),
    [
        (sales(y2012_Q1="22.5", y2012_Q2="22.5", y2012_Q3="22.5"), []),
        (sales(y2012_Q1="22.5", y2012_Q2="22.49", y2012_Q3="30"), ["sales-below"]),
        (sales(y2012_Q1="30", y2012_Q2="30"), ["quarters-missing"]),
        (sales(y2012_Q1="30", y2012_Q3="30", y2012_Q4="30"), ["quarters-missing"]),
        (sales(y2011_Q4="30", y2012_Q1="30", y2012_Q2="30"), []),
        (sales(y2011_Q3="1", y2011_Q4="30", y2012_Q1="30", y2012_Q2="30"), []),
        ({}, ["quarters-missing"]),
    ],
)
def test_capacity_is_three_quarters_running_at_ninety_per_cent(sold, codes):
    named = {period.removeprefix("y"): amount for period, amount in sold.items()}
    found = capacity(named, Money(Decimal(100), "CNY"), Benefits())
    assert [reason.code for reason in found] == codes


def test_money_and_works_more_than_twenty_points_apart_are_asked_about():
    data = {
        "year_plan": usd(100), "invested_before": usd(50), "invested_total": usd(100),
        "milestones": [{"step": "a", "weight": 30}, {"step": "b", "weight": 70}],
        "reached": [{"step": "a"}],
    }  # fmt: skip
    assert plausible(data, Decimal(20)) == []  # 50 and 30: exactly twenty points
    (reason,) = plausible(data | {"invested_total": usd(101)}, Decimal(20))
    assert reason.values == {"invested": Decimal("51.0"), "built": Decimal(30)}


def test_a_project_is_promoted_when_all_four_things_are_there():
    ready = {
        "owner_zh": "公司", "owner_contact": "o", "site_zh": "地", "land_ha": Decimal(1),
        "entry_stage": "planning", "code": None, "total": usd(100),
        "funds": [{"amount": usd(100)}],
    }  # fmt: skip
    assert promotion(ready, decided=True) == []
    missing = ready | {"owner_contact": None, "land_ha": None, "funds": [{"amount": usd(99)}]}
    assert [reason.code for reason in promotion(missing, decided=False)] == [
        "no-legal-person", "no-site", "no-decision", "funds-unsecured",
    ]  # fmt: skip
    early = ready | {"entry_stage": "approval"}
    assert [reason.code for reason in promotion(early, decided=False)] == ["no-code"]
