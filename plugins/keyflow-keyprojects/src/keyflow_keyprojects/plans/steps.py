"""Plans that note steps: a milestone with the day it was met (K22), or where a project failed."""

from typing import Any

from keyflow.plugin import Attempt, Command, Edit, Plan
from keyflow_keyprojects.plans.base import OfficePlan


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


class RememberStep(OfficePlan):
    """Writes down the step at which a project failed, so that it can go on from there."""

    kind = "kp-remember-step"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        return [Edit(attempt.case.id, {"failed_step": attempt.source.rpartition(".")[2]})]


STEP_PLANS: tuple[type[Plan], ...] = (Reached, RememberStep)
