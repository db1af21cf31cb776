"""Who is kept from deciding by what they did, hold, or have decided already."""

import pytest

from keyflow import Actor, Refused, load
from keyflow.commands import (
    AddSign,
    Answer,
    Ask,
    Claim,
    Consult,
    Copy,
    Delegate,
    Fire,
    Jump,
    MarkRead,
    Recuse,
    Resolve,
    Return,
    Save,
    TakeBack,
    Transfer,
    Unclaim,
)
from tests.approvals.bureau import ANN, LA, LI, LO, QI, THREE, WU, Approve, Reject
from tests.approvals.test_opening import Office, begun
from tests.approvals.test_parallel import OPERATIONS

MO = Actor("mo")


def then(opener, first, second, **more):
    """Open a bureau in which one round in `first` comes before that in `review`."""
    steps = {
        "stages": {"first": {"kind": "plain", "states": {"first": {"approval": first}}}},
        "ways": [
            {"trigger": "approved", "source": "first", "dest": "review"},
            {"trigger": "rejected", "source": "first", "dest": "bad"},
            {"trigger": "present", "source": "preparing", "dest": "first", "by": "owner"},
        ],
    }
    return opener(second, **steps, **more)


def present(b, by=ANN, **data):
    case = b.engine.start("permit", subject="x", by=by, data=data).id
    b.do(Fire(case, "present"), by)
    return case


class Standing(Office):
    """A directory in which some stand in for others."""

    def __init__(self, instead=(), **given):
        super().__init__(**given)
        self._instead = dict(instead)

    def principals(self, person, case, at):
        return self._instead.get(person, [])


# what counts as having decided

FIRST = {"voters": [{"role": "land"}, {"person": "li"}]}
APART = {"voters": [{"person": "mo"}, {"person": "la"}, {"person": "wu"}], "apart": ["first"]}


def consulted(b, case):
    b.do(Consult(b.task(case, "li"), ("mo",), "1d"), LI)
    b.do(Answer(b.task(case, "mo", "opinion"), "agree"), MO)


def asked(b, case):
    b.do(Ask(case, "mo", "why?"), ANN)
    b.do(Answer(b.task(case, "mo", "question"), "reply", "so"), MO)


def copied(b, case):
    b.do(Copy(case, ("mo",)), ANN)
    b.do(MarkRead(b.task(case, "mo", "copy")), MO)


def helped(b, case):
    b.do(Delegate(b.task(case, "li"), "mo"), LI)
    b.do(Resolve(b.task(case, "mo")), MO)


def saved(b, case):
    b.do(Claim(b.task(case, "land")), LA)
    b.do(Save(b.task(case, "la"), "so far"), LA)
    b.do(Unclaim(b.task(case, "la")), LA)


def transferred(b, case):
    b.do(Transfer(b.task(case, "land"), "lo"), LA)


def recused(b, case):
    b.do(Recuse(b.task(case, "land"), to="lo"), LA)


def taken_back(b, case):
    b.do(Approve(b.task(case, "land")), LA)
    b.do(TakeBack(b.task(case, "la")), LA)


@pytest.mark.parametrize(
    "done", [consulted, asked, copied, helped, saved, transferred, recused, taken_back]
)
def test_what_is_no_decision_keeps_nobody_from_the_next_one(bureau, done):
    b = then(bureau, FIRST, APART)
    case = present(b)
    done(b, case)
    land = b.task(case, "lo" if done in {transferred, recused} else "land")
    b.do(Approve(land), LO)
    b.vote(case, "li")
    assert b.votes(case) == ["mo open", "la open", "wu open"]


@pytest.mark.parametrize("choice", ["approve", "reject", "abstain"])
def test_who_voted_is_kept_apart_whatever_they_said(bureau, choice):
    first = {**FIRST, "approve_when": {"at_least": 1}, "close": "full"}
    b = then(bureau, first, APART)
    case = present(b)
    b.engine.decide(b.task(case, "land"), choice, by=LA)
    b.vote(case, "li")
    assert b.votes(case) == ["mo open", "la recuse", "wu open"]


