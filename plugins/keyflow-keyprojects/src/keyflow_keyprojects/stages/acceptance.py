"""Joint acceptance with rectification, filing and title (C4.4)."""

from keyflow.plugin import Deadline, Layout, Names, Stage
from keyflow_keyprojects.stages.rows import (
    check,
    decided_by,
    each,
    items_of,
    reached,
    result,
    state,
    way,
)


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
