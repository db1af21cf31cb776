"""Reads a definition into a `Workflow`: every problem at once, with file, line and path."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from pydantic import ValidationError

from keyflow.delivery.templates import check_source
from keyflow.errors import DefinitionError, Problem
from keyflow.loading import problems as collecting
from keyflow.loading.expanding import expand
from keyflow.loading.problems import Problems
from keyflow.loading.reading import Read, read
from keyflow.model.base import Model
from keyflow.model.complaints import complaint, place
from keyflow.model.definition import (
    CheckUse,
    Children,
    Deadline,
    Notice,
    State,
    Template,
    Transition,
)
from keyflow.model.schema import FieldSpec
from keyflow.model.workflow import Document, StageUse, StateSpec, Workflow
from keyflow.registry import Registry
from keyflow.ruling.lint import lint

M = TypeVar("M", bound=Model)

_MODELS: tuple[type[Model], ...] = (
    Document, StageUse, StateSpec, Transition, CheckUse, Notice, State, Deadline, Children,
    Template, FieldSpec,
)  # fmt: skip


def load(
    source: str | Path | Mapping[str, Any],
    *,
    plugins: Sequence[ModuleType] = (),
    registry: Registry | None = None,
    name: str = "",
) -> Workflow:
    """Load a workflow from a YAML, TOML or JSON file, from such a text, or from a mapping.

    `plugins` are modules to use beside the installed ones; `name` stands for the file in messages
    about a text. Raises `DefinitionError` with every problem, and writes nothing anywhere.
    """
    document = read(source, name=name)
    if "states" in document.data:
        return _flat(document)
    written = _validated(Document, document)
    registry = registry or Registry(plugins)
    problems = Problems()
    expanded = expand(written, registry, problems)
    if expanded is None:
        raise _error(problems, document)
    workflow, places = expanded
    _prove(workflow, problems, places)
    if problems.found:
        raise _error(problems, document)
    return workflow


def _flat(document: Read) -> Workflow:
    workflow = _validated(Workflow, document)
    problems = Problems()
    _prove(workflow, problems, [("transitions", n) for n in range(len(workflow.transitions))])
    if problems.found:
        raise _error(problems, document)
    return workflow


def _prove(workflow: Workflow, problems: Problems, places: Sequence[collecting.Path]) -> None:
    for path, message, hint in lint(workflow):
        of_transition = path[0] == "transitions" and len(path) > 1
        place = (*places[int(path[1])], *path[2:]) if of_transition else path
        problems.add(place, message, hint)
    for number, notice in enumerate(workflow.notices):
        for part in (notice.subject, notice.text):
            for language, source in part.items():
                for message in check_source(source):
                    problems.add(("notices", number), f"template ({language}): {message}")


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
            problems.add(place(item, document.data), *complaint(item, _keys()))
        raise _error(problems, document) from None


def _keys() -> list[str]:
    return sorted(
        {field.alias or name for model in _MODELS for name, field in model.model_fields.items()}
    )


def _error(problems: Problems, document: Read) -> DefinitionError:
    found = [
        Problem(
            message,
            path=".".join(str(part) for part in path),
            file=document.file,
            line=document.line(path),
            hint=hint,
        )
        for path, message, hint in problems.found
    ]
    return DefinitionError(sorted(found, key=lambda problem: problem.line))
