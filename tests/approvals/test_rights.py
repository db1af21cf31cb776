"""The right by which a task is somebody's: it counts when they act, not when they got the task."""

from keyflow import Actor
from keyflow.commands import Approve, Claim, Delegate, Edit, Resolve, TakeBack, Transfer, Urge
from tests.approvals.bureau import ADA, ANN, LA, LI, LO, THREE
from tests.approvals.test_duties import Standing

CLERK = Actor("ann")
EACH = {"voters": [{"role": "land", "each": True}, {"person": "li"}]}
ONE = {"voters": [{"role": "land"}, {"person": "li"}]}
EDITS = {"operations": {"edit": {"by": "owner"}, "hand-over": {"by": "admin"}}}
MAIL = {"on": ["opened task", "fired urge"], "to": "holders", "via": "box", "text": "x"}


def subjects(b, who, box="todo"):
    page = b.engine.inbox(by=who, box=box)
    assert page.total == len(page.items)
    return [item.case.subject for item in page.items]


# a seat made when the round opened


def test_who_lost_the_role_that_made_them_a_voter_does_not_vote(bureau):
    office = Standing(roles={"land": ["la", "lo"], "admin": ["ada"]})
    b = bureau(EACH, directory=office)
    case = b.begin(by=CLERK)
    task = b.task(case, "la")
    assert subjects(b, Actor("la")) == ["x"]
    office._roles["land"] = ["lo"]
    for command in (Approve(task), Transfer(task, "mo"), Delegate(task, "mo")):
        assert b.refused(command, Actor("la")) == ["right-lost"]
    assert subjects(b, Actor("la")) == []
    assert b.do(Transfer(task, "mo"), Actor("ada")).desk.votes()[0].person == "mo"
    assert b.vote(case, "mo", "lo", "li").outcome == "done"


def test_who_could_lift_a_lost_right_is_said(memory):
    office = Standing(roles={"land": ["la", "lo"]})
    b = memory(EACH, directory=office)
    task = b.task(b.begin(by=CLERK), "la")
    office._roles["land"] = ["lo"]
    (blocker,) = b.engine.why_not(Approve(task), by=Actor("la"))
    assert (blocker.finding.code, blocker.lifted_by) == ("right-lost", ("admin",))


def test_nobody_votes_for_one_who_lost_the_role(memory):
    office = Standing({"sub": ["la"]}, roles={"land": ["la", "lo"]})
    b = memory(EACH, directory=office)
    task = b.task(b.begin(by=CLERK), "la")
    assert subjects(b, Actor("sub"), "delegated") == ["x"]
    office._roles["land"] = ["lo"]
    assert b.refused(Approve(task), Actor("sub")) == ["right-lost"]
    assert subjects(b, Actor("sub"), "delegated") == []


def test_who_is_head_or_superior_no_more_does_not_vote(memory):
    office = Standing(heads={"roads": "he"}, above={"ann": "boss"})
    b = memory({"voters": [{"head": "title"}, {"superior": 1}]}, directory=office)
    case = b.begin(by=CLERK, title="roads")
    office._heads["roads"], office._above["ann"] = "qi", "wu"
    assert b.refused(Approve(b.task(case, "he")), Actor("he")) == ["right-lost"]
    assert b.refused(Approve(b.task(case, "boss")), Actor("boss")) == ["right-lost"]


def test_whom_the_data_name_no_more_does_not_vote(bureau):
    b = bureau({"voters": [{"data": "boss"}]}, state={"writable": ["boss"]}, **EDITS)
    case = b.begin(boss="li")
    b.do(Edit(case, {"boss": "wu"}), ANN)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["right-lost"]
    assert subjects(b, LI) == []
    b.do(Edit(case, {"boss": "li"}), ANN)
    assert b.vote(case, "li").outcome == "done"


def test_without_a_directory_each_of_a_bound_role_is_whom_the_data_name(bureau):
    roles = {"owner": None, "admin": None, "chief": "data.people"}
    policy = {"voters": [{"role": "chief", "each": True}]}
    b = bureau(policy, roles=roles, state={"writable": ["people"]}, **EDITS)
    case = b.begin(people=["li", "wu"])
    b.do(Edit(case, {"people": ["wu"]}), ANN)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["right-lost"]
    assert subjects(b, Actor("wu")) == ["x"]


def test_who_is_named_as_well_has_no_right_to_lose(memory):
    office = Standing(roles={"land": ["li", "lo"]})
    b = memory(EACH, directory=office)
    case = b.begin(by=CLERK)
    office._roles["land"] = ["lo"]
    assert b.vote(case, "li", "lo").outcome == "done"


def test_who_was_given_the_seat_needs_no_role(memory):
    office = Standing(roles={"land": ["la", "lo"]})
    b = memory(EACH, directory=office)
    case = b.begin(by=CLERK)
    b.do(Transfer(b.task(case, "la"), "mo"), Actor("la"))
    assert b.vote(case, "mo", "lo", "li").outcome == "done"


