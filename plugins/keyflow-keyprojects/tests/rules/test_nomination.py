from decimal import Decimal

from keyflow_keyprojects.facts import Listed
from keyflow_keyprojects.rules import nomination
from keyflow_keyprojects.rules.reasons import blank
from keyflow_keyprojects.settings import Thresholds

OWN = Listed("K001", "C1", "Bridge", "Works Ltd")


def test_an_empty_text_and_an_empty_list_count_as_missing_but_zero_does_not():
    data = {"a": "", "b": (), "c": 0, "d": None}
    found = nomination.required(data, ["a", "b", "c", "d", "e"])
    assert [each.values["field"] for each in found] == ["a", "b", "d", "e"]


def test_a_project_is_not_its_own_double():
    assert nomination.duplicate(OWN, [OWN]) == []


def test_the_same_code_and_the_same_name_are_both_told():
    other = Listed("K002", "C1", "Bridge", "Works Ltd")
    found = nomination.duplicate(OWN, [other])
    assert [each.code for each in found] == ["code-taken", "name-taken"]


def test_one_name_with_two_owners_is_no_double():
    assert nomination.duplicate(OWN, [Listed("K002", "C2", "Bridge", "Other Ltd")]) == []


def test_two_projects_without_a_code_do_not_double_each_other():
    nameless = Listed("K001", None, "Bridge", "Works Ltd")
    assert nomination.duplicate(nameless, [Listed("K002", None, "Road", "Works Ltd")]) == []


def test_the_threshold_itself_is_enough():
    need = Thresholds().total["services"]
    assert nomination.eligible_size("services", need, Thresholds()) == []
    below = nomination.eligible_size("services", need - Decimal("0.01"), Thresholds())
    assert [each.code for each in below] == ["total-below-threshold"]


def test_tax_makes_up_for_output_and_foreign_projects_may_use_more_land():
    thin = {"investment": Decimal(1), "output": Decimal(1), "tax": Decimal(2_250_000)}
    home = nomination.eligible_land(thin, Thresholds(), foreign=False)
    assert [each.code for each in home] == ["intensity-below-threshold"]
    assert nomination.eligible_land(thin, Thresholds(), foreign=True) == []


def test_neither_output_nor_tax_is_one_reason():
    poor = {"investment": Decimal(45_000_000), "output": Decimal(1), "tax": Decimal(1)}
    found = nomination.eligible_land(poor, Thresholds(), foreign=False)
    assert [each.code for each in found] == ["return-below-threshold"]


def test_spaces_are_nothing_said():
    assert [blank(each) for each in ("  ", None, (), ["", " "])] == [True] * 4
    assert [blank(each) for each in ("a", ["", "a"], Decimal(0))] == [False] * 3
    assert [each.code for each in nomination.required({"name_zh": " "}, ["name_zh"])] == [
        "field-missing"
    ]
    own = Listed("K1", None, "name", "owner")
    twin = Listed("K2", None, " name ", "owner ")
    assert [each.code for each in nomination.duplicate(own, [twin])] == ["name-taken"]
