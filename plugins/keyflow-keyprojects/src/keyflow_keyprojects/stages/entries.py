"""In which state a project is taken into a year's list: the first stage that is not complete."""

from collections.abc import Mapping
from typing import Any

from keyflow import InputError

_ENTRIES = {"approval": "approval.preparing", "planning": "planning.land"}


def entry_state(project: Mapping[str, Any]) -> str:
    """Return the state an adopted project is in: the first stage that is not complete.

    Raises `InputError` for a stage that no project is listed in.
    """
    if project["list"] == "preliminary":
        return "preliminary"
    stage = project.get("entry_stage")
    if stage == "construction":
        return f"construction.{'pending' if project.get('kind') == 'new' else 'running'}"
    if stage not in _ENTRIES:
        stages = ", ".join((*_ENTRIES, "construction"))
        raise InputError(
            "entry_stage",
            f"{project['number']} enters in {stage!r}, which is none of {stages}",
            f"{project['number']} 的进入阶段 {stage!r} 不在 {stages} 之中",
        )
    return _ENTRIES[stage]
