"""The commands about workflow files: check, draw, schema."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from keyflow.cli.base import Command
from keyflow.cli.failing import REFUSED
from keyflow.cli.mermaid import mermaid
from keyflow.cli.opening import registry
from keyflow.cli.output import as_json, line
from keyflow.cli.plain import problem as plain_problem
from keyflow.cli.settings import PLUGINS, Settings
from keyflow.errors import DefinitionError, InputError
from keyflow.loading import json_schema, load
from keyflow.model.workflow import Workflow
from keyflow.registry import Registry


@click.command(cls=Command, uses=PLUGINS)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    help="Workflow files: YAML, TOML or JSON.",
)
@click.pass_obj
def check(settings: Settings, files: tuple[Path, ...]) -> int:
    """Load workflow files and report everything that is wrong with them."""
    found = registry(settings)
    results = [_checked(file, found) for file in files]
    if settings.json:
        as_json({"files": [result for result, _ in results]})
    else:
        for file, (result, error) in zip(files, results, strict=True):
            _tell(settings, file, result, error)
    return 0 if all(result["ok"] for result, _ in results) else REFUSED


def _checked(file: Path, found: Registry) -> tuple[dict[str, Any], DefinitionError | None]:
    try:
        workflow = load(file, registry=found)
    except DefinitionError as error:
        problems = [plain_problem(problem) for problem in error.problems]
        return {"file": str(file), "ok": False, "problems": problems}, error
    facts = {
        "workflow": workflow.name,
        "hash": workflow.hash,
        "states": len(workflow.states),
        "transitions": len(workflow.transitions),
    }
    return {"file": str(file), "ok": True, "problems": [], **facts}, None


def _tell(
    settings: Settings, file: Path, result: dict[str, Any], error: DefinitionError | None
) -> None:
    if error is None:
        sentence = "{file}: good: {workflow}, {states} states, {transitions} transitions"
        line(settings.say(sentence, **{**result, "file": file}))
        return
    for problem in error.problems:
        line(str(problem))


@click.command(cls=Command, uses=PLUGINS)
@click.argument(
    "file",
    type=click.Path(path_type=Path),
    help="A workflow file, or the name of a workflow that a plugin brings.",
)
@click.option("--svg", metavar="OUT", type=click.Path(path_type=Path), help="Write a picture.")
@click.pass_obj
def draw(settings: Settings, file: Path, svg: Path | None) -> None:
    """Draw a workflow file as a Mermaid diagram, or as an SVG picture."""
    text = mermaid(_workflow(settings, file), settings.lang)
    if svg is not None:
        _paint(text, svg)
    if settings.json:
        as_json({"mermaid": text, "svg": None if svg is None else str(svg)})
    elif svg is None:
        click.echo(text, nl=False)
    else:
        line(settings.say("{path} is written", path=svg))


def _workflow(settings: Settings, file: Path) -> Workflow:
    found = registry(settings)
    brought = found.workflow(str(file))
    return load(brought if brought and not file.exists() else file, registry=found)


def _paint(text: str, out: Path) -> None:
    try:
        # Its library is an extra and 30 MB, so it is loaded for a picture only.
        pictures = import_module("keyflow.cli.pictures")
    except ModuleNotFoundError:
        raise InputError("--svg", "needs an extra: pip install 'keyflow[diagrams]'") from None
    out.write_text(pictures.svg(text), encoding="utf-8")


@click.command(cls=Command)
def schema() -> None:
    """Print the JSON Schema of workflow files."""
    as_json(json_schema())
