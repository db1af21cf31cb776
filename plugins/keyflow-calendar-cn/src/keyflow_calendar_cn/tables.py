"""`Table`: what a city or an office works otherwise than the country, and how it is read."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

_HEAD = ["day", "worked"]
_ANSWERS = {"yes": True, "no": False}
_WHOLE_YEAR = "weekdays"
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Table:
    """Days that are worked (True) or not, and `years` that are arranged by the table alone.

    In such a year Monday to Friday are worked, but for the days of the table. A year that the
    country's data hold needs no line: they are taken, but for the days of the table.
    """

    days: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))
    years: frozenset[int] = frozenset()

    @cached_property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change with the table; empty for an empty one."""
        if not self.days and not self.years:
            return ""
        lines = [*sorted(map(str, self.years)), *(f"{d} {self.days[d]}" for d in sorted(self.days))]
        return sha256("\n".join(lines).encode()).hexdigest()[:12]


def read_table(path: str | Path) -> Table:
    """Read a table from a CSV file of the columns `day,worked`.

    A line is a day and `yes` or `no` (`2020-02-03,yes`), or a year and `weekdays`: `2027,weekdays`.
    Raises `ValueError` with the file and line of what cannot be read or stands there twice.
    """
    days: dict[date, bool] = {}
    years: set[int] = set()
    for place, what, answer in _lines(Path(path)):
        if _YEAR.fullmatch(what) and answer == _WHOLE_YEAR:
            if int(what) in years:
                raise ValueError(f"{place}: {what} is there twice")
            years.add(int(what))
            continue
        day = _day(place, what, answer)
        if day in days:
            raise ValueError(f"{place}: {what} is there twice")
        days[day] = _ANSWERS[answer]
    return Table(MappingProxyType(days), frozenset(years))


def _lines(path: Path) -> Iterator[tuple[str, str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        if next(rows, None) != _HEAD:
            raise ValueError(f"{path}:1: the first line must be {','.join(_HEAD)}")
        for row in rows:
            cells = [cell.strip() for cell in row]
            if len(cells) == len(_HEAD):
                yield f"{path}:{rows.line_num}", cells[0], cells[1]
            elif any(cells):
                raise ValueError(
                    f"{path}:{rows.line_num}: a line is a day and whether it is worked"
                )


def _day(place: str, what: str, answer: str) -> date:
    try:
        day = date.fromisoformat(what)
    except ValueError:
        day = None
    if day is None or answer not in _ANSWERS:
        raise ValueError(f"{place}: must be like 2020-02-03,yes or 2020-01-31,no or 2027,weekdays")
    return day
