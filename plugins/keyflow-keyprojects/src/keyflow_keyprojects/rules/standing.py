"""K25, K26, C4.6: putting a project on hold, planning it anew, settling what is cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.rules.amounts import unusable
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
        "land-unsettled": (
            "The land of {contract} is contracted; say what becomes of it in settled_land.",
            "土地已签订合同（{contract}），请在 settled_land 中写明处置办法。",
        ),
        "funds-unsettled": (
            "{funds} is in place; say what becomes of it in settled_funds.",
            "到位资金 {funds}，请在 settled_funds 中写明处置办法。",
        ),
    }
)

Record = Mapping[str, Any]
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
