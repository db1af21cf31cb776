"""K16 and K18 to K22: blockers, money, builders and evidence."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import building
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.papers import open_blockers
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
    """C4.3: the start may be put off `most` times, by `months` at most from the running end."""

    kind = "kp-start-extensions"
    past: ClassVar[bool] = True
    most: Annotated[int, Field(ge=0)] = DEFAULTS.start_extensions
    months: Annotated[int, Field(ge=1)] = DEFAULTS.start_months

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Count those given since the permit was granted."""
        own = [done for done in attempt.done() if done.case == attempt.case.id]
        reasons = building.start_extensions([done.trigger for done in own], self.most)
        return reasons + self._length(attempt)

    def _length(self, attempt: Attempt) -> list[Reason]:
        if "start_extended_to" not in getattr(attempt.command, "data", {}):
            return []
        zone, running = ZoneInfo(self.zone), attempt.data["start_until"]
        ends = running.astimezone(zone).date() - timedelta(days=1) if running else None
        return building.start_put_off(ends, attempt.data["start_extended_to"], self.months)


class StopReport(OfficeCheck):
    """C4.3: a stop is reported with its date, its reason and how the site is protected."""

    kind = "kp-stop-report"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is missing."""
        return building.stop_report(attempt.data["stop_report"], self.day(attempt))


class StopReported(OfficeCheck):
    """C4.3: a stop is reported within `months` of it; meant as a warning."""

    kind = "kp-stop-reported"
    severity: Literal["block", "warn"] = "warn"
    months: Annotated[int, Field(ge=1)] = DEFAULTS.stop_report_months

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say since when it had stood still."""
        report = attempt.data["stop_report"]
        return building.stop_reported(report, self.day(attempt), self.months)


class Reverified(OfficeCheck):
    """K21: after `months` of stop or suspension the project was verified again.

    `since` says which it looks at: the reported stop, or the suspension of the whole project. What
    the engine knows of it counts where less is said.
    """

    kind = "k21-reverified"
    past: ClassVar[bool] = True
    since: Literal["stop", "suspension"] = "stop"
    months: Annotated[int, Field(ge=1)] = DEFAULTS.reverify_after_months

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that it must be verified again."""
        record = attempt.data[f"{self.since}_report"] or {}
        verified = (attempt.data["reverification"] or {}).get("verified_on")
        said, known = record.get("since"), self._known(attempt)
        since = min((day for day in (said, known) if day), default=None)
        return building.reverified(since, verified, self.day(attempt), self.months)

    def _known(self, attempt: Attempt) -> date | None:
        if self.since == "suspension":
            return suspended_on(attempt, self.zone)
        stopped = attempt.source == "construction.stopped"
        return attempt.case.since.astimezone(ZoneInfo(self.zone)).date() if stopped else None


class MilestoneEvidence(OfficeCheck):
    """K22: the milestone reported is one of the project's, with date and evidence, and is new."""

    kind = "k22-milestone-evidence"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is missing."""
        steps = [milestone["step"] for milestone in attempt.data["milestones"] or ()]
        report = attempt.data["milestone_report"]
        return building.milestone_evidence(report, steps, self.day(attempt), _verified(attempt))


class MilestonesBefore(OfficeCheck):
    """C4.3: construction milestones due before the reported one are verified; or the `whole`."""

    kind = "kp-milestones-before"
    whole: bool = False

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name those that are not."""
        reported = (attempt.data["milestone_report"] or {}).get("step")
        return building.milestones_before(
            _to_build(attempt), _verified(attempt), reported, whole=self.whole
        )


def _verified(attempt: Attempt) -> list[str]:
    return [record["step"] for record in attempt.data["reached"] or ()]


def _to_build(attempt: Attempt) -> list[Mapping[str, Any]]:
    """Return the milestones of the construction stage, as the targets say which they are."""
    stages = (attempt.data["targets"] or {}).get("stages") or ()
    nodes = [stage["steps"] or () for stage in stages if stage["stage"] == "construction"]
    steps = {step["step"] for node in nodes for step in node}
    return [stone for stone in attempt.data["milestones"] or () if stone["step"] in steps]


def suspended_on(attempt: Attempt, zone: str) -> date | None:
    """Return the day on which the project was put on hold the last time."""
    held = [done.at for done in attempt.done("suspend") if done.case == attempt.case.id]
    return held[-1].astimezone(ZoneInfo(zone)).date() if held else None
