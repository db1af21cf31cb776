"""Project decision, then all other items in parallel, and the departments' joint review (C4.1)."""

from keyflow.plugin import Layout, Names, Stage
from keyflow_keyprojects.stages.rows import (
    AGAIN,
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
