"""K30 on reports, and what meetings and reviews wait for: notice, quorum, time to object."""

from typing import Annotated

from pydantic import Field

from keyflow.plugin import Attempt
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.rules import duties
from keyflow_keyprojects.rules.meetings import present_members
from keyflow_keyprojects.rules.reasons import Reason


class OtherPerson(OfficeCheck):
    """K30: whom one of the fields `of` names may not do this: who submitted does not verify."""

    kind = "k30-other-person"
    of: Annotated[tuple[str, ...], Field(min_length=1)]

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the earlier steps that were theirs."""
        earlier = [(field.removesuffix("_by"), attempt.case.data[field] or "") for field in self.of]
        return duties.separation(attempt.actor.id, earlier)


class NoticeTime(OfficeCheck):
    """C4.10: a meeting is called two working days before; `level` of its clock comes too late."""

    kind = "kp-notice-time"
    clock: str = "day"
    level: str = "too_late"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say that the time for it is over."""
        levels = [level for item in attempt.case.armed if item.name == self.clock
                  for level in item.levels if level.name == self.level]  # fmt: skip
        return duties.in_time(attempt.at, levels[0].at if levels else None)


class Quorum(OfficeCheck):
    """C4.10: more than half of the members of a meeting are present; or are not, where `lacking`.

    The members are those who were called.
    """

    kind = "kp-quorum"
    lacking: bool = False

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say how many are missing, or that enough are there."""
        members = attempt.case.data["members"] or ()
        here = present_members(attempt.data["present"] or (), members)
        rule = duties.lacking if self.lacking else duties.quorum
        return rule(here, len(set(members)))


class OnItsDay(OfficeCheck):
    """C4.10: a meeting is not held before the day that `clock` ends with."""

    kind = "kp-on-its-day"
    clock: str = "day"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say when it is."""
        days = [item.last for item in attempt.case.armed if item.name == self.clock]
        return duties.on_its_day(self.day(attempt), days[0] if days else None)


class ObjectionTime(OfficeCheck):
    """C4.12: units had their working days to object; `deadline` is the state's own."""

    kind = "kp-objection-time"
    deadline: str = "objection"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say until when they may."""
        running = [item for item in attempt.case.armed if item.name == self.deadline]
        until = running[0].due if running else None
        return duties.after(attempt.at, until)
