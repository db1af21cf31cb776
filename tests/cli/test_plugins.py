import pytest

SHOUT = """
from keyflow.plugin import Message, Notifier, hookimpl

class Shout(Notifier):
    kind = "shout"

    def send(self, message: Message) -> None:
        print(message.to)

@hookimpl
def keyflow_notifiers():
    return [Shout]
"""


def test_what_is_installed_is_listed_by_package(shell):
    said = shell.json("plugins")
    ours = next(item for item in said if item["package"].startswith("keyflow "))
    assert "plain" in ours["stage"]
    assert "fields-present" in ours["check"]
    assert "fields-present" in shell.good("plugins")


@pytest.mark.parametrize("name", ["shouting.py", "./shouting.py", "shouting"])
def test_a_module_is_a_plugin_by_its_path_or_its_name(shell, tmp_path, name):
    (tmp_path / "shouting.py").write_text(SHOUT)
    said = shell.json("plugins", "--plugin", name)
    assert {"package": "shouting", "notifier": ["shout"]} in said


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("none.py", None),
        ("no.such.module", None),
        ("broken.py", "import nothing_there"),
        ("wrong.py", "def ("),
        ("unhooked.py", SHOUT.replace("keyflow_notifiers", "keyflow_notifier")),
        ("json.py", SHOUT),
        ("twice.py", SHOUT.replace('"shout"', '"console"')),
    ],
)
def test_a_module_that_is_no_plugin_is_one_line(shell, tmp_path, name, text):
    if text is not None:
        (tmp_path / name).write_text(text)
    done = shell("plugins", "--plugin", name)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert name.removesuffix(".py") in done.stderr


BROKEN = "import nothing_there"


def test_an_installed_plugin_that_does_not_import_is_named_with_its_cause_and_its_cure(
    shell, install
):
    install("keyflow-broken", BROKEN)
    done = shell("plugins")
    assert done.exit_code == 2
    assert done.stderr == (
        "keyflow: plugin 'here' (keyflow_broken) of keyflow-broken 1.0 does not load: "
        "ModuleNotFoundError: No module named 'nothing_there'; to do without it: "
        "keyflow --deny keyflow-broken, or Registry(deny=['keyflow-broken'])\n"
    )


@pytest.mark.parametrize("name", ["keyflow-broken", "keyflow_broken", "here"])
def test_a_denied_plugin_is_not_even_imported(shell, install, name):
    install("keyflow-broken", BROKEN)
    assert "keyflow-broken" not in shell.good("plugins", "--deny", name)
    assert shell("--deny", "another", "plugins").exit_code == 2


def test_several_are_denied_by_the_environment_and_the_line_together(shell, install, monkeypatch):
    for name in ("keyflow-one", "keyflow-two", "keyflow-three"):
        install(name, BROKEN)
    monkeypatch.setenv("KEYFLOW_DENY", "keyflow-one, keyflow-two")
    assert shell("plugins").exit_code == 2
    assert "fields-present" in shell.good("--deny", "keyflow-three", "plugins")
    monkeypatch.setenv("KEYFLOW_DENY", "keyflow-one keyflow-two,keyflow-three")
    assert "fields-present" in shell.good("plugins")


@pytest.mark.parametrize(
    "text",
    [
        SHOUT.replace("return [Shout]", "return [Shout, 1 / 0]"),
        SHOUT.replace("return [Shout]", "return ['shout']"),
        SHOUT.replace('kind = "shout"', ""),
        SHOUT.replace("keyflow_notifiers", "keyflow_notifier"),
    ],
)
def test_an_installed_plugin_whose_hook_fails_can_be_denied_too(shell, install, text):
    install("keyflow-shout", text)
    done = shell("plugins")
    assert done.exit_code == 2
    assert "keyflow --deny keyflow-shout" in done.stderr
    assert "keyflow-shout" not in shell.good("plugins", "--deny", "keyflow-shout")


def test_what_is_given_by_hand_is_left_out_by_hand(shell, tmp_path):
    (tmp_path / "broken.py").write_text(SHOUT.replace("return [Shout]", "return [Shout, 1 / 0]"))
    done = shell("plugins", "--plugin", "broken.py")
    assert done.exit_code == 2
    assert "--deny" not in done.stderr


