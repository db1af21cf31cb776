"""The rows a stage's table is written in: states, ways, policies and results of rounds."""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow.plugin import Approval, CheckUse, Children, Deadline, State, Transition
from keyflow_keyprojects.items.paperwork import FROM_PROJECT

# What a colour rule says of a project; nobody else may (kp-light-fields).
LIGHT = (
    "light", "light_rule", "light_period", "light_points", "light_justified", "yellow_run",
    "light_history",
)  # fmt: skip
# What the city's own decisions change, and nobody by an edit (kp-guarded).
PLANNED = (
    "sponsor_acting", "acting_until", "list_year", "kind", "total", "year_plan", "invested_before",
    "targets", "monthly_plan", "milestones", "planned_start", "planned_finish",
    "planned_production", "plan_version", "plan_versions", "decision", "effective", "adjusting",
)  # fmt: skip
# What the city, the department and the office may correct in any stage.
STANDING = (
    "funds", "suspension_report", "reverification", "replan", "split_into", "merge",
    "sponsor", "former_sponsor", "dispatcher", "substitute", "head", "list", "invested_total",
    "reached",
    "statistics_registered_on", "built_ha", "policies", *PLANNED,
)  # fmt: skip
# Before a stage is entered its targets may be broken down, which K12 asks for.
PLANS_AHEAD = ("targets", "milestones", "monthly_plan")

# What the supply of land says: when building must begin, and when the land would be idle.
LAND = ("land_contract", "land_start_by", "land_idle_limit", "land_back_limit")


def check(kind: str, **options: Any) -> CheckUse:
    """Name a check with its options, as `{kind: …}` does in a file."""
    return CheckUse.model_validate({"kind": kind, **options})


# C4.1, C4.2: who was refused applies again within ten working days, or proposes to leave.
AGAIN = Deadline(limit="10wd")


def state(name: str, zh: str, en: str, *writable: str, **more: Any) -> State:
    """Return a state in which the standing fields and some more may be written."""
    return State(name=name, title={"zh": zh, "en": en}, writable=(*STANDING, *writable), **more)


def way(  # noqa: PLR0917 - a row of a table
    trigger: str,
    zh: str,
    en: str,
    source: str | Sequence[str],
    dest: str | None,
    by: str | Sequence[str],
    *checks: CheckUse,
    **more: Any,
) -> Transition:
    """Return a way between two states of a stage."""
    return Transition.model_validate(
        {
            "trigger": trigger,
            "title": {"zh": zh, "en": en},
            "source": source,
            "dest": dest,
            "by": by,
            "checks": checks,
            **more,
        }
    )


def reached(step: str = "") -> tuple[dict[str, str], ...]:
    """Note that a milestone is met: the step given, or the one that was reported."""
    return ({"kind": "kp-reached", "step": step},)


def result(trigger: str, zh: str, en: str, source: str, dest: str) -> Transition:
    """Return the way a round of votes goes by itself."""
    return Transition(trigger=trigger, title={"zh": zh, "en": en}, source=(source,), dest=dest)


def decided_by(who: Mapping[str, Any], *applying: str) -> Approval:
    """Return the policy of departments that must all agree, each with its reasons if it does not.

    `who` holds the `voters` or the `groups`. Whoever owns the project, or fired one of the
    triggers by which it was applied for, decides on nothing of it.
    """
    apart = ("owner", *applying)
    return Approval.model_validate({**who, "apart": apart, "comment": ("reject", "return")})


def each(roles: Sequence[str]) -> list[dict[str, str]]:
    """Return one voter for each role: whoever holds it."""
    return [{"role": role} for role in roles]


def items_of(stage: str) -> dict[str, Children]:
    """Open a case for every approval item a project still needs in a stage."""
    items = Children(workflow="approval-item", each=f"{stage}_items", data=FROM_PROJECT)
    return {"item": items}
