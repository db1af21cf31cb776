"""The filters of our own that a template may use on plain data."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

JOINED = 100_000


def printed(value: Any) -> Any:
    """Give what a value prints as: nothing for None, a decimal without an exponent."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else value


def join(items: Iterable[Any], separator: str = "") -> str:
    """Write the items one after another with a separator between them."""
    parts = [str(printed(item)) for item in items]
    if sum(map(len, parts)) + len(separator) * len(parts) > JOINED:
        msg = f"join gives more than {JOINED} characters"
        raise ValueError(msg)
    return separator.join(parts)


def lower(value: Any) -> str:
    """Write in small letters."""
    return str(value).lower()


def money(value: Any) -> str:
    """Write `{"amount": "1234.5", "currency": "CNY"}` as `1,234.50 CNY`; nothing for None."""
    if value is None:
        return ""
    if not isinstance(value, dict) or not value.keys() >= {"amount", "currency"}:
        msg = f"money takes an amount with its currency, not {type(value).__name__}"
        raise ValueError(msg)
    amount = Decimal(value["amount"])
    places = max(2, -int(amount.as_tuple().exponent))
    return f"{amount:,.{places}f} {value['currency']}"


def day(value: Any) -> str:
    """Write the day of an ISO 8601 date or instant, in the instant's own zone; nothing for None."""
    if value is None:
        return ""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(moment, date):
        msg = f"date takes a date or an instant, not {type(value).__name__}"
        raise TypeError(msg)
    return f"{moment:%Y-%m-%d}"


def percent(value: Any) -> str:
    """Write a share such as 0.305 as `30.5%`, to two places at most; nothing for None."""
    if value is None:
        return ""
    share = f"{round(Decimal(value) * 100, 2):f}"
    return share.rstrip("0").rstrip(".") + "%" if "." in share else share + "%"
