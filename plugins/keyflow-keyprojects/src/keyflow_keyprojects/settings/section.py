"""What the sections of the settings share: frozen, no unknown names, and kinds of numbers."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

SectorClass = Literal["manufacturing", "strategic", "farming", "infrastructure", "services"]
Colour = Literal["blue", "yellow", "red"]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0)]
Months = Annotated[int, Field(ge=1, le=120)]


def _every_year(value: str) -> str:
    date.fromisoformat(f"2011-{value}")  # a common year: its days are in every year
    return value


DayOfYear = Annotated[str, Field(pattern=r"^[0-9]{2}-[0-9]{2}$"), AfterValidator(_every_year)]


class Section(BaseModel):
    """A group of numbers about one subject, each with its default and the evidence for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
