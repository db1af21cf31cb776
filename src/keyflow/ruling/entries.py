"""What the chain of a case will say of a command: the entry of an accepted or a refused one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from keyflow.finding import Finding
from keyflow.model.armed import plain
from keyflow.model.case import Case
from keyflow.model.desk_json import changed
from keyflow.model.event import CheckResult, canonical, commitment, link, written
from keyflow.model.record import NewEvent
from keyflow.ruling.draft import Draft
from keyflow.ruling.given import Order

_Told = tuple[dict[str, Any], dict[str, Any]]


def _told(draft: Draft) -> _Told:
    before = draft.before
    body: dict[str, Any] = {
        "version": before.version + 1,
        "state": draft.state,
        "standing": draft.standing,
    }
    if draft.created:
        body |= _birth(before)
    if draft.armed != before.armed:
        body["armed"] = [plain(item) for item in draft.armed]
    if draft.waivers != before.waivers:
        body["waivers"] = [[item.check, item.trigger, item.seq] for item in draft.waivers]
    said = {
        "outcome": draft.outcome,
        "left": draft.left,
        "steps": draft.steps,
        "checks": [_row(check) for check in draft.checks],
        "opened": draft.opened,
    }
    body |= {name: value for name, value in said.items() if value}
    private = _split(draft, body)
    if draft.desk is not before.desk:
        opened, named = changed(before.desk, draft.desk)
        body["desk"] = opened
        if named:
            private["desk"] = named
    return body | draft.extra, private


def _split(draft: Draft, body: dict[str, Any]) -> dict[str, Any]:
    """Keep personal fields out of the open part."""
    personal = draft.machine.personal
    private = dict(draft.words)
    if draft.findings:
        private["findings"] = _said(draft.findings)
    if draft.patch:
        closed = {name: item for name, item in draft.patch.items() if name in personal}
        opened = {name: item for name, item in draft.patch.items() if name not in personal}
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

    def tell(self) -> _Told:
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
    """An event to be, not yet linked into its chain: what became of a case, or why nothing did.

    Of the cases that one command changes, `trigger` and `key` are told by the addressed one's.
    """

    of: Draft | Refusal
    order: Order
    trigger: str | None = None
    key: str | None = None

    @property
    def case(self) -> Case:
        """The case it is about, as it was before."""
        return self.of.before

    def seal(self, head: str, salt: str) -> NewEvent:
        """Return the event, linked behind the chain's `head`."""
        case, order = self.case, self.order
        accepted = isinstance(self.of, Draft)
        occurred = written(order.at)
        body, private = _told(self.of) if isinstance(self.of, Draft) else self.of.tell()
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
            "occurred": occurred,
            "recorded": occurred if order.now is order.at else written(order.now),
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