def test_a_vote_that_lapsed_with_the_content_was_cast_all_the_same(bureau):
    first = {"voters": THREE, "approve_when": {"at_least": 2}, "edits": "amount"}
    b = then(bureau, first, {"voters": [{"person": "li"}, {"person": "mo"}], "apart": ["first"]})
    case = present(b, amount=1)
    b.vote(case, "li")
    b.vote(case, "wu", data={"amount": 2})
    b.vote(case, "he")
    assert b.votes(case) == ["li recuse", "mo open"]


def test_both_who_voted_for_another_and_that_other_are_kept_apart(bureau):
    second = {"voters": [{"person": "li"}, {"person": "sub"}, {"person": "mo"}], "apart": "first"}
    b = then(bureau, {"voters": [{"person": "li"}]}, second, directory=Standing({"sub": ["li"]}))
    case = present(b, by=Actor("ann"))
    b.do(Approve(b.task(case, "li")), Actor("sub"))
    assert b.votes(case) == ["li recuse", "sub recuse", "mo open"]


# of which cases

BY_ITEM, BY_HE = {"voters": [{"data": "item"}]}, {"voters": [{"person": "he"}]}
ITEM = {
    "name": "item",
    "initial": "check",
    "roles": ["owner", "admin"],
    "operations": OPERATIONS,
    "schema": {"item": "text"},
    "stages": {
        "check": {"kind": "plain", "states": {"check": {"approval": BY_ITEM}}},
        "more": {
            "kind": "plain",
            "states": {
                "more": {
                    "approval": {
                        "voters": [{"person": "li"}, {"person": "wu"}, {"person": "he"}],
                        "apart": ["check"],
                    }
                }
            },
        },
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "approved", "source": "check", "dest": "more"},
        {"trigger": "approved", "source": "more", "dest": "done"},
        {"trigger": "rejected", "source": ["check", "more"], "dest": "bad"},
    ],
}  # fmt: skip
WHOLE = {
    "name": "permit",
    "initial": "check",
    "roles": ["owner", "admin"],
    "operations": OPERATIONS,
    "schema": {"offices": {"type": "list", "of": "text"}},
    "stages": {
        "check": {"kind": "plain", "states": {"check": {"approval": BY_HE}}},
        "review": {
            "kind": "plain",
            "states": {"review": {"children": {"item": {"workflow": "item", "each": "offices"}}}},
        },
        "end": {
            "kind": "plain",
            "states": {
                "end": {
                    "approval": {"voters": [{"person": "li"}, {"person": "he"}], "apart": "check"}
                }
            },
        },
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "approved", "source": "check", "dest": "review"},
        {"trigger": "rejected", "source": ["check", "end"], "dest": "bad"},
        {
            "trigger": "finish", "source": "review", "dest": "end", "auto": True,
            "checks": [{"kind": "children", "slot": "item", "states": ["done"]}],
        },
        {"trigger": "approved", "source": "end", "dest": "done"},
    ],
}  # fmt: skip


def test_duties_are_kept_apart_within_a_case_and_towards_those_above_but_not_beside_or_below(
    bureau,
):
    b = bureau(None, load(WHOLE), load(ITEM))
    case = b.engine.start("permit", subject="x", by=ANN, data={"offices": ["li", "wu"]}).id
    b.vote(case, "he")
    first, second = (one.id for one in b.engine.cases(parent=case, order="subject").cases)
    b.vote(first, "li")
    b.vote(second, "wu")
    assert b.votes(first) == ["li recuse", "wu open", "he recuse"], "he decided above, wu beside"
    assert b.votes(second) == ["li open", "wu recuse", "he recuse"]
    b.vote(first, "wu")
    b.vote(second, "li")
    assert b.votes(case) == ["li open", "he recuse"], "li decided below only"


# roles kept apart


def test_a_role_kept_apart_binds_who_is_asked_when_the_round_opens(bureau):
    office = Standing(roles={"finance": ["li"]})
    b = bureau({"voters": THREE, "apart": "finance"}, directory=office)
    assert begun(b, by=Actor("ann")) == ["li recuse", "wu open", "he open"]


