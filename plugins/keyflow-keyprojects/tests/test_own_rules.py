"""An office with a colour rule and a check of its own: one file, and a workflow that names them."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import keyflow_keyprojects as pack
from keyflow import Refused
from keyflow.store.migrate import upgrade

from .days import Days  # noqa: TID252 - tests are no package

OURS = '''
"""The office's own rules."""

from keyflow.plugin import hookimpl
from keyflow_keyprojects.checks.base import OfficeCheck
from keyflow_keyprojects.colours import ColourRule
from keyflow_keyprojects.rules.lights import Verdict
from keyflow_keyprojects.rules.reasons import Sentences

reason = Sentences({"no-photo": ("The report has no photo.", "月报没有照片。")})


class HalfIsRed(ColourRule):
    """Red below half of the plan, green else."""

    kind = "our-half"

    def colour(self, progress):
        """Return the colour of a month."""
        return Verdict("red" if progress.done * 2 < progress.plan else "green", "half")


class Photo(OfficeCheck):
    """A report comes with a photo."""

    kind = "our-photo"

    def reasons(self, attempt):
        """Return what is missing."""
        return [] if attempt.data["evidence"] else [reason("no-photo")]


@hookimpl
def keyflow_plans():
    """Bring the rule."""
    return [HalfIsRed]


@hookimpl
def keyflow_checks():
    """Bring the check."""
    return [Photo]
'''


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """Write the office's rules and its report, which names them; gives both paths."""
    rules, report = tmp_path / "our_rules.py", tmp_path / "monthly-report.yaml"
    rules.write_text(OURS)
    said = Path(str(pack.WORKFLOWS["monthly-report"])).read_text("utf-8")
    said = said.replace("kp-light-base", "our-half")
    assert "      - k40-period-open\n" in said
    said = said.replace("      - k40-period-open\n", "      - k40-period-open\n      - our-photo\n")
    report.write_text(said, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield rules, report
    sys.modules.pop("our_rules", None)


def test_an_office_goes_by_its_own_rules(ours):
    _, report = ours
    days = Days("K004", plugins=[import_module("our_rules")], workflows=[report]).on("2011-02-09")
    with pytest.raises(Refused, match="no photo"):
        days.file("K004", "2011-01")
    days.file("K004", "2011-01", evidence=["1.jpg"])
    assert days.project("K004").data["light_rule"] == "our-half:half"
    days.engine.close()


def test_so_it_does_on_the_command_line(ours, tmp_path, monkeypatch):
    rules, report = ours
    store = f"sqlite:///{tmp_path / 'office.db'}"

    def typed(*words, own=True):
        named = ["--plugin", str(rules), "--workflow", str(report)] if own else []
        keyflow = str(Path(sys.executable).parent / "keyflow")
        asked = [keyflow, *named, "projects", *words, "--store", store]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    upgrade(store)
    days = Days("K004", url=store, plugins=[import_module("our_rules")], workflows=[report])
    days.on("2011-02-02")
    days.engine.close()
    filing = ("file-report", "K004", "2011-01", "--at", "2011-02-09", "--invested", "1000000",
              "--total", "282650000", "--progress", "done")  # fmt: skip
    code, said = typed(*filing)
    assert (code, "no photo" in said) == (1, True), said
    code, said = typed(*filing, own=False)
    assert code != 0
    assert "our-photo" in said
    monkeypatch.setenv("KEYFLOW_PLUGIN", str(rules))
    monkeypatch.setenv("KEYFLOW_WORKFLOW", str(report))
    code, said = typed(*filing, own=False)
    assert (code, "no photo" in said) == (1, True), said
