"""Asks a check as the engine does, so that a test sees what people would be told."""

from keyflow.finding import Finding
from keyflow.model.attempt import Attempt
from keyflow.model.check import Check
from keyflow.model.event import CheckResult
from keyflow.ruling.compiling import Examiner
from keyflow.ruling.judging import heard


def findings(check: Check, attempt: Attempt) -> list[Finding]:
    """Return what a check finds in an attempt, in the languages of its class.

    `findings(check, attempt)[0].say("zh")` is what a person would read. Severity and who may waive
    are those of the class, as a workflow that says nothing of them has it. What the check raises
    is raised; `PluginFailed` if it answers with anything but findings.
    """
    kind = check.kind
    passed = CheckResult(kind, "pass")
    return heard(
        check.examine(attempt),
        Examiner(kind, kind, check.severity, tuple(check.waivable), check, "", passed),
    )
