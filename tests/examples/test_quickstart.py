"""The quickstart prints what it says it prints."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_line_it_promises_is_printed_in_order():
    promised = re.findall(r"# > (.*)", (ROOT / "examples" / "quickstart.py").read_text())
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples.quickstart"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    printed = iter(done.stdout.splitlines())
    assert promised
    missing = [line for line in promised if line not in printed]
    assert not missing
