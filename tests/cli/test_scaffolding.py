import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """An environment of its own that sees what is installed here."""
    home = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    here = sysconfig.get_path("purelib")
    inner = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    Path(inner, "here.pth").write_text(f"import site; site.addsitedir({here!r})\n")
    return home / "bin" / "python"


def run(*command, cwd):
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.parametrize("family", ["check", "stage", "notifier"])
def test_a_new_package_installs_and_passes_its_own_tests(shell, tmp_path, python, family):
    written = shell.json("new", family, f"my-{family}", "--into", "packages")
    folder = tmp_path / written["folder"]
    assert len(written["files"]) == 5
    pip = (python, "-m", "pip", "--disable-pip-version-check", "install")
    run(*pip, "--no-index", "--no-deps", "--no-build-isolation", folder, cwd=tmp_path)
    assert " passed" in run(python, "-W", "error", "-m", "pytest", "-q", "tests", cwd=folder)
    command = (python, "-c", "from keyflow.cli import main; main()", "plugins", "--json")
    listed = json.loads(run(*command, cwd=tmp_path))
    assert {"package": f"keyflow-my-{family} 0.1.0", family: [f"my-{family}"]} in listed


@pytest.mark.parametrize("name", ["check", "test-me", "attempt", "keyflow-funds", "a1"])
def test_names_that_clash_with_the_door_or_the_tests_work_too(shell, tmp_path, name):
    shell.good("new", "check", name, "--into", "packages")
    folder = next((tmp_path / "packages").iterdir())
    assert folder.name == f"keyflow-{name.removeprefix('keyflow-')}"
    source = next((folder / "src").iterdir()) / "__init__.py"
    compile(source.read_text(encoding="utf-8"), str(source), "exec")
    env = {**os.environ, "PYTHONPATH": str(folder / "src")}
    pytest_run = [sys.executable, "-W", "error", "-m", "pytest", "-q", "tests"]
    done = subprocess.run(pytest_run, cwd=folder, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("name", ["Funds", "my_check", "-x", "a" * 41, "über", "a--b", "children"])
def test_a_name_that_cannot_be_is_bad_input(shell, tmp_path, name):
    done = shell("new", "check", "--", name)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.glob("keyflow-*"))


def test_nothing_is_written_over(shell, tmp_path):
    shell.good("new", "stage", "works")
    done = shell("new", "stage", "works")
    assert done.exit_code == 2
    assert "is there already" in done.stderr


def test_an_unknown_family_is_bad_input(shell):
    assert shell("new", "plan", "works").exit_code == 2
