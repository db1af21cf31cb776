import json
import xml.etree.ElementTree as ET

import pytest

BAD = """
name: road
initial: preparing
roles: [owner]
stages:
  preparing: {kind: plane}
  closed: {kind: final}
transitions:
  - {trigger: submit, source: preparing, dest: clozed, by: [owner]}
"""


def test_a_good_file_is_said_to_be_good(shell):
    assert "good: road, 4 states, 4 transitions" in shell.good("check", shell.file)
    assert "无误：road" in shell.good("--lang", "zh", "check", shell.file)


def test_every_problem_has_its_line_its_place_and_a_hint(shell, tmp_path):
    (tmp_path / "bad.yaml").write_text(BAD)
    done = shell("check", shell.file, "bad.yaml")
    assert done.exit_code == 1
    _good, *problems = done.stdout.splitlines()
    kind = next(line for line in problems if line.startswith("bad.yaml:6 stages.preparing.kind: "))
    assert "did you mean 'plain'?" in kind
    assert any(line.startswith("bad.yaml:9 transitions.0.dest: ") for line in problems)


def test_problems_come_as_json_too(shell, tmp_path):
    (tmp_path / "bad.yaml").write_text(BAD)
    good, bad = shell.json("check", shell.file, "bad.yaml")["files"]
    assert (good["ok"], good["workflow"], good["problems"]) == (True, "road", [])
    assert bad["ok"] is False
    assert {"file", "line", "path", "message", "hint"} == set(bad["problems"][0])


@pytest.mark.parametrize("name", ["none.yaml", "a folder", "keyflow.txt"])
def test_a_file_that_cannot_be_read_is_a_problem(shell, tmp_path, name):
    (tmp_path / "a folder").mkdir()
    (tmp_path / "keyflow.txt").write_text("hello")
    done = shell("check", name)
    assert done.exit_code == 1
    assert done.stdout.startswith(f"{name}: ")


def test_no_file_at_all_is_bad_input(shell):
    assert shell("check").exit_code == 2


def test_the_schema_is_a_json_schema(shell):
    schema = json.loads(shell.good("schema"))
    assert schema["$schema"].startswith("https://json-schema.org")
    assert "stages" in schema["properties"]


def test_a_file_is_drawn(shell):
    assert shell.good("draw", shell.file).startswith("stateDiagram-v2\n")
    assert "审批" in shell.json("draw", shell.file, "--lang", "zh")["mermaid"]


def test_a_workflow_that_a_plugin_brings_is_drawn_by_its_name(shell, tmp_path):
    (tmp_path / "roads.py").write_text(
        "from pathlib import Path\n"
        "from keyflow.plugin import hookimpl\n"
        "@hookimpl\n"
        "def keyflow_workflows():\n"
        "    return {'road': Path(__file__).with_name('road.yaml')}\n"
    )
    assert shell.good("draw", "road", "--plugin", "roads.py").startswith("stateDiagram-v2\n")
    begun = ("start", "road", "x", "--by", "ann", "--role", "owner", "--plugin", "roads.py")
    assert "preparing, active" in shell.good(*begun)


def test_a_broken_file_is_not_drawn(shell, tmp_path):
    (tmp_path / "bad.yaml").write_text(BAD)
    done = shell("draw", "bad.yaml")
    assert done.exit_code == 2
    assert "bad.yaml:6 stages.preparing.kind: " in done.stderr


def test_a_picture_is_written(shell, tmp_path):
    shell.good("--lang", "zh", "draw", shell.file, "--svg", "road.svg")
    picture = ET.parse(tmp_path / "road.svg").getroot()
    assert picture.tag.endswith("svg")
    words = "".join(picture.itertext())
    assert "报送" in words
    assert "审批" in words


def test_a_picture_that_cannot_be_written_is_bad_input(shell):
    done = shell("draw", shell.file, "--svg", "no folder/road.svg")
    assert done.exit_code == 2
    assert done.stderr == "keyflow: no folder/road.svg: No such file or directory\n"