def test_a_round_that_only_holders_of_a_role_kept_apart_could_decide_does_not_open(bureau):
    office = Standing({"sub": ["li"]}, roles={"finance": ["li"], "land": ["li"]})
    b = bureau({"voters": [{"role": "land"}], "apart": "finance"}, directory=office)
    assert begun(b, by=Actor("ann")) == ["cannot-be-met"]


def test_a_role_kept_apart_binds_whom_a_substitute_acts_for(memory):
    office = Standing({"sub": ["li"]}, roles={"finance": ["mo"]})
    b = memory({"voters": THREE, "apart": "finance"}, directory=office)
    case = b.begin(by=Actor("ann"))
    office._roles["finance"] = ["li"]  # appointed since
    assert b.refused(Approve(b.task(case, "li")), Actor("sub")) == ["apart"]
    assert b.refused(Transfer(b.task(case, "wu"), "li"), WU) == ["apart", "in-the-round"]


def test_nobody_hands_a_vote_to_a_role_that_is_kept_apart(bureau):
    office = Standing(roles={"finance": ["mo"]})
    b = bureau({"voters": THREE, "apart": "finance"}, directory=office)
    case = b.begin(by=Actor("ann"))
    task = b.task(case, "li")
    for command in (Transfer(task, "mo"), AddSign(task, ("mo",)), Recuse(task, to="mo")):
        assert b.refused(command, LI) == ["apart"]


# one person, one vote


def test_who_has_a_vote_of_their_own_in_the_round_stands_in_for_nobody_in_it(bureau):
    b = bureau({"voters": THREE}, directory=Standing({"wu": ["li"]}))
    case = b.begin(by=Actor("ann"))
    assert b.refused(Approve(b.task(case, "li")), WU) == ["in-the-round"]
    b.do(Approve(b.task(case, "wu")), WU)
    assert b.refused(Reject(b.task(case, "li")), WU) == ["already-voted"]
    assert b.votes(case) == ["li open", "wu approve", "he open"]


def test_one_hand_casts_one_vote_for_whomever(bureau):
    voters = [{"person": "li"}, {"person": "he"}]
    b = bureau({"voters": voters}, directory=Standing({"wu": ["li", "he"]}))
    case = b.begin(by=Actor("ann"))
    b.do(Approve(b.task(case, "li")), WU)
    assert b.refused(Approve(b.task(case, "he")), WU) == ["already-voted"]


def test_who_recused_themselves_stands_in_for_nobody(bureau):
    b = bureau({"voters": THREE}, directory=Standing({"wu": ["li"]}))
    case = b.begin(by=Actor("ann"))
    b.do(Recuse(b.task(case, "wu")), WU)
    assert b.refused(Approve(b.task(case, "li")), WU) == ["recused"]


def test_who_has_no_vote_left_is_told_who_has_one(memory):
    b = memory({"voters": [{"role": "land"}, {"role": "chief"}]})
    case = b.begin()
    both = Actor("la", {"land", "chief"})
    b.do(Approve(b.task(case, "land")), both)
    (blocker,) = b.engine.why_not(Approve(b.task(case, "chief")), by=both)
    assert (blocker.finding.code, blocker.lifted_by) == ("already-voted", ("chief",))


# who approved before


def test_a_substitutes_approval_is_taken_as_that_of_whom_they_acted_for(bureau):
    second = {"voters": [{"person": "li"}, {"person": "sub"}], "again": "once"}
    b = then(bureau, {"voters": [{"person": "li"}]}, second, directory=Standing({"sub": ["li"]}))
    case = present(b, by=Actor("ann"))
    b.do(Approve(b.task(case, "li")), Actor("sub"))
    assert b.votes(case) == ["li approve", "sub open"]


