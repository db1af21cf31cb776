"""The commands about workflow files: check, draw, schema."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from keyflow.cli.base import Command
from keyflow.cli.failing import BAD_INPUT, REFUSED
from keyflow.cli.mermaid import mermaid
from keyflow.cli.opening import registry
from keyflow.cli.output import as_json, line
from keyflow.cli.plain import problem as plain_problem
from keyflow.cli.settings import PLUGINS, Settings
from keyflow.cli.telling import problem_said
from keyflow.errors import DefinitionError, InputError
from keyflow.loading import Loaded, json_schema, load, load_with_scenarios
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
    """Load workflow files, try their scenarios, and report everything that is wrong."""
    found = registry(settings)
    results = [_checked(settings, file, found) for file in files]
    if settings.json:
        as_json({"files": [result for result, _ in results]})
    else:
        for file, (result, error) in zip(files, results, strict=True):
            _tell(settings, file, result, error)
    wrong = [result for result, _ in results if not result["ok"]]
    only_scenarios = all("workflow" in result for result in wrong)
    return 0 if not wrong else BAD_INPUT if only_scenarios else REFUSED


def _checked(
    settings: Settings, file: Path, found: Registry
) -> tuple[dict[str, Any], DefinitionError | None]:
    facts: dict[str, Any] = {}
    try:
        loaded = load_with_scenarios(file, registry=found)
        facts = _facts(loaded)
        if loaded.scenarios:
            # The engine takes as long to import as all the rest, and most files have no scenarios.
            import_module("keyflow.scenarios").rehearse_loaded(loaded, registry=found).settle()
    except DefinitionError as error:
        problems = [plain_problem(problem, settings.lang) for problem in error.problems]
        return {"file": str(file), "ok": False, "problems": problems, **facts}, error
    return {"file": str(file), "ok": True, "problems": [], **facts}, None


def _facts(loaded: Loaded) -> dict[str, Any]:
    workflow = loaded.workflow
    return {
        "workflow": workflow.name,
        "hash": workflow.hash,
        "states": len(workflow.states),
        "transitions": len(workflow.transitions),
        "scenarios": len(loaded.scenarios),
    }


def _tell(
    settings: Settings, file: Path, result: dict[str, Any], error: DefinitionError | None
) -> None:
    if error is None:
        sentence = "{file}: good: {workflow}, {states} states, {transitions} transitions"
        if result["scenarios"]:
            sentence = (
                "{file}: good: {workflow}, {states} states, {transitions} transitions, "
                "{scenarios} scenarios"
            )
        line(settings.say(sentence, **{**result, "file": file}))
        return
    for problem in error.problems:
        line(problem_said(problem, settings.lang))


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
