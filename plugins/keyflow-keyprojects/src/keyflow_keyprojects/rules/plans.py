"""K07, K08 and K12: the year plan fits, its targets add up, and the next stage has some."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
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
        "monthly-plan-length": (
            "The monthly plan has {count} amounts; it has one for each of the {months} months.",
            "月度累计计划有 {count} 项，应为 {months} 个月各一项。",
        ),
        "monthly-plan-falls": (
            "The monthly plan, which is cumulative, falls in month {month}.",
            "月度累计计划在第 {month} 月下降。",
        ),
        "monthly-plan-astray": (
            "By month {month} the monthly plan comes to {planned}, the targets to {broken}.",
            "至第 {month} 月，月度累计计划为 {planned}，目标分解合计为 {broken}。",
        ),
        "dates-astray": (
            "Planned to finish on {finish}, before the start on {start}.",
            "计划竣工 {finish} 早于计划开工 {start}。",
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
MONTHS = 12


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


def monthly(months: Sequence[Money], tree: Record | None, plan: Money | None) -> list[Reason]:
    """C8, K08: a monthly plan is cumulative, and goes with the year plan and its targets by month.

    None is even: a twelfth of the year plan each month.
    """
    if not months or plan is None or not (tree or {}).get("stages"):
        return []  # K08 names what is missing
    wrong = unusable(
        {"year_plan": plan, **{f"monthly_plan.{n}": m for n, m in enumerate(months, start=1)}}
    )
    if wrong or len(months) != MONTHS:
        count = {"count": len(months), "months": MONTHS}
        return wrong or [reason("monthly-plan-length", **count)]
    pairs = enumerate(pairwise((plan - plan, *months)), start=1)
    falls = [reason("monthly-plan-falls", month=n) for n, (old, new) in pairs if new < old]
    return falls or _by_month(months, tree or {})


def _by_month(months: Sequence[Money], tree: Record) -> list[Reason]:
    """Say from which month on a monthly plan and the months of a tree come apart."""
    broken = [Decimal(0)] * (MONTHS + 1)
    for stage in tree["stages"]:
        for step in stage.get("steps") or ():
            for month, amount in (step.get("months") or {}).items():
                broken[_number(month)] += amount.amount
    done = Decimal(0)
    for n, planned in enumerate(months, start=1):
        done += broken[n]
        if planned.amount != done:
            found = {"planned": planned, "broken": Money(done, planned.currency)}
            return [reason("monthly-plan-astray", month=n, **found)]
    return []


def _number(month: str) -> int:
    """Return the number of a month, 0 for what is none."""
    number = int(month) if month.isdecimal() else 0
    return number if number <= MONTHS else 0


def in_order(start: date | None, finish: date | None) -> list[Reason]:
    """K01: a project is planned to finish after it is planned to start."""
    astray = start is not None and finish is not None and finish < start
    return [reason("dates-astray", start=start, finish=finish)] if astray else []


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
