from datetime import date
from decimal import Decimal

from keyflow.plugin import Money
from keyflow_keyprojects.rules import plans


def yuan(amount):
    return Money(Decimal(amount), "CNY")


def tree(**changes):
    step = {"step": "land", "due": date(2011, 2, 28), "amount": yuan(6)}
    step["months"] = {"01": yuan(2), "02": yuan(4)}
    stage = {"stage": "planning", "start": date(2011, 1, 1), "due": date(2011, 2, 28)}
    stage |= {"amount": yuan(6), "accountable": "baisha", "steps": (step | changes,)}
    return {"year": 2011, "amount": yuan(6), "stages": (stage,)}


def codes(reasons):
    return [each.code for each in reasons]


def test_the_year_plan_may_be_all_that_is_left_and_no_more():
    assert plans.year_plan(yuan(4), yuan(10), yuan(6)) == []
    found = plans.year_plan(yuan("4.01"), yuan(10), yuan(6))
    assert codes(found) == ["year-plan-above-rest"]


def test_a_plan_in_another_currency_and_a_missing_one_are_told():
    assert codes(plans.year_plan(Money(Decimal(1), "USD"), yuan(10), yuan(6))) == ["currency-mixed"]
    assert codes(plans.year_plan(None, yuan(10), None)) == ["amount-missing", "amount-missing"]


def test_targets_that_add_up_pass():
    assert plans.targets(tree(), yuan(6)) == []


def test_a_cent_astray_is_found_at_its_node():
    found = plans.targets(tree(months={"01": yuan("5.99")}), yuan(6))
    assert [each.values["node"] for each in found] == ["planning/land"]


def test_targets_must_add_up_to_the_year_plan():
    found = plans.targets(tree(), yuan(7))
    assert [(each.code, each.values["node"]) for each in found] == [("targets-astray", "2011")]


def test_no_breakdown_no_due_date_and_nobody_accountable_are_told():
    assert codes(plans.targets(None, yuan(6))) == ["targets-missing"]
    assert codes(plans.targets(tree(), None)) == ["amount-missing"]
    assert codes(plans.targets(tree(due=None), yuan(6))) == ["target-undated"]
    lost = tree()
    lost["stages"][0]["accountable"] = None
    assert codes(plans.targets(lost, yuan(6))) == ["target-unaccountable"]
    lost["stages"][0]["steps"] = ()
    assert codes(plans.targets(lost, yuan(6))) == ["target-without-steps"]


def test_a_target_in_another_currency_is_told():
    found = plans.targets(tree(months={"01": Money(Decimal(6), "USD")}), yuan(6))
    assert codes(found) == ["currency-mixed"]


def test_the_next_stage_needs_steps_and_dates():
    assert plans.next_stage(tree(), "planning") == []
    assert codes(plans.next_stage(tree(), "construction")) == ["stage-without-targets"]
    assert codes(plans.next_stage(None, "planning")) == ["stage-without-targets"]
    undated = tree()
    undated["stages"][0]["start"] = None
    assert codes(plans.next_stage(undated, "planning")) == ["stage-without-dates"]


def test_a_monthly_plan_is_cumulative_and_goes_with_the_targets():
    whole = [yuan(2), *[yuan(6)] * 11]
    assert plans.monthly(whole, tree(), yuan(6)) == []
    assert plans.monthly((), tree(), yuan(6)) == []
    thirteenth = tree(months={"13": yuan(2), "x": yuan(4)})
    assert codes(plans.monthly(whole, thirteenth, yuan(6))) == ["monthly-plan-astray"]
    for months, code in (
        (whole[:11], "monthly-plan-length"),
        ([yuan(2), yuan(6), yuan(5), *[yuan(6)] * 9], "monthly-plan-falls"),
        ([yuan(-9)] * 12, "monthly-plan-falls"),
        ([yuan(9)] * 12, "monthly-plan-astray"),
        ([*[yuan(0)] * 11, yuan(6)], "monthly-plan-astray"),
        ([Money(Decimal(6), "USD")] * 12, "currency-mixed"),
    ):
        assert codes(plans.monthly(months, tree(), yuan(6))) == [code]


def test_a_project_does_not_finish_before_it_starts():
    start = date(2011, 5, 1)
    assert plans.in_order(start, start) == plans.in_order(start, None) == []
    assert codes(plans.in_order(start, date(2011, 4, 30))) == ["dates-astray"]
