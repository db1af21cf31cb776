"""What a command line is run with: language, store, workflows, plugins; and the options for it."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import click
from click.core import ParameterSource

from keyflow.cli.messages import say

PLUGINS = ("plugin", "deny")
STORE = ("store", "workflow", *PLUGINS)
_LANGUAGES = ("en", "zh")


def _language() -> str:
    names = ("KEYFLOW_LANG", "LC_ALL", "LANG")
    wanted = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


def _store() -> str:
    return os.environ.get("KEYFLOW_STORE") or "sqlite:///keyflow.db"


def _listed(name: str) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple(os.environ.get(name, "").replace(",", " ").split())


@dataclass(slots=True)
class Settings:
    """The common options of one run; the environment says what the command line does not."""

    lang: str = field(default_factory=_language)
    json: bool = False
    store: str = field(default_factory=_store)
    workflow: Sequence[str] = field(default_factory=_listed("KEYFLOW_WORKFLOW"))
    plugin: Sequence[str] = field(default_factory=_listed("KEYFLOW_PLUGIN"))
    deny: Sequence[str] = field(default_factory=_listed("KEYFLOW_DENY"))

    def say(self, sentence: str, **values: Any) -> str:
        """Give a sentence of the catalogue in the language of this run."""
        return say(self.lang, sentence, **values)


def overhear(settings: Settings, args: Sequence[str]) -> None:
    """Take the language, and whether to answer in JSON, from a line that click cannot read."""
    words = " ".join(args).replace("--lang=", "--lang ").split()
    settings.json = settings.json or "--json" in words
    for option, value in pairwise(words):
        if option == "--lang" and value in _LANGUAGES:
            settings.lang = value


# Click's names for them, so that a command may have an argument `workflow` beside `--workflow`.
_OURS = "common_"


def _set(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    """Keep an option that was given, before or after the command's name; the later one wins."""
    if ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE:
        name = (param.name or "").removeprefix(_OURS)
        settings = ctx.ensure_object(Settings)
        if param.multiple:
            value = tuple(dict.fromkeys((*getattr(settings, name), *value)))
        setattr(settings, name, value)


def _option(name: str, **more: Any) -> click.Option:
    names = [name, f"{_OURS}{name.removeprefix('--')}"]
    return click.Option(names, expose_value=False, callback=_set, **more)


EVERYWHERE: Mapping[str, click.Option] = {
    "store": _option(
        "--store", metavar="URL", help="The database (KEYFLOW_STORE, or sqlite:///keyflow.db)."
    ),
    "workflow": _option(
        "--workflow",
        metavar="FILE",
        multiple=True,
        help="A workflow file to use (or KEYFLOW_WORKFLOW); repeatable.",
    ),
    "plugin": _option(
        "--plugin",
        metavar="MODULE",
        multiple=True,
        help="A plugin module beside the installed ones: a dotted name or a .py file (or "
        "KEYFLOW_PLUGIN); repeatable.",
    ),
    "deny": _option(
        "--deny",
        metavar="NAME",
        multiple=True,
        help="An installed plugin to do without, by package or module (or KEYFLOW_DENY); "
        "repeatable.",
    ),
    "lang": _option(
        "--lang", type=click.Choice(_LANGUAGES), is_eager=True, help="The language to speak."
    ),
    "json": _option("--json", is_flag=True, is_eager=True, help="Answer in JSON."),
}
