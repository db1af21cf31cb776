"""How many statements a round costs: no more for two hundred voters than for two."""

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from keyflow import Actor, Engine, load
from keyflow.store.migrate import upgrade

MOST = 12
ANN = Actor("ann", {"owner"})


@pytest.fixture
def said():
    """Note every statement that is given to SQLite or by psycopg; one run for many rows is many."""
    statements = []

    class Counting(psycopg.Cursor):
        def execute(self, query, *args, **kwargs):
            statements.append(str(query))
            return super().execute(query, *args, **kwargs)

        def executemany(self, query, rows, **kwargs):
            rows = list(rows)
            statements.extend([str(query)] * len(rows))
            return super().executemany(query, rows, **kwargs)

    def listen(raw, _record):
        if isinstance(raw, psycopg.Connection):
            raw.cursor_factory = Counting
        else:
            raw.set_trace_callback(statements.append)

    event.listen(Pool, "connect", listen)
    yield statements
    event.remove(Pool, "connect", listen)


def permit(voters):
    """Return a workflow with one round, which tells everybody of their task and of its end."""
    return load(
        {
            "name": "permit",
            "initial": "draft",
            "roles": ["owner", "land"],
            "stages": {
                "draft": "plain",
                "review": {
                    "kind": "approval",
                    "approval": {"voters": voters, "approve_when": "any", "reject_when": "never"},
                },
                "end": "final",
            },
            "transitions": [
                {"trigger": "submit", "source": "draft", "dest": "review", "by": "owner"},
                {"trigger": "grant", "source": "review.approved", "dest": "end", "auto": True},
                {"trigger": "refuse", "source": "review.rejected", "dest": "end", "auto": True},
            ],
            "notices": [
                {"on": "opened task", "to": "holders", "via": "email", "text": "Yours."},
                {"on": "closed round", "to": "person:ann", "via": "email", "text": "It is over."},
            ],
        }
    )


@pytest.mark.parametrize("count", [2, 200])
@pytest.mark.parametrize("kept", [None, "store"], ids=["vouched", "directory"])
def test_a_round_opens_and_closes_in_few_statements(store_url, said, count, kept):
    people = [f"p{number}" for number in range(count)]
    upgrade(store_url)
    voters = [{"person": person} for person in people]
    engine = Engine(
        store_url, [permit([{"role": "land", "each": True}] if kept else voters)], directory=kept
    )
    by = Actor("ann") if kept else ANN
    if kept:
        engine.directory.appoint("ann", "owner")
        for person in people:
            engine.directory.appoint(person, "land")
    cases = [engine.start("permit", subject=f"s{number}", by=by).id for number in range(2)]
    for case in cases:  # the second time the office is known
        said.clear()
        opened = engine.fire(case, "submit", by=by).case
        assert len(opened.tasks) == count
        assert len(said) <= MOST, said
        (task, held), *_ = opened.tasks.items()
        said.clear()
        closed = engine.decide(task, "approve", by=Actor(held.person)).case
        assert closed.standing == "completed"
        assert len(said) <= MOST, said
        assert any("keyflow_task" in statement for statement in said)
    engine.close()
