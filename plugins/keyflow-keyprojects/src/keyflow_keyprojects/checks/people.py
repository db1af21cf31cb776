"""K05, K09, K23, K24: who may stand in, what is ready to be promoted, plausible, below target."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from keyflow.plugin import Attempt, Names
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import readiness, sponsorship
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.papers import granted
from keyflow_keyprojects.settings import DEFAULTS, Amount, Benefits


class Acting(OfficeCheck):
    """K05: nobody stands in for a sponsor after somebody else did."""

    kind = "k05-acting"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that the vacancy must be filled now."""
        given = getattr(attempt.command, "data", {})
        had = bool(attempt.case.data["sponsor_acting"])
        return sponsorship.acting(had=had, asked=given.get("sponsor_acting") is True)


class Promotion(OfficeCheck):
    """K09: legal person, site, funds and project decision are there before a promotion.

    `decisions` are the items any of which is the project decision. A project that is still to pass
    the approval stage needs a project code instead.
    """

    kind = "k09-promotion"
    decisions: Names = DEFAULTS.promotion.decisions

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is missing."""
        held = granted(attempt)
        decided = any(code in held for code in self.decisions)
        return readiness.promotion(attempt.data, decided=decided)


class Plausible(OfficeCheck):
    """K23: money and works of the year do not lie more than `points` apart."""

    kind = "k23-plausible"
    points: Amount = DEFAULTS.plausible_gap

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare the share of the year plan invested with the milestones' weights."""
        return readiness.plausible(attempt.data, self.points)


class Capacity(OfficeCheck):
    """K24: so many quarters running the sales were near those expected."""

    kind = "k24-benefits"
    at_capacity: Benefits = DEFAULTS.benefits

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare each quarter's sales with a quarter of the expected yearly sales."""
        accepted = {
            case.data["period"]: (case.data["figures"] or {}).get("sales")
            for case in attempt.children("benefit_report")
            if case.outcome == "accepted"
        }
        expected = (attempt.data["benefits"] or {}).get("sales")
        return readiness.capacity(accepted, expected, self.at_capacity)


class BelowTarget(OfficeCheck):
    """C4.5: a project is below target after `months` in production, not before."""

    kind = "kp-below-target"
    months: Annotated[int, Field(ge=0)] = DEFAULTS.benefits_months

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say since when it is in production."""
        since = attempt.case.since.astimezone(ZoneInfo(self.zone)).date()
        return readiness.below(since, self.day(attempt), self.months)


PEOPLE_CHECKS = (Acting, Promotion, Plausible, Capacity, BelowTarget)
