"""Plans: what belongs to a step and is committed with it or not at all.

A split and a merger end projects and begin others; a change of sponsor reaches the open items and
reports; a lapsed permit opens its item anew. What a report says of itself is in `duties.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from keyflow.plugin import Adopt, Attempt, Case, Command, Edit, Fire, Plan
from keyflow_keyprojects.adjusting import ADJUSTING_PLANS
from keyflow_keyprojects.becoming import merged_of, parts_of
from keyflow_keyprojects.checks.base import GRANTED, ITEM, granted, part
from keyflow_keyprojects.colours import COLOUR_PLANS
from keyflow_keyprojects.desk_plans import DESK_PLANS
from keyflow_keyprojects.duties import DUTY_PLANS
from keyflow_keyprojects.ladder import LADDER_PLANS
from keyflow_keyprojects.land_plans import LAND_PLANS
from keyflow_keyprojects.listkeeping import LIST_PLANS, tell
from keyflow_keyprojects.meeting_plans import MEETING_PLANS
from keyflow_keyprojects.milestones import Reached
from keyflow_keyprojects.officeplan import OfficePlan
from keyflow_keyprojects.paperwork import STAGES
from keyflow_keyprojects.permits import PERMIT_PLANS, anew
from keyflow_keyprojects.planning import PLAN_PLANS
from keyflow_keyprojects.rostering import ROSTER_PLANS
from keyflow_keyprojects.rules.lists import row_of
from keyflow_keyprojects.scores import SCORE_PLANS
from keyflow_keyprojects.sponsoring import SPONSOR_PLANS

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


class RememberStep(OfficePlan):
    """Writes down the step at which a project failed, so that it can go on from there."""

    kind = "kp-remember-step"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        return [Edit(attempt.case.id, {"failed_step": attempt.source.rpartition(".")[2]})]


class LapseItem(OfficePlan):
    """Lets the granted item of a `code` expire and opens it anew."""

    kind = "kp-lapse-item"
    code: str

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the expiry of what was granted, and the new item."""
        held = [
            item
            for item in _open_items(attempt)
            if item.data["code"] == self.code and part(item) in GRANTED
        ]
        expiries: list[Command] = [Fire(item.id, "expire") for item in held]
        return [*expiries, anew(attempt.case, self.code)]


PLANS: tuple[type[Plan], ...] = (
    SplitProject,
    MergeProjects,
    SponsorOfItems,
    RememberStep,
    LapseItem,
    Reached,
    *PERMIT_PLANS,
    *DUTY_PLANS,
    *SCORE_PLANS,
    *LIST_PLANS,
    *SPONSOR_PLANS,
    *PLAN_PLANS,
    *ADJUSTING_PLANS,
    *COLOUR_PLANS,
    *LADDER_PLANS,
    *DESK_PLANS,
    *MEETING_PLANS,
    *LAND_PLANS,
    *ROSTER_PLANS,
)


def _open_items(attempt: Attempt) -> list[Case]:
    return [item for item in attempt.children(ITEM) if not item.ended]


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
