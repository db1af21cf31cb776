"""The office's checks, K01 to K30 and a few more, each a rule of the package `rules`."""

from keyflow.plugin import Check
from keyflow_keyprojects.checks.duties import NoticeTime, ObjectionTime, OtherPerson, Quorum
from keyflow_keyprojects.checks.listing import (
    Documents,
    Duplicate,
    Eligibility,
    HandOver,
    NextStage,
    Required,
    Responsible,
    Sponsor,
    Targets,
    YearPlan,
)
from keyflow_keyprojects.checks.papers import (
    Commitments,
    Join,
    Predecessors,
    ProjectCode,
    Unexpired,
)
from keyflow_keyprojects.checks.standing import (
    Merge,
    OwnFigures,
    Replan,
    Separation,
    Split,
    Suspended,
)
from keyflow_keyprojects.checks.works import (
    Blockers,
    Builders,
    Funds,
    MilestoneEvidence,
    Reverified,
    StartEvidence,
    StartExtensions,
    StopReport,
)

CHECKS: tuple[type[Check], ...] = (
    Required,
    Duplicate,
    Documents,
    Eligibility,
    Sponsor,
    HandOver,
    Responsible,
    YearPlan,
    Targets,
    ProjectCode,
    NextStage,
    Predecessors,
    Join,
    Commitments,
    Unexpired,
    Blockers,
    Funds,
    Builders,
    StartEvidence,
    StartExtensions,
    StopReport,
    Reverified,
    MilestoneEvidence,
    Suspended,
    Replan,
    Split,
    Merge,
    OwnFigures,
    Separation,
    OtherPerson,
    NoticeTime,
    Quorum,
    ObjectionTime,
)

__all__ = ["CHECKS", *sorted(check.__name__ for check in CHECKS)]  # noqa: PLE0604
