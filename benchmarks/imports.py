"""Times what imports cost, each in a fresh interpreter."""

import subprocess
import sys
from collections.abc import Sequence

from benchmarks.rounds import Times

_TIMED = "import time; start = time.perf_counter(); {}; print(time.perf_counter() - start)"


def importing(lines: Sequence[str], rounds: int) -> list[Times]:
    """Return the seconds each line of imports takes, all lines in turn.

    The interpreter's own start is left out: it is the same for all and would hide the rest.
    """
    taken = [[_seconds(line) for line in lines] for _ in range(rounds)]
    return [Times(min(times), times) for times in zip(*taken, strict=True)]


def _seconds(line: str) -> float:
    command = [sys.executable, "-c", _TIMED.format(line)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
