"""What a deadline decides is deemed: the round, its tasks and the event say so."""

import pytest

from keyflow import Actor
from keyflow.commands import Answer, Consult, Reject, Resume, Suspend, TakeBack
from tests.approvals.bureau import ADA, ANN, GROUPS, KI, LATER, LI, THREE, WU, Approve
from tests.approvals.test_consulting import ONE


def overdue(result):
    return {"state": {"deadlines": {"reply": {"limit": "2d", "overdue": result}}}}


@pytest.mark.parametrize(
    ("result", "state"), [("approved", "done"), ("rejected", "bad"), ("returned", "preparing")]
)
@pytest.mark.parametrize("policy", [{"voters": THREE}, {"groups": GROUPS}])
def test_a_deadline_brings_a_deemed_result(bureau, policy, result, state):
    b = bureau(policy, **overdue(result))
    case = b.begin()
    b.vote(case, "li")
    b.clock.turn(days=4)
    b.engine.run_due()
    found = b.case(case)
    assert found.state == state
    assert found.desk.round.status == f"deemed-{result}"
    assert b.votes(case)[:2] == ["li approve", f"wu deemed-{result}"]
    event = b.engine.history(case)[-1]
    assert (event.verb, event.body["deemed"], event.actor) == ("expire", result, "system")
    assert event.body["expired"][0] == "reply"
    assert b.engine.inbox(by=LI).total == 0


def test_a_voted_result_is_not_deemed(memory):
    b = memory({"voters": THREE}, **overdue("approved"))
    case = b.begin()
    b.vote(case, "li", "wu", "he")
    assert "deemed" not in b.engine.history(case)[-1].body
    assert b.case(case).desk.round.status == "approved"


def test_a_deemed_result_is_nobodys_to_take_back_and_nobodys_approval(memory):
    b = memory({"voters": THREE}, **LATER, **overdue("approved"))
    case = b.begin()
    b.vote(case, "li")
    b.clock.turn(days=4)
    b.engine.run_due()
    assert b.refused(TakeBack(f"{case}#1"), LI) == ["result-deemed"]
    assert b.refused(TakeBack(f"{case}#2"), KI) == ["not-yours-to-take-back"]


def test_those_told_of_the_end_of_a_round_are_told_that_it_is_deemed(memory):
    notice = {"on": "closed round", "to": ["owner"], "via": "box", "text": "{{ event.trigger }}"}
    b = memory({"voters": THREE}, notices=[notice], **overdue("rejected"))
    b.begin()
    b.clock.turn(days=4)
    b.engine.run_due()
    b.engine.deliver()
    assert [message.texts["en"].body for message in b.box.sent] == ["deemed-rejected"]


def test_leaving_by_another_way_is_no_result(memory):
    ways = [{"trigger": "withdraw", "source": "review", "dest": "bad", "by": "owner"}]
    b = memory(ONE, ways=ways)
    case = b.begin()
    b.engine.fire(case, "withdraw", by=ANN)
    assert b.case(case).desk.round.status == "left"
    assert b.votes(case) == ["li left"]
    assert "deemed" not in b.engine.history(case)[-1].body


def test_while_a_case_is_suspended_nothing_is_deemed(bureau):
    b = bureau({"voters": THREE}, **overdue("approved"))
    case = b.begin()
    b.do(Suspend(case, reason="s"), ADA)
    b.clock.turn(days=9)
    b.engine.run_due()
    assert b.case(case).state == "review"
    b.do(Resume(case), ADA)
    assert b.vote(case, "li", "wu", "he").outcome == "done"


def test_a_decision_in_time_entered_late_is_refused_once_a_deemed_result_stands(memory):
    b = memory({"voters": [{"person": "li"}]}, clerks="admin", **overdue("rejected"))
    case = b.begin()
    b.clock.turn(days=4)
    b.engine.run_due()
    assert b.refused(Approve(b.task(case, "li")), LI) == ["ended", "task-closed"]


VETO = {"voters": [{"person": "li"}, {"person": "wu", "veto": True}], "close": "full",
        "approve_when": "any"}  # fmt: skip


def test_a_deadline_does_not_override_the_votes_that_settle_it_already(bureau):
    b = bureau(VETO, **overdue("approved"))
    case = b.begin()
    b.vote(case, "wu", how=Reject)
    assert b.case(case).state == "review"
    b.clock.turn(days=4)
    b.engine.run_due()
    assert (b.case(case).state, b.votes(case)) == ("bad", ["li not-needed", "wu reject"])
    assert b.case(case).desk.round.status == "rejected"
    assert "deemed" not in b.engine.history(case)[-1].body


def test_nor_an_approval_that_is_certain(memory):
    policy = {"voters": THREE, "close": "full", "approve_when": {"at_least": 2}}
    b = memory({**policy, "deadline": {"limit": "2d", "overdue": "rejected"}}, **LATER)
    for votes, came in ((["li", "wu"], "approved"), (["li"], "deemed-rejected")):
        case = b.begin(subject=came)
        b.vote(case, *votes)
        b.clock.turn(days=4)
        b.engine.run_due()
        assert b.case(case).desk.round.status == came


def test_who_settled_it_may_take_back_what_a_deadline_only_closed(memory):
    policy = {"voters": THREE, "close": "full", "approve_when": {"at_least": 2}}
    b = memory({**policy, "deadline": {"limit": "2d", "overdue": "rejected"}}, **LATER)
    case = b.begin()
    b.vote(case, "li", "wu")
    b.clock.turn(days=4)
    b.engine.run_due()
    b.do(TakeBack(b.task(case, "wu")), WU)
    assert b.votes(case) == ["li approve", "wu open", "he open"]


def test_an_approval_that_a_deadline_brings_overrides_a_reasoned_no_in_the_record(memory):
    b = memory({"voters": THREE}, **overdue("approved"))
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ["water"], "9d"), LI)
    b.do(Answer(b.task(case, "water", "opinion"), "disagree", "the main"), Actor("water"))
    b.clock.turn(days=4)
    b.engine.run_due()
    (found,) = b.engine.auditor.overrides()
    assert (found.case, found.what) == (case, "1 reasoned disagreements")
    assert b.engine.history(case)[-1].body["deemed"] == "approved"


def test_what_was_answered_with_a_vote_is_not_overridden_a_second_time(memory):
    b = memory({"voters": THREE}, **overdue("approved"))
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ["water"], "9d"), LI)
    b.do(Answer(b.task(case, "water", "opinion"), "disagree", "the main"), Actor("water"))
    b.vote(case, "li", comment="it is moved first")
    b.clock.turn(days=4)
    b.engine.run_due()
    assert [found.seq for found in b.engine.auditor.overrides()] == [
        event.seq for event in b.engine.history(case) if event.verb == "approve"
    ]
