"""What the sections of the settings share: frozen, no unknown names, and kinds of numbers."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SectorClass = Literal["manufacturing", "strategic", "farming", "infrastructure", "services"]
Colour = Literal["blue", "yellow", "red"]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0)]
Months = Annotated[int, Field(ge=1, le=120)]


class Section(BaseModel):
    """A group of numbers about one subject, each with its default and the evidence for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
