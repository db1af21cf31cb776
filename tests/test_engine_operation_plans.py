"""What belongs to an operation: its plans are done with it, or it is not done."""

from types import ModuleType

import pytest

from keyflow import Actor, DefinitionError, Engine, Refused, load
from keyflow.commands import Adopt, Suspend
from keyflow.plugin import Edit, Plan, Start, hookimpl

RAY = Actor("ray", {"r"})
FLOW = """
name: w
initial: a
roles: [r]
schema: {seen: text}
slots: {part: w}
operations:
  start: {by: r, plans: [{kind: look, text: started}]}
  adopt: {by: r, plans: [{kind: look, text: adopted}, {kind: open-part}]}
  edit: {by: system}
  suspend: {by: r, plans: [{kind: fail}]}
stages: {a: {kind: plain, states: {a: {writable: seen}}}, b: {kind: plain}, z: final}
transitions:
  - {trigger: on, source: a, dest: b, by: r}
  - {trigger: go, source: [a, b], dest: z, by: r}
"""


class Look(Plan):
    kind = "look"
    text: str

    def plan(self, attempt):
        return [Edit(attempt.case.id, {"seen": self.text})]


class OpenPart(Plan):
    kind = "open-part"

    def plan(self, attempt):
        return [Start("w", f"{attempt.case.subject}/part", parent=attempt.case.id, slot="part")]


class Fail(Plan):
    kind = "fail"

    def plan(self, attempt):
        return [Start("w", "", parent=attempt.case.id)]


def _keyflow_plans():
    return [Look, OpenPart, Fail]


PLUGIN = ModuleType("operation_plans")
PLUGIN.keyflow_plans = hookimpl(_keyflow_plans, specname="keyflow_plans")


@pytest.fixture
def engine():
    with_plans = Engine(None, [load(FLOW, plugins=[PLUGIN])], plugins=[PLUGIN])
    yield with_plans
    with_plans.close()


def test_a_start_does_what_its_plan_says_in_the_same_event(engine):
    case = engine.start("w", subject="one", by=RAY)
    assert case.data["seen"] == "started"
    assert [event.verb for event in engine.history(case.id)] == ["start"]


def test_an_adoption_opens_what_belongs_to_it_each_with_its_own_plans(engine):
    case = engine.do(Adopt("w", "one", "b", "known"), by=RAY).case
    (part,) = engine.cases(parent=case.id).cases
    assert (case.data["seen"], part.data["seen"]) == ("adopted", "started")


def test_what_a_plan_cannot_do_takes_the_operation_back(engine):
    case = engine.start("w", subject="one", by=RAY)
    with pytest.raises(Refused, match="plan fail"):
        engine.do(Suspend(case.id, "rain"), by=RAY)
    assert engine.case(case.id).standing == "active"


def test_a_plan_nobody_knows_is_a_problem_of_the_file():
    with pytest.raises(DefinitionError, match=r"operations\.start\.plans\.0"):
        load(FLOW.replace("kind: look, text: started", "kind: lok"), plugins=[PLUGIN])
