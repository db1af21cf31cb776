"""C2, N46: what an adjustment is asked, and what a project asks of it."""

from collections.abc import Mapping, Sequence

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck, facts_of
from keyflow_keyprojects.rules import adjusting, lists
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.sponsoring import UNDER_WAY

_DECIDED = ("decision", "effective")
AHEAD = ("targets", "milestones", "monthly_plan")
PLANNED = (
    "sponsor", "former_sponsor", "sponsor_acting", "acting_until", "list", "list_year", "kind",
    "total", "year_plan", "invested_before", "planned_start", "planned_finish",
    "planned_production", "plan_version", "plan_versions", "adjusting", *_DECIDED, *AHEAD,
)  # fmt: skip
_WAITING = frozenset({"approval.ready", "planning.ready", "construction.completed"})
# What a step of its own may say.
_STEPS: Mapping[str, Sequence[str]] = {
    "change_sponsor": ("sponsor", "former_sponsor", "sponsor_acting"),
    "adjust_plan": ("adjusting", *_DECIDED),
    "carry_over": ("list", "list_year", "kind", "year_plan", "invested_before", *AHEAD, *_DECIDED),
    **dict.fromkeys(("exit", "cancel", "split", "merge"), _DECIDED),
    "demote": ("list", *_DECIDED),
}


class Reconcile(OfficeCheck):
    """C2: before, lines and after add up for each list that is kept."""

    kind = "kp-reconcile"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every line that is unfit, every sum that differs, every list that is not there."""
        raw, year = attempt.data.raw, attempt.data["year"]
        lines, before = raw.get("lines") or [], raw.get("before") or {}
        known = facts_of(attempt).lists
        reasons = adjusting.empty(lines, raw.get("plan_rate"))
        reasons += lists.kept([kind for kind in before if known(kind, year) is None], year)
        return reasons + adjusting.reconcile(before, lines, raw.get("after") or {})


class Lines(OfficeCheck):
    """C1, N24: what an adjustment plans anew are amounts and days that can be."""

    kind = "kp-lines"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every line that cannot be meant."""
        return adjusting.sound(attempt.data.raw.get("lines") or [])


class Adjusted(OfficeCheck):
    """N24, K07: what an adjustment says of a project fits it."""

    kind = "kp-adjusted"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what does not fit."""
        data = attempt.data
        return adjusting.adjusted(data, data["adjusting"] or {}, self.day(attempt))


class ByAdjustment(OfficeCheck):
    """N46: a plan is changed by an adjustment, not by itself."""

    kind = "kp-by-adjustment"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say so."""
        return adjusting.by_adjustment(attempt.roles)


class Guarded(OfficeCheck):
    """N46, N26: once a project is listed, its plan and sponsor are changed by their own steps only.

    What is broken down for the next stage (K12) is open in the states that wait for it.
    """

    kind = "kp-guarded"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the fields that this is no step for."""
        given = getattr(attempt.command, "data", {})
        listed = attempt.source.partition(".")[0] in UNDER_WAY
        if not given or not listed or "system" in attempt.roles or attempt.trigger == "adopt":
            return []
        free = {*_STEPS.get(attempt.trigger, ()), *(AHEAD if attempt.source in _WAITING else ())}
        return adjusting.guarded([field for field in given if field not in free], PLANNED)


ADJUSTING_CHECKS = (Reconcile, Lines, Adjusted, ByAdjustment, Guarded)
