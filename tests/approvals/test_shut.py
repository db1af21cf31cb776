"""What is owed keeps shut what it names: from an administrator too, and in the case above."""

from datetime import date

import pytest

from keyflow import load
from keyflow.commands import Approve, Fire, Fulfil, Jump, Owed, TakeBack, Terminate
from tests.approvals.bureau import ADA, ANN, LATER, LI
from tests.approvals.test_parallel import OPERATIONS, PARENT

SURVEY = Owed("survey", date(2011, 3, 4))
WORKS = {
    "later": "plain",
    "works": {"kind": "approval", "approval": {"voters": [{"person": "he"}]}},
}
WAYS = [
    *LATER["ways"],
    {"trigger": "build", "source": "later", "dest": "works", "by": "owner"},
    {
        "trigger": "use",
        "source": ["works.approved", "works.rejected"],
        "dest": "done",
        "auto": True,
    },
]


@pytest.mark.parametrize("blocks", ["works.deciding", "works"])
def test_an_administrator_does_not_jump_into_what_is_kept_shut(bureau, blocks):
    b = bureau({"voters": [{"person": "li"}]}, **{**LATER, "stages": WORKS, "ways": WAYS})
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=[SURVEY._replace(blocks=blocks)]), LI)
    jump = Jump(case, "works.deciding", "in a hurry")
    assert b.refused(jump, ADA) == ["still-owed"]
    assert b.engine.why_not(jump, by=ADA)[0].lifted_by == ("ann", "li")
    b.do(Fulfil(b.task(case, "ann", "owed")), ANN)
    assert b.do(jump, ADA).state == "works.deciding"


def test_an_administrator_may_jump_to_what_it_does_not_name(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **{**LATER, "stages": WORKS, "ways": WAYS})
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=[SURVEY._replace(blocks="close")]), LI)
    assert b.do(Jump(case, "works.deciding", "in a hurry"), ADA).state == "works.deciding"


# a permit that goes on to building while its offices still have things to come


def child(name="item", **stages):
    """Return the workflow of an office: what it approved waits to be filed."""
    return load({
        "name": name,
        "initial": "deciding",
        "roles": ["owner", "admin", "chief"],
        "operations": OPERATIONS,
        "schema": {"item": "text"},
        "stages": {
            "deciding": {"kind": "plain", "states": {"deciding": {
                "approval": {"voters": [{"person": "li"}]}}}},
            "filing": {"kind": "plain", "states": {"filing": stages}},
            "done": "final",
            "bad": "final",
        },
        "transitions": [
            {"trigger": "approved", "source": "deciding", "dest": "filing"},
            {"trigger": "rejected", "source": "deciding", "dest": "bad"},
            {"trigger": "file", "source": "filing", "dest": "done", "by": "owner"},
        ],
    })  # fmt: skip


BUILDING = {
    **PARENT,
    "stages": {
        **PARENT["stages"],
        "building": {"kind": "approval", "approval": {"voters": [{"person": "he"}]}},
    },
    "transitions": [
        PARENT["transitions"][0],
        {"trigger": "begin", "source": "review", "dest": "building", "by": "owner"},
        {"trigger": "finish", "source": "building.approved", "dest": "done", "by": "owner"},
        {"trigger": "stop", "source": "building.rejected", "dest": "bad", "auto": True},
    ],
}


def building(bureau, *others):
    b = bureau(None, load(BUILDING), *(others or (child(),)))
    case = b.begin(offices=["land", "money"])
    land, money = b.engine.cases(parent=case, order="subject").cases
    return b, case, land.id, money.id


def owe(b, case, blocks):
    b.do(Approve(b.task(case, "li"), owed=[SURVEY._replace(blocks=blocks)]), LI)


@pytest.mark.parametrize("name", ["begin", "building.deciding", "building"])
def test_what_a_child_approved_keeps_a_milestone_of_its_parent_shut(bureau, name):
    b, case, land, money = building(bureau)
    b.vote(money, "li")
    owe(b, land, f"permit.{name}")
    assert b.refused(Fire(case, "begin"), ANN) == ["still-owed"]
    (reason,) = b.engine.why_not(Fire(case, "begin"), by=ANN)
    assert (reason.finding.case, reason.lifted_by) == (land, ("ann", "li"))
    jump = Jump(case, "building.deciding", "in a hurry")
    assert name == "begin" or b.refused(jump, ADA) == ["still-owed"]
    b.do(Fulfil(b.task(land, "ann", "owed")), ANN)
    assert b.do(Fire(case, "begin"), ANN).state == "building.deciding"


def test_it_keeps_nothing_else_of_the_parent_shut(bureau):
    b, case, land, _ = building(bureau)
    owe(b, land, "permit.finish")
    assert b.do(Fire(case, "begin"), ANN).state == "building.deciding"
    b.vote(case, "he")
    assert b.refused(Fire(case, "finish"), ANN) == ["still-owed"]


def test_it_is_off_when_its_vote_is_taken_back_or_its_case_over(bureau):
    b, case, land, money = building(bureau)
    owe(b, land, "permit.begin")
    owe(b, money, "permit.begin")
    assert b.refused(Fire(case, "begin"), ANN) == ["still-owed", "still-owed"]
    b.do(TakeBack(b.task(land, "li")), LI)
    assert b.refused(Fire(case, "begin"), ANN) == ["still-owed"]
    b.do(Terminate(money, "void", "not concerned"), ADA)
    assert b.do(Fire(case, "begin"), ANN).state == "building.deciding"


def test_a_grandchild_names_the_case_above_by_its_workflow(bureau):
    slot = {"children": {"part": {"workflow": "part"}}}
    b, case, land, _ = building(bureau, child(**slot), child("part"))
    b.vote(land, "li")
    (part,) = b.engine.cases(parent=land).cases
    owe(b, part.id, "permit.begin")
    assert b.refused(Fire(case, "begin"), ANN) == ["still-owed"]


@pytest.mark.parametrize("name", ["begin", "permit.begun", "item.file", "office.begin", "permit."])
def test_a_name_that_nothing_above_has_is_refused(bureau, name):
    b, _, land, _ = building(bureau)
    task = b.task(land, "li")
    assert b.refused(Approve(task, owed=[SURVEY._replace(blocks=name)]), LI) == ["blocks-nothing"]


def test_a_siblings_own_way_of_that_name_is_not_kept_shut(bureau):
    b, _, land, money = building(bureau)
    b.vote(money, "li")
    owe(b, land, "permit.begin")
    assert b.do(Fire(money, "file"), ANN).outcome == "done"
