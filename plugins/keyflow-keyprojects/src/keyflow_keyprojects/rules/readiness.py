"""K09, K23, K24: ready to be promoted, money and works in step, sales as expected."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.portfolio import half_up
from keyflow_keyprojects.rules.reasons import Reason, Sentences
from keyflow_keyprojects.settings import Benefits

reason = Sentences(
    {
        "no-legal-person": (
            "The project has no legal person: its owner and contact are not both named.",
            "项目法人未落实：项目单位及联系人须齐全。",
        ),
        "no-site": ("The project has no site with its area.", "项目选址及用地面积未落实。"),
        "funds-unsecured": (
            "Named sources cover {have} of the total of {total}.",
            "已落实资金来源 {have}，未覆盖总投资 {total}。",
        ),
        "no-decision": ("The project has no project decision.", "项目尚未立项。"),
        "no-code": (
            "The project has no project code, with which it would enter approval.",
            "项目尚未赋码，不能进入审批阶段。",
        ),
        "implausible": (
            "{invested} per cent of the year plan is invested, {built} per cent is built.",
            "年度投资完成 {invested}%，形象进度 {built}%，二者相差过大。",
        ),
        "quarters-missing": (
            "{have} quarters running are reported; {need} are needed.",
            "仅有连续 {have} 个季度的效益报告，应有 {need} 个。",
        ),
        "below-too-early": (
            "In production since {since}; below target is said after {months} months.",
            "{since} 投产，满 {months} 个月后方可认定未达产。",
        ),
        "benefits-unknown": (
            "No yearly sales are expected of it; state them first.",
            "未填预期年销售收入，请先补充。",
        ),
        "sales-below": (
            "Sales of {sales} in {period} are below {need}.",
            "{period} 销售收入 {sales}，低于 {need}。",
        ),
    }
)

Record = Mapping[str, Any]
_HUNDRED = Decimal(100)


def promotion(data: Record, *, decided: bool) -> list[Reason]:
    """K09: legal person, site, funds and project decision; a code where approval is still ahead."""
    reasons = []
    if not (data["owner_zh"] and data["owner_contact"]):
        reasons.append(reason("no-legal-person"))
    if not (data["site_zh"] and data["land_ha"]):
        reasons.append(reason("no-site"))
    if data["entry_stage"] == "approval":
        reasons += [] if data["code"] else [reason("no-code")]
    elif not decided:
        reasons.append(reason("no-decision"))
    return reasons + _funds(data)


def _funds(data: Record) -> list[Reason]:
    """K09: the sources that are named cover the total; how much is in place K18 asks later."""
    total: Money | None = data["total"]
    if not total:
        return []  # K01 asks for it
    named = [fund["amount"] for fund in data["funds"] or () if fund.get("amount")]
    own = (each.amount for each in named if each.currency == total.currency)
    have = Money(sum(own, Decimal(0)), total.currency)
    return [] if have >= total else [reason("funds-unsecured", have=have, total=total)]


def plausible(data: Record, points: Decimal) -> list[Reason]:
    """K23: the share of the year plan invested and the milestones done are not far apart.

    Both in points of a hundred; milestones count by their weights.
    """
    plan, total, before = data["year_plan"], data["invested_total"], data["invested_before"]
    weights = {stone["step"]: stone["weight"] for stone in data["milestones"] or ()}
    if not (plan and plan.amount and total is not None and before is not None and weights):
        return []
    invested = (total - before).amount * _HUNDRED / plan.amount
    done = {record["step"] for record in data["reached"] or ()}
    built = Decimal(sum(weight for step, weight in weights.items() if step in done))
    if abs(invested - built) <= points:
        return []
    shown = half_up(invested, Decimal("0.1"))
    return [reason("implausible", invested=shown, built=built)]


def capacity(
    sales: Mapping[str, Money | None], expected: Money | None, rule: Benefits
) -> list[Reason]:
    """K24: the latest quarters, one after the other, each sold a share of a quarter's expectation.

    `sales` holds what accepted reports say by period, such as 2012-Q3; `expected` is a year's.
    """
    run = _running(sorted(sales))[-rule.quarters :]
    if len(run) < rule.quarters:
        return [reason("quarters-missing", have=len(run), need=rule.quarters)]
    if not expected or not expected.amount:
        return [reason("benefits-unknown")]
    need = Money(expected.amount / 4 * rule.share, expected.currency)
    return [
        reason("sales-below", period=period, sales=sold or "-", need=need)
        for period in run
        if (sold := sales[period]) is None or sold < need
    ]


def below(since: date, on: date, months: int) -> list[Reason]:
    """C4.5: what stays below target does so for `months` of production."""
    if on >= add_months(since, months):
        return []
    return [reason("below-too-early", since=since, months=months)]


def _running(periods: list[str]) -> list[str]:
    """Return the latest periods of a sorted list that follow each other without a gap."""
    run = periods[-1:]
    for earlier, later in reversed(list(pairwise(periods))):
        if _number(later) - _number(earlier) != 1:
            break
        run.insert(0, earlier)
    return run


def _number(period: str) -> int:
    year, _, quarter = period.partition("-Q")
    return int(year) * 4 + int(quarter)
