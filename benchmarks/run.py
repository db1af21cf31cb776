"""Measures every row in one run: prints a table and writes `out/bench.json`.

    python -m benchmarks.run [--only S1 S5] [--short] [--check] [--out FILE]

Rows that take minutes to prepare are measured by `--only` alone. A row that misses what it needs
says so; with `--check` the run then fails.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.footprint import footprint
from benchmarks.machine import load, machine
from benchmarks.rows import MEASURES, SHORT, SLOW, Row, Size


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write; return the exit code."""
    asked = _arguments(arguments)
    on = machine()
    print(f"{on['cores']} cores, Python {on['python']}, load {on['load']}", flush=True)
    print(_line("row", "what", "against", "ours", "theirs", "ratio", "needed", "aim"), flush=True)
    rows = []
    usual = [name for name in MEASURES if asked.short or name not in SLOW]
    for row in _measured(asked.only or usual, SHORT if asked.short else Size()):
        print(_told(row), flush=True)
        rows.append(row)
    on["load_after"] = load()
    with tempfile.TemporaryDirectory() as folder:
        left = footprint(Path(folder))
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    report = {"machine": on, "rows": [_plain(row) for row in rows], "fire": left}
    asked.out.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return _verdict(rows, check=asked.check)


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure keyflow beside others.")
    parser.add_argument("--only", nargs="+", choices=MEASURES)
    parser.add_argument("--short", action="store_true", help="a few cases: figures mean nothing")
    parser.add_argument("--check", action="store_true", help="fail where a row misses its need")
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"))
    return parser.parse_args(arguments)


def _measured(wanted: Iterable[str], size: Size) -> Iterator[Row]:
    for name in wanted:
        with tempfile.TemporaryDirectory(prefix="kf-bench-") as folder:
            yield from MEASURES[name](size, Path(folder))


def _told(row: Row) -> str:
    return _line(
        row.id,
        row.name,
        row.against,
        _duration(row.ours.best),
        _duration(row.theirs.best),
        f"{row.ratio:.2f}",
        "" if row.needed is None else f"{row.needed:.2f}{' MISSED' if row.missed else ''}",
        "" if row.aim is None else f"{row.aim:.2f}",
    )


def _line(*cells: str) -> str:
    widths = (4, 40, 38, 10, 10, 7, 13, 5)
    return " ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def _duration(seconds: float) -> str:
    return f"{seconds * 1e6:.1f} us" if seconds < 0.01 else f"{seconds * 1e3:.1f} ms"


def _plain(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "against": row.against,
        "ours_per_s": 1 / row.ours.best,
        "theirs_per_s": 1 / row.theirs.best,
        "ratio": row.ratio,
        "needed": row.needed,
        "aim": row.aim,
        "ours_rounds_s": row.ours.rounds,
        "theirs_rounds_s": row.theirs.rounds,
    }


def _verdict(rows: Sequence[Row], *, check: bool) -> int:
    missed = [row for row in rows if row.missed]
    for row in missed:
        print(f"MISSED: {row.id} reaches {row.ratio:.2f} and needs {row.needed:.2f}")
    return int(bool(missed) and check)


if __name__ == "__main__":
    sys.exit(main())
