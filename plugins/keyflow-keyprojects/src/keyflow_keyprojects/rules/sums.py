"""Shares that add up exactly, and money in the form a case's data takes."""

from collections.abc import Sequence
from decimal import Decimal

MoneyData = dict[str, str]
CENT = Decimal("0.01")


def split(total: Decimal, weights: Sequence[int], unit: Decimal) -> list[Decimal]:
    """Share a total out in whole units by weight; what is left over goes to the largest remainders.

    Raises ValueError if the total is not a whole number of units or all weights are zero.
    """
    units, rest = divmod(total, unit)
    whole = sum(weights)
    if rest or not whole:
        msg = f"{total} cannot be shared in units of {unit} by {len(weights)} weights"
        raise ValueError(msg)
    shares = [divmod(int(units) * weight, whole) for weight in weights]
    left = int(units) - sum(share for share, _ in shares)
    largest = sorted(range(len(weights)), key=lambda n: (-shares[n][1], n))[:left]
    return [(share + (n in largest)) * unit for n, (share, _) in enumerate(shares)]


def money(amount: Decimal, currency: str) -> MoneyData:
    """Write an amount as case data: text with two decimals, and the currency."""
    return {"amount": f"{amount.quantize(CENT):f}", "currency": currency}


def amount_of(value: MoneyData) -> Decimal:
    """Read the amount back."""
    return Decimal(value["amount"])
