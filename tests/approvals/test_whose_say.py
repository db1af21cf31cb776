"""Who settles who decides: not who began the case, not a helper; and who is kept apart since."""

import pytest

from keyflow import Actor
from keyflow.commands import (
    AddSign,
    Approve,
    Ask,
    Circulate,
    Claim,
    Consult,
    Copy,
    Delegate,
    Fulfil,
    Owed,
    Recuse,
    Reject,
    RemoveSign,
    Resolve,
    Return,
    Save,
    Transfer,
    Unclaim,
)
from tests.approvals.bureau import ANN, FI, LA, LATER, LI, LO, THREE, flow

TWO = [{"person": "li"}, {"person": "wu"}]
X, HU = Actor("x1"), Actor("hu")
BOTH = Actor("ann", {"owner", "admin"})
TODO = {
    "stages": {"mid": "plain"},
    "ways": [
        {"trigger": "go", "source": "mid", "dest": "done", "by": "land", "todo": True},
        {"trigger": "skip", "source": "preparing", "dest": "mid", "by": "owner"},
    ],
}
REFUSALS = {"copy": {"by": "admin"}, "ask": {"by": "admin"}, "circulate": {"by": "admin"}}


def peopled(opener, approval, *appointed, **more):
    """Open a bureau with a directory in the store, and appoint persons to roles there."""
    b = opener(approval, directory="store", **more)
    for person, role in (("ann", "owner"), ("ada", "admin"), *appointed):
        b.engine.directory.appoint(person, role)
    return b


# who began the case


def test_who_began_a_case_hands_over_no_vote_on_it_by_their_office(bureau):
    b = bureau({"voters": TWO})
    case = b.begin()
    assert b.refused(Transfer(b.task(case, "li"), "friend"), BOTH) == ["own-request"]
    b.do(Consult(b.task(case, "li"), ("water",), "2d"), LI)
    opinion = b.task(case, "water", "opinion")
    assert b.refused(Transfer(opinion, "friend"), BOTH) == ["own-request"]
    b.do(Transfer(b.task(case, "li"), "qi"), Actor("ada", {"admin"}))


def test_who_may_decide_on_their_own_case_hands_over_there_too(bureau):
    b = bureau({"voters": TWO, "initiator": "decide"})
    case = b.begin()
    b.do(Transfer(b.task(case, "li"), "qi"), BOTH)


def test_who_began_a_case_removes_nobody_from_its_round_by_their_office(bureau):
    b = bureau({"voters": TWO})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "beside"), LI)
    assert b.refused(RemoveSign(b.task(case, "hu"), "no"), BOTH) == ["own-request"]
    b.do(RemoveSign(b.task(case, "hu"), "ill"), Actor("ada", {"admin"}))


# who was added


def test_a_helper_removes_nobody_but_the_owner_does(bureau):
    b = bureau({"voters": TWO})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "before"), LI)
    b.do(Delegate(b.task(case, "li"), "x1"), LI)
    assert b.refused(RemoveSign(b.task(case, "hu"), "no"), X) == ["not-your-task"]
    b.do(RemoveSign(b.task(case, "hu"), "ill"), LI)


def test_who_was_removed_leaves_no_rule_behind(bureau):
    b = bureau({"voters": TWO, "reject_when": "any"})
    case = b.begin()
    task = b.task(case, "li")
    b.do(AddSign(task, ("hu",), "before"), LI)
    b.do(RemoveSign(b.task(case, "hu"), "ill"), LI)
    b.do(AddSign(task, ("rao", "sun"), "before", "any"), LI)
    b.vote(case, "rao", how=Reject)
    assert b.look(case, "sun").status == "open"
    b.vote(case, "sun", "li", "wu")
    assert b.case(case).outcome == "done"


def test_who_was_removed_before_a_task_keeps_nobody_from_being_added_after_it(bureau):
    b = bureau({"voters": TWO})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "before"), LI)
    b.do(RemoveSign(b.task(case, "hu"), "ill"), LI)
    b.do(AddSign(b.task(case, "li"), ("hu",), "after"), LI)
    b.vote(case, "li", "wu", "hu")
    assert b.case(case).outcome == "done"


