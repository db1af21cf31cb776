"""Claim, transfer, delegate and give back, save, hand over a desk: whose a task is."""

import pytest

from keyflow import Actor, InputError
from keyflow.commands import (
    AddSign,
    Claim,
    Consult,
    Delegate,
    Edit,
    Resolve,
    Return,
    Save,
    Transfer,
    Unclaim,
)  # fmt: skip
from tests.approvals.bureau import ADA, ANN, FI, GROUPS, HE, LA, LI, LO, QI, THREE, WU, Approve

ROLES = {"voters": [{"role": "land"}, {"role": "finance"}]}


def test_a_claimed_task_leaves_the_inboxes_of_the_others(bureau):
    b = bureau(ROLES)
    case = b.begin()
    assert b.engine.inbox(by=LO).total == 1
    b.do(Claim(b.task(case, "land")), LA)
    assert (b.engine.inbox(by=LA).total, b.engine.inbox(by=LO).total) == (1, 0)
    assert b.refused(Claim(b.task(case, "land")), LO) == ["claimed"]
    assert b.refused(Approve(b.task(case, "land")), LO) == ["not-your-task"]
    assert b.look(case, "finance").person is None, "the other task is as it was"


def test_an_unclaimed_task_is_the_roles_again(bureau):
    b = bureau(ROLES)
    case = b.begin()
    assert b.refused(Unclaim(b.task(case, "land")), LA) == ["not-claimed"]
    b.do(Claim(b.task(case, "land")), LA)
    assert b.refused(Unclaim(b.task(case, "la")), LO) == ["not-your-task"]
    b.do(Unclaim(b.task(case, "la")), LA)
    assert b.engine.inbox(by=LO).total == 1


def test_claiming_is_refused_to_others_to_the_initiator_and_where_forbidden(bureau):
    b = bureau({"voters": [{"role": "land"}], "forbid": ["claim"]})
    case = b.begin(by=Actor("la", {"owner"}))
    task = b.task(case, "land")
    assert b.refused(Claim(task), LO) == ["forbidden-here"]
    assert b.refused(Claim(task), LA) == ["forbidden-here"]
    c = b.begin(subject="y")
    assert b.refused(Claim(b.task(c, "land")), FI) == ["forbidden-here"]


def test_the_initiator_cannot_claim_a_vote(memory):
    b = memory(ROLES)
    case = b.begin(by=Actor("la", {"owner"}))
    assert b.refused(Claim(b.task(case, "land")), LA) == ["own-request"]
    assert b.refused(Claim(b.task(case, "land")), FI) == ["not-your-task"]


def test_a_transferred_task_is_the_other_persons_for_good(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Transfer(b.task(case, "li"), "qi", "on leave"), LI)
    assert b.refused(Approve(b.task(case, "qi")), LI) == ["not-your-task"]
    assert b.refused(Unclaim(b.task(case, "qi")), QI) == ["not-claimed"]
    assert b.vote(case, "qi", "wu", "he").outcome == "done"
    assert b.votes(case) == ["qi approve", "wu approve", "he approve"]
    assert b.case(case).desk.votes()[0].past == ("li",)


