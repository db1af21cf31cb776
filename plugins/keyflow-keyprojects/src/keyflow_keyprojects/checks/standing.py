"""K25 to K28 and K30: hold, re-plan, split, merge, and two steps by one person."""

from typing import Annotated, Any, ClassVar

from pydantic import Field

from keyflow.plugin import Attempt, Data
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.checks.works import suspended_on
from keyflow_keyprojects.rules import becoming, duties, standing
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.settings import DEFAULTS, Suspension


class Suspended(OfficeCheck):
    """K25: a suspension has an objective reason and ends within the limit."""

    kind = "k25-suspension"
    limits: Suspension = DEFAULTS.suspension

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what is wrong with the reason or the length."""
        record = attempt.data["suspension_report"]
        return standing.suspension(record, self.day(attempt), self.limits)


class Replan(OfficeCheck):
    """K26: what resumes was planned anew since it was suspended."""

    kind = "k26-replan"
    past: ClassVar[bool] = True

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what the new plan lacks."""
        data = attempt.data
        said = (data["suspension_report"] or {}).get("since")
        since = said or suspended_on(attempt, self.zone)
        return standing.replanned(data["replan"], since, data["year_plan"], self.day(attempt))


def _stages(data: Data) -> dict[str, Any]:
    """Return what each stage of a project's year comes to."""
    stages = (data["targets"] or {}).get("stages") or ()
    return {stage["stage"]: stage["amount"] for stage in stages}


class Settled(OfficeCheck):
    """C4.6: what becomes of the land and the money of a cancelled project is said."""

    kind = "kp-settled"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name what is not settled."""
        return standing.settled(attempt.data)


class Split(OfficeCheck):
    """K27: the projects it is split into add up to it exactly."""

    kind = "k27-split"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the sums that differ."""
        data = attempt.data
        kept = ("number", "invested_before", *becoming.AMOUNTS)
        whole = {field: data[field] for field in kept} | {"targets": _stages(data)}
        return becoming.split(whole, data["split_into"] or ())


class Merge(OfficeCheck):
    """K28: the projects merged stand in one list and currency, under one sponsor."""

    kind = "k28-merge"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Say what keeps them apart."""
        merge: Data | dict[str, None] = attempt.data["merge"] or {}
        members = merge.get("members") or ()
        wrong = becoming.merge(members, merge.get("sponsor"), merge.get("rate"))
        return wrong or becoming.named(merge)


class OwnFigures(OfficeCheck):
    """K28: what the merger says of this project is what the project's own data say."""

    kind = "k28-own-figures"

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the figures that were misstated."""
        merge: Data | dict[str, None] = attempt.data["merge"] or {}
        data = attempt.data
        own = {field: data[field] for field in ("number", *becoming.OWN)}
        own["targets"] = _stages(data)
        return becoming.own_figures(own, merge.get("members") or ())


class Separation(OfficeCheck):
    """K30: whoever fired one of the triggers `of` on this case may not do this too."""

    kind = "k30-separation"
    past: ClassVar[bool] = True
    of: Annotated[tuple[str, ...], Field(min_length=1)]

    def reasons(self, attempt: Attempt) -> list[Reason]:
        """Name the earlier steps that were theirs."""
        steps = [
            (done.trigger, done.actor)
            for done in attempt.done(*self.of)
            if done.case == attempt.case.id
        ]
        return duties.separation(attempt.actor.id, steps)
