"""C2, N46: what an adjustment is asked, and what a project asks of it."""

from collections.abc import Mapping, Sequence

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import adjusted, adjusting, lists
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.roster import facts_of
from keyflow_keyprojects.scene.sponsorship import UNDER_WAY

_DECIDED = ("decision", "effective")
AHEAD = ("targets", "milestones", "monthly_plan")
PLANNED = (
    "sponsor", "former_sponsor", "sponsor_acting", "acting_until", "list", "list_year", "kind",
    "total", "year_plan", "invested_before", "planned_start", "planned_finish",
    "planned_production", "plan_version", "plan_versions", "adjusting", *_DECIDED, *AHEAD,
    "dispatcher", "substitute", "head", "invested_total", "suspension_report", "replan",
    "start_report", "milestone_report", "stop_report", "failed_step", "start_until",
    "start_extended_to", "land_contract", "land_start_by", "land_idle_limit", "land_back_limit",
)  # fmt: skip
# What a list or the city says of a preliminary project; the rest is still being prepared (N22).
_LISTED = (
    "list", "list_year", "adopted_list", "number", "total", "former_sponsor", "sponsor_acting",
    "acting_until", "plan_version", "plan_versions", "adjusting", "invested_total", *_DECIDED,
)  # fmt: skip
# What is found or granted by others than who builds or asks for it.
_FOUND = ("permits", "policies", "built_ha", "statistics_registered_on", "reverification")
_GRANTED = frozenset({"permits", "reverification"})
_BUILDS = frozenset({"unit", "dept", "kpmo", "city", "system"})
_GRANTS = _BUILDS - {"unit"}
_WAITING = frozenset({"approval.ready", "planning.ready", "construction.completed"})
# What a step of its own may say.
_STEPS: Mapping[str, Sequence[str]] = {
    "change_sponsor": ("sponsor", "former_sponsor", "sponsor_acting"),
    "change_dispatcher": ("dispatcher", "substitute"),
    "change_head": ("head",),
    "report_start": ("start_report",),
    "milestone": ("milestone_report",),
    "report_stop": ("stop_report",),
    "land_supplied": ("land_contract",),
    "extend_start": ("start_extended_to",),
    "adjust_plan": ("adjusting", *_DECIDED),
    "carry_over": ("list", "list_year", "kind", "year_plan", "invested_before", *AHEAD, *_DECIDED),
    **dict.fromkeys(("exit", "cancel", "split", "merge", "drop"), _DECIDED),
    "promote": ("list", "kind", *_DECIDED),
    "demote": ("list", *_DECIDED),
}


class Reconcile(OfficeCheck):
    """C2: before, lines and after add up for each list, which is kept, in its turn."""

    kind = "kp-reconcile"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every line that is unfit, every sum that differs, every list that is not there."""
        raw, year, facts = attempt.data.raw, attempt.data["year"], facts_of(attempt)
        lines, before = raw.get("lines") or [], raw.get("before") or {}
        known = facts.lists
        reasons = adjusting.empty(lines, raw.get("plan_rate"))
        moved = {move["list"] for line in lines for move in line.get("moves") or ()}
        kinds = sorted({*before, *moved})
        reasons += lists.kept([kind for kind in kinds if known(kind, year) is None], year)
        reasons += adjusting.unstated([kind for kind in moved if kind not in before])
        latest = max(filter(None, (facts.list_since(kind, year) for kind in kinds)), default=None)
        reasons += lists.in_turn(latest, attempt.data["effective"])
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
        return adjusted.adjusted(data, data["adjusting"] or {}, self.day(attempt))


class ByAdjustment(OfficeCheck):
    """N46: a plan is changed by an adjustment, not by itself."""

    kind = "kp-by-adjustment"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say so."""
        return adjusted.by_adjustment(attempt.roles)


class Carried(OfficeCheck):
    """N24, N46: a plan is carried over to a later year, on the list the project stands on."""

    kind = "kp-carried-over"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what it would be instead."""
        had, data = attempt.case.data["list_year"], attempt.data
        stands = "key" if attempt.case.stage in UNDER_WAY else attempt.case.stage
        return adjusted.carried(had, data["list_year"], stands, data["list"])


class Guarded(OfficeCheck):
    """N46, N26: once a project is listed, its plan and people are changed by their own steps only.

    What is broken down for the next stage (K12) is open in the states that wait for it, and of a
    preliminary project all but what its list says. What others find is not for the owner to enter.
    """

    kind = "kp-guarded"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the fields that this is no step for."""
        given = getattr(attempt.command, "data", {})
        if not given or "system" in attempt.roles or attempt.trigger == "adopt":
            return []
        ahead = attempt.source in _WAITING and attempt.roles & _BUILDS
        free = {*_STEPS.get(attempt.trigger, ()), *(AHEAD if ahead else ())}
        fields = [field for field in given if field not in free]
        kept = _kept(attempt.source.partition(".")[0])
        return [*adjusted.guarded(fields, kept), *(_found(attempt, fields) if kept else ())]


def _kept(stage: str) -> tuple[str, ...]:
    """Return what is not edited in a stage; nothing where a project is not on a list."""
    if stage in UNDER_WAY:
        return PLANNED
    return _LISTED if stage == "preliminary" else ()


def _found(attempt: Attempt, fields: Sequence[str]) -> list[Reason]:
    """Name what was found or granted by others, where who builds or asks for it enters it."""
    named = [field for field in fields if field in _FOUND]
    if not attempt.roles & _BUILDS:
        return adjusted.claimed(named)
    return [] if attempt.roles & _GRANTS else adjusted.claimed(_GRANTED & set(named))


ADJUSTING_CHECKS = (Reconcile, Lines, Adjusted, ByAdjustment, Carried, Guarded)
