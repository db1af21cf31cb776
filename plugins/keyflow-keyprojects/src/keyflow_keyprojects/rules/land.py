"""K17 and K29: is there land to build on, and does what was supplied lie idle?"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from keyflow.plugin import Money
from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.rules.reasons import Reason, Sentences
from keyflow_keyprojects.settings import IdleLand

reason = Sentences(
    {
        "land-missing": (
            "There is neither a land contract nor a quota: {need} ha are needed.",
            "既无土地出让合同，也无用地指标：需用地 {need} 公顷。",
        ),
        "land-short": (
            "{have} ha are supplied; {need} ha are needed.",
            "已落实用地 {have} 公顷，需 {need} 公顷。",
        ),
        "land-contract-incomplete": (
            "The land contract lacks: {what}.",
            "土地出让合同缺少：{what}。",
        ),
        "land-site": (
            "The contract is for {contract}; the siting opinion is for {site}.",
            "合同地块为 {contract}，与选址意见地块 {site} 不符。",
        ),
        "land-start": (
            "The contract has building begin on {start_by}, before it was signed on {signed_on}.",
            "合同约定开工日 {start_by} 早于签订日 {signed_on}。",
        ),
        "land-idle": (
            "Not started since {start_by}, {months} months or more: idle; a fee of 20 % is due.",
            "约定开工日 {start_by} 起满 {months} 个月未开工：构成闲置，应征地价 20% 闲置费。",
        ),
        "land-taken-back": (
            "Not started since {start_by}, {months} months or more: the land is to be taken back.",
            "约定开工日 {start_by} 起满 {months} 个月未开工：应收回土地。",
        ),
        "land-idle-area": (
            "Stopped since {since} with {share} of the area built, less than a third: idle.",
            "自 {since} 停工，已开发面积占 {share}，不足三分之一：构成闲置。",
        ),
        "land-idle-invested": (
            "Stopped since {since} with {share} of the money invested, less than a quarter: idle.",
            "自 {since} 停工，已投资占 {share}，不足四分之一：构成闲置。",
        ),
    }
)

Record = Mapping[str, Any]


class Site(NamedTuple):
    """What K29 looks at: the day to start by, the stop, and how far it has come; areas in ha."""

    started: bool
    start_by: date | None
    stopped_since: date | None
    built_ha: Decimal | None
    land_ha: Decimal | None
    invested: Money | None
    total: Money | None


def supplied(
    contract: Record | None, quota_ha: Decimal, need_ha: Decimal | None, site: str | None
) -> list[Reason]:
    """K17: a contract or a quota covers the area, and the contract is for the site approved.

    Areas are in hectares; a project that needs no land needs neither.
    """
    need = need_ha or Decimal(0)
    if not need:
        return []
    if contract is None and not quota_ha:
        return [reason("land-missing", need=need)]
    lacking = [field for field in ("number", "signed_on", "start_by", "area_ha", "site")
               if contract is not None and not contract.get(field)]  # fmt: skip
    found = [reason("land-contract-incomplete", what=field) for field in lacking]
    have = quota_ha + ((contract or {}).get("area_ha") or Decimal(0))
    if have < need and not lacking:
        found.append(reason("land-short", have=have, need=need))
    of = (contract or {}).get("site")
    if of and of != site:
        found.append(reason("land-site", contract=of, site=site or "-"))
    return found + _in_order(contract or {})


def _in_order(contract: Record) -> list[Reason]:
    signed, start = contract.get("signed_on"), contract.get("start_by")
    if not (signed and start) or signed <= start:
        return []
    return [reason("land-start", signed_on=signed, start_by=start)]


def idle(site: Site, on: date, limits: IdleLand) -> list[Reason]:
    """K29: land not started on for one or two years, or stopped early for one."""
    if site.started:
        return _stopped_early(site, on, limits)
    if site.start_by is None:
        return []
    back, months = limits.taken_back_months, limits.months
    if on > add_months(site.start_by, back):
        return [reason("land-taken-back", start_by=site.start_by, months=back)]
    if on > add_months(site.start_by, months):
        return [reason("land-idle", start_by=site.start_by, months=months)]
    return []


def _stopped_early(site: Site, on: date, limits: IdleLand) -> list[Reason]:
    since = site.stopped_since
    if since is None or on <= add_months(since, limits.stopped_months):
        return []
    found = []
    built = _share(site.built_ha, site.land_ha)
    if site.land_ha and built < limits.area:
        found.append(reason("land-idle-area", since=since, share=f"{built:.1%}"))
    invested = _share(_amount(site.invested), _amount(site.total))
    if invested < limits.invested:
        found.append(reason("land-idle-invested", since=since, share=f"{invested:.1%}"))
    return found


def _amount(money: Money | None) -> Decimal | None:
    return None if money is None else money.amount


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal:
    """Return how much of a whole there is; what nobody stated is nothing."""
    return part / whole if part is not None and whole else Decimal(0)
