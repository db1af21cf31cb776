"""Plans about land: its clock begins with the contract, and idle land is a blocker (K29)."""

from datetime import datetime, time
from typing import Any

from keyflow.plugin import Attempt, Command, Edit, Plan, Start
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.scene.land import idle_land
from keyflow_keyprojects.settings import DEFAULTS, IdleLand

RULE = "k29-idle-land"


class LandClock(OfficePlan):
    """C4.2: the day on which the land contract has building begin arms the idle-land clock.

    With the supply of the land; or as a project is listed that has its land and is not started.
    """

    kind = "kp-land-clock"
    limits: IdleLand = DEFAULTS.idle_land

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where the land was supplied without a contract."""
        start_by = (attempt.data["land_contract"] or {}).get("start_by")
        listed = (attempt.dest or attempt.source) == "construction.pending"
        waits = listed or attempt.trigger == "land_supplied"
        if start_by is None or not waits or attempt.data["land_start_by"] is not None:
            return []
        change = {
            "land_start_by": datetime.combine(start_by, time(12), attempt.zone),
            "land_idle_limit": f"{self.limits.months}mo",
            "land_back_limit": f"{self.limits.taken_back_months}mo",
        }
        return [Edit(attempt.case.id, change)]


class RaiseIdleLand(OfficePlan):
    """K29: opens a land blocker where the land lies idle and none says so yet."""

    kind = "kp-idle-land"
    limits: IdleLand = DEFAULTS.idle_land

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what begins the blocker."""
        found = idle_land(attempt, attempt.day, self.limits)
        known = attempt.children("blocker")
        if not found or any(case.data["rule"] == RULE and not case.ended for case in known):
            return []
        data = attempt.case.data
        what = " ".join(reason.chinese.format(**reason.values) for reason in found)
        blocker: dict[str, Any] = {
            "number": data["number"],
            "name_zh": data["name_zh"],
            "name_en": data["name_en"],
            "owner_unit": data["unit"],
            "head": data["head"],
            "department": data["department"],
            "sponsor": data["sponsor"],
            "dispatcher": data["dispatcher"],
            "owner": data["owner_contact"],
            "type": "land",
            "what": what,
            "rule": RULE,
            "level": 1,
            "opened_on": attempt.day,
        }
        filled = {name: value for name, value in blocker.items() if value is not None}
        subject = f"{attempt.case.subject}/blocker/{len(known) + 1}"
        return [Start("blocker", subject, filled, parent=attempt.case.id, slot="blocker")]


LAND_PLANS: tuple[type[Plan], ...] = (LandClock, RaiseIdleLand)