def test_nobody_is_added_where_their_word_would_not_be_asked(bureau):
    b = bureau({"voters": TWO})
    case = b.begin()
    task = b.task(case, "li")
    b.do(AddSign(task, ("hu",), "before", "any"), LI)
    b.vote(case, "hu")
    assert b.refused(AddSign(task, ("rao",), "before", "all"), LI) == ["two-modes"]
    assert b.refused(AddSign(task, ("rao",), "before", "any"), LI) == ["agreed-already"]


def test_those_added_by_all_go_on_with_one_more_after_the_first_agreed(bureau):
    b = bureau({"voters": TWO})
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ("hu",), "before"), LI)
    b.vote(case, "hu")
    b.do(AddSign(b.task(case, "li"), ("rao",), "before"), LI)
    assert [b.look(case, who).status for who in ("li", "rao")] == ["waiting", "open"]


# helpers and substitutes


def test_the_helper_of_a_thing_to_do_neither_transfers_nor_unclaims_it(bureau):
    b = bureau({"voters": TWO}, **TODO)
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.engine.fire(case, "skip", by=ANN)
    task = b.task(case, "land", "todo")
    b.do(Delegate(task, "x1"), LA)
    assert b.refused(Transfer(task, "hu"), X) == ["delegated"]
    assert b.refused(Unclaim(task), X) == ["delegated"]
    b.do(Resolve(task), X)
    assert b.engine.fire(case, "go", by=LA).case.outcome == "done"


def standing_in(b, person, by):
    b.engine.directory.substitute(person, by, b.clock.now, b.clock.now.replace(year=2099))


def test_a_substitute_gives_help_back_and_hands_in_what_is_owed(bureau):
    b = peopled(bureau, {"voters": [{"person": "li"}]}, **LATER)
    ann = Actor("ann")
    case = b.begin(by=ann)
    b.do(Delegate(b.task(case, "li"), "x1"), LI)
    standing_in(b, "x1", "hu")
    b.do(Resolve(b.task(case, "x1"), "it is fine"), HU)
    owed = Owed("survey", b.clock.now.replace(year=2098))
    b.do(Approve(b.task(case, "li"), owed=(owed,)), LI)
    standing_in(b, "li", "rao")
    b.do(Fulfil(b.task(case, "ann", "owed"), "survey 12"), Actor("rao"))
    assert b.tasks(case, "owed")[0].answer == "fulfilled"


# who has a task in a case


@pytest.mark.parametrize("verb", [Copy, Circulate])
def test_who_holds_the_role_of_an_open_task_is_part_of_the_case(bureau, verb):
    b = bureau({"voters": [{"role": "land"}, {"person": "wu"}]}, operations=REFUSALS)
    case = b.begin()
    assert b.refused(verb(case, ("x1",)), FI) == ["not-allowed"]
    b.do(verb(case, ("x1",)), LA)
    b.do(Ask(case, "x1", "when?"), LO)


# opinions


def test_an_opinion_is_not_transferred_to_who_may_not_give_it(bureau):
    b = bureau({"voters": TWO})
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("water",), "2d"), LI)
    task, water = b.task(case, "water", "opinion"), Actor("water")
    assert b.refused(Transfer(task, "li"), water) == ["own-opinion"]
    assert b.refused(Transfer(task, "ann"), water) == ["own-request"]
    b.do(Transfer(task, "wu"), water)


# kept apart since the round opened


def apart_since(opener, *voters):
    b = peopled(opener, {"voters": [*voters], "apart": ["finance"]}, ("la", "land"), ("lo", "land"))
    case = b.begin(by=Actor("ann"))
    b.engine.directory.appoint("li", "finance")
    b.engine.directory.appoint("la", "finance")
    return b, case


