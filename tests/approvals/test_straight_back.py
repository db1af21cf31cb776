"""Straight back after a return: what is passed over, what ends it, who is in the round again."""

import pytest

from keyflow.commands import AddSign, Fire, Recuse, RemoveSign, Return, TakeBack, Transfer
from tests.approvals.bureau import ANN, HE, LI, QI, THREE, WU, Actor, Approve, Reject

HU = Actor("hu")
REFUSED = {"trigger": "rejected", "source": "check", "dest": "preparing"}


def checked(opener, check=None, review=None, *, ways=(REFUSED,)):
    """Open a bureau in which qi checks in `check` before three people do in `review`."""
    policy = {"voters": [{"person": "qi"}], **(check or {})}
    return opener(
        {"voters": THREE, **(review or {})},
        stages={"check": {"kind": "plain", "states": {"check": {"approval": policy}}}},
        ways=[
            {"trigger": "present", "source": "preparing", "dest": "check", "by": "owner"},
            {"trigger": "approved", "source": "check", "dest": "review"},
            *ways,
        ],
    )


def in_review(b):
    """Begin a case with amount 1, present it, and let qi approve it."""
    case = b.engine.start("permit", subject="x", by=ANN, data={"amount": 1}).id
    b.do(Fire(case, "present"), ANN)
    b.vote(case, "qi")
    return case


def returned(b, case, to="initiator", who=WU):
    return b.do(Return(b.task(case, who.id), to, straight_back=True), who)


# what ends it, and what is passed over


def test_a_check_that_rejects_on_the_way_is_asked_again_and_not_passed_over(bureau):
    b = checked(bureau)
    case = in_review(b)
    returned(b, case, "previous")
    b.vote(case, "qi", how=Reject)
    assert b.case(case).desk.back is None
    assert b.do(Fire(case, "present"), ANN).state == "check"


def test_so_it_is_where_a_deadline_rejects(bureau):
    b = checked(bureau, {"deadline": {"limit": "1d", "overdue": "rejected"}})
    case = in_review(b)
    returned(b, case, "previous")
    b.clock.turn(days=3)
    b.engine.run_due()
    assert b.do(Fire(case, "present"), ANN).state == "check"


@pytest.mark.parametrize(
    ("content", "amount", "state"),
    [("ask", 1, "review"), ("ask", 9, "check"), ("void", 9, "check"), ("keep", 9, "review")],
)
def test_nobody_is_passed_over_whose_vote_a_change_of_the_content_concerns(
    bureau, content, amount, state
):
    b = checked(bureau, {"content": content})
    case = in_review(b)
    returned(b, case)
    assert b.do(Fire(case, "present", {"amount": amount}), ANN).state == state


def test_what_was_returned_with_its_content_is_kept_by_the_history(bureau):
    b = checked(bureau)
    case = in_review(b)
    desk = returned(b, case).desk
    assert desk.back == "review"
    assert desk.back_seen
    assert b.engine.case(case, as_of=b.clock.now).desk == desk
    b.do(Fire(case, "present"), ANN)
    assert b.case(case).desk.back_seen == ""


def test_after_taking_back_what_led_straight_back_it_still_leads_there(bureau):
    b = checked(bureau)
    case = in_review(b)
    b.vote(case, "li")
    returned(b, case, "previous")
    task = b.task(case, "qi")
    b.vote(case, "qi")
    b.do(TakeBack(task), QI)
    assert (b.case(case).state, b.case(case).desk.back) == ("check", "review")
    b.vote(case, "qi")
    assert b.votes(case) == ["li approve", "wu open", "he open"]


def test_an_approval_does_not_stand_where_a_field_it_needed_was_emptied(bureau):
    b = bureau({"voters": THREE, "must": "memo", "edits": "memo"})
    case = b.begin()
    b.vote(case, "li", data={"memo": "seen"})
    returned(b, case)
    b.do(Fire(case, "submit", {"memo": ""}), ANN)
    assert b.votes(case)[0] == "li open"


# who was added


