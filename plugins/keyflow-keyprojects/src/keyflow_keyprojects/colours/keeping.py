"""Plans beside the colour rules: what was invested is kept, and on hold the light is off."""

from keyflow.plugin import Attempt, Command, Edit, Fire
from keyflow_keyprojects.colours.light import ON_HOLD, turned_off
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.record import reported


class Invested(OfficePlan):
    """Keeps what was accepted as invested since the beginning with the project."""

    kind = "kp-invested"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where a later month was accepted already."""
        project, report = attempt.parent, attempt.data
        later = any(
            case.data["period"] > report["period"] and reported.accepted(case) is not None
            for case in reported.others(attempt)
        )
        if project is None or later or project.data["invested_total"] == report["invested_total"]:
            return []
        return [Edit(project.id, {"invested_total": report["invested_total"]})]


class LightOnHold(OfficePlan):
    """Turns the light off while a project is on hold, and back on when it is resumed."""

    kind = ON_HOLD

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the step; none where there was no light yet."""
        history = attempt.case.data["light_history"]
        if not history:
            return []
        last = history[-1]
        change = {
            "light": last["light"],
            "light_rule": f"{self.kind}:{last['rule']}",
            "light_justified": bool(last["justified"]),
        }
        if attempt.trigger == "suspend":
            change = turned_off(f"{self.kind}:on-hold")
        return [Fire(attempt.case.id, "set_light", change)]
