"""`Draft`: one case while a command is being ruled, and the event it leaves behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from keyflow.finding import Finding
from keyflow.model.case import ENDED, Armed, Case, Standing, Waiver
from keyflow.model.event import CheckResult, canonical, commitment, link
from keyflow.model.record import NewEvent
from keyflow.model.schema import Data
from keyflow.ruling.given import Order
from keyflow.ruling.machine import Machine

_NONE: frozenset[str] = frozenset()


class Draft:
    """What one case is becoming. Only the ruling of one command writes to it."""

    __slots__ = (
        "armed", "before", "checks", "created", "extra", "findings", "left", "machine", "moved",
        "opened", "outcome", "patch", "raw", "since", "standing", "state", "steps", "waivers",
        "words",
    )  # fmt: skip

    def __init__(self, case: Case, machine: Machine, *, created: bool = False) -> None:
        self.before = case
        self.machine = machine
        self.created = created
        self.state = case.state
        self.since = case.since
        self.standing: Standing = case.standing
        self.outcome = case.outcome
        self.raw = case.data.raw
        self.waivers = case.waivers
        self.armed = case.armed
        self.moved = created
        self.left = False
        self.steps: list[list[Any]] = []
        self.checks: list[CheckResult] = []
        self.findings: list[Finding] = []
        self.patch: dict[str, Any] = {}
        self.opened: list[str] = []
        self.extra: dict[str, Any] = {}
        self.words: dict[str, Any] = {}

    @property
    def data(self) -> Data:
        """The data as it will be."""
        before = self.before.data
        return before if self.raw is before.raw else Data(self.machine.fields, self.raw)

    def with_patch(self, patch: Mapping[str, Any]) -> Data:
        """Return the data as a patch would make it."""
        return Data(self.machine.fields, {**self.raw, **patch}) if patch else self.data

    @property
    def untouched(self) -> bool:
        """Whether the case still is as it was before the command."""
        before = self.before
        return (
            not self.moved
            and self.raw is before.data.raw
            and self.standing == before.standing
            and self.armed is before.armed
            and self.waivers is before.waivers
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
        return before.with_(
            state=self.state,
            standing=self.standing,
            outcome=self.outcome,
            data=self.data,
            since=self.since,
            waivers=self.waivers,
            armed=self.armed,
        )

    @property
    def ended(self) -> bool:
        """Whether the case will be over."""
        return self.standing in ENDED

    def after(self, order: Order, revision: int, head: str = "") -> Case:
        """Return the case as it will be; its `head` is known once the event is sealed."""
        before = self.before
        return Case(
            before.id,
            before.workflow,
            before.definition,
            before.subject,
            self.state,
            self.standing,
            self.outcome,
            before.version + 1,
            self.data,
            before.root,
            before.parent,
            before.slot,
            before.opened,
            self.since,
            order.now,
            before.seq + 1,
            head or before.head,
            revision,
            self.waivers,
            self.armed,
        )

    def entry(self, order: Order, *, addressed: bool) -> "Entry":
        """Return what the chain of this case will say of an accepted command."""
        command = order.command
        trigger = getattr(command, "trigger", None) if addressed else None
        return Entry(self, order, trigger, order.key if addressed else None)

    def tell(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the event says openly, and what in private."""
        body: dict[str, Any] = {
            "version": self.before.version + 1,
            "state": self.state,
            "standing": self.standing,
        }
        if self.created:
            body |= _birth(self.before)
        if self.armed != self.before.armed:
            body["armed"] = [_armed_row(item) for item in self.armed]
        if self.waivers != self.before.waivers:
            body["waivers"] = [[item.check, item.trigger, item.seq] for item in self.waivers]
        said = {
            "outcome": self.outcome,
            "left": self.left,
            "steps": self.steps,
            "checks": [_row(check) for check in self.checks],
            "opened": self.opened,
        }
        body |= {name: value for name, value in said.items() if value}
        private = self._split(body)
        return body | self.extra, private

    def _split(self, body: dict[str, Any]) -> dict[str, Any]:
        """Keep personal fields out of the open part."""
        personal = self.machine.personal
        private = dict(self.words)
        if self.findings:
            private["findings"] = _said(self.findings)
        if self.patch:
            closed = {name: item for name, item in self.patch.items() if name in personal}
            opened = {name: item for name, item in self.patch.items() if name not in personal}
            if opened:
                body["data"] = opened
            if closed:
                private["data"] = closed
        return private


