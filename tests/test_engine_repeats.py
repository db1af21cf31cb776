"""A repeat has the first answer, and a key that was used is told from one that was not."""

import pickle

import pytest

from keyflow import Actor, Conflict
from keyflow.commands import Erase, Fire, Note, Start
from tests.offices import ANN, BOB, FULL, flow, opened, url_of

RAY = Actor("ray", {"r"})


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def office(request, tmp_path):
    with opened(url_of(request.param, tmp_path, request)) as office:
        yield office


TELLING = """
name: w
initial: a
many: true
roles: [r, leader]
schema: {n: integer, item: text, items: {type: list, of: text}}
stages:
  a: plain
  b: {kind: plain, states: {b: {children: {c: {workflow: w, each: items}}}}}
  z: final
transitions:
  - trigger: go
    source: a
    dest: b
    by: r
    checks: [{kind: answering, what: two, severity: warn}, {kind: enough, least: 5, severity: warn}]
    plans: [{kind: spawn, what: roots}]
  - {trigger: nudge, source: a, by: r, checks: [{kind: answering, what: one, severity: warn}]}
  - {trigger: all, source: b, by: r, commands: [{fire: nudge, on: child c}],
     checks: [{kind: answering, what: one, severity: warn}]}
  - {trigger: end, source: [a, b], dest: z, by: r}
notices:
  - {on: [entered b, fired nudge], to: [r, "person:dora"], via: box, id: told, text: told}
"""
ITEM = (
    "name: item\ninitial: open\nroles: [r]\nschema: {item: text}\nstages: {open: plain, z: final}\n"
    "transitions: [{trigger: end, source: open, dest: z, by: r}]"
)


@pytest.fixture(params=["memory", "sqlite"])
def telling(request, tmp_path):
    url = url_of(request.param, tmp_path, request)
    with opened(url, [flow(TELLING), flow(ITEM)]) as office:
        case = office.engine.start("w", subject="s", by=RAY, data={"items": ["x", "y"]})
        yield office, case


def same(one, other):
    assert other.replayed
    assert (one.moved, one.opened, one.messages) == (other.moved, other.opened, other.messages)
    told = [
        [(f.check, f.code, f.severity, f.text, f.say("zh")) for f in outcome.warnings]
        for outcome in (one, other)
    ]
    assert told[0] == told[1]
    assert (one.case.head, one.case.state) == (other.case.head, other.case.state)


def test_a_repeat_has_the_warnings_and_the_number_of_messages_of_the_first_answer(telling):
    office, case = telling
    first = office.engine.fire(case.id, "go", by=RAY, key="k")
    assert [f.say("zh") for f in first.warnings] == ["first", "second 0.5", "仅0项"]
    assert (len(first.opened), first.messages) == (4, 2)
    same(first, office.engine.fire(case.id, "go", by=RAY, key="k"))


def test_a_repeat_has_what_was_found_in_the_other_cases_too(telling):
    office, case = telling
    office.engine.fire(case.id, "go", by=RAY)
    first = office.engine.fire(case.id, "all", by=RAY, key="k")
    assert [f.text for f in first.warnings] == ["first"] * 3
    assert (first.opened, first.messages) == ((), 4)
    same(first, office.engine.fire(case.id, "all", by=RAY, key="k"))


def test_a_repeated_batch_has_the_answers_of_the_first(telling):
    office, case = telling
    batch = [Fire(case.id, "nudge"), Fire(case.id, "go"), Start("w", "t"), Fire(case.id, "all")]
    first = office.engine.do(batch, by=RAY, key="k")
    assert [len(outcome.opened) for outcome in first] == [0, 4, 0, 0]
    for one, other in zip(first, office.engine.do(batch, by=RAY, key="k"), strict=True):
        same(one, other)


def reason_of(ask):
    with pytest.raises(Conflict) as no:
        ask()
    return no.value.reason, str(no.value)


def test_a_key_of_a_batch_is_not_good_for_a_single_command_nor_the_other_way_round(office):
    case = office.begin()
    office.engine.do([Note(case.id, "x"), Note(case.id, "y")], by=ANN, key="batch")
    office.engine.do(Note(case.id, "x"), by=ANN, key="single")
    for ask in (
        lambda: office.engine.do(Note(case.id, "x"), by=ANN, key="batch"),
        lambda: office.engine.do(Note(case.id, "z"), by=ANN, key="batch"),
        lambda: office.engine.do(Note(case.id, "y"), by=ANN, key="batch/1"),
        lambda: office.engine.do([Note(case.id, "x"), Note(case.id, "y")], by=ANN, key="single"),
        lambda: office.engine.start("project", subject="Other", by=ANN, data=FULL, key="batch"),
    ):
        reason, text = reason_of(ask)
        assert reason == "key"
        assert "was used for another command" in text
    assert len(office.engine.history(case.id)) == 4


def test_a_batch_whose_later_key_is_taken_is_told_so(office):
    case = office.begin()
    office.engine.do(Note(case.id, "x"), by=ANN, key="k/1")
    batch = [Note(case.id, "x"), Note(case.id, "y")]
    reason, text = reason_of(lambda: office.engine.do(batch, by=ANN, key="k"))
    assert (reason, "'k'" in text) == ("key", True)
    assert len(office.engine.history(case.id)) == 2


def test_a_conflict_says_which_it_is(office):
    case = office.begin()
    reason, _ = reason_of(lambda: office.engine.fire(case.id, "submit", by=ANN, expected=7))
    assert reason == "version"
    office.engine.fire(case.id, "remark", by=ANN, key="k")
    office.engine.fire(case.id, "drop", by=BOB)
    office.engine.do(Erase(case.id, "ann", "asked"), by=BOB)
    reason, text = reason_of(lambda: office.engine.fire(case.id, "remark", by=ANN, key="k"))
    assert reason == "erased"
    assert "erased" in text
    assert "another command" not in text


def test_a_conflict_keeps_its_reason_on_the_way_to_another_process():
    error = pickle.loads(pickle.dumps(Conflict("k", reason="erased")))
    assert (str(error), error.reason) == ("k", "erased")
    assert Conflict("too late").reason == "raced"
