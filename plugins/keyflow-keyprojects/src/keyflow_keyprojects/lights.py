"""Lights in a few functions over an `Engine`: of a project, of its months, of a whole list."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from keyflow import Case, Engine
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.rules.lights import COLOURS

_OPEN = ("active", "suspended")


@dataclass(frozen=True, slots=True)
class LightView:
    """The light of a project in a month.

    `points` are those of the year plan it is behind the schedule, below zero where it is ahead.
    `rule` is the colour rule and the part of it that holds. `justified`: an open blocker answers
    for it. `stale`: no report came, and what was accepted last was taken.
    """

    number: str
    period: str | None
    colour: str
    rule: str | None = None
    points: Decimal | None = None
    justified: bool = False
    stale: bool = False


def light_of(project: Case) -> LightView:
    """Return a project's light now; grey while it is on hold or nothing was reported yet (C1)."""
    data = project.data
    colour = "grey" if project.standing == "suspended" else data["light"] or "grey"
    history = data["light_history"] or ()
    return LightView(
        data["number"],
        data["light_period"],
        colour,
        data["light_rule"],
        data["light_points"],
        bool(data["light_justified"]) and colour != "grey",
        bool(history and history[-1]["stale"]),
    )


def light_history(project: Case) -> tuple[LightView, ...]:
    """Return a project's lights month by month, as they stand in the given snapshot.

    To see what was known at an instant, give `engine.case(project, known_at=…)`.
    """
    return tuple(
        _view(project.data["number"], record) for record in project.data["light_history"] or ()
    )


def light_in(project: Case, period: str) -> LightView:
    """Return a project's light of a month, such as 2011-03; grey where there is none."""
    for light in light_history(project):
        if light.period == period:
            return light
    return LightView(project.data["number"], period, "grey")


def lights_of_list(
    engine: Engine,
    year: int,
    *,
    name: str = "key",
    period: str | None = None,
    known_at: datetime | None = None,
) -> list[LightView]:
    """Return the lights of a list's open projects by number: now, or of a month.

    `known_at` asks what the office knew at an instant; it reads every project's history.
    """
    where = {"list": name, "list_year": year}
    query: dict[str, Any] = {"known_at": known_at} if known_at else {}
    found = every(engine, workflow="key-project", where=where, standing=_OPEN, **query)
    lights = [light_of(case) if period is None else light_in(case, period) for case in found]
    return sorted(lights, key=lambda light: light.number)


def count_lights(lights: list[LightView]) -> dict[str, int]:
    """Count lights by colour, all four colours named."""
    found = Counter(light.colour for light in lights)
    return {colour: found[colour] for colour in COLOURS}


def _view(number: str, record: Mapping[str, Any]) -> LightView:
    return LightView(
        number,
        record["period"],
        record["light"],
        record["rule"],
        record["points"],
        bool(record["justified"]),
        bool(record["stale"]),
    )
