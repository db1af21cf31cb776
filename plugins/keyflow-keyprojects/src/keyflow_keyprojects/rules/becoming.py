"""K27 and K28: what a split and a merger must add up to, and what they must say."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.rules.amounts import total, unusable
from keyflow_keyprojects.rules.reasons import Reason, Sentences, blank

reason = Sentences(
    {
        "split-too-few": ("A split makes at least two projects.", "拆分至少形成两个项目。"),
        "number-repeated": ("{number} stands twice.", "{number} 重复。"),
        "split-astray": (
            "The parts' {what} add up to {sum}, not to {whole}.",
            "拆分后 {what} 合计 {sum}，与原项目 {whole} 不符。",
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
