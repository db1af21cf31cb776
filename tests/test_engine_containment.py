"""A plugin that writes into what it is shown: nothing of it reaches a case, a store or a retry."""

import copy
import json
import pickle
from types import ModuleType

import pytest

from keyflow import Actor, Engine, Refused, load
from keyflow.commands import Fire
from keyflow.plugin import Check, Plan, hookimpl
from tests.offices import url_of

RAY = Actor("ray", {"r"})
DATA = {"title": "t", "items": ["a"], "notes": {"a": "b"}, "place": {"town": "x", "plots": [1]}}
WRITES = {
    "field": lambda a: a.data.raw.update(title="hacked"),
    "of the case": lambda a: a.case.data.raw.__setitem__("title", "hacked"),
    "default": lambda a: a.case.data.raw.setdefault("new", "hacked"),
    "list": lambda a: a.case.data.raw["items"].append("hacked"),
    "map": lambda a: a.data.raw["notes"].pop("a"),
    "record": lambda a: a.data["place"].raw.clear(),
    "deep": lambda a: a.case.data["place"].raw["plots"].__setitem__(0, 9),
    "child": lambda a: a.children()[0].data.raw.__delitem__("title"),
    "schema": lambda a: a.data.fields.pop("title"),
    "schema of a record": lambda a: a.case.data.fields["place"].fields.clear(),
    "title of a field": lambda a: a.case.data.fields["title"].title.update(en="hacked"),
    "command": lambda a: a.command.data.update(title="hacked"),
    "command deep": lambda a: a.command.data["items"].append("hacked"),
    "union": lambda a: a.data.raw.__ior__({"title": "hacked"}),
}
# `dict.update(x)` goes round what a class says: then the change is to a copy, and is not told of.
SILENT = {
    "round the class": lambda a: dict.update(a.case.data.raw, title="hacked"),
    "round the list": lambda a: list.append(a.case.data.raw["items"], "hacked"),
    "decoded map": lambda a: a.case.data["notes"].update(a="hacked"),
}


class Writing(Check):
    kind = "writing"
    inline = True
    what: str

    def examine(self, attempt):
        (WRITES | SILENT)[self.what](attempt)


class WritingPlan(Plan):
    kind = "writing"
    what: str

    def plan(self, attempt):
        WRITES[self.what](attempt)
        return []


class Plugins:
    @staticmethod
    @hookimpl
    def keyflow_checks():
        return [Writing]

    @staticmethod
    @hookimpl
    def keyflow_plans():
        return [WritingPlan]


FLOW = """
name: w
initial: a
many: true
roles: [r]
schema:
  title: {type: text, title: {en: Title}}
  items: {type: list, of: text}
  notes: {type: map, of: text}
  place: {type: record, fields: {town: text, plots: {type: list, of: integer}}}
stages: {a: {kind: plain, states: {a: {writable: '*'}}}, z: final}
transitions:
  - {trigger: go, source: a, dest: z, by: r, WHAT}
"""


def as_module(offers):
    """Return a plugin module that offers what a class does."""
    module = ModuleType(offers.__name__)
    vars(module).update({n: getattr(offers, n) for n in vars(offers) if n.startswith("keyflow_")})
    return module


@pytest.fixture(params=["memory", "sqlite"])
def run(request, tmp_path):
    """Return a function that starts a case, and one below it, in an engine with these plugins."""
    open_ones = []

    def started(what):
        flow = load(FLOW.replace("WHAT", what), plugins=[as_module(Plugins)])
        engine = Engine(
            url_of(request.param, tmp_path, request), [flow], plugins=[as_module(Plugins)]
        )
        open_ones.append(engine)
        case = engine.start("w", subject="s", by=RAY, data=DATA)
        engine.start("w", subject="c", by=RAY, data=DATA, parent=case.id)
        return engine, case

    yield started
    for engine in open_ones:
        engine.close()


@pytest.mark.parametrize("what", sorted(WRITES))
def test_a_check_that_writes_is_a_no_and_changes_nothing(run, what):
    engine, case = run(f"checks: [{{kind: writing, what: {what}}}]")
    shown = engine.case(case.id)
    given = copy.deepcopy(DATA)
    with pytest.raises(Refused) as no:
        engine.fire(case.id, "go", by=RAY, data=given)
    assert [finding.code for finding in no.value.findings] == ["check-failed"]
    assert given == DATA
    for seen in (shown, engine.case(case.id)):
        assert seen.data.raw == DATA
        assert seen.data.fields["place"].fields.keys() == {"town", "plots"}
        assert seen.data.fields["title"].title == {"en": "Title"}
    assert engine.history(case.id)[0].body["data"] == DATA


@pytest.mark.parametrize("what", sorted(SILENT))
def test_a_check_that_writes_into_a_copy_changes_nothing(run, what):
    engine, case = run(f"checks: [{{kind: writing, what: {what}}}]")
    after = engine.fire(case.id, "go", by=RAY).case
    for seen in (after, engine.case(case.id)):
        assert seen.data.raw == DATA


@pytest.mark.parametrize("what", sorted(WRITES))
def test_a_plan_that_writes_is_a_no_and_changes_nothing(run, what):
    engine, case = run(f"plans: [{{kind: writing, what: {what}}}]")
    with pytest.raises(Refused) as no:
        engine.fire(case.id, "go", by=RAY, data=DATA)
    assert [finding.code for finding in no.value.findings] == ["plan-failed"]
    assert engine.case(case.id).data.raw == DATA


def test_a_command_keeps_the_data_it_was_made_with():
    given = copy.deepcopy(DATA)
    command = Fire("c", "go", given)
    given["items"].append("later")
    del given["title"]
    assert command.data == DATA
    assert command == Fire("c", "go", DATA)
    with pytest.raises(TypeError, match="looked at"):
        Fire("c", "go").data["x"] = 1


def test_what_is_only_looked_at_still_goes_where_data_go(run):
    engine, case = run("comment: optional")
    raw = engine.case(case.id).data.raw
    assert json.loads(json.dumps(raw)) == DATA
    for other in (copy.deepcopy(raw), copy.copy(raw), pickle.loads(pickle.dumps(raw)), {**raw}):
        assert other == DATA
    assert pickle.loads(pickle.dumps(Fire("c", "go", DATA))) == Fire("c", "go", DATA)
    assert pickle.loads(pickle.dumps(case)) == case
    again = engine.fire(case.id, "go", by=RAY, data=raw)
    assert again.case.data.raw == DATA
