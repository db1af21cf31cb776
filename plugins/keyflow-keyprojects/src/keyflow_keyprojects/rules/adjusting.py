"""C2, N24, N46: an adjustment says what each line moves, and its sums before and after reconcile.

A line has an `op`, the project's `number` and `case`, and `moves`: what it takes from a list
(`before`) and puts on one (`after`). Amounts are in the form a case stores.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from keyflow_keyprojects.rules import lists
from keyflow_keyprojects.rules.amounts import CENT
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
        "list-unstated": (
            "The adjustment does not say what the {kind} list comes to.",
            "调整方案未列明 {kind} 名单调整前后的合计。",
        ),
        "rate-not-positive": (
            "A rate of {rate} cannot be; it must be above zero.",
            "汇率 {rate} 无效，应大于零。",
        ),
        "line-without-plan": (
            "The line of {number} plans nothing anew.",
            "{number} 的调整没有新的计划内容。",
        ),
        "stages-without-plan": (
            "{number}: stages are planned anew with the year plan they add up to.",
            "{number}：各阶段须与其合计的年度计划一并调整。",
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
    }
)

Line = Mapping[str, Any]
Holds = Mapping[str, Any]
_NEUTRAL = ("split", "merge")
# What a line that plans a project anew says, one of these at least.
_DAYS = ("planned_start", "planned_finish", "planned_production")
_PLANS: Mapping[str, Sequence[str]] = {
    "reamount": ("total", "year_plan", "stages", *_DAYS),
    "redate": _DAYS,
}


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


def unstated(kinds: Iterable[str]) -> list[Reason]:
    """C2: of each list that a line moves, it says what it comes to."""
    return [reason("list-unstated", kind=kind) for kind in sorted(kinds)]


def empty(lines: Sequence[Line], rate: Any) -> list[Reason]:
    """C2: an adjustment has a line, or another plan rate, which is above zero."""
    if not (lines or rate):
        return [reason("adjustment-empty")]
    named = (rate or {}).get("rate", 1)
    return [] if Decimal(named) > 0 else [reason("rate-not-positive", rate=named)]


def sound(lines: Sequence[Line]) -> list[Reason]:
    """C1, N24: what lines plan anew are amounts a project can have, in its currency, and days."""
    return [each for line in lines if line["op"] in _PLANS for each in _sound(line)]


def _sound(line: Line) -> list[Reason]:
    number, plan = line["number"], line.get("plan") or {}
    if not any(plan.get(name) for name in _PLANS[line["op"]]):
        return [reason("line-without-plan", number=number)]
    if plan.get("stages") and not plan.get("year_plan"):
        return [reason("stages-without-plan", number=number)]
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
