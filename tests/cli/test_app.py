import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from keyflow import commands
from keyflow.cli.app import cli
from keyflow.cli.listing import COMMANDS

HEAVY = ("alembic", "httpx", "keyflow.engine", "smtplib", "sqlalchemy", "standardwebhooks")
HEAVIER = ("jinja2", "pydantic", "rich", "ruamel")


def keyflow(*args, **environment):
    """Run the command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from keyflow.cli import main; main()", *args],
        env={**os.environ, "KEYFLOW_LANG": "en", **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


def loaded_by(*args):
    """Run the command line in a process of its own and return what that has imported."""
    script = f"""
import sys
from keyflow.cli.app import cli
try:
    cli({[str(arg) for arg in args]})
except SystemExit as end:
    print(end.code or "", *sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_loads_nothing_heavy(option):
    assert loaded_by(option).isdisjoint({*HEAVY, *HEAVIER, "keyflow.registry"})


def test_looking_for_plugins_loads_neither_a_store_nor_what_posts(shell):
    heavy = {*HEAVY} - {"smtplib"}
    assert loaded_by("plugins").isdisjoint(heavy)
    assert loaded_by("check", shell.file).isdisjoint(heavy)
    assert loaded_by("no-such-command").isdisjoint(heavy)
    assert loaded_by("fire", "--help").isdisjoint(heavy)


def test_the_version_is_that_of_the_package(shell):
    assert shell.good("--version") == f"keyflow {version('keyflow')}\n"
    assert shell.json("--version") == {"version": version("keyflow")}


def test_every_command_class_has_its_subcommand(shell):
    classes = [getattr(commands, name) for name in commands.__all__]
    verbs = {kind.verb for kind in classes if issubclass(kind, commands.Command)} - {""}
    assert verbs <= set(COMMANDS)
    for verb in verbs:
        assert f"Usage: keyflow {verb}" in shell.good(verb, "--help")


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - {"demo"}))
def test_the_list_says_what_the_command_says_of_itself(shell, name):
    help = " ".join(shell.good(name, "--help").split())
    assert COMMANDS[name][0] in help
    assert "--json" in help


@pytest.mark.parametrize(
    ("environment", "word"),
    [
        ({"KEYFLOW_LANG": "zh"}, "用法"),
        ({"KEYFLOW_LANG": "", "LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "用法"),
        ({"KEYFLOW_LANG": "", "LC_ALL": "", "LANG": "zh_CN.UTF-8"}, "用法"),
        ({"KEYFLOW_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, "Usage"),
        ({"KEYFLOW_LANG": "", "LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, "Usage"),
    ],
)
def test_the_environment_says_the_language(shell, monkeypatch, environment, word):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert shell.good("--help").startswith(word)


def test_the_language_is_taken_before_and_after_the_command(shell):
    assert "触发一个动作" in shell.good("--lang", "zh", "fire", "--help")
    assert "触发一个动作" in shell.good("fire", "--lang", "zh", "--help")


def test_an_unknown_command_is_bad_input(shell):
    done = shell("zzz")
    assert done.exit_code == 2
    assert done.stderr == "keyflow: No such command 'zzz'. (see `keyflow --help`)\n"


def test_no_command_shows_the_help(shell):
    done = shell()
    assert done.exit_code == 2
    assert "Commands:" in done.stderr


def test_a_demo_without_its_plugin_says_what_to_install(shell):
    done = shell("--deny", "keyflow-keyprojects", "demo", "--fast", "--help")
    assert done.exit_code == 2
    assert "keyflow-keyprojects" in done.stderr


def test_a_plugin_brings_a_command(shell, tmp_path):
    (tmp_path / "office_words.py").write_text(
        "import click\n"
        "from keyflow.plugin import hookimpl\n"
        "@click.command()\n"
        "@click.pass_obj\n"
        "def hello(settings):\n"
        "    click.echo(f'hello in {settings.lang} on {settings.store}')\n"
        "@hookimpl\n"
        "def keyflow_commands():\n"
        "    return [hello]\n"
    )
    said = shell.good("--plugin", "office_words.py", "--store", "sqlite:///x.db", "hello")
    assert said == "hello in en on sqlite:///x.db\n"


def test_a_process_ends_with_the_code_and_no_traceback(tmp_path):
    missing = keyflow("cases", "--store", f"sqlite:///{tmp_path / 'none.db'}")
    assert missing.returncode == 3
    assert missing.stderr.decode().startswith("keyflow: there is no database")
    assert keyflow("--help").returncode == 0


def test_what_a_terminal_cannot_show_is_spelled_out():
    done = keyflow("--lang", "zh", "--help", PYTHONIOENCODING="latin-1")
    assert done.returncode == 0
    assert b"\\u7528\\u6cd5" in done.stdout


def test_a_reader_that_leaves_early_is_no_failure_to_talk_about():
    script = f'{sys.executable} -c "from keyflow.cli import main; main()" schema | head -1'
    done = subprocess.run(["bash", "-c", script], capture_output=True, timeout=60, check=False)
    assert done.stdout == b"{\n"
    assert b"Traceback" not in done.stderr


def test_without_its_extra_it_says_what_to_install():
    script = "import sys; sys.modules['click'] = None; from keyflow.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stderr == (
        b"keyflow: the command line is an extra; run: pip install 'keyflow[cli]'\n"
    )


def test_the_command_is_installed_under_its_name():
    assert cli.name == "keyflow"
