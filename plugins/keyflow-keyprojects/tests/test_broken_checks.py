"""E8: a check that raises and one that hangs during hand_over, and the channel that is down."""

import time
from types import SimpleNamespace

import pytest

import keyflow_keyprojects as pack
from keyflow import Engine, Refused, Shelf
from keyflow.plugin import Attachment, Check, CheckUse, Policy
from keyflow.registry import Registry
from keyflow_keyprojects.city.engine import register_city
from keyflow_keyprojects.office import PROJECT
from keyflow_keyprojects.record.register import Register
from keyflow_keyprojects.settings import DEFAULTS

from .conftest import hook_module  # noqa: TID252 - tests are no package
from .office_life import Life  # noqa: TID252 - tests are no package

BROKEN = SimpleNamespace(now=True)
CHECKS = [
    "k12-next-stage", "k08-targets", "k14-join", "k15-unexpired", "k16-blockers", "k18-funds",
    "k29-idle-land",
    "kp-reached-verified", "kp-guarded", "k31-effective", "raising", "hanging", "last",
]  # fmt: skip


class Raising(Check):
    """Raises while it is broken."""

    kind = "raising"

    def examine(self, attempt):
        if BROKEN.now:
            raise RuntimeError("no connection to the bank")


class Hanging(Check):
    """Never comes back in time while it is broken."""

    kind = "hanging"
    timeout = 0.1

    def examine(self, attempt):
        if BROKEN.now:
            time.sleep(1)


class Last(Check):
    """Asked after the broken ones; it also tries to change what it is shown."""

    kind = "last"

    def examine(self, attempt):
        with pytest.raises(TypeError):
            attempt.data.raw.setdefault("number", "changed")
        with pytest.raises(AttributeError):
            attempt.case.state = "closed"


class Everywhere(Policy):
    """Attaches the three to the hand-over to construction."""

    kind = "broken-checks"
    severity: str = "block"

    def attach(self, workflow, stage, transition):
        if (workflow, stage, transition.trigger) != (PROJECT, "planning", "hand_over"):
            return None
        kinds = ("raising", "hanging", "last")
        return Attachment([CheckUse(kind=kind, severity=self.severity) for kind in kinds])


@pytest.fixture
def broken():
    BROKEN.now = True
    return BROKEN


def ready(severity, clock):
    """A project ready for construction, in an engine with the broken checks."""
    broken = hook_module(
        f"broken_{severity}",
        keyflow_checks=lambda: [Raising, Hanging, Last],
        keyflow_policies=lambda: [Everywhere(severity=severity)],
    )
    registry = Registry([pack, broken])
    facts = Register(DEFAULTS.plan_rate)
    engine = Engine(
        None, Shelf(pack.WORKFLOWS, registry=registry), facts=facts, clock=clock, registry=registry
    )
    facts.engine = engine
    register_city(engine)
    life = Life(engine, clock, "K002")
    life.select()
    life.planning()
    return engine, life.case, life.dept


def test_both_are_errors_the_others_still_ran_and_the_retry_succeeds_once(broken, clock):
    engine, case, dept = ready("block", clock)
    before = engine.case(case.id)
    told = len(engine.outbox(limit=10_000))
    with pytest.raises(Refused) as refused:
        engine.fire(case.id, "hand_over", by=dept, key="hand-over-1")
    assert [f.code for f in refused.value.findings] == ["check-failed", "check-failed"]
    event = engine.history(case.id)[-1]
    assert not event.accepted
    assert [check.check for check in event.checks] == CHECKS
    results = {check.check: check.result for check in event.checks}
    assert (results["raising"], results["hanging"], results["last"]) == ("error", "error", "pass")
    after = engine.case(case.id)
    assert (after.state, after.version, after.data.raw) == (
        before.state, before.version, before.data.raw,
    )  # fmt: skip
    assert len(engine.outbox(limit=10_000)) == told
    broken.now = False
    assert engine.fire(case.id, "hand_over", by=dept, key="hand-over-1").moved
    assert engine.fire(case.id, "hand_over", by=dept, key="hand-over-1").replayed
    assert engine.case(case.id).state == "construction.pending"


def test_as_warnings_they_let_the_project_through(broken, clock):
    engine, case, dept = ready("warn", clock)
    outcome = engine.fire(case.id, "hand_over", by=dept)
    assert [f.severity for f in outcome.warnings] == ["warn", "warn"]
    assert outcome.case.state == "construction.pending"
