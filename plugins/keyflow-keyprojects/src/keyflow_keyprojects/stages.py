"""The office's five stages as plugins: each class is one table of states and ways.

A stage names only its own states; the workflow file connects the stages. Triggers that a department
fires to confirm what an owner reported are kept apart from the report, so that K30 can ask for two
people.
"""

from keyflow.plugin import Deadline, Layout, Names, Stage
from keyflow_keyprojects.ladder import Ladder
from keyflow_keyprojects.rows import (
    LAND,
    PLANS_AHEAD,
    check,
    decided_by,
    each,
    items_of,
    reached,
    result,
    state,
    way,
)

# C4.1, C4.2: who was refused applies again within ten working days, or proposes to leave.
AGAIN = Deadline(limit="10wd")


class Approval(Stage):
    """C4.1: project decision, then all other items in parallel, and the departments' joint review.

    `review` names the groups that review side by side, each with the roles it consists of.
    """

    kind = "kp-approval"

    review: dict[str, Names] = {
        "investment": ("drc",),
        "land": ("nr",),
        "environment": ("ee", "wr"),
        "building": ("hud", "cad"),
    }

    def layout(self) -> Layout:
        """Return the states and ways."""
        groups = {name: {"voters": each(roles)} for name, roles in self.review.items()}
        policy = decided_by({"groups": groups}, "apply_decision")
        return Layout(
            states=[
                state("preparing", "准备", "Preparing", "code", children=items_of("approval")),
                state("decision", "立项", "Project decision"),
                state("review", "并联审批", "Parallel review", approval=policy),
                state("reviewed", "会审一致", "Reviewed"),
                state("ready", "审批完成", "Ready", *PLANS_AHEAD),
                state("failed", "审批受阻", "Failed", "code", deadlines={"again": AGAIN}),
            ],
            transitions=[
                way("apply_decision", "申请立项", "Apply for the decision", "preparing", "decision",
                    ("owner", "unit"), check("k11-project-code"),
                    check("k12-next-stage", stage="approval")),
                # What tendering waits for is the project decision: verified, filed or approved.
                way("decision_granted", "立项批复", "Decision granted", "decision", "review",
                    "drc", check("k13-predecessors", item="TENDER"),
                    plans=reached("project_decision")),
                result("approved", "会审一致", "All departments agree", "review", "reviewed"),
                result("rejected", "会审否决", "A department is against it", "review", "failed"),
                way("stage_done", "阶段完成", "Confirm the stage", "reviewed", "ready", "dept",
                    check("k14-join", stage="approval"), check("k14-commitments"),
                    check("k15-unexpired"), plans=reached("parallel_review")),
                way("fail", "审批受阻", "Fail",
                    ("preparing", "decision", "review", "reviewed", "ready"), "failed",
                    ("func", "kpmo"), comment="required"),
                way("reapply", "重新申报", "Apply again", "failed", "decision", "owner",
                    check("k11-project-code")),
            ],
        )  # fmt: skip


class Planning(Stage):
    """C4.2: land, permits, scheme, works permit, drawings; each step waits for its document."""

    kind = "kp-planning"

    def layout(self) -> Layout:
        """Return the states and ways."""
        steps = ("land", "permit", "scheme", "works", "drawings")
        return Layout(
            states=[
                state("land", "土地供应", "Land supply", "land_contract",
                      children=items_of("planning")),
                state("permit", "用地许可", "Land permit", *LAND),
                state("scheme", "方案审查", "Scheme"),
                state("works", "工程规划许可", "Works permit"),
                state("drawings", "施工图审查", "Drawings"),
                state("ready", "规划完成", "Ready", *PLANS_AHEAD),
                state("failed", "规划受阻", "Failed", "failed_step", deadlines={"again": AGAIN}),
            ],
            transitions=[
                # Each step is done when the next step's item has what it waits for.
                way("land_supplied", "完成供地", "Land supplied", "land", "permit", "nr",
                    check("k13-predecessors", item="LAND_USE_PERMIT"), check("k17-land"),
                    plans=({"kind": "kp-land-clock"}, *reached("land"))),
                way("land_permit", "核发用地许可", "Land permit", "permit", "scheme", "nr",
                    check("k13-predecessors", item="SCHEME_REVIEW"), check("k15-unexpired")),
                way("scheme_ok", "方案通过", "Scheme passed", "scheme", "works", "nr",
                    check("k13-predecessors", item="WORKS_PLAN_PERMIT")),
                way("works_permit", "核发工程规划许可", "Works permit", "works", "drawings", "nr",
                    check("k13-predecessors", item="DRAWING_REVIEW_M"), check("k15-unexpired")),
                way("drawings_ok", "审图通过", "Drawings passed", "drawings", "ready", "hud",
                    check("k14-join", stage="planning"), check("k14-commitments"),
                    plans=reached("permits")),
                # Fired by the item whose document ran out (kp-document-lapsed).
                *(
                    way("permit_lapsed", "许可失效", "Permit lapsed", "ready", step, "system",
                        when=f'failed_step == "{step}"', writes=("failed_step",))
                    for step in steps
                ),
                way("fail", "规划受阻", "Fail", (*steps, "ready"), "failed", "func",
                    comment="required", plans=({"kind": "kp-remember-step"},)),
                *(
                    way("reapply", "重新申报", "Apply again", "failed", step, "owner",
                        when=f'failed_step == "{step}"')
                    for step in steps
                ),
                way("reapply", "重新申报", "Apply again", "failed", "drawings", "owner",
                    when='failed_step == "ready"'),
            ],
        )  # fmt: skip


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