def test_a_vote_given_with_the_right_stands_without_it(memory):
    office = Standing(roles={"land": ["la", "lo"]})
    b = memory(EACH, directory=office)
    case = b.begin(by=CLERK)
    b.vote(case, "la")
    office._roles["land"] = ["lo"]
    assert b.vote(case, "lo", "li").outcome == "done"


# the right and the data a vote writes


def test_a_right_must_hold_with_the_data_a_vote_writes(memory):
    class Bounded(Standing):
        def principals(self, person, case, at):
            within = (case is None) or (case.data["amount"] or 0) <= 10
            return ["li"] if person == "sub" and within else []

    b = memory({"voters": THREE, "edits": "amount"}, directory=Bounded())
    case = b.begin(by=CLERK, amount=10)
    task = b.task(case, "li")
    more = Approve(task, data={"amount": 1_000_000})
    assert b.refused(more, Actor("sub")) == ["not-your-task"]
    assert b.do(Approve(task, data={"amount": 9}), Actor("sub")).data["amount"] == 9


def test_who_names_another_in_their_own_place_does_not_vote_with_it(memory):
    b = memory({"voters": [{"data": "boss"}], "edits": "boss"})
    case = b.begin(boss="li")
    assert b.refused(Approve(b.task(case, "li"), data={"boss": "wu"}), LI) == ["right-lost"]


# a claimed task


def test_a_task_whose_claimer_lost_the_role_lies_with_the_others_again(bureau):
    office = Standing({"sub": ["lo"]}, roles={"land": ["la", "lo"]})
    b = bureau(ONE, directory=office, notices=[MAIL])
    case = b.begin(by=CLERK)
    b.do(Claim(b.task(case, "land")), Actor("la"))
    people = (Actor("la"), Actor("lo"))
    assert [subjects(b, who) for who in people] == [["x"], []]
    assert subjects(b, Actor("sub"), "delegated") == []
    office._roles["land"] = ["lo"]
    assert [subjects(b, who) for who in people] == [[], ["x"]]
    assert subjects(b, Actor("sub"), "delegated") == ["x"]
    before = {message.id for message in b.engine.outbox()}
    b.do(Urge(case), CLERK)
    assert {m.to for m in b.engine.outbox() if m.id not in before} == {"lo", "li"}
    assert b.engine.handing_over("la", "mo", reason="left") == []
    assert [one.task for one in b.engine.handing_over("li", "mo", reason="left")] == [f"{case}#2"]


def test_a_claimed_task_is_handed_over_while_the_role_is_held(memory):
    office = Standing(roles={"land": ["la", "lo"], "admin": ["ada"]})
    b = memory(ONE, directory=office)
    case = b.begin(by=CLERK)
    b.do(Claim(b.task(case, "land")), Actor("la"))
    b.engine.do(b.engine.handing_over("la", "mo", reason="left"), by=Actor("ada"))
    assert b.look(case, "mo").past == ("la",)


def test_without_a_directory_a_claimed_task_is_the_claimers_as_long_as_they_are_vouched_for(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Claim(b.task(case, "land")), LA)
    assert [subjects(b, who) for who in (LA, Actor("la"), LO)] == [["x"], [], []]
    assert [item.id for item in b.engine.inbox(by=LA).items] == [f"{case}#1"]
    assert len(b.engine.handing_over("la", "mo", reason="left")) == 1
    b.engine.do(b.engine.handing_over("la", "mo", reason="left"), by=ADA)
    assert subjects(b, Actor("mo")) == ["x"]


def test_a_claimed_task_that_was_lent_comes_back_to_its_claimer(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Claim(b.task(case, "land")), LA)
    b.do(Delegate(b.task(case, "la"), "mo"), LA)
    assert [subjects(b, who) for who in (LA, Actor("mo"))] == [[], ["x"]]
    b.do(Resolve(b.task(case, "la")), Actor("mo"))
    assert [subjects(b, who) for who in (LA, Actor("mo"))] == [["x"], []]


# taking back


def test_who_lost_the_role_does_not_take_their_vote_back(bureau):
    office = Standing(roles={"land": ["la", "lo"]})
    b = bureau(ONE, directory=office)
    case = b.begin(by=CLERK)
    task = b.task(case, "land")
    b.do(Approve(task), Actor("la"))
    office._roles["land"] = ["lo"]
    assert b.refused(TakeBack(task), Actor("la")) == ["right-lost"]
    office._roles["land"] = ["la"]
    b.do(TakeBack(task), Actor("la"))


def test_a_substitute_whose_time_is_over_takes_nothing_back(memory):
    office = Standing({"sub": ["li"]})
    b = memory({"voters": THREE}, directory=office)
    case = b.begin(by=CLERK)
    task = b.task(case, "li")
    b.do(Approve(task), Actor("sub"))
    office._instead.clear()
    assert b.refused(TakeBack(task), Actor("sub")) == ["right-lost"]
    b.do(TakeBack(task), LI)
