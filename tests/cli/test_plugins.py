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
