"""The tutorial's blocks run word for word, by somebody who has Python, pip and a checkout only.

It takes most of a minute: packages come over the network into a new environment.
"""

import os
import sys
from pathlib import Path
from types import ModuleType

from tests.contracts.pages import ROOT, Shell, Story, blocks_of

OURS = ("VIRTUAL_ENV", "PYTHON", "KEYFLOW_", "PYTEST_", "COVERAGE_")


def environment() -> dict[str, str]:
    """Return an environment in which this Python, but nothing of what we installed, is found."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    python = Path(sys._base_executable).resolve().parent
    fixed = {"COLUMNS": "100", "NO_COLOR": "1", "LC_ALL": "C.UTF-8", "KEYFLOW_LANG": "en"}
    pip = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_QUIET": "1"}  # a machine's own warnings
    path = os.pathsep.join([str(python), "/usr/local/bin", "/usr/bin", "/bin"])
    return {**kept, **fixed, **pip, "PATH": path}


def test_a_newcomer_writes_a_check_from_the_tutorial_alone(tmp_path: Path) -> None:
    folder, kept = tmp_path / "page", tmp_path / "kept"
    folder.mkdir()
    kept.mkdir()
    (folder / "keyflow").symlink_to(ROOT)
    shell = Shell(environment(), kept, timeout=300)
    assert shell(f"cd '{folder}'; python3 -c 'import keyflow.engine'").returncode
    page = ROOT / "docs" / "tutorial.md"
    for block in blocks_of(page.read_text(encoding="utf-8"), "docs/tutorial.md"):
        Story(ModuleType("page"), folder, shell).run(block)
    site = folder.glob("venv/lib/*/site-packages/*.dist-info")
    installed = {path.name.partition("-")[0] for path in site}
    assert {"keyflow", "keyflow_permit_valid", "pytest"} <= installed
    assert installed.isdisjoint({"ruff", "hypothesis", "fastapi", "keyflow_keyprojects"})
