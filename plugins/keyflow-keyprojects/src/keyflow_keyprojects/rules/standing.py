"""K25 to K28: putting a project on hold, planning it anew, splitting and merging."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.rules.amounts import total, unusable
from keyflow_keyprojects.rules.reasons import Reason, Sentences, blank
from keyflow_keyprojects.settings import Suspension

reason = Sentences(
    {
        "suspension-reason": (
            "{reason} is not an objective reason; known: {known}.",
            "{reason} 不属于客观原因；可选：{known}。",
        ),
        "suspension-in-future": (
            "It cannot be on hold since {since}, which is still to come.",
            "{since} 尚未到来，不能作为暂停起始日期。",
        ),
        "suspension-end-missing": (
            "The suspension has no expected end.",
            "暂停未注明预计结束日期。",
        ),
        "suspension-length": (
            "The suspension must end after {first} and by {last}, not on {end}.",
            "暂停应在 {first} 之后、{last} 之前结束，而不是 {end}。",
        ),
        "replan-missing": ("The project has not been planned anew.", "项目尚未重新编排计划。"),
        "replan-old": (
            "The plan of {made_on} is older than the suspension of {since}.",
            "{made_on} 的计划早于 {since} 的暂停。",
        ),
        "replan-in-future": (
            "The new plan cannot be made on {made_on}, which is still to come.",
            "{made_on} 尚未到来，不能作为计划编制日期。",
        ),
        "replan-months": (
            "The new monthly plan has {have} months; give the year's {need}.",
            "新的月度计划有 {have} 个月，应列全年 {need} 个月。",
        ),
        "replan-negative": (
            "The new monthly plan is below nothing in month {month}.",
            "新的月度累计计划第 {month} 月为负数。",
        ),
        "replan-finish-past": (
            "The new planned finish {finish} is past.",
            "新的计划完工日期 {finish} 已过。",
        ),
        "replan-falls": (
            "The new monthly plan falls in month {month}.",
            "新的月度累计计划在第 {month} 月下降。",
        ),
        "replan-total": (
            "The new monthly plan ends at {end}, not at the year plan of {plan}.",
            "新的月度计划累计为 {end}，与年度计划 {plan} 不符。",
        ),
        "split-too-few": ("A split makes at least two projects.", "拆分至少形成两个项目。"),
        "number-repeated": ("{number} stands twice.", "{number} 重复。"),
        "split-astray": (
            "The parts' {what} add up to {sum}, not to {whole}.",
            "拆分后 {what} 合计 {sum}，与原项目 {whole} 不符。",
        ),
        "land-unsettled": (
            "The land of {contract} is contracted; say what becomes of it in settled_land.",
            "土地已签订合同（{contract}），请在 settled_land 中写明处置办法。",
        ),
        "funds-unsettled": (
            "{funds} is in place; say what becomes of it in settled_funds.",
            "到位资金 {funds}，请在 settled_funds 中写明处置办法。",
        ),
        "part-unnamed": (
            "Part {n} lacks: {what}.",
            "拆分后第 {n} 个项目缺少：{what}。",
        ),
        "part-above-total": (
            "{number}: {what} of {have} is more than its total of {total}.",
            "{number}：{what} {have} 超过其总投资 {total}。",
        ),
        "part-below-nothing": (
            "{number}: {what} of {have} is below nothing.",
            "{number}：{what} {have} 不得为负。",
        ),
        "merge-unnamed": (
            "The project they become lacks: {what}.",
            "合并后的项目缺少：{what}。",
        ),
        "parts-short": (
            "{before} was invested before the year; beside their plans the parts hold {room}.",
            "以前年度完成投资 {before} 无法分入各项目：扣除年度计划后仅可容纳 {room}。",
        ),
        "member-incomplete": (
            "The merger does not say the {what} of {number}.",
            "合并方案未写明 {number} 的 {what}。",
        ),
        "merge-rate": (
            "A rate of {rate} cannot be; it must be above zero.",
            "汇率 {rate} 无效，应大于零。",
        ),
        "merge-too-few": ("A merger takes at least two projects.", "合并至少需要两个项目。"),
        "merge-lists": (
            "The projects stand in different lists: {lists}.",
            "拟合并项目不在同一名单：{lists}。",
        ),
        "merge-currencies": (
            "The projects count in {currencies}; state a rate.",
            "拟合并项目币种不同（{currencies}），须注明汇率。",
        ),
        "merge-sponsor": (
            "Choose one of the projects' sponsors: {sponsors}.",
            "须从原包项目领导中确定一人：{sponsors}。",
        ),
        "merge-not-a-member": (
            "{number} is not listed once among the projects to be merged.",
            "拟合并项目中 {number} 应当且仅应当出现一次。",
        ),
        "merge-misstated": (
            "The merger misstates {field} of {number}.",
            "合并方案中 {number} 的 {field} 与项目数据不符。",
        ),
    }
)

Record = Mapping[str, Any]
AMOUNTS = ("total", "invested_total", "year_plan")
MONTHS = 12  # of a year, each with what is to be invested until its end


def suspension(record: Record | None, on: date, limits: Suspension) -> list[Reason]:
    """K25: the reason is an objective one and the expected end is near enough."""
    given = record or {}
    reasons, why, end = [], given.get("reason_class"), given.get("expected_end")
    if why not in limits.reasons:
        known = ", ".join(limits.reasons)
        reasons.append(reason("suspension-reason", reason=why or "-", known=known))
    since = given.get("since")
    if since is not None and since > on:
        reasons.append(reason("suspension-in-future", since=since))
    last = add_months(on, limits.months)
    if end is None:
        reasons.append(reason("suspension-end-missing"))
    elif not on < end <= last:
        reasons.append(reason("suspension-length", first=on, last=last, end=end))
    return reasons


def replanned(
    record: Record | None, since: date | None, plan: Money | None, on: date
) -> list[Reason]:
    """K26: since the suspension began the rest was planned anew, up to the unchanged year plan."""
    if not record or not record.get("made_on"):
        return [reason("replan-missing")]
    reasons, made_on, finish = [], record["made_on"], record.get("planned_finish")
    if since and made_on < since:
        reasons.append(reason("replan-old", made_on=made_on, since=since))
    if made_on > on:
        reasons.append(reason("replan-in-future", made_on=made_on))
    if finish is None or finish < on:
        reasons.append(reason("replan-finish-past", finish=finish or "-"))
    return reasons + _monthly(record.get("monthly_plan") or (), plan)


def _monthly(months: Sequence[Money], plan: Money | None) -> list[Reason]:
    named = {f"monthly_plan.{number}": month for number, month in enumerate(months, start=1)}
    wrong = unusable({"year_plan": plan, **named})
    if wrong or plan is None:
        return wrong
    if not months:
        return unusable({"monthly_plan": None})
    if len(months) != MONTHS:
        return [reason("replan-months", have=len(months), need=MONTHS)]
    if months[0].amount < 0:
        return [reason("replan-negative", month=1)]
    pairs = enumerate(pairwise(months), start=2)
    falls = [reason("replan-falls", month=n) for n, (before, after) in pairs if after < before]
    if months[-1] != plan:
        falls.append(reason("replan-total", end=months[-1], plan=plan))
    return falls


def settled(data: Record) -> list[Reason]:
    """C4.6: of what is cancelled the land and the funds are settled, or it is said how they are.

    There is land where a contract is signed, and money where some is in place.
    """
    contract = data["land_contract"]
    there = [fund["in_place"] for fund in data["funds"] or () if fund["in_place"]]
    found = []
    if contract and blank(data["settled_land"]):
        found.append(reason("land-unsettled", contract=contract.get("number") or "-"))
    if any(money.amount for money in there) and blank(data["settled_funds"]):
        found.append(reason("funds-unsettled", funds=", ".join(str(money) for money in there)))
    return found


def split(parent: Record, parts: Sequence[Record]) -> list[Reason]:
    """K27: the parts' totals, money done, year plans and stage targets add up exactly.

    Parent and parts hold `number`, `total`, `invested_total`, `year_plan`, and `targets`: stage to
    money; the parent also what was `invested_before` the year. Each part is a project that can be.
    """
    if len(parts) < 2:  # noqa: PLR2004 - one part is no split
        return [reason("split-too-few")]
    unnamed = [
        reason("part-unnamed", n=n, what=", ".join(missing))
        for n, part in enumerate(parts, start=1)
        if (missing := [name for name in ("number", "name_zh") if blank(part.get(name))])
    ]
    reasons = unnamed or _repeated([parent.get("number") or "", *(p["number"] for p in parts)])
    sums = _sums(parent, parts)
    return [*reasons, *(sums or _fitting(parent, parts))]


def _sums(parent: Record, parts: Sequence[Record]) -> list[Reason]:
    reasons: list[Reason] = []
    for field in AMOUNTS:
        reasons += _same_sum(field, parent.get(field), [part.get(field) for part in parts])
    whole = parent.get("targets") or {}
    stages = dict.fromkeys([*whole, *(stage for part in parts for stage in _targets(part))])
    for stage in stages:
        shares = [share for part in parts if (share := _targets(part).get(stage))]
        reasons += _same_sum(f"targets.{stage}", whole.get(stage), shares)
    return reasons


def _fitting(parent: Record, parts: Sequence[Record]) -> list[Reason]:
    """K07, K27: no part has more done or planned than its total, and what was done before fits."""
    reasons = [
        reason("part-above-total", number=part["number"] or "-", what=what, have=part[what],
               total=part["total"])
        for part in parts
        for what in ("invested_total", "year_plan")
        if part[what] > part["total"]
    ]  # fmt: skip
    reasons += [
        reason("part-below-nothing", number=part["number"] or "-", what=what, have=part[what])
        for part in parts
        for what in AMOUNTS
        if part[what].amount < 0
    ]
    before: Money | None = parent.get("invested_before")
    if reasons or before is None:
        return reasons
    room = total((room_before(part) for part in parts), before.currency)
    return [] if before <= room else [reason("parts-short", before=before, room=room)]


def room_before(part: Record) -> Money:
    """Return how much of a part can have been done before the year: no more than its rest."""
    rest: Money = part["total"] - part["year_plan"]
    done: Money = part["invested_total"]
    return min(rest, done)


def _targets(part: Record) -> Mapping[str, Money]:
    return part.get("targets") or {}


def _repeated(numbers: Sequence[str]) -> list[Reason]:
    again = {number for number in numbers if numbers.count(number) > 1}
    return [reason("number-repeated", number=number) for number in sorted(again)]


def _same_sum(what: str, whole: Money | None, shares: Sequence[Money | None]) -> list[Reason]:
    named = {f"{what}.{number}": share for number, share in enumerate(shares, start=1)}
    wrong = unusable({what: whole, **named})
    if wrong or whole is None:
        return wrong
    summed = total((share for share in shares if share), whole.currency)
    return [] if summed == whole else [reason("split-astray", what=what, sum=summed, whole=whole)]


def merge(members: Sequence[Record], sponsor: str | None, rate: Decimal | None) -> list[Reason]:
    """K28: two projects or more, of one list, in one currency or at a stated rate, one sponsor."""
    if len(members) < 2:  # noqa: PLR2004 - one project is no merger
        return [reason("merge-too-few")]
    incomplete = [
        reason("member-incomplete", number=member.get("number") or "-", what=what)
        for member in members
        for what in ("number", "case", "total", "land_ha")
        if blank(member.get(what))
    ]
    return incomplete or _merging(members, sponsor, rate)


def _merging(members: Sequence[Record], sponsor: str | None, rate: Decimal | None) -> list[Reason]:
    reasons = _repeated([member["number"] for member in members])
    if rate is not None and rate <= 0:
        reasons.append(reason("merge-rate", rate=rate))
    lists = _distinct(f"{member['list']} {member['list_year']}" for member in members)
    if len(lists) > 1:
        reasons.append(reason("merge-lists", lists=", ".join(lists)))
    currencies = _distinct(member["total"].currency for member in members)
    if len(currencies) > 1 and rate is None:
        reasons.append(reason("merge-currencies", currencies=", ".join(currencies)))
    sponsors = _distinct(member["sponsor"] for member in members if member["sponsor"])
    if sponsor not in sponsors:
        reasons.append(reason("merge-sponsor", sponsors=", ".join(sponsors)))
    return reasons


def named(decision: Record) -> list[Reason]:
    """K28: what a merger begins has a number and a name."""
    missing = [name for name in ("number", "name_zh") if blank(decision.get(name))]
    return [reason("merge-unnamed", what=", ".join(missing))] if missing else []


OWN = (
    "list", "list_year", "total", "invested_before", "invested_total", "year_plan", "sponsor",
    "land_ha", "funds", "benefits", "targets",
)  # fmt: skip


def own_figures(own: Record, members: Iterable[Record]) -> list[Reason]:
    """K28: the project stands once among the merged ones, with the figures it really has.

    `own` holds its targets as stage to money, as members do.
    """
    found = [member for member in members if member["number"] == own["number"]]
    if len(found) != 1:
        return [reason("merge-not-a-member", number=own["number"])]
    return [
        reason("merge-misstated", number=own["number"], field=field)
        for field in OWN
        if _said(found[0].get(field)) != _said(own[field])
    ]


def _said(value: Any) -> Any:
    """Return a value without what is empty in it, so that only what is said is compared."""
    if isinstance(value, Mapping):
        known = {name: _said(value[name]) for name in value}
        return {name: each for name, each in known.items() if each is not None} or None
    if isinstance(value, (list, tuple)):
        return [_said(each) for each in value] or None
    return value


def _distinct(values: Iterable[str]) -> list[str]:
    return sorted(set(values))
