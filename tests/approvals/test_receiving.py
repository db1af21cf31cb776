"""Who may come to hold a vote: not who only stands in, and nobody who could not cast it."""

import pytest

from keyflow import Actor
from keyflow.commands import AddSign, Approve, Arrange, Claim, Copy, Recuse, Transfer
from tests.approvals.bureau import ADA, ANN, LA, LI, THREE, WU
from tests.approvals.test_duties import Standing

CLERK, SUB = Actor("ann"), Actor("sub")
TWICE = {"x": {"voters": [{"person": "li"}, {"person": "wu"}]}, "y": {"voters": [{"person": "li"}]}}


def then_board(chooser):
    """Return a state after the round, decided by whom somebody chose for it."""
    approval = {"voters": [{"chosen": chooser}]}
    return {
        "stages": {"board": {"kind": "plain", "states": {"board": {"approval": approval}}}},
        "to": "board",
        "ways": [
            {"trigger": "approved", "source": "board", "dest": "done"},
            {"trigger": "rejected", "source": "board", "dest": "bad"},
        ],
    }


CHOSEN = then_board("initiator")


def taking(task, who):
    return [Transfer(task, who), Recuse(task, to=who), AddSign(task, (who,))]


# standing in


@pytest.mark.parametrize("number", range(3))
def test_a_substitute_takes_nothing_for_themselves_of_what_they_do_for_another(bureau, number):
    b = bureau({"voters": THREE}, directory=Standing({"sub": ["li"]}))
    task = b.task(b.begin(by=CLERK), "li")
    assert b.refused(taking(task, "sub")[number], SUB) == ["stands-in"]
    assert b.refused(taking(task, "SUB")[number], SUB) == ["stands-in"]
    b.do(taking(task, "mo")[number], SUB)


def test_who_is_away_may_give_the_task_to_their_substitute(memory):
    b = memory({"voters": THREE}, directory=Standing({"sub": ["li"]}))
    case = b.begin(by=CLERK)
    b.do(Transfer(b.task(case, "li"), "sub"), LI)
    assert b.vote(case, "sub", "wu", "he").outcome == "done"


def test_a_substitute_does_not_choose_themselves_to_decide_later(memory):
    office = Standing({"sub": ["li"]})
    b = memory({"voters": [{"person": "li"}]}, directory=office, **then_board("previous"))
    task = b.task(b.begin(by=CLERK), "li")
    assert b.refused(Approve(task, choose={"board": ("sub",)}), SUB) == ["stands-in"]
    assert b.do(Approve(task, choose={"board": ("qi",)}), SUB).state == "board"


# one person, one vote


@pytest.mark.parametrize("number", range(3))
def test_who_voted_for_another_comes_to_hold_no_vote_of_the_round(bureau, number):
    b = bureau({"voters": THREE}, directory=Standing({"sub": ["li"]}))
    case = b.begin(by=CLERK)
    b.do(Approve(b.task(case, "li")), SUB)
    assert b.refused(taking(b.task(case, "wu"), "sub")[number], WU) == ["in-the-round"]


@pytest.mark.parametrize("number", range(3))
def test_who_is_the_only_one_for_another_seat_comes_to_hold_no_other_vote(bureau, number):
    office = Standing(roles={"land": ["la"]})
    voters = [{"role": "land"}, {"person": "li", "required": True}]
    b = bureau({"voters": voters}, directory=office)
    case = b.begin(by=CLERK)
    task = b.task(case, "li")
    assert b.refused(taking(task, "la")[number], LI) == ["cannot-be-met"]
    office._roles["land"] = ["la", "lo"]
    b.do(taking(task, "la")[number], LI)


def test_a_round_that_could_not_be_approved_before_is_no_reason_against_a_transfer(memory):
    office = Standing(roles={"land": ["la"]})
    b = memory({"voters": [{"role": "land"}, {"person": "li"}]}, directory=office)
    case = b.begin(by=CLERK)
    office._roles["land"] = []
    b.do(Transfer(b.task(case, "li"), "mo"), LI)


