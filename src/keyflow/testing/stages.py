"""The suite every stage must pass."""

from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from keyflow import builtin
from keyflow.loading import dump, load
from keyflow.model.stage import Layout, Stage
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.testing.components import WrittenContract

_AT_EXIT = "leave_the_stage"


class StageContract(WrittenContract):
    """Subclass it and say which stage: `plugin = my_module` and `stage = MyStage(...)`.

    `schema` names data fields its states or guards need in the workflow.
    """

    family = "stage"
    stage: ClassVar[Stage]
    schema: ClassVar[Mapping[str, Any]] = {}

    @pytest.fixture
    def component(self) -> Stage:
        """Return the stage."""
        return self.stage

    def workflow(self) -> Workflow:
        """Load a workflow of this stage and an end that its open states lead to."""
        registry = Registry([self.plugin, builtin], installed=False)
        return load(_document(self.stage, self.schema), registry=registry, name="<the stage alone>")

    def test_its_layout_is_one(self) -> None:
        """States and transitions, in a `Layout`."""
        layout = self.stage.layout()
        assert isinstance(layout, Layout), f"must return a Layout, not {layout!r}"

    def test_its_layout_is_always_the_same(self) -> None:
        """The same options give the same states and transitions, in the same order."""
        again = type(self.stage)(**self.stage.model_dump())
        assert self.stage.layout() == self.stage.layout() == again.layout()

    def test_it_works_in_a_workflow(self) -> None:
        """It expands, and every state can be reached and left; `DefinitionError` says what not."""
        assert self.workflow().stages[0].kind == self.stage.kind

    def test_its_workflow_survives_the_store(self) -> None:
        """What was expanded is kept by each case and read back the same."""
        workflow = self.workflow()
        assert load(dump(workflow)) == workflow


def _document(stage: Stage, schema: Mapping[str, Any]) -> dict[str, Any]:
    layout = stage.layout()
    exits = _exits(layout)
    used = {"kind": stage.kind, "options": stage.model_dump(mode="json")}
    stages: dict[str, Any] = {"tested": used}
    if exits:
        stages["over"] = {"kind": "final"}
    return {
        "name": "tested",
        "initial": "tested",
        "schema": dict(schema),
        "roles": sorted(_roles(layout)),
        "stages": stages,
        "transitions": [
            {"trigger": _AT_EXIT, "source": source, "dest": "over", "by": ["*"]} for source in exits
        ],
    }


def _exits(layout: Layout) -> list[str]:
    """Return where a workflow has to connect the stage: states with no way out of their own."""
    names = [state if isinstance(state, str) else state.name for state in layout.states]
    final = {state.name for state in layout.states if not isinstance(state, str) and state.final}
    left = {
        source
        for transition in layout.transitions
        for source in (names if transition.source == ("*",) else transition.source)
        if transition.dest not in {None, "=", source}
    }
    open_ended = [name for name in names if name not in final | left]
    exits = open_ended if open_ended or final else names[-1:]
    if len(names) < 2:
        return ["tested"] if exits or not names else []
    return [f"tested.{name}" for name in exits]


def _roles(layout: Layout) -> set[str]:
    said = {role for transition in layout.transitions for role in transition.by}
    for transition in layout.transitions:
        for check in transition.checks:
            said |= {*(check.waivable or ())}
    return said - {"*", "system"}
