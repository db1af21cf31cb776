"""How far a project is by the end of a month against its schedule: all that a light looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from keyflow_keyprojects.dates import add_months

NOTHING = Fraction(0)
LINEAR = (25, 50, 75, 100)  # per cent of the year by each quarter's end; evenly in between


@dataclass(frozen=True, slots=True)
class Progress:
    """One month of a project, in the project's own currency, so that no rate can move it.

    `plan` and `done` are sums from the beginning of the year to the end of the month, `month_plan`
    and `month_done` those of the month alone. `starts_missed` counts the month ends at which a due
    start had not come, `unregistered` the months since the start without registration in the
    statistics. Not `assessed`: on hold, or without a plan for the year. `stale`: no report came,
    `done` is what was accepted last.
    """

    year_plan: Fraction
    plan: Fraction
    done: Fraction
    month_plan: Fraction = NOTHING
    month_done: Fraction = NOTHING
    starts_missed: int = 0
    unregistered: int = 0
    assessed: bool = True
    stale: bool = False

    @property
    def behind(self) -> Fraction:
        """Points of the year plan it is behind the schedule; below zero where it is ahead."""
        return points(self.plan - self.done, self.year_plan)

    @property
    def short(self) -> Fraction:
        """The part of the scheduled amount that is missing; 0 where nothing is."""
        return max(NOTHING, (self.plan - self.done) / self.plan) if self.plan > 0 else NOTHING

    @property
    def month_ratio(self) -> Fraction:
        """What was done of the month's task; 1 where there was none."""
        return self.month_done / self.month_plan if self.month_plan > 0 else Fraction(1)


def points(amount: Fraction | Decimal, year_plan: Fraction | Decimal) -> Fraction:
    """Return an amount in points: hundredths of the year plan; 0 without one."""
    return Fraction(amount) * 100 / Fraction(year_plan) if year_plan else NOTHING


def share_of_year(month: int, marks: Sequence[int] = LINEAR) -> Fraction:
    """Return the share of the year plan that is scheduled by the end of a month (1 to 12).

    `marks` are per cent at the quarters' ends. Evenly spread it is months / 12 (golden S01, S02).
    """
    quarter, into = divmod(month, 3)
    edges = (0, *marks)
    low, high = edges[quarter], edges[min(quarter + 1, 4)]
    return Fraction(low * 3 + (high - low) * into, 300)


def scheduled(
    year_plan: Decimal, month: int, monthly: Sequence[Decimal] = (), marks: Sequence[int] = LINEAR
) -> Fraction:
    """Return what is scheduled from January to the end of a month; month 0 gives nothing.

    The cumulative monthly plan where there is one (C8), else a share of the year plan.
    """
    if month == 0:
        return NOTHING
    if len(monthly) == 12:  # noqa: PLR2004 - months of a year
        return Fraction(monthly[month - 1])
    return Fraction(year_plan) * share_of_year(month, marks)


def starts_missed(due: date | None, started: date | None, until: date) -> int:
    """Count the month ends, up to `until`, at which a start that was due had not come."""
    if due is None or due > until or (started is not None and started <= until):
        return 0
    return _months(due, until) + 1


def unregistered(started: date | None, registered: date | None, until: date) -> int:
    """Count the whole months since a start without registration in the statistics."""
    if started is None or started > until or (registered is not None and registered <= until):
        return 0
    months = _months(started, until)
    return months if add_months(started, months) <= until else months - 1


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