def test_who_comes_to_be_kept_apart_hands_on_what_is_theirs_by_name(bureau):
    b, case = apart_since(bureau, *THREE)
    task = b.task(case, "li")
    assert b.refused(Approve(task), LI) == ["apart"]
    assert b.refused(Return(task), LI) == ["apart"]
    assert [one.lifted_by for one in b.engine.why_not(Approve(task), by=LI)] == [("admin",)]
    for command in (Save(task, "hm"), Recuse(task), Recuse(task, to="x1"), Delegate(task, "x1")):
        assert b.engine.preview(command, by=LI).allowed
    b.do(Transfer(task, "x1"), LI)
    b.vote(case, "x1", "wu", "he")
    assert b.case(case).outcome == "done"


def test_of_a_roles_task_who_is_kept_apart_names_nobody(bureau):
    b, case = apart_since(bureau, {"role": "land"}, {"person": "wu"})
    task, la = b.task(case, "land"), Actor("la")
    assert b.refused(Transfer(task, "friend"), la) == ["apart"]
    assert b.refused(Recuse(task, to="friend"), la) == ["apart"]
    b.do(Recuse(task), la)
    b.do(Approve(b.task(case, "land")), Actor("lo"))
    assert b.vote(case, "wu").outcome == "done"


# who is needed on another seat

OFFICES = [{"role": "land"}, {"role": "finance"}, {"person": "wu"}]


@pytest.mark.parametrize("how", [Approve, Reject, Recuse])
def test_the_only_holder_of_another_role_is_sent_to_its_task(bureau, how):
    policy = {"voters": OFFICES, "approve_when": {"at_least": 2}, "reject_when": {"at_least": 2}}
    b = peopled(bureau, policy, ("la", "land"), ("lo", "land"), ("la", "finance"))
    case, la = b.begin(by=Actor("ann")), Actor("la")
    assert b.refused(how(b.task(case, "land")), la) == ["needed-elsewhere"]
    b.do(Claim(b.task(case, "land")), la)
    assert b.refused(how(b.task(case, "land")), la) == ["needed-elsewhere"]
    b.do(Unclaim(b.task(case, "land")), la)
    b.do(Approve(b.task(case, "finance")), la)
    b.do(Approve(b.task(case, "land")), Actor("lo"))
    assert b.case(case).outcome == "done"


def test_a_vote_that_settles_the_round_needs_nobody_elsewhere(bureau):
    b = peopled(bureau, {"voters": OFFICES}, ("la", "land"), ("lo", "land"), ("la", "finance"))
    case = b.begin(by=Actor("ann"))
    assert b.do(Reject(b.task(case, "land")), Actor("la")).outcome == "bad"


def test_one_of_several_holders_is_needed_nowhere_else(bureau):
    b = peopled(bureau, {"voters": OFFICES}, ("la", "land"), ("la", "finance"), ("lo", "finance"))
    case = b.begin(by=Actor("ann"))
    b.do(Approve(b.task(case, "land")), Actor("la"))
    b.do(Approve(b.task(case, "finance")), Actor("lo"))
    assert b.vote(case, "wu").outcome == "done"


# whom an approver chose


def test_handing_over_replaces_whom_an_approver_chose(bureau):
    board = {"voters": [{"chosen": "previous"}]}
    ways = [
        {"trigger": "go", "source": "mid", "dest": "board", "by": "owner"},
        {"trigger": "approved", "source": "board", "dest": "done"},
        {"trigger": "rejected", "source": "board", "dest": "bad"},
    ]
    stages = {
        "mid": "plain",
        "board": {"kind": "plain", "states": {"board": {"approval": board}}},
    }
    b = bureau(None, flow({"voters": [{"person": "li"}]}, stages=stages, ways=ways, to="mid"))
    case = b.begin()
    b.vote(case, "li", choose={"board": ["sun"]})
    moves = b.engine.handing_over("sun", "tang", reason="sun has left")
    b.engine.do(moves, by=Actor("ada", {"admin"}))
    assert b.engine.handing_over("sun", "tang", reason="again") == []
    b.engine.fire(case, "go", by=ANN)
    assert b.votes(case) == ["tang open"]
