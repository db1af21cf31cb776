from datetime import date

import pytest

from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.rules import items

DAY = date(2011, 5, 4)
CATALOGUE = load_catalogue()


@pytest.mark.parametrize("code", ["1012-379901-04-02-00002Q", "1101-379901-04-02-000020"])
def test_a_code_of_the_national_shape_passes(code):
    assert items.project_code(code) == []


@pytest.mark.parametrize(
    "code",
    [
        "1013-379901-04-02-00002Q",
        "1012-37990-04-02-000002Q",
        "1012379901040200002Q",
        "1012-379901-04-02-00002Q\n",
        "\uff11012-379901-04-02-00002Q",
    ],
)
def test_a_thirteenth_month_a_short_region_and_other_digits_do_not(code):
    assert [each.code for each in items.project_code(code)] == ["code-malformed"]


def test_no_code_is_told_apart():
    assert [each.code for each in items.project_code(None)] == ["code-missing"]


def test_a_missing_predecessor_is_named_in_both_languages():
    found = items.predecessors("TENDER", CATALOGUE, {}, set(), DAY)
    assert [each.code for each in found] == ["predecessor-missing"]
    assert found[0].values["wanted"] == "PRJ_FEASIBILITY|PRJ_VERIFY|PRJ_FILING"
    assert "备案" in found[0].values["wanted_zh"]


def test_an_expired_predecessor_says_since_when():
    granted = {"LAND_USE_PERMIT": date(2011, 5, 3)}
    found = items.predecessors("LAND_TITLE", CATALOGUE, granted, set(), DAY)
    assert [(each.code, each.values["expired"]) for each in found] == [
        ("predecessor-expired", date(2011, 5, 3))
    ]


def test_an_item_outside_the_catalogue_is_told():
    found = items.predecessors("NOWHERE", CATALOGUE, {}, set(), DAY)
    assert [each.code for each in found] == ["item-unknown"]


def test_all_or_any_of_the_needed_items():
    needed = ["EIA_FORM", "ENERGY_REVIEW"]
    outstanding = items.join(needed, {"EIA_FORM"}, CATALOGUE, "all")
    assert [each.values["item"] for each in outstanding] == ["ENERGY_REVIEW"]
    assert items.join(needed, {"EIA_FORM"}, CATALOGUE, "any") == []
    assert len(items.join(needed, set(), CATALOGUE, "any")) == 2


def test_nothing_needed_is_a_join_that_holds():
    assert items.join([], set(), CATALOGUE, "all") == []
    assert items.join([], set(), CATALOGUE, "any") == []


def test_a_document_is_good_on_its_last_day():
    held = {"LAND_USE_PERMIT": DAY, "LAND_TITLE": None, "SCHEME_REVIEW": date(2011, 5, 3)}
    found = items.unexpired(held, CATALOGUE, DAY)
    assert [each.values["item"] for each in found] == ["SCHEME_REVIEW"]
