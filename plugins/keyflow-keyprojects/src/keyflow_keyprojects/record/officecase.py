"""What plans look up of the office: the case of its year, a review, and whom it can only ask."""

from datetime import datetime

from keyflow import Case, Engine
from keyflow_keyprojects.dates import ZONE

OFFICE, REVIEW, ANNUAL = "office", "quarter-review", "annual-assessment"
_YEARS = 5  # as many may still be open; there are two at the turn of a year


def open_office(engine: Engine | None, at: datetime) -> str | None:
    """Return the case of the year an instant lies in, else of the last year that is open by then.

    None where there is none.
    """
    if engine is None:
        return None
    found = engine.cases(workflow=OFFICE, standing="active", order="-opened", limit=_YEARS).cases
    known = [case for case in found if case.opened <= at]
    year = at.astimezone(ZONE).year
    own = [case for case in known if case.data["year"] == year]
    return next((case.id for case in (*own, *known)), None)


def frozen_review(engine: Engine | None, quarter: str) -> str | None:
    """Return the review of a quarter whose data are frozen, until it is filed away (C4.12)."""
    if engine is None:
        return None
    asked = {"period": quarter}
    found = engine.cases(
        workflow=REVIEW, where=asked, standing="active", order="-opened", limit=1
    ).cases
    return next((case.id for case in found if case.state != "open"), None)


def drafted_year(engine: Engine | None, year: int) -> str | None:
    """Return the assessment of a year whose grades are written, until it is filed away (C4.12).

    One that began before corrections were noted there is left alone.
    """
    if engine is None:
        return None
    asked = {"period": str(year)}
    found = engine.cases(
        workflow=ANNUAL, where=asked, standing="active", order="-opened", limit=1
    ).cases
    noting = (case.id for case in found if case.state != "open" and "corrections" in case.data)
    return next(noting, None)


def can_only_be_asked(engine: Engine, unit: str) -> bool:
    """Tell whether the city cannot order a unit (N11); no for one that is not on the roster."""
    found = _on_roster(engine, unit)
    return found is not None and not found.data["scorable"]


def head_of(engine: Engine, unit: str) -> str | None:
    """Return who heads a unit (N03); None where the roster does not say."""
    found = _on_roster(engine, unit)
    head: str | None = None if found is None else found.data["head"]
    return head


def lead_of(engine: Engine | None, unit: str) -> str:
    """Return who heads a unit of the catalogue, the unit itself where the roster names nobody.

    The catalogue has its units in capitals; the roster may write them as it likes (N08).
    """
    if engine is None:
        return unit
    found = (head_of(engine, name) for name in dict.fromkeys((unit, unit.lower())))
    return next(filter(None, found), unit)


def _on_roster(engine: Engine, unit: str) -> Case | None:
    found = engine.cases(workflow="org-unit", subject=f"UNIT-{unit}", standing="active").cases
    return found[0] if found else None
