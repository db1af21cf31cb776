"""Indexed fields: a value as text that sorts as the value does, the same in every database.

A key begins with its kind: `b` boolean, `n` number, `t` text (dates and instants too, as their
ISO form in UTC sorts by itself).
"""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from keyflow.model.case import Case
from keyflow.model.money import decimal
from keyflow.model.schema import FieldSpec, raw_of

_NINES = str.maketrans("0123456789", "9876543210")
_NUMBERS = frozenset({"integer", "decimal", "money"})


def number(value: Decimal) -> str:
    """Return a decimal as text that sorts as the number does, exactly.

    That is its sign (0, 1 or 2), its power of ten, and its digits; all turned round below zero.
    """
    digits = "".join(map(str, value.as_tuple().digits)).rstrip("0")
    if not digits:
        return "1"
    size = f"{value.adjusted() + 500:03d}{digits}"
    return f"0{size.translate(_NINES)}~" if value < 0 else f"2{size}"


def key(spec: FieldSpec, raw: Any) -> str | None:
    """Return the key of a field's stored JSON value; None where there is nothing to index."""
    if raw is None:
        return None
    if spec.type == "boolean":
        return f"b{int(raw)}"
    if spec.type in _NUMBERS:
        amount = raw["amount"] if spec.type == "money" else raw
        return f"n{number(decimal(amount))}"
    return f"t{raw}"


@lru_cache(maxsize=1_000, typed=True)
def sought(value: str | int | bool) -> tuple[str, ...]:
    """Return the keys that a filter's value may mean: text such as "12.5" may mean a number too."""
    if isinstance(value, bool):
        return (f"b{int(value)}",)
    try:
        return f"t{value}", f"n{number(decimal(value))}"
    except ValueError:
        return (f"t{value}",)


def key_of(case: Case, field: str) -> str | None:
    """Return the key of one of a case's fields; None where it is not indexed, or holds nothing."""
    spec = case.data.fields.get(field)
    return key(spec, raw_of(case.data).get(field)) if spec is not None and spec.index else None


def keys(case: Case) -> dict[str, str]:
    """Return the keys of a case's indexed fields by name."""
    raw = raw_of(case.data)
    found = {}
    for name, spec in case.data.fields.items():
        if spec.index and (text := key(spec, raw.get(name))) is not None:
            found[name] = text
    return found
