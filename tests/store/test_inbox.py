"""An inbox is read by its index, however many tasks lie with others."""

import pytest
from sqlalchemy.engine import make_url

from benchmarks.inbox import ME, OPEN, Reading
from keyflow import Actor, Engine, load
from keyflow.commands import Resume, Suspend
from keyflow.store.inbox import _COUNTS, _NEVER, _PAGES
from keyflow.store.migrate import upgrade

MINE = ["p:li", "r:auditor"]


@pytest.fixture
def office(store_url):
    upgrade(store_url)
    with_few = Reading(store_url, 8_000, reads=1)
    yield with_few.engine
    with_few.close()


def plan(connection, statement, *values):
    text = connection._texts[statement]
    how = "EXPLAIN QUERY PLAN " if connection._texts.sqlite else "EXPLAIN "
    return [str(row[-1]) for row in connection.raw.execute(how + text, values).fetchall()]


def reads_whole(line):
    """Tell whether a line of a plan reads all tasks or all cases."""
    return any(line.strip(" ->").startswith(f"{how} keyflow_") for how in ("SCAN", "Seq Scan on"))


@pytest.mark.parametrize("able", [True, False], ids=["what they may do", "all"])
@pytest.mark.parametrize("one", [True, False], ids=["person", "person and role"])
def test_a_page_and_a_count_go_by_the_index(office, store_url, one, able):
    with office.store.connect() as connection:
        whose = "p:li" if one else connection._texts.many(MINE)
        wanted = (whose, "todo", 0, _NEVER, *(["p:li"] if able else []))
        for lines in (
            plan(connection, _PAGES[one, able, False], *wanted, 50, 0),
            plan(connection, _COUNTS[one, able], *wanted),
        ):
            assert any("ix_keyflow_task_holder" in line for line in lines), lines
            assert not any(map(reads_whole, lines)), lines
        sorted_pages = plan(connection, _PAGES[True, False, True], "p:li", "done", 0, _NEVER, 50, 0)
    if make_url(store_url).get_backend_name() == "sqlite":
        # Of one holder the index gives the order, so that no more than the page is read.
        inner = [line for line in sorted_pages if "TEMP B-TREE" in line]
        assert len(inner) <= 1, sorted_pages


def test_fifty_among_thousands_are_found_and_counted(office):
    page = office.inbox(by=ME)
    assert (len(page.items), page.total) == (OPEN, OPEN)
    assert [item.at for item in page.items] == sorted(item.at for item in page.items)
    assert office.inbox(by=ME, limit=1).total == OPEN


def test_what_lies_below_a_suspended_case_is_marked(store_url):
    upgrade(store_url)
    plain = {"draft": {"kind": "plain"}, "end": "final"}
    way = {"trigger": "go", "source": "draft", "dest": "end", "by": "owner", "todo": True}
    operations = {name: {"by": "owner"} for name in ("suspend", "resume")}
    parts = {"initial": "draft", "roles": ["owner"], "stages": plain, "transitions": [way]}
    work = load({"name": "work", "many": True, "operations": operations, **parts})
    engine, ann = Engine(store_url, [work]), Actor("ann", {"owner"})
    above = engine.start("work", subject="x", by=ann)
    between = engine.start("work", subject="x", by=ann, parent=above.id, slot="part")
    below = engine.start("work", subject="x", by=ann, parent=between.id, slot="part")
    for held, marked in ((above, 3), (between, 2), (below, 1)):
        engine.do(Suspend(held.id, "r"), by=ann)
        items = engine.inbox(by=ann).items
        assert [item.suspended for item in items].count(True) == marked
        engine.do(Resume(held.id), by=ann)
    assert not any(item.suspended for item in engine.inbox(by=ann).items)
    engine.close()
