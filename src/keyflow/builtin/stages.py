"""The two stages that need no plugin: plain states, and an end."""

from keyflow.plugin import Layout, Stage, State, Transition


class Plain(Stage):
    """A stage of one state, or of the `steps` listed; the file says what leads where.

    `ways` are transitions between the steps, written as in the file.
    """

    kind = "plain"

    steps: tuple[str, ...] = ()
    ways: tuple[Transition, ...] = ()

    def layout(self) -> Layout:
        """Return the steps, the first being the one entered."""
        return Layout(states=list(self.steps), transitions=list(self.ways))


class Final(Stage):
    """An end of the workflow, with the outcome it stands for (its name unless given)."""

    kind = "final"

    outcome: str | None = None

    def layout(self) -> Layout:
        """Return one final state."""
        return Layout(states=[State(name="end", final=True, outcome=self.outcome)])
