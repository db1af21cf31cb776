"""What lies on a case's desk is proved by its events: tasks, rounds, and who is named in them."""

import sqlite3

import pytest

from keyflow import Actor, Engine, load
from keyflow.audit.verify_export import main as verify_export
from keyflow.commands import Approve, Copy, Delegate, Erase, Return, Terminate

ANN, LI = Actor("ann", {"owner"}), Actor("li")
PERMIT = """
name: permit
initial: draft
roles: [owner, land]
operations: {erase: {by: owner}}
stages:
  draft: plain
  review: {kind: approval, approval: {voters: [{role: land}, {person: li}, {person: hu}]}}
  granted: final
transitions:
  - {trigger: submit, source: draft, dest: review, by: owner, todo: true}
  - {trigger: grant, source: review.approved, dest: granted, auto: true}
  - {trigger: refuse, source: review.rejected, dest: granted, auto: true}
"""
# The same with a board chosen by those who approve before it.
FURTHER = {
    "operations: {": "schema: {price: {type: integer, content: true}}\noperations: {"
    "terminate: {by: owner}, ",
    "  granted: final": """  board: {kind: approval, approval: {voters: [{chosen: previous}]}}
  granted: final""",
    "dest: granted": "dest: board",
    "trigger: refuse, source: review.rejected, dest: board": (
        "trigger: refuse, source: [review.rejected, board.rejected], dest: granted"
    ),
}
END = "  - {trigger: end, source: [board.approved], dest: granted, auto: true}\n"
CHANGES = {
    "a vote": ('"status":"open"', '"status":"done"'),
    "a task left out": ('"kind":"vote","n":6', '"kind":"todo","n":6'),
    "a person": ('"person":"hu"', '"person":"mo"'),
    "all names": ('"names":', '"game":'),
    "a round": ('"state":"review.deciding"', '"state":"draft"'),
}


@pytest.fixture
def file(tmp_path):
    return tmp_path / "permits.db"


def deciding(file):
    engine = Engine(f"sqlite:///{file}", [load(PERMIT, name="permit.yaml")])
    case = engine.start("permit", subject="A mill", by=ANN)
    engine.fire(case.id, "submit", by=ANN)
    (task,) = (item.id for item in engine.inbox(by=LI).items)
    engine.do(Return(task), by=LI)
    case = engine.fire(case.id, "submit", by=ANN).case
    li = next(id for id, task in case.tasks.items() if task.person == "li")
    engine.do(Delegate(li, "mo"), by=LI)
    engine.do(Copy(case.id, ["press"]), by=ANN)
    return engine, case.id


def test_a_desk_that_its_events_add_up_to_is_good(file, tmp_path):
    engine, case = deciding(file)
    engine.seal()
    with engine.store.connect() as connection:
        from keyflow.audit.verifying import verify

        assert verify(connection).problems == ()
    assert engine.case(case).desk == engine.case(case, as_of=engine.case(case).changed).desk


@pytest.mark.parametrize(("old", "new"), CHANGES.values(), ids=CHANGES)
def test_a_changed_desk_is_found(file, old, new):
    engine, _ = deciding(file)
    engine.close()
    with sqlite3.connect(file) as db:
        before = db.execute("SELECT desk FROM keyflow_case").fetchone()[0]
        assert old in before, before
        db.execute("UPDATE keyflow_case SET desk = replace(desk, ?, ?)", (old, new))
    assert [problem.code for problem in problems(file)] == ["row"]


def problems(file):
    from keyflow.audit.verifying import verify

    engine = Engine(f"sqlite:///{file}")
    with engine.store.connect() as connection:
        return verify(connection).problems


