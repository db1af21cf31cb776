"""Plans of a split and a merger: projects end, and others begin with what they were granted."""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow.plugin import Adopt, Attempt, Command, Fire, Plan
from keyflow_keyprojects.items.paperwork import STAGES
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.plans.becoming import merged_of, parts_of
from keyflow_keyprojects.plans.lists import tell
from keyflow_keyprojects.rules.lists import row_of
from keyflow_keyprojects.scene.papers import ITEM, granted

# Where the items of a stage are opened, a new project enters that stage at its beginning.
_FIRST = {"approval": "approval.preparing", "planning": "planning.land"}


class SplitProject(OfficePlan):
    """Begins the parts of a split project, in the stage it was in, with what it was granted."""

    kind = "kp-split"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return one adoption for each part."""
        whole = {**attempt.data.raw, **_papers(attempt)}
        reason = f"split from {whole['number']}: {attempt.comment}"
        parts = parts_of(whole, attempt.data.raw["split_into"])
        adoptions: list[Command] = [_adopted(data, attempt.source, reason) for data in parts]
        return [*adoptions, *_replaced(attempt, [whole], parts)]


class MergeProjects(OfficePlan):
    """Ends the other members of a merger and begins the project they become."""

    kind = "kp-merge"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return a step for each other member, then the adoption of the new project."""
        decision = attempt.data.raw["merge"]
        others: list[Command] = [
            Fire(member["case"], "be_merged", {"merge": decision}, attempt.comment)
            for member in decision["members"]
            if member["case"] != attempt.case.id
        ]
        data = merged_of({**attempt.data.raw, **_papers(attempt)}, decision)
        numbers = ", ".join(data["merged_from"])
        reason = f"merged from {numbers}: {attempt.comment}"
        adoption = _adopted(data, attempt.source, reason)
        return [*others, adoption, *_replaced(attempt, decision["members"], [data])]


SPLIT_PLANS: tuple[type[Plan], ...] = (SplitProject, MergeProjects)


def _adopted(data: Mapping[str, Any], source: str, reason: str) -> Adopt:
    state = _FIRST.get(source.partition(".")[0], source)
    return Adopt("key-project", data["number"], state, reason, data)


def _replaced(
    attempt: Attempt, gone: Sequence[Mapping[str, Any]], come: Sequence[Mapping[str, Any]]
) -> list[Command]:
    """Return what the list is told: some projects give way to others."""
    lines = [{"before": row_of(data)} for data in gone] + [{"after": row_of(data)} for data in come]
    return tell(attempt, attempt.data["list"], attempt.data["list_year"], lines, attempt.day)


def _papers(attempt: Attempt) -> dict[str, Any]:
    """Return permits and outstanding items as they stand, granted items counted as permits."""
    held = granted(attempt)
    raw = attempt.data.raw
    known = {permit["item"]: permit for permit in raw.get("permits") or ()}
    documents = {item.data["code"]: item.data["document_number"] for item in attempt.children(ITEM)}
    permits = [
        known.get(code)
        or {"item": code, "number": documents.get(code), "expires": day and day.isoformat()}
        for code, day in held.items()
    ]
    waiting = {
        f"{stage}_items": [
            item for item in raw.get(f"{stage}_items") or () if item["code"] not in held
        ]
        for stage in STAGES
    }
    return {"permits": permits, **waiting}
