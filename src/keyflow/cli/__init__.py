"""The `keyflow` command line; `main` is what the installed command runs."""

import sys
from io import TextIOWrapper

try:
    from keyflow.cli.app import cli
except ModuleNotFoundError as missing:
    if missing.name != "click":
        raise
    sys.exit("keyflow: the command line is an extra; run: pip install 'keyflow[cli]'")


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cli()
