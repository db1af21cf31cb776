"""What an attempt sees of a project's land: its granted quota, and whether it lies idle (K29)."""

from datetime import date
from decimal import Decimal

from keyflow.plugin import Attempt
from keyflow_keyprojects.rules import land
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.settings import IdleLand

_NOT_STARTED = ("construction.pending", "construction.permitted")


def quota(attempt: Attempt) -> Decimal:
    """Return the hectares of land quota that a project holds as granted support."""
    held = [case.data["granted_ha"] for case in attempt.children("support")
            if case.state == "granted" and case.data["kind"] == "land_quota"]  # fmt: skip
    return sum((area for area in held if area is not None), Decimal(0))


def idle_land(attempt: Attempt, on: date, limits: IdleLand) -> list[Reason]:
    """Return why a project's land counts as idle on a day, from the attempt's data."""
    return land.idle(site_of(attempt.data, attempt.source), on, limits)


def site_of(data: "land.Record", state: str) -> land.Site:
    """Return what K29 looks at, from a project's data and state."""
    contract, stop = data["land_contract"] or {}, data["stop_report"] or {}
    waiting = state.startswith("planning.") or state in _NOT_STARTED
    stopped = state == "construction.stopped"
    return land.Site(
        started=not waiting,
        start_by=contract.get("start_by"),
        stopped_since=stop.get("since") if stopped else None,
        built_ha=data["built_ha"],
        land_ha=data["land_ha"],
        invested=data["invested_total"],
        total=data["total"],
    )
