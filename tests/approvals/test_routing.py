"""The way ahead is what would happen: whom a round asks when those before it have approved."""

import pytest

from keyflow import Refused
from keyflow.commands import Delegate, Fire
from tests.approvals.bureau import ANN, LI, THREE, Approve

PAIR = {"voters": THREE[:2]}


def two(bureau, **later):
    """Return a bureau in which li decides first, and then li and wu."""
    stages = {"board": {"kind": "approval", "approval": {**PAIR, **later}}}
    ways = [
        {"trigger": "end", "source": "board.approved", "dest": "done", "auto": True},
        {"trigger": "fail", "source": "board.rejected", "dest": "bad", "auto": True},
    ]
    return bureau({"voters": THREE[:1]}, stages=stages, ways=ways, to="board.deciding")


def asked(b, case):
    return [(stop.people, [item.code for item in stop.problems])
            for stop in b.engine.route(case, by=ANN) if stop.how == "decide"]  # fmt: skip


@pytest.mark.parametrize(
    "later", [{"again": "consecutive"}, {"again": "once"}, {"apart": ["review"]}]
)
def test_who_would_not_be_asked_again_is_not_on_the_way(bureau, later):
    b = two(bureau, **later)
    case = b.engine.start("permit", subject="x", by=ANN).id
    expected = [(("li",), []), (("wu",), [])]
    assert asked(b, case) == expected
    b.engine.fire(case, "submit", by=ANN)
    assert asked(b, case) == expected
    b.do(Approve(b.task(case, "li")), LI)
    assert asked(b, case) == expected[1:]
    assert [task.person for task in b.tasks(case) if task.live] == ["wu"]


def test_without_such_a_rule_they_are(memory):
    b = two(memory, again="each")
    case = b.begin()
    assert asked(b, case) == [(("li",), []), (("li", "wu"), [])]


def test_a_delegated_vote_is_taken_for_its_owners(memory):
    b = two(memory, again="consecutive")
    case = b.begin()
    b.do(Delegate(b.task(case, "li"), "qi"), LI)
    assert asked(b, case) == [(("qi",), []), (("wu",), [])]


def test_a_round_that_could_never_be_met_says_so_on_the_way(bureau):
    b = bureau({"voters": [{"person": "ann"}, {"person": "li"}], "approve_when": {"at_least": 2}})
    case = b.engine.start("permit", subject="x", by=ANN).id
    assert asked(b, case) == [(("li",), ["cannot-be-met"])]
    with pytest.raises(Refused) as no:
        b.engine.do(Fire(case, "submit"), by=ANN)
    assert [item.code for item in no.value.findings] == ["cannot-be-met"]


def test_a_later_round_that_those_before_make_impossible_says_so_too(memory):
    b = two(memory, apart=["review"], approve_when={"at_least": 2})
    case = b.begin()
    assert asked(b, case) == [(("li",), []), (("wu",), ["cannot-be-met"])]


def test_looking_ahead_changes_nothing(bureau):
    b = two(bureau, again="once")
    case = b.begin()
    before = b.case(case)
    asked(b, case)
    assert b.case(case) == before