class Acceptance(Stage):
    """C4.4: joint acceptance with rectification, filing and title.

    `joint` names the roles that accept together; all of them must agree. Who is not content sends
    the works back to rectification, and says whether all accept afresh afterwards (re-walked) or
    only those who have not accepted yet (straight back).
    """

    kind = "kp-acceptance"

    joint: Names = ("hud", "nr", "ee", "cad")

    def layout(self) -> Layout:
        """Return the states and ways."""
        policy = decided_by({"voters": each(self.joint)}, "apply_joint", "rectified")
        return Layout(
            states=[
                state("self_accepted", "自验", "Accepted by the owner",
                      children=items_of("acceptance")),
                state("joint", "联合验收", "Joint acceptance", approval=policy),
                state("rectify", "整改", "Rectification"),
                state("agreed", "各部门同意", "All departments agree"),
                state("accepted", "验收通过", "Accepted",
                      deadlines={"filing": Deadline(limit="15d")}),
                state("filed", "已备案", "Filed"),
                state("titled", "已登记", "Titled"),
            ],
            transitions=[
                way("apply_joint", "申请联合验收", "Apply for joint acceptance", "self_accepted",
                    "joint", "owner", check("k13-predecessors", item="JOINT_ACCEPT")),
                way("rectify", "责令整改", "Ask for rectification", "joint", "rectify", "hud",
                    comment="required"),
                way("rectified", "整改完成", "Rectified", "rectify", "joint", "owner"),
                result("approved", "各部门同意", "All departments agree", "joint", "agreed"),
                result("rejected", "验收不合格", "Not accepted", "joint", "rectify"),
                result("returned", "退回整改", "Sent back to rectify", "joint", "rectify"),
                way("accept_works", "验收通过", "Accept", "agreed", "accepted", "hud",
                    check("k13-predecessors", item="COMPLETION_FILING"),
                    check("k30-separation", of=["apply_joint", "rectified"]),
                    plans=reached("joint_acceptance")),
                way("file", "竣工备案", "File the completion", "accepted", "filed", "owner",
                    check("k13-predecessors", item="PROPERTY_REG")),
                way("title", "产权登记", "Register the title", "filed", "titled", "nr",
                    check("k14-join", stage="acceptance")),
            ],
        )  # fmt: skip


class RampUp(Stage):
    """C4.5: trial run, production, capacity; or below target after 24 months."""

    kind = "kp-ramp-up"

    def layout(self) -> Layout:
        """Return the states and ways."""
        return Layout(
            states=[
                state("trial", "试生产", "Trial run"),
                state("production", "投产", "In production",
                      deadlines={"capacity": Deadline(limit="24mo")}),
                state("capacity", "达产", "At capacity"),
                state("below", "未达产", "Below target"),
            ],
            transitions=[
                way("start_production", "投产", "Start production", "trial", "production", "dept",
                    plans=reached("trial_run")),
                way("reach_capacity", "达产", "Reach capacity", ("production", "below"),
                    "capacity", "dept", check("k24-benefits")),
                way("fall_below", "未达产", "Stay below target", "production", "below", "dept",
                    check("kp-below-target"), comment="required"),
            ],
        )  # fmt: skip


STAGES: tuple[type[Stage], ...] = (
    Approval,
    Planning,
    Construction,
    Acceptance,
    RampUp,
    Ladder,
)
