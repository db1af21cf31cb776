"""What an approval leaves owing binds once its round is approved, and goes with its vote."""

from datetime import date

import pytest

from keyflow import Actor, Refused, load
from keyflow.commands import (
    AddSign,
    Approve,
    Fire,
    Fulfil,
    Owed,
    Reopen,
    Return,
    TakeBack,
    Terminate,
)
from tests.approvals.bureau import ADA, ANN, LATER, LI, THREE, WU, Reject, opened

TWO = {"voters": [{"person": "li"}, {"person": "wu"}]}
SURVEY = Owed("survey", date(2011, 3, 4))
# The decision as a stage of its own, which goes on by itself, and another after it.
STAGED = {
    "name": "permit",
    "initial": "preparing",
    "roles": ["owner"],
    "schema": {"amount": {"type": "integer", "content": True}},
    "stages": {
        "preparing": {"kind": "plain", "states": {"preparing": {"writable": ["*"]}}},
        "review": {"kind": "approval", "approval": TWO},
        "board": {"kind": "approval", "approval": {"voters": [{"person": "he"}]}},
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "submit", "source": "preparing", "dest": "review", "by": "owner"},
        {"trigger": "on", "source": "review.approved", "dest": "board", "auto": True},
        {"trigger": "over", "source": "board.approved", "dest": "done", "auto": True},
        {"trigger": "no", "source": ["review.rejected", "board.rejected"], "dest": "bad",
         "auto": True},
    ],
}  # fmt: skip


@pytest.fixture
def staged():
    with opened(load(STAGED)) as bureau:
        yield bureau


def owe(b, case, who="li", item=SURVEY):
    b.do(Approve(b.task(case, who), owed=(item,)), Actor(who))


def answers(b, case):
    return [t.answer or t.status for t in b.tasks(case, "owed")]


def later(b, days=9):
    b.clock.turn(days=days)
    b.engine.run_due()


def test_a_rejection_ends_what_was_owed_with_a_yes(staged):
    case = staged.begin()
    owe(staged, case)
    ended = staged.do(Reject(staged.task(case, "wu")), WU)
    assert (ended.outcome, ended.armed) == ("bad", ())
    assert answers(staged, case) == ["not-needed"]
    later(staged)
    assert staged.case(case).outcome == "bad"


def test_what_blocks_an_end_does_not_hang_a_rejection(staged):
    case = staged.begin()
    owe(staged, case, item=SURVEY._replace(blocks="done"))
    assert staged.do(Reject(staged.task(case, "wu")), WU).outcome == "bad"


def test_a_minoritys_yes_with_something_owed_hangs_nothing(bureau):
    b = bureau({"voters": THREE, "approve_when": {"at_least": 2}})
    case = b.begin()
    owe(b, case)
    assert b.vote(case, "wu", "he", how=Reject).outcome == "bad"
    assert answers(b, case) == ["not-needed"]


def test_a_deadline_that_rejects_is_not_held_up_by_what_is_owed(bureau):
    policy = {**TWO, "deadline": {"limit": "1d", "overdue": "rejected"}}
    b = bureau(policy)
    case = b.begin()
    owe(b, case)
    later(b, days=3)
    assert (b.case(case).outcome, answers(b, case)) == ("bad", ["not-needed"])


def test_a_deadline_that_approves_makes_it_bind(bureau):
    b = bureau({**TWO, "deadline": {"limit": "1d", "overdue": "approved"}}, **LATER)
    case = b.begin()
    owe(b, case, item=Owed("survey", date(2011, 3, 20), "close"))
    later(b, days=3)
    assert b.case(case).state == "later"
    assert b.refused(Fire(case, "close"), ANN) == ["still-owed"]


def test_it_waits_until_the_round_is_approved(bureau):
    b = bureau(TWO, **LATER)
    case = b.begin()
    owe(b, case)
    assert answers(b, case) == ["waiting"]
    assert (b.case(case).armed, b.engine.inbox(by=ANN).total) == ((), 0)
    b.vote(case, "wu")
    assert answers(b, case) == ["open"]
    assert [item.task.kind for item in b.engine.inbox(by=ANN).items] == ["owed"]
    assert [item.name for item in b.case(case).armed] == ["owed#3"]


