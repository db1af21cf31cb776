"""Who newly holds a task is told so, once, however it came to them; and nobody else."""

import pytest

from keyflow.commands import (
    AddSign,
    Approve,
    Claim,
    Consult,
    Delegate,
    Edit,
    Fire,
    Recuse,
    Resolve,
    Return,
    Transfer,
    Unclaim,
    Urge,
)  # fmt: skip
from keyflow.errors import DefinitionError
from tests.approvals.bureau import ADA, ANN, LA, LI, QI, Actor, flow
from tests.approvals.test_duties import Standing

TWO = {"voters": [{"person": "li"}, {"person": "wu"}]}
KINDS = ["opened task", "opened todo", "opened opinion"]
NOTICE = {"on": KINDS, "to": "holders", "via": "box", "text": "{{ event.name }}"}


def told(b, command, by):
    """Return who is told what by a command."""
    before = {message.id for message in b.engine.outbox()}
    b.do(command, by)
    new = [message for message in b.engine.outbox() if message.id not in before]
    return sorted((message.to, message.texts["en"].body) for message in new)


def test_who_gets_a_task_by_transfer_or_delegation_is_told(bureau):
    b = bureau(TWO, notices=[NOTICE])
    task = b.task(b.begin(), "li")
    assert told(b, Transfer(task, "qi"), LI) == [("qi", "opened task")]
    assert told(b, Delegate(task, "he"), QI) == [("he", "opened task")]
    assert told(b, Delegate(task, "mo"), Actor("he")) == [("mo", "opened task")]
    assert told(b, Resolve(task), Actor("mo")) == [("qi", "opened task")]


class Away(Standing):
    """A directory that says who stands in for whom the other way round as well."""

    def substitutes(self, person, case, at):
        return [one for one, others in self._instead.items() if person in others]


def test_who_stands_in_is_told_with_whom_they_stand_in_for(bureau):
    office = Away({"sub": ["li"], "zhao": ["la"]}, roles={"land": ["la", "lo"]})
    policy = {"voters": [{"person": "li"}, {"role": "land"}]}
    urged = {**NOTICE, "on": ["opened task", "fired urge"]}
    b = bureau(policy, notices=[urged], directory=office)
    case = b.engine.start("permit", subject="x", by=Actor("ann")).id
    submitted = told(b, Fire(case, "submit"), Actor("ann"))
    assert [who for who, _ in submitted] == ["la", "li", "lo", "sub", "zhao"]
    assert len(told(b, Urge(case), Actor("ann"))) == 5


def test_a_notice_to_others_goes_to_no_substitute(memory):
    office = Away({"sub": ["ann"]}, roles={"owner": ["ann"]})
    notice = {"on": "opened round", "to": ["owner", "actor"], "via": "box", "text": "x"}
    b = memory(TWO, notices=[notice], directory=office)
    case = b.engine.start("permit", subject="x", by=Actor("ann")).id
    assert told(b, Fire(case, "submit"), Actor("ann")) == [("ann", "x")]


def test_a_task_that_comes_back_after_those_added_before_is_told_again(memory):
    b = memory(TWO, notices=[NOTICE])
    case = b.begin()
    b.do(AddSign(b.task(case, "li"), ["he"], "before"), LI)
    assert told(b, Approve(b.task(case, "he")), Actor("he")) == [("li", "opened task")]


def test_who_takes_a_lent_task_back_knows_of_it(memory):
    b = memory(TWO, notices=[NOTICE])
    task = b.task(b.begin(), "li")
    b.do(Delegate(task, "he"), LI)
    assert told(b, Resolve(task), LI) == []


def test_who_takes_over_a_desk_is_told_of_each_case_once(bureau):
    b = bureau(TWO, notices=[NOTICE], many=True)
    cases = [b.begin(), b.begin()]
    before = {message.id for message in b.engine.outbox()}
    b.engine.do(b.engine.handing_over("li", "qi", reason="left"), by=ADA)
    new = [message for message in b.engine.outbox() if message.id not in before]
    assert sorted((message.to, message.case) for message in new) == [
        ("qi", case) for case in sorted(cases)
    ]


