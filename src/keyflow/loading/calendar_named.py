"""Sees that the calendar a workflow names is installed, and that something is ever worked on it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from keyflow.errors import FAILURES
from keyflow.loading.problems import Problems
from keyflow.loading.resolving import Resolver
from keyflow.model.calendar import Calendar
from keyflow.model.use import Use
from keyflow.registry import Registry
from keyflow.ruling.clock import count
from keyflow.ruling.worked import NeverWorked

_ANY_YEAR = 2020


def see_calendar(use: Use, registry: Registry, resolver: Resolver, problems: Problems) -> None:
    """See that a workflow's calendar is installed, and takes its options."""
    known = [offer.kind for offer in registry.offers("calendar")]
    if use.kind not in known:
        problems.unknown(("calendar",), "calendar", use.kind, known)
    elif (made := resolver.make("calendar", use, ("calendar",))) is not None:
        _see_it_works(made[0], problems)


def _see_it_works(calendar: Calendar, problems: Problems) -> None:
    """A calendar on which no day is ever worked would let no limit end."""
    try:
        year = (calendar.horizon or date.max).year
        since = datetime(min(year, _ANY_YEAR), 1, 1, tzinfo=UTC)
        count(("1wd",), since, ZoneInfo("UTC"), calendar)
    except NeverWorked as error:
        problems.add(("calendar",), str(error), "let it work on some days")
    except FAILURES:  # it may know nothing of that year, which is no fault
        return
