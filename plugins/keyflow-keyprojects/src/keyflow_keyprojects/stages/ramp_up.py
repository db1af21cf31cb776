"""Trial run, production, capacity; or below target after 24 months (C4.5)."""

from keyflow.plugin import Deadline, Layout, Stage
from keyflow_keyprojects.stages.rows import (
    check,
    reached,
    state,
    way,
)


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
