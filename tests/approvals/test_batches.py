"""Many at once: all or none with `do`, each by itself with `each`, or forbidden by a policy."""

import pytest

from keyflow import Refused
from keyflow.commands import Approve, Reject
from keyflow.errors import NotFound
from tests.approvals.bureau import LI, THREE

ONE = {"voters": [{"person": "li"}]}


def test_a_batch_is_done_whole_or_not_at_all(bureau):
    b = bureau(ONE)
    cases = [b.begin(subject=name) for name in "xyz"]
    tasks = [b.task(case, "li") for case in cases]
    with pytest.raises(Refused) as caught:
        b.engine.do([Approve(tasks[0]), Approve(f"{cases[1]}#9")], by=LI)
    assert [number for number, _, _ in caught.value.refusals] == [1]
    assert b.case(cases[0]).state == "review"
    b.engine.do([Approve(task) for task in tasks], by=LI)
    assert [b.case(case).outcome for case in cases] == ["done"] * 3


def test_each_is_done_by_itself_with_a_report(bureau):
    b = bureau(ONE)
    cases = [b.begin(subject=name) for name in "xyz"]
    tasks = [b.task(case, "li") for case in cases]
    asked = [Approve(tasks[0]), Reject("nowhere#1"), Approve(f"{cases[1]}#9"), Reject(tasks[2])]
    report = b.engine.each(asked, by=LI, key="k")
    assert [type(one).__name__ for one in report] == ["Outcome", "NotFound", "Refused", "Outcome"]
    assert isinstance(report[1], NotFound)
    assert [b.case(case).outcome for case in cases] == ["done", None, "bad"]
    again = b.engine.each(asked, by=LI, key="k")
    assert again[0].replayed


def test_a_policy_may_ask_for_each_case_to_be_decided_by_itself(bureau):
    b = bureau({**ONE, "forbid": "batch"})
    cases = [b.begin(subject=name) for name in "xy"]
    asked = [Approve(b.task(case, "li")) for case in cases]
    with pytest.raises(Refused) as caught:
        b.engine.do(asked, by=LI)
    assert [finding.code for finding in caught.value.findings] == ["not-in-a-batch"] * 2
    report = b.engine.each(asked, by=LI)
    assert [[finding.code for finding in one.findings] for one in report] == [
        ["not-in-a-batch"]
    ] * 2
    for one in asked:
        assert b.do(one, LI).outcome == "done"


def test_several_votes_in_one_round_are_ruled_one_on_the_other(memory):
    b = memory({"voters": THREE})
    case = b.begin()
    with pytest.raises(Refused) as caught:
        b.engine.do([Approve(b.task(case, "li")), Approve(b.task(case, "li"))], by=LI)
    assert caught.value.findings[0].code == "task-closed"
