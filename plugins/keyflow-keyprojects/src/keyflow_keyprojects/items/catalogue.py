"""The approval items of a construction project: limits, predecessors and validity, as data.

The figures are software defaults gathered from laws and local rules, not legal advice; an office
overrides them with a catalogue file of its own.
"""

import csv
from collections.abc import Mapping, Set
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from keyflow_keyprojects.dates import add_months

Stage = Literal["approval", "planning", "construction", "acceptance"]
Unit = Literal["WD", "CD", "none"]
OnTimeout = Literal["escalate", "filed", "penalty", "deem_granted", "deem_denied"]
Granted = Mapping[str, date | None]
# Who leads an item that is the owner's own, such as its tenders: no unit of the city.
OWNER = "OWNER"

_COUNTED: Mapping[Unit, str] = MappingProxyType({"WD": "wd", "CD": "d", "none": ""})
_BESIDE = Path(__file__).with_name("catalogue.csv")


class Group(BaseModel):
    """One condition among an item's predecessors: any of `codes` will do.

    With `if_applies` it counts only where one of the codes applies to the project.
    """

    model_config = ConfigDict(frozen=True)

    codes: tuple[str, ...]
    if_applies: bool = False

    def met(self, granted: Granted, applies: Set[str], on: date) -> bool:
        """Tell whether a code is granted and valid on a day, or the condition does not count."""
        if self.if_applies and applies.isdisjoint(self.codes):
            return True
        return any(code in granted and valid(granted[code], on) for code in self.codes)

    def __str__(self) -> str:
        return "|".join(self.codes)


def valid(expires: date | None, on: date) -> bool:
    """Tell whether a document is in force on a day; the day it expires is the last one."""
    return expires is None or on <= expires


def parse_predecessors(text: str) -> tuple[Group, ...]:
    """Read `A;B|C;D?`: A, and B or C, and D where D applies."""
    return tuple(_group(part) for part in text.split(";") if part)


def _group(part: str) -> Group:
    codes = part.split("|")
    marked = [code.endswith("?") for code in codes]
    if any(marked) and not all(marked):
        msg = f"{part!r} marks some alternatives with '?' and others not"
        raise ValueError(msg)
    return Group(codes=tuple(code.removesuffix("?") for code in codes), if_applies=all(marked))


def _predecessors(value: Any) -> Any:
    return parse_predecessors(value) if isinstance(value, str) else value


def _parts(value: Any) -> Any:
    return tuple(filter(None, value.split(";"))) if isinstance(value, str) else value


def _blank(value: Any) -> Any:
    return None if value == "" else value


class Item(BaseModel):
    """An approval item: `limit` in `unit` (working or calendar days), `extension` in the same.

    `clock_excludes` names what stops the clock; `validity_months` counts from the grant.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]*$")]
    name_zh: str
    name_en: str
    stage: Stage
    lead_role: str
    limit: Annotated[Annotated[int, Field(ge=0)] | None, BeforeValidator(_blank)]
    unit: Unit
    extension: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_blank)]
    clock_excludes: Annotated[tuple[str, ...], BeforeValidator(_parts)]
    predecessors: Annotated[tuple[Group, ...], BeforeValidator(_predecessors)]
    validity_months: Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_blank)]
    validity_note: str
    on_timeout: OnTimeout
    basis: str

    @property
    def days(self) -> str | None:
        """The limit as clocks count it, such as 20wd; None where there is none, or it is nothing.

        An item of limit 0 takes effect with its receipt.
        """
        return f"{self.limit}{_COUNTED[self.unit]}" if self.limit else None

    def missing(self, granted: Granted, applies: Set[str], on: date) -> list[Group]:
        """Return the predecessor groups that are not met on a day.

        `granted` maps an item's code to the day its document expires, None for never; an expired
        one counts as missing. `applies` holds the codes that the project needs at all.
        """
        return [group for group in self.predecessors if not group.met(granted, applies, on)]

    def waits_for(self, codes: Set[str]) -> bool:
        """Tell whether one of some codes is among its predecessors."""
        return any(not codes.isdisjoint(group.codes) for group in self.predecessors)

    def expires(self, granted_on: date) -> date | None:
        """Return the last day a document granted on a day is in force, None for no end."""
        return add_months(granted_on, self.validity_months) if self.validity_months else None


@cache
def load_catalogue(path: Path = _BESIDE) -> Mapping[str, Item]:
    """Read a catalogue file, the pack's own by default: items by code, in the file's order.

    Raises ValueError for a bad value, a code given twice, or an unknown predecessor.
    """
    catalogue: dict[str, Item] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            item = Item.model_validate(row)
            if item.code in catalogue:
                msg = f"{item.code} stands twice in {path.name}"
                raise ValueError(msg)
            catalogue[item.code] = item
    _refuse_unknown(catalogue)
    return MappingProxyType(catalogue)


def _refuse_unknown(catalogue: Mapping[str, Item]) -> None:
    for item in catalogue.values():
        for group in item.predecessors:
            unknown = [code for code in group.codes if code not in catalogue]
            if unknown:
                msg = f"{item.code} waits for {unknown[0]}, which is not in the catalogue"
                raise ValueError(msg)


def items_of(stage: str) -> list[Item]:
    """Return the pack's items of a stage, in the catalogue's order."""
    return [item for item in load_catalogue().values() if item.stage == stage]
