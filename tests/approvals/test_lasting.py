"""What lasts into the next round of a state: seats handed on, recusals, votes and opinions."""

import pytest

from keyflow import Actor
from keyflow.commands import (
    AddSign,
    Answer,
    Claim,
    Consult,
    Fire,
    Recall,
    Recuse,
    Return,
    TakeBack,
    Transfer,
)
from tests.approvals.bureau import ANN, HE, LA, LI, QI, THREE, WU, Approve
from tests.approvals.test_returning import presented, stepped

MO = Actor("mo")
REQUIRED = [{"person": "li", "required": True}, {"person": "wu"}]


def again(b, case, who=WU, *, straight=False):
    """Let somebody send a case back to its initiator, who submits it again."""
    b.do(Return(b.task(case, who.id), straight_back=straight), who)
    b.do(Fire(case, "submit"), ANN)


def seats(b, case):
    """Return who said what in the latest round, with the marks of each seat."""
    return [
        f"{t.person} {t.answer or t.status}"
        + " required" * t.required
        + " veto" * t.veto
        + f" {t.place}" * bool(t.place)
        for t in b.case(case).desk.votes()
    ]


# a round that is void


@pytest.mark.parametrize("approved", [True, False])
def test_nobody_approves_around_a_required_voters_stand_in_when_the_round_is_void(bureau, approved):
    voters = [{"person": "li", "required": True, "veto": True}, {"person": "wu"}]
    b = bureau({"voters": voters, "approve_when": "any", "content": "void", "edits": "amount"})
    case = b.begin(amount=1)
    b.do(Recuse(b.task(case, "li"), to="mo"), LI)
    if approved:
        b.do(AddSign(b.task(case, "wu"), ("x1",)), WU)  # so that somebody is out
        b.vote(case, "x1")
    b.vote(case, "wu", data={"amount": 300000})
    taken = ["li recuse", "wu approve", "mo open required veto instead"]
    assert seats(b, case) == taken + ["x1 open beside"] * approved
    assert b.vote(case, "mo").outcome == "done"


def test_a_void_round_asks_whoever_a_vote_was_transferred_to(bureau):
    b = bureau({"voters": THREE, "content": "void", "edits": "amount"})
    case = b.begin(amount=1)
    b.do(Transfer(b.task(case, "li"), "mo"), LI)
    b.vote(case, "mo")
    b.vote(case, "wu", data={"amount": 2})
    assert b.votes(case) == ["mo open", "wu approve", "he open"]
    assert b.refused(Transfer(b.task(case, "mo"), "li"), MO) == ["was-there-before"]


def test_a_stand_in_whose_own_vote_makes_the_round_void_votes_in_the_new_one(bureau):
    b = bureau({"voters": [*REQUIRED, {"person": "he"}], "content": "void", "edits": "amount"})
    case = b.begin(amount=1)
    b.do(Recuse(b.task(case, "li"), to="mo"), LI)
    b.vote(case, "wu")
    b.vote(case, "mo", data={"amount": 2})
    assert b.votes(case) == ["li recuse", "wu open", "he open", "mo approve"]


# a return


def test_a_return_asks_whoever_a_vote_was_transferred_to(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Transfer(b.task(case, "li"), "mo"), LI)
    b.vote(case, "mo")
    again(b, case)
    assert b.votes(case) == ["mo open", "wu open", "he open"]


def test_straight_back_the_approval_of_whom_it_was_transferred_to_stands(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Transfer(b.task(case, "li"), "mo"), LI)
    b.vote(case, "mo")
    again(b, case, straight=True)
    assert b.votes(case) == ["mo approve", "wu open", "he open"]


@pytest.mark.parametrize(("straight", "vote"), [(True, "approve"), (False, "open")])
def test_a_return_asks_the_stand_in_and_not_who_recused_themselves(bureau, straight, vote):
    b = bureau({"voters": REQUIRED})
    case = b.begin()
    b.do(Recuse(b.task(case, "li"), to="mo"), LI)
    b.vote(case, "mo")
    again(b, case, straight=straight)
    assert seats(b, case) == ["li recuse", "wu open", f"mo {vote} required instead"]
    assert b.engine.inbox(by=LI).total == 0
    assert b.refused(Transfer(b.task(case, "wu"), "li"), WU) == ["in-the-round"]


@pytest.mark.parametrize("straight", [True, False])
def test_a_return_asks_nobody_again_who_recused_themselves(bureau, straight):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Recuse(b.task(case, "li")), LI)
    again(b, case, straight=straight)
    assert b.votes(case) == ["li recuse", "wu open", "he open"]


def test_so_it_is_after_a_recall_and_in_rounds_long_after(bureau):
    b = stepped(bureau)
    case = presented(b)
    b.do(Transfer(b.task(case, "li"), "mo"), LI)
    b.do(Recuse(b.task(case, "wu"), to="x1"), WU)
    for _ in range(3):
        b.do(Recall(case, "once more"), ANN)
        b.do(Fire(case, "present"), ANN)
        b.vote(case, "qi")
        assert b.votes(case) == ["mo open", "wu recuse", "he open", "x1 open"]
    b.do(Return(b.task(case, "he"), "first", "see there"), HE)
    b.do(Transfer(b.task(case, "qi"), "y1"), QI)
    b.vote(case, "y1")
    assert b.vote(case, "mo", "he", "x1").outcome == "done"
    assert b.engine.case(case, as_of=b.clock.now).desk == b.case(case).desk


