"""Approvals beside one another: child cases, each with a round of its own, and their parent."""

import pytest

from keyflow import load
from keyflow.commands import (
    AddSign,
    Approve,
    Ask,
    Copy,
    Delegate,
    Fire,
    Jump,
    Note,
    Recall,
    Reject,
    Reopen,
    Resume,
    Return,
    Suspend,
    TakeBack,
    Terminate,
    Transfer,
    Urge,
)  # fmt: skip
from tests.approvals.bureau import ADA, ANN, HE, KI, LI, QI, WU, flow

OPERATIONS = {
    name: {"by": "admin"}
    for name in ("jump", "arrange", "hand-over", "suspend", "resume", "terminate")
}
PARENT = {
    "name": "permit",
    "initial": "preparing",
    "roles": ["owner", "admin", "chief"],
    "reopen": "2d",
    "operations": OPERATIONS,
    "schema": {"offices": {"type": "list", "of": "text"}},
    "stages": {
        "preparing": {"kind": "plain", "states": {"preparing": {"writable": ["*"]}}},
        "review": {
            "kind": "plain",
            "states": {"review": {"children": {"item": {"workflow": "item", "each": "offices"}}}},
        },
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "submit", "source": "preparing", "dest": "review", "by": "owner"},
        {
            "trigger": "finish", "source": "review", "dest": "done", "auto": True,
            "checks": [{"kind": "children", "slot": "item", "states": ["done"]}],
        },
        {"trigger": "withdraw", "source": "review", "dest": "bad", "by": "owner"},
    ],
}  # fmt: skip


def item(approval):
    """Return the workflow of one office: it decides as soon as it is opened."""
    return load(
        {
            "name": "item",
            "initial": "deciding",
            "roles": ["owner", "admin", "chief"],
            "operations": OPERATIONS,
            "reopen": "2d",
            "schema": {"item": "text"},
            "stages": {
                "deciding": {"kind": "plain", "states": {"deciding": {"approval": approval}}},
                "done": "final",
                "bad": "final",
            },
            "transitions": [
                {"trigger": "approved", "source": "deciding", "dest": "done"},
                {"trigger": "rejected", "source": "deciding", "dest": "bad"},
            ],
        }
    )


@pytest.fixture
def offices(bureau):
    """Return a bureau, a permit, and the cases of its two offices: li and wu decide in each."""

    def opener(**policy):
        voters = {"voters": [{"person": "li"}, {"person": "wu"}], **policy}
        b = bureau(None, load(PARENT), item(voters))
        case = b.begin(offices=["land", "money"])
        first, second = b.engine.cases(parent=case, order="subject").cases
        return b, case, first.id, second.id

    return opener


def test_the_parent_moves_in_the_commit_of_the_last_vote(offices):
    b, case, land, money = offices()
    b.vote(land, "li", "wu")
    b.vote(money, "li")
    assert b.case(case).state == "review"
    b.vote(money, "wu")
    assert b.case(case).outcome == "done"
    assert b.engine.history(case)[-1].id == b.engine.history(money)[-1].id


def test_a_vote_in_one_office_leaves_the_others_as_they_are(offices):
    b, _, land, money = offices()
    before = b.case(money)
    b.vote(land, "li", how=Reject)
    assert b.case(land).outcome == "bad"
    assert b.case(money) == before.with_(revision=b.case(money).revision)
    assert b.votes(money) == ["li open", "wu open"]


def test_the_initiator_of_the_permit_is_that_of_its_offices(offices):
    b, _, land, _ = offices(voters=[{"person": "ann"}, {"person": "li"}])
    assert b.votes(land) == ["li open"]


def test_a_return_into_the_parent_ends_every_office_opened_since(offices):
    b, case, land, money = offices()
    b.vote(money, "li")
    task = b.task(land, "wu")
    assert b.refused(Return(task, "preparing"), WU) == ["never-there"]
    b.do(Return(task, "preparing", "papers missing", into=case), WU)
    assert b.case(case).state == "preparing"
    for one in (land, money):
        assert (b.case(one).standing, b.case(one).outcome) == ("terminated", "returned-over")
    assert b.votes(land) == ["li returned", "wu return"]
    assert b.votes(money) == ["li approve", "wu returned"]
    assert b.engine.inbox(by=LI).total == 0
    ids = {b.engine.history(one)[-1].id for one in (case, land, money)}
    assert len(ids) == 1, "it is one commit"
    b.do(Fire(case, "submit"), ANN)
    fresh = b.engine.cases(parent=case, standing="active").cases
    assert [one.subject for one in fresh] == ["x/item/land", "x/item/money"]


