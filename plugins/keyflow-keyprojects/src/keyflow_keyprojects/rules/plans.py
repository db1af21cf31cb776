"""K07, K08 and K12: the year plan fits, its targets add up, and the next stage has some."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.rules.amounts import total, unusable
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "year-plan-above-rest": (
            "The year plan of {plan} is more than the {rest} still to be invested.",
            "年度计划 {plan} 超过剩余投资 {rest}。",
        ),
        "targets-missing": ("The year's targets are not broken down.", "年度目标未分解。"),
        "targets-astray": (
            "The parts of {node} add up to {sum}, not to {whole}.",
            "{node} 的分项合计为 {sum}，与 {whole} 不符。",
        ),
        "target-without-steps": ("Stage {node} has no steps.", "阶段 {node} 未分解到环节。"),
        "target-undated": ("{node} has no due date.", "{node} 没有完成期限。"),
        "target-unaccountable": ("Nobody answers for stage {node}.", "阶段 {node} 没有责任单位。"),
        "entry-without-targets": (
            "The stage of entry, {stage}, has no targets.",
            "列入时所处阶段 {stage} 没有目标。",
        ),
        "entry-without-dates": (
            "The stage of entry, {stage}, has no start or due date.",
            "列入时所处阶段 {stage} 没有起止日期。",
        ),
        "stage-without-targets": (
            "The next stage, {stage}, has no targets.",
            "下一阶段 {stage} 没有目标。",
        ),
        "stage-without-dates": (
            "The next stage, {stage}, has no start or due date.",
            "下一阶段 {stage} 没有起止日期。",
        ),
    }
)

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
        return unusable({"year_plan": None})
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
    node = _node(tree, stage)
    if not node.get("steps"):
        return [reason("stage-without-targets", stage=stage)]
    return [] if _is_dated(node) else [reason("stage-without-dates", stage=stage)]


def entry_stage(tree: Record | None, stage: str) -> list[Reason]:
    """K12, N47: so has the stage in which a project is listed."""
    node = _node(tree, stage)
    if not node.get("steps"):
        return [reason("entry-without-targets", stage=stage)]
    return [] if _is_dated(node) else [reason("entry-without-dates", stage=stage)]


def _node(tree: Record | None, stage: str) -> Record:
    """Return the targets of a stage, empty where it has none."""
    nodes: Iterable[Record] = (tree or {}).get("stages") or ()
    return next((node for node in nodes if node["stage"] == stage), {})


def _is_dated(node: Record) -> bool:
    return bool(node.get("start") and node.get("due"))
