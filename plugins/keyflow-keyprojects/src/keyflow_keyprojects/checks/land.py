"""K10, K17 and K29: policies, land to build on, and land that lies idle."""

from datetime import date
from typing import Literal

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import land, policies
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.scene.land import idle_land, quota
from keyflow_keyprojects.settings import DEFAULTS, IdleLand, Policy


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


class IdleLandFound(OfficeCheck):
    """K29: warns of land that lies idle, by `limits`."""

    kind = "k29-idle-land"
    severity: Literal["block", "warn"] = "warn"
    limits: IdleLand = DEFAULTS.idle_land

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say since when, and what follows."""
        return idle_land(attempt, self.day(attempt), self.limits)


LAND_CHECKS = (Policies, LandSupplied, IdleLandFound)
