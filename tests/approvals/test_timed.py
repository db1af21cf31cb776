"""Limits on a round and on each of its tasks: who is told, and what the lapse of time decides."""

import pytest

from keyflow import DefinitionError
from keyflow.commands import AddSign, Edit, ExtendLimit, PauseClock, Resume, Suspend, Transfer
from tests.approvals.bureau import ADA, ANN, KI, LI, THREE, WU

TOLD = [
    {"on": "warned task", "to": "holders", "via": "box", "text": "soon"},
    {"on": "overdue task", "to": "holders", "via": "box", "text": "late"},
    {"on": "overdue round", "to": "owner", "via": "box", "text": "round late"},
]
IN_TURN = {"voters": THREE, "in_order": True, "task_deadline": {"limit": "2d", "warn": "1d"}}
CLOSING = {"voters": THREE, "deadline": {"limit": "5d", "overdue": "rejected", "rule": "by-law 7"}}


def told(b):
    b.engine.deliver()
    return [(message.to, message.texts["en"].body) for message in b.box.sent]


def running(b, case):
    return {item.name: item for item in b.case(case).armed}


def test_a_round_is_closed_by_its_own_deadline_with_the_rule_that_says_so(bureau):
    b = bureau(CLOSING, notices=TOLD)
    case = b.begin()
    assert set(running(b, case)) == {"round#1"}
    b.vote(case, "li")
    b.clock.turn(days=6)
    b.engine.run_due()
    found = b.case(case)
    assert (found.state, found.desk.round.status) == ("bad", "deemed-rejected")
    event = b.engine.history(case)[-1]
    assert (event.body["deemed"], event.body["rule"]) == ("rejected", "by-law 7")


def test_a_round_decided_in_time_has_no_deadline_any_more(bureau):
    b = bureau(CLOSING, notices=TOLD)
    case = b.begin()
    b.vote(case, "li", "wu", "he")
    assert b.case(case).armed == ()
    b.clock.turn(days=9)
    assert b.engine.run_due().expired == 0


def test_each_task_has_its_time_from_when_it_is_its_turn(bureau):
    b = bureau(IN_TURN, notices=TOLD)
    case = b.begin()
    assert set(running(b, case)) == {"task#1"}
    b.clock.turn(days=1)
    b.vote(case, "li")
    assert set(running(b, case)) == {"task#2"}
    first = running(b, case)["task#2"].due
    assert b.case(case).desk.task(2).due == first
    b.clock.turn(days=2)
    b.engine.run_due()
    assert told(b) == [("li", "soon"), ("wu", "soon")]
    b.clock.turn(days=1)
    b.engine.run_due()
    assert told(b)[2:] == [("wu", "late")]
    assert b.engine.inbox(by=WU, box="overdue").total == 1
    b.vote(case, "wu")
    assert b.engine.history(case)[-1].body["late"][0][0] == "task#2"


def test_a_task_that_is_handed_on_keeps_its_time_and_its_new_holder_is_told(bureau):
    b = bureau(IN_TURN, notices=TOLD)
    case = b.begin()
    due = running(b, case)["task#1"].due
    b.do(Transfer(b.task(case, "li"), to="qi"), LI)
    assert running(b, case)["task#1"].due == due
    b.clock.turn(days=4)
    b.engine.run_due()
    assert told(b) == [("qi", "soon"), ("qi", "late")]


def test_those_added_have_their_own_time(bureau):
    b = bureau(IN_TURN, notices=TOLD)
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ["qi"], place="before"), LI)
    assert set(running(b, case)) == {"task#4"}


def test_on_hold_the_time_of_a_round_and_of_its_tasks_stands_still(bureau):
    b = bureau({**IN_TURN, "deadline": {"limit": "5d"}}, notices=TOLD)
    case = b.begin()
    before = {name: item.due for name, item in running(b, case).items()}
    b.do(Suspend(case, reason="s"), ADA)
    b.clock.turn(days=30)
    assert b.engine.run_due().expired == 0
    b.do(Resume(case), ADA)
    after = {name: item.due for name, item in running(b, case).items()}
    assert {name: (after[name] - before[name]).days for name in before} == dict.fromkeys(before, 29)
    assert b.case(case).desk.task(1).due == after["task#1"]


def test_the_time_of_a_round_may_be_extended_and_stopped_where_its_policy_says_so(bureau):
    limit = {"limit": "5d", "extend": {"by": "chief", "most": "3d"}, "pause": {"by": "chief"}}
    b = bureau({"voters": THREE, "deadline": limit}, notices=TOLD)
    case = b.begin()
    before = running(b, case)["round#1"].due
    b.do(ExtendLimit(case, "round#1", "3d", "complex"), KI)
    assert (running(b, case)["round#1"].due - before).days == 3
    b.do(PauseClock(case, "round#1", "hearing"), KI)
    assert running(b, case)["round#1"].next is None


def test_a_new_round_has_its_whole_time_again(bureau):
    b = bureau({**CLOSING, "content": "void"}, notices=TOLD)
    case = b.begin(amount=1)
    b.vote(case, "li")
    first = running(b, case)["round#1"].due
    b.clock.turn(days=3)
    b.do(Edit(case, {"amount": 9}), ANN)
    assert set(running(b, case)) == {"round#2"}
    assert (running(b, case)["round#2"].due - first).days == 3


def test_what_a_round_does_when_its_time_is_over_must_be_a_way(memory):
    with pytest.raises(DefinitionError, match="no transition 'elapse' leads from"):
        memory({"voters": THREE, "deadline": {"limit": "5d", "overdue": "elapse"}})


def test_one_late_task_decides_no_round(bureau):
    late = {"limit": "2d", "overdue": "approved"}
    with pytest.raises(DefinitionError, match="for one late task: say it in the round's"):
        bureau({**IN_TURN, "task_deadline": late})
