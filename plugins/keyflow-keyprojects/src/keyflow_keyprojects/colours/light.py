"""A light as a project keeps it: the months it follows from, how it changes, and when it is off."""

from collections.abc import Iterator
from typing import Any

from keyflow.plugin import Case
from keyflow_keyprojects.rules.lights import (
    Light,
    Mark,
    mark_of,
)

ON_HOLD = "kp-light-on-hold"  # the kind of the plan that turns it off


def marks_of(project: Case | None) -> Iterator[Mark]:
    """Return the marks of the months a project's light follows from."""
    for record in (project.data["light_history"] if project else None) or ():
        yield mark_of(record)


def change_to(kind: str, lights: tuple[Light, ...]) -> dict[str, Any]:
    """Return what a project says of its light after all its months, by a kind of rule."""
    last = lights[-1]
    return {
        "light": last.colour,
        "light_rule": f"{kind}:{last.why}",
        "light_period": last.mark.period,
        "light_points": last.mark.points,
        "light_justified": last.justified,
        "yellow_run": last.run,
        "light_history": tuple(light.record() for light in lights),
    }


def turned_off(rule: str) -> dict[str, Any]:
    """Return how a light is off: on hold no colour is shown, whatever the months' are (C4.6)."""
    return {"light": "grey", "light_rule": rule, "light_justified": False}


def step_to(before: str | None, after: str) -> str:
    """Return which step it is: who is told of a light depends on what it becomes."""
    if after == before or (before is None and after == "green"):
        return "set_light"
    return "turn_red" if after == "red" else "turn_light"
