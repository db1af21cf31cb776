"""`Check`: what is wrong with this attempt?"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

from keyflow.finding import Finding, Severity
from keyflow.model.attempt import Attempt
from keyflow.model.component import Component
from keyflow.model.values import Names


class Check(Component):
    """A kind of check: it reads an attempt and says what is wrong with it, or nothing.

    A definition says how much a finding weighs (`severity`) and who may waive it (`waivable`).
    It runs on a worker thread and counts as a no after `timeout` seconds, unless the class says
    `inline = True`, which promises that it does no input or output. An exception counts as a no.
    A check that asks `attempt.done()` says `past = True`, so that the past is read beforehand.
    `translations` holds the sentences in other languages: `{"zh": {"code": "…{slot}…"}}`.

        class Funds(Check):
            kind = "funds"
            inline = True
            share: Decimal = Decimal("0.3")

            def examine(self, attempt: Attempt) -> Finding | None:
                if attempt.data["funded"] >= self.share:
                    return None
                return Finding("funds", "{have} is in place, {need} is needed.",
                               have=attempt.data["funded"], need=self.share)
    """

    inline: ClassVar[bool] = False
    timeout: ClassVar[float] = 2.0
    past: ClassVar[bool] = False
    translations: ClassVar[Mapping[str, Mapping[str, str]]] = {}

    severity: Severity = "block"
    waivable: Names = ()

    @abstractmethod
    def examine(self, attempt: Attempt) -> Finding | Sequence[Finding] | None:
        """Return what is wrong: a finding, several, or None."""
