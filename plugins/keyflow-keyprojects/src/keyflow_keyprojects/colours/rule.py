"""`ColourRule`: what every colour rule does; one of one's own adds a single method."""

from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal

from keyflow.plugin import Attempt, Command, Fire
from keyflow_keyprojects.colours.light import ON_HOLD, change_to, marks_of, step_to, turned_off
from keyflow_keyprojects.colours.seen import amount_of, answers_for, late_starts, was_on_hold
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.record import reported
from keyflow_keyprojects.rules import progress as rules
from keyflow_keyprojects.rules.lights import (
    NOT_ASSESSED,
    Light,
    Mark,
    Verdict,
    marked,
    settle,
)
from keyflow_keyprojects.rules.progress import Progress
from keyflow_keyprojects.settings import DEFAULTS

_SETTINGS = DEFAULTS.lights


class ColourRule(OfficePlan):
    """Gives a month a colour, and the project the light that follows from all its months.

    `second_yellow` is the colour of the second yellow month running, `late_makeup` turns a red
    month yellow once a later one is green; `schedule` says what is behind: the explicit monthly
    plan, months / 12 (also where there is no such plan), or `marks` at the quarters' ends.
    """

    second_yellow: Literal["red", "yellow"] = "yellow"
    late_makeup: bool = False
    schedule: Literal["plan", "linear", "quarters"] = "plan"
    marks: tuple[int, int, int, int] = _SETTINGS.quarter_marks

    @abstractmethod
    def colour(self, progress: Progress) -> Verdict:
        """Return the colour of a month, and by which part of the rule."""

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the light's change on the project; none where nothing changes."""
        project = attempt.parent
        if project is None:
            return []
        stale = attempt.case.stage == "filing"
        lights = self.lights(attempt, stale=stale)
        change = change_to(self.kind, lights)
        if project.standing == "suspended":
            change |= turned_off(f"{ON_HOLD}:on-hold")
        if all(project.data[name] == value for name, value in change.items()):
            return []
        return [Fire(project.id, step_to(project.data["light"], change["light"]), change)]

    def lights(self, attempt: Attempt, *, stale: bool = False) -> tuple[Light, ...]:
        """Return the lights of all months as they would be with the report of an attempt.

        `stale`: the report has not come, and what was accepted last is taken. Needs a parent.
        """
        project, report = attempt.parent, attempt.data
        known = {mark.period: mark for mark in marks_of(project)}
        known[report["period"]] = self._mark(attempt, stale=stale)
        return settle(
            known.values(), second_yellow=self.second_yellow, late_makeup=self.late_makeup
        )

    def _mark(self, attempt: Attempt, *, stale: bool) -> Mark:
        progress = self.progress(attempt, stale=stale)
        verdict = self.colour(progress) if progress.assessed else NOT_ASSESSED
        justified = any(
            answers_for(case, attempt) for case in attempt.scene.family(attempt.case.root)
        )
        return marked(attempt.data["period"], progress, verdict, justified=justified)

    def progress(self, attempt: Attempt, *, stale: bool = False) -> Progress:
        """Return how far the project of a report is by the end of its month."""
        project, report = attempt.parent, attempt.data
        year, month = (int(part) for part in report["period"].split("-"))
        plan = report["year_plan"]
        if plan is None or not plan.amount or project is None:
            return Progress(rules.NOTHING, rules.NOTHING, rules.NOTHING, assessed=False)
        assessed = not was_on_hold(project, report) and report["plan_year"] in {None, year}
        until = self._scheduled(report, month)
        done = (
            reported.accepted_year(report, reported.others(attempt))
            if stale
            else reported.year_to_date(report)
        )
        invested = None if stale else report["invested"]
        return Progress(
            year_plan=amount_of(plan),
            plan=until,
            done=amount_of(done),
            month_plan=until - self._scheduled(report, month - 1),
            month_done=amount_of(invested),
            assessed=assessed,
            stale=stale,
            **late_starts(project, report),
        )

    def _scheduled(self, report: reported.Data, month: int) -> Fraction:
        monthly = [money.amount for money in report["monthly_plan"] or ()]
        marks = self.marks if self.schedule == "quarters" else rules.LINEAR
        explicit = monthly if self.schedule == "plan" else ()
        return rules.scheduled(report["year_plan"].amount, month, explicit, marks)


def rule_of(kind: str) -> type[ColourRule]:
    """Return a colour rule by its kind, also one of another plugin; raises KeyError."""
    return {rule.kind: rule for rule in _all(ColourRule)}[kind]


def _all(rule: type[Any]) -> Iterator[type[ColourRule]]:
    for each in rule.__subclasses__():
        yield each
        yield from _all(each)
