"""The columns of a sheet: what they are called, what may stand in them, and how it is read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from keyflow_keyprojects.paper.legible import legible

Kind = Literal["text", "number", "integer", "money", "date", "month", "flag", "choice"]
WAN = Decimal(10_000)
MOST_TEXT = 10_000
_PARTED = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?")
_CENTS = 6  # decimals of an amount in 10,000
_MOST = Decimal(10) ** 11
_MONTHS = 12
_SHOWN = 40  # characters of a value in a sentence about it
_YEARS = range(1950, 2101)
_EXACT_DIGITS = 15  # of a number in a spreadsheet
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
FLAGS = {"true": ("是", "yes"), "false": ("否", "no")}


class Unreadable(Exception):
    """A value cannot be what its column wants; holds the code of the problem and its values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.told = code, values


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, its two headings, and what may stand in it.

    Amounts (`money`) stand in 10,000 of the currency and are read in its units. `choices` maps
    what is kept to how it is called in Chinese and English.
    """

    field: str
    zh: str
    en: str
    kind: Kind = "text"
    required: bool = False
    choices: Mapping[str, tuple[str, str]] | None = None
    hint: tuple[str, str] = ("", "")

    @property
    def heading(self) -> str:
        """What stands in the first row of a template."""
        unit = ("（万）", " (10,000)") if self.kind == "money" else ("", "")
        return f"{self.zh}{unit[0]}\n{self.en}{unit[1]}"

    @property
    def names(self) -> set[str]:
        """Every heading it is found under, as `plain` has them."""
        return {plain(name) for name in (self.field, self.zh, self.en, self.heading)}

    def read(self, value: Any) -> Any:
        """Return what a cell's value means, None for an empty one; raises `Unreadable`."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if self.kind == "choice":
            return _choice(value, self.choices or {})
        return _READERS[self.kind](value)


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: its two names, its columns, and whether a workbook must have it."""

    zh: str
    en: str
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def title(self) -> str:
        """The name of the sheet in a template."""
        return f"{self.zh} {self.en}"

    @property
    def names(self) -> set[str]:
        """Every name the sheet is found under."""
        return {plain(name) for name in (self.zh, self.en, self.title)}

    def column(self, field: str) -> Column:
        """Return the column of a field; raises KeyError where there is none."""
        return {column.field: column for column in self.columns}[field]


def plain(text: Any) -> str:
    """Return a heading without blanks and capitals, as people write it one way or another."""
    return re.sub(r"\s+", "", str(text or "")).casefold().replace("（", "(").replace("）", ")")


def _text(value: Any) -> str:
    if isinstance(value, bool | date):
        raise Unreadable("no-text", value=value)
    if isinstance(value, int | float):
        return _number_as_text(value)
    text = str(value).strip()
    if legible(text) != text.replace("\r\n", "\n"):
        raise Unreadable("unprintable")
    if len(text) > MOST_TEXT:
        raise Unreadable("text-too-long", most=MOST_TEXT)
    return text


def _number_as_text(value: float) -> str:
    if value != int(value):
        raise Unreadable("no-text", value=value)
    digits = str(int(value))
    if len(digits.lstrip("-")) > _EXACT_DIGITS:
        raise Unreadable("digits-lost")
    return digits


def _decimal(value: Any) -> Decimal:
    """Return a number with the digits a spreadsheet shows: at most fifteen."""
    if isinstance(value, bool | date):
        raise Unreadable("no-number", value=value)
    text = f"{value:.15g}" if isinstance(value, float) else str(value)
    text = text.strip().replace("，", ",")
    if "_" in text:  # which Python would read over
        raise Unreadable("no-number", value=_short(value))
    try:
        # A comma parts thousands; elsewhere it may be meant as a point, and is not guessed.
        number = Decimal(text.replace(",", "") if _PARTED.fullmatch(text) else text)
    except InvalidOperation:
        raise Unreadable("no-number", value=_short(value)) from None
    if not number.is_finite():
        raise Unreadable("no-number", value=value)
    if number < 0:
        raise Unreadable("negative", value=value)
    if number > _MOST:
        raise Unreadable("too-many", value=_short(value))
    return number


def _money(value: Any) -> Decimal:
    number = _decimal(value)
    if number != round(number, _CENTS):
        raise Unreadable("below-a-cent", value=value)
    return number * WAN


def _integer(value: Any) -> int:
    number = _decimal(value)
    if number != number.to_integral_value():
        raise Unreadable("no-whole-number", value=value)
    return int(number)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        if value.time() != datetime.min.time():
            raise Unreadable("time-of-day", value=value)
        value = value.date()
    if isinstance(value, date):
        return _plausible(value)
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise Unreadable("no-date", value=_short(value))
    try:
        return _plausible(date(*(int(part) for part in found.groups())))
    except ValueError:
        raise Unreadable("no-date", value=_short(value)) from None


def _plausible(day: date) -> date:
    if day.year not in _YEARS:
        raise Unreadable("no-date", value=day)
    return day


def _month(value: Any) -> str:
    if isinstance(value, date) and value.day == 1:
        return f"{value:%Y-%m}"
    found = _MONTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[2]) <= _MONTHS:
        raise Unreadable("no-month", value=_short(value))
    return f"{found[1]}-{int(found[2]):02}"


def _flag(value: Any) -> bool:
    return value if isinstance(value, bool) else _choice(value, FLAGS) == "true"


def _choice(value: Any, choices: Mapping[str, tuple[str, str]]) -> str:
    wanted = plain(value)
    for kept, names in choices.items():
        if wanted in {plain(kept), *map(plain, names), plain("".join(names))}:
            return kept
    listed = ", ".join(f"{zh} {en}" for zh, en in choices.values())
    raise Unreadable("no-choice", value=_short(value), choices=listed)


def _short(value: Any) -> str:
    text = legible(str(value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_READERS: Mapping[Kind, Callable[[Any], Any]] = {
    "text": _text,
    "number": _decimal,
    "integer": _integer,
    "money": _money,
    "date": _date,
    "month": _month,
    "flag": _flag,
}
