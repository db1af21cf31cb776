"""The plan of an adjustment: every project and list it names is commanded, all or none."""

from collections.abc import Mapping
from typing import Any

from keyflow.plugin import Attempt, Command, Fire, Plan
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.scene.roster import facts_of

Json = dict[str, Any]
_TRIGGERS = {
    ("add", "key"): "select",
    ("add", "preliminary"): "place_preliminary",
    ("remove", "key"): "exit",
    ("remove", "preliminary"): "drop",
}
_SAME = {"promote": "promote", "demote": "demote", "split": "split", "merge": "merge"}
_WHOLE = {"split": ("split_into", "parts"), "merge": ("merge", "merge")}


class Adjust(OfficePlan):
    """Asks the lists what they hold, commands the projects, and asks the lists again."""

    kind = "kp-adjust"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the commands, in the order of the lines."""
        raw, year, known = attempt.data.raw, attempt.data["year"], facts_of(attempt).lists
        kept = {kind: known(kind, year) for kind in raw["before"]}
        cases = {kind: case for kind, case in kept.items() if case is not None}
        common = {"decision": raw["number"], "effective": raw["effective"]}
        lines = [command_of(line, common) for line in raw.get("lines") or ()]
        return [
            *(Fire(case, "audit", {"audit": raw["before"][kind]}) for kind, case in cases.items()),
            *lines,
            *_rated(raw, cases),
            *(Fire(case, "audit", {"audit": raw["after"][kind]}) for kind, case in cases.items()),
        ]


def _rated(raw: Mapping[str, Any], cases: Mapping[str, str]) -> list[Command]:
    """Return what gives the lists another plan rate (E5)."""
    rate = raw.get("plan_rate")
    if not rate:
        return []
    change = {
        "decision": raw["number"],
        "effective": raw["effective"],
        "reason": raw.get("reason"),
        "rate": rate["rate"],
        "rate_on": rate.get("on"),
        "rate_source": rate.get("source"),
        "lines": [],
    }
    return [Fire(case, "amend", {"change": change}) for case in cases.values()]


def command_of(line: Mapping[str, Any], common: Mapping[str, Any]) -> Fire:
    """Return what a line commands its project to do; `common` is what each is told."""
    op, data = line["op"], dict(common)
    if op in _WHOLE:
        field, source = _WHOLE[op]
        data[field] = line[source]
    if op in {"reamount", "redate"}:
        data["adjusting"] = line["plan"]
        trigger = "adjust_plan"
    else:
        move = (line.get("moves") or [{}])[0]
        trigger = _SAME.get(op) or _TRIGGERS[op, move["list"]]
    return Fire(line["case"], trigger, data, line.get("reason") or "")


ADJUSTING_PLANS: tuple[type[Plan], ...] = (Adjust,)
