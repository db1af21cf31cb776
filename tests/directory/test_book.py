"""What a directory answers: pure, from its entries."""

from datetime import timedelta
from decimal import Decimal

import pytest

from keyflow.directory.book import Book
from keyflow.model.desk import Desk
from keyflow.model.directory import Entry, Scope, read_scope
from keyflow.model.money import Money
from keyflow.testing.store_values import HOUR, START, a_case

CASE = a_case("r", data={"title": "north", "budget": {"amount": "100", "currency": "CNY"}})
LATER = START + HOUR


def entry(kind, person, what, since=START, until=None, **scope):
    return Entry(0, kind, person, what, since, until, Scope(**scope), START)


def book(*entries):
    return Book("now", entries)


def away(person, by, **scope):
    return entry("substitute", person, by, START, LATER, **scope)


def test_a_role_is_held_from_its_first_instant_until_just_before_its_last():
    held = book(entry("role", "li", "land", START, LATER))
    moment = timedelta(microseconds=1)
    for at, roles in (
        (START - moment, set()),
        (START, {"land"}),
        (LATER - moment, {"land"}),
        (LATER, set()),
    ):
        assert held.roles("li", CASE, at) == held.offices("li", at) == roles
        assert [*held.holders("land", CASE, at)] == (["li"] if roles else [])


def test_a_role_of_a_unit_is_held_for_its_cases_only():
    held = book(
        entry("role", "li", "land", unit="north", field="title"),
        entry("role", "wang", "land", unit="south", field="title"),
        entry("role", "zhao", "land"),
        entry("role", "zhou", "land", unit="north", field="no such field"),
    )
    assert held.holders("land", CASE, START) == ["li", "zhao"]
    assert held.roles("wang", CASE, START) == set()
    assert held.offices("wang", START) == {"land"}
    assert [held.everywhere(who, START) for who in ("li", "zhao")] == [set(), {"land"}]


def test_a_role_for_one_case_is_held_for_its_children_too():
    held = book(entry("role", "li", "land", case="r"))
    assert held.holders("land", a_case("c", parent=CASE), START) == ["li"]
    assert held.holders("land", a_case("s"), START) == []


def test_superiors_are_found_level_by_level_until_nobody_is_above():
    held = book(entry("superior", "ann", "li"), entry("superior", "li", "wang", until=LATER))
    assert [held.superior("ann", level, START) for level in (1, 2, 3)] == ["li", "wang", None]
    assert held.superior("ann", 2, LATER) is None
    assert held.is_above("wang", "ann", START)
    assert not held.is_above("ann", "wang", START)


def test_a_unit_has_the_head_of_its_day():
    held = book(entry("head", "li", "north", until=LATER), entry("head", "wang", "north", LATER))
    assert [held.head("north", at) for at in (START, LATER)] == ["li", "wang"]
    assert held.head("south", START) is None


def test_a_substitute_stands_in_while_it_lasts():
    held = book(away("li", "wang"))
    for case in (CASE, None):
        assert [*held.principals("wang", case, START)] == ["li"]
        assert [*held.principals("wang", case, LATER)] == []
        assert [*held.substitutes("li", case, START)] == ["wang"]
    assert [*held.principals("li", CASE, START)] == []


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ({"workflows": ("road", "bridge")}, True),
        ({"workflows": ("bridge",)}, False),
        ({"stages": ("planning",)}, True),
        ({"stages": ("planning.running",)}, True),
        ({"stages": ("plan", "planning.done")}, False),
        ({"amount_field": "budget", "up_to": Money(Decimal(100), "CNY")}, True),
        ({"amount_field": "budget", "up_to": Money(Decimal("99.99"), "CNY")}, False),
        ({"amount_field": "budget", "up_to": Money(Decimal(1000), "USD")}, False),
        ({"amount_field": "budget", "up_to": Decimal(1000)}, True),
        ({"amount_field": "budget", "up_to": Decimal("99.99")}, False),
        ({"amount_field": "size", "up_to": Decimal(1000)}, False),
        ({"amount_field": "no such field", "up_to": Decimal(1000)}, False),
        ({"workflows": ("road",), "stages": ("works",)}, False),
    ],
)
def test_a_substitution_is_for_the_cases_in_its_scope(scope, covered):
    held = book(away("li", "wang", **scope))
    assert [*held.principals("wang", CASE, START)] == (["li"] if covered else [])
    assert [*held.principals("wang", None, START)] == ["li"]


@pytest.mark.parametrize(("size", "covered"), [(0, True), (5, True), (6, False)])
def test_a_plain_amount_bounds_a_plain_number(size, covered):
    held = book(away("li", "wang", amount_field="size", up_to=Decimal(5)))
    case = a_case("r", data={"size": size})
    assert [*held.principals("wang", case, START)] == (["li"] if covered else [])


def test_a_substitute_of_a_substitute_stands_in_only_where_that_is_allowed():
    assert [*book(away("a", "b"), away("b", "c")).principals("c", CASE, START)] == ["b"]
    held = book(away("a", "b", chain=True), away("b", "c"), away("c", "d"))
    assert [*held.principals("c", CASE, START)] == ["b", "a"]
    # Whom b let act may not hand on what b is handed, as b's own line does not say so.
    assert [*held.principals("d", CASE, START)] == ["c"]
    assert [*held.substitutes("a", CASE, START)] == ["b", "c"]


def test_every_line_of_a_chain_must_cover_the_case():
    held = book(away("a", "b", chain=True), away("b", "c", workflows=("bridge",)))
    assert [*held.principals("c", CASE, START)] == []
    held = book(away("a", "b", chain=True, workflows=("bridge",)), away("b", "c"))
    assert [*held.principals("c", CASE, START)] == ["b"]


def test_a_chain_that_goes_round_ends():
    held = book(away("a", "b", chain=True), away("b", "a", chain=True))
    assert [*held.principals("a", CASE, START)] == ["b"]
    assert [*held.principals("b", CASE, START)] == ["a"]


def test_who_began_a_case_hands_nothing_on_in_it():
    held = book(away("a", "b", chain=True), away("b", "c"))
    own = CASE.with_(desk=Desk(initiator="b"))
    assert [*held.principals("c", own, START)] == ["b"]
    assert [*held.principals("c", CASE, START)] == ["b", "a"]


def test_a_scope_survives_being_written_down():
    for scope in (
        Scope(),
        Scope(unit="north", field="title", case="r"),
        Scope(workflows=("a", "b"), stages=("c.d",), chain=True),
        Scope(amount_field="budget", up_to=Money(Decimal("1.50"), "CNY")),
        Scope(amount_field="size", up_to=Decimal(7)),
    ):
        assert read_scope(scope.plain()) == scope
