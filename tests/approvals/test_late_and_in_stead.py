"""Opinions that come too late, and what somebody does in another's stead."""

from datetime import timedelta

import pytest

from keyflow import Actor, Engine
from keyflow.commands import Answer, Approve, Consult, Copy, Fire, MarkRead, TakeBack, Transfer
from keyflow.errors import DefinitionError
from tests.approvals.bureau import ANN, HE, LI, QI, THREE, WU, flow
from tests.offices import START, Clock

ONE = {"voters": [{"person": "li"}, {"person": "wu"}]}
TODO = [{"trigger": "close", "source": "review", "dest": "bad", "by": "owner", "todo": True}]


class Book:
    """A directory in which qi stands in for li."""

    def roles(self, person, _case, _at):
        return {"owner"} if person in {"ann", "li"} else set()

    def holders(self, _role, _case, _at):
        return []

    def superior(self, _person, _level, _at):
        return None

    def revision(self):
        return "1"

    def principals(self, person, _case, _at):
        return ["li"] if person == "qi" else []


def consulted(bureau):
    b = bureau(ONE)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("qi", "he"), "48h"), LI)
    return b, case


def test_silence_is_consent_once_the_time_is_over_though_no_worker_has_run(bureau):
    b, case = consulted(bureau)
    b.clock.turn(days=3)
    b.do(Approve(b.task(case, "li")), LI)
    assert [task.answer for task in b.tasks(case, "opinion")] == ["deemed", "deemed"]
    assert b.case(case).armed == ()
    assert b.engine.run_due().expired == 0


def test_an_opinion_after_its_time_is_late_though_no_worker_has_run(bureau):
    b, case = consulted(bureau)
    b.clock.turn(days=3)
    for opinion in ("agree", "disagree"):
        late = Answer(b.task(case, "qi", "opinion"), opinion, "no")
        assert b.refused(late, QI) == ["task-closed"]


def test_an_opinion_given_in_time_and_entered_later_counts(memory):
    b, case = consulted(memory)
    in_time = b.clock.now + timedelta(hours=47)
    b.clock.turn(hours=60)
    said = Answer(b.task(case, "qi", "opinion"), "disagree", "the river")
    b.engine.do(said, by=QI, occurred_at=in_time)
    assert b.refused(Approve(b.task(case, "li")), LI) == ["answer-the-objection"]


def test_a_thing_to_do_may_be_done_by_whom_it_was_transferred_to(bureau):
    b = bureau(ONE, ways=TODO)
    case = b.begin()
    assert b.refused(Fire(case, "close"), HE) == ["not-allowed"]
    b.do(Transfer(b.task(case, "owner", "todo"), "he"), ANN)
    assert [option.allowed for option in b.engine.options(case, by=HE)] == [True]
    assert b.do(Fire(case, "close"), HE).outcome == "bad"


def test_it_gives_no_other_right(memory):
    more = [*TODO, {"trigger": "shelve", "source": "review", "dest": "bad", "by": "owner"}]
    b = memory(ONE, ways=more)
    case = b.begin()
    b.do(Transfer(b.task(case, "owner", "todo"), "he"), ANN)
    b.do(Transfer(b.task(case, "he", "todo"), "qi"), HE)
    assert b.refused(Fire(case, "shelve"), QI) == ["not-allowed"]
    assert b.refused(Fire(case, "close"), HE) == ["not-allowed"]


def test_a_copy_that_a_substitute_reads_is_read_by_them_for_the_other(bureau):
    b = bureau({"voters": [{"person": "wu"}]}, directory=Book())
    ann = Actor("ann")
    case = b.begin(by=ann)
    b.do(Copy(case, ["li"]), ann)
    b.do(MarkRead(b.task(case, "li", "copy")), QI)
    assert (b.look(case, "li", "copy").person, b.look(case, "li", "copy").by) == ("li", "qi")


@pytest.mark.parametrize("voter", ["li", "qi"])
def test_the_auditor_finds_who_submitted_and_approved_also_through_a_substitute(memory, voter):
    b = memory(ONE, directory=Book())
    case = b.begin(by=Actor("li"), subject="own")
    assert "li" not in [task.person for task in b.tasks(case)], "left out of their own"
    case = b.engine.start("permit", subject="x", by=Actor("ann")).id
    b.engine.fire(case, "submit", by=Actor("li"))
    b.do(Approve(b.task(case, "li")), Actor(voter))
    (pair,) = [one for one in b.engine.auditor.same_person("submit", "approve") if one.root == case]
    assert pair.person == "li"


def test_one_person_in_other_letters_is_one_person_to_the_auditor(memory):
    b = memory({"voters": [{"person": "Li"}, {"person": "wu"}]})
    case = b.engine.start("permit", subject="x", by=ANN).id
    b.engine.fire(case, "submit", by=Actor("li", {"owner"}))
    b.do(Approve(b.task(case, "Li")), Actor("Li"))
    (pair,) = b.engine.auditor.same_person("submit", "approve")
    assert {pair.first.actor, pair.second.actor} == {"li", "Li"}


def test_two_steps_of_one_person_are_one_pair(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    b.do(Approve(b.task(case, "li")), LI)
    b.do(TakeBack(f"{case}#1"), LI)
    b.do(Approve(b.task(case, "li")), LI)
    pairs = b.engine.auditor.same_person("approve", "approve")
    assert [(pair.first.seq, pair.second.seq) for pair in pairs] == [(3, 5)]


def test_a_task_that_is_over_says_how_its_round_stands(memory):
    b = memory(ONE)
    case = b.begin()
    b.do(Approve(b.task(case, "li")), LI)
    (found,) = b.engine.preview(Approve(f"{case}#1"), by=LI).findings
    assert found.text == "The task is over: approve, by li; its round is open."
    b.vote(case, "wu")
    assert b.refused(Approve(f"{case}#1"), WU) == ["ended", "task-closed"]


def test_a_stage_that_is_kept_apart_is_taken_for_the_state_where_it_decides():
    stages = {"first": {"kind": "approval", "approval": ONE}}
    ways = [{"trigger": "on", "source": ["first.approved", "first.rejected"], "dest": "bad",
             "by": "owner"}]  # fmt: skip
    with pytest.raises(DefinitionError, match=r"did you mean 'first\.deciding'"):
        flow({**ONE, "apart": ["first"]}, stages=stages, ways=ways)


def test_a_plain_limit_bounds_money_of_whatever_currency():
    schema = {"amount": "integer", "cost": "money"}
    engine = Engine("sqlite://", [flow(ONE, schema=schema)], directory="store", clock=Clock())
    book = engine.directory
    book.appoint("ann", "owner", since=START)
    until = START + timedelta(days=9)
    book.substitute("li", "qi", START, until, amount_field="cost", up_to="1000")
    for cost, allowed in (("1000", True), ("1000.01", False)):
        case = engine.start("permit", subject=cost, by=Actor("ann"), data={"cost": cost})
        engine.fire(case.id, "submit", by=Actor("ann"))
        shown = engine.preview(Approve(f"{case.id}#1"), by=QI)
        assert shown.allowed == allowed
    engine.close()