def test_nobody_takes_a_roles_task_over_from_themselves(memory):
    b = memory({"voters": [{"role": "land"}, {"person": "li"}]})
    task = b.task(b.begin(), "land")
    assert b.refused(Transfer(task, "la"), LA) == ["to-oneself"]
    assert b.refused(Recuse(task, to="la"), LA) == ["in-the-round"]


def test_two_spellings_of_one_person_are_one_voter_in_all_groups(memory):
    groups = {"x": {"voters": [{"person": "li"}]}, "y": {"voters": [{"data": "boss"}]}}
    b = memory({"groups": groups})
    case = b.begin(boss="Li")
    assert b.votes(case) == ["li open", "li open"]
    assert b.vote(case, "li").outcome == "done"


# a whole desk


def test_both_seats_of_who_leaves_are_handed_over_and_one_vote_fills_both(bureau):
    b = bureau({"groups": TWICE})
    case = b.begin()
    b.engine.do(b.engine.handing_over("li", "tang", reason="left"), by=ADA)
    assert b.votes(case) == ["tang open", "wu open", "tang open"]
    b.vote(case, "tang")
    assert b.votes(case) == ["tang approve", "wu open", "tang approve"]


def test_a_claimed_seat_is_handed_over_with_a_seat_of_ones_own(bureau):
    b = bureau({"voters": [{"person": "li"}, {"role": "land"}, {"person": "wu"}]})
    case = b.begin()
    b.do(Claim(b.task(case, "land")), Actor("li", {"land"}))
    b.engine.do(b.engine.handing_over("li", "tang", reason="left"), by=ADA)
    assert b.votes(case) == ["tang open", "tang open", "wu open"]
    assert b.vote(case, "tang", "wu").outcome == "done"


def test_who_has_a_seat_of_their_own_takes_over_nobodys(memory):
    b = memory({"groups": TWICE})
    b.begin()
    shown = b.engine.preview(b.engine.handing_over("li", "wu", reason="left"), by=ADA)
    assert {found.code for one in shown for found in one.findings} == {"in-the-round"}


def test_what_somebody_was_chosen_to_decide_later_is_handed_over_too(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **CHOSEN)
    case = b.begin()
    b.do(Arrange(case, "board", ["sun", "he"]), ANN)
    moves = b.engine.handing_over("sun", "tang", reason="left")
    assert moves == [Arrange(case, "board", ("tang", "he"), "left")]
    b.engine.do(moves, by=Actor("kim", {"admin"}))
    assert b.engine.handing_over("sun", "tang", reason="left") == []
    b.vote(case, "li")
    assert b.votes(case) == ["tang open", "he open"]
    (move,) = b.engine.handing_over("tang", "mo", reason="left")
    assert isinstance(move, Transfer), "the round that is open asks by its tasks"


def test_who_hands_over_settles_nothing_that_was_not_settled(memory):
    b = memory({"voters": [{"person": "li"}]}, operations={"hand-over": {"by": "admin"}}, **CHOSEN)
    case = b.begin()
    assert b.refused(Arrange(case, "board", ["sun"]), ADA) == ["not-the-initiator"]
    b.do(Arrange(case, "board", ["sun"]), ANN)
    b.do(Arrange(case, "board", ["tang"]), ADA)
    assert b.case(case).desk.arranged == {"board": ("tang",)}


def test_what_was_chosen_in_a_case_that_is_over_is_nobodys_to_hand_over(memory):
    b = memory({"voters": [{"person": "li"}]}, **CHOSEN)
    case = b.begin()
    b.do(Arrange(case, "board", ["sun"]), ANN)
    b.vote(case, "li", "sun")
    assert b.case(case).outcome == "done"
    assert b.engine.handing_over("sun", "tang", reason="left") == []


def test_copies_that_were_not_read_stay_with_who_leaves(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(Copy(case, ["sun"]), ANN)
    assert b.engine.handing_over("sun", "tang", reason="left") == []