def test_who_is_added_or_takes_a_recused_seat_is_told(bureau):
    b = bureau(TWO, notices=[NOTICE])
    case = b.begin()
    added = AddSign(b.task(case, "li"), ["he", "mo"], "before")
    assert told(b, added, LI) == [("he", "opened task"), ("mo", "opened task")]
    assert told(b, Recuse(b.task(case, "wu"), to="qi"), Actor("wu")) == [("qi", "opened task")]


def test_a_role_that_somebody_recused_from_is_told_of_the_next_round(bureau):
    b = bureau({"voters": [{"person": "li"}, {"role": "land"}]}, notices=[NOTICE])
    case = b.begin()
    assert told(b, Recuse(b.task(case, "land")), LA) == []
    b.do(Return(b.task(case, "li")), LI)
    new = [("li", "opened task"), ("role:land", "opened task")]
    assert told(b, Fire(case, "submit"), ANN) == new
    assert told(b, Transfer(b.task(case, "land"), "x1"), ADA) == [("x1", "opened task")]


def test_who_claims_or_gives_back_tells_nobody(memory):
    b = memory({"voters": [{"role": "land"}, {"person": "wu"}]}, notices=[NOTICE])
    task = b.task(b.begin(), "land")
    assert told(b, Claim(task), LA) == []
    assert told(b, Unclaim(task), LA) == []
    assert told(b, Claim(task), LA) == []
    assert told(b, Transfer(task, "qi"), LA) == [("qi", "opened task")]


def test_a_task_that_waits_is_told_of_when_its_turn_comes(memory):
    b = memory({**TWO, "in_order": True}, notices=[NOTICE])
    case = b.begin()
    assert told(b, Transfer(b.task(case, "wu"), "qi"), Actor("wu")) == []
    assert told(b, Approve(b.task(case, "li")), LI) == [("qi", "opened task")]


def test_opinions_and_things_to_do_that_are_handed_on_are_told_as_such(memory):
    ways = [{"trigger": "fix", "source": "review", "dest": "=", "by": "owner", "todo": True}]
    b = memory(TWO, notices=[NOTICE], ways=ways)
    case = b.begin()
    b.do(Consult(b.task(case, "li"), ("qi",), "5d"), LI)
    handed = Transfer(b.task(case, "qi", "opinion"), "he")
    assert told(b, handed, QI) == [("he", "opened opinion")]
    handed = Transfer(b.task(case, "owner", "todo"), "mo")
    assert told(b, handed, ANN) == [("mo", "opened todo")]


def test_whom_a_role_means_now_is_told_when_the_data_change(memory):
    roles = {"owner": None, "admin": None, "boss": "data.boss"}
    b = memory(
        {"voters": [{"role": "boss"}, {"person": "wu"}]},
        notices=[NOTICE],
        roles=roles,
        state={"writable": ["boss"]},
        operations={"edit": {"by": "owner"}},
    )
    case = b.begin(boss="li")
    assert told(b, Edit(case, {"boss": "qi"}), ANN) == [("qi", "opened task")]


@pytest.mark.parametrize(
    "event", ["fired transfer", "opened round", "closed round", "entered review", "refused approve"]
)
def test_a_notice_to_holders_of_what_has_none_is_refused(event):
    with pytest.raises(DefinitionError, match="has no holders") as caught:
        flow(TWO, notices=[{**NOTICE, "on": event}])
    assert "opened task, todo" in caught.value.problems[0].hint


@pytest.mark.parametrize("event", ["fired urge", "opened *", "overdue opinion", "moved owed"])
def test_what_is_about_tasks_has_holders(event):
    assert flow(TWO, notices=[{**NOTICE, "on": event}]).notices
