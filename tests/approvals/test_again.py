"""Who approved before is taken to approve again: until the case goes back, and by a bare yes."""

from datetime import date

import pytest

from keyflow.commands import AddSign, Fire, Jump, Owed, Reopen, Return, TakeBack
from tests.approvals.bureau import ADA, ANN, LATER, LI, THREE, WU, Actor, Approve, Reject

HE = Actor("he")
# li approves in `first`, in `review` with what a test says, and qi after both in `last`.
CHAIN = {
    "stages": {
        name: {"kind": "plain", "states": {name: {"approval": {"voters": [{"person": who}]}}}}
        for name, who in (("first", "li"), ("last", "qi"))
    },
    "ways": [
        {"trigger": "present", "source": "preparing", "dest": "first", "by": "owner"},
        {"trigger": "approved", "source": "first", "dest": "review"},
        {"trigger": "approved", "source": "last", "dest": "done"},
        {"trigger": "rejected", "source": ["first", "last"], "dest": "bad"},
    ],
    "to": "last",
}

# li approves in `first`, and ann passes it on to `review`, changing what she likes.
BETWEEN = {
    **CHAIN,
    "stages": {
        **CHAIN["stages"],
        "desk": {"kind": "plain", "states": {"desk": {"writable": ["amount", "memo"]}}},
    },
    "ways": [
        *(way for way in CHAIN["ways"] if way.get("dest") != "review"),
        {"trigger": "approved", "source": "first", "dest": "desk"},
        {"trigger": "pass_on", "source": "desk", "dest": "review", "by": "owner"},
    ],
}


def chained(opener, **policy):
    policy = {"voters": [{"person": "li"}], "again": "consecutive", "edits": "memo"} | policy
    return opener(policy, **CHAIN)


def approved(b, **data):
    case = b.engine.start("permit", subject="x", by=ANN, data=data).id
    b.do(Fire(case, "present"), ANN)
    b.vote(case, "li")
    return case


@pytest.mark.parametrize("again", ["once", "consecutive"])
def test_a_decision_that_is_put_on_the_table_again_is_made_again(bureau, again):
    b = bureau({"voters": [{"person": "li"}], "again": again}, **LATER)
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=(Owed("survey", date(2011, 3, 4)),)), LI)
    b.clock.turn(days=9)
    b.engine.run_due()
    assert (b.case(case).state, b.votes(case)) == ("review", ["li open"])
    b.vote(case, "li")
    b.do(Jump(case, "review", "heard again"), ADA)
    assert b.votes(case) == ["li open"]


@pytest.mark.parametrize("again", ["once", "consecutive"])
def test_a_reopened_decision_is_made_again(bureau, again):
    b = bureau({"voters": [{"person": "li"}], "again": again})
    case = b.begin()
    b.vote(case, "li")
    b.do(Reopen(case, "a page was missing"), ANN)
    assert (b.case(case).state, b.votes(case)) == ("review", ["li open"])


def test_an_approval_that_stood_after_a_return_is_taken_on_in_the_next_state(bureau):
    policy = {"voters": [{"person": "li"}], "again": "consecutive"}
    stages = {"next": {"kind": "plain", "states": {"next": {"approval": policy}}}}
    ways = [
        {"trigger": "approved", "source": "next", "dest": "done"},
        {"trigger": "rejected", "source": "next", "dest": "bad"},
    ]
    b = bureau({"voters": THREE[:2]}, stages=stages, ways=ways, to="next")
    case = b.begin()
    b.vote(case, "li")
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.do(Fire(case, "submit"), ANN)
    assert b.vote(case, "wu").outcome == "done"


@pytest.mark.parametrize(
    "needs", [{"comment": "approve"}, {"signature": True}, {"attachments": True}, {"must": "memo"}]
)
def test_who_must_give_more_than_a_yes_is_asked(bureau, needs):
    b = chained(bureau, **needs)
    case = approved(b)
    assert (b.case(case).state, b.votes(case)) == ("review", ["li open"])


def test_where_the_fields_that_must_be_filled_are_filled_a_yes_is_enough(bureau):
    b = chained(bureau, must="memo")
    assert b.case(approved(b, memo="as said")).state == "last"


def test_an_approval_that_brought_two_rounds_to_their_end_is_taken_back(bureau):
    b = chained(bureau)
    case = approved(b)
    assert b.case(case).state == "last"
    b.do(TakeBack(f"{case}#1"), LI)
    assert (b.case(case).state, b.votes(case)) == ("first", ["li open"])
    b.vote(case, "li", how=Reject)
    assert b.case(case).outcome == "bad"


def test_it_is_not_once_the_one_after_both_has_acted(bureau):
    b = chained(bureau)
    case = approved(b)
    b.do(AddSign(b.task(case, "qi"), ("hu",)), Actor("qi"))
    assert b.refused(TakeBack(f"{case}#1"), LI) == ["next-has-acted"]


@pytest.mark.parametrize("again", ["once", "consecutive"])
def test_who_approved_other_content_is_asked(bureau, again):
    b = bureau({"voters": [{"person": "li"}], "again": again}, many=True, **BETWEEN)
    case = approved(b, amount=1)
    b.engine.fire(case, "pass_on", by=ANN, data={"amount": 1_000_000})
    assert b.votes(case) == ["li open"]
    case = approved(b, amount=1)
    b.engine.fire(case, "pass_on", by=ANN, data={"memo": "not of the content"})
    assert b.case(case).state == "last"


@pytest.mark.parametrize("again", ["once", "consecutive"])
def test_where_votes_are_kept_so_is_what_was_seen(bureau, again):
    policy = {"voters": [{"person": "li"}, {"person": "he"}], "again": again, "content": "keep"}
    b = bureau(policy, **BETWEEN)
    case = approved(b, amount=1)
    (seen,) = [task.seen for task in b.tasks(case)]
    b.engine.fire(case, "pass_on", by=ANN, data={"amount": 1_000_000})
    assert b.votes(case) == ["li approve", "he open"]
    assert b.look(case, "li").seen == seen


def test_what_was_seen_long_before_is_known_from_the_record(bureau):
    chain = {**CHAIN, "to": "middle"}
    middle = {"approval": {"voters": [{"person": "he"}]}}
    last = {"approval": {"voters": [{"person": "li"}], "again": "once"}, "writable": ["amount"]}
    chain["stages"] = {
        **CHAIN["stages"],
        "middle": {"kind": "plain", "states": {"middle": middle}},
        "desk": {"kind": "plain", "states": {"desk": {"writable": ["amount"]}}},
        "last": {"kind": "plain", "states": {"last": last}},
    }
    chain["ways"] = [
        *CHAIN["ways"],
        {"trigger": "approved", "source": "middle", "dest": "desk"},
        {"trigger": "rejected", "source": "middle", "dest": "bad"},
        {"trigger": "on", "source": "desk", "dest": "last", "by": "owner"},
    ]
    b = bureau({"voters": [{"person": "wu"}]}, **chain)
    for amount, came in ((1, "done"), (2, "last")):
        case = approved(b, amount=1)
        b.vote(case, "wu", "he")
        assert b.engine.fire(case, "on", by=ANN, data={"amount": amount}).case.state == came
