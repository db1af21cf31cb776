"""The three rounds of the key-projects office come out as the example says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from keyflow import Refused
from keyflow.commands import Approve, Fire, Reject, Return

pytest.importorskip("keyflow_keyprojects")

from examples.key_projects_2011.__main__ import PROJECTS, Office, acceptance, window

ROOT = Path(__file__).parents[2]


def test_it_prints_exactly_what_stands_beside_it():
    source = (ROOT / "examples" / "key_projects_2011" / "__main__.py").read_text()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples.key_projects_2011"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines() == re.findall(r"# > (.*)", source)


def test_nobody_decides_on_accepted_works_any_more(capsys):
    office = Office()
    acceptance(office)
    assert "agreed" in capsys.readouterr().out
    (case,) = office.engine.cases(subject="K001").cases
    task = f"{case.id}#{case.desk.last}"
    for command in (Approve(task), Reject(task, "no"), Return(task)):
        with pytest.raises(Refused, match="over"):
            office.engine.do(command, by=window("cad"))
    with pytest.raises(Refused):
        office.engine.do(Fire(case.id, "approved"), by=window("hud"))


def test_the_projects_are_those_of_the_published_list():
    assert len(PROJECTS) == 60
