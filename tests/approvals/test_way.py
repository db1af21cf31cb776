"""A case is sent back along the way it came, and never ahead, over somebody's decision."""

import pytest

from keyflow.commands import Fire, Jump, Owed, Reject, Return
from tests.approvals.bureau import ADA, ANN, Actor, Approve

BO, CHEN, DAI = Actor("bo"), Actor("chen"), Actor("dai")
PLAIN = {"kind": "plain"}


def decided(*people):
    """Return a stage of one state, in which people decide."""
    return {"approval": {"voters": [{"person": name} for name in people], "initiator": "decide"}}


def stages(**states):
    return {name: {"kind": "plain", "states": {name: state}} for name, state in states.items()}


# preparing, check (bo), review (chen, dai), use, done; who is turned down in review mends it.
CHECKED = {
    "stages": {**stages(check=decided("bo"), mending={}, use={})},
    "ways": [
        {"trigger": "present", "source": "preparing", "dest": "check", "by": "owner"},
        {"trigger": "approved", "source": "check", "dest": "review"},
        {"trigger": "rejected", "source": "check", "dest": "mending"},
        {"trigger": "mend", "source": "mending", "dest": "check", "by": "owner"},
        {"trigger": "close", "source": "use", "dest": "done", "by": "owner"},
        {"trigger": "afresh", "source": "use", "dest": "preparing", "by": "owner"},
    ],
    "to": "use",
}


@pytest.fixture
def b(bureau):
    return bureau(decided("chen", "dai")["approval"], **CHECKED)


def presented(b):
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.do(Fire(case, "present"), ANN)
    return case


def back(b, case, who, to, **more):
    return b.do(Return(b.task(case, who), to, **more), Actor(who)).state


def test_a_return_does_not_go_ahead_to_where_the_case_was_returned_from(b):
    case = presented(b)
    b.vote(case, "bo")
    assert back(b, case, "chen", "previous") == "check"
    assert b.refused(Return(b.task(case, "bo"), "review"), BO) == ["never-there"]
    assert back(b, case, "bo", "previous") == "preparing"


def test_nor_after_the_case_has_walked_again(b):
    case = presented(b)
    b.vote(case, "bo")
    assert back(b, case, "chen", "initiator") == "preparing"
    b.do(Fire(case, "present"), ANN)
    assert b.refused(Return(b.task(case, "bo"), "review"), BO) == ["never-there"]
    b.vote(case, "bo")
    assert back(b, case, "dai", "previous") == "check"


def test_nor_after_an_administrator_or_the_definition_put_it_back(b):
    case = presented(b)
    b.vote(case, "bo", "chen", "dai")
    b.do(Jump(case, "review", "heard again"), ADA)
    assert b.refused(Return(b.task(case, "chen"), "use"), CHEN) == ["never-there"]
    b.vote(case, "chen", "dai")
    b.do(Fire(case, "afresh"), ANN)
    b.do(Fire(case, "present"), ANN)
    assert b.refused(Return(b.task(case, "bo"), "use"), BO) == ["never-there"]


def test_nor_after_what_is_owed_opened_the_decision_again(b):
    case = presented(b)
    b.vote(case, "bo")
    owed = Owed("survey", b.clock.now.date())
    b.do(Approve(b.task(case, "chen"), owed=(owed,)), CHEN)
    b.vote(case, "dai")
    b.clock.turn(days=3)
    b.engine.run_due()
    assert b.case(case).state == "review"
    assert b.refused(Return(b.task(case, "dai"), "use"), DAI) == ["never-there"]
    assert back(b, case, "dai", "previous") == "check"


def test_what_a_rejection_led_through_is_on_the_way_to_the_next_decision(b):
    case = presented(b)
    b.do(Reject(b.task(case, "bo")), BO)
    b.do(Fire(case, "mend"), ANN)
    shown = b.engine.preview(Return(b.task(case, "bo"), "preparing"), by=BO)
    assert shown.cases[0].state == "preparing"
    assert back(b, case, "bo", "previous") == "mending"


def test_a_case_that_came_straight_back_may_be_returned_to_what_it_passed_over(b):
    case = presented(b)
    b.vote(case, "bo")
    assert back(b, case, "chen", "initiator", straight_back=True) == "preparing"
    b.do(Fire(case, "present"), ANN)
    assert b.case(case).state == "review"
    assert back(b, case, "dai", "previous") == "check"
