"""What a store promises about lists of cases: filters, order, pages and totals."""

from typing import Any

from keyflow.model.armed import Armed
from keyflow.store.contract import Filter, Store
from keyflow.testing.store_values import (
    DEFINITION,
    HOUR,
    START,
    a_case,
    created,
    ids,
    moving,
    opening,
    query,
    read,
    write,
)

_CONDITIONS = {
    Filter("title", "=", "桥"): ["r0"],
    Filter("title", "<", "a"): ["r1"],
    Filter("size", ">=", 10): ["r1", "r2"],
    Filter("size", "<", 0): ["r3"],
    Filter("share", "=", "0.3"): ["r0", "r1"],
    Filter("share", ">", "9"): ["r2"],
    Filter("budget", "<=", "1000"): ["r1", "r2", "r3"],
    Filter("budget", ">", "1000"): ["r0"],
    Filter("day", ">=", "2011-03-01"): ["r2", "r3"],
    Filter("at", "<", "2011-02-01T00:00:00+00:00"): ["r0"],
    Filter("urgent", "=", True): ["r0", "r2"],
    Filter("remark", "=", "not indexed"): [],
}
_ORDERS = {
    ("title",): ["r1", "r2", "r3", "r0", "r4"],
    ("-title",): ["r0", "r3", "r2", "r1", "r4"],
    ("size",): ["r3", "r0", "r1", "r2", "r4"],
    ("-budget",): ["r0", "r3", "r2", "r1", "r4"],
    ("share", "-size"): ["r1", "r0", "r3", "r2", "r4"],
    ("-urgent", "at"): ["r0", "r2", "r1", "r3", "r4"],
    ("-subject",): ["r4", "r3", "r2", "r1", "r0"],
}


def _fill(store: Store) -> None:
    """Write five roots with data of every indexed type; the last has none."""
    rows: list[dict[str, Any]] = [
        {
            "title": ["桥", "B road", "a road", "é"][number],
            "size": [9, 10, 100, -1][number],
            "share": ["0.30", "0.3", "10", "9"][number],
            "budget": {"amount": ["120000000", "7.8", "95", "1000"][number], "currency": "CNY"},
            "day": f"2011-0{number + 1}-01",
            "at": f"2011-0{number + 1}-01T00:00:00+00:00",
            "urgent": number % 2 == 0,
            "remark": "not indexed",
        }
        for number in range(4)
    ]
    cases = [a_case(f"r{i}", data=data, opened=START + i * HOUR) for i, data in enumerate(rows)]
    assert write(store, opening(*cases, a_case("r4", opened=START)))


class QueriesContract:
    """Lists of cases."""

    def test_cases_are_listed_by_opening_and_then_by_id(self, store: Store) -> None:
        """The order unless another is asked for."""
        _fill(store)
        assert ids(store) == ["r0", "r4", "r1", "r2", "r3"]
        assert ids(store, order=("-opened",)) == ["r3", "r2", "r1", "r0", "r4"]

    def test_a_condition_finds_by_value(self, store: Store) -> None:
        """Numbers as numbers, text as text, and nothing by a field that has no index."""
        _fill(store)
        for condition, found in _CONDITIONS.items():
            page = query(store, where=[condition])
            assert ([case.id for case in page.cases], page.total) == (found, len(found)), condition

    def test_conditions_are_all_to_hold(self, store: Store) -> None:
        """Also two on one field."""
        _fill(store)
        where = [Filter("size", ">", 0), Filter("size", "<", 100), Filter("urgent", "=", False)]
        assert ids(store, where=where) == ["r1"]

    def test_cases_are_sorted_by_value(self, store: Store) -> None:
        """Text by code point, ties by id, and those without a value last either way."""
        _fill(store)
        for order, found in _ORDERS.items():
            assert ids(store, order=order) == found, order

    def test_an_order_follows_the_latest_data(self, store: Store) -> None:
        """What was edited is found by its new value only."""
        case = created(store, a_case("r", data={"size": 1}))
        edited = a_case("r", data={"size": 2}).data
        assert write(store, moving(case, data=edited))
        assert ids(store, where=[Filter("size", "=", 1)]) == []
        assert ids(store, where=[Filter("size", "=", 2)]) == ["r"]

    def test_pages_add_up_to_the_whole(self, store: Store) -> None:
        """Each with the total."""
        _fill(store)
        pages = [query(store, limit=2, offset=offset) for offset in (0, 2, 4, 6)]
        assert [case.id for page in pages for case in page.cases] == ids(store)
        assert {page.total for page in pages} == {5}

    def test_cases_are_found_by_what_they_are(self, store: Store) -> None:
        """Workflow, state, stage, standing, subject, parent, and what they wait for."""
        root = a_case("r", subject="京沪")
        child = a_case("c", parent=root, workflow="item", state="open", standing="suspended")
        write(store, opening(root, child, a_case("s", state="planning")))
        assert ids(store, workflow="item") == ["c"]
        assert ids(store, states=["open", "planning"]) == ["c", "s"]
        assert ids(store, stages=["planning"]) == ["r", "s"]
        assert ids(store, standings=["suspended", "completed"]) == ["c"]
        assert ids(store, subject="京沪") == ["r"]
        assert ids(store, parent="r") == ["c"]
        assert ids(store, roots_only=True) == ["r", "s"]
        assert ids(store, waiting=[(DEFINITION, "open"), ("0" * 64, "planning")]) == ["c"]
        assert ids(store, workflow="road", stages=["planning"], subject="no such") == []

    def test_asking_for_none_finds_none(self, store: Store) -> None:
        """An empty collection is not the same as None."""
        _fill(store)
        assert ids(store, states=[]) == ids(store, stages=[]) == []
        assert ids(store, standings=[]) == ids(store, waiting=[]) == []

    def test_a_stage_is_not_another_that_begins_the_same(self, store: Store) -> None:
        """Only what stands before the first dot counts, and no letter is a wildcard."""
        states = ("plan", "plan.a.b", "planning", "plan_x.a", "plan-x.a")
        write(store, opening(*(a_case(state, state=state) for state in states)))
        assert ids(store, stages=["plan"]) == ["plan", "plan.a.b"]
        assert ids(store, stages=["plan_x"]) == ["plan_x.a"]

    def test_a_listed_case_has_the_roots_revision_and_no_deadlines(self, store: Store) -> None:
        """The rest is as in its family."""
        armed = Armed("d1", "limit", "planning.running", START, "notify")
        root = a_case("r")
        write(store, opening(root, a_case("c", parent=root, armed=(armed,), data={"size": 3})))
        assert write(store, moving(read(store, "r")))
        (case,) = query(store, parent="r").cases
        assert (case.revision, case.armed, case.data["size"]) == (2, (), 3)

    def test_a_few_fields_are_read_as_the_whole_data_are(self, store: Store) -> None:
        """Of each type, by the names asked for; the data have no others."""
        _fill(store)
        names = ("urgent", "budget", "share", "no-such")
        part, whole = query(store, only=names), query(store)
        assert [set(case.data) for case in part.cases] == [set(names[:3])] * 5
        for few, case in zip(part.cases, whole.cases, strict=True):
            assert {name: case.data[name] for name in few.data} == dict(few.data)
            assert few.state == case.state
        (one,) = query(store, only=("size",), where=[Filter("size", "=", 100)]).cases
        assert dict(one.data) == {"size": 100}
