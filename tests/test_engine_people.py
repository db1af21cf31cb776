"""Commands of several people in one transaction, as a clerk enters what a meeting decided."""

import pytest

from keyflow import Actor, Conflict, Engine, InputError, Refused, load
from keyflow.commands import Approve
from keyflow.store.migrate import upgrade
from keyflow.testing import FakeClock

ANN, CLERK = Actor("ann", {"owner"}), Actor("kim", {"clerk"})
VOTERS = [Actor(name) for name in ("li", "wang", "zhou")]
FLOW = {
    "name": "paper",
    "initial": "draft",
    "roles": ["owner", "clerk"],
    "clerks": ["clerk"],
    "backdate": "5d",
    "stages": {
        "draft": "plain",
        "board": {
            "kind": "approval",
            "approval": {"voters": [{"person": voter.id} for voter in VOTERS]},
        },
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "submit", "source": "draft", "dest": "board", "by": "owner"},
        {"trigger": "end", "source": "board.approved", "dest": "done", "by": "owner"},
        {"trigger": "fail", "source": "board.rejected", "dest": "bad", "by": "owner"},
    ],
}


@pytest.fixture
def engine(store_url):
    upgrade(store_url)
    engine = Engine(store_url, [load(FLOW)], clock=FakeClock())
    yield engine
    engine.close()


def round_of(engine):
    case = engine.start("paper", subject="a", by=ANN).id
    engine.fire(case, "submit", by=ANN)
    tasks = {task.person: name for name, task in engine.case(case).tasks.items()}
    return case, [Approve(tasks[voter.id]) for voter in VOTERS]


def test_a_clerk_enters_what_all_of_a_board_said(engine):
    case, votes = round_of(engine)
    outcomes = engine.do(votes, by=VOTERS, recorded_by=CLERK, key="minutes")
    assert [outcome.moved for outcome in outcomes] == [False, False, True]
    assert engine.case(case).state == "board.approved"
    said = [
        (event.private["actor"], event.private["recorded_by"])
        for event in engine.history(case)[-3:]
    ]
    assert said == [(voter.id, "kim") for voter in VOTERS]
    again = engine.do(votes, by=VOTERS, recorded_by=CLERK, key="minutes")
    assert all(outcome.replayed for outcome in again)
    with pytest.raises(Conflict):
        engine.do(votes, by=[*VOTERS[:2], VOTERS[0]], recorded_by=CLERK, key="minutes")


def test_if_one_may_not_none_is_entered(engine):
    case, votes = round_of(engine)
    wrong = [*VOTERS[:2], Actor("somebody")]
    shown = engine.preview(votes, by=wrong)
    assert [bool(item.findings) for item in shown] == [False, False, True]
    with pytest.raises(Refused) as no:
        engine.do(votes, by=wrong)
    assert [number for number, *_ in no.value.refusals] == [2]
    assert {task.status for task in engine.case(case).tasks.values()} == {"open"}


def test_there_is_one_for_each_command(engine):
    _, votes = round_of(engine)
    for by in (VOTERS[:2], [], "li"):
        with pytest.raises(InputError, match="by"):
            engine.do(votes, by=by)
    with pytest.raises(InputError, match="by"):
        engine.do(votes, by=[*VOTERS[:2], "zhou"])
