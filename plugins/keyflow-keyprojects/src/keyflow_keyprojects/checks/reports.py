"""K40 to K46: what a monthly report must say, asked of the report and of those beside it."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import Field

from keyflow.plugin import Attempt, Check
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.colours import Base, ColourRule, rule_of
from keyflow_keyprojects.record import reported
from keyflow_keyprojects.rules import report as rules
from keyflow_keyprojects.rules.amounts import too_fine
from keyflow_keyprojects.rules.lights import better
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.roster import facts_of
from keyflow_keyprojects.settings import DEFAULTS
from keyflow_keyprojects.stages.rows import LIGHT

_SETTINGS = DEFAULTS.reporting
_MONEY = ("planned", "invested", "invested_year", "invested_total", "funds_received", "funds_paid")
_TENTH = Decimal("0.1")
Amount = Annotated[Decimal, Field(ge=0)]


class PeriodOpen(OfficeCheck):
    """K40: the month is over, and no other report of it is handed in or accepted."""

    kind = "k40-period-open"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that it is too early, or too late for another one."""
        data = attempt.data
        twins = [case.state for case in reported.others(attempt)
                 if case.data["period"] == data["period"]]  # fmt: skip
        return rules.period_open(data["period"], data["period_to"], self.day(attempt), twins)


class YearOpen(OfficeCheck):
    """K40: what is corrected is of a year that is not decided; the city may waive it."""

    kind = "k40-year-open"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that the year is decided."""
        year = int(attempt.data["period"][:4])
        return rules.year_open(year, facts_of(attempt).decided_years)


class NoFall(OfficeCheck):
    """K41: the cumulative figure falls only with a reason for the correction."""

    kind = "k41-no-fall"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare with the month before."""
        data = attempt.data
        before = reported.before(data, reported.others(attempt))
        return rules.no_fall(data["invested_total"], before, data["correction_reason"])


class AddsUp(OfficeCheck):
    """K42: month and previous cumulative are the cumulative; so are the year and what was before.

    `tolerance` is in whole units of the project's currency.
    """

    kind = "k42-cumulative"
    tolerance: Amount = _SETTINGS.tolerance

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what does not add up."""
        data = attempt.data
        before = reported.before(data, reported.others(attempt))
        figures = reported.figures_of(data)
        reasons = rules.adds_up(figures, before, data["gap_note"], self.tolerance)
        if "invested_year" in getattr(attempt.command, "data", {}):
            total, start = data["invested_total"], data["invested_before"]
            reasons += rules.year_adds_up(data["invested_year"], total, start, self.tolerance)
        return reasons


class LaterMonths(OfficeCheck):
    """K42: the months after a corrected one still go on from it; best asked as a warning."""

    kind = "k42-later-months"
    tolerance: Amount = _SETTINGS.tolerance

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name every later month that does not."""
        others = reported.others(attempt)
        own = reported.figures_of(attempt.data)
        return rules.later_astray(own, reported.later(attempt.data, others), self.tolerance)


class WithinShare(OfficeCheck):
    """K43: no more than a `share` of the year plan, or of the total, is reported as done."""

    kind = "k43-within"
    of: Literal["year_plan", "total"] = "total"
    share: Amount = Decimal(1)

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare; the total is the project's own, as adjustments left it."""
        data, project = attempt.data, attempt.parent
        if self.of == "year_plan":
            done, whole = reported.year_to_date(data), data["year_plan"]
        else:
            done, whole = data["invested_total"], project.data["total"] if project else None
        return rules.within_share(done, whole, self.share, self.of)


class Problems(OfficeCheck):
    """K44: a shortfall has a problem, and every problem a measure, a unit and a date.

    A blocker that a problem names is one of the project's.
    `allowed` points of the year plan may be missing without one; `schedule` is as for lights.
    """

    kind = "k44-problems"
    allowed: Amount = _SETTINGS.shortfall
    schedule: Literal["plan", "linear", "quarters"] = "plan"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what is missing."""
        behind = Base(schedule=self.schedule).progress(attempt).behind
        shown = Decimal(behind.numerator) / Decimal(behind.denominator)
        if behind > 0:
            shown = max(shown.quantize(_TENTH, rounding=ROUND_HALF_UP), _TENTH)
        listed = attempt.data["problems"] or ()
        reasons = rules.problems(shown, self.allowed, listed)
        return reasons + rules.blockers_known(listed, _blockers(attempt))


def _blockers(attempt: Attempt) -> set[str]:
    """Return what the blockers of a report's project are called: K004/blocker/1, its number, id."""
    found = [
        case
        for case in attempt.scene.family(attempt.case.root)
        if case.slot == "blocker" and case.parent == attempt.case.parent
    ]
    return {name for case in found for name in (case.id, case.subject, _number(case.subject))}


def _number(subject: str) -> str:
    return subject.rpartition("/")[2]


class PlanCurrency(OfficeCheck):
    """K45: every amount of a report is in the currency of the plan, in whole cents (C1)."""

    kind = "k45-currency"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the amounts that are not."""
        data, project = attempt.data, attempt.parent
        plan = data["year_plan"] or (project.data["total"] if project else None)
        amounts = {name: data[name] for name in _MONEY}
        astray = rules.same_currency(amounts, plan.currency if plan else None)
        return astray + too_fine(amounts)


class Evidence(OfficeCheck):
    """K46: evidence is attached where the light would change for the better.

    `rule` is the colour rule's kind, with its own defaults.
    """

    kind = "k46-evidence"
    rule: str = Base.kind

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Compare the light with what it would be."""
        project = attempt.parent
        if project is None or project.data["light"] is None or attempt.data["evidence"]:
            return []
        rule: ColourRule = rule_of(self.rule)()
        after = rule.lights(attempt)[-1].colour
        if not better(after, project.data["light"]):
            return []
        return rules.proven(project.data["light"], after, ())


class LightFields(OfficeCheck):
    """M25: a light is what a colour rule says, and nobody writes it by an edit."""

    kind = "kp-light-fields"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the fields that were given."""
        given = getattr(attempt.command, "data", {})
        return rules.by_rule_only([name for name in LIGHT if name in given])


REPORT_CHECKS: tuple[type[Check], ...] = (
    PeriodOpen,
    YearOpen,
    NoFall,
    AddsUp,
    LaterMonths,
    WithinShare,
    Problems,
    PlanCurrency,
    Evidence,
    LightFields,
)
