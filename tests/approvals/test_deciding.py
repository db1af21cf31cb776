"""Approve, reject, abstain, recuse: who may, when not, and what it does to the others."""

from datetime import date

import pytest

from keyflow import Actor
from keyflow.commands import Edit, Fire, Fulfil, Owed, Suspend, Terminate
from tests.approvals.bureau import (
    ADA,
    ANN,
    GROUPS,
    HE,
    LA,
    LATER,
    LI,
    LO,
    QI,
    THREE,
    WU,
    Abstain,
    Approve,
    Recuse,
    Reject,
)  # fmt: skip


def test_when_all_have_approved_the_case_moves_with_the_last_vote(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    assert b.vote(case, "li", "wu").state == "review"
    assert b.vote(case, "he").outcome == "done"
    assert b.votes(case) == ["li approve", "wu approve", "he approve"]


def test_the_first_rejection_ends_it_and_the_others_were_not_needed(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.vote(case, "wu", how=Reject, comment="no")
    assert b.case(case).outcome == "bad"
    assert b.votes(case) == ["li not-needed", "wu reject", "he not-needed"]
    assert b.case(case).desk.round.status == "rejected"


def test_a_vote_after_the_end_says_how_it_ended(bureau):
    b = bureau({"voters": THREE, "reject_when": "any"}, ways=[])
    case = b.begin()
    task = b.task(case, "li")
    b.vote(case, "wu", how=Reject)
    assert b.refused(Approve(task), LI) == ["ended", "task-closed"]


def test_a_task_of_an_earlier_round_is_closed_and_says_so(bureau):
    b = bureau({"voters": THREE, "otherwise": "returned", "reject_when": "never", "close": "full"})
    case = b.begin()
    task = b.task(case, "li")
    b.vote(case, "li", "wu", "he", how=Abstain)
    assert b.case(case).state == "preparing"
    assert b.refused(Approve(task), LI) == ["task-closed"]


def test_only_who_holds_a_task_decides_on_it(bureau):
    b = bureau({"voters": [{"role": "land"}, {"person": "li"}]})
    case = b.begin()
    assert b.refused(Approve(b.task(case, "land")), LI) == ["not-your-task"]
    assert b.refused(Reject(b.task(case, "li")), LA) == ["not-your-task"]
    assert b.refused(Approve(f"{case}#77"), LI) == ["no-such-task"]


def test_who_lost_the_role_a_moment_ago_may_not_vote(bureau):
    b = bureau({"voters": [{"role": "land"}, {"person": "li"}]})
    case = b.begin()
    assert b.refused(Approve(b.task(case, "land")), Actor("la")) == ["not-your-task"]


def test_one_person_has_one_vote_a_round(bureau):
    b = bureau({"voters": [{"role": "land"}, {"role": "finance"}]})
    case = b.begin()
    both = Actor("la", {"land", "finance"})
    b.do(Approve(b.task(case, "land")), both)
    assert b.refused(Approve(b.task(case, "finance")), both) == ["already-voted"]


@pytest.mark.parametrize("name", ["LA", "l\uff41", "l\u0430", "l\u200ba"])
def test_a_look_alike_makes_no_second_vote(memory, name):
    b = memory({"voters": [{"role": "land"}, {"role": "finance"}]})
    case = b.begin()
    b.do(Approve(b.task(case, "land")), LA)
    other = Actor(name, {"finance"})
    assert b.refused(Approve(b.task(case, "finance")), other) == ["look-alike"]


def test_a_look_alike_of_the_initiator_may_not_decide_either(memory):
    b = memory({"voters": [{"role": "land"}]})
    case = b.begin()
    assert b.refused(Approve(b.task(case, "land")), Actor("Ann", {"land"})) == ["own-request"]


def test_the_initiator_may_not_decide_on_their_own_case(bureau):
    b = bureau({"voters": [{"role": "land"}]})
    case = b.begin(by=Actor("la", {"land", "owner"}))
    assert b.refused(Approve(b.task(case, "land")), LA) == ["own-request"]
    assert b.do(Approve(b.task(case, "land")), LO).outcome == "done"


def test_who_submitted_may_not_decide_where_that_is_kept_apart(bureau):
    b = bureau({"voters": [{"role": "land"}], "apart": ["submit"]})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.do(Fire(case, "submit"), Actor("la", {"owner"}))
    assert b.refused(Approve(b.task(case, "land")), LA) == ["apart"]


def test_who_holds_a_role_kept_apart_may_not_decide(memory):
    b = memory({"voters": [{"role": "land"}], "apart": "finance"})
    case = b.begin()
    both = Actor("la", {"land", "finance"})
    assert b.refused(Approve(b.task(case, "land")), both) == ["apart"]


def test_every_reason_is_given_at_once(bureau):
    b = bureau(
        {"voters": [{"person": "li"}], "comment": "approve", "signature": True,
         "attachments": True, "must": "memo", "edits": "memo"}
    )  # fmt: skip
    case = b.begin()
    assert b.refused(Approve(b.task(case, "li"), data={"title": "t"}), LI) == [
        "comment-required",
        "signature-required",
        "attachment-required",
        "field-needed",
        "not-writable",
    ]
    given = {"comment": "ok", "signature": "s/1", "attachments": ("a/1",), "data": {"memo": "m"}}
    assert b.do(Approve(b.task(case, "li"), **given), LI).outcome == "done"
    assert b.case(case).data["memo"] == "m"


def test_rejecting_needs_only_what_is_asked_of_it(memory):
    b = memory({"voters": [{"person": "li"}], "comment": ["reject"], "signature": True})
    case = b.begin()
    assert b.refused(Reject(b.task(case, "li"), comment=" \n"), LI) == ["comment-required"]
    assert b.do(Reject(b.task(case, "li"), comment="no"), LI).outcome == "bad"


def test_a_required_field_cannot_be_emptied_by_a_vote(memory):
    schema = {"title": {"type": "text", "required": True}}
    b = memory(
        {"voters": [{"person": "li"}], "edits": "title"}, schema=schema, state={"writable": []}
    )
    case = b.begin(title="t")
    assert b.refused(Approve(b.task(case, "li"), data={"title": None}), LI) == ["field-required"]


def test_a_suspended_case_takes_no_votes(bureau):
    b = bureau({"voters": [{"person": "li"}]})
    case = b.begin()
    b.do(Suspend(case, reason="waits"), ADA)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["suspended"]


def test_terminating_closes_the_round_and_records_each_task_as_ended(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.vote(case, "li")
    b.do(Terminate(case, outcome="cancelled", reason="off"), ADA)
    assert b.votes(case) == ["li approve", "wu ended", "he ended"]
    assert b.case(case).desk.round.status == "ended"
    assert b.engine.inbox(by=WU).total == 0


def test_a_result_cannot_be_fired(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    assert b.refused(Fire(case, "approved"), ADA) == ["decide-instead"]


def test_in_order_a_later_one_waits(bureau):
    b = bureau({"voters": THREE, "in_order": True})
    case = b.begin()
    assert b.engine.inbox(by=WU).total == 0
    assert b.refused(Approve(b.task(case, "wu")), WU) == ["not-your-turn"]
    assert b.vote(case, "li", "wu", "he").outcome == "done"


def test_in_groups_each_group_comes_to_its_own_result(bureau):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    assert b.refused(Approve(b.task(case, "qi")), QI) == ["not-your-turn"]
    assert b.vote(case, "he", "qi", "li").state == "review"
    assert b.vote(case, "wu").outcome == "done"


def test_in_groups_one_rejection_ends_the_others_too(bureau):
    b = bureau({"groups": GROUPS})
    case = b.begin()
    b.vote(case, "li")
    b.vote(case, "he", how=Reject)
    assert b.votes(case) == ["li approve", "wu not-needed", "he reject", "qi not-needed"]


def test_abstaining_counts_for_neither_side_but_stays_in_the_base(memory):
    b = memory({"voters": THREE, "approve_when": {"over": "1/2"}, "reject_when": "never"})
    case = b.begin()
    b.vote(case, "li", how=Abstain)
    b.vote(case, "wu", how=Abstain)
    assert b.case(case).outcome == "bad"
    assert b.case(case).desk.round.status == "rejected"


def test_all_abstaining_comes_to_what_the_policy_says_otherwise(memory):
    policy = {"voters": THREE, "reject_when": "never", "close": "full", "otherwise": "returned"}
    b = memory(policy)
    case = b.begin()
    b.vote(case, "li", "wu", "he", how=Abstain)
    assert b.case(case).state == "preparing"
    assert b.case(case).desk.round.status == "returned"


def test_recusing_leaves_the_base(bureau):
    b = bureau({"voters": THREE})
    case = b.begin()
    b.vote(case, "li", how=Recuse, comment="my brother's")
    assert b.vote(case, "wu", "he").outcome == "done"


def test_who_recused_has_no_other_vote_in_the_round(bureau):
    b = bureau({"voters": [{"person": "la"}, {"role": "land"}, {"person": "li"}]})
    case = b.begin()
    b.do(Recuse(f"{case}#1"), LA)
    assert b.refused(Approve(f"{case}#2"), LA) == ["recused"]


def test_a_required_voter_who_recuses_names_who_takes_the_task(bureau):
    b = bureau({"voters": [{"person": "li", "required": True}, {"person": "wu"}]})
    case = b.begin()
    assert b.refused(Recuse(b.task(case, "li")), LI) == ["name-another"]
    assert b.refused(Recuse(b.task(case, "li"), to="wu"), LI) == ["in-the-round"]
    assert b.refused(Recuse(b.task(case, "li"), to="ann"), LI) == ["own-request"]
    b.do(Recuse(b.task(case, "li"), to="qi"), LI)
    assert b.vote(case, "wu").state == "review"
    assert b.vote(case, "qi").outcome == "done"


def test_the_last_voter_cannot_recuse_the_case_into_a_rejection(memory):
    b = memory({"voters": [{"person": "li"}]})
    case = b.begin()
    assert b.refused(Recuse(b.task(case, "li")), LI) == ["name-another"]


def test_one_too_many_recusals_name_another(memory):
    b = memory({"voters": THREE, "approve_when": {"at_least": 3}, "reject_when": "never"})
    case = b.begin()
    assert b.refused(Recuse(b.task(case, "li")), LI) == ["name-another"]
    assert b.case(b.do(Recuse(b.task(case, "li"), to="qi"), LI).id).state == "review"


def test_a_persons_vote_counts_for_every_seat_they_have(bureau):
    groups = {
        "land": {"voters": [{"person": "li"}, {"person": "wu"}]},
        "money": {"voters": [{"person": "li"}, {"person": "he"}]},
    }
    b = bureau({"groups": groups})
    case = b.begin()
    b.vote(case, "li")
    assert b.votes(case) == ["li approve", "wu open", "li approve", "he open"]
    assert b.vote(case, "wu", "he").outcome == "done"


def test_recusing_with_a_stand_in_gives_them_every_seat(memory):
    groups = {
        "land": {"voters": [{"person": "li", "required": True}]},
        "money": {"voters": [{"person": "li", "required": True}]},
    }
    b = memory({"groups": groups})
    case = b.begin()
    b.do(Recuse(b.task(case, "li"), to="qi"), LI)
    assert b.vote(case, "qi").outcome == "done"


def test_a_veto_rejects_alone_and_weights_count(memory):
    voters = [
        {"person": "li", "weight": 50},
        {"person": "wu", "weight": 30},
        {"person": "he", "weight": 20, "veto": True},
    ]
    policy = {"voters": voters, "approve_when": {"weight": 60}, "reject_when": {"weight": 60}}
    b = memory(policy)
    first = b.begin()
    assert b.vote(first, "li", "wu").state == "review", "who has a veto is still out"
    assert b.vote(first, "he").outcome == "done"
    second = b.begin(subject="y")
    b.vote(second, "he", how=Reject)
    assert b.case(second).outcome == "bad"


def test_a_round_that_closes_full_waits_for_everybody(memory):
    b = memory({"voters": THREE, "approve_when": "any", "reject_when": "never", "close": "full"})
    case = b.begin()
    assert b.vote(case, "li", "wu").state == "review"
    assert b.vote(case, "he", how=Reject).outcome == "done"


def test_rejection_is_looked_at_first(memory):
    policy = {"voters": THREE, "approve_when": "any", "reject_when": "any", "close": "full"}
    b = memory(policy)
    case = b.begin()
    b.vote(case, "li", "wu")
    assert b.vote(case, "he", how=Reject).outcome == "bad"


def test_a_tie_comes_to_otherwise(memory):
    voters = [{"person": "li"}, {"person": "wu"}]
    half = {"over": "1/2"}
    b = memory(
        {"voters": voters, "approve_when": half, "reject_when": half, "otherwise": "returned"}
    )
    case = b.begin()
    b.vote(case, "li")
    b.vote(case, "wu", how=Reject)
    assert b.case(case).state == "preparing"


def test_the_audit_names_the_voter_the_seen_content_and_the_result(bureau):
    b = bureau({"voters": THREE})
    case = b.begin(amount=3)
    b.vote(case, "li", comment="fine")
    event = b.engine.history(case)[-1]
    assert (event.verb, event.actor, event.comment) == ("approve", "li", "fine")
    (vote,) = event.body["desk"]["tasks"]
    assert vote["answer"] == "approve"
    assert len(vote["seen"]) == 64
    b.vote(case, "wu", "he")
    last = b.engine.history(case)[-1]
    assert last.body["steps"] == [["approved", "review", "done", True]]
    assert last.body["desk"]["rounds"][-1]["status"] == "approved"


# what is owed with an approval


def test_what_is_owed_keeps_shut_what_it_names(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **LATER)
    case = b.begin()
    owed = Owed("survey", date(2011, 3, 20), "close")
    b.do(Approve(b.task(case, "li"), owed=(owed,)), LI)
    assert b.case(case).state == "later"
    assert b.refused(Fire(case, "close"), ANN) == ["still-owed"]
    task = b.task(case, "ann", "owed")
    assert b.refused(Fulfil(task), HE) == ["not-your-task"]
    b.do(Fulfil(task), LI)
    assert b.do(Fire(case, "close"), ANN).outcome == "done"


def test_what_is_owed_too_long_reopens_the_decision(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **LATER)
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=(Owed("survey", date(2011, 3, 3)),)), LI)
    b.clock.turn(days=5)
    b.engine.run_due()
    assert b.case(case).state == "review"
    assert b.look(case, "ann", "owed").answer == "overdue"
    assert b.votes(case) == ["li open"]


def test_what_was_handed_in_in_time_reopens_nothing(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **LATER)
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=(Owed("survey", date(2011, 3, 3)),)), LI)
    b.do(Fulfil(b.task(case, "ann", "owed")), ANN)
    assert b.case(case).armed == ()
    b.clock.turn(days=5)
    b.engine.run_due()
    assert b.case(case).state == "later"


