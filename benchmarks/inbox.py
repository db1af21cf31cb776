"""An inbox of 50 open tasks among many: a page of it, and how many there are."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, create_engine, text

from keyflow import Actor, Engine, Workflow, load

OPEN, EACH = 50, 4
# How much is read of an inbox for a page of it, and to know how many there are.
LIMITS = (OPEN, 1)
ROLE = "auditor"
ME = Actor("li", {ROLE, "driver"})
SMALL = 1_000
_OFFICE = 50  # how many tasks everybody else has, as we have
_BATCH = 50_000
_TEMPLATE = "template"
_PERSON = "somebody"

# A case is cloned as often as is wanted: its tasks lie with us once in so many cases, with the
# persons of a large office else, and a fifth of ours with a role. In each case there is one task
# that its initiator may not do; another task of our role lies in each of our cases, and we voted.
_NUMBERS = {
    "sqlite": """(WITH RECURSIVE s(i) AS
      (SELECT :low UNION ALL SELECT i + 1 FROM s WHERE i + 1 < :high) SELECT i FROM s)""",
    "postgresql": """(SELECT i FROM
      generate_series(CAST(:low AS INT), CAST(:high AS INT) - 1) AS s(i))""",
}
_CASES = """
INSERT INTO keyflow_case ({columns})
SELECT {values} FROM keyflow_case AS c, {numbers} AS s WHERE c.subject = 'template'
"""
_TASKS = """
INSERT INTO keyflow_task ("case", n, holder, box, at, due)
SELECT 'case ' || s.i, t.n,
  CASE WHEN s.i % :every = 0 AND t.n = c.first + 1 THEN 'r:auditor'
       WHEN s.i % :every <> 0 OR t.n > c.first THEN 'p:person ' || ((s.i * 4 + t.n) % :people)
       WHEN (s.i / :every) % 5 = 0 THEN 'r:auditor' ELSE 'p:li' END,
  t.box, t.at + s.i, NULL
FROM keyflow_task AS t, (SELECT min(n) AS first FROM keyflow_task
  WHERE box = 'todo' AND holder LIKE 'p:somebody%') AS c, {numbers} AS s
WHERE t.box = 'todo' AND t.holder LIKE 'p:somebody%' AND t."case" NOT LIKE 'case %'
"""
_BARS = """
INSERT INTO keyflow_task ("case", n, holder, box, at, due)
SELECT 'case ' || s.i, c.first + bar.n, bar.holder, 'barred', 0, NULL
FROM (SELECT 0 AS n, 'p:ann' AS holder UNION ALL SELECT 1, 'p:li') AS bar,
  (SELECT min(n) AS first FROM keyflow_task
   WHERE box = 'todo' AND holder LIKE 'p:somebody%') AS c, {numbers} AS s
WHERE bar.n = 0 OR s.i % :every = 0
"""


def workflow() -> Workflow:
    """Return a workflow whose one round asks four persons."""
    voters = [{"person": f"{_PERSON} {number}"} for number in range(EACH)]
    return load(
        {
            "name": "permit",
            "initial": "draft",
            "roles": ["owner"],
            "schema": {"title": "text", "amount": "integer"},
            "stages": {
                "draft": "plain",
                "review": {"kind": "approval", "approval": {"voters": voters}},
                "end": "final",
            },
            "transitions": [
                {"trigger": "submit", "source": "draft", "dest": "review", "by": "owner"},
                {"trigger": "grant", "source": "review.approved", "dest": "end", "auto": True},
                {"trigger": "refuse", "source": "review.rejected", "dest": "end", "auto": True},
            ],
        }
    )


class Reading:
    """Reads a page, or counts, in a store that is filled at first."""

    def __init__(self, url: str, tasks: int, *, reads: int) -> None:
        self.engine = Engine(url, [workflow()])
        self._fill(url, max(OPEN, tasks // EACH))
        self._reads = reads
        self.limit = OPEN

    def _fill(self, url: str, cases: int) -> None:
        owner = Actor("ann", {"owner"})
        data = {"title": "A bridge over the river", "amount": 120}
        case = self.engine.start("permit", subject=_TEMPLATE, data=data, by=owner)
        self.engine.fire(case.id, "submit", by=owner)
        database = create_engine(url.partition("?")[0] if url.startswith("sqlite") else url)
        with database.begin() as connection:
            for low in range(0, cases, _BATCH):
                _clone(connection, low, min(low + _BATCH, cases), cases)
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        database.dispose()

    def begin(self) -> None:
        page = self.engine.inbox(by=ME, limit=OPEN + 1)
        assert (len(page.items), page.total) == (OPEN, OPEN), page.total

    def step(self, _number: int) -> None:
        for _ in range(self._reads):
            self.engine.inbox(by=ME, limit=self.limit)

    def close(self) -> None:
        self.engine.close()


def _clone(connection: Connection, low: int, high: int, cases: int) -> None:
    numbers = _NUMBERS[connection.dialect.name]
    span: dict[str, Any] = {"low": low, "high": high}
    names = [*_columns(connection)]
    new = {
        "id": "'case ' || s.i",
        "root": "'case ' || s.i",
        "subject": "'subject ' || s.i",
        "sole": "'permit' || s.i",
        "opened": "c.opened + s.i",
    }
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(new.get(name, f'c."{name}"') for name in names)
    connection.execute(text(_CASES.format(columns=columns, values=values, numbers=numbers)), span)
    spread = {"every": cases // OPEN, "people": max(1, cases * EACH // _OFFICE)}
    connection.execute(text(_TASKS.format(numbers=numbers)), span | spread)
    connection.execute(text(_BARS.format(numbers=numbers)), span | {"every": spread["every"]})


def _columns(connection: Connection) -> Iterator[str]:
    yield from connection.execute(text("SELECT * FROM keyflow_case LIMIT 0")).keys()
