"""Persons settled for one case: too few of them, what marks they keep, and taking a choice back."""

import pytest

from keyflow import DefinitionError
from keyflow.commands import Arrange, Fire, Recuse, Return, TakeBack
from tests.approvals.bureau import ADA, ANN, LI, QI, THREE, WU, Actor, Approve, flow
from tests.approvals.test_returning import presented, stepped

CHOSEN = [{"chosen": "initiator"}]
FIRST = [{"chosen": "previous"}]


@pytest.mark.parametrize(
    ("policy", "codes"),
    [
        ({"voters": CHOSEN, "approve_when": {"at_least": 2}}, ["cannot-be-met"]),
        (
            {"voters": [*CHOSEN, {"person": "wu"}], "approve_when": {"at_least": 3}},
            ["cannot-be-met"],
        ),
        (
            {
                "voters": [*CHOSEN, {"person": "wu"}],
                "approve_when": {"at_least": 2},
                "reject_when": {"at_least": 3},
                "otherwise": "approved",
            },
            ["cannot-be-refused"],
        ),
        ({"voters": [*CHOSEN, {"person": "wu"}], "approve_when": {"at_least": 2}}, []),
        ({"voters": [*CHOSEN, {"data": "people"}], "approve_when": {"at_least": 3}}, []),
    ],
)
def test_too_few_are_not_chosen(bureau, policy, codes):
    b = bureau(policy)
    case = b.engine.start("permit", subject="x", by=ANN).id
    command = Arrange(case, "review", ("qi",))
    if codes:
        assert b.refused(command, ANN) == codes
    else:
        assert b.do(command, ANN).desk.arranged == {"review": ("qi",)}


def test_an_approver_does_not_choose_too_few_either(bureau):
    b = stepped(bureau, {"voters": FIRST, "approve_when": {"at_least": 2}})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.engine.fire(case, "present", by=ANN)
    task = b.task(case, "qi")
    assert b.refused(Approve(task, choose={"review": ("li",)}), QI) == ["cannot-be-met"]
    b.do(Approve(task, choose={"review": ("li", "wu")}), QI)
    assert b.votes(case) == ["li open", "wu open"]


def test_more_than_all_votes_are_not_asked_for():
    for rule in ("approve_when", "reject_when"):
        with pytest.raises(DefinitionError, match="more than all of the votes"):
            flow({"voters": THREE, rule: {"over": "1/1"}})


def test_who_was_a_voter_already_keeps_weight_requirement_and_veto(bureau):
    voters = [
        {"person": "li", "required": True},
        {"data": "boss", "veto": True, "weight": 3},
        {"person": "he"},
    ]
    b = bureau({"voters": voters, "approve_when": {"weight": 4}})
    case = b.engine.start("permit", subject="x", by=ANN, data={"boss": "wu"}).id
    b.do(Arrange(case, "review", ("wu", "qi")), ADA)
    b.engine.fire(case, "submit", by=ANN)
    votes = b.case(case).desk.votes()
    assert [(t.person, t.weight, t.required, t.veto) for t in votes] == [
        ("wu", 3, False, True),
        ("qi", 1, False, False),
    ]
    assert b.vote(case, "wu", "qi").outcome == "done"


def test_too_few_are_not_settled_by_the_weight_that_they_keep(bureau):
    b = bureau(
        {"voters": [{"person": "li", "weight": 3}, {"person": "wu"}], "approve_when": {"weight": 3}}
    )
    case = b.engine.start("permit", subject="x", by=ANN).id
    assert b.refused(Arrange(case, "review", ("wu", "qi")), ADA) == ["cannot-be-met"]
    b.do(Arrange(case, "review", ("li",)), ADA)


def test_an_administrator_does_not_settle_who_decides_on_their_own_request(bureau):
    b = bureau({"voters": THREE})
    case = b.engine.start("permit", subject="x", by=ANN).id
    both = Actor("ann", {"owner", "admin"})
    assert b.refused(Arrange(case, "review", ("qi",)), both) == ["not-chosen-here"]


# taking back


def test_a_choice_is_taken_back_with_the_approval_and_the_one_before_holds_again(bureau):
    b = stepped(bureau, {"voters": FIRST})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.do(Arrange(case, "review", ("he",)), ADA)
    b.engine.fire(case, "present", by=ANN)
    task = b.task(case, "qi")
    b.do(Approve(task, choose={"review": ("li",)}), QI)
    assert b.votes(case) == ["li open"]
    b.do(TakeBack(task), QI)
    assert b.case(case).desk.arranged == {"review": ("he",)}
    b.vote(case, "qi")
    assert b.votes(case) == ["he open"]


