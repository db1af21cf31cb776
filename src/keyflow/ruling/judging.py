"""Judges one gate: who may pass, and every check on it. All checks run; all findings are kept."""

import logging
import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from keyflow.errors import FAILURES, PluginFailed
from keyflow.finding import Finding, Result
from keyflow.model.attempt import Attempt
from keyflow.model.check import Check
from keyflow.model.event import CheckResult
from keyflow.model.money import Money
from keyflow.model.values import prose
from keyflow.ruling.compiling import Examiner, Gate
from keyflow.ruling.findings import no, not_allowed
from keyflow.ruling.worker import NoAnswer, Workers

# Silent unless the host listens: what a plugin raised is said here and nowhere else.
log = logging.getLogger("keyflow")
log.addHandler(logging.NullHandler())

_UNWRITABLE = re.compile(r"[\x00\ud800-\udfff]")
_PLAIN = (str, int, bool, Decimal, date, datetime, Money)
_MOST = 100
_LONGEST = 2_000


@dataclass(slots=True)
class Judgement:
    """What judging a gate gave: the findings in order, and how each check went."""

    findings: list[Finding] = field(default_factory=list)
    checks: list[CheckResult] = field(default_factory=list)
    waived: list[str] = field(default_factory=list)

    @property
    def allowed(self) -> bool:
        """Whether nothing blocks."""
        return not self.findings or all(item.severity != "block" for item in self.findings)

    @property
    def failed(self) -> list[str]:
        """The ids of checks that could not run."""
        return [result.check for result in self.checks if result.result == "error"]


def may_pass(by: frozenset[str], roles: frozenset[str]) -> bool:
    """Tell whether someone with these roles is among those a gate is open to."""
    return "*" in by or not by.isdisjoint(roles)


def judge(gate: Gate, attempt: Attempt, workers: Workers, waived: frozenset[str]) -> Judgement:
    """Judge an attempt to pass a gate; `waived` holds the ids of checks with a live waiver."""
    judgement = Judgement()
    if not may_pass(gate.by, attempt.roles):
        judgement.findings.append(not_allowed(attempt.trigger, gate.by))
    if gate.missing:
        judgement.findings += [copied(finding) for finding in gate.missing]
    for examiner in gate.examiners:
        _examine(examiner, attempt, workers, examiner.id in waived, judgement)
    return judgement


def _examine(
    examiner: Examiner, attempt: Attempt, workers: Workers, waived: bool, into: Judgement
) -> None:
    found, failed = _findings(examiner, attempt, workers)
    if not found:
        into.checks.append(examiner.passed)
        return
    result: Result = "error" if failed else examiner.severity
    if waived:
        into.waived.append(examiner.id)
        result = "waived"
        for finding in found:
            finding.severity = "warn"
    into.checks.append(CheckResult(examiner.id, result, found[0].code))
    into.findings.extend(found)


def _findings(
    examiner: Examiner, attempt: Attempt, workers: Workers
) -> tuple[Sequence[Finding], bool]:
    check = examiner.check
    if check is None:
        return ([_dressed(examiner.missing, examiner)] if examiner.missing else [], True)
    try:
        if check.inline:
            answer = check.examine(attempt)
        else:
            answer = workers.call(lambda: check.examine(attempt), check.timeout)
        return (() if answer is None else heard(answer, examiner)), False
    except FAILURES as error:  # whatever a plugin raises is a no
        return [_dressed(_failure(examiner, error), examiner)], True


def heard(answer: Any, examiner: Examiner) -> list[Finding]:
    """Return a check's answer as copies, with what its class and the definition say of them.

    Raises `PluginFailed` for what is no answer.
    """
    return [_dressed(item, examiner) for item in _answered(answer)]


def _answered(answer: Any) -> Sequence[Finding]:
    if answer is None:
        return ()
    found = (answer,) if isinstance(answer, Finding) else answer
    if isinstance(found, list | tuple) and all(isinstance(item, Finding) for item in found):
        return found[:_MOST]
    msg = f"answered with {type(answer).__name__} in place of a Finding, a list of them or None"
    raise PluginFailed(msg)


def traced(error: BaseException) -> str:
    """Return an error with where it came from, as text that every log can write."""
    text = "".join(traceback.format_exception(error))
    return text.encode("utf-8", "backslashreplace").decode()


def describe(error: BaseException) -> str:
    """Say what kind of error was raised, and nothing of its text: that may hold SQL or secrets.

    Keyflow's own are said in full. The text is for the operator: in `__cause__`, or in the log.
    """
    return str(error) if isinstance(error, PluginFailed | NoAnswer) else type(error).__name__


def in_full(error: BaseException) -> str:
    """Say what was raised with its text, even where the error itself cannot."""
    try:
        text = _UNWRITABLE.sub("\ufffd", str(error)[:300])
    except Exception:  # noqa: BLE001 - an exception whose __str__ raises is still an error
        text = "(its message cannot be shown)"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _failure(examiner: Examiner, error: BaseException) -> Finding:
    log.warning("the check %s failed:\n%s", examiner.kind, traced(error))
    return no("check-failed", kind=examiner.kind, error=describe(error))


def copied(finding: Finding) -> Finding:
    """Copy a finding that others share; what could change or speak later becomes text now."""
    copy = Finding(
        prose(finding.code, "code", _LONGEST),
        finding.message,
        severity=finding.severity,
        translations=finding.translations,
        **{name: _settled(value) for name, value in finding.values.items()},
    )
    prose(copy.text, "finding", _LONGEST)
    return copy


def _settled(value: Any) -> Any:
    return value if type(value) in _PLAIN else str(value)


def _dressed(finding: Finding, examiner: Examiner) -> Finding:
    """Copy a finding with what the definition says of it."""
    copy = copied(finding)
    copy.severity = examiner.severity
    copy.check = examiner.id
    copy.waivable = examiner.waivable
    copy.translations = copy.translations or _translations(examiner.check, copy.code)
    return copy


def _translations(check: Check | None, code: str) -> dict[str, str]:
    if check is None:
        return {}
    return {
        language: sentences[code]
        for language, sentences in check.translations.items()
        if code in sentences
    }
