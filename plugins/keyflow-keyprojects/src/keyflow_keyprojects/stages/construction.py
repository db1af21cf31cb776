"""From the construction permit to completion, with stops (C4.3)."""

from keyflow.plugin import Deadline, Layout, Stage
from keyflow_keyprojects.stages.rows import (
    LAND,
    PLANS_AHEAD,
    check,
    items_of,
    reached,
    state,
    way,
)


class Construction(Stage):
    """C4.3: from the construction permit to completion, with stops."""

    kind = "kp-construction"

    def layout(self) -> Layout:
        """Return the states and ways."""
        verify = check("k30-separation", of=["milestone"])
        evidence = check("k22-milestone-evidence")
        plausible = check("k23-plausible", severity="warn")
        return Layout(
            states=[
                state("pending", "待办施工许可", "Permit pending", "contractor",
                      "supervision_firm", "start_report", *LAND,
                      children=items_of("construction")),
                state("permitted", "已许可", "Permitted", "start_report", "start_until",
                      "start_extended_to", deadlines={
                          "start_reminder": Deadline(limit="60d"),
                          "start": Deadline(at="start_until", overdue="permit_lapsed")}),
                state("running", "在建", "Under way", "stop_report", "milestone_report"),
                state("stopped", "停工", "Stopped", "stop_report"),
                state("main_works", "主体完成", "Main works done", "milestone_report"),
                state("completed", "竣工", "Completed", *PLANS_AHEAD),
            ],
            transitions=[
                way("construction_permit", "核发施工许可", "Construction permit", "pending",
                    "permitted", "hud", check("k13-predecessors", item="CONSTRUCTION_PERMIT"),
                    check("k14-join", stage="construction"),
                    check("k18-funds", severity="block"), check("k19-builders"),
                    plans=({"kind": "kp-start-until"},)),
                way("report_start", "报告开工", "Report the start", "permitted", None, "owner",
                    check("k20-start-evidence")),
                way("verify_start", "核实开工", "Verify the start", "permitted", "running", "dept",
                    check("k20-start-evidence"), check("k30-separation", of=["report_start"]),
                    writes=()),
                way("extend_start", "延期开工", "Extend the start", "permitted", None, "hud",
                    check("kp-start-extensions"), comment="required",
                    writes=("start_extended_to",), plans=({"kind": "kp-start-until"},)),
                way("permit_lapsed", "施工许可失效", "Permit lapsed", "permitted", "pending",
                    "system", plans=({"kind": "kp-lapse-item", "code": "CONSTRUCTION_PERMIT"},
                                     {"kind": "kp-forget", "fields": ["start_report"]})),
                way("report_stop", "报告停工", "Report a stop", "running", "stopped", "owner",
                    check("kp-stop-report"), check("kp-stop-reported"), comment="required"),
                way("restart", "复工", "Restart", "stopped", "running", ("owner", "dept"),
                    check("k21-reverified")),
                way("milestone", "报告节点", "Report a milestone", ("running", "main_works"), None,
                    "owner", evidence),
                way("verify_milestone", "核实节点", "Verify a milestone",
                    ("running", "main_works"), None, "dept", evidence, verify, plausible,
                    writes=(), plans=reached()),
                way("complete_main_works", "主体完成", "Main works done", "running", "main_works",
                    "dept", evidence, check("kp-milestones-before"), verify, plausible,
                    writes=(), plans=reached()),
                way("complete", "竣工", "Complete", "main_works", "completed", "dept", evidence,
                    check("kp-milestones-before", whole=True), verify, plausible,
                    writes=(), plans=reached()),
            ],
        )  # fmt: skip
