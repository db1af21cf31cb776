"""What a project has reached: each milestone with the day it was met, as it was verified (K22)."""

from typing import Any

from keyflow.plugin import Attempt, Command, Edit
from keyflow_keyprojects.officeplan import OfficePlan


class Reached(OfficePlan):
    """Notes that a milestone is met: the `step`, or the one in the milestone report."""

    kind = "kp-reached"
    step: str = ""

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        known = attempt.data.raw.get("reached") or ()
        return [Edit(attempt.case.id, {"reached": [*known, self._met(attempt)]})]

    def _met(self, attempt: Attempt) -> dict[str, Any]:
        if self.step:
            return {"step": self.step, "done_on": attempt.day.isoformat()}
        report = attempt.data.raw["milestone_report"]
        return {"step": report["step"], "done_on": report["done_on"]}
