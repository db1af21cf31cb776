"""Take-back: one's own decision undone with all that was done by it, while nobody acted on it."""

from datetime import date

from keyflow.commands import AddSign, Fire, Owed, Return, Suspend, TakeBack
from tests.approvals.bureau import (
    ADA,
    ANN,
    GROUPS,
    HE,
    LA,
    LATER,
    LI,
    LO,
    QI,
    THREE,
    WU,
    Actor,
    Approve,
    Recuse,
    Reject,
)  # fmt: skip
from tests.approvals.test_returning import presented, stepped

X = Actor("x1")


def test_a_vote_in_an_open_round_is_taken_back(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.vote(case, "li", "wu")
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.votes(case) == ["li open", "wu approve", "he open"]
    assert b.vote(case, "li", "he").outcome == "done"


def test_a_roles_vote_is_the_roles_again(bureau):
    b = bureau({"voters": [{"role": "land"}, {"person": "li"}]})
    case = b.begin()
    b.do(Approve(b.task(case, "land")), LA)
    b.do(TakeBack(b.task(case, "la")), LA)
    assert b.do(Approve(b.task(case, "land")), LO).state == "review"


def test_the_decision_that_closed_a_round_is_taken_back_with_what_followed(bureau):
    b = stepped(bureau)
    case = presented(b)
    assert b.case(case).state == "review"
    first = f"{case}#1"
    b.do(TakeBack(first), QI)
    assert b.case(case).state == "first"
    assert b.engine.inbox(by=LI).total == 0
    b.vote(case, "qi")
    assert b.votes(case) == ["li open", "wu open", "he open"]
    assert b.case(case).desk.round.n == 3, "the round taken back keeps its number"


def test_it_cannot_be_taken_back_once_the_next_have_acted(bureau):
    b = stepped(bureau)
    case = presented(b)
    b.vote(case, "li")
    assert b.refused(TakeBack(f"{case}#1"), QI) == ["next-has-acted"]


def test_in_order_the_next_in_the_row_is_who_must_not_have_acted(bureau):
    b = bureau({"voters": THREE, "in_order": True})
    case = b.begin()
    b.vote(case, "li")
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.votes(case) == ["li open", "wu waiting", "he waiting"]
    b.vote(case, "li", "wu")
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["next-has-acted"]
    b.do(TakeBack(b.task(case, "wu")), WU)
    assert b.vote(case, "wu", "he").outcome == "done"


def test_in_groups_only_ones_own_group_matters(bureau):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    b.vote(case, "he", "li")
    b.do(TakeBack(b.task(case, "he")), HE)
    assert b.votes(case) == ["li approve", "wu open", "he open", "qi waiting"]


def test_a_rejection_that_opened_nothing_else_is_taken_back_before_the_end(bureau):
    b = bureau({"voters": THREE, "reject_when": {"at_least": 2}, "approve_when": "any"})
    case = b.begin()
    b.vote(case, "li", how=Reject)
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.vote(case, "li", "wu").outcome == "done"


def test_taking_back_has_its_refusals(bureau):
    b = bureau({"voters": THREE}, **LATER)
    case = b.begin()
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["not-yours-to-take-back"]
    b.vote(case, "li")
    assert b.refused(TakeBack(b.task(case, "li")), WU) == ["not-yours-to-take-back"]
    assert b.refused(TakeBack(f"{case}#9"), LI) == ["no-such-task"]
    b.do(Suspend(case, reason="s"), ADA)
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["suspended"]


def test_after_the_end_nothing_is_taken_back(bureau):
    b = bureau({"voters": [{"person": "li"}], "forbid": "take-back"})
    case = b.begin()
    b.vote(case, "li")
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["forbidden-here", "ended"]


def test_somebody_who_fired_since_has_acted(memory):
    b = memory({"voters": [{"person": "li"}]}, **LATER)
    first = b.begin()
    b.vote(first, "li")
    b.do(TakeBack(b.task(first, "li")), LI)
    assert b.case(first).state == "review"
    b.vote(first, "li")
    b.do(Fire(first, "close"), ANN)
    assert "ended" in b.refused(TakeBack(b.task(first, "li")), LI)


def test_every_seat_of_the_same_person_is_taken_back(bureau):
    groups = {
        "land": {"voters": [{"person": "li"}, {"person": "wu"}]},
        "money": {"voters": [{"person": "li"}]},
    }
    b = bureau({"groups": groups})
    case = b.begin()
    b.vote(case, "li")
    b.do(TakeBack(f"{case}#1"), LI)
    assert b.votes(case) == ["li open", "wu open", "li open"]
    assert b.vote(case, "li", "wu").outcome == "done"


def test_the_no_of_one_added_before_is_taken_back_from_its_owner_too(bureau):
    b = bureau({"voters": THREE, "reject_when": {"at_least": 2}, "approve_when": {"at_least": 2}})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1", "y1"), "before"), LI)
    b.vote(case, "x1", how=Reject)
    b.do(TakeBack(b.task(case, "x1")), X)
    assert [b.look(case, who).status for who in ("li", "x1", "y1")] == ["waiting", "open", "open"]
    assert b.vote(case, "x1", "y1", "li", "wu").outcome == "done"


def test_who_was_added_before_cannot_take_back_what_the_owner_acted_on(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",), "before"), LI)
    b.vote(case, "x1", "li")
    assert b.refused(TakeBack(b.task(case, "x1")), X) == ["next-has-acted"]
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.look(case, "li").status == "open"


def test_those_after_wait_again_when_the_owner_takes_back(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",), "after"), LI)
    b.vote(case, "li")
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.look(case, "x1").status == "waiting"
    b.vote(case, "li", "x1")
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["next-has-acted"]


def test_a_recusal_is_taken_back_from_its_stand_in(bureau):
    b = bureau({"voters": [{"person": "li", "required": True}, {"person": "wu"}]})
    case = b.begin()
    b.do(Recuse(b.task(case, "li"), to="qi"), LI)
    b.do(TakeBack(f"{case}#1"), LI)
    assert b.look(case, "qi").answer == "taken-back"
    assert b.look(case, "li").required
    assert b.vote(case, "li", "wu").outcome == "done"


def test_what_was_left_owing_goes_with_the_approval(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **LATER)
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=(Owed("survey", date(2011, 3, 9)),)), LI)
    b.do(TakeBack(b.task(case, "li")), LI)
    assert b.look(case, "ann", "owed").answer == "taken-back"
    assert b.case(case).armed == ()


def test_a_return_is_not_taken_back(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(Return(b.task(case, "li")), LI)
    assert b.refused(TakeBack(f"{case}#1"), LI) == ["return-stands"]


def test_what_was_taken_back_no_longer_counts_as_approved_before(memory):
    b = stepped(memory, {"voters": [{"person": "qi"}, {"person": "li"}], "again": "once"})
    case = presented(b)
    assert b.votes(case) == ["qi approve", "li open"]
    b.do(TakeBack(f"{case}#1"), QI)
    b.vote(case, "qi")
    assert b.votes(case) == ["qi approve", "li open"]


def test_what_the_decision_wrote_is_unwritten_and_those_who_saw_it_are_asked_again(bureau):
    b = bureau({"voters": THREE, "edits": ["amount", "memo"]})
    case = b.begin(amount=1)
    b.vote(case, "li", data={"amount": 77, "memo": "more"})
    b.vote(case, "wu")
    b.do(TakeBack(f"{case}#1"), LI)
    assert (b.case(case).data["amount"], b.case(case).data["memo"]) == (1, None)
    assert b.votes(case) == ["li open", "wu open", "he open"]
    assert b.engine.case(case, as_of=b.clock.now).data == b.case(case).data


def test_what_somebody_else_wrote_since_stays(bureau):
    b = bureau({"voters": THREE, "edits": ["amount", "memo"], "content": "keep"})
    case = b.begin(amount=1)
    b.vote(case, "li", data={"amount": 77, "memo": "more"})
    b.vote(case, "wu", data={"amount": 90})
    b.do(TakeBack(f"{case}#1"), LI)
    assert (b.case(case).data["amount"], b.case(case).data["memo"]) == (90, None)
    assert b.votes(case) == ["li open", "wu approve", "he open"]


def test_a_decision_that_closed_its_round_takes_its_data_back_with_it(bureau):
    b = bureau({"voters": [{"person": "li"}], "edits": ["amount"]}, **LATER)
    case = b.begin(amount=1)
    b.vote(case, "li", data={"amount": 77})
    b.do(TakeBack(f"{case}#1"), LI)
    assert (b.case(case).state, b.case(case).data["amount"]) == ("review", 1)


def test_a_no_that_somebody_added_brought_is_theirs_to_take_back(bureau):
    b = bureau({"voters": THREE, "reject_when": {"at_least": 2}, "approve_when": {"at_least": 2}})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("x1",), "before"), LI)
    b.vote(case, "x1", how=Reject)
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["not-yours-to-take-back"]
    b.do(TakeBack(b.task(case, "x1")), X)
    assert [b.look(case, who).status for who in ("li", "x1")] == ["waiting", "open"]


