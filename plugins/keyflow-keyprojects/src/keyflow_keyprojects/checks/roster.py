"""C2 Office, K05: what is asked of terms of city-level offices."""

from keyflow.plugin import Attempt, Check
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import terms
from keyflow_keyprojects.rules.reasons import Reason


class Terms(OfficeCheck):
    """C2: the terms of somebody's offices follow each other."""

    kind = "kp-terms"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the terms that do not."""
        data = attempt.data
        return terms.follow(data["person"], data["terms"] or (), leader=bool(data["leader"]))


class TakesOffice(OfficeCheck):
    """K05: who takes a city-level office holds none on the day."""

    kind = "kp-takes-office"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say which one they hold."""
        data = attempt.case.data
        return terms.takes(data["person"], data["terms"] or (), self.day(attempt))


class LeavesOffice(OfficeCheck):
    """K05: who leaves a city-level office holds one until the day."""

    kind = "kp-leaves-office"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that they hold none."""
        data = attempt.case.data
        return terms.leaves(data["person"], data["terms"] or (), self.day(attempt))


ROSTER_CHECKS: tuple[type[Check], ...] = (Terms, TakesOffice, LeavesOffice)
