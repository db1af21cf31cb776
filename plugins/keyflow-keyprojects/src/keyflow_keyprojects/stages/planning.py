"""Land, permits, scheme, works permit, drawings; each step waits for its document (C4.2)."""

from keyflow.plugin import Layout, Stage
from keyflow_keyprojects.stages.rows import (
    AGAIN,
    LAND,
    PLANS_AHEAD,
    check,
    items_of,
    reached,
    state,
    way,
)


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