class Refusal:
    """What a refused command leaves: state, version and revision stay (D4)."""

    def __init__(
        self, case: Case, findings: Sequence[Finding], checks: Sequence[CheckResult]
    ) -> None:
        self.before = case
        self._findings = findings
        self._checks = checks

    def tell(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return what the event says openly, and what in private."""
        case = self.before
        body: dict[str, Any] = {
            "version": case.version,
            "state": case.state,
            "standing": case.standing,
            "codes": [found.code for found in self._findings if found.severity == "block"],
        }
        if case.outcome is not None:
            body["outcome"] = case.outcome
        if self._checks:
            body["checks"] = [_row(check) for check in self._checks]
        return body, {"findings": _said(self._findings)}


@dataclass(slots=True)
class Entry:
    """An event to be: what tells of it, not yet linked into its chain."""

    teller: Draft | Refusal
    order: Order
    trigger: str | None
    key: str | None = None

    @property
    def case(self) -> Case:
        """The case it is about, as it was before."""
        return self.teller.before

    def seal(self, head: str, salt: str) -> NewEvent:
        """Return the event, linked behind the chain's `head`."""
        case, order = self.case, self.order
        accepted = isinstance(self.teller, Draft)
        body, private = self.teller.tell()
        private |= _who(order) | {"salt": salt}
        private_text = canonical(private)
        body |= {
            "v": 1,
            "id": order.id,
            "case": case.id,
            "root": case.root,
            "seq": case.seq + 1,
            "workflow": case.workflow,
            "definition": case.definition,
            "verb": order.command.verb,
            "accepted": accepted,
            "occurred": order.at.isoformat(),
            "recorded": order.now.isoformat(),
            "source": case.state,
            "private": commitment(private_text),
        }
        if self.trigger is not None:
            body["trigger"] = self.trigger
        if self.key is not None:
            body["key"] = self.key
        text = canonical(body)
        return NewEvent(
            case.id,
            case.seq + 1,
            case.root,
            order.id,
            order.command.verb,
            self.trigger,
            accepted,
            order.at,
            order.now,
            text,
            private_text,
            link(head, text),
            self.key,
        )


def _birth(case: Case) -> dict[str, Any]:
    born = {"subject": case.subject, "parent": case.parent, "slot": case.slot}
    return {name: value for name, value in born.items() if value is not None}


def _who(order: Order) -> dict[str, Any]:
    who: dict[str, Any] = {"actor": order.actor.id}
    if order.recorded_by is not None:
        who["recorded_by"] = order.recorded_by.id
    comment = getattr(order.command, "comment", "") or getattr(order.command, "reason", "")
    if comment:
        who["comment"] = comment
    if order.key is not None:
        who["payload"] = order.payload
    return who


def _row(check: CheckResult) -> list[str]:
    row = [check.check, check.result]
    return row if check.code is None else [*row, check.code]


def _said(findings: Sequence[Finding]) -> list[list[Any]]:
    return [[finding.check, finding.code, finding.words()] for finding in findings]


def _armed_row(item: Armed) -> list[Any]:
    paused = item.paused_at.isoformat() if item.paused_at else None
    return [
        item.id,
        item.name,
        item.state,
        item.due.isoformat(),
        item.overdue,
        item.movable,
        paused,
    ]


def used(waivers: tuple[Waiver, ...], trigger: str, checks: list[str]) -> tuple[Waiver, ...]:
    """Return the waivers that are left after some were used for a trigger."""
    return tuple(
        waiver for waiver in waivers if not (waiver.trigger == trigger and waiver.check in checks)
    )
