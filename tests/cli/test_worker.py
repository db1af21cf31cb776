"""`keyflow worker`: its lines, its exit codes, and how it stops."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest


@pytest.fixture
def submitted(shell):
    case = shell.start("Ring road", "--data", "funded=0.4")
    shell.good("fire", case, "submit", "--by", "ann", "--role", "owner")
    return case


def test_once_does_what_is_due_and_says_so(shell, submitted, tmp_path):
    said = shell.good("worker", "--once", "--to-folder", "mail")
    assert said.startswith("deadlines handled: 0; cases advanced: 0; sent: 1; put off: 0;")
    assert " | past: 0; to send: 0; dead: 0; behind: 0.0 s | from due to done: " in said
    (file,) = (tmp_path / "mail").iterdir()
    assert "Ring road is in approval" in file.read_text()
    again = shell.good("worker", "--once", "--to-folder", "mail")
    assert "sent: 0;" in again
    assert "from due to done" not in again


def test_once_leaves_with_1_where_something_is_left(shell, submitted):
    mail = ("--smtp", "127.0.0.1:9", "--tls", "none", "--sender", "a@example.org")
    done = shell("worker", "--once", *mail, "--address", "role:leader=li@example.org")
    assert done.exit_code == 1
    assert "put off: 1; given up: 0; failed: 0 | past: 0; to send: 1;" in done.stdout
    done = shell("worker", "--once", "--no-messages")
    assert done.exit_code == 1


def test_it_speaks_chinese_and_json(shell, submitted):
    assert "已发送：1" in shell.good("--lang", "zh", "worker", "--once", "--to-folder", "mail")
    said = shell("--json", "worker", "--no-messages", "--for", "0.2", "--report", "0.05",
                 "--every", "0.01").stdout.splitlines()  # fmt: skip
    assert len(said) >= 2
    health = json.loads(said[-1])
    assert health["left"] | {"at": ""} == {
        "at": "", "deadlines": 0, "messages": 0, "dead": 0, "first": None, "behind": 0.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "give one of --to-folder, --console and --smtp"),
        (["--console", "--every", "0"], "--every"),
        (["--console", "--batch", "0"], "--batch"),
    ],
)
def test_what_it_cannot_work_with_is_bad_input(shell, args, said):
    done = shell("worker", *args)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_gracefully(shell, submitted, tmp_path, number):
    command = [sys.executable, "-m", "keyflow.cli.app"]
    command = [sys.executable, "-c", "from keyflow.cli import main; main()"]
    worker = subprocess.Popen(
        [*command, "worker", "--to-folder", "mail"], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    until = time.monotonic() + 30
    while not (tmp_path / "mail").exists():
        assert time.monotonic() < until
        time.sleep(0.02)
    os.kill(worker.pid, number)
    said, _ = worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert "sent: 1;" in said


BRINGER = """
from pathlib import Path
from keyflow.plugin import hookimpl

@hookimpl
def keyflow_workflows():
    return {name: Path(__file__).with_name(f"{name}.yaml") for name in ("task", "other")}
"""
TASK = """
name: task
initial: open
stages: {open: plain, done: final}
roles: [owner]
transitions:
  - {trigger: finish, source: open, dest: done, by: [owner]}
"""


def test_a_file_that_went_wrong_is_told_when_it_begins_and_not_when_it_is_needed(shell, tmp_path):
    (tmp_path / "bringer.py").write_text(BRINGER, encoding="utf-8")
    (tmp_path / "task.yaml").write_text(TASK, encoding="utf-8")
    who = ("--plugin", "bringer.py", "--by", "ann", "--role", "owner")
    shell.good("db", "upgrade")
    case = shell.good("start", "task", "a", *who).splitlines()[-1].split()[0]
    worker = ("worker", "--plugin", "bringer.py", "--once", "--no-messages")
    shell.good(*worker)  # other.yaml, of which there are no cases, is not even there
    (tmp_path / "task.yaml").write_text(TASK.replace("dest: done", "dest: gone"), "utf-8")
    failed = shell(*worker)
    assert failed.exit_code == 2
    assert "task.yaml:7" in failed.stderr
    shell.good("fire", case, "finish", *who)
