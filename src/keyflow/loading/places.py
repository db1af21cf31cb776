"""Where in a document the parts of its expanded form stand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from keyflow.loading.problems import Path
from keyflow.model.component import Component
from keyflow.model.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Made:
    """A plugin's object that a document uses, what it is called and where it stands."""

    part: Component
    name: str
    path: Path


@dataclass(slots=True)
class Places:
    """The paths of transitions and notices in order, and of states by name.

    States that the file adds nothing to are `bare`: their path is that of their stage. `options`
    tells of a state and a part of it, such as its approval, in which stage that is written as an
    option. `made` are the plugins' objects that were made while expanding.
    """

    transitions: list[Path] = field(default_factory=list)
    notices: list[Path] = field(default_factory=list)
    states: dict[str, Path] = field(default_factory=dict)
    bare: set[str] = field(default_factory=set)
    options: dict[tuple[str, str], Path] = field(default_factory=dict)
    made: Sequence[Made] = ()

    def of(self, path: Path) -> Path:
        """Return where in the document a path of the expanded form stands."""
        match path:
            case ("states", str(name), str(part), *rest) if (name, part) in self.options:
                return (*self.options[name, part], part, *rest)
            case ("states", str(name), *rest):
                place = self.states[name]
                return place if name in self.bare else (*place, *rest)
            case ("transitions", int(number), *rest):
                return (*self.transitions[number], *rest)
            case ("notices", int(number), *rest):
                return (*self.notices[number], *rest)
            case _:
                return path


def as_written(workflow: Workflow) -> Places:
    """Return the places of a document that is in the expanded form itself."""
    return Places(
        [("transitions", number) for number in range(len(workflow.transitions))],
        [("notices", number) for number in range(len(workflow.notices))],
        {state.name: ("states", number) for number, state in enumerate(workflow.states)},
    )
