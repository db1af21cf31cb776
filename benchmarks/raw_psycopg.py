"""The course by hand with psycopg, in keyflow's tables."""

import psycopg

from benchmarks import by_hand, ours

# The statements of a `fire`, with all that it reads.
_READ = by_hand.CASE.partition(" FROM ")[0]
_CASE = (
    f"{_READ}, workflow, standing, outcome, root, parent, slot, opened, since, changed, waivers,"
    " armed, CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT),"
    " EXISTS (SELECT seq FROM keyflow_event WHERE key = %s) FROM keyflow_case"
    " WHERE root = (SELECT root FROM keyflow_case WHERE id = %s)"
)
_READS = _READ.count(",") + 1
_MOVE, _EVENT, _MESSAGE = (
    text.replace("?", "%s") for text in (by_hand.MOVE, by_hand.EVENT, by_hand.MESSAGE)
)


class Firing:
    """A transaction for each step of each case; psycopg prepares what it runs often."""

    def __init__(self, url: str, conninfo: str, count: int) -> None:
        self._home = ours.engine(url)  # it makes the cases
        self._count = count
        self._cases: list[str] = []
        self._raw = psycopg.connect(conninfo, autocommit=True)
        self._cursor = self._raw.cursor()

    def begin(self) -> None:
        self._cases = ours.begin(self._home, self._count)

    def step(self, number: int) -> None:
        for case in self._cases:
            self._fire(case, number, f"{case}/{number:02}")

    def _fire(self, case: str, number: int, key: str) -> None:
        run = self._cursor.execute
        found = run(_CASE, (key, case)).fetchone()
        if found is None:
            raise LookupError(case)
        if found[-1]:
            raise KeyError(key)
        move, event, message = by_hand.rows(found[:_READS], number, key)
        run("BEGIN ISOLATION LEVEL READ COMMITTED")
        if run(_MOVE, move).rowcount != 1:
            raise RuntimeError(case)
        run(_EVENT, event)
        run(_MESSAGE, message)
        run("COMMIT")

    def close(self) -> None:
        self._raw.close()
        self._home.close()
