"""K10, K17 and K29: policies, land to build on, and land that lies idle."""

from datetime import date
from decimal import Decimal
from typing import Literal

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import land, policies
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.settings import DEFAULTS, IdleLand, Policy

_NOT_STARTED = ("construction.pending", "construction.permitted")


class Policies(OfficeCheck):
    """K10: the land and the industrial policy in force are satisfied; `policies` are known.

    A project of a whole list is asked for those in force when the list's year begins (`of_year`);
    what a split or a merger begins was asked before.
    """

    kind = "k10-policies"
    policies: tuple[Policy, ...] = DEFAULTS.policies
    of_year: bool = False

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is not stated, out of date or not met."""
        if self.of_year and "system" in attempt.roles:
            return []
        day, year = self.day(attempt), attempt.data["list_year"]
        if self.of_year and year is not None:
            day = min(day, date(year, 1, 1))
        return policies.satisfied(attempt.data["policies"] or (), self.policies, day)


class LandSupplied(OfficeCheck):
    """K17: a land contract for the approved site, or a quota granted as support, covers it."""

    kind = "k17-land"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what is missing or too small."""
        data = attempt.data
        return land.supplied(
            data["land_contract"], quota(attempt), data["land_ha"], data["site_zh"]
        )


def quota(attempt: Attempt) -> Decimal:
    """Return the hectares of land quota that a project holds as granted support."""
    held = [case.data["granted_ha"] for case in attempt.children("support")
            if case.state == "granted" and case.data["kind"] == "land_quota"]  # fmt: skip
    return sum((area for area in held if area is not None), Decimal(0))


class IdleLandFound(OfficeCheck):
    """K29: warns of land that lies idle, by `limits`."""

    kind = "k29-idle-land"
    severity: Literal["block", "warn"] = "warn"
    limits: IdleLand = DEFAULTS.idle_land

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say since when, and what follows."""
        return idle_land(attempt, self.day(attempt), self.limits)


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


LAND_CHECKS = (Policies, LandSupplied, IdleLandFound)
