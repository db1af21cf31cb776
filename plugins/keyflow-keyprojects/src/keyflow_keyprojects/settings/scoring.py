"""The numbers a quarter and a year are scored by (C9), each with its default and the evidence."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from keyflow_keyprojects.settings.section import Section, Share

Component = Literal["investment", "milestones", "approvals", "reporting", "problems"]
Grade = Literal["excellent", "good", "pass"]
Points = Annotated[Decimal, Field(ge=0)]
_HUNDRED = 100


class Scoring(Section):
    """What a quarter and a year are scored by, in points of a hundred (rubric `base-1`, C9)."""

    weights: dict[Component, Points] = Field(
        default={
            "investment": Decimal(40),
            "milestones": Decimal(25),
            "approvals": Decimal(15),
            "reporting": Decimal(10),
            "problems": Decimal(10),
        },
        description="plan completion 40 of Zaozhuang and of a provincial city; the rest an "
        "assumption",
    )
    late_milestone: Share = Field(
        default=Decimal("0.5"), description="worth of a milestone met late; an assumption"
    )
    late: Points = Field(default=Decimal(1), description="off for a late report; an assumption")
    missed: Points = Field(
        default=Decimal(3), description="off for a missed report; an assumption, one city takes 1"
    )
    corrected: Points = Field(
        default=Decimal("0.5"), description="off for a correction after acceptance; an assumption"
    )
    bonus: Points = Field(
        default=Decimal("0.2"), description="a provincial city: +0.2 a point from 100 to 130 %, …"
    )
    bonus_until: Points = Field(default=Decimal(130), description="… up to 130 %, …")
    bonus_beyond: Points = Field(default=Decimal("0.1"), description="… +0.1 above, …")
    bonus_most: Points = Field(
        default=Decimal(5), description="… at most 5 here: an assumption, that city takes 10"
    )
    red: Share = Field(
        default=Decimal("0.10"), description="Meishan: black list -10 % of the project's points"
    )
    min_coverage: Annotated[Fraction, Field(ge=0, le=1)] = Field(
        default=Fraction(2, 3), description="assessed months of those in the list; an assumption"
    )
    unit_projects: Share = Field(
        default=Decimal("0.70"), description="a city: unit = 70 % its projects + 30 % own work"
    )
    short: Points = Field(
        default=Decimal(1), description="a city: -1 at year end for each percentage point short"
    )
    grades: dict[Grade, Points] = Field(
        default={"excellent": Decimal(90), "good": Decimal(80), "pass": Decimal(60)},
        description="the grades are those of Heilongjiang; where they begin is an assumption",
    )

    @model_validator(mode="after")
    def _hundred(self) -> "Scoring":
        whole = sum(self.weights.values()) == _HUNDRED
        if not whole or set(self.weights) != set(get_args(Component)):
            msg = "the weights of the five components must add up to 100"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _rising(self) -> "Scoring":
        if self.bonus_until < _HUNDRED:
            msg = "bonus_until must be at least 100 per cent"
            raise ValueError(msg)
        names = get_args(Grade)
        least = [self.grades[name] for name in reversed(names) if name in self.grades]
        if least != sorted({*least}) or len(least) < len(names):
            msg = "grades need a least total each, and excellent more than good more than pass"
            raise ValueError(msg)
        return self
