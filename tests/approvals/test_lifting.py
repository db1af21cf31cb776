"""Who could lift a reason is named by what the case says now; and what is hidden stays so."""

from datetime import date, timedelta

import pytest

from keyflow import Actor, Conflict, Refused
from keyflow.commands import (
    Approve,
    Arrange,
    Fire,
    Owed,
    Recall,
    Resume,
    Save,
    Suspend,
    Transfer,
    Urge,
)  # fmt: skip
from tests.approvals.bureau import ADA, ANN, LATER, LI, QI, flow

ONE = {"voters": [{"person": "li"}]}


def lifting(b, command, by, **more):
    found = b.engine.why_not(command, by=by, **more)
    return [(one.finding.code, one.lifted_by) for one in found]


def test_a_suspended_case_is_resumed_by_who_may_also_the_one_above(memory):
    b = memory(ONE, flow(ONE, name="top", operations={"suspend": {"by": "chief"},
                                                      "resume": {"by": "chief"}}))  # fmt: skip
    above = b.engine.start("top", subject="above", by=ANN)
    below = b.engine.start("permit", subject="x", by=ANN, parent=above.id, slot="part")
    b.engine.fire(below.id, "submit", by=ANN)
    vote = Approve(b.task(below.id, "li"))
    b.do(Suspend(above.id, "r"), Actor("kim", {"chief"}))
    assert lifting(b, vote, LI) == [("suspended", ("chief",))]
    b.engine.do(Resume(above.id), by=Actor("kim", {"chief"}))
    b.do(Suspend(below.id, "r"), ADA)
    assert lifting(b, vote, LI) == [("suspended", ("admin",))]
    assert lifting(b, Recall(below.id), ANN)[0] == ("suspended", ("admin",))


def test_what_is_owed_is_handed_in_by_who_owes_it_or_who_wanted_it(bureau):
    b = bureau(ONE, **LATER)
    case = b.begin()
    owed = Owed("survey", date(2011, 3, 20), "close", by="qi")
    b.do(Approve(b.task(case, "li"), owed=[owed]), LI)
    assert lifting(b, Fire(case, "close"), ANN) == [("still-owed", ("qi", "li"))]
    stop = b.engine.route(case, by=ANN)[0]
    assert [found.code for found in stop.problems] == ["still-owed"]


def test_the_initiator_is_named_where_only_they_may(memory):
    b = memory(ONE, operations={"recall": {"by": "chief"}})
    case = b.begin()
    assert lifting(b, Recall(case), QI) == [("not-the-initiator", ("ann", "chief"))]
    assert lifting(b, Urge(case), QI) == [("not-the-initiator", ("ann",))]
    assert ("not-the-initiator", ("ann",)) in lifting(b, Arrange(case, "review", ["qi"]), QI)


def test_what_the_policy_forbids_is_lifted_by_who_may_hand_over_or_by_nobody(memory):
    b = memory({**ONE, "forbid": ["transfer", "recall"]})
    case = b.begin()
    (transfer,) = b.engine.why_not(Transfer(b.task(case, "li"), "qi"), by=LI)
    assert (transfer.lifted_by, transfer.nobody) == (("admin",), False)
    (recall,) = b.engine.why_not(Recall(case), by=ANN)
    assert (recall.lifted_by, recall.nobody) == ((), True)


def test_a_preview_and_its_reasons_know_of_the_clerk_the_time_and_the_version(bureau):
    b = bureau(ONE, clerks=["chief"])
    case = b.begin()
    task, early = b.task(case, "li"), b.clock.now - timedelta(days=1)
    kim = Actor("kim")
    for more, code in (
        ({"recorded_by": kim}, "not-a-clerk"),
        ({"occurred_at": early}, "too-early"),
    ):
        shown = b.engine.preview(Approve(task), by=LI, **more)
        assert [found.code for found in shown.findings] == [code]
        assert [found for found, _ in lifting(b, Approve(task), LI, **more)] == [code]
        with pytest.raises(Refused) as no:
            b.engine.do(Approve(task), by=LI, **more)
        assert [found.code for found in no.value.findings] == [code]
    with pytest.raises(Conflict):
        b.engine.preview(Approve(task), by=LI, expected=1)
    assert b.engine.preview(Approve(task), by=LI, expected=b.case(case).version).allowed


def test_an_outcome_hides_what_its_case_hides(bureau):
    b = bureau(ONE, state={"hidden": {"memo": ["chief"]}}, **LATER)
    case = b.engine.start("permit", subject="x", by=ANN, data={"memo": "77123"})
    case = b.engine.fire(case.id, "submit", by=ANN).case
    assert "memo" not in case.data.raw
    save = Save(b.task(case.id, "li"), "so far")
    for _ in range(2):  # the second is answered from the record
        outcome = b.engine.do(save, by=LI, key="k")
        assert ("memo" in outcome.case.data.raw, outcome.case.head) == (False, "")
    assert outcome.replayed
    assert b.case(case.id).data["memo"] == "77123"
    shown = b.engine.do(Approve(b.task(case.id, "li")), by=LI).case
    assert shown.data["memo"] == "77123", "the state it is in now hides nothing"


def test_who_may_arrange_can_name_those_who_are_missing(memory):
    b = memory({"voters": [{"data": "boss"}]}, operations={"arrange": {"by": "admin"}})
    case = b.engine.start("permit", subject="x", by=ANN)
    assert lifting(b, Fire(case.id, "submit"), ANN) == [("nobody-to-decide", ("admin",))]
    b.do(Arrange(case.id, "review", ["qi"]), ADA)
    assert lifting(b, Fire(case.id, "submit"), ANN) == []


def test_all_that_is_against_a_vote_on_hold_is_told_at_once(memory):
    b = memory({**ONE, "comment": ["approve"], "signature": True})
    vote = Approve(b.task(b.begin(), "li"))
    b.do(Suspend(vote.target, "r"), ADA)
    own = ["comment-required", "signature-required"]
    assert b.refused(vote, LI) == ["suspended", *own]
    assert b.refused(vote, QI) == ["suspended", "not-your-task", *own]
    assert b.refused(Save(vote.task, "so far"), LI) == ["suspended"]
    assert b.refused(Save(vote.task, "so far"), QI) == ["suspended", "not-your-task"]
    assert b.refused(Transfer(vote.task, "qi", "away"), ADA) == ["suspended"]
