"""`Passage`: a trigger considered, and what was found at the gate it came to."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from keyflow.finding import Finding
from keyflow.model.attempt import Attempt
from keyflow.model.case import Actor
from keyflow.model.command import Command
from keyflow.ruling.compiling import Gate
from keyflow.ruling.draft import Draft
from keyflow.ruling.findings import no
from keyflow.ruling.guards import GuardFailed
from keyflow.ruling.judging import Judgement

if TYPE_CHECKING:
    from keyflow.ruling.step import Step


class No(Exception):
    """The ruling's no, on its way up: every finding, and the checks that ran."""

    def __init__(
        self, findings: Sequence[Finding], case: str | None, judgement: Judgement | None = None
    ) -> None:
        self.findings = list(findings)
        self.case = case
        self.checks = judgement.checks if judgement else []
        super().__init__("; ".join(finding.code for finding in self.findings))


class Idle(Exception):
    """There is nothing to do any more; nothing is written."""


class Asked(NamedTuple):
    """Who asks, with which rights beyond those of their own, and with which command."""

    command: Command
    actor: Actor
    extra: frozenset[str] = frozenset()


_UNJUDGED = Judgement()


class Passage:
    """A trigger considered: what transitions moves, and what was found at the gate it came to.

    `gate` is the one whose guard held, `state` where the passage leads; both tell nothing of
    whether it is allowed, which `judgement` says.
    """

    __slots__ = ("_asked", "_data", "_draft", "_step", "attempt", "gate", "judgement", "patch",
                 "state", "trigger")  # fmt: skip

    def __init__(self, step: "Step", draft: Draft, trigger: str, asked: Asked) -> None:
        self._step = step
        self._draft = draft
        self._asked = asked
        self.trigger = trigger
        self.state = draft.state
        self.gate: Gate | None = None
        self.attempt: Attempt | None = None
        self.judgement = _UNJUDGED
        self.patch = step.patch(draft, getattr(asked.command, "data", {}))
        self._data = draft.with_patch(self.patch)

    def comes_to(self, gate: Gate) -> bool:
        """Judge a gate, if its guard holds."""
        step, draft = self._step, self._draft
        if gate.guard is not None:
            try:
                if not gate.guard.holds(self._data, step.now.astimezone(draft.machine.zone)):
                    return False
            except GuardFailed as failed:
                self.gate = gate
                self.judgement = Judgement(
                    [no("guard-failed", trigger=self.trigger, error=str(failed))]
                )
                return False
        self.gate = gate
        self.attempt = step.attempt(
            draft, self.trigger, gate.transition.dest, self._asked, self._data
        )
        self.judgement = step.judge(draft, gate, self.attempt, self.patch)
        return self.judgement.allowed