def test_into_a_parent_the_office_itself_ends_whenever_it_was_opened(bureau):
    parent = {
        **PARENT,
        "stages": {
            **PARENT["stages"],
            "preparing": {
                "kind": "plain",
                "states": {"preparing": {"children": {"item": {"workflow": "item"}}}},
            },
            "review": "plain",
        },
        "transitions": [
            PARENT["transitions"][0],
            {"trigger": "finish", "source": "review", "dest": "done", "by": "owner"},
            PARENT["transitions"][2],
        ],
    }
    b = bureau(None, load(parent), item({"voters": [{"person": "li"}]}))
    case = b.begin()
    (early,) = b.engine.cases(parent=case).cases
    b.do(Return(b.task(early.id, "li"), "preparing", into=case), LI)
    assert b.case(case).state == "preparing"
    assert b.case(early.id).outcome == "returned-over"
    (fresh,) = b.engine.cases(parent=case, standing="active").cases
    assert b.votes(fresh.id) == ["li open"]


def test_a_return_goes_only_into_what_lies_above(offices):
    b, _, land, money = offices()
    assert b.refused(Return(b.task(land, "li"), into=money), LI) == ["not-above"]


def test_the_initiator_recalls_the_permit_while_its_offices_decide(offices):
    b, case, land, money = offices()
    b.vote(land, "li", "wu")
    b.do(Recall(case), ANN)
    assert b.case(case).state == "preparing"
    assert b.case(land).outcome == "done", "what is over stays so"
    assert b.votes(money) == ["li recalled", "wu recalled"]
    assert b.case(money).outcome == "returned-over"


def test_an_office_whose_policy_forbids_it_is_not_recalled(offices):
    b, case, _, _ = offices(forbid="recall")
    assert b.refused(Recall(case), ANN) == ["forbidden-here"]


def test_leaving_the_parents_state_leaves_open_offices_to_its_checks_and_its_end_ends_them(offices):
    b, case, land, money = offices()
    b.do(Fire(case, "withdraw"), ANN)
    for one in (land, money):
        assert b.case(one).outcome == "parent-ended"
        assert b.votes(one) == ["li ended", "wu ended"]
    assert b.engine.inbox(by=LI).total == 0
    assert b.refused(Approve(b.task(land, "li")), LI) == ["ended", "task-closed"]


def test_terminating_one_office_leaves_the_other(offices):
    b, case, land, money = offices()
    b.do(Terminate(land, outcome="off", reason="r"), ADA)
    assert b.votes(land) == ["li ended", "wu ended"]
    assert b.votes(money) == ["li open", "wu open"]
    assert b.case(case).state == "review"


def test_suspending_the_permit_holds_every_office(offices):
    b, case, land, _ = offices()
    b.do(Suspend(case, reason="s"), ADA)
    assert b.refused(Approve(b.task(land, "li")), LI) == ["suspended"]
    assert b.refused(Recall(case), ANN) == ["suspended"]
    b.do(Resume(case), ADA)
    assert b.vote(land, "li", "wu").outcome == "done"


def test_a_jump_back_in_the_parent_ends_the_offices_opened_since(offices):
    b, case, land, _ = offices()
    b.do(Jump(case, "preparing", "r"), ADA)
    assert b.case(land).outcome == "returned-over"
    assert b.votes(land) == ["li jumped", "wu jumped"]


def test_an_office_does_not_reopen_under_a_parent_that_ended(offices):
    b, _, land, money = offices()
    b.vote(land, "li", "wu")
    b.vote(money, "li", "wu")
    assert b.refused(Reopen(land, "r"), ANN) == ["parent-ended"]


