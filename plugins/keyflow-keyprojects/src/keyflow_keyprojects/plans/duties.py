"""Plans of reports and items: who handed in and verified, what is late, grace, corrections."""

from datetime import date, datetime, time, timedelta
from typing import Any

from keyflow.plugin import Attempt, Case, Command, Edit, Fire, Plan
from keyflow_keyprojects.items.catalogue import OWNER
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.record.reported import FIGURES, LAST, SLOT, year_to_date
from keyflow_keyprojects.rules.months import Quarter
from keyflow_keyprojects.scene.roster import facts_of, head_of

GRACE = "2wd"  # C8, report.grace_after_return
_SECOND = 2  # the revision that a first correction is


class CountFromReceipt(OfficePlan):
    """Counts the decision limit from receipt where silence was acceptance."""

    kind = "kp-count-from-receipt"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit that says when the file was received."""
        return [Edit(attempt.case.id, {"counted_from": attempt.case.since})]


class LeadHead(OfficePlan):
    """N08: names who heads the unit that leads an item, as the roster says when it begins.

    What the owner does itself, such as its tenders, is its contact's.
    """

    kind = "kp-lead-head"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where it is said, or nobody leads it."""
        lead = attempt.data["lead_role"]
        if lead is None or attempt.data["lead_head"]:
            return []
        head = attempt.data["owner"] if lead == OWNER else head_of(attempt, lead)
        return [Edit(attempt.case.id, {"lead_head": head})]


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


class ExcusedOnHold(OfficePlan):
    """Excuses a report that falls open about a month through which the project was on hold (C9)."""

    kind = "kp-excused-on-hold"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the excuse; none of a month in which it was active on a day."""
        project = attempt.parent
        if project is None or project.standing != "suspended":
            return []
        return _excused(attempt.case, (project.data["suspension_report"] or {}).get("since"))


class ExcuseHeld(OfficePlan):
    """Excuses the open reports of months through which a project stood still that is put on hold.

    It is decided after it happened: `since` says since when nothing went on.
    """

    kind = "kp-excuse-held"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return an excuse for each."""
        since = (attempt.data["suspension_report"] or {}).get("since")
        waiting = [
            case
            for case in attempt.children(SLOT)
            if case.stage == "filing" and case.standing != "completed"
        ]
        return [excuse for case in waiting for excuse in _excused(case, since)]


class HoldUntil(OfficePlan):
    """Has the end that a suspension is expected to have told of on its day (C4.6)."""

    kind = "kp-hold-until"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what keeps the day; what goes on has none any more."""
        end = None
        if attempt.command.verb == "suspend":
            end = (attempt.data["suspension_report"] or {}).get("expected_end")
        if end is None:
            return [Fire(attempt.case.id, "time_hold", {"hold_from": None, "hold_limit": None})]
        eve = datetime.combine(end - timedelta(days=1), time(12), attempt.zone)
        return [Fire(attempt.case.id, "time_hold", {"hold_from": eve, "hold_limit": "1d"})]


def _excused(report: Case, since: date | None) -> list[Command]:
    """Return what excuses a report of a month that lies on hold as a whole."""
    if since is None or report.data["period_from"] < since:
        return []
    why = f"自 {since} 起暂停 / on hold since {since}"
    return [Fire(report.id, "excuse_held", {"excuse": why}, why)]


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
    """Counts the revisions of a report: the first correction is the second.

    What was accepted stays beside it: it counts while the correction waits (C9).
    """

    kind = "kp-revision"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        change = {
            "revision": (attempt.data["revision"] or 1) + 1,
            "submitted_by": attempt.actor.id,
            "correction_reason": attempt.comment,
        }
        return [Edit(attempt.case.id, change | _year(attempt) | _accepted_last(attempt))]


class TellReview(OfficePlan):
    """Tells the review of a quarter whose data are frozen that a report was corrected (E11).

    So it tells the assessment of a year whose grades are written.
    """

    kind = "kp-tell-review"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the notes of a correction that is accepted; none of a first revision."""
        data = attempt.data
        if (data["revision"] or 1) < _SECOND:
            return []
        year, _, month = data["period"].partition("-")
        facts = facts_of(attempt)
        review = facts.review(str(Quarter.of(int(year), int(month))))
        annual = facts.annual(int(year))
        told = {name: data[name] for name in ("number", "period", "revision")}
        why = f"{data['number']} {data['period']}: {data['correction_reason'] or '-'}"
        note = {**told, "report": attempt.case.id, "reason": data["correction_reason"]}
        notes = ((review, {"correction": note}), (annual, {"noted": [note]}))
        return [Fire(case, "note_correction", given, why) for case, given in notes if case]


def _year(attempt: Attempt) -> dict[str, Any]:
    """Return the year's cumulative as it follows from the figures."""
    return {"invested_year": year_to_date(attempt.data)}


def _accepted_last(attempt: Attempt) -> dict[str, Any]:
    """Return what counts until the correction is accepted: the figures as they were (C9).

    A report that began before they were kept has no place for them.
    """
    before = attempt.case.data
    return {LAST: {name: before[name] for name in FIGURES}} if LAST in before else {}


DUTY_PLANS: tuple[type[Plan], ...] = (
    CountFromReceipt,
    LeadHead,
    ExcusedOnHold,
    ExcuseHeld,
    HoldUntil,
    ReportIn,
    Sign,
    Grace,
    Revision,
    TellReview,
)
