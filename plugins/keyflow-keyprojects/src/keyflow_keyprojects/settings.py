"""Every number the office's checks go by, with its default and the evidence for it."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from keyflow_keyprojects.scoresettings import Scoring

SectorClass = Literal["manufacturing", "strategic", "farming", "infrastructure", "services"]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0)]
Colour = Literal["blue", "yellow", "red"]
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


class Reporting(_Section):
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


class Lights(_Section):
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


class Ladder(_Section):
    """How long a blocker lies with each of its four levels."""

    limits: tuple[str, str, str, str] = Field(
        default=("3wd", "5wd", "5wd", "10wd"),
        description="the four levels are Tonglu's of 2014; how long each has is an assumption",
    )


class Orders(_Section):
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


class Meetings(_Section):
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


class IdleLand(_Section):
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


class Policy(_Section):
    """A version of an outside policy, and from when it is the one to be satisfied."""

    name: Literal["land", "industry"] = Field(description="which policy: N42 land, N34 industry")
    version: str = Field(description="how a statement names it")
    since: date = Field(description="its first day in force")


class Windows(_Section):
    """When the lists are adjusted (K31)."""

    months: tuple[Annotated[int, Field(ge=1, le=12)], ...] = Field(
        default=(5, 9, 12),
        description="additions in May and September: Fujian 2014; December with the new list",
    )


class Sponsoring(_Section):
    """How long somebody may stand in for a sponsor (C4.13)."""

    acting_days: Annotated[int, Field(ge=1, le=366)] = Field(
        default=30, description="a vacancy is bridged for at most 30 days; an assumption"
    )


class Promotion(_Section):
    """What makes a preliminary project ready (K09)."""

    decisions: tuple[str, ...] = Field(
        default=("PRJ_VERIFY", "PRJ_FILING", "PRJ_FEASIBILITY"),
        description="a project decision is verified, filed or approved: national procedure",
    )


class Benefits(_Section):
    """When a project is at capacity (C4.5, K24)."""

    quarters: Annotated[int, Field(ge=1, le=12)] = Field(
        default=3, description="three consecutive quarters; an assumption"
    )
    share: Share = Field(
        default=Decimal("0.90"),
        description="sales of at least 90 % of a quarter of those expected a year; an assumption",
    )


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
    start_months: Months = Field(
        default=3, description="construction permit measures: start within 3 months of the permit"
    )
    benefits_months: Months = Field(
        default=24, description="below target after 24 months in production (C4.5)"
    )
    reverify_after_months: Months = Field(
        default=12, description="construction permit measures: verified again after 12 months"
    )
    stop_report_months: Months = Field(
        default=1, description="construction permit measures: a stop is reported within a month"
    )
    suspension: Suspension = Suspension()
    windows: Windows = Windows()
    sponsoring: Sponsoring = Sponsoring()
    promotion: Promotion = Promotion()
    benefits: Benefits = Benefits()
    plausible_gap: Amount = Field(
        default=Decimal(20), description="K23: points between money and works that are asked about"
    )
    reporting: Reporting = Reporting()
    lights: Lights = Lights()
    scoring: Scoring = Scoring()
    ladder: Ladder = Ladder()
    orders: Orders = Orders()
    meetings: Meetings = Meetings()
    idle_land: IdleLand = IdleLand()
    policies: tuple[Policy, ...] = Field(
        default=(
            Policy(name="land", version="2010", since=date(2010, 1, 1)),
            Policy(name="industry", version="2005", since=date(2005, 12, 2)),
            Policy(name="industry", version="2011", since=date(2011, 6, 1)),
        ),
        description="the notice's land opinions, their year an assumption; the national catalogue "
        "of 2005 and that of 2011, in force from 1 June 2011 (from memory)",
    )


DEFAULTS = Settings()
