"""Colour rules that cities have published: Yinchuan, Sanya, Xinhuang."""

from decimal import Decimal
from typing import Literal

from keyflow_keyprojects.colours.rule import ColourRule
from keyflow_keyprojects.rules.lights import Verdict, by_months, by_points, by_share, by_task, worst
from keyflow_keyprojects.rules.progress import Progress
from keyflow_keyprojects.settings import DEFAULTS

_SETTINGS = DEFAULTS.lights


class Yinchuan(ColourRule):
    """Yinchuan 2025: points behind, due starts that were missed, starts not in the statistics.

    What it leaves open, less than `green` points behind, is of the colour `gap`.
    """

    kind = "kp-light-yinchuan"
    green: Decimal = _SETTINGS.green
    yellow: Decimal = _SETTINGS.yellow
    gap: Literal["green", "yellow"] = "green"

    def colour(self, progress: Progress) -> Verdict:
        """Return the worst of the three."""
        open_gap = self.gap == "yellow"
        return worst(
            by_points(
                progress.behind,
                Decimal(0) if open_gap else self.green,
                self.yellow,
                "green" if open_gap else "yellow",
            ),
            by_months(
                progress.starts_missed, _SETTINGS.start_yellow, _SETTINGS.start_red, "start-missed"
            ),
            by_months(
                progress.unregistered,
                _SETTINGS.statistics_yellow,
                _SETTINGS.statistics_red,
                "not-in-statistics",
            ),
        )


class Sanya(ColourRule):
    """Sanya 2022: the missing part of what was scheduled."""

    kind = "kp-light-sanya"
    yellow: Decimal = _SETTINGS.relative_yellow

    def colour(self, progress: Progress) -> Verdict:
        """Judge the missing part."""
        return by_share(progress.short, self.yellow)


class Xinhuang(ColourRule):
    """Xinhuang 2015: what was done of the month's task."""

    kind = "kp-light-xinhuang"
    followed: Decimal = _SETTINGS.followed
    card: Decimal = _SETTINGS.card

    def colour(self, progress: Progress) -> Verdict:
        """Judge the month."""
        return by_task(progress.month_ratio, self.followed, self.card)