def test_an_office_reopens_while_the_parent_waits(offices):
    b, case, land, money = offices()
    b.vote(land, "li", "wu")
    assert b.do(Reopen(land, "r"), ANN).state == "deciding"
    b.vote(money, "li", "wu")
    assert b.case(case).state == "review", "it waits for the reopened one too"


def test_handing_on_in_one_office_touches_no_other(offices):
    b, _, land, money = offices()
    b.do(Transfer(b.task(land, "li"), "qi"), LI)
    b.do(Delegate(b.task(money, "li"), "qi"), LI)
    b.do(AddSign(b.task(land, "wu"), ("he",), "before"), WU)
    assert b.votes(land) == ["qi open", "wu waiting", "he open"]
    assert b.votes(money) == ["qi open", "wu open"]
    assert b.vote(land, "qi", "he", "wu").outcome == "done"
    assert (QI.id, HE.id) == ("qi", "he")


def test_each_office_is_urged_by_itself(offices):
    b, case, land, _ = offices()
    assert b.refused(Urge(case), ANN) == ["no-round"]
    b.do(Urge(land), ANN)


def test_a_vote_that_moved_the_parent_is_taken_back_only_while_it_stands(offices):
    b, case, land, money = offices()
    b.vote(land, "li", "wu")
    b.vote(money, "li")
    assert b.refused(TakeBack(b.task(land, "wu")), WU) == ["ended"]
    b.do(TakeBack(b.task(money, "li")), LI)
    assert b.votes(money) == ["li open", "wu open"]
    assert b.case(case).state == "review"


def test_taking_back_ends_the_cases_that_the_decision_opened(bureau):
    stages = {
        "works": {
            "kind": "plain",
            "states": {"works": {"children": {"item": {"workflow": "item"}}}},
        }
    }
    ways = [{"trigger": "close", "source": "works", "dest": "done", "by": "owner"}]
    permit = flow({"voters": [{"person": "ki"}]}, stages=stages, ways=ways, to="works")
    b = bureau(None, permit, item({"voters": [{"person": "li"}]}))
    case = b.begin()
    b.vote(case, "ki")
    (child,) = b.engine.cases(parent=case).cases
    b.do(TakeBack(f"{case}#1"), KI)
    assert b.case(case).state == "review"
    assert b.case(child.id).outcome == "returned-over"
    b.vote(case, "ki")
    (child,) = b.engine.cases(parent=case, standing="active").cases
    b.vote(child.id, "li")
    assert b.refused(TakeBack(b.task(case, "ki")), KI) == ["next-has-acted"]


@pytest.mark.parametrize(
    "passive",
    [
        lambda item: (Ask(item, "x1", "why?"), LI),
        lambda item: (Urge(item), ANN),
        lambda item: (Note(item, "seen"), ANN),
        lambda item: (Copy(item, ("x1",)), ANN),
    ],
    ids=["ask", "urge", "note", "copy"],
)
def test_asking_about_a_case_that_a_decision_opened_does_not_make_it_final(bureau, passive):
    whole = {
        **PARENT,
        "stages": {
            **PARENT["stages"],
            "gate": {
                "kind": "plain",
                "states": {"gate": {"approval": {"voters": [{"person": "qi"}]}}},
            },
        },
        "transitions": [
            {"trigger": "submit", "source": "preparing", "dest": "gate", "by": "owner"},
            {"trigger": "approved", "source": "gate", "dest": "review"},
            {"trigger": "rejected", "source": "gate", "dest": "bad"},
            *PARENT["transitions"][1:],
        ],
    }
    b = bureau(None, load(whole), item({"voters": [{"person": "li"}, {"person": "wu"}]}))
    case = b.begin(offices=["land"])
    b.vote(case, "qi")
    (land,) = b.engine.cases(parent=case).cases
    b.do(*passive(land.id))
    assert b.do(TakeBack(f"{case}#1"), QI).state == "gate"
    b.vote(case, "qi")
    land = b.engine.cases(parent=case, standing="active").cases[0]
    b.vote(land.id, "li")
    assert b.refused(TakeBack(f"{case}#1"), QI) == ["next-has-acted"]
