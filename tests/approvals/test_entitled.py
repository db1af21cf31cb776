"""Who could have decided at a moment: those whom nothing kept from it then."""

from datetime import timedelta

import pytest

from keyflow import Actor, Engine, NotFound
from keyflow.commands import Approve, Claim, Delegate, Recuse, Suspend
from keyflow.model.desk import task_id
from tests.approvals.bureau import ADA, LA, LI, THREE, flow
from tests.offices import START, Clock

LAND = {"voters": [{"role": "land"}, {"person": "li"}]}


class Book:
    """A case and a directory in which la, lo and ann hold `land`; zhao stands in for la."""

    def __init__(self, policy, **head):
        self.clock = Clock()
        self.engine = Engine("sqlite://", [flow(policy, **head)], directory="store",
                             clock=self.clock)  # fmt: skip
        self.book = self.engine.directory
        for person, role in (("ann", "owner"), ("ada", "admin"),
                             ("ann", "land"), ("la", "land"), ("lo", "land")):  # fmt: skip
            self.book.appoint(person, role, since=START)
        self.case = self.engine.start("permit", subject="x", by=Actor("ann")).id
        self.engine.fire(self.case, "submit", by=Actor("ann"))

    def could(self, n, at=None):
        found = self.engine.auditor.who_could(task_id(self.case, n), at or self.clock.now)
        return [(one.person, one.right) for one in found]

    def do(self, command, by):
        self.clock.turn(minutes=1)
        return self.engine.do(command, by=by)

    def stands_in(self, person, other):
        self.book.substitute(person, other, START, START + timedelta(days=9))


@pytest.fixture
def book():
    made = []

    def make(*args, **head):
        made.append(Book(*args, **head))
        return made[-1]

    yield make
    for one in made:
        one.engine.close()


def test_the_initiator_could_not_in_person_or_for_another(book):
    b = book(LAND)
    b.stands_in("la", "ann")
    b.stands_in("lo", "zhao")
    assert b.could(1) == [("la", "role land"), ("lo", "role land"), ("zhao", "for lo")]


def test_who_had_voted_or_was_kept_apart_could_not(book):
    b = book(LAND | {"apart": ["admin"]})
    b.book.appoint("li", "land", since=START)
    b.book.appoint("ada", "land", since=START)
    before = b.clock.now
    b.do(Approve(task_id(b.case, 2)), Actor("li"))
    assert b.could(1) == [("la", "role land"), ("lo", "role land")]
    assert ("li", "role land") in b.could(1, before)


def test_of_a_delegated_task_its_owner_could(book):
    b = book(LAND)
    b.do(Delegate(task_id(b.case, 2), "qi"), Actor("li"))
    assert b.could(2) == [("li", "person")]


def test_nobody_could_while_the_case_was_on_hold(book):
    b = book(LAND)
    before = b.clock.now
    b.do(Suspend(b.case, "a hearing"), Actor("ada"))
    assert b.could(2) == []
    assert b.could(2, before) == [("li", "person")]


def test_what_was_done_later_does_not_count_for_then(book):
    b = book({"voters": THREE})
    before = b.clock.now
    b.do(Recuse(task_id(b.case, 1)), Actor("li"))
    assert b.could(1, before) == [("li", "person")]
    with pytest.raises(NotFound):
        b.could(1)


def test_without_a_directory_a_role_is_named_and_who_claimed_it(memory):
    b = memory(LAND)
    case = b.begin()
    task = b.task(case, "land")
    could = b.engine.auditor.who_could
    assert [one.person for one in could(task, b.clock.now)] == ["role:land"]
    b.do(Claim(task), LA)
    assert [one.person for one in could(task, b.clock.now)] == ["la"]
    assert [one.person for one in could(b.task(case, "li"), b.clock.now)] == [LI.id]
    b.do(Suspend(case, "a hearing"), ADA)
    assert could(task, b.clock.now) == []
