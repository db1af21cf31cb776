import ast
import re
from importlib import import_module
from importlib.resources import files
from typing import get_args

import click
import pytest

from keyflow.cli.app import _HOMES, _load, cli
from keyflow.cli.messages import ZH, say
from keyflow.cli.operations import GENERATED
from keyflow.cli.plugins import FAMILIES
from keyflow.model.desk import Kind

SLOT = re.compile(r"\{\w+")
# Where a sentence is chosen first and said after.
CHOSEN = re.compile(r"settings\.say\((\w+)")


def commands():
    yield cli
    for place in _HOMES.values():
        command = _load(place)
        yield command
        yield from getattr(command, "commands", {}).values()
    yield from GENERATED.values()


def texts_of_help():
    for command in commands():
        yield command.help
        yield from (param.help for param in command.params if getattr(param, "help", None))


def sentences():
    """Every text given to `say`, in place or by a name bound in the same module."""
    for file in files("keyflow.cli").iterdir():
        if file.name.endswith(".py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "say":
                    yield from (
                        item.value
                        for argument in node.args
                        for item in ast.walk(argument)
                        if isinstance(item, ast.Constant) and isinstance(item.value, str)
                    )


@pytest.mark.parametrize("language", ["zh"])
def test_all_help_is_there_in_the_other_language(language):
    assert {text for text in texts_of_help() if say(language, text) == text} == set()


def test_all_that_is_said_is_there_in_the_other_language():
    assert {text for text in sentences() if text not in ZH} == set()
    assert {family for family in FAMILIES if family not in ZH} == set()


def test_both_languages_have_the_same_slots():
    for english, chinese in ZH.items():
        assert sorted(SLOT.findall(english)) == sorted(SLOT.findall(chinese)), english


def test_no_translation_is_left_over():
    source = "\n".join(
        file.read_text(encoding="utf-8")
        for file in files("keyflow.cli").iterdir()
        if file.name.endswith(".py")
        and file.name not in {"messages.py", "helping.py", "listing.py"}
    )
    joined = re.sub(r'"\s*\n\s*"', "", source)
    helped = {*texts_of_help(), *(cli.epilog,)}
    ours = {"Usage", "Options", "Positional arguments", "Commands", "Show this message and exit."}
    words = {"active", "suspended", "completed", "terminated", "waiting", "claimed", "sent", "dead"}
    words |= {*get_args(Kind)}
    words |= {"start", "counted", "off", "paused", "rolled"}  # what a day of a limit is
    left = {text for text in ZH if text not in joined} - helped - ours - words
    assert left == set()


def test_every_family_of_the_hooks_is_listed():
    hooks = [name for name in vars(import_module("keyflow.hookspecs")) if "keyflow_" in name]
    assert len(FAMILIES) == len(hooks)


def test_click_still_says_what_we_translate(shell):
    said = shell.good("--lang", "zh", "fire", "--help")
    assert {"用法", "参数", "选项", "显示本帮助并退出"} <= set(
        re.findall(r"[\u4e00-\u9fff]+", said)
    )
    assert isinstance(cli, click.Group)


def test_what_click_adds_to_help_is_said_too(shell):
    said = shell.good("--lang", "zh", "deliver", "--help") + shell.good(
        "--lang", "zh", "suspend", "--help"
    )
    assert "[默认：starttls]" in said
    assert "[必填]" in said
    assert not {"[required]", "[default"} & set(said.split())
