"""What scenarios showed to be wrong in the core, each with the smallest case that shows it."""

from pathlib import Path

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import Approve, Edit
from keyflow.model.approval import Approval
from keyflow.model.desk import task_id
from keyflow.ruling.tally import Ballot, count
from keyflow.scenarios import rehearse

PROJECT = Path(__file__).parents[2] / "examples" / "approvals" / "workflows" / "project.yaml"
ONE, TWO = Actor("li", {"land"}), Actor("wang", {"land"})


def closed(approval: dict, *votes: str | None, group: str = "") -> str | None:
    ballots = [Ballot(vote, group) for vote in votes]
    return count(Approval.model_validate(approval), ballots).result


def voters(number: int, **rules: object) -> dict:
    return {"voters": [{"person": f"p{n}"} for n in range(number)], **rules}


def test_any_one_is_decided_by_the_first_yes_and_not_by_the_first_no():
    any_one = voters(3, approve_when="any")
    assert closed(any_one, "approve", None, None) == "approved"
    assert closed(any_one, "reject", "reject", None) is None
    assert closed(any_one, "reject", "reject", "reject") == "rejected"


@pytest.mark.parametrize("rule", [{"at_least": 2}, {"share": "1/2"}, {"weight": 2}])
def test_of_four_it_is_lost_once_two_are_out_of_reach(rule):
    some = voters(4, approve_when=rule)
    assert closed(some, "reject", "reject", None, None) is None
    assert closed(some, "reject", "reject", "reject", None) == "rejected"


def test_one_no_rejects_where_all_must_agree():
    assert closed(voters(3), "reject", None, None) == "rejected"
    assert closed(voters(3, approve_when="all"), "reject", None, None) == "rejected"


def test_a_group_that_asks_for_less_than_all_is_not_stopped_by_one_no():
    group = {"groups": {"x": voters(3, approve_when={"at_least": 2})}}
    assert closed(group, "reject", None, None, group="x") is None
    assert closed(group, "reject", "approve", "approve", group="x") == "approved"
    assert closed(group, "reject", "reject", None, group="x") == "rejected"


def test_what_is_written_for_rejection_still_counts():
    both = voters(4, approve_when={"at_least": 3}, reject_when="any")
    assert closed(both, "reject", None, None, None) == "rejected"


TWICE = {
    "name": "twice",
    "initial": "draft",
    "roles": ["owner", "land"],
    "stages": {
        "draft": "plain",
        "first": {"kind": "approval", "approval": {"voters": [{"role": "land"}]}},
        "second": {
            "kind": "approval",
            "approval": {"voters": [{"role": "land"}], "apart": ["approve"]},
        },
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "submit", "source": "draft", "dest": "first", "by": "owner"},
        {"trigger": "go", "source": "first.approved", "dest": "second", "auto": True},
        {"trigger": "end", "source": "second.approved", "dest": "done", "auto": True},
        {
            "trigger": "fail",
            "source": ["first.rejected", "second.rejected"],
            "dest": "bad",
            "auto": True,
        },
    ],
}


def test_who_cast_the_deciding_vote_may_not_decide_where_approvers_are_kept_apart():
    engine = Engine(None, [load(TWICE)])
    case = engine.start("twice", subject="x", by=Actor("ann", {"owner"}))
    engine.fire(case.id, "submit", by=Actor("ann", {"owner"}))
    engine.do(Approve(task_id(case.id, 1)), by=ONE)
    with pytest.raises(Refused) as no:
        engine.do(Approve(task_id(case.id, 2)), by=ONE)
    assert [finding.code for finding in no.value.findings] == ["apart"]
    assert engine.do(Approve(task_id(case.id, 2)), by=TWO).case.state == "done"


TODO = {
    "name": "todo",
    "initial": "draft",
    "roles": {"owner": "data.owner", "land": None},
    "schema": {"owner": "person"},
    "stages": {
        "draft": {"kind": "plain", "states": {"draft": {"writable": ["owner"]}}},
        "done": "final",
    },
    "transitions": [
        {"trigger": "go", "source": "draft", "dest": "done", "by": ["owner", "land"], "todo": True}
    ],
}


def test_a_step_to_do_lies_with_whom_a_bound_role_means_and_with_the_other_roles():
    engine = Engine(None, [load(TODO)])
    case = engine.start("todo", subject="x", data={"owner": "ann"}, by=ONE)
    assert engine.inbox(by=Actor("ann")).total == 1
    assert engine.inbox(by=ONE).total == 1
    engine.do(Edit(case.id, {"owner": "bo"}), by=ONE)
    assert [engine.inbox(by=who).total for who in (Actor("ann"), Actor("bo"), ONE)] == [0, 1, 1]


BOUND = """\
name: bound
initial: draft
roles: {owner: data.owner, land: null}
schema: {owner: person}
stages:
  draft: plain
  review:
    kind: approval
    writable: [owner]
    approval: {voters: [{role: owner}], initiator: decide}
  done: final
  bad: final
transitions:
  - {trigger: submit, source: draft, dest: review, by: land}
  - {trigger: end, source: review.approved, dest: done, auto: true}
  - {trigger: fail, source: review.rejected, dest: bad, auto: true}
cast: {li: land, ann: [], bo: []}
scenarios:
  - name: the directory says who holds the role, before and after an edit
    start: {by: li, data: {owner: ann}}
    steps:
      - {by: li, fire: submit, expect: {open: [owner]}}
      - {by: li, do: edit, data: {owner: bo}, expect: {open: [owner]}}
      - {by: ann, do: approve, refused: not-your-task}
      - {by: bo, do: approve}
    expect: done
"""


def test_with_a_directory_an_edit_names_nobody_for_a_bound_role():
    assert rehearse(BOUND).problems == ()


def test_after_a_return_a_join_waits_for_the_new_children_only():
    report = rehearse(PROJECT)
    (again,) = [one for one in report.results if "sends the whole back" in one.scenario.name]
    assert again.ok