BY_VOTES = {"voters": THREE, "approve_when": "all", "reject_when": "all", "otherwise": "returned"}


def test_what_votes_send_back_closes_the_others_as_not_needed_and_may_be_taken_back(bureau):
    b = bureau(BY_VOTES, operations={"edit": {"by": "owner"}})
    case = b.begin()
    b.vote(case, "li")
    b.vote(case, "wu", how=Reject)
    assert (b.case(case).state, b.case(case).desk.round.status) == ("preparing", "returned")
    assert b.votes(case) == ["li approve", "wu reject", "he not-needed"]
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["next-has-acted"]
    b.do(TakeBack(b.task(case, "wu")), WU)
    assert b.votes(case) == ["li approve", "wu open", "he open"]
    assert b.vote(case, "wu", "he").state == "done"


def test_what_a_minority_left_owing_is_off_where_votes_send_it_back(memory):
    b = memory(BY_VOTES)
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=[Owed("survey", date(2011, 3, 4))]), LI)
    b.vote(case, "wu", how=Reject)
    assert [task.answer for task in b.tasks(case, "owed")] == ["not-needed"]


def test_what_somebody_returned_stays_returned(memory):
    b = memory(BY_VOTES)
    case = b.begin()
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu"), "initiator"), WU)
    assert b.votes(case) == ["li approve", "wu return", "he returned"]
    assert b.refused(TakeBack(b.task(case, "li")), LI) == ["next-has-acted"]
