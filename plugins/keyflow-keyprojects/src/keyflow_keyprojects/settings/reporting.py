"""What a monthly report is asked, and where the colours of a light begin."""

from decimal import Decimal
from typing import Any

from pydantic import Field, model_validator

from keyflow_keyprojects.settings.section import Amount, Months, Section, Share


class Reporting(Section):
    """What a monthly report is asked (K42 to K44)."""

    tolerance: Amount = Field(
        default=Decimal(100),
        description="K42: 0.01 of 10,000, in whole units of the project's currency",
    )
    over_plan: Amount = Field(
        default=Decimal("1.5"), description="K43: more than 150 % of the year plan is asked about"
    )
    shortfall: Amount = Field(
        default=Decimal(0),
        description="K44: points behind without a named problem; the notice allows none",
    )


class Lights(Section):
    """Where colours begin; points are hundredths of the year plan, shares of what was scheduled."""

    green: Amount = Field(
        default=Decimal(10),
        description="Yinchuan 2025: yellow from 10 points behind; its gap of 0 to 10 is green here",
    )
    yellow: Amount = Field(
        default=Decimal(30), description="Yinchuan 2025: more than 30 points behind is red"
    )
    start_yellow: Months = Field(default=1, description="Yinchuan 2025: a due start is missed")
    start_red: Months = Field(default=3, description="Yinchuan 2025: three months running")
    statistics_yellow: Months = Field(
        default=1, description="Yinchuan 2025: not registered in statistics a month after the start"
    )
    statistics_red: Months = Field(default=2, description="Yinchuan 2025: … after two months")
    relative_yellow: Share = Field(
        default=Decimal("0.5"),
        description="Sanya 2022: up to 50 % below the scheduled amount is yellow, more is red",
    )
    quarter_marks: tuple[int, int, int, int] = Field(
        default=(20, 50, 75, 100),
        description="Sanya's supervision rule: per cent of the year plan by each quarter's end",
    )
    followed: Share = Field(
        default=Decimal("0.8"), description="Xinhuang 2015: below 80 % of the month's task: watched"
    )
    card: Share = Field(
        default=Decimal("0.6"), description="Xinhuang 2015: below 60 %: a yellow card"
    )

    @model_validator(mode="after")
    def _in_order(self) -> "Lights":
        ladders: dict[str, tuple[Any, ...]] = {
            "green, yellow": (self.green, self.yellow),
            "start_yellow, start_red": (self.start_yellow, self.start_red),
            "statistics_yellow, statistics_red": (self.statistics_yellow, self.statistics_red),
            "card, followed": (self.card, self.followed),
            "quarter_marks": (0, *self.quarter_marks, 100),
        }
        for names, steps in ladders.items():
            if list(steps) != sorted(steps):
                msg = f"{names} must not go down"
                raise ValueError(msg)
        return self
