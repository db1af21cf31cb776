"""K16 and K18 to K22: blockers, money, builders and evidence."""

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck, open_blockers
from keyflow_keyprojects.rules import building
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.settings import DEFAULTS


class Blockers(OfficeCheck):
    """K16: no blocker is open at `level` or above; the sponsor may waive it."""

    kind = "k16-blockers"
    waivable: tuple[str, ...] = ("sponsor",)
    level: Annotated[int, Field(ge=1, le=4)] = 4

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the open ones."""
        return building.blockers(open_blockers(attempt), self.level)


class Funds(OfficeCheck):
    """K18: at least `share` of the total is in place; a warning unless the file says block."""

    kind = "k18-funds"
    severity: Literal["block", "warn"] = "warn"
    share: Annotated[Decimal, Field(ge=0, le=1)] = DEFAULTS.funds_share

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare what is in place with what is needed."""
        in_place = [fund["in_place"] for fund in attempt.data["funds"] or ()]
        return building.funds(in_place, attempt.data["total"], self.share)


class Builders(OfficeCheck):
    """K19: contractor and supervising firm are named."""

    kind = "k19-builders"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name who is missing."""
        return building.builders(attempt.data["contractor"], attempt.data["supervision_firm"])


class StartEvidence(OfficeCheck):
    """K20: the start is proven by a photo and the supervision's note."""

    kind = "k20-start-evidence"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is missing."""
        return building.start_evidence(attempt.data["start_report"], self.day(attempt))


class StartExtensions(OfficeCheck):
    """C4.3: the start may be put off `most` times; each time while the permit is still in force."""

    kind = "kp-start-extensions"
    past: ClassVar[bool] = True
    most: Annotated[int, Field(ge=0)] = DEFAULTS.start_extensions

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Count those given since the permit was granted."""
        own = [done for done in attempt.done() if done.case == attempt.case.id]
        return building.start_extensions([done.trigger for done in own], self.most)


class StopReport(OfficeCheck):
    """C4.3: a stop is reported with its date, its reason and how the site is protected."""

    kind = "kp-stop-report"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is missing."""
        return building.stop_report(attempt.data["stop_report"])


class Reverified(OfficeCheck):
    """K21: after `months` of stop or suspension the project was verified again.

    `since` says which it looks at: the reported stop, or the suspension of the whole project.
    """

    kind = "k21-reverified"
    since: Literal["stop", "suspension"] = "stop"
    months: Annotated[int, Field(ge=1)] = DEFAULTS.reverify_after_months

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that it must be verified again."""
        record = attempt.data[f"{self.since}_report"] or {}
        verified = (attempt.data["reverification"] or {}).get("verified_on")
        return building.reverified(record.get("since"), verified, self.day(attempt), self.months)


class MilestoneEvidence(OfficeCheck):
    """K22: the milestone reported is one of the project's, with date and evidence."""

    kind = "k22-milestone-evidence"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is missing."""
        steps = [milestone["step"] for milestone in attempt.data["milestones"] or ()]
        report = attempt.data["milestone_report"]
        return building.milestone_evidence(report, steps, self.day(attempt))
