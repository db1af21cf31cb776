"""Rounds where two operations meet: what one leaves behind must not spoil what the other does."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import (
    AddSign,
    Approve,
    Ask,
    Claim,
    Delegate,
    Edit,
    Jump,
    Owed,
    Recuse,
    Reject,
    Resolve,
    Return,
    TakeBack,
    Terminate,
    Transfer,
    Unclaim,
    Urge,
)
from keyflow.model.desk import task_id

ANN = Actor("ann", {"owner"})
ADMIN = Actor("adm", {"admin"})


class Room:
    """A case in a round, and short ways to act on the tasks of its people."""

    def __init__(self, approval, *, directory=None, **stages):
        self.now = datetime(2026, 1, 5, 9, tzinfo=UTC)
        after = stages.get("after", {"kind": "plain"})
        ends = ["next"] if after["kind"] == "plain" else ["next.approved", "next.rejected"]
        flow = {
            "name": "permit",
            "initial": "preparing",
            "many": True,
            "roles": ["owner", "land", "finance", "admin"],
            "schema": {"amount": {"type": "integer", "content": True}},
            "operations": {"jump": {"by": "admin"}, "terminate": {"by": "admin"}},
            "stages": {
                "preparing": {"kind": "plain", "states": {"preparing": {"writable": ["amount"]}}},
                "review": {"kind": "approval", "approval": approval, "writable": ["amount"]},
                "next": after,
                "aside": {"kind": "plain"},
                "bad": "final",
            },
            "transitions": [
                {"trigger": "submit", "source": "preparing", "dest": "review", "by": "owner",
                 "todo": True},
                {"trigger": "put_aside", "source": "preparing", "dest": "aside", "by": "owner"},
                {"trigger": "go", "source": ["aside", *ends], "dest": "bad", "by": "owner"},
                {"trigger": "pass", "source": "review.approved", "dest": "next", "auto": True},
                {"trigger": "fail", "source": "review.rejected", "dest": "bad", "auto": True},
            ],
        }  # fmt: skip
        self.engine = Engine(None, [load(flow)], clock=self.clock, directory=directory)
        owner = Actor("ann") if directory else ANN
        self.case = self.engine.start("permit", subject="s", by=owner, data={"amount": 1}).id
        self.engine.fire(self.case, "submit", by=owner)

    def clock(self):
        self.now += timedelta(seconds=1)
        return self.now

    @property
    def desk(self):
        return self.engine.case(self.case).desk

    @property
    def state(self):
        return self.engine.case(self.case).state

    def n(self, whose, status="open"):
        """Return the number of the task of a person or role."""
        found = [
            t.n
            for t in self.desk.tasks
            if t.kind != "todo" and t.status == status and whose in {t.person, *t.roles}
        ]
        return found[-1]

    def do(self, kind, whose, *given, by=None, status="open", **named):
        """Let somebody act on the task of a person or role."""
        task = task_id(self.case, whose if isinstance(whose, int) else self.n(whose, status))
        by = by or Actor(str(whose))
        return self.engine.do(kind(task, *given, **named), by=by).case

    def open(self):
        return {t.person or t.roles[0] for t in self.desk.votes() if t.status == "open"}


@contextmanager
def refused(*codes):
    with pytest.raises(Refused) as no:
        yield
    assert {finding.code for finding in no.value.findings} == set(codes)


LAND = Actor("la", {"land"})


def people(*names, **more):
    return {"voters": [{"person": name} for name in names], **more}


def test_a_delegates_own_vote_does_not_decide_the_task_that_was_delegated():
    room = Room(people("li", "wang"))
    room.do(Delegate, "li", "wang")
    seats = {t.n: t for t in room.desk.votes()}
    own = next(n for n, t in seats.items() if t.owner is None)
    room.do(Approve, own, by=Actor("wang"))
    lent = next(t for t in room.desk.votes() if t.n != own)
    assert (lent.status, lent.owner) == ("open", "li")
    assert room.state == "review.deciding"


def test_a_helper_may_not_return_what_was_delegated():
    room = Room(people("li", "wang"))
    room.do(Delegate, "li", "hu")
    with refused("delegated"):
        room.do(Return, "hu")


def test_nobody_returns_a_case_before_their_turn():
    room = Room(people("li", "wang", in_order=True))
    with refused("not-your-turn"):
        room.do(Return, "wang", status="waiting")


def test_a_task_that_is_delegated_is_not_given_back_to_its_role():
    room = Room({"voters": [{"role": "land"}]})
    room.do(Claim, "land", by=LAND)
    room.do(Delegate, "la", "hu", by=LAND)
    with refused("delegated"):
        room.do(Unclaim, "hu")
    room.do(Resolve, "hu")
    assert room.open() == {"la"}


def test_who_is_asked_again_in_an_ordered_group_comes_before_those_after():
    room = Room(people("li", "wang", in_order=True))
    room.do(Approve, "li")
    room.engine.do(Edit(room.case, {"amount": 2}), by=ANN)
    assert room.open() == {"li"}
    room.do(Approve, "li")
    assert room.open() == {"wang"}


def test_who_was_added_before_is_asked_again_before_the_task_they_were_added_to():
    room = Room(people("li", "wang"))
    room.do(AddSign, "li", ("hu",), "before")
    room.do(Approve, "hu")
    assert room.open() == {"li", "wang"}
    room.engine.do(Edit(room.case, {"amount": 2}), by=ANN)
    assert room.open() == {"hu", "wang"}


def test_where_votes_are_void_a_new_round_asks_the_voters_themselves():
    room = Room(people("li", "wang", content="void"))
    room.do(Delegate, "li", "hu")
    room.do(Approve, "wang")
    room.engine.do(Edit(room.case, {"amount": 2}), by=ANN)
    assert [(t.person, t.owner, t.status) for t in room.desk.votes()] == [
        ("li", None, "open"),
        ("wang", None, "open"),
    ]
    assert [one.status for one in room.desk.rounds] == ["void", "open"]


def test_asking_again_leaves_a_delegated_task_where_it_is():
    room = Room(people("li", "wang", content="ask"))
    room.do(Delegate, "li", "hu")
    room.do(Approve, "wang")
    room.engine.do(Edit(room.case, {"amount": 2}), by=ANN)
    task = next(t for t in room.desk.votes() if t.owner)
    assert (task.person, task.owner, task.status) == ("hu", "li", "open")


def test_who_takes_a_task_in_an_ordered_group_takes_its_place_in_the_order():
    room = Room(people("li", "wang", in_order=True))
    room.do(Recuse, "li", to="hu")
    assert room.open() == {"hu"}
    room.do(Approve, "hu")
    assert room.open() == {"wang"}


def test_a_recusal_that_is_taken_back_takes_the_replacement_back_with_it():
    voters = [{"person": "li", "required": True}, {"person": "wang"}]
    room = Room({"voters": voters, "approve_when": "any"})
    n = room.n("li")
    room.do(Recuse, "li", to="hu")
    room.do(TakeBack, n, by=Actor("li"))
    assert room.open() == {"li", "wang"}
    assert room.desk.task(n).required
    room.do(Approve, "li")
    assert room.state == "next"


def test_two_seats_voted_at_once_are_taken_back_at_once():
    groups = {"a": people("li", "wang"), "b": people("li", "hu")}
    room = Room({"groups": groups})
    seats = [t.n for t in room.desk.votes() if t.person == "li"]
    room.do(Approve, seats[0], by=Actor("li"))
    assert room.open() == {"wang", "hu"}
    room.do(TakeBack, seats[0], by=Actor("li"))
    assert [room.desk.task(n).status for n in seats] == ["open", "open"]
    room.do(Approve, seats[1], by=Actor("li"))
    room.do(Approve, "wang")
    room.do(Approve, "hu")
    assert room.state == "next"


def test_what_an_approval_left_owing_is_taken_back_with_it():
    room = Room(people("li", "wang"))
    n = room.n("li")
    room.do(Approve, "li", owed=(Owed("map", datetime(2026, 2, 1, tzinfo=UTC)),))
    room.do(TakeBack, n, by=Actor("li"))
    assert [t.status for t in room.desk.tasks if t.kind == "owed"] == ["closed"]
    assert room.engine.case(room.case).armed == ()


def test_a_round_after_one_that_was_taken_back_counts_only_its_own_votes():
    after = {"kind": "approval", "approval": people("li", "hu", again="once")}
    room = Room(people("li", "wang"), after=after)
    room.do(Approve, "wang")
    n = room.n("li")
    room.do(Approve, "li")
    assert (room.state, room.open()) == ("next.deciding", {"hu"})
    room.do(TakeBack, n, by=Actor("li"))
    assert room.open() == {"li"}
    room.do(Approve, "li")
    live = [(t.person, t.status) for t in room.desk.votes() if t.status != "closed"]
    assert live == [("li", "done"), ("hu", "open")]


def test_no_step_is_left_to_do_in_a_state_that_was_jumped_out_of():
    room = Room(people("li"))
    room.engine.do(Jump(room.case, "preparing", "redo"), by=ADMIN)
    room.engine.do(Jump(room.case, "aside", "away"), by=ADMIN)
    assert [t for t in room.desk.tasks if t.kind == "todo" and t.live] == []


def test_a_jump_forgets_that_a_case_was_to_come_straight_back():
    room = Room(people("li"))
    room.do(Return, "li", straight_back=True)
    room.engine.do(Jump(room.case, "aside", "away"), by=ADMIN)
    assert room.desk.back is None


@pytest.mark.parametrize("other", ["LI", "ｌｉ"])
def test_nobody_gets_into_a_round_twice_by_a_look_alike_id(other):
    room = Room(people("li", "wang"))
    with refused("in-the-round"):
        room.do(Transfer, "wang", other)
    with refused("in-the-round"):
        room.do(AddSign, "wang", (other,), "beside")
    with refused("in-the-round"):
        room.do(Recuse, "wang", to=other)


def test_who_began_a_case_does_not_decide_on_it_under_a_look_alike_id():
    room = Room({"voters": [{"role": "land"}]})
    with refused("own-request"):
        room.do(Approve, "land", by=Actor("ANN", {"land"}))
    with refused("own-request"):
        room.do(Transfer, "land", "Ann", by=LAND)


@pytest.mark.parametrize(
    "make",
    [
        lambda case: Ask(case, "li", "why?"),
        lambda case: Urge(case, "please"),
    ],
    ids=["ask", "urge"],
)
def test_nothing_is_asked_of_anybody_about_a_case_that_has_ended(make):
    room = Room(people("li"))
    room.engine.do(Terminate(room.case, "cancelled", "why"), by=ADMIN)
    with refused("ended"):
        room.engine.do(make(room.case), by=ANN)


def test_who_comes_too_late_is_told_who_decided():
    voters = [{"role": "land"}, {"person": "wang"}]
    room = Room({"voters": voters, "approve_when": "any", "reject_when": "any"})
    n, other = room.n("land"), room.n("wang")
    room.do(Reject, "land", by=LAND)
    for task, by in ((n, Actor("lb", {"land"})), (other, Actor("wang"))):
        with pytest.raises(Refused, match="la") as no:
            room.do(Approve, task, by=by)
        closed = next(f for f in no.value.findings if f.code == "task-closed")
        assert closed.values["who"] == "la"


class Directory:
    """Says who holds which role, as of now."""

    def __init__(self, **held):
        self.held = held

    def roles(self, person, case, at):
        return frozenset(role for role, people in self.held.items() if person in people)

    def holders(self, role, case, at):
        return self.held.get(role, ())

    def superior(self, person, level, at):
        return None

    def revision(self):
        return str(self.held)


def test_a_role_that_only_who_began_the_case_holds_is_held_by_nobody_who_may_decide():
    directory = Directory(owner=["ann"], land=["ann"], finance=["fi"])
    with refused("nobody-to-decide"):
        Room({"voters": [{"role": "land"}]}, directory=directory)
    room = Room({"voters": [{"role": "land"}, {"role": "finance"}]}, directory=directory)
    assert room.open() == {"finance"}


def test_who_takes_the_task_of_somebody_added_before_is_waited_for_and_is_no_voter():
    room = Room(people("li", "wang"))
    room.do(AddSign, "li", ("hu",), "before")
    room.do(Recuse, "hu", to="mo")
    assert room.open() == {"mo", "wang"}
    room.do(Approve, "mo")
    assert room.open() == {"li", "wang"}
    room.do(Approve, "li")
    room.do(Approve, "wang")
    assert room.desk.rounds[-1].status == "approved"
