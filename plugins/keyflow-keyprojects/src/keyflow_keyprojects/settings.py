"""Every number the office's checks go by, with its default and the evidence for it."""

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

SectorClass = Literal["manufacturing", "strategic", "farming", "infrastructure", "services"]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0)]
Months = Annotated[int, Field(ge=1, le=120)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Thresholds(_Section):
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


class Suspension(_Section):
    """When the city may put a project on hold."""

    reasons: tuple[str, ...] = Field(
        default=("planning_change", "land", "policy", "force_majeure", "environment", "financing"),
        description="objective reasons; the classes are an assumption",
    )
    months: Months = Field(default=12, description="expected end within 12 months")


class Settings(_Section):
    """The office's numbers; every one can be given otherwise where a definition uses a check."""

    zone: str = Field(default="Asia/Shanghai", description="days begin at +08:00")
    plan_rate: Annotated[Decimal, Field(gt=0)] = Field(
        default=Decimal("6.6667"),
        description="CNY for one USD: 52 / 7.8 of the notice, a rate of late 2010",
    )
    thresholds: Thresholds = Thresholds()
    nomination_documents: tuple[str, ...] = Field(
        default=("nomination_form", "project_basis", "funding_proof", "land_document"),
        description="one city: nominate with approval, funding and land documents",
    )
    funds_share: Share = Field(
        default=Decimal("0.30"), description="share of the total in place; an assumption"
    )
    start_extensions: Annotated[int, Field(ge=0)] = Field(
        default=2, description="construction permit measures: at most two, of at most 3 months"
    )
    reverify_after_months: Months = Field(
        default=12, description="construction permit measures: verified again after 12 months"
    )
    suspension: Suspension = Suspension()


DEFAULTS = Settings()
