"""A decision taken back: what others did before it is as it was then."""

from datetime import UTC, datetime, timedelta

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import (
    Abstain,
    AddSign,
    Answer,
    Approve,
    Command,
    Consult,
    Copy,
    Owed,
    Reject,
    TakeBack,
)
from keyflow.model.desk import task_id

ANN, LI, MO, XU = Actor("ann", {"owner"}), Actor("li"), Actor("mo"), Actor("xu")
AB = [Actor("ai"), Actor("bo")]
FLOW = """
name: w
initial: draft
roles: [owner]
stages:
  draft: plain
  rev: {kind: approval, approval: {voters: [{person: li}, {person: mo}]}}
  board: {kind: approval, approval: {voters: [{chosen: previous}]}}
  build: plain
  done: final
transitions:
  - {trigger: submit, source: draft, dest: rev, by: owner}
  - {trigger: plain, source: rev.approved, dest: build, by: owner}
  - {trigger: up, source: rev.approved, dest: board, by: owner}
  - {trigger: on, source: board.approved, dest: build, auto: true}
  - {trigger: back, source: board.rejected, dest: draft, auto: true}
  - {trigger: off, source: rev.rejected, dest: draft, auto: true}
  - {trigger: finish, source: build, dest: done, by: owner}
"""


class Round:
    """A case whose round li and mo decide."""

    def __init__(self) -> None:
        self.engine = Engine("sqlite://", [load(FLOW)])
        self.case = self.engine.start("w", subject="s", by=ANN).id
        self.engine.fire(self.case, "submit", by=ANN)

    def task(self, number: int) -> str:
        return task_id(self.case, number)

    def do(self, command: Command, by: Actor) -> None:
        self.engine.do(command, by=by)

    def no_and_back(self) -> None:
        """mo closes the round with a no, and takes it back."""
        self.do(Reject(self.task(2)), MO)
        assert self.engine.case(self.case).state == "draft"
        self.do(TakeBack(self.task(2)), MO)

    def said(self, number: int) -> tuple[str, str | None]:
        task = self.engine.case(self.case).desk.task(number)
        assert task is not None
        return task.status, task.answer

    def codes(self, command: Command, by: Actor) -> list[str]:
        with pytest.raises(Refused) as no:
            self.do(command, by)
        return [finding.code for finding in no.value.findings]


def test_what_another_approved_on_condition_of_is_still_owed() -> None:
    one, due = Round(), datetime.now(UTC) + timedelta(days=30)
    one.do(Approve(one.task(1), owed=[Owed("fire survey", due, blocks="done")]), LI)
    one.no_and_back()
    assert one.said(3) == ("waiting", None)
    one.do(Approve(one.task(2)), MO)
    assert one.said(3) == ("open", None)
    one.engine.fire(one.case, "plain", by=ANN)
    with pytest.raises(Refused, match="fire survey"):
        one.engine.fire(one.case, "finish", by=ANN)


def test_whom_another_chose_decides() -> None:
    one = Round()
    one.do(Approve(one.task(1), choose={"board.deciding": ("wang",)}), LI)
    one.no_and_back()
    one.do(Approve(one.task(2)), MO)
    one.engine.fire(one.case, "up", by=ANN)
    assert [task.person for task in one.engine.case(one.case).desk.votes()] == ["wang"]


def test_whom_another_chose_since_decides_too() -> None:
    one = Round()
    one.do(AddSign(one.task(2), ("ai",), "beside"), MO)
    one.do(Approve(one.task(1)), LI)
    one.do(Approve(one.task(2), choose={"board.deciding": ("wang",)}), MO)
    one.do(TakeBack(one.task(1)), LI)
    (choice,) = one.engine.case(one.case).desk.chosen
    assert (choice.by, choice.people) == ("mo", ("wang",))


@pytest.mark.parametrize("own", [True, False])
def test_who_was_asked_for_an_opinion_is_still_asked(own: bool) -> None:
    one = Round()
    one.do(Consult(one.task(1), ("xu",), "5d"), LI)
    clocks = [item.name for item in one.engine.case(one.case).armed]
    assert clocks
    if own:
        one.do(Abstain(one.task(1)), LI)
        one.do(TakeBack(one.task(1)), LI)
    else:
        one.no_and_back()
    assert one.said(3) == ("open", None)
    assert one.codes(Approve(one.task(1)), LI) == ["opinions-open"]
    assert [item.name for item in one.engine.case(one.case).armed] == clocks
    assert [item.task.n for item in one.engine.inbox(by=XU).items] == [3]


def test_who_was_not_needed_before_is_not_needed_after() -> None:
    one = Round()
    one.do(AddSign(one.task(1), ("ai", "bo"), "before", mode="any"), LI)
    one.do(Approve(one.task(3)), AB[0])
    one.do(Approve(one.task(1)), LI)
    one.no_and_back()
    assert [one.said(n)[0] for n in (1, 2, 3, 4)] == ["done", "open", "done", "closed"]


def test_only_a_vote_is_taken_back() -> None:
    one = Round()
    one.do(Consult(one.task(1), ("xu",), "5d"), LI)
    one.do(Answer(one.task(3), "disagree", "too dear"), XU)
    one.do(Copy(one.case, ("xu",)), LI)
    version = one.engine.case(one.case).version
    for number in (3, 4):
        assert one.codes(TakeBack(one.task(number)), XU) == ["wrong-kind"]
    assert one.engine.case(one.case).version == version
