"""The course by hand with `sqlite3`, in keyflow's tables, with keyflow's settings."""

import sqlite3

from benchmarks import ours
from benchmarks.by_hand import CASE, EVENT, KEY, MESSAGE, MOVE, rows

BATCH = 100
_MANY = CASE.replace("id = ?", "id IN (SELECT value FROM json_each(?))")


class Firing:
    """One transaction for each step of each case."""

    def __init__(self, url: str, path: str, count: int) -> None:
        self._home = ours.engine(url)  # makes the tables, and a round's cases
        self._count = count
        self._cases: list[str] = []
        self._raw = sqlite3.connect(path, isolation_level=None)
        for setting in self._home_settings():
            self._raw.execute(f"PRAGMA {setting}").close()
