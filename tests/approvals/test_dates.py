"""What is entered later than it was decided: no date before the task, its holder or the content."""

from datetime import timedelta

import pytest

from keyflow import Actor, Refused
from keyflow.commands import AddSign, Answer, Approve, Consult, Edit, Reopen, Transfer
from tests.approvals.bureau import ANN, HE, LATER, LI, QI, THREE, Reject

CLERK = Actor("cy", {"chief"})
PAIR = {"voters": THREE[:2]}
HEAD = {"clerks": ["chief"], "backdate": "9d", **LATER}


def late(b, case, who, at, how=Approve, *, by=CLERK):
    """Enter somebody's vote as of an instant; returns the codes with which it is refused."""
    command = how(b.task(case, who))
    try:
        b.engine.do(command, by=Actor(who), occurred_at=at, recorded_by=by)
    except Refused as no:
        return [finding.code for finding in no.findings]
    return []


def test_a_vote_is_not_dated_before_its_turn_came(bureau):
    b = bureau({**PAIR, "in_order": True}, **HEAD)
    case = b.begin()
    early = b.clock.turn(minutes=5)
    b.clock.turn(hours=2)
    turn = b.do(Approve(b.task(case, "li")), LI).desk.task(1).at
    assert late(b, case, "wu", early) == ["too-early"]
    assert late(b, case, "wu", turn) == []
    assert b.case(case).desk.round.closed == turn


@pytest.mark.parametrize("how", ["added", "transferred"])
def test_a_vote_is_not_dated_before_its_voter_had_the_task(memory, how):
    b = memory({"voters": THREE}, **HEAD)
    case = b.begin()
    early = b.clock.turn(minutes=5)
    b.clock.turn(hours=2)
    task = b.task(case, "li")
    b.do(AddSign(task, ("qi",)) if how == "added" else Transfer(task, "qi"), LI)
    had = b.clock.now
    assert late(b, case, "qi", early) == ["too-early"]
    assert late(b, case, "qi", had) == []


def test_a_vote_is_not_dated_before_the_content_that_it_counts_as_having_seen(bureau):
    b = bureau({"voters": THREE, "content": "keep"}, **HEAD)
    case = b.begin(amount=1)
    early = b.clock.turn(minutes=5)
    b.do(Edit(case, {"amount": 1_000_000}), ANN)
    seen = b.clock.now
    b.clock.turn(hours=1)
    assert late(b, case, "li", early) == ["too-early"]
    assert late(b, case, "li", seen) == []


def test_what_was_changed_beside_the_content_bounds_no_date(memory):
    b = memory({"voters": THREE}, state={"writable": ["title"]}, **HEAD)
    case = b.begin(amount=1)
    early = b.clock.turn(minutes=5)
    b.do(Edit(case, {"title": "new"}), ANN)
    assert late(b, case, "li", early) == []


def test_an_approval_is_not_dated_before_the_opinions_it_waited_for(memory):
    b = memory(PAIR, **HEAD)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("qi",), "2d"), LI)
    early = b.clock.turn(minutes=5)
    b.do(Answer(b.task(case, "qi", "opinion"), "agree"), QI)
    assert late(b, case, "li", early) == ["too-early"]


def test_a_round_is_not_settled_before_the_last_vote_it_counts(bureau):
    b = bureau(PAIR, **HEAD)
    case = b.begin()
    early = b.clock.turn(minutes=5)
    b.clock.turn(hours=2)
    last = b.do(Approve(b.task(case, "li")), LI).desk.task(1).at
    assert late(b, case, "wu", early) == ["too-early"]
    assert late(b, case, "wu", early, Reject) == ["too-early"]
    assert late(b, case, "wu", last) == []
    then = b.engine.case(case, as_of=last - timedelta(minutes=30))
    assert (then.state, [task.status for task in then.desk.votes()]) == ("review", ["open"] * 2)


def test_a_vote_that_settles_nothing_may_be_older_than_others(memory):
    b = memory({"voters": THREE}, **HEAD)
    case = b.begin()
    early = b.clock.turn(minutes=5)
    b.clock.turn(hours=2)
    b.do(Approve(b.task(case, "li")), LI)
    assert late(b, case, "wu", early) == []
    b.do(Approve(b.task(case, "he")), HE)
    assert b.case(case).state == "later"


@pytest.mark.parametrize("name", ["li", "LI"])
def test_nobody_is_their_own_clerk(bureau, name):
    b = bureau(PAIR, **HEAD)
    case = b.begin()
    assert late(b, case, "li", None, by=Actor(name, {"chief"})) == ["own-clerk"]
    assert late(b, case, "li", None, by=CLERK) == []


def test_a_window_is_not_made_longer_by_dating_back(bureau):
    b = bureau({"voters": [{"person": "li"}]}, clerks=["chief"], backdate="9d", reopen="1d")
    case = b.begin()
    b.vote(case, "li")
    in_time = b.clock.turn(hours=2)
    b.clock.turn(hours=40)
    asked = Reopen(case, "a page is missing")
    assert b.refused(asked, ANN) == ["window-over"]
    with pytest.raises(Refused) as no:
        b.engine.do(asked, by=ANN, occurred_at=in_time)
    assert [finding.code for finding in no.value.findings] == ["window-over"]
    b.engine.do(asked, by=ANN, occurred_at=in_time, recorded_by=CLERK)
    assert b.case(case).state == "review"
