"""C2, N24, N46: an adjustment says what each line moves, and its sums before and after reconcile.

A line has an `op`, the project's `number` and `case`, and `moves`: what it takes from a list
(`before`) and puts on one (`after`). Amounts are in the form a case stores.
"""

from collections.abc import Iterable, Mapping, Sequence
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
        "stage-unknown": (
            "{stage} is not a stage of the project's year; it has: {stages}.",
            "{stage} 不是该项目本年度的阶段；现有：{stages}。",
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
        "carried-within-year": (
            "It is planned for {had} already; carry it over to a later year than that, not {year}.",
            "该项目已列入 {had} 年计划，只能转入其后年度，不能转入 {year} 年。",
        ),
        "carried-to-another-list": (
            "It stands on the {stands} list; promote or demote it to come to the {kind} list.",
            "该项目在 {stands} 名单，须经转为重点或转为前期方可进入 {kind} 名单。",
        ),
        "claimed-field": (
            "{field} is entered by the department or the office that finds it, not by who asks.",
            "{field} 由核定的主管部门或项目办填写，不得由申报方填写。",
        ),
    }
)

Line = Mapping[str, Any]
Holds = Mapping[str, Any]
# What each operation moves: how many leave which list, and how many come to which.
_LISTS = {"promote": ("preliminary", "key"), "demote": ("key", "preliminary")}
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
    return [*reasons, *_days(data, given, day), *_stages(data, given)]


def _days(data: Mapping[str, Any], given: Mapping[str, Any], day: date) -> list[Reason]:
    """C2: the days, new ones beside those that stay, are in order, and the finish is ahead."""
    start, finish = (given.get(name) or data[name] for name in ("planned_start", "planned_finish"))
    moved = given.get("planned_start") or given.get("planned_finish")
    reasons = plans.in_order(start, finish) if moved else []
    if given.get("planned_finish") and finish < day:
        reasons.append(reason("finish-past", finish=finish))
    return reasons


def _stages(data: Mapping[str, Any], given: Mapping[str, Any]) -> list[Reason]:
    stages, plan = given.get("stages"), given.get("year_plan")
    if not stages or plan is None:
        return []
    own = [node["stage"] for node in (data["targets"] or {}).get("stages") or ()]
    wrong = unusable({"year_plan": plan, **stages}) or [
        reason("stage-unknown", stage=stage, stages=", ".join(own))
        for stage in stages
        if stage not in own
    ]
    if wrong:
        return wrong
    summed = sum(stages.values(), Money(Decimal(0), plan.currency))
    return [] if summed == plan else [reason("stages-astray", sum=summed, plan=plan)]


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


def guarded(given: Sequence[str], fields: Sequence[str]) -> list[Reason]:
    """N46: what steps and adjustments say of a project is not edited by hand."""
    return [reason("guarded-field", field=field) for field in given if field in fields]


def claimed(given: Iterable[str]) -> list[Reason]:
    """C3: what others find or grant is not entered by who builds or asks for it."""
    return [reason("claimed-field", field=field) for field in given]


def carried(had: int | None, year: int | None, stands: str, kind: str | None) -> list[Reason]:
    """N24, N46: a plan is carried over to a later year, on the list the project stands on."""
    reasons = []
    if year is None or (had is not None and year <= had):
        reasons.append(reason("carried-within-year", had=had or "-", year=year or "-"))
    if kind != stands:
        reasons.append(reason("carried-to-another-list", stands=stands, kind=kind or "-"))
    return reasons


def by_adjustment(roles: frozenset[str]) -> list[Reason]:
    """N46: only what commands others in one commit may do this."""
    return [] if "system" in roles else [reason("only-by-adjustment")]
