"""K01 to K04: what a nomination must hold before a project can be screened and selected."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow_keyprojects.facts import Listed
from keyflow_keyprojects.rules.amounts import cents
from keyflow_keyprojects.rules.reasons import Reason, Sentences, blank
from keyflow_keyprojects.settings import Nominating, SectorClass, Thresholds

reason = Sentences(
    {
        "field-missing": ("The field {field} is empty.", "必填项 {field} 未填写。"),
        "code-taken": (
            "Project code {project_code} already belongs to {by}.",
            "项目代码 {project_code} 已属于 {by}。",
        ),
        "name-taken": (
            "{owner} already has a project named {name}: {by}.",
            "{owner} 已有同名项目“{name}”：{by}。",
        ),
        "currency-foreign": (
            "{funding_en} money is kept in {need}, not in {have}.",
            "{funding_zh}项目应以 {need} 计，不应以 {have} 计。",
        ),
        "document-missing": (
            "The nomination lacks the document {document}.",
            "申报材料缺少 {document}。",
        ),
        "nomination-closed": (
            "For the list of {year} projects are nominated from {opens} to {closes}, not on {day}.",
            "{year} 年度名单的申报期为 {opens} 至 {closes}，{day} 不予受理。",
        ),
        "list-past": (
            "The list of {year} is over on {day}; nominate for a later one.",
            "{day} 时 {year} 年度名单已结束，请申报以后年度。",
        ),
        "total-below-threshold": (
            "The total of {have} CNY is below {need} CNY, the threshold for {group}.",
            "总投资 {have} 元，低于 {group} 类项目门槛 {need} 元。",
        ),
        "intensity-below-threshold": (
            "Investment of {have} CNY a hectare is below {need} CNY.",
            "每公顷投资强度 {have} 元，低于 {need} 元。",
        ),
        "return-below-threshold": (
            "Output {output} and tax {tax} CNY a hectare; {need_output} or {need_tax} is needed.",
            "每公顷产出 {output} 元、税收 {tax} 元；应达到 {need_output} 元或 {need_tax} 元。",
        ),
    }
)


_FUNDING = {"domestic": "内资", "foreign": "外资"}


def required(data: Mapping[str, Any], fields: Iterable[str]) -> list[Reason]:
    """K01: every named field has a value."""
    return [reason("field-missing", field=field) for field in fields if blank(data.get(field))]


def duplicate(own: Listed, others: Iterable[Listed]) -> list[Reason]:
    """K02: no other project has the code, or the name with the same owner."""
    reasons = []
    for other in others:
        if other.number == own.number:
            continue
        if own.code and _same(other.code, own.code):
            reasons.append(reason("code-taken", project_code=own.code, by=other.number))
        if _same(other.name, own.name) and _same(other.owner, own.owner):
            taken = reason("name-taken", name=own.name, owner=own.owner, by=other.number)
            reasons.append(taken)
    return reasons


def _same(one: str | None, other: str | None) -> bool:
    """Tell whether two names are the same, whatever spaces stand around them."""
    return (one or "").strip() == (other or "").strip()


def native(funding: str | None, have: str | None, need: str | None) -> list[Reason]:
    """N23: amounts are in the currency of the class a project is listed in."""
    if have is None or need is None or have == need:
        return []
    called = {"funding_en": funding, "funding_zh": _FUNDING.get(funding or "", funding)}
    return [reason("currency-foreign", field="currency", have=have, need=need, **called)]


def window(year: int | None, day: date, nominating: Nominating) -> list[Reason]:
    """C4.0: who is nominated for a year's list before it begins is so in the window for it.

    What is nominated in the list's own year is an addition to it, which the list's own windows
    decide about (K31).
    """
    if year is None or year == day.year:
        return []
    if year < day.year:
        return [reason("list-past", year=year, day=day)]
    opens, closes = (
        date.fromisoformat(f"{year - 1:04}-{each}")
        for each in (nominating.opens, nominating.closes)
    )
    if opens <= day <= closes:
        return []
    return [reason("nomination-closed", year=year, opens=opens, closes=closes, day=day)]


def documents(kinds: Iterable[str], needed: Iterable[str]) -> list[Reason]:
    """K03: each needed kind of document was handed in."""
    held = set(kinds)
    return [reason("document-missing", document=kind) for kind in needed if kind not in held]


def eligible_size(group: SectorClass, total: Decimal, thresholds: Thresholds) -> list[Reason]:
    """K04: the total in CNY reaches the threshold of the project's class."""
    need = thresholds.total[group]
    if total >= need:
        return []
    return [reason("total-below-threshold", have=cents(total), need=need, group=group)]


def eligible_land(
    per_ha: Mapping[str, Decimal], thresholds: Thresholds, *, foreign: bool
) -> list[Reason]:
    """K04: a hectare gets enough investment (foreign may be less), and yields enough output or tax.

    `per_ha` holds `investment`, `output` and `tax` in CNY a hectare.
    """
    reasons = []
    investment, output, tax = per_ha["investment"], per_ha["output"], per_ha["tax"]
    need = thresholds.investment_per_ha
    if investment < need and not foreign:
        reasons.append(reason("intensity-below-threshold", have=cents(investment), need=need))
    if output < thresholds.output_per_ha and tax < thresholds.tax_per_ha:
        reasons.append(
            reason(
                "return-below-threshold",
                output=cents(output),
                need_output=thresholds.output_per_ha,
                tax=cents(tax),
                need_tax=thresholds.tax_per_ha,
            )
        )
    return reasons
