"""What counts as acting on a decision, so that it is taken back no more, and what does not."""

import pytest

from keyflow.commands import (
    AddSign,
    Claim,
    Consult,
    Delegate,
    Fire,
    Return,
    Save,
    TakeBack,
    Transfer,
    Unclaim,
)
from tests.approvals.bureau import (
    ANN,
    LA,
    LATER,
    LI,
    THREE,
    WU,
    Actor,
    Approve,
    Recuse,
    Reject,
)  # fmt: skip
from tests.approvals.test_returning import presented, stepped

X, HU = Actor("x1"), Actor("hu")
IN_ORDER = {"voters": THREE, "in_order": True}
LOOK = {"trigger": "look", "source": "later", "dest": "=", "by": "owner"}
REMARK = {"trigger": "remark", "source": "preparing", "dest": "=", "by": "land"}


def test_a_recusal_that_a_duty_brought_is_nobodys_to_take_back(bureau):
    policy = {"voters": THREE, "apart": ["remark"], "approve_when": {"at_least": 2}}
    b = bureau(policy, ways=[REMARK])
    case = b.engine.start("permit", subject="x", by=ANN).id
    li = Actor("li", {"land"})
    b.engine.fire(case, "remark", by=li)
    b.engine.fire(case, "submit", by=ANN)
    assert b.refused(TakeBack(f"{case}#1"), li) == ["not-yours-to-take-back"]
    b.vote(case, "wu", how=Reject)
    assert b.case(case).outcome == "bad"


def test_an_approval_given_before_is_taken_back_where_it_was_given(bureau):
    b = stepped(bureau, {"voters": [{"person": "qi"}, {"person": "li"}], "again": "once"})
    case = presented(b)
    again = b.task(case, "qi")
    assert b.refused(TakeBack(again), Actor("qi")) == ["not-yours-to-take-back"]
    b.do(TakeBack(f"{case}#1"), Actor("qi"))


def test_a_recusal_stands_once_its_taker_has_added_somebody(bureau):
    b = bureau({"voters": [{"person": "li"}, {"person": "wu"}]})
    case = b.begin()
    b.do(Recuse(b.task(case, "li"), to="x1"), LI)
    b.do(AddSign(b.task(case, "x1"), ("hu",), "before"), X)
    assert b.refused(TakeBack(f"{case}#1"), LI) == ["next-has-acted"]
    b.vote(case, "hu")
    assert b.refused(TakeBack(f"{case}#1"), LI) == ["next-has-acted"]


def test_in_order_who_stands_in_is_before_the_next_too(bureau):
    b = bureau(IN_ORDER)
    case = b.begin()
    b.do(Recuse(b.task(case, "li"), to="x1"), LI)
    b.vote(case, "x1")
    b.do(TakeBack(b.task(case, "x1")), X)
    b.vote(case, "x1", "wu")
    assert b.refused(TakeBack(b.task(case, "x1")), X) == ["next-has-acted"]


def test_in_order_who_was_added_beside_has_the_adders_turn(bureau):
    b = bureau(IN_ORDER)
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "beside"), LI)
    b.vote(case, "li", "hu")
    b.do(TakeBack(b.task(case, "li")), LI)
    b.vote(case, "li", "wu")
    assert b.refused(TakeBack(b.task(case, "hu")), HU) == ["next-has-acted"]
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["next-has-acted"]


def test_in_order_who_was_added_after_is_before_the_next_too(bureau):
    b = bureau(IN_ORDER)
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "after"), LI)
    b.vote(case, "li", "hu", "wu")
    assert b.refused(TakeBack(b.task(case, "hu")), HU) == ["next-has-acted"]


def test_in_order_who_was_heard_before_does_not_come_next(bureau):
    b = bureau(IN_ORDER)
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "before"), LI)
    b.vote(case, "hu", "li")
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.votes(case) == ["li open", "wu waiting", "he waiting", "hu approve"]


def test_in_order_a_duty_that_closed_a_seat_is_no_act_of_the_next(bureau):
    b = bureau({**IN_ORDER, "apart": ["remark"]}, ways=[REMARK])
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.engine.fire(case, "remark", by=Actor("wu", {"land"}))
    b.engine.fire(case, "submit", by=ANN)
    b.vote(case, "li")
    b.do(TakeBack(f"{case}#1"), LI)
    assert b.votes(case) == ["li open", "wu recuse", "he waiting"]


@pytest.mark.parametrize(
    "act",
    [
        lambda task: Transfer(task, "x1"),
        lambda task: Delegate(task, "x1"),
        lambda task: AddSign(task, ("x1",), "before"),
        lambda task: Consult(task, ("x1",), "2d"),
    ],
    ids=["transfer", "delegate", "add-sign", "consult"],
)
def test_in_order_the_next_acts_by_handling_their_task_too(bureau, act):
    b = bureau(IN_ORDER)
    case = b.begin()
    b.vote(case, "li")
    b.do(act(b.task(case, "wu")), WU)
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["next-has-acted"]


def test_what_was_done_with_a_task_before_the_decision_is_not_acting_on_it(bureau):
    b = bureau(IN_ORDER)
    case = b.begin()
    b.do(Transfer(b.task(case, "wu"), "x1"), WU)
    b.vote(case, "li")
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.votes(case) == ["li open", "x1 waiting", "he waiting"]


def test_to_claim_and_to_save_is_not_acting(bureau):
    b = bureau({"voters": [{"person": "li"}, {"role": "land"}], "in_order": True})
    case = b.begin()
    b.vote(case, "li")
    task = b.task(case, "land")
    for command in (Claim(task), Save(task, "so far"), Unclaim(task)):
        b.do(command, LA)
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.votes(case) == ["li open", "land waiting"]


def test_a_vote_and_its_take_back_in_one_batch_leave_the_data_as_they_were(bureau):
    b = bureau({"voters": THREE, "edits": ["amount", "memo"]})
    case = b.begin(amount=1)
    task = b.task(case, "li")
    b.engine.do([Approve(task, data={"amount": 77, "memo": "more"}), TakeBack(task)], by=LI)
    assert (b.case(case).data["amount"], b.case(case).data["memo"]) == (1, None)
    assert b.votes(case) == ["li open", "wu open", "he open"]


def test_what_was_done_since_in_the_same_batch_is_acting_too(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **{**LATER, "ways": [*LATER["ways"], LOOK]})
    case = b.begin()
    task = b.task(case, "li")
    before = b.case(case)
    commands = [Approve(task), Fire(case, "look"), TakeBack(task)]
    shown = b.engine.preview(commands, by=[LI, ANN, LI])
    assert [item.code for one in shown for item in one.findings] == ["next-has-acted"]
    assert b.case(case).desk == before.desk


def test_a_return_knows_where_the_case_went_in_the_same_batch(bureau):
    b = stepped(bureau)
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.engine.fire(case, "present", by=ANN)
    first = b.task(case, "qi")
    b.engine.do([Approve(first), Return(f"{case}#2", "previous")], by=[Actor("qi"), LI])
    assert b.case(case).state == "first"
