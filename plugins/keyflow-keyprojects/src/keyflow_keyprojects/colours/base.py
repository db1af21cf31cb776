"""The pack's own colour rule (C8)."""

from decimal import Decimal
from typing import Literal

from keyflow_keyprojects.colours.rule import ColourRule
from keyflow_keyprojects.rules.lights import Verdict, by_points
from keyflow_keyprojects.rules.progress import Progress
from keyflow_keyprojects.settings import DEFAULTS

_SETTINGS = DEFAULTS.lights


class Base(ColourRule):
    """C8: points behind, the second yellow running is red, and a red month can be made up for."""

    kind = "kp-light-base"
    second_yellow: Literal["red", "yellow"] = "red"
    late_makeup: bool = True
    green: Decimal = _SETTINGS.green
    yellow: Decimal = _SETTINGS.yellow
    edge: Literal["green", "yellow"] = "green"

    def colour(self, progress: Progress) -> Verdict:
        """Judge the points behind; exactly `green` points are of the colour `edge`."""
        return by_points(progress.behind, self.green, self.yellow, self.edge)
