"""Queries of one shape share their statements; the answers are those of the memory store."""

from itertools import product

import pytest

from keyflow.store.contract import Filter
from keyflow.store.memory import MemoryStore
from keyflow.store.migrate import upgrade
from keyflow.store.queries import _ready
from keyflow.store.sql import SqlStore
from keyflow.testing.store_values import DEFINITION, HOUR, START, a_case, opening, query, write

STATES = ("plan", "plan.a", "planning", "works.b")
# For each option: two values of one shape, and one of another.
OPTIONS = {
    "workflow": ["road", "item", None],
    "states": [["plan", "works.b"], ["plan.a", "planning"], []],
    "stages": [["plan"], ["works"], ["plan", "works"]],
    "standings": [["active"], ["suspended"], None],
    "waiting": [
        [(DEFINITION, "plan"), (DEFINITION, "works.b"), ("0" * 64, "plan")],
        [(DEFINITION, "plan.a"), (DEFINITION, "planning"), ("f" * 64, "plan.a")],
        [],
    ],
    "where": [
        [Filter("size", ">=", 3)],
        [Filter("title", ">=", "1")],
        [Filter("title", "<", "road 2"), Filter("size", "<", 5)],
    ],
    "order": [("-size", "title"), ("-title", "size"), ("state", "-opened")],
    "limit": [3, 4, 50],
    "offset": [0, 2, 7],
}


def fill(store):
    cases = [
        a_case(
            f"r{number}",
            workflow=["road", "item"][number % 2],
            state=STATES[number % 4],
            standing=["active", "suspended"][number // 4 % 2],
            opened=START + number * HOUR,
            data={"size": number % 7, "title": f"road {number % 3}"},
        )
        for number in range(16)
    ]
    assert write(store, opening(*cases))


@pytest.fixture
def stores(store_url):
    upgrade(store_url)
    both = (SqlStore(store_url), MemoryStore())
    for store in both:
        fill(store)
    yield both
    for store in both:
        store.close()


def test_every_two_options_together_find_what_the_memory_store_finds(stores):
    for one, other in product(OPTIONS, repeat=2):
        for value, beside in product(OPTIONS[one], OPTIONS[other]):
            asked = {one: value, other: beside}
            database, memory = (query(store, **asked) for store in stores)
            assert [case.id for case in database.cases] == [c.id for c in memory.cases], asked
            assert database.total == memory.total, asked


def test_all_options_together_find_what_the_memory_store_finds(stores):
    for pick in range(3):
        asked = {name: values[pick] for name, values in OPTIONS.items()}
        database, memory = (query(store, **asked) for store in stores)
        assert ([case.id for case in database.cases], database.total) == (
            [case.id for case in memory.cases],
            memory.total,
        )


def test_other_values_of_one_shape_need_no_other_statements(stores):
    database, _ = stores
    _ready.cache_clear()
    for pick in range(3):
        query(database, **{name: values[pick] for name, values in OPTIONS.items()})
    assert _ready.cache_info().misses == 2
