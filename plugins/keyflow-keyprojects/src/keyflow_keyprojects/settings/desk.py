"""How long blockers and orders may take, when meetings are held, and who stands in."""

from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from keyflow_keyprojects.settings.section import Colour, Section


class Ladder(Section):
    """How long a blocker lies with each of its four levels."""

    limits: tuple[str, str, str, str] = Field(
        default=("3wd", "5wd", "5wd", "10wd"),
        description="the four levels are Tonglu's of 2014; how long each has is an assumption",
    )


class Orders(Section):
    """How long an addressee has to reply to an order, by its colour, and to a request."""

    reply: dict[Colour, str] = Field(
        default={"blue": "5wd", "yellow": "3wd", "red": "2wd"},
        description="next colour when undone in time: Sanming 2017, Suqian 2025; the limits are "
        "an assumption",
    )
    request: str = Field(
        default="5wd", description="to a stationed unit, which can be asked only; an assumption"
    )
    extension: str = Field(
        default="10wd", description="once, at most as long as the longest level; an assumption"
    )

    @model_validator(mode="after")
    def _every_colour(self) -> "Orders":
        if set(self.reply) != set(get_args(Colour)):
            msg = "reply needs a limit for blue, yellow and red"
            raise ValueError(msg)
        return self

    def limit(self, colour: Colour | None) -> str:
        """Return how long a reply may take; None is a request."""
        return self.request if colour is None else self.reply[colour]


class Meetings(Section):
    """When dispatch meetings are held, and how soon one is planned on a blocker at the top."""

    dispatch_every: Literal["week", "month", "quarter"] = Field(
        default="month",
        description="N36 leaves the period open: monthly in Mianyang, weekly in Dezhou in 2023, "
        "once a quarter by a county rule",
    )
    dispatch_day: str = Field(
        default="day 15",
        description="half-way between two joint meetings, rolled to the next day that is worked; "
        "an assumption; of a week such as `first friday`, of a quarter a day of its last month",
    )
    notice: Annotated[int, Field(ge=1, le=10)] = Field(
        default=2, description="C4.10: working days from the call to the meeting"
    )
    soon: Annotated[int, Field(ge=2, le=10)] = Field(
        default=5, description="working days until a meeting planned on a blocker; an assumption"
    )
    within: str = Field(
        default="10wd", description="C4.9: the next meeting, ten working days at most"
    )

    @model_validator(mode="after")
    def _day_of_its_period(self) -> "Meetings":
        if self.dispatch_every == "week" and self.dispatch_day.startswith("day "):
            msg = "dispatch_day of a week is one of its days, such as `first friday`"
            raise ValueError(msg)
        return self


class Sponsoring(Section):
    """How long somebody may stand in for a sponsor (C4.13)."""

    acting_days: Annotated[int, Field(ge=1, le=366)] = Field(
        default=30, description="a vacancy is bridged for at most 30 days; an assumption"
    )
