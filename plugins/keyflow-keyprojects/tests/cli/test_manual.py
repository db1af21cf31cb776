"""The README's table of what the office does names commands that are there."""

import re
from pathlib import Path

import click

from keyflow_keyprojects.cli import projects

README = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
_, _, SECTION = README.partition("## What the office does, command by command\n")


def test_every_command_of_the_table_is_there():
    table = "\n".join(line for line in SECTION.partition("\n## ")[0].splitlines() if "|" in line)
    named = set(re.findall(r"`([a-z][a-z-]*)`", table))
    assert len(named) > 60
    context = click.Context(projects)
    assert named <= set(projects.list_commands(context))


def test_every_command_says_in_a_sentence_what_it_does():
    context = click.Context(projects)
    for name in projects.list_commands(context):
        said = projects.get_command(context, name).get_short_help_str(limit=400)
        assert said[:1].isupper(), name