def test_what_a_plugin_brings_is_read_only_where_it_is_needed(shell, tmp_path):
    (tmp_path / "wrong.yaml").write_text("name: wrong\nstages: {}\n", encoding="utf-8")
    (tmp_path / "bringer.py").write_text(
        "from pathlib import Path\n"
        "from keyflow.plugin import hookimpl\n"
        "@hookimpl\n"
        "def keyflow_workflows():\n"
        "    return {'wrong': Path(__file__).with_name('wrong.yaml')}\n",
        encoding="utf-8",
    )
    shell.good("db", "upgrade")
    case = shell.start()
    shell.good(
        "--plugin", "bringer.py", "note", case, "all is well", "--by", "ann", "--role", "owner"
    )
    failed = shell("--plugin", "bringer.py", "start", "wrong", "x", "--by", "ann")
    assert failed.exit_code == 2
    assert "wrong.yaml" in failed.stderr


KNOWING = """
from pathlib import Path
from keyflow.plugin import Check, Finding, hookimpl

class Few(Check):
    kind = "few"
    inline = True

    def examine(self, attempt):
        if attempt.facts < 1:
            return None
        return Finding("few", "{count} done.", count=attempt.facts)

def made(engine):
    print("made")
    return lambda cases, session: {
        case.id: engine.cases(workflow="task", state="done").total for case in cases
    }

@hookimpl
def keyflow_checks():
    return [Few]

@hookimpl
def keyflow_facts():
    return {"task": made, "other": made}

@hookimpl
def keyflow_workflows():
    return {"task": Path(__file__).with_name("task.yaml")}
"""
TASK = """
name: task
initial: open
stages: {open: plain, done: final}
roles: [owner]
operations: {start: {by: [owner]}}
transitions:
  - {trigger: finish, source: open, dest: done, by: [owner], checks: [{kind: few}]}
"""


def test_a_package_brings_the_facts_its_checks_ask_for(shell, tmp_path):
    (tmp_path / "knowing.py").write_text(KNOWING, encoding="utf-8")
    (tmp_path / "task.yaml").write_text(TASK, encoding="utf-8")
    shell.good("db", "upgrade")
    who = ("--plugin", "knowing.py", "--by", "ann", "--role", "owner")
    first, second = (
        shell.good("start", "task", name, *who).splitlines()[-1].split()[0] for name in "ab"
    )
    finish = ("fire", first, "finish", *who)
    said = shell.good(*finish)
    assert said.count("made") == 1, "one function of several workflows is made once"
    refused = shell("fire", second, "finish", *who)
    assert (refused.exit_code, "1 done." in refused.stderr) == (1, True)
    # What has no facts of its own goes on without.
    assert shell.start("Ring road")


SPEAKING = """
import click

from keyflow.cli.base import Command, Group
from keyflow.plugin import hookimpl


@click.group("shop", cls=Group, words=lambda: {"Keep a shop.": "开店。"})
def shop():
    \"\"\"Keep a shop.\"\"\"


@shop.command("open", words=lambda: {"Open it.": "开门。", "At eight.": "八点。"})
@click.option("--wide", is_flag=True, help="All doors.")
def opened(wide):
    \"\"\"Open it.

    At eight.
    \"\"\"


@hookimpl
def keyflow_commands():
    return [shop]
"""


def test_a_plugins_commands_have_help_in_their_own_words(shell, tmp_path):
    (tmp_path / "shopping.py").write_text(SPEAKING, encoding="utf-8")
    in_chinese = ("--plugin", "shopping.py", "--lang", "zh", "shop")
    said = shell.good(*in_chinese, "--help")
    assert "开店。" in said
    said = shell.good(*in_chinese, "open", "--help")
    assert "开门。\n\n  八点。" in said
    assert "All doors." in said  # what has no other words stays as it is
    assert "Open it.\n\n  At eight." in shell.good(
        "--plugin", "shopping.py", "shop", "open", "--help"
    )
