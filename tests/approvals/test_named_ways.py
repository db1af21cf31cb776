"""Where returned cases go by the workflow, who hands in what is owed, which words are taken."""

from datetime import date

import pytest

from keyflow import Actor, InputError
from keyflow.commands import Approve, Fire, Fulfil, Owed, Return
from keyflow.errors import DefinitionError
from tests.approvals.bureau import ANN, LATER, LI, THREE, WU, flow

MENDING = {
    "stages": {
        "second": {
            "kind": "plain",
            "states": {"second": {"approval": {"voters": [{"person": "qi"}, {"person": "li"}]}}},
        },
        "mending": "plain",
    },
    "to": "second",
    "ways": [
        {"trigger": "approved", "source": "second", "dest": "done"},
        {"trigger": "rejected", "source": "second", "dest": "bad"},
        {"trigger": "returned", "source": "second", "dest": "mending"},
        {"trigger": "mended", "source": "mending", "dest": "second", "by": "owner"},
    ],
}


@pytest.mark.parametrize(
    ("straight", "left"), [(True, ["qi approve", "li open"]), (False, ["qi open", "li open"])]
)
def test_a_case_is_returned_where_the_workflow_says_though_it_never_was_there(
    bureau, straight, left
):
    b = bureau({"voters": THREE}, **MENDING)
    case = b.begin()
    b.vote(case, "li", "wu", "he")
    b.vote(case, "qi")
    back = Return(b.task(case, "li"), "mending", straight_back=straight)
    assert b.do(back, LI).state == "mending"
    b.do(Fire(case, "mended"), ANN)
    assert b.votes(case) == left


def test_where_others_are_returned_to_is_not_for_this_round(bureau):
    b = bureau({"voters": THREE}, **MENDING)
    case = b.begin()
    assert b.refused(Return(b.task(case, "wu"), "mending"), WU) == ["never-there"]


def test_what_is_owed_lies_with_whoever_is_named(bureau):
    b = bureau({"voters": [{"person": "li"}]}, **LATER)
    case = b.begin()
    owed = Owed("survey", date(2011, 3, 20), "close", by="qi")
    with pytest.raises(InputError, match="owed"):
        b.do(Approve(b.task(case, "li"), owed=(owed._replace(by=" "),)), LI)
    b.do(Approve(b.task(case, "li"), owed=(owed,)), LI)
    task = b.task(case, "qi", "owed")
    assert [one.id for one in b.engine.inbox(by=Actor("qi")).items] == [task]
    assert b.refused(Fulfil(task), ANN) == ["not-your-task"]
    b.do(Fulfil(task), Actor("qi"))
    assert b.do(Fire(case, "close"), ANN).outcome == "done"


@pytest.mark.parametrize("verb", ["reject", "recall", "fulfil", "return"])
def test_where_people_vote_the_words_for_that_are_no_triggers(verb):
    way = {"trigger": verb, "source": "preparing", "dest": "bad", "by": "owner"}
    with pytest.raises(DefinitionError, match=f"'{verb}' is an operation's name"):
        flow({"voters": THREE}, ways=[way])
