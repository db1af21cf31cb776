"""Consult, answer, copy, circulate, read, ask, urge: what is asked for beside a decision."""

import pytest

from keyflow import Actor
from keyflow.commands import (
    Answer,
    Approve,
    Ask,
    Circulate,
    Consult,
    Copy,
    MarkRead,
    Recuse,
    Resume,
    Return,
    Suspend,
    TakeBack,
    Terminate,
    Urge,
)  # fmt: skip
from keyflow.errors import InputError
from tests.approvals.bureau import ADA, ANN, GROUPS, HE, KI, LA, LI, LO, QI, THREE, WU, Reject

ONE = {"voters": [{"person": "li"}]}


def test_an_approval_waits_for_the_opinions_asked_for(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("wu", "he"), "5wd", "may it be?"), LI)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["opinions-open"]
    b.do(Answer(b.task(case, "wu", "opinion"), "agree"), WU)
    b.do(Answer(b.task(case, "he", "opinion"), "defer"), HE)
    assert b.vote(case, "li").outcome == "done"


def test_a_reasoned_no_is_answered_by_who_approves_against_it(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("wu",), "5wd"), LI)
    task = b.task(case, "wu", "opinion")
    assert b.refused(Answer(task, "disagree"), WU) == ["reasons-required"]
    b.do(Answer(task, "disagree", "too close to the river"), WU)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["answer-the-objection"]
    b.do(Approve(b.task(case, "li"), comment="a wall is built"), LI)
    assert b.engine.history(case)[-1].body["overrides"] == 1


def test_who_agrees_with_the_no_need_not_answer_it(memory):
    b = memory(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("wu", "he"), "5wd"), LI)
    b.do(Answer(b.task(case, "wu", "opinion"), "disagree", "no"), WU)
    assert b.do(Reject(b.task(case, "li")), LI).outcome == "bad"
    assert b.look(case, "he", "opinion").answer == "not-needed"


def test_silence_is_consent_when_the_time_is_over_and_said_to_be_deemed(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("wu",), "2d"), LI)
    assert b.engine.inbox(by=WU).items[0].due is not None
    b.clock.turn(days=4)
    b.engine.run_due()
    task = b.look(case, "wu", "opinion")
    assert (task.status, task.answer, task.by) == ("done", "deemed", None)
    assert b.engine.history(case)[-1].verb == "expire"
    assert b.refused(Answer(f"{case}#{task.n}", "agree"), WU) == ["task-closed"]
    assert b.vote(case, "li").outcome == "done"


def test_the_time_of_an_opinion_waits_while_the_case_is_suspended(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("wu",), "48h"), LI)
    b.do(Suspend(case, reason="s"), ADA)
    b.clock.turn(days=9)
    b.engine.run_due()
    assert b.refused(Answer(b.task(case, "wu", "opinion"), "agree"), WU) == ["suspended"]
    b.do(Resume(case), ADA)
    b.engine.run_due()
    assert b.look(case, "wu", "opinion").status == "open"


def test_an_answer_in_time_stops_its_clock(memory):
    b = memory(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("wu",), "2d"), LI)
    b.do(Answer(b.task(case, "wu", "opinion"), "agree"), WU)
    assert b.case(case).armed == ()


def test_consulting_has_its_refusals(bureau):
    b = bureau({"voters": THREE, "in_order": True})
    case = b.begin()
    task = b.task(case, "li")
    assert b.refused(Consult(task, ("qi",), "2d"), WU) == ["not-your-task"]
    assert b.refused(Consult(b.task(case, "wu"), ("qi",), "2d"), WU) == ["not-your-turn"]
    assert b.refused(Consult(task, ("li",), "2d"), LI) == ["to-oneself"]
    b.do(Consult(task, ("qi",), "2d"), LI)
    assert b.refused(Consult(task, ("qi",), "2d"), LI) == ["consulted"]
    with pytest.raises(InputError, match="limit"):
        b.engine.do(Consult(task, ("he",), "soon"), by=LI)


def test_consulting_may_be_forbidden(memory):
    b = memory({"voters": THREE, "forbid": "consult"})
    case = b.begin()
    assert b.refused(Consult(b.task(case, "li"), ("qi",), "2d"), LI) == ["forbidden-here"]


def test_in_groups_the_opinions_of_one_hold_up_that_one_alone(bureau):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("zoe",), "2d"), LI)
    b.vote(case, "wu", "he")
    assert b.refused(Approve(b.task(case, "li")), LI) == ["opinions-open"]
    b.do(Answer(b.task(case, "zoe", "opinion"), "agree"), Actor("zoe"))
    assert b.vote(case, "li", "qi").outcome == "done"


def test_open_opinions_are_not_needed_any_more_when_the_case_goes_back(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("wu",), "2d"), LI)
    b.do(Return(b.task(case, "li")), LI)
    assert b.look(case, "wu", "opinion").status == "closed"
    assert b.case(case).armed == ()
    assert b.engine.inbox(by=WU).total == 0


# questions


def test_a_question_is_asked_and_answered_without_moving_anything(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Ask(case, "ann", "which plot?"), LI)
    task = b.task(case, "ann", "question")
    assert b.refused(Answer(task, "agree"), ANN) == ["wrong-kind"]
    assert b.refused(Answer(task, "reply", "B"), WU) == ["not-your-task"]
    b.do(Answer(task, "reply", "plot B"), ANN)
    assert b.votes(case) == ["li open", "wu open", "he open"]
    said = [event for event in b.engine.history(case) if event.accepted][-2:]
    assert [event.verb for event in said] == ["ask", "answer"]
    assert (said[0].text, said[1].comment) == ("which plot?", "plot B")


