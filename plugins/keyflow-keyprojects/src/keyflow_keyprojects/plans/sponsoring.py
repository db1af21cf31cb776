"""Plans of sponsorship (C4.13): it begins with the project, goes over whole, and ends with it."""

from datetime import timedelta
from typing import Any

from keyflow.plugin import Attempt, Case, Command, Edit, Fire, Names, Plan, Start
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.scene.papers import part
from keyflow_keyprojects.scene.sponsorship import SLOT, UNDER_WAY, in_office, stage_after
from keyflow_keyprojects.settings import DEFAULTS

HANDED_ON = 3  # the level from which a blocker lies with the sponsor


def sponsorship(attempt: Attempt, leader: str, **more: Any) -> Start:
    """Return the start of somebody's sponsorship of a project."""
    data = {name: attempt.data[name] for name in ("number", "name_zh", "name_en")}
    number = len(attempt.children(SLOT)) + 1
    subject = f"{attempt.case.subject}/sponsorship/{number}"
    known = {name: value for name, value in (data | more).items() if value is not None}
    return Start(
        "sponsorship", subject, {**known, "leader": leader}, parent=attempt.case.id, slot=SLOT
    )


class BeginSponsorship(OfficePlan):
    """Begins the sponsorship of a project that is on the key list now and has none."""

    kind = "kp-begin-sponsorship"
    acting_days: int = DEFAULTS.sponsoring.acting_days

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the start."""
        leader = attempt.data["sponsor"]
        if stage_after(attempt) not in UNDER_WAY or not leader or in_office(attempt):
            return []
        acting = bool(attempt.data["sponsor_acting"])
        limit = f"{self.acting_days}d" if acting else None
        return [sponsorship(attempt, leader, acting=acting, acting_limit=limit)]


class EndSponsorship(OfficePlan):
    """Ends the sponsorship of a project that leaves the key list but goes on."""

    kind = "kp-end-sponsorship"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the end of the open one."""
        return [Fire(case.id, "end") for case in in_office(attempt)]


class HandOverSponsorship(OfficePlan):
    """Ends one sponsorship and begins the next at the same instant, with what goes over.

    Who is `sponsor_acting` has `acting_days`, then the city is told.
    """

    kind = "kp-hand-over-sponsorship"
    acting_days: int = DEFAULTS.sponsoring.acting_days

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the end, the start, and what the project says of it."""
        leader = attempt.data["sponsor"]
        given = getattr(attempt.command, "data", {})
        acting = given.get("sponsor_acting") is True
        until = attempt.day + timedelta(days=self.acting_days) if acting else None
        record = self._record(attempt, leader)
        ends: list[Command] = [
            Fire(case.id, "hand_over", {"handover": record}) for case in in_office(attempt)
        ]
        begin = sponsorship(
            attempt,
            leader,
            former=attempt.case.data["sponsor"],
            acting=acting,
            acting_limit=f"{self.acting_days}d" if acting else None,
            handover=record,
        )
        says = Edit(attempt.case.id, {"sponsor_acting": acting, "acting_until": until})
        return [*ends, begin, says]

    def _record(self, attempt: Attempt, leader: str) -> dict[str, Any]:
        open_ = [case for case in attempt.children() if not case.ended]
        blockers = [
            case.subject
            for case in open_
            if case.slot == "blocker" and (case.data["level"] or 0) >= HANDED_ON
        ]
        orders = [case.subject for case in open_ if case.slot == "order"]
        return {
            "from": attempt.case.data["sponsor"],
            "to": leader,
            "open_blockers": blockers,
            "open_orders": orders,
            "note": attempt.comment,
        }


class AcceptHandover(OfficePlan):
    """Writes down when the new sponsor accepted what was handed over."""

    kind = "kp-accept-handover"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        record = dict(attempt.data.raw.get("handover") or {})
        return [Edit(attempt.case.id, {"handover": {**record, "accepted_at": attempt.at}})]


class PassOn(OfficePlan):
    """Names another person wherever an open child still names the one before.

    `fields` maps a field of the project to those of its children that follow it.
    """

    kind = "kp-pass-on"
    fields: dict[str, Names]

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return an edit for each child that names somebody who is replaced."""
        found = [(case, self._change(attempt, case)) for case in attempt.children()]
        return [Edit(case.id, change, attempt.trigger) for case, change in found if change]

    def _change(self, attempt: Attempt, case: Case) -> dict[str, Any]:
        if case.ended or case.state.startswith("accepted"):
            return {}
        before, after = attempt.case.data, attempt.data
        return {
            follows: after[field]
            for field, following in self.fields.items()
            for follows in following
            if before[field] != after[field]
            and follows in case.data
            and case.data[follows] == before[field]
        }


class SponsorOfItems(OfficePlan):
    """Names the new sponsor on all that is open, so that it is them who is told from now on."""

    kind = "kp-sponsor-of-items"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return an edit for each open item, report and contact."""
        change = {"sponsor": attempt.data["sponsor"]}
        return [
            Edit(case.id, change, "sponsor changed")
            for case in attempt.children()
            if not case.ended and part(case) != "noted" and "sponsor" in case.data
        ]


SPONSOR_PLANS: tuple[type[Plan], ...] = (
    BeginSponsorship,
    EndSponsorship,
    HandOverSponsorship,
    AcceptHandover,
    PassOn,
    SponsorOfItems,
)
