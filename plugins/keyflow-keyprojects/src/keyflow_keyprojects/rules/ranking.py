"""C9: the order of a quarter or year: competition ranking, 1, 2, 2, 4."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class Entry(NamedTuple):
    """Somebody with a total; the ratio of investment and the name order those who tie."""

    key: str
    total: Decimal
    ratio: Decimal | None = None
    name: str = ""


def ranked(entries: Iterable[Entry]) -> list[tuple[int, Entry]]:
    """Return entries with their ranks, best first; equal totals share a rank.

    The order does not depend on the order of the input: within a rank the better investment ratio
    comes first, then the name, then the key.
    """
    found: list[tuple[int, Entry]] = []
    for place, entry in enumerate(sorted(entries, key=_order), start=1):
        tied = bool(found) and found[-1][1].total == entry.total
        found.append((found[-1][0] if tied else place, entry))
    return found


def _order(entry: Entry) -> tuple[Decimal, Decimal, str, str]:
    return -entry.total, -(entry.ratio or Decimal(0)), entry.name, entry.key
