"""Lights (B4, C8): which colour a month has by a published rule, and what later months make of it.

A month's own colour comes from its progress alone. Two rules look across months: a second yellow
running may be red, and a red month that is made up for later may become yellow. Both are settled
from the own colours of all months, so that the order in which reports come in does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from keyflow_keyprojects.rules.progress import Progress

Colour = Literal["green", "yellow", "red", "grey"]
COLOURS: tuple[Colour, ...] = ("green", "yellow", "red", "grey")
WORDS = {
    "green": ("绿灯", "green"),
    "yellow": ("黄灯", "yellow"),
    "red": ("红灯", "red"),
    "grey": ("灰灯", "grey"),
}
MADE_UP = "made-up"  # why a red month is yellow: a later one is green
_WEIGHT = {"green": 0, "yellow": 1, "red": 2}
_HUNDREDTH = Decimal("0.01")


class Verdict(NamedTuple):
    """A colour, and by which part of a rule, such as on-schedule, behind or start-missed."""

    colour: Colour
    why: str


NOT_ASSESSED = Verdict("grey", "not-assessed")
GREEN = Verdict("green", "on-schedule")


def better(new: str, old: str | None) -> bool:
    """Tell whether a colour is better than the one before; grey is neither better nor worse."""
    return new in _WEIGHT and old in _WEIGHT and _WEIGHT[new] < _WEIGHT[old]


def worst(*verdicts: Verdict) -> Verdict:
    """Return the worst of some verdicts, the first of equal ones."""
    return max(verdicts, key=lambda verdict: _WEIGHT[verdict.colour])


def by_points(behind: Fraction, green: Decimal, yellow: Decimal, edge: Colour = "green") -> Verdict:
    """Judge the points behind: up to `green` green, up to `yellow` yellow, more is red.

    Exactly `green` points are of the colour `edge`; exactly `yellow` points are yellow.
    """
    if behind > Fraction(yellow):
        return Verdict("red", "behind")
    over = behind > Fraction(green) or (edge == "yellow" and behind == Fraction(green))
    return Verdict("yellow", "behind") if over else GREEN


def by_share(short: Fraction, yellow: Decimal) -> Verdict:
    """Judge the missing part of the scheduled amount: up to `yellow` yellow, more is red."""
    if short > Fraction(yellow):
        return Verdict("red", "behind")
    return Verdict("yellow", "behind") if short > 0 else GREEN


def by_task(ratio: Fraction, followed: Decimal, card: Decimal) -> Verdict:
    """Judge what was done of a month's task: below `followed` it is watched, below `card` yellow.

    Xinhuang has no red and no colour for what is watched.
    """
    if ratio < Fraction(card):
        return Verdict("yellow", "yellow-card")
    return Verdict("green", "followed") if ratio < Fraction(followed) else GREEN


def by_months(months: int, yellow: int, red: int, why: str) -> Verdict:
    """Judge how many months something has been missing."""
    if months >= red:
        return Verdict("red", why)
    return Verdict("yellow", why) if months >= yellow else GREEN


@dataclass(frozen=True, slots=True)
class Mark:
    """What was found of one month: its own colour, and the points it was behind.

    `justified`: an open blocker covers the shortfall. `stale`: no report came.
    """

    period: str
    own: Colour
    why: str
    points: Decimal
    justified: bool = False
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Light:
    """The light of a month: its mark, the colour it has, why, and the how-manieth yellow it is."""

    mark: Mark
    colour: Colour
    why: str
    run: int = 0

    @property
    def justified(self) -> bool:
        """Whether a blocker answers for the colour; it is not turned green by that."""
        return self.mark.justified and self.colour in {"yellow", "red"}

    def record(self) -> dict[str, Any]:
        """Return it as a project's `light_history` keeps it."""
        mark = self.mark
        return {"period": mark.period, "light": self.colour, "rule": self.why, "own": mark.own,
                "why": mark.why, "points": mark.points, "justified": mark.justified,
                "stale": mark.stale}  # fmt: skip


def mark_of(record: Mapping[str, Any]) -> Mark:
    """Read a month's mark back from a project's `light_history`."""
    return Mark(
        record["period"], record["own"], record["why"], record["points"],
        bool(record["justified"]), bool(record["stale"]),
    )  # fmt: skip


def marked(period: str, progress: Progress, verdict: Verdict, *, justified: bool) -> Mark:
    """Return the mark of a month; points are rounded half up to hundredths, to be read."""
    behind = progress.behind
    exact = Decimal(behind.numerator) / Decimal(behind.denominator)
    shown = exact.quantize(_HUNDREDTH, rounding=ROUND_HALF_UP)
    covered = justified and verdict.colour in {"yellow", "red"}
    return Mark(period, verdict.colour, verdict.why, shown, covered, progress.stale)


def settle(
    marks: Iterable[Mark], *, second_yellow: Colour = "yellow", late_makeup: bool = False
) -> tuple[Light, ...]:
    """Return the lights of some months, oldest first.

    `second_yellow` is the colour of the second yellow month running (Haikou: red). With
    `late_makeup` a red month becomes yellow once a later month of its year is green (Ouhai).
    """
    lights: list[Light] = []
    for mark in sorted(marks, key=lambda mark: mark.period):
        run = _run(lights[-1] if lights else None, mark)
        lights.append(_light(mark, run, second_yellow))
    return tuple(_made_up(lights)) if late_makeup else tuple(lights)


def _run(before: Light | None, mark: Mark) -> int:
    """Count the yellow months running; a month that is missing or grey ends them."""
    if mark.own != "yellow":
        return 0
    running = before is not None and _next(before.mark.period) == mark.period
    return before.run + 1 if before is not None and running else 1


def _light(mark: Mark, run: int, second_yellow: Colour) -> Light:
    if run > 1 and second_yellow != "yellow":
        return Light(mark, second_yellow, "second-yellow", run)
    return Light(mark, mark.own, mark.why, run)


def _made_up(lights: list[Light]) -> Iterable[Light]:
    """Turn red months yellow that a later month of the same year made up for."""
    green = {
        light.mark.period[:4]: light.mark.period for light in lights if light.colour == "green"
    }
    for light in lights:
        period = light.mark.period
        if light.colour == "red" and green.get(period[:4], "") > period:
            yield Light(light.mark, "yellow", MADE_UP, light.run)
        else:
            yield light


def at_its_end(record: Mapping[str, Any]) -> str:
    """Return the light a month of a `light_history` had before a later one made up for it."""
    return "red" if record["rule"] == MADE_UP else str(record["light"])


def _next(period: str) -> str:
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12}-{month % 12 + 1:02}"
