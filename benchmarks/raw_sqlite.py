"""The course by hand with `sqlite3`, in keyflow's tables and with its settings."""

import json
import sqlite3
from pathlib import Path

from benchmarks import by_hand, ours

BATCH = 100
# The settings of a keyflow connection on `?synchronous=NORMAL`.
SETTINGS = ("journal_mode = WAL", "wal_autocheckpoint = 4000", "synchronous = NORMAL")
_CASES = by_hand.CASE.replace("id = ?", "id IN (SELECT value FROM json_each(?))")


class Firing:
    """A transaction for each step of each case."""

    def __init__(self, file: Path, count: int) -> None:
        self._home = ours.engine(f"sqlite:///{file}")  # it makes the tables and the cases
        self._count = count
        self._cases: list[str] = []
        self.raw = sqlite3.connect(file, isolation_level=None)
        for setting in SETTINGS:
            self.raw.execute(f"PRAGMA {setting}").close()

    def begin(self) -> None:
        self._cases = ours.begin(self._home, self._count)

    def step(self, number: int) -> None:
        for case in self._cases:
            self._fire(case, number, f"{case}/{number:02}")

    def _fire(self, case: str, number: int, key: str) -> None:
        run = self.raw.execute
        if run(by_hand.KEY, (key,)).fetchone():
            raise KeyError(key)
        found = run(by_hand.CASE, (case,)).fetchone()
        move, event, message = by_hand.rows(found, number, key)
        run("BEGIN IMMEDIATE")
        if run(by_hand.MOVE, move).rowcount != 1:
            raise RuntimeError(case)
        run(by_hand.EVENT, event)
        run(by_hand.MESSAGE, message)
        run("COMMIT")

    def close(self) -> None:
        self.raw.close()
        self._home.close()


class Bulk(Firing):
    """A transaction for each hundred cases, written by `executemany`."""

    def step(self, number: int) -> None:
        key = f"{self._cases[0]}/{number:02}"
        if self.raw.execute(by_hand.KEY, (key,)).fetchone():
            raise KeyError(key)
        for first in range(0, len(self._cases), BATCH):
            self._batch(first, number, key)

    def _batch(self, first: int, number: int, key: str) -> None:
        cases = self._cases[first : first + BATCH]
        found = self.raw.execute(_CASES, (json.dumps(cases),)).fetchall()
        written = [
            by_hand.rows(row, number, _key_of(key, first + place), len(self._cases))
            for place, row in enumerate(found)
        ]
        moves, events, messages = zip(*written, strict=True)
        self.raw.execute("BEGIN IMMEDIATE")
        if self.raw.executemany(by_hand.MOVE, moves).rowcount != len(cases):
            raise RuntimeError(key)
        self.raw.executemany(by_hand.EVENT, events)
        self.raw.executemany(by_hand.MESSAGE, messages)
        self.raw.execute("COMMIT")


def _key_of(key: str, number: int) -> str:
    """Return the key of one of a batch: the first has the batch's own."""
    return f"{key}/{number}" if number else key