def test_a_claimed_task_is_its_roles_again_after_a_return(bureau):
    b = bureau({"voters": [{"role": "land"}, {"person": "wu"}]})
    case = b.begin()
    b.do(Claim(b.task(case, "land")), LA)
    again(b, case)
    assert b.votes(case) == ["land open", "wu open"]


def test_who_took_a_vote_and_may_not_decide_any_more_is_not_asked_but_its_first_owner_is(bureau):
    b = bureau(
        {"voters": THREE, "apart": "resend"},
        ways=[{"trigger": "resend", "source": "preparing", "dest": "review", "by": "land"}],
    )
    case = b.begin()
    b.do(Transfer(b.task(case, "li"), "la"), LI)
    b.do(Return(b.task(case, "wu")), WU)
    b.do(Fire(case, "resend"), LA)
    assert b.votes(case) == ["li open", "wu open", "he open"]


# opinions

GROUPS = {"a": {"voters": [{"person": "li"}]}, "b": {"voters": [{"person": "li"}]}}


def consult(b, case, *, answered="disagree"):
    b.do(Consult(b.task(case, "li"), ("mo",), "2d"), LI)
    if answered:
        b.do(Answer(b.task(case, "mo", "opinion"), answered, "a flaw"), MO)


@pytest.mark.parametrize(
    ("answered", "code"), [("disagree", "answer-the-objection"), (None, "opinions-open")]
)
def test_an_opinion_on_one_seat_binds_every_seat_that_the_decision_fills(bureau, answered, code):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    consult(b, case, answered=answered)
    for number in (1, 2):
        assert b.refused(Approve(f"{case}#{number}"), LI) == [code]
    if answered:
        b.do(Approve(f"{case}#1", comment="it is mended"), LI)
        assert [entry.what for entry in b.engine.auditor.overrides()] == [
            "1 reasoned disagreements"
        ]


def test_opinions_go_with_the_seat_to_who_takes_it_and_come_back_with_it(bureau):
    b = bureau({"voters": REQUIRED})
    case = b.begin()
    consult(b, case)
    b.do(Recuse(b.task(case, "li"), to="qi"), LI)
    assert b.refused(Approve(b.task(case, "qi")), QI) == ["answer-the-objection"]
    b.do(TakeBack(f"{case}#1"), LI)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["answer-the-objection"]
    b.do(Recuse(b.task(case, "li"), to="qi"), LI)
    b.do(Approve(b.task(case, "qi"), comment="it is mended"), QI)
    assert len(b.engine.auditor.overrides()) == 1


def test_straight_back_a_reasoned_no_is_still_to_be_answered(bureau):
    b = bureau({"voters": REQUIRED})
    case = b.begin()
    consult(b, case)
    again(b, case, straight=True)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["answer-the-objection"]


def test_walking_again_opinions_are_asked_for_afresh(bureau):
    b = bureau({"voters": REQUIRED})
    case = b.begin()
    consult(b, case)
    again(b, case)
    b.vote(case, "li")
    assert b.votes(case) == ["li approve", "wu open"]


def test_in_a_round_after_a_void_one_a_reasoned_no_is_still_to_be_answered(bureau):
    b = bureau({"voters": REQUIRED, "content": "void", "edits": "amount"})
    case = b.begin(amount=1)
    consult(b, case)
    b.vote(case, "wu")
    task = b.task(case, "li")
    assert b.refused(Approve(task, data={"amount": 2}), LI) == ["answer-the-objection"]
    b.do(Approve(task, data={"amount": 2}, comment="it is mended"), LI)
    assert len(b.engine.auditor.overrides()) == 1


# straight back

HEAD = {
    "initial": "draft",
    "stages": {
        "draft": {"kind": "plain", "states": {"draft": {"writable": "amount"}}},
        "head": {
            "kind": "plain",
            "states": {"head": {"approval": {"voters": [{"person": "qi"}]}}},
        },
    },
    "ways": [
        {"trigger": "present", "source": "draft", "dest": "head", "by": "owner"},
        {"trigger": "approved", "source": "head", "dest": "done", "when": "amount < 1000"},
        {"trigger": "approved", "source": "head", "dest": "review"},
        {"trigger": "rejected", "source": "head", "dest": "bad"},
    ],
}


@pytest.mark.parametrize(
    ("amount", "state", "way"),
    [
        (5000, "review", ["draft", "review", "done"]),
        (900, "head", ["draft", "head", "done"]),
    ],
)
def test_straight_back_goes_only_where_the_data_would_lead_now(bureau, amount, state, way):
    b = bureau({"voters": THREE}, **HEAD)
    case = b.engine.start("permit", subject="x", by=ANN, data={"amount": 5000}).id
    b.do(Fire(case, "present"), ANN)
    b.vote(case, "qi", "li")
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    stops = b.engine.route(case, data={"amount": amount}, by=ANN)
    assert [stop.state for stop in stops] == way
    b.do(Fire(case, "present", data={"amount": amount}), ANN)
    assert b.case(case).state == state
