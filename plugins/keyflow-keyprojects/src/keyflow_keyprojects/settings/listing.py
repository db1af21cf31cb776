"""What a project must reach to be listed, when lists change, and which policies are in force."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from keyflow_keyprojects.settings.section import Amount, DayOfYear, Section, SectorClass


class Thresholds(Section):
    """What a project must reach to be listed; amounts in CNY, intensities in CNY per hectare."""

    total: dict[SectorClass, Amount] = Field(
        default={
            "manufacturing": Decimal(100_000_000),
            "strategic": Decimal(50_000_000),
            "farming": Decimal(100_000_000),
            "infrastructure": Decimal(200_000_000),
            "services": Decimal(100_000_000),
        },
        description="Jinan: 1, strategic 0.5, farming and ecology 1, infrastructure 2, services 1, "
        "in 100 million CNY",
    )
    intensity_classes: frozenset[SectorClass] = Field(
        default=frozenset({"manufacturing", "strategic"}),
        description="Jinan asks land intensity of industry only",
    )
    investment_per_ha: Amount = Field(
        default=Decimal(45_000_000), description="Jinan: 45 million CNY a hectare"
    )
    output_per_ha: Amount = Field(
        default=Decimal(9_000_000), description="Jinan: output of 9 million CNY a hectare, or …"
    )
    tax_per_ha: Amount = Field(
        default=Decimal(2_250_000), description="… tax of 2.25 million CNY a hectare"
    )

    @model_validator(mode="after")
    def _every_class(self) -> "Thresholds":
        missing = set(get_args(SectorClass)) - set(self.total)
        if missing:
            msg = f"total lacks {', '.join(sorted(missing))}"
            raise ValueError(msg)
        return self


class Promotion(Section):
    """What makes a preliminary project ready (K09)."""

    decisions: tuple[str, ...] = Field(
        default=("PRJ_VERIFY", "PRJ_FILING", "PRJ_FEASIBILITY"),
        description="a project decision is verified, filed or approved: national procedure",
    )


class Windows(Section):
    """When the lists are adjusted (K31)."""

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(
        default=(5, 9, 12),
        description="additions in May and September: Fujian 2014; December with the new list",
    )


class Nominating(Section):
    """When a project may be nominated for the next year's list (C4.0); days as MM-DD."""

    opens: DayOfYear = Field(
        default="01-01", description="no published day; an assumption: as soon as its year begins"
    )
    closes: DayOfYear = Field(
        default="12-30", description="one city: nominate by 30 December of the year before"
    )

    @model_validator(mode="after")
    def _opens_first(self) -> "Nominating":
        if self.opens > self.closes:
            msg = "opens must not come after closes"
            raise ValueError(msg)
        return self


class Policy(Section):
    """A version of an outside policy, and from when it is the one to be satisfied."""

    name: Literal["land", "industry"] = Field(description="which policy: N42 land, N34 industry")
    version: str = Field(description="how a statement names it")
    since: date = Field(description="its first day in force")
