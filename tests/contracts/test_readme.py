"""The README's quickstart is the example's code, and prints what it says."""

import re
import subprocess
import sys

from tests.contracts.pages import ROOT, blocks_of


def quickstart() -> str:
    blocks = blocks_of((ROOT / "README.md").read_text(encoding="utf-8"), "README.md")
    return next(block.body for block in blocks if block.info == "python")


def test_each_line_of_the_quickstart_stands_in_the_example_in_order():
    example = iter((ROOT / "examples" / "quickstart.py").read_text(encoding="utf-8").splitlines())
    missing = [line for line in quickstart().splitlines() if line not in example]
    assert missing == []


def test_the_quickstart_prints_what_it_promises_in_order():
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", quickstart()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    printed = iter(done.stdout.splitlines())
    promised = re.findall(r"# > (.*)", quickstart())
    assert promised
    assert [line for line in promised if line not in printed] == []