def test_owing_may_be_forbidden_and_must_keep_something_shut(memory):
    b = memory({"voters": [{"person": "li"}], "forbid": "owe"})
    case = b.begin()
    owed = (Owed("survey", date(2011, 3, 20), "clsoe"),)
    codes = b.refused(Approve(b.task(case, "li"), owed=owed), LI)
    assert codes == ["forbidden-here", "blocks-nothing"]


# content


@pytest.mark.parametrize(
    ("content", "left"),
    [("ask", ["li open", "wu open", "he open"]), ("keep", ["li approve", "wu open", "he open"])],
)
def test_a_change_of_content_asks_again_or_keeps(bureau, content, left):
    b = bureau({"voters": THREE, "content": content}, operations={"edit": {"by": "owner"}})
    case = b.begin(amount=1)
    b.vote(case, "li")
    b.do(Edit(case, {"amount": 2}), ANN)
    assert b.votes(case) == left


def test_what_is_not_content_touches_no_vote(memory):
    b = memory({"voters": THREE, "edits": "memo"})
    case = b.begin(amount=1)
    b.vote(case, "li")
    b.vote(case, "wu", data={"memo": "m"})
    assert b.votes(case) == ["li approve", "wu approve", "he open"]


def test_a_voter_who_changes_content_is_not_asked_again_the_others_are(memory):
    b = memory({"voters": THREE, "edits": "amount"})
    case = b.begin(amount=1)
    b.vote(case, "li")
    b.vote(case, "wu", data={"amount": 2})
    assert b.votes(case) == ["li open", "wu approve", "he open"]


def test_a_recusal_and_a_seat_without_a_person_outlast_a_change(memory):
    voters = [{"person": "li"}, {"data": "boss"}, {"person": "wu"}]
    b = memory({"voters": voters, "nobody": "approve", "content": "void", "edits": "amount"})
    case = b.begin(amount=1)
    b.vote(case, "li", how=Recuse)
    b.vote(case, "wu", data={"amount": 2})
    assert b.case(case).outcome == "done"