def test_a_first_choice_taken_back_leaves_nobody_chosen(bureau):
    b = stepped(bureau, {"voters": FIRST})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.engine.fire(case, "present", by=ANN)
    task = b.task(case, "qi")
    b.do(Approve(task, choose={"review": ("li",)}), QI)
    b.do(TakeBack(task), QI)
    assert b.case(case).desk.arranged == {}
    assert b.engine.case(case, as_of=b.clock.now).desk.arranged == {}
    assert b.refused(Approve(task), QI) == ["nobody-to-decide"]


def test_whom_a_recusal_that_was_taken_back_named_can_be_named_again(bureau):
    b = bureau({"voters": [{"person": "li", "required": True}, {"person": "wu"}]})
    case = b.begin()
    for _ in range(2):
        b.do(Recuse(f"{case}#1", to="qi"), LI)
        b.do(TakeBack(f"{case}#1"), LI)
    b.do(Recuse(f"{case}#1", to="qi"), LI)
    assert b.vote(case, "qi", "wu").outcome == "done"


def test_a_return_is_not_taken_back_and_says_so(bureau):
    b = stepped(bureau)
    case = presented(b)
    task = b.task(case, "wu")
    b.do(Return(task), WU)
    assert b.refused(TakeBack(task), WU) == ["return-stands"]


# several choices, and void ones


def two(opener):
    """Open a bureau in which li and wu choose who decides after them."""
    stages = {"next": {"kind": "plain", "states": {"next": {"approval": {"voters": FIRST}}}}}
    ways = [
        {"trigger": "approved", "source": "next", "dest": "done"},
        {"trigger": "rejected", "source": "next", "dest": "bad"},
    ]
    policy = {"voters": [{"person": "li"}, {"person": "wu"}]}
    return opener(policy, stages=stages, ways=ways, to="next")


@pytest.mark.parametrize("order", [("li", "wu"), ("wu", "li")])
def test_all_are_asked_whom_several_chose_whoever_voted_first(bureau, order):
    b = two(bureau)
    case = b.begin()
    for who in order:
        b.vote(case, who, choose={"next": (f"of-{who}", "both")})
    assert b.votes(case) == ["of-li open", "both open", "of-wu open"]


def test_whom_a_void_vote_chose_is_not_asked(bureau):
    b = two(bureau)
    case = b.begin()
    b.vote(case, "li", choose={"next": ("friend",)})
    b.do(Return(b.task(case, "wu"), comment="not a friend"), WU)
    assert b.case(case).desk.chosen == ()
    b.do(Fire(case, "submit"), ANN)
    b.do(Recuse(b.task(case, "li"), to="ox"), LI)
    b.vote(case, "ox", choose={"next": ("he",)})
    b.vote(case, "wu")
    assert b.votes(case) == ["he open"]


def test_who_votes_again_chooses_again_or_nobody(bureau):
    b = two(bureau)
    case = b.begin(amount=1)
    b.vote(case, "li", choose={"next": ("friend",)})
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.do(Fire(case, "submit", {"amount": 2}), ANN)
    b.vote(case, "wu", choose={"next": ("he",)})
    b.vote(case, "li")
    assert b.votes(case) == ["he open"]


def test_a_choice_stands_with_its_vote_straight_back(bureau):
    b = two(bureau)
    case = b.begin()
    b.vote(case, "li", choose={"next": ("he",)})
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.do(Fire(case, "submit"), ANN)
    b.vote(case, "wu")
    assert b.votes(case) == ["he open"]
    assert b.engine.case(case, as_of=b.clock.now).desk == b.case(case).desk


def test_a_choice_in_a_decision_that_is_walked_over_is_void_with_it(bureau):
    b = two(bureau)
    case = b.begin()
    b.vote(case, "li", choose={"next": ("friend",)})
    b.vote(case, "wu", choose={"next": ("he",)})
    b.do(Return(b.task(case, "he")), Actor("he"))
    b.do(Fire(case, "submit"), ANN)
    b.vote(case, "wu", choose={"next": ("he",)})
    b.vote(case, "li")
    assert b.votes(case) == ["he open"]


def test_an_administrator_changes_whom_an_approver_chose(bureau):
    b = stepped(bureau, {"voters": FIRST})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.engine.fire(case, "present", by=ANN)
    b.do(Approve(b.task(case, "qi"), choose={"review": ("li",)}), QI)
    b.do(Return(b.task(case, "li"), "first", straight_back=True), LI)
    b.do(Arrange(case, "review", ("he",)), ADA)
    b.vote(case, "qi")
    assert b.votes(case) == ["he open"]