def test_who_was_added_beside_is_in_the_round_again(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu", "ge"), "beside"), LI)
    b.vote(case, "li", "ge")
    returned(b, case)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li approve", "wu open", "he open", "hu open", "ge approve"]
    assert b.vote(case, "wu", "he").state == "review"
    assert b.vote(case, "hu").outcome == "done"


def test_who_was_added_after_is_waited_for_again(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "after"), LI)
    b.vote(case, "li")
    returned(b, case)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li approve", "wu open", "he open", "hu open"]
    assert b.vote(case, "wu", "he").state == "review"
    assert b.vote(case, "hu").outcome == "done"


def test_the_no_of_one_after_does_not_become_a_yes(bureau):
    b = bureau({"voters": THREE, "approve_when": {"at_least": 2}, "reject_when": "never"})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "after"), LI)
    b.vote(case, "li")
    b.vote(case, "hu", how=Reject)
    returned(b, case)
    b.do(Fire(case, "submit"), ANN)
    assert b.vote(case, "wu").state == "review"
    b.vote(case, "hu", how=Reject)
    assert b.vote(case, "he").outcome == "done"


def test_who_was_added_before_comes_first_again(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "before"), LI)
    returned(b, case)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li waiting", "wu open", "he open", "hu open"]
    assert b.vote(case, "hu", "li", "wu", "he").outcome == "done"


def test_who_was_removed_or_may_not_decide_any_more_stays_out(bureau):
    b = bureau(
        {"voters": THREE, "apart": "resend"},
        ways=[{"trigger": "resend", "source": "preparing", "dest": "review", "by": "land"}],
    )
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu", "la"), "beside"), LI)
    b.do(RemoveSign(b.task(case, "hu"), "enough"), LI)
    returned(b, case)
    b.do(Fire(case, "resend"), Actor("la", {"land"}))
    assert b.votes(case) == ["li open", "wu open", "he open"]


def test_what_became_of_an_added_persons_seat_lasts_too(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu", "ge"), "beside"), LI)
    b.do(Recuse(b.task(case, "hu"), to="x1"), HU)
    b.do(Transfer(b.task(case, "ge"), "y1"), Actor("ge"))
    b.vote(case, "y1")
    returned(b, case)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == [
        "li open", "wu open", "he open", "hu recuse", "y1 approve", "x1 open",
    ]  # fmt: skip
    assert b.vote(case, "li", "wu", "he", "x1").outcome == "done"


def test_walking_again_an_added_person_is_added_by_nobody(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "beside"), LI)
    b.do(Return(b.task(case, "wu")), WU)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li open", "wu open", "he open"]


# a void round


@pytest.mark.parametrize(
    ("place", "added"), [("beside", ["hu open"]), ("before", []), ("after", [])]
)
def test_a_void_round_asks_those_again_who_vote_beside_the_others(bureau, place, added):
    b = bureau({"voters": THREE, "content": "void", "edits": "amount"})
    case = b.begin(amount=1)
    b.do(AddSign(b.task(case, "li"), ("hu",), place), LI)
    b.vote(case, "he")
    b.do(Approve(b.task(case, "wu"), data={"amount": 2}), WU)
    assert b.votes(case) == ["li open", "wu approve", "he open", *added]


def test_who_was_added_may_change_the_content_that_makes_the_round_void(bureau):
    b = bureau({"voters": THREE, "content": "void", "edits": "amount"})
    case = b.begin(amount=1)
    b.do(AddSign(b.task(case, "li"), ("hu",), "beside"), LI)
    b.vote(case, "he")
    b.vote(case, "hu", data={"amount": 2})
    assert b.votes(case) == ["li open", "wu open", "he open", "hu approve"]


def test_a_seat_that_was_taken_is_taken_still_after_the_round_was_taken_back(bureau):
    b = checked(bureau)
    case = in_review(b)
    b.do(Recuse(b.task(case, "he"), to="x1"), HE)
    b.do(Return(b.task(case, "wu"), "check"), WU)
    task = b.task(case, "qi")
    b.vote(case, "qi")
    b.do(TakeBack(task), QI)
    b.vote(case, "qi")
    assert b.votes(case) == ["li open", "wu open", "he recuse", "x1 open"]
