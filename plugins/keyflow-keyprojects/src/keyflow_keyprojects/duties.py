"""Plans of reports and items: who handed in and verified, what is late, grace, corrections."""

from typing import Any

from keyflow.plugin import Attempt, Command, Edit, Fire, Plan
from keyflow_keyprojects.checks.base import facts_of
from keyflow_keyprojects.officeplan import OfficePlan
from keyflow_keyprojects.reported import year_to_date
from keyflow_keyprojects.rules.months import Quarter

GRACE = "2wd"  # C8, report.grace_after_return
_SECOND = 2  # the revision that a first correction is


class CountFromReceipt(OfficePlan):
    """Counts the decision limit from receipt where silence was acceptance."""

    kind = "kp-count-from-receipt"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit that says when the file was received."""
        return [Edit(attempt.case.id, {"counted_from": attempt.case.since})]


class ReportIn(OfficePlan):
    """Writes down who handed a report in, when it was due, and whether it is late."""

    kind = "kp-report-in"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; a report that was late once stays so."""
        change: dict[str, Any] = {"submitted_by": attempt.actor.id, **_year(attempt)}
        due = next((item.due for item in attempt.case.armed if item.name == "due"), None)
        if due is not None:
            change["due_at"] = due
            change["late"] = bool(attempt.data["late"]) or due <= attempt.at
        return [Edit(attempt.case.id, change)]


class Sign(OfficePlan):
    """Writes the actor into a `field`."""

    kind = "kp-sign"
    field: str

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        return [Edit(attempt.case.id, {self.field: attempt.actor.id})]


class Grace(OfficePlan):
    """Gives a report that is sent back after its due day a `limit` of its own, once."""

    kind = "kp-grace"
    limit: str = GRACE

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where the due day is still ahead, or grace was given before."""
        due = attempt.data["due_at"]
        if attempt.data["graced"] or due is None or attempt.at < due:
            return []
        change = {"due_from": attempt.at, "due_limit": self.limit, "graced": True}
        return [Edit(attempt.case.id, change)]


class Revision(OfficePlan):
    """Counts the revisions of a report: the first correction is the second."""

    kind = "kp-revision"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        change = {
            "revision": (attempt.data["revision"] or 1) + 1,
            "submitted_by": attempt.actor.id,
            "correction_reason": attempt.comment,
        }
        return [Edit(attempt.case.id, change | _year(attempt))]


class TellReview(OfficePlan):
    """Tells the review of a quarter whose data are frozen that a report was corrected (E11)."""

    kind = "kp-tell-review"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the note of a correction that is accepted; none of a first revision."""
        data = attempt.data
        if (data["revision"] or 1) < _SECOND:
            return []
        year, _, month = data["period"].partition("-")
        review = facts_of(attempt).review(str(Quarter.of(int(year), int(month))))
        if review is None:
            return []
        told = {name: data[name] for name in ("number", "period", "revision")}
        why = f"{data['number']} {data['period']}: {data['correction_reason'] or '-'}"
        correction = {**told, "report": attempt.case.id, "reason": data["correction_reason"]}
        return [Fire(review, "note_correction", {"correction": correction}, why)]


def _year(attempt: Attempt) -> dict[str, Any]:
    """Return the year's cumulative as it follows from the figures."""
    return {"invested_year": year_to_date(attempt.data)}


DUTY_PLANS: tuple[type[Plan], ...] = (CountFromReceipt, ReportIn, Sign, Grace, Revision, TellReview)
