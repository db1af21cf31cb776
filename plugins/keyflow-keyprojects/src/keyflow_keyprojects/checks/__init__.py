"""The office's checks, K01 to K30, each a rule of `keyflow_keyprojects.rules` on an attempt."""

from keyflow.plugin import Check
from keyflow_keyprojects.checks.listing import (
    Documents,
    Duplicate,
    Eligibility,
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
from keyflow_keyprojects.checks.standing import Merge, Replan, Separation, Split, Suspended
from keyflow_keyprojects.checks.works import (
    Blockers,
    Builders,
    Funds,
    MilestoneEvidence,
    Reverified,
    StartEvidence,
)

CHECKS: tuple[type[Check], ...] = (
    Required,
    Duplicate,
    Documents,
    Eligibility,
    Sponsor,
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
    Reverified,
    MilestoneEvidence,
    Suspended,
    Replan,
    Split,
    Merge,
    Separation,
)

__all__ = ["CHECKS", *sorted(check.__name__ for check in CHECKS)]  # noqa: PLE0604