def test_after_an_erasure_the_rest_still_verifies(file):
    engine, case = deciding(file)
    for person in ("lu", "mo", "hu"):
        found = engine.case(case).tasks
        actor = Actor(person, {"land"} if person == "lu" else set())
        own = (
            next(id for id, t in found.items() if t.kind == "vote" and t.person in {None, person})
            if person != "mo"
            else next(id for id, t in found.items() if t.person == "mo")
        )
        if person == "mo":
            from keyflow.commands import Resolve

            engine.do(Resolve(own), by=actor)
            engine.do(Approve(own), by=LI)
        else:
            engine.do(Approve(own), by=actor)
    assert engine.case(case).ended
    engine.do(Erase(case, "hu", "asked for"), by=ANN)
    assert "hu" not in str(engine.case(case).desk)
    assert engine.inbox(by=Actor("hu"), box="done").total == 0
    engine.close()
    assert problems(file) == ()
    with sqlite3.connect(file) as db:
        db.execute("DELETE FROM keyflow_definition")
        assert '"hu"' not in "".join(db.iterdump())


def test_an_export_carries_desks_that_verify(file, tmp_path):
    from keyflow.audit.export import export

    engine, _ = deciding(file)
    with engine.store.connect() as connection:
        export(connection, tmp_path / "out")
    assert verify_export(["--folder", str(tmp_path / "out")]) == 0


def test_who_was_chosen_and_what_content_was_returned_are_proved_and_may_be_erased(file, tmp_path):
    from keyflow.audit.export import export

    text = PERMIT
    for old, new in FURTHER.items():
        text = text.replace(old, new)
    engine = Engine(f"sqlite:///{file}", [load(text + END, name="permit.yaml")])
    case = engine.start("permit", subject="A mill", by=ANN).id
    engine.fire(case, "submit", by=ANN)
    engine.do(Approve(f"{case}#3", choose={"board.deciding": ("hu", "mo")}), by=LI)
    engine.do(Return(f"{case}#4", straight_back=True), by=Actor("hu"))
    desk = engine.case(case).desk
    assert desk.back_seen
    assert desk == engine.case(case, as_of=engine.case(case).changed).desk
    engine.do(Terminate(case, "over", "no mill"), by=ANN)
    engine.do(Erase(case, "hu", "asked for"), by=ANN)
    assert engine.case(case).desk.settled("board.deciding") == ("mo",)
    with engine.store.connect() as connection:
        export(connection, tmp_path / "out")
    engine.close()
    assert problems(file) == ()
    assert verify_export(["--folder", str(tmp_path / "out")]) == 0


WITH_ITEMS = {
    "draft: plain": "draft: plain\n  part: {kind: plain, states: {part: {children: {item: "
    "{workflow: item}}}}}",
    "draft, dest: review": "draft, dest: part",
    "  - {trigger: grant": "  - {trigger: present, source: part, dest: review, by: owner}\n"
    "  - {trigger: grant",
}
ITEM = """
name: item
initial: done
roles: [owner]
stages: {done: final}
transitions: []
"""


def test_the_cases_that_a_return_set_aside_are_proved_too(file, tmp_path):
    from keyflow.audit.export import export

    text = PERMIT
    for old, new in WITH_ITEMS.items():
        assert old in text
        text = text.replace(old, new)
    engine = Engine(f"sqlite:///{file}", [load(text, name="permit.yaml"), load(ITEM, name="i")])
    case = engine.start("permit", subject="A mill", by=ANN)
    engine.fire(case.id, "submit", by=ANN)
    engine.fire(case.id, "present", by=ANN)
    (task,) = (item.id for item in engine.inbox(by=LI).items)
    found = engine.do(Return(task), by=LI).case
    assert len(found.desk.undone) == 1
    with engine.store.connect() as connection:
        export(connection, tmp_path / "out")
    assert verify_export(["--folder", str(tmp_path / "out")]) == 0
    engine.close()
    assert problems(file) == ()
    with sqlite3.connect(file) as db:
        db.execute("UPDATE keyflow_case SET desk = replace(desk, '\"undone\":[', '\"undon\":[')")
    assert [problem.code for problem in problems(file)] == ["row"]
