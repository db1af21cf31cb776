"""The `keyflow` command line; `main` is what the installed command runs."""

import gc
import sys
from collections.abc import Callable
from io import TextIOWrapper
from typing import Any


def _say_what_to_install() -> None:
    sys.exit("keyflow: the command line is an extra; run: pip install 'keyflow[cli]'")


_run: Callable[[], Any]
try:
    from keyflow.cli.app import cli as _run
except ModuleNotFoundError as missing:
    if missing.name != "click":
        raise
    _run = _say_what_to_install


def main() -> None:
    """Run the command line and leave with its exit code."""
    # What a command loads is needed until it ends; to look through it again and again for what is
    # not, took a fifteenth of its time.
    gc.set_threshold(100_000)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    _run()
