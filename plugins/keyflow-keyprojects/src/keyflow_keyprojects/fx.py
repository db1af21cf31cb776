"""Exchange rates that carry their source, and which of them a roll-up goes by."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from keyflow.plugin import Money
from keyflow_keyprojects.settings import DEFAULTS


@dataclass(frozen=True, slots=True)
class FxRate:
    """`rate` units of `quote` for one unit of `base`, on a date, from a named source."""

    base: str
    quote: str
    rate: Decimal
    on: date
    source: str

    def __post_init__(self) -> None:
        if not (self.rate.is_finite() and self.rate > 0):
            msg = f"a rate must be above zero, not {self.rate}"
            raise ValueError(msg)

    def convert(self, money: Money) -> Money:
        """Return money in the quote currency, unrounded; raises ValueError for a third currency."""
        if money.currency not in {self.base, self.quote}:
            msg = f"{self.base}/{self.quote} does not convert {money.currency}"
            raise ValueError(msg)
        return money.at(self.rate, self.quote)


PLAN_RATE = FxRate("USD", "CNY", DEFAULTS.plan_rate, date(2010, 12, 31), "plan")


@dataclass(frozen=True, slots=True)
class FxPolicy:
    """How a list is rolled up: always at the plan rate, or at the rate of the period asked for."""

    plan_rate: FxRate
    mode: Literal["plan", "period"] = "plan"

    def rate(self, period: FxRate | None = None) -> FxRate:
        """Return the rate that holds; raises ValueError where a period's is needed but missing."""
        if self.mode == "plan":
            return self.plan_rate
        if period is None:
            msg = "this list is rolled up at the period's rate; give it"
            raise ValueError(msg)
        return period


def rate_effect(money: Money, plan: FxRate, period: FxRate) -> Money:
    """Return what the change of rate alone does to an amount: period value less plan value."""
    return period.convert(money) - plan.convert(money)
