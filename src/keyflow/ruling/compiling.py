"""Turns what a definition names into plugin objects: the gates of its transitions and rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from keyflow.errors import UnknownKind
from keyflow.finding import Finding, Severity
from keyflow.model.calendar import Calendar
from keyflow.model.check import Check
from keyflow.model.definition import CheckUse, Rule, Transition
from keyflow.model.event import CheckResult
from keyflow.model.plan import Change, Plan
from keyflow.model.use import Use
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.ruling.findings import no
from keyflow.ruling.guards import Condition


@dataclass(frozen=True, slots=True)
class Examiner:
    """A check as it stands at one place; `missing` says why it cannot run (parked, D8)."""

    id: str
    kind: str
    severity: Severity
    waivable: tuple[str, ...]
    check: Check | None
    package: str
    passed: CheckResult
    missing: Finding | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """One transition with its guard and plugins ready.

    `missing` holds what is not installed, `reads_past` whether a check asks what was done before.
    """

    transition: Transition
    by: frozenset[str]
    guard: Condition | None
    examiners: tuple[Examiner, ...]
    plans: tuple[Plan, ...] = ()
    changes: tuple[Change, ...] = ()
    missing: tuple[Finding, ...] = ()
    reads_past: bool = False


class Compiler:
    """Turns what a definition names into plugin objects; what is missing becomes a finding."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def gate(self, transition: Transition, workflow: Workflow) -> Gate:
        """Compile a transition."""
        missing: list[Finding] = []
        examiners = tuple(self.examiner(use) for use in transition.checks)
        return Gate(
            transition=transition,
            by=frozenset(transition.by),
            guard=Condition(transition.when, workflow.fields) if transition.when else None,
            examiners=examiners,
            reads_past=_reads_past(examiners),
            plans=tuple(self._ready("plan", use, missing) for use in transition.plans),
            changes=tuple(self._ready("change", use, missing) for use in transition.changes),
            missing=tuple(missing),
        )

    def rule(self, rule: Rule) -> Gate:
        """Compile an operation's rule: a gate that leads nowhere."""
        missing: list[Finding] = []
        examiners = tuple(self.examiner(use) for use in rule.checks)
        return Gate(
            transition=Transition(trigger="operation", source=(), by=rule.by),
            by=frozenset(rule.by),
            guard=None,
            examiners=examiners,
            plans=tuple(self._ready("plan", use, missing) for use in rule.plans),
            missing=tuple(missing),
            reads_past=_reads_past(examiners),
        )

    def calendar(self, use: Use) -> Calendar | None:
        """Return the workflow's calendar, None where it is not installed or refuses its options."""
        try:
            made: Calendar = self._make("calendar", use)[0]
        except _Parked:
            return None
        return made

    def examiner(self, use: CheckUse) -> Examiner:
        """Compile a check at its place; where it is not installed, it says so when asked."""
        identity = use.id or use.kind
        try:
            check, package = self._make("check", use)
            missing = None
        except _Parked as parked:
            check, package, missing = None, "", parked.finding
        severity = use.severity or (check.severity if check else "block")
        waivable = use.waivable if use.waivable is not None else (check.waivable if check else ())
        passed = CheckResult(identity, "pass")
        return Examiner(
            identity, use.kind, severity, tuple(waivable), check, package, passed, missing
        )

    def _ready(self, family: str, use: Use, missing: list[Finding]) -> Any:
        try:
            return self._make(family, use)[0]
        except _Parked as parked:
            missing.append(parked.finding)
            return None

    def _make(self, family: str, use: Use) -> tuple[Any, str]:
        try:
            offer = self._registry.find(family, use.kind)
            return offer.thing(**use.options), offer.package
        except UnknownKind as error:
            reason = str(error)
        except ValidationError as error:
            reason = (
                f"{family} {use.kind!r} no longer takes its options: {error.errors()[0]['msg']}"
            )
        raise _Parked(reason)


def _reads_past(examiners: Sequence[Examiner]) -> bool:
    return any(item.check is not None and item.check.past for item in examiners)


class _Parked(Exception):
    """A plugin is not there, or refuses the options it was given when the case began."""

    def __init__(self, reason: str) -> None:
        self.finding = no("plugin-missing", reason=reason)
        super().__init__(reason)
