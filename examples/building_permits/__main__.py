"""The command line: `python -m examples.building_permits [--json] [--store URL] [LOG]`."""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from examples.building_permits.figures import count
from examples.building_permits.log import LogError, Trace, read
from examples.building_permits.replay import (
    Moment,
    NotEmpty,
    Replay,
    Rule,
    activities,
    moments,
    workflows,
)
from keyflow import KeyflowError
from keyflow.store.migrate import upgrade

try:
    from rich.progress import Progress
except ImportError:  # a bar is nice to have
    Progress = None  # type: ignore[assignment,misc]

_ROOT = Path(__file__).parents[2]
_LOG = _ROOT.parent / "shared" / "data" / "building-permits-receipt.xes.gz"
_NAMED = "KEYFLOW_BUILDING_PERMITS_LOG"
_RULES: tuple[Rule, ...] = ("warn", "block")


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay the log twice, print the figures, and return the exit code."""
    asked = _parser().parse_args(arguments)
    log = Path(asked.log or os.environ.get(_NAMED) or _LOG)
    if not log.is_file():
        reason = f"there is no log at {log}; name one, or set {_NAMED}"
        print(json.dumps({"skipped": reason}) if asked.json else f"Skipped: {reason}.")
        return 0
    try:
        report = replayed(read(log), asked.store, bar=sys.stdout.isatty() and not asked.json)
    except (LogError, NotEmpty, KeyflowError) as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(report, indent=2) if asked.json else table(report))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="examples.building_permits", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--store", metavar="URL", help="an empty database; else a passing one")
    parser.add_argument("log", metavar="LOG", nargs="?", help=f"an XES file (else ${_NAMED})")
    return parser


def replayed(traces: Sequence[Trace], store: str | None, *, bar: bool = False) -> dict[str, Any]:
    """Replay a log with the rule as a warning and as a block; return the figures of both."""
    began = time.perf_counter()
    ahead = moments(traces)
    with _database(store) as url, _progress(len(ahead) * len(_RULES), bar) as tick:
        warned, blocked = (_figures(url, rule, ahead, tick) for rule in _RULES)
    seconds = round(time.perf_counter() - began, 1)
    return {**warned, "as_block": blocked, "seconds": seconds}


def _figures(
    url: str, rule: Rule, ahead: Sequence[Moment], tick: Callable[[], None]
) -> dict[str, Any]:
    replay = Replay(url, rule)
    try:
        replay.run(ahead, tick)
        return count(replay.engine, rule, activities(workflows(rule))).row()
    finally:
        replay.engine.close()


@contextmanager
def _database(store: str | None) -> Iterator[str]:
    """Lend the database that was named, with its tables made, or one that goes when we are done."""
    if store is not None:
        upgrade(store)
        yield store
        return
    with tempfile.TemporaryDirectory() as folder:
        # What goes away with its folder need not reach the disk at every commit.
        yield f"sqlite:///{Path(folder, 'permits.db')}?synchronous=NORMAL"


@contextmanager
def _progress(steps: int, bar: bool) -> Iterator[Callable[[], None]]:
    if not bar or Progress is None:
        yield lambda: None
        return
    with Progress(transient=True) as progress:
        task = progress.add_task("replaying", total=steps)
        yield lambda: progress.advance(task)


def table(report: dict[str, Any]) -> str:
    """Return the figures as a small table, the two runs side by side."""
    lines = [("", "as a warning", "as a block")]
    for name, value in report.items():
        if isinstance(value, int):
            lines.append((name.replace("_", " "), str(value), str(report["as_block"][name])))
    for code in sorted({*report["refused_by_reason"], *report["as_block"]["refused_by_reason"]}):
        counts = (run["refused_by_reason"].get(code, 0) for run in (report, report["as_block"]))
        warned, blocked = counts
        lines.append((f"  refused: {code}", str(warned), str(blocked)))
    rows = [f"{name:<28}{warned:>14}{blocked:>14}" for name, warned, blocked in lines]
    return "\n".join([*rows, f"{report['seconds']} s"])


if __name__ == "__main__":
    sys.exit(main())
