"""What a colour rule sees of a project and its report: money, hold, late starts, blockers."""

from fractions import Fraction
from typing import Any

from keyflow.plugin import Attempt, Case
from keyflow_keyprojects.record import reported
from keyflow_keyprojects.rules import progress as rules

_NOT_STARTED = {"approval", "planning", "construction.pending", "construction.permitted"}
_BLOCKED = {"open", "resolved"}  # a blocker counts until somebody else has closed it


def was_on_hold(project: Case, report: reported.Data) -> bool:
    """Tell whether a project was on hold at the end of a report's month, as scoring does (C9).

    A month that was over before is assessed, whenever its report is accepted.
    """
    if project.standing != "suspended":
        return False
    since = (project.data["suspension_report"] or {}).get("since")
    return since is None or bool(since <= report["period_to"])


def amount_of(money: Any) -> Fraction:
    """Return an amount without its currency; nothing where there is none."""
    return Fraction(money.amount) if money is not None else rules.NOTHING


def late_starts(project: Case, report: reported.Data) -> dict[str, int]:
    """Count by how many months the project's start, and its registration, are late."""
    until, data = report["period_to"], project.data
    started = (data["start_report"] or {}).get("started_on")
    under_way = not {project.state, project.stage} & _NOT_STARTED
    due = None if under_way and started is None else data["planned_start"]
    new = data["kind"] != "continuing"
    return {
        "starts_missed": rules.starts_missed(due, started, until) if new else 0,
        "unregistered": rules.unregistered(started, data["statistics_registered_on"], until),
    }


def answers_for(case: Case, attempt: Attempt) -> bool:
    """Tell whether a case is a blocker that answers for a shortfall of the report's month."""
    if case.slot != "blocker" or case.parent != attempt.case.parent or case.stage not in _BLOCKED:
        return False
    opened, until = case.data["opened_on"], case.data["justifies_until"]
    ends = attempt.data["period_to"]
    return until is not None and until >= ends and (opened is None or opened <= ends)