def test_a_task_is_not_transferred_to_who_may_not_have_it(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    task = b.task(case, "li")
    assert b.refused(Transfer(task, "li"), LI) == [
        "to-oneself",
    ]
    assert b.refused(Transfer(task, "wu"), LI) == ["in-the-round"]
    assert b.refused(Transfer(task, "WU"), LI) == ["in-the-round"]
    assert b.refused(Transfer(task, "ann"), LI) == ["own-request"]
    assert b.refused(Transfer(task, "qi"), WU) == ["not-your-task"]
    b.do(Transfer(task, "qi"), LI)
    assert b.refused(Transfer(task, "li"), QI) == ["was-there-before"]


def test_a_transfer_may_be_forbidden_to_all_but_the_administrator(bureau):
    b = bureau({"voters": THREE, "forbid": "transfer"})
    case = b.begin()
    assert b.refused(Transfer(b.task(case, "li"), "qi"), LI) == ["forbidden-here"]
    b.do(Transfer(b.task(case, "li"), "qi"), ADA)
    assert b.look(case, "qi").past == ("li",)


def test_a_transferred_roles_task_stays_the_persons_when_asked_again(bureau):
    b = bureau(ROLES, operations={"edit": {"by": "owner"}, "hand-over": {"by": "admin"}})
    case = b.begin(amount=1)
    b.do(Transfer(b.task(case, "land"), "qi"), ADA)
    assert b.refused(Transfer(b.task(case, "qi"), "ada"), ANN) == ["not-your-task"]
    b.vote(case, "qi")
    b.do(Edit(case, {"amount": 2}), ANN)
    assert b.votes(case) == ["qi open", "finance open"]
    assert b.refused(Approve(b.task(case, "qi")), LA) == ["not-your-task"]


def test_a_delegated_task_comes_back_with_an_opinion(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "qi", "please look"), LI)
    task = b.task(case, "li")
    assert b.refused(Approve(task), LI) == ["delegated"]
    assert b.refused(Approve(task), QI) == ["delegated"]
    assert b.refused(Transfer(task, "zoe"), QI) == ["delegated"]
    assert b.refused(Return(task), QI) == ["delegated"]
    assert b.refused(Consult(task, ("zoe",), "2d"), QI) == ["delegated"]
    assert b.refused(Unclaim(task), QI) == ["delegated"]
    b.do(Resolve(task, "looks right"), QI)
    assert b.refused(Resolve(task), LI) == ["not-delegated"]
    assert b.refused(Approve(task), QI) == ["not-your-task"]
    assert b.vote(case, "li", "wu", "he").outcome == "done"
    said = [e.comment for e in b.engine.history(case) if e.verb == "resolve" and e.accepted]
    assert said == ["looks right"]


def test_delegated_again_it_still_comes_back_to_the_first(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "qi"), LI)
    assert b.refused(Delegate(b.task(case, "li"), "li"), QI) == ["to-oneself"]
    b.do(Delegate(b.task(case, "li"), "zoe"), QI)
    assert b.refused(Resolve(b.task(case, "li")), QI) == ["not-your-task"]
    b.do(Resolve(b.task(case, "li")), LI)
    assert b.look(case, "li").person == "li"


def test_delegating_has_its_refusals(bureau):
    b = bureau({"voters": THREE, "forbid": "delegate"})
    case = b.begin()
    assert b.refused(Delegate(b.task(case, "li"), "qi"), LI) == ["forbidden-here"]
    assert b.refused(Delegate(b.task(case, "li"), "qi"), WU) == ["not-your-task"]


def test_a_helper_who_votes_votes_for_themselves_alone(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "wu"), LI)
    b.do(Approve(f"{case}#2"), WU)
    assert b.look(case, "li").status == "open", "what was delegated to wu is li's to decide"
    b.do(Resolve(b.task(case, "li")), WU)
    assert b.vote(case, "li", "he").outcome == "done"


def test_who_votes_in_one_seat_takes_back_what_they_delegated_in_another(memory):
    groups = {
        "land": {"voters": [{"person": "li"}, {"person": "wu"}]},
        "money": {"voters": [{"person": "li"}]},
    }
    b = memory({"groups": groups})
    case = b.begin()
    b.do(Delegate(f"{case}#3", "qi"), LI)
    b.do(Approve(f"{case}#1"), LI)
    assert b.vote(case, "wu").outcome == "done"


