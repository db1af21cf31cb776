from datetime import date
from decimal import Decimal

import pytest

from keyflow_keyprojects.city.people import leaders, people
from keyflow_keyprojects.city.projects import (
    building_firms,
    key_projects,
    preliminary_projects,
    short_of_funds,
)
from keyflow_keyprojects.items.catalogue import load_catalogue
from keyflow_keyprojects.rules.items import project_code
from keyflow_keyprojects.rules.sums import split

PERSONS = ("sponsor", "head", "dispatcher", "substitute")


def amount(money):
    return Decimal(money["amount"])


@pytest.fixture(scope="module")
def key():
    return key_projects()


@pytest.fixture(scope="module")
def reserve():
    return preliminary_projects()


def test_the_lists_are_the_same_at_every_call(key, reserve):
    assert key == key_projects()
    assert reserve == preliminary_projects()


def test_sums_are_the_published_ones_to_the_cent(key, reserve):
    def total(projects, field):
        return sum(amount(project[field]) for project in projects)

    home, abroad = key[:50], key[50:]
    assert {p["total"]["currency"] for p in home} == {"CNY"}
    assert {p["total"]["currency"] for p in abroad} == {"USD"}
    assert total(home, "total") == Decimal("26800000000.00")
    assert total(abroad, "total") == Decimal("780000000.00")
    plan = total(home, "year_plan") + total(abroad, "year_plan") * Decimal("6.6667")
    assert plan == Decimal("10200000000.00")
    assert total(reserve, "total") == Decimal("36600000000.00")


@pytest.mark.parametrize(
    ("benefit", "published"),
    [("sales", 50_200_000_000), ("profit", 1_900_000_000), ("tax", 1_700_000_000)],
)
def test_benefits_are_the_published_ones(key, benefit, published):
    assert sum(amount(project["benefits"][benefit]) for project in key) == published


def test_numbers_codes_names_and_owners_are_unique(key, reserve):
    for field in ("number", "name_zh", "name_en", "owner_zh"):
        assert len({project[field] for project in key + reserve}) == 98
    assert len({project["code"] for project in key}) == 60


def test_project_codes_have_the_national_shape(key):
    assert [project_code(project["code"]) for project in key] == [[]] * 60


def test_ten_leaders_sponsor_six_projects_each(key):
    held = [project["sponsor"] for project in key]
    assert {held.count(leader.id) for leader in leaders()} == {6}


def test_everybody_named_is_known_in_both_languages(key, reserve):
    known = people()
    for project in key + reserve:
        for field in PERSONS:
            assert project.get(field) is None or known[project[field]].zh
        assert project["dispatcher"] != project["substitute"]


def test_there_is_variety(key):
    assert {p["kind"] for p in key} == {"new", "continuing", "finishing"}
    assert {p["entry_stage"] for p in key} == {"approval", "planning", "construction"}
    assert len({p["sector"] for p in key}) == 8
    assert len({p["unit"] for p in key}) >= 8
    short = [p["number"] for p in key if short_of_funds(p["number"], p["kind"])]
    assert 2 <= len(short) <= 8


def test_what_goes_on_building_holds_its_permits_and_builders(key):
    for project in key:
        held = {permit["item"] for permit in project["permits"]}
        assert ("CONSTRUCTION_PERMIT" in held) == (project["kind"] != "new")
        assert ("contractor" in project) == (project["kind"] != "new")
        assert held <= load_catalogue().keys()


def test_finishing_projects_spend_exactly_the_rest(key):
    for project in key:
        rest = amount(project["total"]) - amount(project["invested_before"])
        assert amount(project["year_plan"]) <= rest
        assert (project["kind"] == "finishing") == (amount(project["year_plan"]) == rest)


def test_the_monthly_plan_ends_at_the_year_plan_and_milestones_weigh_a_hundred(key):
    for project in key:
        assert len(project["monthly_plan"]) == 12
        assert project["monthly_plan"][-1] == project["year_plan"]
        assert sum(milestone["weight"] for milestone in project["milestones"]) == 100


def test_preliminary_projects_have_no_plan_no_sponsor_and_no_permits(reserve):
    for project in reserve:
        assert {"year_plan", "sponsor", "targets"}.isdisjoint(project)
        assert project["permits"] == []
        assert project["approval_items"]


def test_firms_are_named_for_any_project():
    firms = building_firms("K002")
    assert firms["contractor"] != firms["supervision_firm"]


def test_a_split_adds_up_whatever_the_weights():
    shares = split(Decimal(100), [1, 1, 1], Decimal(1))
    assert shares == [34, 33, 33]
    assert sum(split(Decimal("10.00"), [7, 0, 5, 9], Decimal("0.01"))) == 10
    with pytest.raises(ValueError, match="cannot be shared"):
        split(Decimal("10.5"), [1], Decimal(1))
    with pytest.raises(ValueError, match="cannot be shared"):
        split(Decimal(10), [0, 0], Decimal(1))


def test_every_project_can_obtain_all_its_items_in_some_order(key, reserve):
    stages = ("approval", "planning", "construction", "acceptance")
    day = date(2011, 1, 4)
    for project in key + reserve:
        held = {permit["item"]: None for permit in project["permits"]}
        waiting = [item["code"] for stage in stages for item in project[f"{stage}_items"]]
        applies = {*held, *waiting}
        while waiting:
            ready = [
                code for code in waiting if not load_catalogue()[code].missing(held, applies, day)
            ]
            assert ready, (project["number"], waiting)
            held |= dict.fromkeys(ready)
            waiting = [code for code in waiting if code not in ready]