def test_who_has_nothing_to_do_with_a_case_does_not_ask(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    assert b.refused(Ask(case, "ann", "why?"), Actor("zoe")) == ["not-allowed"]
    b.do(Ask(case, "ann", "why?"), KI)


def test_what_nobody_could_answer_is_not_asked(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.do(Suspend(case, reason="s"), ADA)
    assert b.refused(Ask(case, "ann", "why?"), LI) == ["suspended"]
    assert b.refused(Urge(case), ANN) == ["suspended"]
    b.do(Terminate(case, outcome="off", reason="r"), ADA)
    assert b.refused(Ask(case, "ann", "why?"), LI) == ["ended"]
    assert b.refused(Urge(case), ANN) == ["ended"]


# copies


def test_a_copy_is_read_once_and_holds_nothing_up(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Copy(case, ("qi", "he")), LI)
    assert b.engine.inbox(by=QI, box="copied").total == 1
    b.vote(case, "li")
    task = b.task(case, "qi", "copy")
    assert b.refused(MarkRead(task), HE) == ["not-your-task"]
    b.do(MarkRead(task), QI)
    assert b.engine.inbox(by=QI, box="copied").total == 0
    assert b.refused(MarkRead(task), QI) == ["ended", "task-closed"]


def test_a_second_copy_waits_for_nobody_twice(memory):
    b = memory(ONE)
    case = b.begin()
    b.do(Copy(case, ("qi",)), LI)
    b.do(Copy(case, ("qi", "he")), LI)
    assert len(b.tasks(case, "copy")) == 2


def test_who_has_nothing_to_do_with_a_case_sends_no_copies(memory):
    b = memory(ONE)
    case = b.begin()
    assert b.refused(Copy(case, ("qi",)), Actor("zoe")) == ["not-allowed"]
    assert b.refused(Circulate(case, ("qi",)), Actor("zoe")) == ["not-allowed"]


def test_a_reader_of_a_circulated_paper_passes_it_on(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Circulate(case, ("qi",)), LI)
    b.do(MarkRead(b.task(case, "qi", "circular")), QI)
    b.do(Circulate(case, ("zoe",)), QI)
    assert b.look(case, "zoe", "circular").owner == "qi"


def test_a_copy_cannot_be_decided_on(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Copy(case, ("qi",)), LI)
    task = b.task(case, "qi", "copy")
    assert b.refused(Approve(task), QI) == ["wrong-kind"]
    assert b.refused(Answer(task, "agree"), QI) == ["wrong-kind"]
    assert b.refused(MarkRead(b.task(case, "li")), LI) == ["wrong-kind"]


# urging

_URGED = {"on": "fired urge", "to": "holders", "via": "box", "text": "please"}


def test_exactly_those_whose_turn_it_is_are_urged(bureau):
    b = bureau({"voters": THREE, "in_order": True}, notices=[_URGED])
    case = b.begin()
    b.vote(case, "li")
    b.do(Urge(case, "it is raining in"), ANN)
    b.engine.deliver()
    assert [message.to for message in b.box.sent] == ["wu"]


def test_urging_is_limited(bureau):
    b = bureau({"voters": THREE, "urging": {"most": 2, "every": "1h"}})
    case = b.begin()
    assert b.refused(Urge(case), WU) == ["not-the-initiator"]
    b.do(Urge(case), ANN)
    assert b.refused(Urge(case), ANN) == ["urged-enough"]
    b.clock.turn(hours=2)
    b.do(Urge(case), ANN)
    b.clock.turn(hours=2)
    assert b.refused(Urge(case), ANN) == ["urged-enough"]
    b.vote(case, "li", "wu", "he")
    assert b.refused(Urge(case), ANN) == ["ended"]


def test_urging_may_be_forbidden_and_needs_a_round(memory):
    b = memory({"voters": THREE, "forbid": "urge"})
    case = b.begin()
    assert b.refused(Urge(case), ANN) == ["forbidden-here"]
    draft = b.engine.start("permit", subject="y", by=ANN)
    assert b.refused(Urge(draft.id), ANN) == ["no-round"]


# who is told, and when


def test_messages_go_to_exactly_the_next_people_and_again_in_a_new_round(bureau):
    notice = {"on": "opened task", "to": "holders", "via": "box", "text": "{{ case.subject }}"}
    b = bureau({"voters": THREE, "in_order": True}, notices=[notice])

    def told():
        b.engine.deliver()
        names = [message.to for message in b.box.sent]
        b.box.sent.clear()
        return names

    case = b.begin()
    assert told() == ["li"]
    b.vote(case, "li")
    assert told() == ["wu"]
    b.do(TakeBack(b.task(case, "li")), LI)
    assert told() == ["li"]
    b.vote(case, "li")
    assert told() == ["wu"]
    b.do(Recuse(b.task(case, "wu"), to="qi"), WU)
    assert told() == ["qi"]


def test_a_role_is_told_once_by_its_mailbox(memory):
    notice = {"on": "opened task", "to": "holders", "via": "box", "text": "x"}
    b = memory({"voters": [{"role": "land"}]}, notices=[notice])
    case = b.begin()
    b.engine.deliver()
    assert [message.to for message in b.box.sent] == ["role:land"]
    b.do(Approve(b.task(case, "land")), LO)
    assert b.refused(Approve(f"{case}#1"), LA) == ["ended", "task-closed"]
