"""The headline of a list: sums from its members, and whether they agree with what was published.

Published figures are facts with a tolerance, half a unit of the last digit printed. Sums are of
unrounded values; only what is shown is rounded, half up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.fx import FxRate

HUNDRED_MILLION = Decimal(100_000_000)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Member:
    """A project as far as the headline is concerned; amounts in its own currency."""

    funding: str
    total: Money
    year_plan: Money | None = None
    sales: Money | None = None
    profit: Money | None = None
    tax: Money | None = None


def member(data: Mapping[str, Any]) -> Member:
    """Read a member from a project's data, as given or as a case decodes it."""
    benefits = data.get("benefits") or {}
    return Member(
        funding=data["funding"],
        total=_required(data["total"]),
        year_plan=_money(data.get("year_plan")),
        **{name: _money(benefits.get(name)) for name in ("sales", "profit", "tax")},
    )


def listed(row: Mapping[str, Any]) -> Member:
    """Read a member from a row of a list, in the form a case stores it."""
    return Member(
        funding=row["funding"],
        total=_required(row["total"]),
        **{name: _money(row.get(name)) for name in ("year_plan", "sales", "profit", "tax")},
    )


def _required(value: Any) -> Money:
    money = _money(value)
    if money is None:
        msg = "a project without a total cannot be summed"
        raise ValueError(msg)
    return money


def _money(value: Any) -> Money | None:
    if value is None or isinstance(value, Money):
        return value
    return Money(Decimal(value["amount"]), value["currency"])


# The notice's figures as printed: amounts in 100 million, of USD for foreign_total, else CNY.
NOTICE_2011: Mapping[str, Decimal] = MappingProxyType(
    {
        "count": Decimal(60),
        "total": Decimal(320),
        "year_plan": Decimal(102),
        "domestic_count": Decimal(50),
        "domestic_total": Decimal(268),
        "foreign_count": Decimal(10),
        "foreign_total": Decimal("7.8"),
        "sales": Decimal(502),
        "profit": Decimal(19),
        "tax": Decimal(17),
    }
)
PRELIMINARY_2011: Mapping[str, Decimal] = MappingProxyType(
    {"count": Decimal(38), "total": Decimal(366)}
)


def headline(members: Iterable[Member], rate: FxRate) -> dict[str, Decimal]:
    """Sum a list at a rate: counts, and unrounded amounts in 100 million.

    Amounts are in the rate's quote currency, `foreign_total` in its base currency.
    """
    everyone = list(members)
    domestic = [each for each in everyone if each.funding == "domestic"]
    foreign = [each for each in everyone if each.funding == "foreign"]
    amounts = {
        "total": _sum((each.total for each in everyone), rate),
        "year_plan": _sum((each.year_plan for each in everyone), rate),
        "domestic_total": _sum((each.total for each in domestic), rate),
        "foreign_total": _plain_sum((each.total for each in foreign), rate.base),
        "sales": _sum((each.sales for each in everyone), rate),
        "profit": _sum((each.profit for each in everyone), rate),
        "tax": _sum((each.tax for each in everyone), rate),
    }
    return {
        "count": Decimal(len(everyone)),
        "domestic_count": Decimal(len(domestic)),
        "foreign_count": Decimal(len(foreign)),
        **{name: amount / HUNDRED_MILLION for name, amount in amounts.items()},
    }


def _sum(amounts: Iterable[Money | None], rate: FxRate) -> Decimal:
    given = (amount for amount in amounts if amount is not None)
    return sum((rate.convert(amount).amount for amount in given), NOTHING)


def _plain_sum(amounts: Iterable[Money], currency: str) -> Decimal:
    return sum(amounts, Money(NOTHING, currency)).amount


@dataclass(frozen=True, slots=True)
class Comparison:
    """One published figure beside the one computed from the members, both in the same unit."""

    term: str
    published: Decimal
    computed: Decimal

    @property
    def tolerance(self) -> Decimal:
        """Half a unit of the last digit printed."""
        return last_digit(self.published) / 2

    @property
    def within(self) -> bool:
        """Whether the difference is no more than rounding explains."""
        return abs(self.computed - self.published) <= self.tolerance

    @property
    def shown(self) -> str:
        """The computed figure with as many decimals as the published one has."""
        return f"{half_up(self.computed, last_digit(self.published)):f}"


def compare(computed: Mapping[str, Decimal], published: Mapping[str, Decimal]) -> list[Comparison]:
    """Set every published figure beside the computed one, in the published order."""
    return [Comparison(term, figure, computed[term]) for term, figure in published.items()]


def last_digit(figure: Decimal) -> Decimal:
    """Return one unit of a figure's last printed digit: 0.1 for 7.8, 1 for 320."""
    return Decimal(1).scaleb(min(int(figure.as_tuple().exponent), 0))


def half_up(number: Decimal, step: Decimal) -> Decimal:
    """Round to a step such as 0.1, halves away from zero; nothing has no sign."""
    rounded = number.quantize(step, rounding=ROUND_HALF_UP)
    return rounded or abs(rounded)


def completion(done: Money, plan: Money) -> Decimal:
    """Return done / plan, unrounded, in the project's own currency, so no rate can move it.

    Raises ValueError for two currencies or a plan of nothing.
    """
    if done.currency != plan.currency:
        msg = f"{done.currency} done cannot be measured against a plan in {plan.currency}"
        raise ValueError(msg)
    if plan.amount == 0:
        msg = "there is no plan to measure against"
        raise ValueError(msg)
    return done.amount / plan.amount


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Return part of whole in per cent, rounded half up to 0.1, as published ratios are."""
    return half_up(part * 100 / whole, Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class ListChange:
    """What a mid-year change does to a figure of a list: `replanned` holds (before, after)."""

    before: Decimal
    removed: Decimal
    added: Decimal
    replanned: tuple[tuple[Decimal, Decimal], ...] = ()

    @property
    def after(self) -> Decimal:
        """The figure after the change."""
        shift = sum((new - old for old, new in self.replanned), NOTHING)
        return self.before - self.removed + self.added + shift
