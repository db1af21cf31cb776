"""The stages that need no plugin: plain states, a decision, and an end."""

from keyflow.plugin import Approval, Deadline, Layout, Names, Stage, State, Transition


class Plain(Stage):
    """A stage of one state, or of the `steps` listed; the file says what leads where.

    `ways` are transitions between the steps, written as in the file.
    """

    kind = "plain"

    steps: Names = ()
    ways: tuple[Transition, ...] = ()

    def layout(self) -> Layout:
        """Return the steps, the first being the one entered."""
        return Layout(states=list(self.steps), transitions=list(self.ways))


class Decision(Stage):
    """A stage in which people decide: `deciding`, then `approved` or `rejected`.

    `approval` says who decides, and when enough of them have; `deadlines` are those of deciding,
    `writable` the fields that may change meanwhile.
    """

    kind = "approval"

    approval: Approval
    deadlines: dict[str, Deadline] = {}
    writable: tuple[str, ...] = ()

    def layout(self) -> Layout:
        """Return the three states, and the two ways a round goes by itself."""
        deciding = State(
            name="deciding",
            approval=self.approval,
            deadlines=self.deadlines,
            writable=self.writable,
        )
        return Layout(
            states=[deciding, "approved", "rejected"],
            transitions=[
                Transition(trigger="approved", source="deciding", dest="approved"),
                Transition(trigger="rejected", source="deciding", dest="rejected"),
            ],
        )


class Final(Stage):
    """An end of the workflow, with the outcome it stands for (its name unless given)."""

    kind = "final"

    outcome: str | None = None

    def layout(self) -> Layout:
        """Return one final state."""
        return Layout(states=[State(name="end", final=True, outcome=self.outcome)])