@pytest.mark.parametrize("content", ["ask", "void"])
def test_an_approval_that_lapsed_with_the_content_is_none(bureau, content):
    first = {"voters": THREE, "approve_when": {"at_least": 2}, "edits": "amount"}
    b = then(
        bureau,
        {**first, "content": content},
        {"voters": [{"person": "li"}, {"person": "wu"}], "again": "once"},
    )
    case = present(b, amount=1)
    b.vote(case, "li")
    b.vote(case, "wu", data={"amount": 2})
    b.vote(case, "he")
    assert b.votes(case) == ["li open", "wu approve"]


def test_a_round_that_is_void_is_not_approved_again_by_those_it_voided(bureau):
    b = bureau({"voters": THREE, "content": "void", "again": "once", "edits": "amount"})
    case = b.begin(amount=1)
    b.vote(case, "li")
    b.vote(case, "wu", data={"amount": 2})
    assert b.votes(case) == ["li open", "wu approve", "he open"]


# the right of today


def test_who_claimed_a_task_and_lost_the_role_does_not_decide_and_another_holder_does(bureau):
    office = Standing(roles={"land": ["la", "lo"]})
    b = bureau({"voters": [{"role": "land"}, {"person": "li"}]}, directory=office)
    case = b.begin(by=Actor("ann"))
    b.do(Claim(b.task(case, "land")), Actor("la"))
    task = b.task(case, "la")
    assert b.refused(Approve(task), Actor("lo")) == ["not-your-task"]
    office._roles["land"] = ["lo"]
    assert b.refused(Approve(task), Actor("la")) == ["not-your-task"]
    assert [who.person for who in b.engine.auditor.who_could(task, b.clock.now)] == ["lo"]
    b.do(Claim(task), Actor("lo"))
    b.do(Approve(task), Actor("lo"))
    assert b.votes(case) == ["lo approve", "li open"]


def test_without_a_directory_the_host_no_longer_vouching_is_a_lost_role(bureau):
    b = bureau({"voters": [{"role": "land"}, {"person": "li"}]})
    case = b.begin()
    b.do(Claim(b.task(case, "land")), LA)
    assert b.refused(Approve(b.task(case, "la")), Actor("la")) == ["not-your-task"]
    b.do(Approve(b.task(case, "la")), LA)


# the initiator in other clothes


def test_the_initiator_enters_nobodys_decision_on_their_own_request_as_a_clerk(bureau):
    b = bureau({"voters": THREE}, clerks=["land"])
    case = b.begin()
    clerk, other = Actor("ann", {"owner", "land"}), Actor("la", {"land"})
    shown = lambda by: b.engine.decide(b.task(case, "li"), "approve", by=LI, recorded_by=by)  # noqa: E731
    with pytest.raises(Refused) as no:
        shown(clerk)
    assert [finding.code for finding in no.value.findings] == ["own-request"]
    assert shown(other).case.desk.votes()[0].answer == "approve"


def test_the_initiator_may_enter_it_where_they_may_decide_themselves(bureau):
    b = bureau({"voters": THREE, "initiator": "decide"}, clerks=["land"])
    case = b.begin()
    clerk = Actor("ann", {"owner", "land"})
    b.engine.decide(b.task(case, "li"), "approve", by=LI, recorded_by=clerk)
    assert b.votes(case)[0] == "li approve"


def test_the_initiator_does_not_jump_over_the_decision_on_their_own_request(bureau):
    b = then(bureau, {"voters": [{"person": "qi"}]}, {"voters": THREE})
    both = Actor("ann", {"owner", "admin"})
    case = present(b)
    assert b.refused(Jump(case, "review", "mine"), both) == ["own-request"]
    b.do(Return(b.task(case, "qi")), QI)
    assert b.refused(Jump(case, "review", "mine"), both) == ["own-request"]
    assert b.do(Jump(case, "review", "agreed"), Actor("ada", {"admin"})).state == "review"


def test_the_initiator_jumps_where_they_may_decide_themselves(bureau):
    b = bureau({"voters": THREE, "initiator": "decide"})
    case = b.begin()
    both = Actor("ann", {"owner", "admin"})
    assert b.do(Jump(case, "preparing", "again"), both).state == "preparing"
