"""`Stage`: a part of a workflow with states and transitions of its own."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from keyflow.model.component import Component
from keyflow.model.definition import State, Transition


@dataclass(frozen=True, slots=True)
class Layout:
    """What a stage is made of; the first state is the one it is entered by.

    A state given as text is a plain one. Names are the stage's own (`running`); the workflow puts
    the stage's name before them (`construction.running`).
    """

    states: Sequence[State | str]
    transitions: Sequence[Transition] = ()


class Stage(Component):
    """A kind of stage: a function from its options to states and the transitions between them.

    It runs once, when a definition is loaded. Stages never name each other; the workflow
    connects them.

        class Works(Stage):
            kind = "works"
            supervisor: str = "office"

            def layout(self) -> Layout:
                return Layout(
                    states=["running", "completed"],
                    transitions=[
                        Transition(trigger="complete", source="running", dest="completed",
                                   by=self.supervisor),
                    ],
                )
    """

    kind: ClassVar[str] = ""

    @abstractmethod
    def layout(self) -> Layout:
        """Return the stage's states and transitions."""
