"""`Draft`: one case while a command is being ruled, and the event it leaves behind."""

from typing import Any

from keyflow.finding import Finding
from keyflow.model.case import Armed, Case, Standing, Waiver
from keyflow.model.event import CheckResult, canonical, commitment, link
from keyflow.model.record import NewEvent
from keyflow.model.schema import Data
from keyflow.ruling.given import Order
from keyflow.ruling.machine import Machine


class Draft:
    """What one case is becoming. Only the ruling of one command writes to it."""

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
        return Data(self.machine.fields, self.raw)

    def write(self, patch: dict[str, Any]) -> None:
        """Change data fields, already encoded."""
        if patch:
            self.raw = {**self.raw, **patch}
            self.patch.update(patch)

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

    def after(self, order: Order, event: NewEvent, revision: int) -> Case:
        """Return the case as it will be once the event is written."""
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
            event.seq,
            event.hash,
            revision,
            self.waivers,
            self.armed,
        )

    def event(
        self, order: Order, verb: str, trigger: str | None, salt: str, key: str | None
    ) -> NewEvent:
        """Return the event of an accepted command in this case's chain."""
        body = _envelope(self.before, order, verb, trigger, accepted=True)
        body["version"] = self.before.version + 1
        body["state"] = self.state
        body["standing"] = self.standing
        if self.outcome is not None:
            body["outcome"] = self.outcome
        if self.created:
            body |= _birth(self.before)
        if self.left:
            body["left"] = True
        for name, value in (
            ("steps", self.steps),
            ("checks", [_row(check) for check in self.checks]),
            ("opened", self.opened),
        ):
            if value:
                body[name] = value
        self._armed(body)
        body |= self.extra
        private = self._private(order, body)
        return _sealed(self.before, order, verb, trigger, body, private, salt, key)

    def _armed(self, body: dict[str, Any]) -> None:
        if self.armed != self.before.armed:
            body["armed"] = [_armed_row(item) for item in self.armed]
        if self.waivers != self.before.waivers:
            body["waivers"] = [[item.check, item.trigger, item.seq] for item in self.waivers]

    def _private(self, order: Order, body: dict[str, Any]) -> dict[str, Any]:
        personal = self.machine.personal
        open_part = {name: item for name, item in self.patch.items() if name not in personal}
        closed = {name: item for name, item in self.patch.items() if name in personal}
        if open_part:
            body["data"] = open_part
        private = _who(order) | self.words
        if self.findings:
            private["findings"] = [finding.text for finding in self.findings]
        if closed:
            private["data"] = closed
        return private


def refusal(
    case: Case,
    order: Order,
    trigger: str | None,
    findings: list[Finding],
    checks: list[CheckResult],
    salt: str,
) -> NewEvent:
    """Return the event of a refused command: state, version and revision stay (D4)."""
    body = _envelope(case, order, order.command.verb, trigger, accepted=False)
    body["version"] = case.version
    body["state"] = case.state
    body["standing"] = case.standing
    if case.outcome is not None:
        body["outcome"] = case.outcome
    if checks:
        body["checks"] = [_row(check) for check in checks]
    body["codes"] = [finding.code for finding in findings if finding.severity == "block"]
    private = _who(order) | {"findings": [finding.text for finding in findings]}
    return _sealed(case, order, order.command.verb, trigger, body, private, salt, None)


def _envelope(
    case: Case, order: Order, verb: str, trigger: str | None, *, accepted: bool
) -> dict[str, Any]:
    body = {
        "v": 1,
        "id": order.id,
        "case": case.id,
        "root": case.root,
        "seq": case.seq + 1,
        "workflow": case.workflow,
        "definition": case.definition,
        "verb": verb,
        "accepted": accepted,
        "occurred": order.at.isoformat(),
        "recorded": order.now.isoformat(),
        "source": case.state,
    }
    if trigger is not None:
        body["trigger"] = trigger
    return body


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


def _sealed(
    case: Case,
    order: Order,
    verb: str,
    trigger: str | None,
    body: dict[str, Any],
    private: dict[str, Any],
    salt: str,
    key: str | None,
) -> NewEvent:
    private["salt"] = salt
    if key is not None:
        body["key"] = key
    private_text = canonical(private)
    body["private"] = commitment(private_text)
    text = canonical(body)
    return NewEvent(
        case.id,
        case.seq + 1,
        case.root,
        order.id,
        verb,
        trigger,
        bool(body["accepted"]),
        order.at,
        order.now,
        text,
        private_text,
        link(case.head, text),
        key,
    )


def used(waivers: tuple[Waiver, ...], trigger: str, checks: list[str]) -> tuple[Waiver, ...]:
    """Return the waivers that are left after some were used for a trigger."""
    return tuple(
        waiver
        for waiver in waivers
        if not (waiver.trigger == trigger and waiver.check in checks)
    )

