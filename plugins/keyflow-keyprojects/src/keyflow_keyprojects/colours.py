"""Colour rules (B4): plans that set a project's light when a month is reported, late or missed.

Published rules disagree, so a city chooses one by its kind. A rule of one's own is a subclass of
`ColourRule` with one method.
"""

from abc import abstractmethod
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from keyflow.plugin import Attempt, Case, Command, Edit, Fire, Plan
from keyflow_keyprojects import reported
from keyflow_keyprojects.officeplan import OfficePlan
from keyflow_keyprojects.rules import progress as rules
from keyflow_keyprojects.rules.lights import (
    NOT_ASSESSED,
    Light,
    Mark,
    Verdict,
    by_months,
    by_points,
    by_share,
    by_task,
    mark_of,
    marked,
    settle,
    worst,
)
from keyflow_keyprojects.rules.progress import Progress
from keyflow_keyprojects.settings import DEFAULTS

_SETTINGS = DEFAULTS.lights
_NOT_STARTED = {"approval", "planning", "construction.pending", "construction.permitted"}
_BLOCKED = {"open", "resolved"}  # a blocker counts until somebody else has closed it


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
        change = _change(self.kind, lights)
        if project.standing == "suspended":
            change |= _off(f"{LightOnHold.kind}:on-hold")
        if all(project.data[name] == value for name, value in change.items()):
            return []
        return [Fire(project.id, _trigger(project.data["light"], change["light"]), change)]

    def lights(self, attempt: Attempt, *, stale: bool = False) -> tuple[Light, ...]:
        """Return the lights of all months as they would be with the report of an attempt.

        `stale`: the report has not come, and what was accepted last is taken. Needs a parent.
        """
        project, report = attempt.parent, attempt.data
        known = {mark.period: mark for mark in _marks(project)}
        known[report["period"]] = self._mark(attempt, stale=stale)
        return settle(
            known.values(), second_yellow=self.second_yellow, late_makeup=self.late_makeup
        )

    def _mark(self, attempt: Attempt, *, stale: bool) -> Mark:
        progress = self.progress(attempt, stale=stale)
        verdict = self.colour(progress) if progress.assessed else NOT_ASSESSED
        justified = any(_covers(case, attempt) for case in attempt.scene.family(attempt.case.root))
        return marked(attempt.data["period"], progress, verdict, justified=justified)

    def progress(self, attempt: Attempt, *, stale: bool = False) -> Progress:
        """Return how far the project of a report is by the end of its month."""
        project, report = attempt.parent, attempt.data
        year, month = (int(part) for part in report["period"].split("-"))
        plan = report["year_plan"]
        if plan is None or not plan.amount or project is None:
            return Progress(rules.NOTHING, rules.NOTHING, rules.NOTHING, assessed=False)
        assessed = not _on_hold(project, report) and report["plan_year"] in {None, year}
        until = self._scheduled(report, month)
        done = (
            reported.accepted_year(report, reported.others(attempt))
            if stale
            else reported.year_to_date(report)
        )
        invested = None if stale else report["invested"]
        return Progress(
            year_plan=_amount(plan),
            plan=until,
            done=_amount(done),
            month_plan=until - self._scheduled(report, month - 1),
            month_done=_amount(invested),
            assessed=assessed,
            stale=stale,
            **_starts(project, report),
        )

    def _scheduled(self, report: reported.Data, month: int) -> Fraction:
        monthly = [money.amount for money in report["monthly_plan"] or ()]
        marks = self.marks if self.schedule == "quarters" else rules.LINEAR
        explicit = monthly if self.schedule == "plan" else ()
        return rules.scheduled(report["year_plan"].amount, month, explicit, marks)


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


class Invested(OfficePlan):
    """Keeps what was accepted as invested since the beginning with the project."""

    kind = "kp-invested"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where a later month was accepted already."""
        project, report = attempt.parent, attempt.data
        later = any(
            case.data["period"] > report["period"] and reported.accepted(case) is not None
            for case in reported.others(attempt)
        )
        if project is None or later or project.data["invested_total"] == report["invested_total"]:
            return []
        return [Edit(project.id, {"invested_total": report["invested_total"]})]


class LightOnHold(OfficePlan):
    """Turns the light off while a project is on hold, and back on when it is resumed."""

    kind = "kp-light-on-hold"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the step; none where there was no light yet."""
        history = attempt.case.data["light_history"]
        if not history:
            return []
        last = history[-1]
        change = {
            "light": last["light"],
            "light_rule": f"{self.kind}:{last['rule']}",
            "light_justified": bool(last["justified"]),
        }
        if attempt.trigger == "suspend":
            change = _off(f"{self.kind}:on-hold")
        return [Fire(attempt.case.id, "set_light", change)]


COLOUR_PLANS: tuple[type[Plan], ...] = (Base, Yinchuan, Sanya, Xinhuang, Invested, LightOnHold)


def rule_of(kind: str) -> type[ColourRule]:
    """Return a colour rule by its kind, also one of another plugin; raises KeyError."""
    return {rule.kind: rule for rule in _all(ColourRule)}[kind]


def _all(rule: type[Any]) -> Iterator[type[ColourRule]]:
    for each in rule.__subclasses__():
        yield each
        yield from _all(each)


def _marks(project: Case | None) -> Iterator[Mark]:
    for record in (project.data["light_history"] if project else None) or ():
        yield mark_of(record)


def _change(kind: str, lights: tuple[Light, ...]) -> dict[str, Any]:
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


def _off(rule: str) -> dict[str, Any]:
    """Return how a light is off: on hold no colour is shown, whatever the months' are (C4.6)."""
    return {"light": "grey", "light_rule": rule, "light_justified": False}


def _on_hold(project: Case, report: reported.Data) -> bool:
    """Tell whether a project was on hold at the end of a report's month, as scoring does (C9).

    A month that was over before is assessed, whenever its report is accepted.
    """
    if project.standing != "suspended":
        return False
    since = (project.data["suspension_report"] or {}).get("since")
    return since is None or bool(since <= report["period_to"])


def _trigger(before: str | None, after: str) -> str:
    """Return which step it is: who is told of a light depends on what it becomes."""
    if after == before or (before is None and after == "green"):
        return "set_light"
    return "turn_red" if after == "red" else "turn_light"


def _amount(money: Any) -> Fraction:
    return Fraction(money.amount) if money is not None else rules.NOTHING


def _starts(project: Case, report: reported.Data) -> dict[str, int]:
    """Count by how many months the project's start, and its registration, are late."""
    until, data = report["period_to"], project.data
    started = (data["start_report"] or {}).get("started_on")
    under_way = not {project.state, project.stage} & _NOT_STARTED
    due = None if under_way and started is None else data["planned_start"]
    new = data["kind"] != "continuing"
    return {
        "starts_missed": rules.starts_missed(due, started, until) if new else 0,
        "unregistered": rules.unregistered(started, data["statistics_registered_on"], until),
    }


def _covers(case: Case, attempt: Attempt) -> bool:
    """Tell whether a case is a blocker that answers for a shortfall of the report's month."""
    if case.slot != "blocker" or case.parent != attempt.case.parent or case.stage not in _BLOCKED:
        return False
    opened, until = case.data["opened_on"], case.data["justifies_until"]
    ends = attempt.data["period_to"]
    return until is not None and until >= ends and (opened is None or opened <= ends)
