"""Add-sign before, after and beside, and remove-sign: in a single round, in order and in groups."""

import pytest

from keyflow import Actor
from keyflow.commands import AddSign, Delegate, RemoveSign, TakeBack
from tests.approvals.bureau import ADA, GROUPS, HE, LA, LI, LO, THREE, WU, Approve, Recuse, Reject

X, Y = Actor("x1"), Actor("y1")


def test_those_before_decide_first_then_the_owner(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1", "y1"), "before"), LI)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["not-your-turn"]
    assert b.vote(case, "x1", "wu", "he").state == "review"
    assert b.look(case, "li").status == "waiting"
    b.vote(case, "y1")
    assert b.look(case, "li").status == "open"
    assert b.vote(case, "li").outcome == "done"


def test_who_waits_is_told_for_whom(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1", "y1"), "before"), LI)
    b.do(AddSign(b.task(case, "wu"), ("z1",), "after"), WU)
    for task, waits_for in (("li", "x1, y1"), ("z1", "wu")):
        (blocker,) = b.engine.why_not(Approve(b.task(case, task)), by=Actor(task))
        assert blocker.finding.values["others"] == waits_for
        assert ", ".join(blocker.lifted_by) == waits_for


def test_the_no_of_one_before_is_the_owners_no(bureau):
    two = {"at_least": 2}
    b = bureau({"voters": THREE, "approve_when": two, "reject_when": two})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1", "y1"), "before"), LI)
    b.vote(case, "x1", how=Reject)
    assert b.votes(case)[0] == "li reject"
    assert b.look(case, "li").label == "added"
    assert b.look(case, "y1").answer == "not-needed"
    assert b.case(case).state == "review"


@pytest.mark.parametrize("mode", ["any", "order"])
def test_those_before_decide_by_their_mode(bureau, mode):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1", "y1"), "before", mode), LI)
    if mode == "order":
        assert b.refused(Approve(b.task(case, "y1")), Y) == ["not-your-turn"]
    b.vote(case, "x1")
    assert b.look(case, "li").status == ("open" if mode == "any" else "waiting")
    assert b.look(case, "y1").status == ("closed" if mode == "any" else "open")


def test_those_after_act_once_the_owner_has_approved(bureau):
    b = bureau({"voters": [{"person": "li"}]})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",), "after"), LI)
    assert b.refused(Approve(b.task(case, "x1")), X) == ["not-your-turn"]
    assert b.vote(case, "li").state == "review"
    assert b.vote(case, "x1").outcome == "done"


def test_the_no_of_one_after_undoes_the_owners_yes(bureau):
    b = bureau({"voters": [{"person": "li"}]})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",), "after"), LI)
    b.vote(case, "li")
    b.vote(case, "x1", how=Reject)
    assert b.case(case).outcome == "bad"


def test_those_after_are_not_needed_where_the_owner_says_no(bureau):
    b = bureau({"voters": THREE, "reject_when": "never"})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",), "after"), LI)
    b.vote(case, "li", how=Reject)
    assert b.case(case).outcome == "bad", "all three can no longer approve"
    assert b.look(case, "x1").answer == "not-needed"


def test_those_beside_are_voters_of_their_own(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",)), LI)
    assert b.vote(case, "li", "wu", "he").state == "review"
    assert b.vote(case, "x1").outcome == "done"


def test_in_order_who_is_added_beside_has_the_same_turn(bureau):
    b = bureau({"voters": THREE, "in_order": True})
    case = b.begin()
    b.do(AddSign(b.task(case, "wu"), ("x1",)), WU)
    assert b.refused(Approve(b.task(case, "x1")), X) == ["not-your-turn"]
    b.vote(case, "li")
    assert [b.look(case, who).status for who in ("wu", "x1", "he")] == ["open", "open", "waiting"]
    b.vote(case, "wu")
    assert b.look(case, "he").status == "waiting"
    assert b.vote(case, "x1", "he").outcome == "done"


def test_in_order_those_before_hold_up_their_owner_only_when_it_is_their_turn(bureau):
    b = bureau({"voters": THREE, "in_order": True})
    case = b.begin()
    b.do(AddSign(b.task(case, "wu"), ("x1",), "before"), WU)
    assert b.refused(Approve(b.task(case, "x1")), X) == ["not-your-turn"]
    b.vote(case, "li")
    assert (b.look(case, "x1").status, b.look(case, "wu").status) == ("open", "waiting")
    assert b.vote(case, "x1", "wu", "he").outcome == "done"


def test_in_groups_added_people_join_the_group_of_the_task(bureau):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",)), LI)
    b.do(AddSign(b.task(case, "he"), ("y1",), "after"), HE)
    b.vote(case, "he", "li", "wu")
    assert b.look(case, "x1").group == "land"
    assert b.look(case, "qi").status == "waiting", "the group goes on once y1 has signed"
    assert b.vote(case, "y1", "qi").state == "review"
    assert b.vote(case, "x1").outcome == "done"


def test_adding_has_its_refusals(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    task = b.task(case, "li")
    assert b.refused(AddSign(task, ("x1",)), WU) == ["not-your-task"]
    assert b.refused(AddSign(task, ("wu",)), LI) == ["in-the-round"]
    assert b.refused(AddSign(task, ("Wu",)), LI) == ["in-the-round"]
    assert b.refused(AddSign(task, ("li",), "before"), LI) == ["in-the-round"]
    assert b.refused(AddSign(task, ("ann",), "before"), LI) == ["own-request"]
    b.do(AddSign(task, ("x1",), "before"), LI)
    assert b.refused(AddSign(task, ("y1",), "after"), LI) == ["two-places"]
    assert b.refused(AddSign(task, ("y1",), "before", "any"), LI) == ["two-modes"]
    assert b.refused(AddSign(b.task(case, "x1"), ("y1",), "before"), X) == ["forbidden-here"]
    b.do(AddSign(task, ("y1",), "before"), LI)
    b.do(Delegate(b.task(case, "wu"), "zoe"), WU)
    assert b.refused(AddSign(b.task(case, "wu"), ("qi",)), Actor("zoe")) == ["delegated"]


def test_adding_and_removing_may_be_forbidden(bureau):
    b = bureau({"voters": THREE, "forbid": ["add-sign"]})
    case = b.begin()
    assert b.refused(AddSign(b.task(case, "li"), ("x1",)), LI) == ["forbidden-here"]


def test_removing_may_be_forbidden(memory):
    b = memory({"voters": THREE, "forbid": ["remove-sign"]})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",)), LI)
    assert b.refused(RemoveSign(b.task(case, "x1"), "no"), LI) == ["forbidden-here"]


def test_adding_beside_leaves_a_roles_task_to_the_role(memory):
    b = memory({"voters": [{"role": "land"}]})
    case = b.begin()
    b.do(AddSign(b.task(case, "land"), ("x1",)), LA)
    b.do(Approve(b.task(case, "land")), LO)
    assert b.vote(case, "x1").outcome == "done"


def test_adding_before_makes_a_roles_task_the_adders(memory):
    b = memory({"voters": [{"role": "land"}]})
    case = b.begin()
    b.do(AddSign(b.task(case, "land"), ("x1",), "before"), LA)
    b.vote(case, "x1")
    assert b.refused(Approve(b.task(case, "land")), LO) == ["not-your-task"]


def test_who_added_somebody_removes_them_and_the_round_goes_on(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",), "before"), LI)
    b.vote(case, "wu", "he")
    assert b.refused(RemoveSign(b.task(case, "x1"), "no"), WU) == ["not-your-task"]
    b.do(RemoveSign(b.task(case, "x1"), "not needed"), LI)
    assert b.look(case, "x1").answer == "removed"
    assert b.look(case, "li").status == "open"


def test_removing_the_last_one_out_closes_the_round(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",)), LI)
    b.vote(case, "li", "wu", "he")
    assert b.do(RemoveSign(b.task(case, "x1"), "ill"), LI).outcome == "done"


def test_an_administrator_removes_too_and_whom_they_added_go_with_them(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",)), LI)
    b.do(AddSign(b.task(case, "x1"), ("y1",), "after"), X)
    b.do(RemoveSign(b.task(case, "x1"), "left"), ADA)
    assert b.look(case, "y1").answer == "removed"


def test_only_who_was_added_and_has_not_acted_is_removed(bureau):
    b = bureau({"voters": [*THREE, {"person": "qi", "required": True}]})
    case = b.begin()
    assert b.refused(RemoveSign(b.task(case, "wu"), "no"), ADA) == ["not-added"]
    b.do(AddSign(b.task(case, "li"), ("x1",)), LI)
    b.vote(case, "x1")
    assert b.refused(RemoveSign(b.task(case, "x1"), "no"), LI) == ["task-closed"]
    b.do(Recuse(b.task(case, "qi"), to="y1"), Actor("qi"))
    assert b.refused(RemoveSign(b.task(case, "y1"), "no"), ADA) == ["not-added"]


def test_nobody_is_removed_without_whom_it_could_not_be_approved(memory):
    b = memory({"voters": THREE, "approve_when": {"at_least": 3}, "reject_when": {"at_least": 3}})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",)), LI)
    b.vote(case, "wu", how=Reject)
    assert b.refused(RemoveSign(b.task(case, "x1"), "no"), LI) == ["last-voter"]


@pytest.mark.parametrize(
    ("mode", "how", "votes"),
    [
        ("any", Approve, ["li approve", "wu open", "he open", "x1 approve", "y1 not-needed"]),
        ("all", Reject, ["li approve", "wu open", "he open", "x1 reject", "y1 not-needed"]),
    ],
)
def test_once_those_after_have_come_to_something_the_others_are_not_needed(
    bureau, mode, how, votes
):
    b = bureau({"voters": THREE, "approve_when": {"at_least": 2}, "reject_when": "never"})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1", "y1"), "after", mode), LI)
    b.vote(case, "li")
    b.vote(case, "x1", how=how)
    assert b.votes(case) == votes
    assert b.refused(Approve(b.task(case, "y1")), Actor("y1")) == ["task-closed"]
    b.do(TakeBack(b.task(case, "x1")), Actor("x1"))
    assert b.votes(case)[3:] == ["x1 open", "y1 open"]
