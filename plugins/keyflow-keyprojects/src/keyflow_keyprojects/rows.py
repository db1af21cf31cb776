"""The rows a stage's table is written in: states, ways, policies and results of rounds."""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow.plugin import Approval, CheckUse, Children, State, Transition
from keyflow_keyprojects.paperwork import FROM_PROJECT

# What the city, the department and the office may correct in any stage.
STANDING = (
    "blockers", "funds", "suspension_report", "reverification", "replan", "split_into", "merge",
    "sponsor", "former_sponsor", "dispatcher", "substitute", "list", "invested_total",
)  # fmt: skip
# Before a stage is entered its targets may be broken down, which K12 asks for.
PLANS_AHEAD = ("targets", "milestones", "monthly_plan")


def check(kind: str, **options: Any) -> CheckUse:
    """Name a check with its options, as `{kind: …}` does in a file."""
    return CheckUse.model_validate({"kind": kind, **options})


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
