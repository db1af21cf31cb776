"""Plans of the year plan (N46): frozen when the project is listed, changed by adjustments only."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow.plugin import Attempt, Command, Edit, Fire, Plan
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.plans.becoming import planned, share
from keyflow_keyprojects.plans.lists import tell
from keyflow_keyprojects.rules import lists
from keyflow_keyprojects.scene.sponsorship import UNDER_WAY, stage_after

Json = dict[str, Any]
_DATES = ("planned_start", "planned_finish", "planned_production")
_KEPT = ("total", "year_plan", "monthly_plan", *_DATES)


def version_of(
    raw: Mapping[str, Any], number: int, basis: str, decision: str | None, day: Any
) -> Json:
    """Return what is kept of a version of a project's plan, in the form a case stores."""
    said = {"version": number, "basis": basis, "decision": decision, "effective": day}
    kept = {name: raw[name] for name in ("list_year", *_KEPT) if raw.get(name) is not None}
    return {name: value for name, value in (said | kept).items() if value is not None}


class Baseline(OfficePlan):
    """Freezes the plan a project is listed with as the first version of its year."""

    kind = "kp-baseline"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        raw = attempt.data.raw
        if stage_after(attempt) not in UNDER_WAY or raw.get("year_plan") is None:
            return []
        given = getattr(attempt.command, "data", {})
        told = given.get("effective") if isinstance(attempt.command, Fire) else None
        older = raw.get("plan_versions") or ()
        own = [one["version"] for one in older if one["list_year"] == raw["list_year"]]
        number = max(own, default=0) + 1  # listed again in its year: what it was before is kept
        first = version_of(raw, number, "adopted", given.get("decision"), told or attempt.day)
        change = {"plan_version": number, "plan_versions": [*older, first]}
        return [Edit(attempt.case.id, change)]


class AdjustPlan(OfficePlan):
    """Makes what an adjustment says of a project its plan, as a new version, and tells its list."""

    kind = "kp-adjust-plan"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit of the project and what its list is told."""
        raw, given = dict(attempt.data.raw), attempt.data.raw["adjusting"]
        fresh = adjusted(raw, given)
        number = (raw.get("plan_version") or 0) + 1
        day: date = attempt.data["effective"] or attempt.day
        version = version_of(raw | fresh, number, "adjusted", raw.get("decision"), day)
        fresh |= {
            "adjusting": None,
            "plan_version": number,
            "plan_versions": [*(raw.get("plan_versions") or ()), version],
        }
        line = {"before": lists.row_of(raw), "after": lists.row_of(raw | fresh)}
        year, kind = attempt.data["list_year"], attempt.data["list"]
        told = [] if line["before"] == line["after"] else tell(attempt, kind, year, [line], day)
        return [Edit(attempt.case.id, fresh), *told]


def adjusted(raw: Mapping[str, Any], given: Mapping[str, Any]) -> Json:
    """Return the fields that follow from new amounts and days; the target tree is shared anew."""
    fresh: Json = {name: given[name] for name in _DATES if given.get(name)}
    if given.get("total"):
        fresh["total"] = dict(given["total"])
    if given.get("year_plan"):
        stages = given.get("stages") or shared(raw, given["year_plan"])
        fresh |= planned(raw, given["year_plan"], stages)
    return fresh


def shared(raw: Mapping[str, Any], plan: Mapping[str, str]) -> dict[str, Json]:
    """Share a year plan out among a project's stages, as it was shared before, to the cent."""
    nodes = raw["targets"]["stages"]
    weights = [Decimal(node["amount"]["amount"]) for node in nodes]
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    parts = share(Decimal(plan["amount"]), weights)
    return {
        node["stage"]: {"amount": f"{part:f}", "currency": plan["currency"]}
        for node, part in zip(nodes, parts, strict=True)
    }


PLAN_PLANS: tuple[type[Plan], ...] = (Baseline, AdjustPlan)
