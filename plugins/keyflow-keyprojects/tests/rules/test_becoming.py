from decimal import Decimal

from keyflow.plugin import Money
from keyflow_keyprojects.rules import becoming


def yuan(amount):
    return Money(Decimal(amount), "CNY")


def codes(reasons):
    return [each.code for each in reasons]


def part(number, total, done, year, stage):
    return {
        "number": number,
        "total": yuan(total),
        "name_zh": f"{number} 项目",
        "invested_total": yuan(done),
        "year_plan": yuan(year),
        "targets": {"construction": yuan(stage)},
    }


WHOLE = part("K001", 10, 4, 3, 3)


def test_a_split_reconciles_every_amount_exactly():
    assert becoming.split(WHOLE, [part("A", 6, 3, 1, 1), part("B", 4, 1, 2, 2)]) == []
    found = becoming.split(WHOLE, [part("A", 6, 3, 1, 1), part("B", 4, "0.99", 2, 3)])
    assert [each.values["what"] for each in found] == ["invested_total", "targets.construction"]


def test_a_split_needs_two_parts_with_numbers_and_amounts_of_their_own():
    assert codes(becoming.split(WHOLE, [part("A", 10, 4, 3, 3)])) == ["split-too-few"]
    twins = becoming.split(WHOLE, [part("A", 6, 3, 1, 1), part("A", 4, 1, 2, 2)])
    assert codes(twins) == ["number-repeated"]
    blank = part("B", 4, 1, 2, 2) | {"total": None}
    assert "amount-missing" in codes(becoming.split(WHOLE, [part("A", 6, 3, 1, 1), blank]))


def test_every_part_of_a_split_is_a_project_that_can_be():
    whole = WHOLE | {"invested_before": yuan(3)}
    assert becoming.split(whole, [part("A", 6, 3, 1, 1), part("B", 4, 1, 2, 2)]) == []
    # All that was done goes to one of them, which is less than that; or leaves no room for before.
    assert codes(becoming.split(whole, [part("A", 1, 4, 1, 1), part("B", 9, 0, 2, 2)])) == [
        "part-above-total"
    ]
    assert codes(becoming.split(whole, [part("A", 5, 4, 3, 3), part("B", 5, 0, 0, 0)])) == [
        "parts-short"
    ]
    below = [part("A", 6, 5, 1, 1), part("B", 4, -1, 2, 2)]
    assert codes(becoming.split(WHOLE, below)) == ["part-below-nothing"]
    own = part("K001", 4, 1, 2, 2)
    assert codes(becoming.split(whole, [part("A", 6, 3, 1, 1), own])) == ["number-repeated"]
    nameless = part("B", 4, 1, 2, 2) | {"number": None, "name_zh": " "}
    found = becoming.split(whole, [part("A", 6, 3, 1, 1), nameless])
    assert [each.values for each in found] == [{"n": 2, "what": "number, name_zh"}]


def test_a_part_may_not_bring_a_stage_the_whole_does_not_have():
    extra = part("B", 4, 1, 2, 2) | {"targets": {"construction": yuan(2), "planning": yuan(1)}}
    found = becoming.split(WHOLE, [part("A", 6, 3, 1, 1), extra])
    assert [each.values for each in found] == [{"field": "targets.planning"}]


def one(number, currency="CNY", sponsor="lin", in_list="key"):
    return {
        "number": number,
        "list": in_list,
        "list_year": 2011,
        "total": Money(Decimal(1), currency),
        "sponsor": sponsor,
        "case": f"case-{number}",
        "year_plan": Money(Decimal(1), currency),
        "land_ha": Decimal(1),
    }


def test_a_merger_takes_one_list_one_currency_or_a_rate_and_one_sponsor():
    def merge(*members, sponsor="lin", rate=None):
        return codes(becoming.merge(members, sponsor, rate))

    assert merge(one("K1"), one("K2", sponsor="han")) == []
    assert merge(one("K1")) == ["merge-too-few"]
    assert merge(one("K1"), one("K1")) == ["number-repeated"]
    assert merge(one("K1"), one("P1", in_list="preliminary")) == ["merge-lists"]
    assert merge(one("K1"), one("K2", "USD")) == ["merge-currencies"]
    assert merge(one("K1"), one("K2", "USD"), rate=Decimal("6.6")) == []
    assert merge(one("K1"), one("K2", "USD"), rate=Decimal(0)) == ["merge-rate"]
    assert merge(one("K1"), one("K2") | {"total": None}) == ["member-incomplete"]
    assert merge(one("K1"), one("K2"), sponsor="han") == ["merge-sponsor"]
    assert merge(one("K1"), one("K2"), sponsor=None) == ["merge-sponsor"]
