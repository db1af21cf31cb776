"""What the office's checks share: reasons become findings."""

from abc import abstractmethod
from datetime import date
from typing import ClassVar
from zoneinfo import ZoneInfo

from keyflow.plugin import Attempt, Check, Finding
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.settings import DEFAULTS


class OfficeCheck(Check):
    """A check that turns reasons into findings; `zone` is where its days begin.

    `lists` limits it to projects of these lists (key, preliminary); empty means any.
    """

    inline: ClassVar[bool] = True

    zone: str = DEFAULTS.zone
    lists: tuple[str, ...] = ()

    def examine(self, attempt: Attempt) -> list[Finding]:
        """Return a finding for every reason."""
        if self.lists and attempt.data["list"] not in self.lists:
            return []
        return [
            Finding(found.code, found.sentence, translations={"zh": found.chinese}, **found.values)
            for found in self.reasons(attempt)
        ]

    @abstractmethod
    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Return what is wrong."""

    def day(self, attempt: Attempt) -> date:
        """Return the effective date: the day on which it happened, in the office's zone."""
        return attempt.at.astimezone(ZoneInfo(self.zone)).date()
