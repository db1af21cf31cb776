"""Reads a definition into a `Workflow`: every problem at once, with file, line and path."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from types import ModuleType
from typing import Any, TypeVar

from pydantic import ValidationError

from keyflow.delivery.names import context_shape, wrong_names
from keyflow.delivery.sources import check_source
from keyflow.errors import DefinitionError, Problem
from keyflow.loading.expanding import expand
from keyflow.loading.keys import keys_at
from keyflow.loading.places import Places, as_written
from keyflow.loading.problems import Path, Problems
from keyflow.loading.reading import Read, read
from keyflow.loading.rehearsing import check_scenarios
from keyflow.model.base import Model
from keyflow.model.complaints import complaint, place
from keyflow.model.scenario import Member, Scenario
from keyflow.model.workflow import Document, Workflow
from keyflow.registry import Registry
from keyflow.ruling.lint import lint
from keyflow.ruling.names import Names
from keyflow.ruling.telling import FIXED

M = TypeVar("M", bound=Model)


def load(
    source: str | FilePath | Mapping[str, Any],
    *,
    plugins: Sequence[ModuleType] = (),
    registry: Registry | None = None,
    name: str = "",
) -> Workflow:
    """Load a workflow from a YAML, TOML or JSON file, from such a text, or from a mapping.

    `plugins` are modules to use beside the installed ones; `name` stands for the file in messages
    about a text. Raises `DefinitionError` with every problem, and writes nothing anywhere.
    """
    return load_with_scenarios(source, plugins=plugins, registry=registry, name=name).workflow


@dataclass(frozen=True, slots=True)
class Loaded:
    """A workflow with the scenarios of its file, which are no part of it, and their cast."""

    workflow: Workflow
    document: Read
    cast: Mapping[str, Member] = field(default_factory=dict)
    scenarios: Sequence[Scenario] = ()

    @property
    def file(self) -> str:
        """The file it came from."""
        return self.document.file

    def problem(self, path: Path, message: str, hint: str = "") -> Problem:
        """Return a problem at a path of the file."""
        return _problem(self.document, path, message, hint)


def load_with_scenarios(
    source: str | FilePath | Mapping[str, Any],
    *,
    plugins: Sequence[ModuleType] = (),
    registry: Registry | None = None,
    name: str = "",
) -> Loaded:
    """Load a workflow as `load` does, together with what its file says of scenarios."""
    document = read(source, name=name)
    if "states" in document.data:
        return Loaded(_flat(document), document)
    written = _validated(Document, document)
    registry = registry or Registry(plugins)
    problems = Problems()
    expanded = expand(written, registry, problems)
    if expanded is None:
        raise _error(problems, document)
    workflow, places = expanded
    _prove(workflow, problems, places)
    check_scenarios(written, workflow, problems)
    if problems.found:
        raise _error(problems, document)
    return Loaded(workflow, document, written.cast, written.scenarios)


def _flat(document: Read) -> Workflow:
    workflow = _validated(Workflow, document)
    problems = Problems()
    _prove(workflow, problems, as_written(workflow))
    if problems.found:
        raise _error(problems, document)
    return workflow


def _prove(workflow: Workflow, problems: Problems, places: Places) -> None:
    for path, message, hint in lint(workflow):
        problems.add(places.of(path), message, hint)
    _prove_names(workflow, problems, places)
    context = context_shape(FIXED, workflow.fields)
    for number, notice in enumerate(workflow.notices):
        path = places.of(("notices", number))
        for part in (notice.subject, notice.text):
            for language, source in part.items():
                for message, hint in _template(source, context):
                    problems.add(path, f"template ({language}): {message}", hint)


def _template(source: str, context: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is wrong with a text: what it may not hold, else the names it misspells."""
    forbidden = check_source(source)
    return [(text, "") for text in forbidden] or list(wrong_names(source, context))


def _prove_names(workflow: Workflow, problems: Problems, places: Places) -> None:
    names = Names(workflow)
    for made in places.made:
        for option, (message, hint) in names.wrong(made.part):
            if option:
                problems.add((*made.path, option), message, hint)
            else:
                problems.add(made.path, f"{made.name} {message}", hint)


def dump(workflow: Workflow) -> str:
    """Return a workflow's expanded form as JSON text; `load(dump(w)) == w`."""
    return json.dumps(json.loads(workflow.canonical()), indent=2, ensure_ascii=False)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the files people write."""
    return Document.model_json_schema(by_alias=True) | {
        "$schema": "https://json-schema.org/draft/2020-12/schema"
    }


def _validated(model: type[M], document: Read) -> M:
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        problems = Problems()
        for item in error.errors():
            problems.add(place(item, document.data), *complaint(item, keys_at(model, item["loc"])))
        raise _error(problems, document) from None


def _error(problems: Problems, document: Read) -> DefinitionError:
    found = [_problem(document, *one) for one in problems.found]
    return DefinitionError(sorted(found, key=lambda problem: problem.line))


def _problem(document: Read, path: Path, message: str, hint: str) -> Problem:
    dotted = ".".join(str(part) for part in path)
    return Problem(message, dotted, document.file, document.line(path), hint)