def test_it_may_be_handed_in_before_that(bureau):
    b = bureau(TWO, **LATER)
    case = b.begin()
    owe(b, case)
    b.do(Fulfil(f"{case}#3"), ANN)
    assert b.vote(case, "wu").armed == ()


def test_a_day_that_passes_while_the_round_is_open_loses_nothing(bureau):
    b = bureau(TWO, **LATER)
    case = b.begin()
    owe(b, case)
    later(b)
    assert answers(b, case) == ["waiting"]
    assert b.vote(case, "wu").state == "later"
    b.engine.run_due()
    assert (b.case(case).state, answers(b, case)) == ("review", ["overdue"])
    assert b.votes(case) == ["li open", "wu open"]


def test_what_blocks_and_is_late_when_approved_still_blocks(bureau):
    b = bureau(TWO, **LATER)
    case = b.begin()
    owe(b, case, item=SURVEY._replace(blocks="close"))
    later(b)
    b.vote(case, "wu")
    assert b.refused(Fire(case, "close"), ANN) == ["still-owed"]
    assert b.engine.inbox(by=ANN, box="overdue").total == 1


@pytest.mark.parametrize("content", ["void", "ask"])
def test_a_vote_that_is_void_takes_along_what_it_left_owing(bureau, content):
    b = bureau({**TWO, "content": content, "edits": ["amount"]}, **LATER)
    case = b.begin(amount=1)
    owe(b, case)
    b.do(Approve(b.task(case, "wu"), data={"amount": 2}), WU)
    assert answers(b, case) == ["void"]
    b.vote(case, *(one.split()[0] for one in b.votes(case) if one.endswith("open")))
    later(b)
    assert b.case(case).state == "later"


def test_a_return_straight_back_leaves_the_initiator_in_peace(bureau):
    b = bureau(TWO, **LATER)
    case = b.begin()
    owe(b, case)
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    later(b)
    assert (b.case(case).state, answers(b, case)) == ("preparing", ["waiting"])
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["li approve", "wu open"]
    assert b.vote(case, "wu").state == "later"
    b.engine.run_due()
    assert b.case(case).state == "review"


def test_after_a_return_with_another_content_the_vote_and_its_condition_are_over(bureau):
    b = bureau(TWO, **LATER)
    case = b.begin(amount=1)
    owe(b, case)
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.do(Fire(case, "submit", {"amount": 2}), ANN)
    assert (b.votes(case), answers(b, case)) == (["li open", "wu open"], ["void"])


def test_what_an_earlier_round_left_owing_rests_while_a_later_one_is_sent_back(staged):
    case = staged.begin()
    owe(staged, case)
    assert staged.vote(case, "wu").state == "board.deciding"
    assert len(staged.case(case).armed) == 1
    back = Return(staged.task(case, "he"), straight_back=True)
    assert staged.do(back, Actor("he")).armed == ()
    later(staged)
    assert staged.case(case).state == "preparing"
    staged.do(Fire(case, "submit"), ANN)
    assert (staged.case(case).state, answers(staged, case)) == ("board.deciding", ["open"])
    staged.engine.run_due()
    assert (staged.case(case).state, answers(staged, case)) == ("review.deciding", ["overdue"])


def test_what_an_earlier_round_left_owing_does_not_hang_a_later_rejection(staged):
    case = staged.begin()
    owe(staged, case)
    staged.vote(case, "wu")
    assert staged.vote(case, "he", how=Reject).outcome == "bad"


def test_it_waits_again_when_the_vote_that_made_it_bind_is_taken_back(bureau):
    b = bureau(TWO, **LATER)
    case = b.begin()
    owe(b, case)
    b.vote(case, "wu")
    b.do(TakeBack(f"{case}#2"), WU)
    assert (answers(b, case), b.case(case).armed) == (["waiting"], ())
    b.vote(case, "wu", how=Reject)
    assert answers(b, case) == ["not-needed"]


