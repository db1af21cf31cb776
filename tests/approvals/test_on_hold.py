"""What lies in an inbox while its case, or one above it, is on hold, is marked so."""

from datetime import date

from keyflow.commands import Approve, Owed, Resume, Suspend, Terminate
from tests.approvals.bureau import ADA, ANN, LATER, LI, QI, flow

ONE = {"voters": [{"person": "li"}]}


def marked(b, by, box="todo"):
    return [(item.case.workflow, item.suspended) for item in b.engine.inbox(by=by, box=box).items]


def test_a_task_of_a_suspended_case_is_marked(bureau):
    b = bureau(ONE)
    case = b.begin()
    assert marked(b, LI) == [("permit", False)]
    b.do(Suspend(case, "a hearing"), ADA)
    assert (marked(b, LI), marked(b, ANN, "mine")) == ([("permit", True)], [("permit", True)])
    assert b.refused(Approve(b.task(case, "li")), LI) == ["suspended"]
    b.do(Resume(case), ADA)
    assert marked(b, LI) == [("permit", False)]


def test_what_is_owed_by_a_day_is_late_when_that_has_passed_on_hold(bureau):
    b = bureau(ONE, **LATER)
    case = b.begin()
    b.do(Approve(b.task(case, "li"), owed=(Owed("survey", date(2011, 3, 4)),)), LI)
    (due,) = [item.due for item in b.case(case).armed]
    b.do(Suspend(case, "a hearing"), ADA)
    b.clock.turn(days=9)
    b.engine.run_due()
    assert b.case(case).state == "later"
    b.do(Resume(case), ADA)
    assert [item.due for item in b.case(case).armed] == [due]
    b.engine.run_due()
    assert b.case(case).state == "review"


def test_so_is_one_below_a_suspended_case_however_deep(bureau):
    """A child, a grandchild and a stranger: only what is below is marked."""
    top = flow(ONE, name="top", many=True)
    b = bureau(ONE, top, many=True)
    above = b.engine.start("top", subject="above", by=ANN)
    between = b.engine.start("top", subject="x", by=ANN, parent=above.id, slot="part")
    below = b.engine.start("permit", subject="x", by=ANN, parent=between.id, slot="part")
    b.engine.fire(below.id, "submit", by=ANN)
    stranger = b.begin(subject="another")
    for held in (above, between):
        b.do(Suspend(held.id, "a hearing"), ADA)
        items = b.engine.inbox(by=LI).items
        assert {item.case.id: item.suspended for item in items} == {
            below.id: True, stranger: False,
        }  # fmt: skip
        b.do(Resume(held.id), ADA)
    assert marked(b, LI) == [("permit", False)] * 2


def test_what_may_be_done_for_others_is_marked_too(bureau):
    class Book:
        def roles(self, _person, _case, _at):
            return {"owner", "admin"}

        def holders(self, _role, _case, _at):
            return []

        def superior(self, _person, _level, _at):
            return None

        def revision(self):
            return "1"

        def principals(self, person, _case, _at):
            return ["li"] if person == "qi" else []

    b = bureau(ONE, directory=Book())
    ann, ada = type(ANN)("ann"), type(ANN)("ada")
    case = b.begin(by=ann)
    b.do(Suspend(case, "a hearing"), ada)
    assert marked(b, QI, "delegated") == [("permit", True)]
    b.do(Terminate(case, "withdrawn", "over"), ada)
    assert marked(b, QI, "delegated") == []
