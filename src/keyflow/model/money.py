"""An amount of money with its currency; never a float, never without a currency."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_DIGITS = 30
# Python would take 1_000 and the digits of other scripts as well.
_NUMBER = re.compile(r"\s*[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?\s*\Z")


def decimal(value: object) -> Decimal:
    """Return a finite decimal of at most 30 digits; floats are refused because they round."""
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        msg = f'must be a decimal written as text such as "0.30", not {type(value).__name__}'
        raise ValueError(msg)  # noqa: TRY004 - pydantic and the schema turn ValueErrors into places
    if isinstance(value, str) and len(value) > 2 * _DIGITS:
        msg = f"has more than {_DIGITS} digits"
        raise ValueError(msg)
    if isinstance(value, str) and not _NUMBER.match(value):
        msg = f"{value!r} is not a decimal number"
        raise ValueError(msg)
    try:
        number = Decimal(value)
    except InvalidOperation:
        msg = f"{value!r} is not a decimal number"
        raise ValueError(msg) from None
    if not number.is_finite():
        msg = "must be a finite number"
        raise ValueError(msg)
    _, digits, exponent = number.as_tuple()
    # It is kept written out, so what 9e30 leaves unwritten counts as well.
    if len(digits) + max(int(exponent), 0) > _DIGITS or int(exponent) < -_DIGITS:
        msg = f"has more than {_DIGITS} digits"
        raise ValueError(msg)
    return number


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`amount` in units of `currency` (an ISO 4217 code, so 1.5 CNY is one yuan fifty)."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", decimal(self.amount))
        if not _CURRENCY.match(self.currency):
            msg = f"{self.currency!r} is not a currency code of three capital letters"
            raise ValueError(msg)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            msg = f"{self.currency} and {other.currency} do not mix; convert at a stated rate first"
            raise ValueError(msg)

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.amount - other.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount < other.amount

    def __le__(self, other: "Money") -> bool:
        self._same(other)
        return self.amount <= other.amount

    def at(self, rate: Decimal, currency: str) -> "Money":
        """Convert at `rate` units of `currency` for one unit of this money's."""
        return self if currency == self.currency else Money(self.amount * rate, currency)

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"


@lru_cache(maxsize=10_000)
def stored(amount: str, currency: str) -> Money:
    """Return money of its stored form, which is looked at more often than it changes."""
    return Money(Decimal(amount), currency)
