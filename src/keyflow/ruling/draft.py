"""`Draft`: one case while a command is being ruled."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from keyflow.finding import Finding
from keyflow.model.case import ENDED, Case, Standing, Waiver
from keyflow.model.event import CheckResult
from keyflow.model.schema import Data, raw_of
from keyflow.ruling.given import Order
from keyflow.ruling.machine import Machine

_NONE: frozenset[str] = frozenset()


class Draft:
    """What one case is becoming. Only the ruling of one command writes to it."""

    __slots__ = (
        "armed", "before", "checks", "closed", "created", "desk", "extra", "findings", "left",
        "machine", "moved", "opened", "outcome", "patch", "raw", "since", "standing", "state",
        "steps", "waivers", "words",
    )  # fmt: skip

    def __init__(self, case: Case, machine: Machine, *, created: bool = False) -> None:
        self.before = case
        self.machine = machine
        self.created = created
        self.state = case.state
        self.since = case.since
        self.standing: Standing = case.standing
        self.outcome = case.outcome
        self.raw = raw_of(case.data)
        self.waivers = case.waivers
        self.armed = case.armed
        self.desk = case.desk
        self.moved = created
        self.left = False
        self.steps: list[list[Any]] = []
        self.checks: list[CheckResult] = []
        self.findings: list[Finding] = []
        self.patch: dict[str, Any] = {}
        self.opened: list[str] = []
        self.extra: dict[str, Any] = {}
        self.words: dict[str, Any] = {}
        # By how many working days each deadline was late that is over now.
        self.closed: dict[str, int] = {}

    @property
    def data(self) -> Data:
        """The data as it will be."""
        before = self.before.data
        return before if self.raw is raw_of(before) else Data(self.machine.fields, self.raw)

    def with_patch(self, patch: Mapping[str, Any]) -> Data:
        """Return the data as a patch would make it."""
        return Data(self.machine.fields, {**self.raw, **patch}) if patch else self.data

    @property
    def untouched(self) -> bool:
        """Whether the case still is as it was before the command."""
        before = self.before
        return (
            not self.moved
            and self.raw is raw_of(before.data)
            and self.standing == before.standing
            and self.armed is before.armed
            and self.waivers is before.waivers
            and self.desk is before.desk
        )

    def waived(self, trigger: str) -> frozenset[str]:
        """Return the ids of checks that are waived for a trigger."""
        if not self.waivers:
            return _NONE
        return frozenset(waiver.check for waiver in self.waivers if waiver.trigger == trigger)

    def write(self, patch: dict[str, Any]) -> None:
        """Change data fields, already encoded."""
        if patch:
            self.raw = {**self.raw, **patch}
            self.patch.update(patch)

    def end(self, standing: Standing, outcome: str) -> None:
        """Be over: no deadline runs any more."""
        self.standing, self.outcome, self.armed, self.moved = standing, outcome, (), True

    def view(self) -> Case:
        """Return the case as it stands in this draft."""
        before = self.before
        return self._case(before.version, before.changed, before.seq, before.head, before.revision)

    @property
    def ended(self) -> bool:
        """Whether the case will be over."""
        return self.standing in ENDED

    def after(self, order: Order, revision: int, head: str = "") -> Case:
        """Return the case as it will be; its `head` is known once the event is sealed."""
        before = self.before
        return self._case(
            before.version + 1, order.now, before.seq + 1, head or before.head, revision
        )

    def _case(self, version: int, changed: datetime, seq: int, head: str, revision: int) -> Case:
        before = self.before
        return Case(
            before.id,
            before.workflow,
            before.definition,
            before.subject,
            self.state,
            self.standing,
            self.outcome,
            version,
            self.data,
            before.root,
            before.parent,
            before.slot,
            before.opened,
            self.since,
            changed,
            seq,
            head,
            revision,
            self.waivers,
            self.armed,
            self.desk,
        )


def used(waivers: tuple[Waiver, ...], trigger: str, checks: list[str]) -> tuple[Waiver, ...]:
    """Return the waivers that are left after some were used for a trigger."""
    return tuple(
        waiver for waiver in waivers if not (waiver.trigger == trigger and waiver.check in checks)
    )