def test_a_saved_opinion_decides_nothing_and_is_in_the_history(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    assert b.refused(Save(b.task(case, "li"), "hm"), WU) == ["not-your-task"]
    b.do(Save(b.task(case, "li"), "so far so good"), LI)
    assert b.votes(case) == ["li open", "wu open", "he open"]
    event = b.engine.history(case)[-1]
    assert (event.verb, event.comment, event.body["task"]) == ("save", "so far so good", 1)


def test_in_a_group_a_transfer_keeps_the_seat_and_its_turn(bureau):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    b.do(Transfer(b.task(case, "qi"), "zoe"), QI)
    assert b.refused(Approve(b.task(case, "zoe")), Actor("zoe")) == ["not-your-turn"]
    assert b.vote(case, "he", "zoe", "li", "wu").outcome == "done"


def test_a_whole_desk_is_handed_over_at_once_or_not_at_all(bureau):
    b = bureau({"voters": THREE})
    cases = [b.begin(subject=name) for name in "xyz"]
    moves = b.engine.handing_over("li", "qi", reason="left the office")
    assert len(moves) == 3
    b.engine.do(moves, by=ADA)
    assert (b.engine.inbox(by=LI).total, b.engine.inbox(by=QI).total) == (0, 3)
    assert b.engine.history(cases[0])[-1].comment == "left the office"
    again = b.engine.handing_over("qi", "wu", reason="r")
    shown = b.engine.preview(again, by=ADA)
    assert [found.code for one in shown for found in one.findings] == ["in-the-round"] * 3


def test_what_waits_for_its_turn_or_was_lent_is_handed_over_too(bureau):
    b = bureau({"voters": [{"person": "wu"}, {"person": "li"}], "in_order": True})
    waiting = b.begin(subject="in order")
    b.engine.do(b.engine.handing_over("li", "qi", reason="left"), by=ADA)
    assert b.votes(waiting) == ["wu open", "qi waiting"]
    b.vote(waiting, "wu")
    assert [item.case.id for item in b.engine.inbox(by=QI).items] == [waiting]


def test_a_task_that_waits_for_those_added_before_is_handed_over(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ["zoe"], "before"), LI)
    b.engine.do(b.engine.handing_over("li", "qi", reason="left"), by=ADA)
    b.vote(case, "zoe", "qi", "wu", "he")
    assert b.case(case).outcome == "done"


def test_what_was_lent_comes_back_to_who_takes_over(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    task = b.task(case, "li")
    b.do(Delegate(task, "zoe"), LI)
    (move,) = b.engine.handing_over("li", "qi", reason="left")
    assert (move.task, move.whose) == (task, "li")
    b.engine.do([move], by=ADA)
    assert (b.look(case, "qi").person, b.look(case, "qi").owner) == ("zoe", "qi")
    assert b.engine.handing_over("li", "mo", reason="left") == []
    b.do(Resolve(task, "it is right"), Actor("zoe"))
    b.vote(case, "qi", "wu", "he")
    assert b.case(case).outcome == "done"


def test_the_helper_may_take_over_what_was_lent(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "zoe"), LI)
    b.engine.do(b.engine.handing_over("li", "zoe", reason="left"), by=ADA)
    assert (b.look(case, "zoe").person, b.look(case, "zoe").owner) == ("zoe", None)


def test_both_shares_of_a_lent_task_are_handed_over_each_by_itself(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "zoe"), LI)
    for leaver, follower in (("li", "qi"), ("zoe", "mo")):
        b.engine.do(b.engine.handing_over(leaver, follower, reason="left"), by=ADA)
    assert (b.look(case, "mo").person, b.look(case, "mo").owner) == ("mo", "qi")


def test_a_share_that_has_moved_on_is_not_handed_over(memory):
    b = memory({"voters": THREE})
    b.begin()
    (move,) = b.engine.handing_over("li", "qi", reason="left")
    b.do(Transfer(move.task, "zoe"), LI)
    assert b.refused(move, ADA) == ["not-your-task"]


def test_who_takes_over_what_was_lent_is_asked_for_their_duties(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "zoe"), LI)
    (move,) = b.engine.handing_over("li", "ann", reason="left")
    assert b.refused(move, ADA) == ["own-request"]


def test_handed_over_help_still_comes_back_to_its_owner(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "qi"), LI)
    b.do(Transfer(b.task(case, "qi"), "zoe"), ADA)
    assert (b.look(case, "li").person, b.look(case, "li").owner) == ("zoe", "li")
    b.do(Transfer(b.task(case, "li"), "li"), ADA)
    assert b.vote(case, "li", "wu", "he").outcome == "done"


def test_a_vote_by_a_role_names_the_person_and_frees_the_other_holders(memory):
    b = memory(ROLES)
    case = b.begin()
    b.do(Approve(b.task(case, "land")), LO)
    assert b.votes(case) == ["lo approve", "finance open"]
    assert b.engine.inbox(by=LA).total == 0
    assert b.engine.inbox(by=LO, box="done").total == 1
    assert b.refused(Approve(f"{case}#1"), LA) == ["task-closed"]
    assert b.refused(Transfer(b.task(case, "finance"), "lo"), HE) == ["not-your-task"]


@pytest.mark.parametrize("to", ["li", "LI"])
def test_nobody_hands_over_to_themselves(bureau, to):
    with pytest.raises(InputError, match="look like one person"):
        bureau({"voters": THREE}).engine.handing_over("li", to, reason="left")
