"""Every number the office's checks go by, with its default and the evidence for it."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from keyflow_keyprojects.settings.building import Benefits, IdleLand, Suspension
from keyflow_keyprojects.settings.desk import Ladder, Meetings, Orders, Sponsoring
from keyflow_keyprojects.settings.listing import Nominating, Policy, Promotion, Thresholds, Windows
from keyflow_keyprojects.settings.reporting import Lights, Reporting
from keyflow_keyprojects.settings.scoring import Component, Grade, Scoring
from keyflow_keyprojects.settings.section import Amount, Colour, Months, Section, SectorClass, Share

__all__ = [
    "DEFAULTS",
    "Amount",
    "Benefits",
    "Colour",
    "Component",
    "Grade",
    "IdleLand",
    "Ladder",
    "Lights",
    "Meetings",
    "Months",
    "Nominating",
    "Orders",
    "Policy",
    "Promotion",
    "Reporting",
    "Scoring",
    "SectorClass",
    "Settings",
    "Share",
    "Sponsoring",
    "Suspension",
    "Thresholds",
    "Windows",
]


class Settings(Section):
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
    nominating: Nominating = Nominating()
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
