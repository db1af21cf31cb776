"""How long a project may stand still: on hold, without works on its land, without the sales."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from keyflow_keyprojects.settings.section import Months, Section, Share


class Suspension(Section):
    """When the city may put a project on hold."""

    reasons: tuple[str, ...] = Field(
        default=("planning_change", "land", "policy", "force_majeure", "environment", "financing"),
        description="objective reasons; the classes are an assumption",
    )
    months: Months = Field(default=12, description="expected end within 12 months")


class IdleLand(Section):
    """K29: when land counts as idle."""

    months: Months = Field(
        default=12, description="idle-land rules of 2012: a year past the contract's start date"
    )
    taken_back_months: Months = Field(
        default=24, description="idle-land rules of 2012: after two years it is taken back"
    )
    area: Share = Field(
        default=Decimal("0.333333"),
        description="idle-land rules of 2012: stopped with less than a third of the area built, …",
    )
    invested: Share = Field(
        default=Decimal("0.25"),
        description="… or less than a quarter invested, for as long as `stopped_months`",
    )
    stopped_months: Months = Field(default=12, description="idle-land rules of 2012: one year")


class Benefits(Section):
    """When a project is at capacity (C4.5, K24)."""

    quarters: Annotated[int, Field(ge=1, le=12)] = Field(
        default=3, description="three consecutive quarters; an assumption"
    )
    share: Share = Field(
        default=Decimal("0.90"),
        description="sales of at least 90 % of a quarter of those expected a year; an assumption",
    )
