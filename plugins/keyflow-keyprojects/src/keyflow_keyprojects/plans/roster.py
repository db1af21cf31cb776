"""Plans of the roster: somebody's terms of city-level offices, each written down (C2 Office)."""

from typing import Any

from keyflow.plugin import Attempt, Command, Edit, Fire, Plan
from keyflow_keyprojects.facts import ProjectFacts
from keyflow_keyprojects.plans.base import OfficePlan


class TakeOffice(OfficePlan):
    """Begins a term on the day."""

    kind = "kp-take-office"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        begun = {"since": attempt.day.isoformat()}
        return [Edit(attempt.case.id, {"leader": True, "terms": [*_terms(attempt), begun]})]


class LeaveOffice(OfficePlan):
    """Ends the last term with the day; of projects left without a sponsor the city is told (E4)."""

    kind = "kp-leave-office"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        *before, latest = _terms(attempt)
        over = {**latest, "until": attempt.day.isoformat()}
        change: dict[str, Any] = {"terms": [*before, over]}
        facts, person = attempt.facts, attempt.data["person"]
        left = list(facts.sponsored(person)) if isinstance(facts, ProjectFacts) else []
        if not left:
            return [Edit(attempt.case.id, change)]
        told = {"projects_left": ", ".join(sorted(left))}
        return [Edit(attempt.case.id, change), Fire(attempt.case.id, "leave_projects", told)]


def _terms(attempt: Attempt) -> list[dict[str, Any]]:
    return [dict(term) for term in attempt.case.data.raw.get("terms") or ()]


ROSTER_PLANS: tuple[type[Plan], ...] = (TakeOffice, LeaveOffice)