def test_whom_it_lies_with_is_told_when_it_binds(memory):
    notice = {"on": "opened owed", "to": "holders", "via": "box", "text": "hand it in"}
    b = memory(TWO, notices=[notice], **LATER)
    case = b.begin()
    owe(b, case)
    assert b.engine.outbox() == []
    b.vote(case, "wu")
    assert [message.to for message in b.engine.outbox()] == ["ann"]


def test_the_last_yes_is_refused_where_its_result_leads_to_an_end_at_once(memory):
    b = memory(TWO)
    case = b.begin()
    owe(b, case)
    assert b.refused(Approve(b.task(case, "wu")), WU) == ["still-owed"]
    b.do(Fulfil(f"{case}#3"), ANN)
    assert b.do(Approve(b.task(case, "wu")), WU).outcome == "done"


def test_once_the_case_has_ended_nothing_is_owed(memory):
    b = memory(TWO)
    case = b.begin()
    owe(b, case)
    b.do(Reject(b.task(case, "wu")), WU)
    with pytest.raises(Refused, match="ended"):
        b.do(Fulfil(f"{case}#3"), LI)


def test_a_yes_that_those_after_made_a_no_leaves_nothing_owing(bureau):
    policy = {"voters": THREE, "approve_when": {"at_least": 2}, "reject_when": "never"}
    b = bureau(policy, **LATER)
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "after"), LI)
    owe(b, case)
    b.vote(case, "hu", how=Reject)
    b.vote(case, "wu", "he")
    assert (b.case(case).state, answers(b, case)) == ("later", ["not-needed"])


# an end, and opening again


@pytest.fixture
def built():
    """Open a bureau where the board decides after the review, and a building comes into use."""
    more = {
        "reopen": "30d",
        "operations": {"terminate": {"by": "admin"}},
        "roles": ["owner", "admin"],
        "stages": STAGED["stages"] | {"build": "plain", "use": "plain"},
    }
    on, over, *rest = STAGED["transitions"][1:]
    ways = [
        STAGED["transitions"][0],
        on,
        over | {"dest": "build"},
        *rest,
        {"trigger": "into_use", "source": "build", "dest": "use", "by": "owner"},
        {"trigger": "close", "source": "use", "dest": "done", "by": "owner"},
    ]
    with opened(load({**STAGED, **more, "transitions": ways})) as bureau:
        yield bureau


@pytest.fixture
def owing(built):
    """Return a case with the board to which the review's approval left something owing."""
    case = built.begin()
    owe(built, case, item=SURVEY._replace(blocks="use"))
    built.vote(case, "wu")
    return case


def test_what_was_owed_is_owed_again_when_a_rejected_case_is_opened_again(built, owing):
    built.vote(owing, "he", how=Reject)
    built.do(Reopen(owing, "heard again"), ANN)
    assert answers(built, owing) == ["open"]
    assert built.vote(owing, "he").state == "build"
    assert built.refused(Fire(owing, "into_use"), ANN) == ["still-owed"]


def test_so_it_is_where_the_case_was_terminated(built, owing):
    built.vote(owing, "he")
    built.do(Terminate(owing, "over", "no money"), ADA)
    built.do(Reopen(owing, "money was found"), ANN)
    assert (built.case(owing).state, answers(built, owing)) == ("build", ["open"])
    built.do(Fulfil(built.task(owing, "ann", "owed")), ANN)
    assert built.do(Fire(owing, "into_use"), ANN).state == "use"


def test_what_waited_for_its_round_waits_again(built):
    case = built.begin()
    owe(built, case)
    built.do(Return(built.task(case, "wu"), straight_back=True), WU)
    built.do(Terminate(case, "over", "no money"), ADA)
    built.do(Reopen(case, "money was found"), ANN)
    assert (answers(built, case), built.case(case).armed) == (["waiting"], ())
    built.do(Fire(case, "submit"), ANN)
    assert built.votes(case) == ["li approve", "wu open"]
    built.vote(case, "wu")
    assert answers(built, case) == ["open"]
