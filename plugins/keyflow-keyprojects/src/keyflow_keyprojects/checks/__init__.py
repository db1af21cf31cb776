"""The office's checks, K01 to K30 and a few more, each a rule of the package `rules`."""

from keyflow.plugin import Check
from keyflow_keyprojects.checks.adjusting import ADJUSTING_CHECKS
from keyflow_keyprojects.checks.assessment import ASSESSMENT_CHECKS
from keyflow_keyprojects.checks.desk import DESK_CHECKS
from keyflow_keyprojects.checks.duties import (
    NoticeTime,
    ObjectionTime,
    OnItsDay,
    OtherPerson,
    Quorum,
)
from keyflow_keyprojects.checks.land import LAND_CHECKS
from keyflow_keyprojects.checks.listing import (
    Documents,
    Duplicate,
    Eligibility,
    EntryStage,
    HandOver,
    NativeCurrency,
    NextStage,
    NominationWindow,
    Required,
    Responsible,
    Sponsor,
    StagesBefore,
    Targets,
    YearPlan,
)
from keyflow_keyprojects.checks.lists import LIST_CHECKS
from keyflow_keyprojects.checks.papers import (
    Commitments,
    DocumentDates,
    Join,
    LaterDate,
    Lead,
    Predecessors,
    ProjectCode,
    Unexpired,
)
from keyflow_keyprojects.checks.people import PEOPLE_CHECKS
from keyflow_keyprojects.checks.reports import REPORT_CHECKS
from keyflow_keyprojects.checks.roster import ROSTER_CHECKS
from keyflow_keyprojects.checks.standing import (
    Merge,
    OwnFigures,
    Replan,
    Separation,
    Settled,
    Split,
    Suspended,
)
from keyflow_keyprojects.checks.works import (
    Blockers,
    Builders,
    Funds,
    MilestoneEvidence,
    MilestonesBefore,
    Reverified,
    StartEvidence,
    StartExtensions,
    StopReport,
    StopReported,
)

CHECKS: tuple[type[Check], ...] = (
    Required,
    Duplicate,
    NominationWindow,
    Documents,
    Eligibility,
    Sponsor,
    HandOver,
    Responsible,
    YearPlan,
    Targets,
    ProjectCode,
    NextStage,
    EntryStage,
    StagesBefore,
    NativeCurrency,
    Predecessors,
    Join,
    Commitments,
    Unexpired,
    DocumentDates,
    LaterDate,
    Lead,
    Blockers,
    Funds,
    Builders,
    StartEvidence,
    StartExtensions,
    StopReport,
    StopReported,
    Reverified,
    MilestoneEvidence,
    MilestonesBefore,
    Suspended,
    Replan,
    Settled,
    Split,
    Merge,
    OwnFigures,
    Separation,
    OtherPerson,
    NoticeTime,
    Quorum,
    OnItsDay,
    ObjectionTime,
    *REPORT_CHECKS,
    *DESK_CHECKS,
    *LAND_CHECKS,
    *LIST_CHECKS,
    *ADJUSTING_CHECKS,
    *PEOPLE_CHECKS,
    *ASSESSMENT_CHECKS,
    *ROSTER_CHECKS,
)

__all__ = ["CHECKS", *sorted(check.__name__ for check in CHECKS)]  # noqa: PLE0604
