"""K07, K08 and K12: the year plan fits, its targets add up, and the next stage has some."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.rules.amounts import total, unusable
from keyflow_keyprojects.rules.reasons import Reason, reason

Record = Mapping[str, Any]


def year_plan(plan: Money | None, whole: Money | None, invested: Money | None) -> list[Reason]:
    """K07: the year plan is no more than the total less what was invested before."""
    named = {"year_plan": plan, "total": whole, "invested_before": invested}
    wrong = unusable(named)
    if wrong or plan is None or whole is None or invested is None:
        return wrong
    rest = whole - invested
    return [] if plan <= rest else [reason("year-plan-above-rest", plan=plan, rest=rest)]


def targets(tree: Record | None, plan: Money | None) -> list[Reason]:
    """K08: the year is broken down to stage, step and month, and children add up to parents.

    Amounts must be exactly equal and of the plan's currency; each node has a due date, each
    stage a unit that answers for it.
    """
    if not tree or not tree.get("stages"):
        return [reason("targets-missing")]
    if plan is None:
        return [reason("amount-missing", field="year_plan")]
    year = str(tree["year"])
    stages: Sequence[Record] = tree["stages"]
    reasons = _adds_up(year, [tree["amount"]], plan)
    reasons += _adds_up(year, [stage["amount"] for stage in stages], tree["amount"])
    for stage in stages:
        reasons += _stage(stage)
    return reasons


def _stage(stage: Record) -> list[Reason]:
    name, steps = stage["stage"], stage.get("steps") or ()
    if not steps:
        return [reason("target-without-steps", node=name)]
    reasons = [] if stage.get("accountable") else [reason("target-unaccountable", node=name)]
    reasons += _dated(name, stage)
    reasons += _adds_up(name, [step["amount"] for step in steps], stage["amount"])
    for step in steps:
        node = f"{name}/{step['step']}"
        reasons += _dated(node, step)
        reasons += _adds_up(node, (step.get("months") or {}).values(), step["amount"])
    return reasons


def _dated(node: str, target: Record) -> list[Reason]:
    return [] if target.get("due") else [reason("target-undated", node=node)]


def _adds_up(node: str, parts: Iterable[Money | None], whole: Money | None) -> list[Reason]:
    amounts = {f"{node}.{number}": part for number, part in enumerate(parts, start=1)}
    wrong = unusable({node: whole, **amounts})
    if wrong or whole is None:
        return wrong
    summed = total((part for part in amounts.values() if part), whole.currency)
    return [] if summed == whole else [reason("targets-astray", node=node, sum=summed, whole=whole)]


def next_stage(tree: Record | None, stage: str) -> list[Reason]:
    """K12: the stage about to be entered has targets with steps, a start and a due date."""
    nodes = [node for node in (tree or {}).get("stages") or () if node["stage"] == stage]
    if not nodes or not nodes[0].get("steps"):
        return [reason("stage-without-targets", stage=stage)]
    if not (nodes[0].get("start") and nodes[0].get("due")):
        return [reason("stage-without-dates", stage=stage)]
    return []
