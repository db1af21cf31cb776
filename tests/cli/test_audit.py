import sqlite3
import subprocess
import sys

import pytest


@pytest.fixture
def case(shell):
    return shell.start()


def test_a_sealed_history_holds_against_its_checkpoint(shell, case, tmp_path):
    assert shell("audit", "checkpoint").exit_code == 1
    line = shell.good("audit", "seal")
    assert line.startswith("keyflow 1 1 1 ")
    assert shell.good("audit", "checkpoint") == line
    assert shell.good("audit", "seal") == "nothing changed since the last seal\n"
    (tmp_path / "kept.txt").write_text(line)
    shell.good("note", case, "later", "--by", "ann", "--role", "owner")
    for kept in ("kept.txt", line.strip()):
        said = shell.json("audit", "verify", "--checkpoint", kept)
        assert (said["ok"], said["covered"], said["uncovered"]) == (True, 1, 1)
    assert shell.good("audit", "verify", "--lang", "zh").endswith("历史完好\n")


def test_a_rewritten_history_is_told(shell, case, tmp_path):
    shell.good("audit", "seal")
    with sqlite3.connect(tmp_path / "keyflow.db") as database:
        database.execute("UPDATE keyflow_event SET body = replace(body, 'road', 'rode')")
    done = shell("audit", "verify")
    assert done.exit_code == 1
    assert "TAMPERED" in done.stdout
    assert case in done.stdout
    assert shell.json("audit", "verify")["problems"][0]["code"]


@pytest.mark.parametrize("kept", ["keyflow 1 one", "none.txt"])
def test_a_checkpoint_that_is_none_is_bad_input(shell, case, kept):
    done = shell("audit", "verify", "--checkpoint", kept)
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("whole", [True, False])
def test_an_export_verifies_by_itself(shell, case, tmp_path, whole):
    shell.good("audit", "seal")
    shell.good("audit", "export", *(["--all"] if whole else [case]), "--into", "copy")
    done = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=tmp_path / "copy", capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    again = shell("audit", "export", "--all", "--into", "copy")
    assert again.exit_code == 2
    assert "is there already" in again.stderr


@pytest.mark.parametrize("args", [[], ["--all", "some-case"]])
def test_an_export_is_of_one_case_or_of_all(shell, case, args):
    assert shell("audit", "export", *args, "--into", "copy").exit_code == 2


def test_an_unknown_case_is_not_exported(shell, case, tmp_path):
    assert shell("audit", "export", "nope", "--into", "copy").exit_code == 2
    assert not (tmp_path / "copy").exists()


def test_verifying_leaves_the_file_as_it_is(shell, case, tmp_path):
    shell.good("audit", "seal")
    before = (tmp_path / "keyflow.db").read_bytes()
    shell.good("audit", "verify")
    shell.good("audit", "export", "--all", "--into", "copy")
    assert (tmp_path / "keyflow.db").read_bytes() == before
