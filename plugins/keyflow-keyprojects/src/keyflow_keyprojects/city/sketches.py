"""What is drawn for each illustrative project, and the published totals shared out among them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from keyflow_keyprojects.city.names import FIRM_FIRST, FIRM_SECOND, SECTORS, TOWNS, Sector
from keyflow_keyprojects.rules.sums import money, split
from keyflow_keyprojects.settings import DEFAULTS

MILLION, TEN_THOUSAND = Decimal(1_000_000), Decimal(10_000)
DOMESTIC, KEY, PRELIMINARY = 50, 60, 38
DOMESTIC_TOTAL = Decimal(26_800_000_000)
FOREIGN_TOTAL_USD = Decimal(780_000_000)
YEAR_PLAN = Decimal(10_200_000_000)
# A whole hundred million USD, so that its worth at the plan rate is a whole number of 10,000 yuan.
FOREIGN_PLAN_USD = Decimal(200_000_000)
SALES, PROFIT, TAX = Decimal(50_200_000_000), Decimal(1_900_000_000), Decimal(1_700_000_000)
PRELIMINARY_TOTAL = Decimal(36_600_000_000)

# Key projects in order: of every six one is finishing, two are new and three go on.
_KINDS = ("finishing", "new", "new", "continuing", "continuing", "continuing")
_ENTRIES = ("approval", "planning", "planning", "construction")
_PLAN_WEIGHTS = {"new": 26, "continuing": 34, "finishing": 36}


@dataclass(frozen=True, slots=True)
class Sketch:
    """A project before money: `progress` in per cent, `intensity` in million CNY a hectare."""

    number: str
    serial: int
    sector: Sector
    product: tuple[str, str]
    firm: tuple[str, str]
    town: str
    kind: str
    entry: str
    funding: str
    weight: int
    progress: int
    intensity: int

    @property
    def currency(self) -> str:
        """The currency it is planned and reported in."""
        return "USD" if self.funding == "foreign" else "CNY"

    @property
    def schedule(self) -> str:
        """The name of the span of stages its year consists of."""
        return "finishing" if self.kind == "finishing" else self.entry

    @property
    def papers(self) -> str:
        """Up to which stage it holds its permits: what goes on building has them all."""
        return self.entry if self.kind in {"new", "preliminary"} else "finishing"

    def cny(self, amount: Decimal) -> Decimal:
        """Return an amount of its currency in CNY at the plan rate."""
        return amount * DEFAULTS.plan_rate if self.currency == "USD" else amount


def key_sketches(year: int) -> list[Sketch]:
    """Draw the key projects of a year, domestic first."""
    draw = Random(year)  # noqa: S311 - an illustration, not a secret
    return [_sketch(draw, index, firm, key=True) for index, firm in enumerate(_firms(year)[:KEY])]


def preliminary_sketches(year: int) -> list[Sketch]:
    """Draw the preliminary projects of a year; their firms are not among the key projects'."""
    draw = Random(year + 1)  # noqa: S311 - an illustration, not a secret
    firms = _firms(year)[KEY : KEY + PRELIMINARY]
    return [_sketch(draw, index, firm, key=False) for index, firm in enumerate(firms)]


def _firms(year: int) -> list[tuple[str, str]]:
    firms = [(a[0] + b[0], a[1] + b[1]) for a in FIRM_FIRST for b in FIRM_SECOND]
    Random(year).shuffle(firms)  # noqa: S311 - an illustration, not a secret
    return firms


def _sketch(draw: Random, index: int, firm: tuple[str, str], *, key: bool) -> Sketch:
    foreign = key and index >= DOMESTIC
    sector = SECTORS[index % 5] if foreign else SECTORS[index % len(SECTORS)]
    kind = _KINDS[index % len(_KINDS)] if key else "preliminary"
    entries = {"new": draw.choice(_ENTRIES), "preliminary": "approval"}
    return Sketch(
        number=f"{'K' if key else 'P'}{index + 1:03}",
        serial=index + 1 if key else index + 501,
        sector=sector,
        product=draw.choice(sector.products),
        firm=firm,
        town=draw.choice(TOWNS)[0],
        kind=kind,
        entry=entries.get(kind, "construction"),
        funding="foreign" if foreign else "domestic",
        weight=draw.randrange(60, 200),
        progress=draw.randrange(30, 70),
        intensity=draw.randrange(48, 90),
    )


def key_totals(sketches: Sequence[Sketch]) -> list[Decimal]:
    """Share out the published totals, each in its project's currency."""
    weights = [sketch.weight for sketch in sketches]
    return split(DOMESTIC_TOTAL, weights[:DOMESTIC], MILLION) + split(
        FOREIGN_TOTAL_USD, weights[DOMESTIC:], MILLION
    )


def preliminary_totals(sketches: Sequence[Sketch]) -> list[Decimal]:
    """Share out the published total of the preliminary list, in CNY."""
    return split(PRELIMINARY_TOTAL, [sketch.weight for sketch in sketches], MILLION)


def year_plans(sketches: Sequence[Sketch], totals: Sequence[Decimal]) -> list[Decimal]:
    """Share out the year's plan, each in its project's currency; at the plan rate it is exact."""
    weights = [
        int(total / MILLION) * _PLAN_WEIGHTS[sketch.kind]
        for sketch, total in zip(sketches, totals, strict=True)
    ]
    domestic = YEAR_PLAN - FOREIGN_PLAN_USD * DEFAULTS.plan_rate
    return split(domestic, weights[:DOMESTIC], TEN_THOUSAND) + split(
        FOREIGN_PLAN_USD, weights[DOMESTIC:], TEN_THOUSAND
    )


def yearly_benefits(sketches: Sequence[Sketch], totals: Sequence[Decimal]) -> list[dict[str, Any]]:
    """Share out sales, profit and tax at capacity, in CNY; infrastructure earns a tenth."""
    weights = [_earning(sketch, total) for sketch, total in zip(sketches, totals, strict=True)]
    sums = [split(total, weights, TEN_THOUSAND) for total in (SALES, PROFIT, TAX)]
    return [
        {
            "sales": money(sales, "CNY"),
            "profit": money(profit, "CNY"),
            "tax": money(tax, "CNY"),
            "jobs": 20 + int(sales / MILLION) // 4,
        }
        for sales, profit, tax in zip(*sums, strict=True)
    ]


def _earning(sketch: Sketch, total: Decimal) -> int:
    return int(sketch.cny(total)) // (10 if sketch.sector.group == "infrastructure" else 1)
