"""A workflow file, and the command line run on it, in a folder of its own."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from keyflow.cli.app import cli

WORKFLOW = """
name: road
title: {en: Road, zh: 道路}
initial: preparing
schema:
  total: {type: money, index: true}
  funded: decimal
  lanes: integer
  urgent: boolean
  parts: {type: list, of: text}
roles: [owner, leader, office]
operations:
  suspend: {by: [office]}
  resume: {by: [office]}
  terminate: {by: [office]}
  adopt: {by: [office]}
stages:
  preparing: {kind: plain, states: {preparing: {writable: ["*"]}}}
  approval: {kind: plain, title: {zh: 审批}, steps: [deciding, approved]}
  closed: {kind: final}
transitions:
  - trigger: submit
    title: {zh: 报送}
    source: preparing
    dest: approval
    by: [owner]
    checks: [{kind: fields-present, fields: [funded], waivable: [office]}]
  - {trigger: approve, source: approval.deciding, dest: approval.approved, by: [leader]}
  - {trigger: close, source: approval.approved, dest: closed, auto: true}
  - {trigger: drop, source: "*", dest: closed, by: [owner], comment: required}
notices:
  - on: entered approval
    to: [leader]
    via: mail
    text: {en: "{{ case.subject }} is in approval", zh: "{{ case.subject }}进入审批"}
"""


class Shell:
    """Runs the command line; `--store`, the file and the language are given by the environment."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._runner = CliRunner()

    def __call__(self, *args, input=None):
        return self._runner.invoke(cli, [str(arg) for arg in args], input=input)

    def good(self, *args, **more):
        """Run it, be sure that it succeeded, and return what it printed."""
        done = self(*args, **more)
        assert done.exit_code == 0, done.output
        return done.stdout

    def json(self, *args, **more):
        """Run it with `--json` and return what it answered."""
        return json.loads(self(*args, "--json", **more).stdout)

    def start(self, subject="Ring road", *args):
        """Begin a case and return its id."""
        given = ("start", "road", subject, "--by", "ann", "--role", "owner", *args)
        return self.json(*given, "--workflow", self.file)["case"]["id"]


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Return what installs a plugin package: its metadata and a module, as pip would leave them."""

    def install(name, text):
        site, module = tmp_path / f"site-{name}", name.replace("-", "_")
        info = site / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[keyflow]\nhere = {module}\n")
        (site / f"{module}.py").write_text(text)
        monkeypatch.syspath_prepend(site)

    return install


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv("KEYFLOW_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("KEYFLOW_STORE", raising=False)
    file = tmp_path / "road.yaml"
    file.write_text(WORKFLOW, encoding="utf-8")
    yield Shell(file)
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(tmp_path)):
            del sys.modules[name]
