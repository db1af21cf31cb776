"""A join counts what came of the cases opened afresh, not of those from before a return."""

import pytest

from keyflow import load
from keyflow.commands import Recall, Reject, Reopen, Return, TakeBack, Terminate
from tests.approvals.bureau import ADA, ANN, LI, WU
from tests.approvals.test_parallel import PARENT, item

ASKED = {"voters": [{"person": "li"}, {"person": "wu"}]}


def joined(bureau, approval=None, **check):
    """Open a permit whose offices are joined as a check says; returns its bureau and itself."""
    how = {"kind": "children", "slot": "item", "states": ["done"], **check}
    submit, finish, withdraw = PARENT["transitions"]
    parent = {**PARENT, "transitions": [submit, {**finish, "checks": [how]}, withdraw]}
    b = bureau(None, load(parent), item(approval or ASKED))
    return b, b.begin(offices=["land", "money", "fire"])


def offices(b, case):
    """Return the offices that are open, by their names."""
    found = b.engine.cases(parent=case, order="subject").cases
    return [one.id for one in sorted(found, key=lambda one: one.subject) if not one.ended]


def returned(b, case, office):
    b.do(Return(b.task(office, "wu"), "preparing", into=case), WU)


def taken_up_again(b, case):
    b.engine.fire(case, "submit", by=ANN)
    return offices(b, case)


@pytest.mark.parametrize("back", ["return", "recall"])
def test_a_rejection_from_before_a_return_does_not_keep_the_join_shut(bureau, back):
    b, case = joined(bureau)
    fire, land, _ = offices(b, case)
    b.vote(fire, "li", how=Reject)
    if back == "return":
        returned(b, case, land)
    else:
        b.do(Recall(case, "I will mend it"), ANN)
    for office in taken_up_again(b, case):
        b.vote(office, "li", "wu")
    assert b.case(case).outcome == "done"
    assert b.case(fire).outcome == "bad"


def test_an_approval_from_before_a_return_is_not_counted_with_the_fresh_ones(bureau):
    b, case = joined(bureau, count="any", at_least=2)
    fire, land, _ = offices(b, case)
    b.vote(fire, "li", "wu")
    returned(b, case, land)
    first, second, _ = taken_up_again(b, case)
    b.vote(first, "li", "wu")
    assert b.case(case).state == "review"
    b.vote(second, "li", "wu")
    assert b.case(case).outcome == "done"


def test_what_a_taken_back_decision_opened_and_was_over_at_once_is_not_counted(bureau):
    empty = {"voters": [{"data": "item"}], "nobody": "reject"}
    first = {"kind": "plain", "states": {"first": {"approval": {"voters": [{"person": "li"}]}}}}
    slot = {"item": {"workflow": "item"}}
    review = {"kind": "plain", "states": {"review": {"children": slot}}}
    submit, finish, withdraw = PARENT["transitions"]
    parent = {
        **PARENT,
        "stages": {**PARENT["stages"], "first": first, "review": review},
        "transitions": [
            {**submit, "dest": "first"}, finish, withdraw,
            {"trigger": "approved", "source": "first", "dest": "review"},
            {"trigger": "rejected", "source": "first", "dest": "bad"},
        ],
    }  # fmt: skip
    b = bureau(None, load(parent), item(empty))
    case = b.begin()
    task = b.task(case, "li")
    b.vote(case, "li")
    b.do(TakeBack(task), LI)
    assert b.case(case).desk.undone == tuple(one.id for one in b.engine.cases(parent=case).cases)


def test_what_ended_with_a_case_that_was_opened_again_is_not_waited_for(bureau):
    b, case = joined(bureau)
    fire, land, money = offices(b, case)
    b.vote(fire, "li", how=Reject)
    b.vote(land, "li")
    b.do(Terminate(case, "void", "a mistake"), ADA)
    b.do(Reopen(case, "it was none"), ANN)
    fresh = offices(b, case)
    assert not {fire, land, money} & set(fresh)
    for office in fresh:
        b.vote(office, "li", "wu")
    assert b.case(case).outcome == "done"


def test_no_join_is_passed_at_once_by_what_came_before_the_end(bureau):
    b, case = joined(bureau, count="any", at_least=2)
    for office in offices(b, case)[:2]:
        b.vote(office, "li", "wu")
    assert b.case(case).outcome == "done"
    b.do(Reopen(case, "a page was missing"), ANN)
    assert b.case(case).state == "review"
    for office in offices(b, case)[:2]:
        b.vote(office, "li", "wu")
    assert b.case(case).outcome == "done"


def test_what_is_not_counted_any_more_is_kept_in_the_record(bureau):
    b, case = joined(bureau)
    fire, land, _ = offices(b, case)
    b.vote(fire, "li", how=Reject)
    at = b.clock.now
    returned(b, case, land)
    assert b.case(case).desk.undone == (fire,)
    assert b.engine.case(case, as_of=at).desk.undone == ()
    assert b.engine.history(case)[-1].body["desk"]["undone"] == [fire]
