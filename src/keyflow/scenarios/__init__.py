"""Tries the scenarios of a workflow file, and tells each step that went otherwise than written.

Scenarios are no part of the definition's hash: they say what the rules ought to come to, not what
the rules are. One more of them makes no new definition, and no case keeps them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from keyflow.errors import DefinitionError, KeyflowError, Problem
from keyflow.loading import Loaded, load, load_with_scenarios
from keyflow.model.scenario import Scenario
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry
from keyflow.scenarios.cast import Cast
from keyflow.scenarios.playing import Play

Source = str | Path | Mapping[str, Any]
_SUFFIXES = (".yaml", ".yml", ".toml", ".json")


@dataclass(frozen=True, slots=True)
class Result:
    """How one scenario went: `problems` are the steps that went otherwise than written."""

    scenario: Scenario
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether all went as written."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Report:
    """A workflow, and how each of its scenarios went."""

    workflow: Workflow
    results: tuple[Result, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that went otherwise than written."""
        return tuple(problem for result in self.results for problem in result.problems)

    @property
    def ok(self) -> bool:
        """Whether all scenarios went as written."""
        return not self.problems

    def settle(self) -> None:
        """Raise `DefinitionError` with everything that went otherwise than written, if any did."""
        if self.problems:
            raise DefinitionError(self.problems)


def prove(
    source: Source,
    *,
    beside: Sequence[Workflow] = (),
    plugins: Sequence[ModuleType] = (),
    registry: Registry | None = None,
    name: str = "",
) -> Workflow:
    """Load a workflow as `load` does, and require all its scenarios to go as written.

    `beside` are the workflows it opens cases of; others are looked for among those plugins bring,
    and as files of that name in the same folder. Raises `DefinitionError` with every problem.
    """
    report = rehearse(source, beside=beside, plugins=plugins, registry=registry, name=name)
    report.settle()
    return report.workflow


def rehearse(
    source: Source,
    *,
    beside: Sequence[Workflow] = (),
    plugins: Sequence[ModuleType] = (),
    registry: Registry | None = None,
    name: str = "",
) -> Report:
    """Load a workflow and try its scenarios in memory, each by itself; return how they went.

    The arguments are those of `prove`. Raises `DefinitionError` where the file itself is wrong.
    """
    registry = registry or Registry(plugins)
    loaded = load_with_scenarios(source, registry=registry, name=name)
    return rehearse_loaded(loaded, beside=beside, registry=registry)


def rehearse_loaded(
    loaded: Loaded, *, beside: Sequence[Workflow] = (), registry: Registry
) -> Report:
    """Try the scenarios of a file that is loaded already; return how they went."""
    if not loaded.scenarios:
        return Report(loaded.workflow, ())
    workflows = _together(loaded, beside, registry)
    return Report(
        loaded.workflow,
        tuple(
            _played(loaded, number, workflows, registry) for number in range(len(loaded.scenarios))
        ),
    )


def _played(
    loaded: Loaded, number: int, workflows: Sequence[Workflow], registry: Registry
) -> Result:
    scenario = loaded.scenarios[number]
    cast = Cast({**loaded.cast, **scenario.cast}, workflows)
    try:
        found = list(Play(scenario, cast, workflows, registry).differences())
    except DefinitionError:
        raise
    except KeyflowError as error:
        found = [((), f"failed: {error}")]
    return Result(
        scenario,
        tuple(
            loaded.problem(("scenarios", number, *path), message, scenario.name)
            for path, message in found
        ),
    )


def _together(loaded: Loaded, beside: Sequence[Workflow], registry: Registry) -> list[Workflow]:
    """Return a workflow and all whose cases it may open, in that order."""
    known = {workflow.name: workflow for workflow in beside}
    found = {loaded.workflow.name: loaded.workflow}
    waiting = [loaded.workflow]
    while waiting:
        for name in _opened(waiting.pop()):
            if name not in found:
                found[name] = known.get(name) or _searched(loaded, name, registry)
                waiting.append(found[name])
    return list(found.values())


def _opened(workflow: Workflow) -> list[str]:
    opened = [one.workflow for state in workflow.states for one in state.children.values()]
    return [*opened, *(name for name in workflow.slots.values() if name is not None)]


def _searched(loaded: Loaded, name: str, registry: Registry) -> Workflow:
    brought = registry.workflow(name)
    files = [Path(loaded.file).with_name(f"{name}{suffix}") for suffix in _SUFFIXES]
    for file in [brought, *files] if brought is not None else files:
        if file.is_file():
            return load(file, registry=registry)
    hint = f"put {name}.yaml beside this file"
    message = f"the scenarios need the workflow {name!r}, whose cases are opened here"
    raise DefinitionError([loaded.problem(("scenarios",), message, hint)])
