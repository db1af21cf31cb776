"""What is given with a vote is kept: in private, on its task and in its event, until erased."""

from keyflow import Actor
from keyflow.commands import Approve, Edit, Erase, Reject, Return, TakeBack
from keyflow.history import fold
from keyflow.model.desk_json import dump
from tests.approvals.bureau import ADA, ANN, LI, WU

SIGNED = {
    "voters": [{"person": "li"}, {"person": "wu"}],
    "signature": True,
    "attachments": True,
    "edits": ["amount"],
}
GIVEN = {"signature": "seals/li.png", "attachments": ("minutes-7.pdf", "map.pdf")}


def test_a_signature_and_papers_are_kept_with_the_vote_and_in_its_event(bureau):
    b = bureau(SIGNED)
    case = b.begin()
    b.do(Approve(b.task(case, "li"), **GIVEN), LI)
    task = b.look(case, "li")
    assert (task.signature, task.attachments) == (GIVEN["signature"], GIVEN["attachments"])
    event = b.engine.history(case)[-1]
    assert (event.signature, event.attachments) == (GIVEN["signature"], GIVEN["attachments"])
    assert "minutes-7" not in str(event.body)
    with b.engine.store.connect() as connection:
        machine = b.engine.library.machine(b.case(case).definition, connection)
    assert fold(b.engine.history(case), machine).desk == b.case(case).desk
    plain = dump(b.case(case).desk)
    assert "minutes-7" in str(plain.pop("names"))
    assert "minutes-7" not in str(plain)


def test_they_are_kept_with_a_no_too(memory):
    b = memory({"voters": [{"person": "li"}, {"person": "wu"}]})
    case = b.begin()
    b.do(Reject(b.task(case, "li"), **GIVEN), LI)
    assert b.look(case, "li").attachments == GIVEN["attachments"]


def test_blank_ones_are_none(bureau):
    b = bureau(SIGNED)
    case = b.begin()
    blank = Approve(b.task(case, "li"), signature=" \u3000", attachments=["", " "])
    assert b.refused(blank, LI) == ["signature-required", "attachment-required"]


def test_a_vote_that_is_asked_again_has_none(memory):
    b = memory(SIGNED)
    case = b.begin(amount=1)
    b.do(Approve(b.task(case, "li"), **GIVEN), LI)
    b.do(TakeBack(b.task(case, "li")), LI)
    assert (b.look(case, "li").signature, b.look(case, "li").attachments) == ("", ())
    b.do(Approve(b.task(case, "li"), **GIVEN), LI)
    b.do(Edit(case, {"amount": 2}), ANN)
    assert (b.look(case, "li").status, b.look(case, "li").signature) == ("open", "")


def test_a_vote_that_stands_keeps_them(memory):
    b = memory({**SIGNED, "voters": [{"person": "li"}, {"person": "wu"}]})
    case = b.begin()
    b.do(Approve(b.task(case, "li"), **GIVEN), LI)
    b.do(Return(b.task(case, "wu"), straight_back=True), WU)
    b.engine.fire(case, "submit", by=ANN)
    assert b.look(case, "li").signature == GIVEN["signature"]


def test_they_go_with_whoever_gave_them_when_that_person_is_erased(bureau):
    operations = {"erase": {"by": "admin"}, "terminate": {"by": "admin"}}
    b = bureau(SIGNED, operations=operations, reopen=None)
    case = b.begin()
    for who in ("li", "wu"):
        b.do(Approve(b.task(case, who), signature=f"{who}'s seal", attachments=["a"]), Actor(who))
    assert b.case(case).ended
    b.do(Erase(case, "li", "on request"), ADA)
    kept = {task.n: (task.signature, task.attachments) for task in b.tasks(case)}
    assert kept == {1: ("", ()), 2: ("wu's seal", ("a",))}
    assert "li's seal" not in str([event.private for event in b.engine.history(case)])
