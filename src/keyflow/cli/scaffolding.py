"""The command that writes a new plugin package, which installs and passes its own tests."""

import re
from importlib import resources
from pathlib import Path
from string import Template

import click

from keyflow import plugin as door
from keyflow.cli.base import Command
from keyflow.cli.opening import registry
from keyflow.cli.output import as_json, line
from keyflow.cli.settings import PLUGINS, Settings
from keyflow.errors import InputError

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_LONGEST = 40
# Where each template goes; those of a family stand in a folder of its name.
_FILES = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "{family}/plugin.py": "src/{package}/__init__.py",
    "py.typed": "src/{package}/py.typed",
    "{family}/test_plugin.py": "tests/test_{package}.py",
}


@click.command(cls=Command, uses=PLUGINS)
@click.argument(
    "family", type=click.Choice(["stage", "check", "notifier"]), help="What it is to be."
)
@click.argument("name", help="The kind, such as funds-in-place.")
@click.option("--into", metavar="DIR", type=click.Path(path_type=Path), default=Path(),
              help="The folder to write the package's folder into.")  # fmt: skip
@click.pass_obj
def new(settings: Settings, family: str, name: str, into: Path) -> None:
    """Write a plugin package with a class, a test and a README."""
    kind = name.removeprefix("keyflow-")
    _check_name(settings, family, kind)
    folder = into / f"keyflow-{kind}"
    if folder.exists():
        raise InputError("NAME", f"{folder} is there already; choose another name or folder")
    written = _write(folder, family, kind)
    if settings.json:
        as_json({"folder": str(folder), "files": [str(path) for path in written]})
        return
    for path in written:
        line(str(path))
    line(settings.say("next: pip install -e {path} and pytest {path}", path=folder))


def _check_name(settings: Settings, family: str, kind: str) -> None:
    if not _NAME.match(kind) or len(kind) > _LONGEST:
        rule = f"is not lower-case words joined by '-', at most {_LONGEST} characters"
        raise InputError("NAME", f"{kind!r} {rule}")
    for offer in registry(settings).offers(family):
        if offer.kind == kind:
            raise InputError("NAME", f"{family} {kind!r} is offered by {offer.package} already")


def _write(folder: Path, family: str, kind: str) -> list[Path]:
    package = f"keyflow_{kind.replace('-', '_')}"
    words = {"family": family, "kind": kind, "package": package, "name": _class_name(family, kind)}
    written = []
    for template, place in _FILES.items():
        path = folder / place.format(**words)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_filled(template.format(**words), words), encoding="utf-8")
        written.append(path)
    return written


def _filled(template: str, words: dict[str, str]) -> str:
    source = resources.files("keyflow.cli").joinpath("scaffold", f"{template}.txt")
    return Template(source.read_text(encoding="utf-8")).substitute(words)


def _class_name(family: str, kind: str) -> str:
    """Return the class's name: not one of the door's, and not one that pytest would collect."""
    name = "".join(word.capitalize() for word in kind.split("-"))
    taken = name in door.__all__ or name.startswith("Test")
    return f"{family.capitalize()}{name}" if taken else name
