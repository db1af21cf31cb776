"""Recusing from a role's task keeps out the person, not the office; from one's own, as ever."""

from keyflow import Actor
from keyflow.commands import Approve, Claim, Fire, Recuse, Return, TakeBack
from tests.approvals.bureau import ANN, FI, LA, LI, LO
from tests.approvals.test_duties import Standing
from tests.approvals.test_telling import told

POLICY = {"voters": [{"role": "land", "required": True}, {"role": "finance"}]}
CLERK = Actor("ann")


def test_who_recuses_themselves_from_a_roles_task_leaves_it_to_the_others(bureau):
    b = bureau(POLICY)
    case = b.begin()
    b.do(Recuse(b.task(case, "land"), comment="my brother's firm"), LA)
    assert b.votes(case) == ["la recuse", "finance open", "land open"]
    assert b.refused(Approve(b.task(case, "land")), LA) == ["recused"]
    assert b.refused(Claim(b.task(case, "land")), LA) == ["recused"]
    assert [item.task.n for item in b.engine.inbox(by=LO).items] == [3]
    b.do(Approve(b.task(case, "finance")), FI)
    assert b.case(case).state == "review", "land is still asked"
    assert b.do(Approve(b.task(case, "land")), LO).outcome == "done"


def test_a_claimed_task_goes_back_too_and_nobody_is_told_of_what_they_know(bureau):
    notice = {"on": "opened task", "to": "holders", "via": "box", "text": "{{ event.name }}"}
    b = bureau(POLICY, notices=[notice])
    case = b.begin()
    b.do(Claim(b.task(case, "land")), LA)
    assert told(b, Recuse(b.task(case, "la")), LA) == []
    assert b.engine.inbox(by=LO).total == 1


def test_the_department_is_asked_again_in_the_next_round_and_the_recused_is_not(bureau):
    b = bureau(POLICY)
    case = b.begin()
    b.do(Recuse(b.task(case, "land")), LA)
    b.do(Approve(b.task(case, "land")), LO)
    b.do(Return(b.task(case, "finance"), comment="unclear"), FI)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["la recuse", "finance open", "land open"]
    assert b.refused(Approve(b.task(case, "land")), LA) == ["recused"]
    b.do(Approve(b.task(case, "land")), LO)
    assert b.do(Approve(b.task(case, "finance")), FI).outcome == "done"


def test_straight_back_the_departments_approval_stands(bureau):
    b = bureau(POLICY)
    case = b.begin()
    b.do(Recuse(b.task(case, "land")), LA)
    b.do(Approve(b.task(case, "land")), LO)
    b.do(Return(b.task(case, "finance"), comment="unclear", straight_back=True), FI)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["la recuse", "finance open", "lo approve"]


def test_the_last_known_holder_names_another_as_ever(bureau):
    office = Standing(roles={"land": ["la", "ann"], "finance": ["fi"], "chief": ["lo"]})
    b = bureau(POLICY, directory=office)
    case = b.begin(by=CLERK)
    assert b.refused(Recuse(b.task(case, "land")), Actor("la")) == ["name-another"]
    b.do(Recuse(b.task(case, "land"), to="lo"), Actor("la"))
    assert b.vote(case, "lo").state == "review"


def test_a_role_that_is_not_needed_and_has_no_other_holder_is_left_out(memory):
    office = Standing(roles={"land": ["la"], "finance": ["fi"]})
    b = memory({"voters": [{"role": "land"}, {"role": "finance"}]}, directory=office)
    case = b.begin(by=CLERK)
    b.do(Recuse(b.task(case, "land")), Actor("la"))
    assert b.votes(case) == ["la recuse", "finance open"]


def test_another_holder_who_has_voted_already_is_no_other_holder(memory):
    office = Standing(roles={"land": ["la", "fi"], "finance": ["fi"]})
    b = memory(POLICY, directory=office)
    case = b.begin(by=CLERK)
    b.do(Approve(b.task(case, "finance")), Actor("fi"))
    assert b.refused(Recuse(b.task(case, "land")), Actor("la")) == ["name-another"]


def test_where_no_other_holder_is_left_the_next_round_does_not_wait_for_the_role(memory):
    office = Standing(roles={"land": ["la", "lo"], "finance": ["fi"]})
    policy = {"voters": [{"role": "land"}, {"role": "finance"}, {"person": "li"}]}
    b = memory(policy, directory=office)
    case = b.begin(by=CLERK)
    b.do(Recuse(b.task(case, "land")), Actor("la"))
    b.do(Return(b.task(case, "li"), comment="unclear"), LI)
    office._roles["land"] = ["la"]
    b.do(Fire(case, "submit"), CLERK)
    assert b.votes(case) == ["la recuse", "finance open", "li open"]


def test_a_recusal_from_a_roles_task_is_taken_back_while_nobody_did_it(bureau):
    b = bureau(POLICY)
    case = b.begin()
    task = b.task(case, "land")
    b.do(Recuse(task), LA)
    b.do(TakeBack(task), LA)
    assert b.votes(case) == ["land open", "finance open", "land taken-back"]
    b.do(Recuse(task), LA)
    b.do(Approve(b.task(case, "land")), LO)
    assert b.refused(TakeBack(task), LA) == ["next-has-acted"]


def test_who_took_over_by_name_and_recuses_gives_nothing_back_to_a_role(memory):
    b = memory({"voters": [{"role": "land"}, {"role": "finance"}]})
    case = b.begin()
    b.do(Recuse(b.task(case, "land"), to="li"), LA)
    b.do(Recuse(b.task(case, "li")), LI)
    assert b.votes(case) == ["la recuse", "finance open", "li recuse"]


def test_two_holders_in_turn_may_recuse_themselves(bureau):
    b = bureau(POLICY)
    case = b.begin()
    b.do(Recuse(b.task(case, "land")), LA)
    b.do(Recuse(b.task(case, "land")), LO)
    assert b.votes(case) == ["la recuse", "finance open", "lo recuse", "land open"]
    b.do(Return(b.task(case, "finance"), comment="unclear"), FI)
    b.do(Fire(case, "submit"), ANN)
    assert b.votes(case) == ["la recuse", "finance open", "lo recuse", "land open"]
    assert b.refused(Approve(b.task(case, "land")), LO) == ["recused"]
    b.do(Approve(b.task(case, "land")), Actor("lu", {"land"}))
    assert b.engine.case(case).desk.votes()[-1].person == "lu"
