"""Who is kept apart from a decision does not jump over it, as an administrator either."""

import pytest

from keyflow import Actor, load
from keyflow.commands import Jump
from tests.approvals.bureau import ADA, ANN, KI, LI, Approve
from tests.approvals.test_joined import OFFICE, project

BOSS = Actor("bo", {"admin"})


def planned(**policy):
    """Return a workflow in which an administrator prepares what is then reviewed."""
    approval = {"voters": [{"person": "li"}], "apart": ["prepare"], **policy}
    return load(
        {
            "name": "plan",
            "initial": "draft",
            "roles": ["owner", "admin"],
            "operations": {"jump": {"by": "admin"}},
            "stages": {
                "draft": "plain", "ready": "plain", "works": "plain", "archive": "plain",
                "review": {"kind": "approval", "approval": approval},
                "done": "final",
            },
            "transitions": [
                {"trigger": "prepare", "source": "draft", "dest": "ready", "by": "admin"},
                {"trigger": "submit", "source": "ready", "dest": "review", "by": "owner"},
                {"trigger": "pass", "source": "review.approved", "dest": "works", "auto": True},
                {"trigger": "fail", "source": "review.rejected", "dest": "draft", "auto": True},
                {"trigger": "shelve", "source": "works", "dest": "archive", "by": "owner"},
                {"trigger": "close", "source": ["works", "archive"], "dest": "done", "by": "owner"},
            ],
        }
    )  # fmt: skip


@pytest.fixture
def prepared(bureau):
    b = bureau(None, planned())
    case = b.engine.start("plan", subject="x", by=ANN).id
    b.clock.turn(minutes=1)
    b.engine.fire(case, "prepare", by=ADA)
    b.clock.turn(minutes=1)
    return b, case


@pytest.mark.parametrize("to", ["works", "archive"])
def test_who_prepared_it_does_not_jump_past_its_review(prepared, to):
    b, case = prepared
    assert b.refused(Jump(case, to, "in a hurry"), ADA) == ["apart"]
    b.engine.fire(case, "submit", by=ANN)
    assert b.refused(Jump(case, to, "in a hurry"), ADA) == ["apart"]
    assert b.do(Jump(case, to, "decided on paper"), BOSS).state == to


def test_they_jump_to_it_and_back_from_it(prepared):
    b, case = prepared
    assert b.do(Jump(case, "review.deciding", "it is ready"), ADA).state == "review.deciding"
    assert b.do(Jump(case, "draft", "it is not"), ADA).state == "draft"


def test_they_jump_once_it_was_decided(prepared):
    b, case = prepared
    b.engine.fire(case, "submit", by=ANN)
    b.do(Approve(b.task(case, "li")), LI)
    assert b.do(Jump(case, "archive", "no money"), ADA).state == "archive"
    assert b.do(Jump(case, "ready", "money came"), ADA).state == "ready"


def test_a_role_that_is_kept_apart_does_not_jump_past_it(memory):
    b = memory(None, planned(apart=["admin"]))
    case = b.engine.start("plan", subject="x", by=ANN).id
    assert b.refused(Jump(case, "works", "in a hurry"), BOSS) == ["apart"]
    assert b.do(Jump(case, "ready", "as it is"), BOSS).state == "ready"
    assert b.refused(Jump(case, "works", "in a hurry"), KI) == ["not-allowed"]


def test_nor_past_the_rounds_of_the_cases_below(memory):
    policy = {"voters": [{"person": "li"}], "apart": ["admin"]}
    stages = OFFICE["stages"] | {"review": {"kind": "approval", "approval": policy}}
    b = memory(None, project(["filed"], auto=True), load(OFFICE | {"stages": stages}))
    case = b.engine.start("project", subject="hall", by=ANN).id
    assert b.refused(Jump(case, "build", "in a hurry"), BOSS) == ["apart"]
