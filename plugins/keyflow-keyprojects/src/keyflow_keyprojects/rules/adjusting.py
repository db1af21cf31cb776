"""C2, N24, N46: an adjustment says what each line moves, and its sums before and after reconcile.

A line has an `op`, the project's `number` and `case`, and `moves`: what it takes from a list
(`before`) and puts on one (`after`). Amounts are in the form a case stores.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.rules import lists, plans
from keyflow_keyprojects.rules.amounts import CENT, unusable
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "adjustment-empty": ("The adjustment changes nothing.", "调整方案没有内容。"),
        "line-twice": (
            "{number} stands in more than one line.",
            "{number} 在调整方案中出现多次。",
        ),
        "line-shape": (
            "The line of {number} does not say what {op} moves.",
            "{number} 的“{op}”调整未写明变动内容。",
        ),
        "line-without-reason": ("The line of {number} gives no reason.", "{number} 未写明理由。"),
        "line-not-neutral": (
            "{number}: {what} is {before} before and {after} after; a {op} may not change it.",
            "{number} {op}前后 {what} 不一致：{before} 与 {after}。",
        ),
        "adjustment-astray": (
            "The {kind} list: {what} comes to {computed}, not to the {stated} that is stated.",
            "{kind} 名单 {what} 按各行计算为 {computed}，与方案所列 {stated} 不符。",
        ),
        "only-by-adjustment": (
            "A plan is changed by an adjustment only.",
            "计划只能通过计划调整变更。",
        ),
        "plan-below-done": (
            "The total of {total} is less than the {done} that is invested already.",
            "总投资 {total} 低于已完成投资 {done}。",
        ),
        "stages-astray": (
            "The stages add up to {sum}, not to the year plan of {plan}.",
            "各阶段合计 {sum}，与年度计划 {plan} 不符。",
        ),
        "line-money": (
            "{number}: {field} of {amount} is below nothing or finer than a cent.",
            "{number}：{field} 为 {amount}，不得为负，也不得精确到分以下。",
        ),
        "line-currency": (
            "{number}: {field} is in {have}; the project is kept in {need}.",
            "{number}：{field} 以 {have} 计，该项目以 {need} 计。",
        ),
        "line-plan-above-total": (
            "{number}: the year plan of {plan} is more than the total of {total}.",
            "{number}：年度计划 {plan} 超过总投资 {total}。",
        ),
        "line-dates": (
            "{number}: planned to finish on {finish}, before the start on {start}.",
            "{number}：计划竣工 {finish} 早于计划开工 {start}。",
        ),
        "plan-without-targets": (
            "A project whose year is not broken down yet has no year plan to adjust.",
            "项目年度目标尚未分解，无年度计划可调整。",
        ),
        "finish-past": ("The planned finish {finish} is past.", "计划完工日期 {finish} 已过。"),
        "guarded-field": (
            "{field} is not changed by hand; a step or an adjustment changes it.",
            "{field} 不得直接修改，须通过相应程序变更。",
        ),
    }
)

Line = Mapping[str, Any]
Holds = Mapping[str, Any]
# What each operation moves: how many leave which list, and how many come to which.
_LISTS = {"promote": ("preliminary", "key"), "demote": ("key", "preliminary")}
_NEUTRAL = ("split", "merge")


def reconcile(
    before: Mapping[str, Holds], lines: Sequence[Line], after: Mapping[str, Holds]
) -> list[Reason]:
    """C2: for each list, what it held, less what leaves it, and what comes is what it will hold."""
    reasons = _lines(lines)
    for kind, held in before.items():
        gone, come = _of(lines, kind, "before"), _of(lines, kind, "after")
        computed = lists.moved(held, gone, come)
        reasons += _astray(kind, computed, after.get(kind) or computed)
    return reasons


def _lines(lines: Sequence[Line]) -> list[Reason]:
    numbers = [line["number"] for line in lines]
    again = sorted({number for number in numbers if numbers.count(number) > 1})
    reasons = [reason("line-twice", number=number) for number in again]
    for line in lines:
        if not line.get("reason"):
            reasons.append(reason("line-without-reason", number=line["number"]))
        if not _fits(line):
            reasons.append(reason("line-shape", number=line["number"], op=line["op"]))
        elif line["op"] in _NEUTRAL:
            reasons += _neutral(line)
    return reasons


def _fits(line: Line) -> bool:
    """Tell whether a line moves what its operation does."""
    op, moves = line["op"], line.get("moves") or ()
    gone = [move["list"] for move in moves if move.get("before")]
    come = [move["list"] for move in moves if move.get("after")]
    shape: bool = {
        "add": not gone and len(come) == 1,
        "remove": len(gone) == 1 and not come,
        "promote": (gone, come) == (["preliminary"], ["key"]),
        "demote": (gone, come) == (["key"], ["preliminary"]),
        "reamount": len(gone) == 1 and gone == come,
        "redate": not gone and not come,
        "split": len(gone) == 1 and len(come) > 1,
        "merge": len(gone) > 1 and len(come) == 1,
    }[op]
    return shape


def _neutral(line: Line) -> list[Reason]:
    moves = line["moves"]
    before = lists.sums([move["before"] for move in moves if move.get("before")])
    after = lists.sums([move["after"] for move in moves if move.get("after")])
    if set(before["total"]) != set(after["total"]):
        return []  # a merger of two currencies is proven at its own rate (K28)
    return [
        reason(
            "line-not-neutral", number=line["number"], what=field, op=line["op"],
            before=_shown(before[field]), after=_shown(after[field]),
        )
        for field in lists.PROVEN
        if before[field] != after[field]
    ]  # fmt: skip


def _shown(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{amount} {currency}" for currency, amount in amounts.items()) or "-"


def _of(lines: Sequence[Line], kind: str, side: str) -> list[Line]:
    return [
        move[side]
        for line in lines
        for move in line.get("moves") or ()
        if move["list"] == kind and move.get(side)
    ]


def _astray(kind: str, computed: Holds, stated: Holds) -> list[Reason]:
    pairs: list[tuple[str, Any, Any]] = [("count", computed["count"], stated["count"])]
    for field in lists.PROVEN:
        for currency in sorted({*computed[field], *stated[field]}):
            have, said = (Decimal(each[field].get(currency) or 0) for each in (computed, stated))
            pairs.append((f"{field} {currency}", have, said))
    return [
        reason("adjustment-astray", kind=kind, what=what, computed=have, stated=said)
        for what, have, said in pairs
        if have != said
    ]


def empty(lines: Sequence[Line], rate: Any) -> list[Reason]:
    """C2: an adjustment has a line, or another plan rate."""
    return [] if lines or rate else [reason("adjustment-empty")]


def adjusted(data: Mapping[str, Any], given: Mapping[str, Any], day: date) -> list[Reason]:
    """N24, K07: the new year plan fits into the new total, and its stages add up to it.

    `data` is the project's, `given` what the adjustment says of it.
    """
    total, plan = given.get("total") or data["total"], given.get("year_plan")
    done: Money | None = data["invested_total"]
    known = {"total": total, "year_plan": plan, "invested_total": done}
    reasons = unusable({name: money for name, money in known.items() if money is not None})
    if reasons:
        return reasons
    if done is not None and total is not None and total < done:
        reasons.append(reason("plan-below-done", total=total, done=done))
    if plan is not None and not data["targets"]:
        reasons.append(reason("plan-without-targets"))
    plan = plan or (data["year_plan"] if given.get("total") else None)
    if plan is not None:  # a preliminary project has none yet
        reasons += plans.year_plan(plan, total, data["invested_before"])
    finish = given.get("planned_finish")
    if finish is not None and finish < day:
        reasons.append(reason("finish-past", finish=finish))
    return reasons + _stages(given)


def _stages(given: Mapping[str, Any]) -> list[Reason]:
    stages, plan = given.get("stages"), given.get("year_plan")
    if not stages or plan is None:
        return []
    wrong = unusable({"year_plan": plan, **stages})
    if wrong:
        return wrong
    summed = sum(stages.values(), Money(Decimal(0), plan.currency))
    return [] if summed == plan else [reason("stages-astray", sum=summed, plan=plan)]


def sound(lines: Sequence[Line]) -> list[Reason]:
    """C1, N24: what lines plan anew are amounts a project can have, in its currency, and days."""
    return [each for line in lines if line.get("plan") for each in _sound(line)]


def _sound(line: Line) -> list[Reason]:
    number, plan = line["number"], line["plan"]
    given = {name: plan[name] for name in lists.PROVEN if plan.get(name)}
    given |= {f"stages.{stage}": money for stage, money in (plan.get("stages") or {}).items()}
    row: Mapping[str, Any] = next(
        (move["before"] for move in line.get("moves") or () if move.get("before")), {}
    )
    reasons = []
    for field, money in given.items():
        amount, need = Decimal(money["amount"]), (row.get("total") or money)["currency"]
        if amount < 0 or amount % CENT:
            reasons.append(reason("line-money", number=number, field=field, amount=amount))
        if money["currency"] != need:
            have = money["currency"]
            reasons.append(
                reason("line-currency", number=number, field=field, have=have, need=need)
            )
    return reasons or [*_fitting(number, {**row, **given}), *_in_order(number, plan)]


def _fitting(number: str, planned: Mapping[str, Any]) -> list[Reason]:
    plan, total = planned.get("year_plan"), planned.get("total")
    if not plan or not total or Decimal(plan["amount"]) <= Decimal(total["amount"]):
        return []
    shown = {"plan": lists.shown(plan), "total": lists.shown(total)}
    return [reason("line-plan-above-total", number=number, **shown)]


def _in_order(number: str, plan: Mapping[str, Any]) -> list[Reason]:
    start, finish = plan.get("planned_start"), plan.get("planned_finish")
    if not (start and finish) or start <= finish:
        return []
    return [reason("line-dates", number=number, start=start, finish=finish)]


def guarded(given: Sequence[str], fields: Sequence[str]) -> list[Reason]:
    """N46: what steps and adjustments say of a project is not edited by hand."""
    return [reason("guarded-field", field=field) for field in given if field in fields]


def by_adjustment(roles: frozenset[str]) -> list[Reason]:
    """N46: only what commands others in one commit may do this."""
    return [] if "system" in roles else [reason("only-by-adjustment")]
