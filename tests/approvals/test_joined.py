"""A department's decision that moved the project: it is not undone beneath it."""

import pytest

from keyflow import load
from keyflow.commands import Approve, Fire, Note, Reopen, TakeBack, Terminate
from tests.approvals.bureau import ADA, ANN, LI

OFFICE = {
    "name": "office",
    "initial": "review",
    "roles": ["owner", "admin"],
    "reopen": "2d",
    "operations": {"terminate": {"by": "admin"}},
    "stages": {
        "review": {"kind": "approval", "approval": {"voters": [{"person": "li"}]}},
        "agreed": "plain", "filed": "final", "bad": "final",
    },
    "transitions": [
        {"trigger": "on", "source": "review.approved", "dest": "agreed", "auto": True},
        {"trigger": "off", "source": "review.rejected", "dest": "bad", "auto": True},
        {"trigger": "file", "source": "agreed", "dest": "filed", "by": "owner"},
    ],
}  # fmt: skip


def project(joins, **join):
    """Return a project that goes on when its office has come to one of some states."""
    check = {"kind": "children", "slot": "office", "states": joins}
    return load(
        {
            "name": "project",
            "initial": "review",
            "roles": ["owner", "admin"],
            "operations": {"jump": {"by": "admin"}},
            "stages": {
                "review": {
                    "kind": "plain",
                    "states": {"review": {"children": {"office": {"workflow": "office"}}}},
                },
                "build": "plain",
                "done": "final",
            },
            "transitions": [
                {"trigger": "join", "source": "review", "dest": "build", "checks": [check], **join},
                {"trigger": "finish", "source": "build", "dest": "done", "by": "owner"},
            ],
        }
    )


@pytest.fixture
def begun(bureau):
    def begin(*joins, **join):
        b = bureau(None, project(list(joins), **join), load(OFFICE))
        case = b.engine.start("project", subject="hall", by=ANN).id
        (office,) = b.engine.cases(parent=case).cases
        b.clock.turn(minutes=1)
        return b, case, office.id

    return begin


def test_a_vote_is_not_taken_back_once_the_project_went_on_by_it(begun):
    b, case, office = begun("agreed", auto=True)
    vote = b.task(office, "li")
    b.do(Approve(vote), LI)
    assert b.case(case).state == "build"
    assert b.refused(TakeBack(vote), LI) == ["parent-gone-on"]
    assert b.case(office).state == "agreed"


def test_nor_once_somebody_moved_the_project_on(begun):
    b, case, office = begun("agreed", by="owner")
    vote = b.task(office, "li")
    b.do(Approve(vote), LI)
    b.do(Note(case, "the office agrees"), ANN)
    assert b.engine.preview(TakeBack(vote), by=LI).allowed
    b.do(Fire(case, "join"), ANN)
    assert b.refused(TakeBack(vote), LI) == ["parent-gone-on"]


def test_an_office_is_not_opened_again_beneath_a_project_that_went_on(begun):
    b, case, office = begun("filed", auto=True)
    b.vote(office, "li")
    b.do(Fire(office, "file"), ANN)
    assert (b.case(case).state, b.case(office).standing) == ("build", "completed")
    assert b.refused(Reopen(office, "a page"), ANN) == ["parent-gone-on"]


def test_an_office_that_the_project_still_waits_for_is_opened_again(begun):
    b, case, office = begun("filed", auto=True)
    b.do(Terminate(office, "withdrawn", "by mistake"), ADA)
    assert b.case(case).state == "review"
    assert b.do(Reopen(office, "it was a mistake"), ANN).state == "review.deciding"


def test_where_all_happens_in_one_instant_what_came_first_is_still_known(bureau):
    b = bureau(None, project(["agreed"], by="owner"), load(OFFICE))
    case = b.engine.start("project", subject="hall", by=ANN).id
    (office,) = b.engine.cases(parent=case).cases
    vote = b.task(office.id, "li")
    b.engine.do(Approve(vote), by=LI)
    b.engine.do(TakeBack(vote), by=LI)
    assert b.case(office.id).state == "review.deciding"
    b.engine.do(Approve(vote), by=LI)
    b.engine.do(Fire(case, "join"), by=ANN)
    assert not b.engine.preview(TakeBack(vote), by=LI).allowed


def test_a_vote_whose_result_moved_a_case_beside_is_not_taken_back(bureau):
    ways = [
        {**way, "commands": [{"on": "parent", "fire": "count"}]} if way["trigger"] == "on" else way
        for way in OFFICE["transitions"]
    ]
    b = bureau(None, counting(), load(OFFICE | {"transitions": ways}))
    case = b.engine.start("project", subject="hall", by=ANN).id
    (office,) = b.engine.cases(parent=case).cases
    vote = b.task(office.id, "li")
    b.do(Approve(vote), LI)
    assert b.refused(TakeBack(vote), LI) == ["next-has-acted"]


def counting():
    """Return a project that is told of each office that agrees, and stays where it is."""
    return load(
        {
            "name": "project",
            "initial": "review",
            "roles": ["owner", "admin"],
            "stages": {
                "review": {
                    "kind": "plain",
                    "states": {"review": {"children": {"office": {"workflow": "office"}}}},
                },
                "done": "final",
            },
            "transitions": [
                {"trigger": "count", "source": "review", "by": "system"},
                {"trigger": "finish", "source": "review", "dest": "done", "by": "owner"},
            ],
        }
    )
