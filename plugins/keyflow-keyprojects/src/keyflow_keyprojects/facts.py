"""What the checks must know beyond the case: the host's `facts` function returns this."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from keyflow_keyprojects.settings import DEFAULTS


@dataclass(frozen=True, slots=True)
class Listed:
    """Another project of the lists, as far as duplicates are concerned."""

    number: str
    code: str | None
    name: str
    owner: str


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in a city-level office, from `since` up to but without `until`."""

    person: str
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the person holds the office on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """The facts of one project; `plan_rate` is the list's, in CNY for one USD."""

    others: Iterable[Listed] = ()
    leaders: Iterable[Term] = ()
    plan_rate: Decimal = DEFAULTS.plan_rate
