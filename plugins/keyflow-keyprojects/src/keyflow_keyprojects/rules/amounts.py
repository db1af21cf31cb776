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
        "amount-missing": ("The amount {field} is not given.", "金额 {field} 未填写。"),
    }
)

_CENT = Decimal("0.01")


def unusable(amounts: Mapping[str, Money | None]) -> list[Reason]:
    """Return what keeps named amounts from being added: one is missing, or of another currency."""
    missing = [reason("amount-missing", field=name) for name, money in amounts.items() if not money]
    currencies = sorted({money.currency for money in amounts.values() if money})
    if len(currencies) > 1:
        missing.append(reason("currency-mixed", have=currencies[0], need=currencies[1]))
    return missing


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add amounts of one currency; raises ValueError for another one."""
    return sum(amounts, Money(Decimal(0), currency))


def cents(number: Decimal) -> Decimal:
    """Round half up to two decimals, for people to read."""
    return number.quantize(_CENT, rounding=ROUND_HALF_UP)
