"""Writes a workflow as a Mermaid state diagram: stages as groups, transitions as arrows."""

import re
from collections.abc import Mapping

from keyflow.model.values import Localized
from keyflow.model.workflow import StageInfo, Workflow

# What Mermaid reads as its own signs, written as its character codes.
_SIGNS = re.compile(r"""[#;:"{}\[\]|`\\]""")
# Even as codes these two are read as HTML, and what is between them is lost.
_ANGLES = str.maketrans("<>", "\u2039\u203a")


def mermaid(workflow: Workflow, language: str = "en") -> str:
    """Return the diagram's text, with titles in a language where there are any."""
    return _Drawing(workflow, language).text()


class _Drawing:
    def __init__(self, workflow: Workflow, language: str) -> None:
        self._workflow = workflow
        self._language = language
        self._ids: dict[str, str] = {}
        self._lines = ["stateDiagram-v2"]

    def text(self) -> str:
        """Draw the stages with what stays inside each, then what crosses, then the ends."""
        for stage in self._workflow.stages:
            self._stage(stage)
        self._line(f"[*] --> {self._id(self._workflow.initial)}")
        self._arrows(None)
        for state in self._workflow.states:
            if state.final:
                self._line(f"{self._id(state.name)} --> [*]")
        return "\n".join(self._lines) + "\n"

    def _line(self, text: str, depth: int = 1) -> None:
        self._lines.append(f"{'    ' * depth}{text}")

    def _stage(self, stage: StageInfo) -> None:
        states = [item for item in self._workflow.states if _stage_of(item.name) == stage.name]
        alone = [state.name for state in states] == [stage.name]
        if not alone:
            label = self._label(stage.title, stage.name)
            self._line(f'state "{label}" as {self._id(f"stage {stage.name}")} {{')
        for state in states:
            title = state.title or (stage.title if alone else {})
            label = self._label(title, state.name.rpartition(".")[2])
            self._line(f'state "{label}" as {self._id(state.name)}', 1 if alone else 2)
        if not alone:
            self._arrows(stage.name)
            self._line("}")

    def _arrows(self, stage: str | None) -> None:
        """Draw the transitions inside a stage of several states; for None all others."""
        for transition in self._workflow.transitions:
            for source in transition.source:
                dest = source if transition.dest in {None, "="} else str(transition.dest)
                if self._inside(source, dest) == stage:
                    who = "auto" if transition.auto else ", ".join(transition.by)
                    label = self._label(transition.title, transition.trigger)
                    arrow = f"{self._id(source)} --> {self._id(dest)}"
                    self._line(f"{arrow} : {label} ({_plain(who)})", 1 if stage is None else 2)

    def _inside(self, source: str, dest: str) -> str | None:
        stage = _stage_of(source)
        return stage if stage == _stage_of(dest) and source != stage else None

    def _label(self, title: Localized, name: str) -> str:
        return _plain(_titled(title, self._language) or name)

    def _id(self, name: str) -> str:
        """Return a name's own id: letters, digits and underscores, and no word of Mermaid."""
        if name not in self._ids:
            wanted = f"s_{re.sub(r'[^A-Za-z0-9]', '_', name)}"
            while wanted in self._ids.values():
                wanted += "_"
            self._ids[name] = wanted
        return self._ids[name]


def _stage_of(state: str) -> str:
    return state.partition(".")[0]


def _titled(title: Mapping[str, str], language: str) -> str:
    return title.get(language) or title.get("en") or next(iter(title.values()), "")


def _plain(text: str) -> str:
    return _SIGNS.sub(lambda sign: f"#{ord(sign[0])};", " ".join(text.translate(_ANGLES).split()))
