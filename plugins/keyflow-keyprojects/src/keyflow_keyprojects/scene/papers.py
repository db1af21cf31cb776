"""What a project holds and lacks: its approval items, permits and open blockers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from keyflow.plugin import Attempt, Case
from keyflow_keyprojects.items.paperwork import STAGES

ITEM = "item"
# A grant on a promise that was not kept holds until it is revoked.
COMMITTED = frozenset({"granted_with_commitment", "making_good"})
GRANTED = COMMITTED | {"granted", "extended"}


def project(attempt: Attempt) -> Mapping[str, Any]:
    """Return the project's data, also where the attempt is on one of its approval items."""
    return attempt.parent.data if attempt.parent else attempt.data


def items(attempt: Attempt) -> list[Case]:
    """Return the project's approval items as cases, also seen from one of them."""
    root = attempt.case.parent or attempt.case.id
    family = attempt.scene.family(attempt.case.root)
    return [case for case in family if case.parent == root and case.slot == ITEM]


def open_blockers(attempt: Attempt) -> list[dict[str, Any]]:
    """Return the project's blockers that nobody has solved: id, type and level of each."""
    return [
        {"id": case.subject, "type": case.data["type"], "level": case.data["level"]}
        for case in attempt.children("blocker")
        if not case.ended and case.state.startswith("open.")
    ]


def part(case: Case) -> str:
    """Return a state's own name, without its stage."""
    return case.state.rpartition(".")[2]


def granted(attempt: Attempt) -> dict[str, date | None]:
    """Return what the project has been granted: codes, and when the documents expire."""
    held = {permit["item"]: permit["expires"] for permit in project(attempt)["permits"] or ()}
    cases = [case for case in items(attempt) if part(case) in GRANTED]
    return held | {case.data["code"]: case.data["expires"] for case in cases}


def needed(attempt: Attempt, stage: str) -> list[str]:
    """Return the codes of the items a project still had to obtain in a stage when it was listed."""
    return [item["code"] for item in project(attempt)[f"{stage}_items"] or ()]


def applicable(attempt: Attempt) -> set[str]:
    """Return the codes of all items that apply to the project."""
    held = {permit["item"] for permit in project(attempt)["permits"] or ()}
    return held.union(*(needed(attempt, stage) for stage in STAGES))
