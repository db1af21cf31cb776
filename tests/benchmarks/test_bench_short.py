"""The benchmark runs whole on a few cases: what it prints and writes, not how fast."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import office
from benchmarks.rounds import Times, duel
from benchmarks.rows import Row

ROOT = Path(__file__).parents[2]
INBOX = dict.fromkeys(("S7b", "S7c", "S7d", "S7e"), 1 / 1.5)
NEEDED = {"S1": 0.2, "S2": 2.5, "S4": 0.2, "S5": 0.8, "S6": 0.4, "S8": 1 / 1.5} | INBOX
NEEDED |= dict.fromkeys(("S9", "S9b"), 1 / 1.5)


class Counting:
    """A side that notes what it is asked to do."""

    def __init__(self) -> None:
        self.asked = []

    def begin(self) -> None:
        self.asked.append("begin")

    def step(self, number: int) -> None:
        self.asked.append(number)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    """Run it as `make bench` does, but short."""
    out = tmp_path_factory.mktemp("out") / "deep" / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.run", "--short", "--out", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(out.read_text())


def test_every_row_is_measured_on_both_sides(bench):
    _, report = bench
    rows = {row["id"]: row for row in report["rows"]}
    assert {name: row["needed"] for name, row in rows.items() if row["needed"]} == NEEDED
    for row in rows.values():
        assert row["ours_per_s"] > 0
        assert row["ratio"] == pytest.approx(row["ours_per_s"] / row["theirs_per_s"])
        assert row["name"]
        assert (row["aim"] is None) == (row["needed"] is None)


def test_the_report_says_on_what_it_was_measured(bench):
    _, report = bench
    assert report["machine"].keys() >= {"cores", "load", "python", "sqlite", "libraries"}
    assert report["machine"]["libraries"]["django-fsm-2"]


def test_a_fire_is_six_statements(bench):
    _, report = bench
    assert [text.split()[0] for text in report["fire"]["statements"]] == [
        "SELECT",
        "BEGIN",
        "UPDATE",
        "INSERT",
        "INSERT",
        "COMMIT",
    ]
    assert report["fire"]["statements_per_fire"] == 6


def test_the_table_has_a_line_for_each_row(bench):
    printed, report = bench
    first_words = [line.split()[0] for line in printed.splitlines() if line]
    assert {row["id"] for row in report["rows"]} <= set(first_words)


def test_a_row_below_its_need_is_missed_and_one_without_a_need_never():
    fast, slow = Times(0.001, (0.001,)), Times(0.01, (0.01,))
    assert Row("S1", "ours", "theirs", ours=slow, theirs=fast, needed=0.2, aim=0.4).missed
    assert not Row("S1", "ours", "theirs", ours=slow, theirs=fast, needed=0.1, aim=0.4).missed
    assert not Row("S8b", "ours", "theirs", ours=slow, theirs=fast).missed


def test_both_sides_take_every_step_of_every_round():
    ours, theirs = Counting(), Counting()
    times, _ = duel(ours, theirs, rounds=2, steps=3, work=1)
    assert ours.asked == theirs.asked == ["begin", 0, 1, 2] * 2
    assert len(times.rounds) == 2
    assert times.best <= min(times.rounds)


def test_the_office_at_scale_is_measured_in_its_six_parts(tmp_path):
    parts = dict(office.year(f"sqlite:///{tmp_path / 'office.db'}", 3))
    assert len(parts) == 6
    assert all(seconds > 0 for seconds in parts.values())
