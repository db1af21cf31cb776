"""Help of the pack's commands in both languages."""

import re
from inspect import cleandoc

import click
from click.testing import CliRunner

from keyflow.cli.app import cli
from keyflow.cli.messages import ZH
from keyflow_keyprojects.cli import projects
from keyflow_keyprojects.cli.helping import words
from keyflow_keyprojects.demo.command import demo

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ADDED = re.compile(r"--help|\[(必填|默认：[^\]]*|[^\]]*x[<>]=[^\]]*)\]")


def commands():
    context = click.Context(projects)
    names = projects.list_commands(context)
    return [projects, demo, *(projects.get_command(context, name) for name in names)]


def texts():
    """Yield each paragraph of help with what it belongs to; an option without help yields none."""
    for command in commands():
        options = [each for each in command.params if isinstance(each, click.Option)]
        for name, text in [("", command.help), *((each.name, each.help) for each in options)]:
            for paragraph in cleandoc(text or "").split("\n\n"):
                yield f"{command.name} {name}", " ".join(paragraph.split("\n"))


def asked(*line):
    done = CliRunner().invoke(cli, [*line, "--help"], terminal_width=200)
    assert done.exit_code == 0
    return done.output


def test_every_command_and_option_says_what_it_is():
    assert [of for of, text in texts() if not text] == []


def test_no_command_and_no_option_lacks_its_chinese_help():
    known = ZH | words()
    assert {(of, text) for of, text in texts() if not CHINESE.search(known.get(text, ""))} == set()


def test_no_chinese_help_is_left_over():
    assert set(words()) - {text for _, text in texts()} == set()


def test_help_is_written_in_the_language_of_the_run():
    assert "Show supervision orders" in asked("projects", "orders")
    for line in (["--lang", "zh", "projects", "orders"], ["projects", "orders", "--lang", "zh"]):
        said = asked(*line)
        assert "显示督办单" in said
        assert "Show" not in said


def test_the_list_of_commands_is_in_the_language_of_the_run():
    listed = asked("--lang", "zh", "projects")
    assert "更换包项目领导：前后相接。" in listed
    assert not re.search(r"^  [a-z][a-z-]* +[A-Z]", listed, re.MULTILINE)


def test_the_words_of_a_group_are_not_those_of_the_commands_beside_it():
    assert "按此时刻办理" not in asked("--lang", "zh", "cases")
    assert "随机数的种子" in asked("--lang", "zh", "demo")
