"""Sums of money for the rules: one currency, or a reason why not."""

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from keyflow.plugin import Money
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "currency-mixed": (
            "Amounts in {have} and {need} do not add up; state them in one currency.",
            "金额币种 {have} 与 {need} 不一致，请统一币种。",
        ),
        "finer-than-cent": (
            "The amount {field} of {money} is finer than a cent.",
            "金额 {field}（{money}）精确到分以下。",
        ),
        "amount-missing": ("The amount {field} is not given.", "金额 {field} 未填写。"),
    }
)

CENT = Decimal("0.01")


def unusable(amounts: Mapping[str, Money | None]) -> list[Reason]:
    """Return what keeps named amounts from being added.

    One is missing, or of another currency, or finer than a cent (C1).
    """
    missing = [reason("amount-missing", field=name) for name, money in amounts.items() if not money]
    missing += too_fine(amounts)
    currencies = sorted({money.currency for money in amounts.values() if money})
    if len(currencies) > 1:
        missing.append(reason("currency-mixed", have=currencies[0], need=currencies[1]))
    return missing


def too_fine(amounts: Mapping[str, Money | None]) -> list[Reason]:
    """Return which of named amounts are finer than a cent (C1)."""
    return [
        reason("finer-than-cent", field=name, money=money)
        for name, money in amounts.items()
        if money is not None and not in_cents(money)
    ]


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency; raises ValueError for another one."""
    return sum(amounts, Money(Decimal(0), currency))


def in_cents(money: Money) -> bool:
    """Tell whether an amount is a whole number of cents (C1)."""
    return money.amount % CENT == 0


def cents(number: Decimal) -> Decimal:
    """Round half up to two decimals, for people to read."""
    return number.quantize(CENT, rounding=ROUND_HALF_UP)
