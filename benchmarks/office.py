"""The office at scale: a list adopted, a month reported, a quarter scored, the portfolio looked at.

`python -m benchmarks.office 1250 2500 5000 10000` prints the seconds of processor for each number
of projects, each on a SQLite file of its own. It runs in the development environment, which has
the pack.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from keyflow import Actor, Case, Engine
from keyflow.testing import FakeClock
from keyflow_keyprojects.adopting import adopt_list
from keyflow_keyprojects.assessing import review_of, score_quarter
from keyflow_keyprojects.city.engine import city_engine
from keyflow_keyprojects.city.projects import key_projects
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.reports import figures
from keyflow_keyprojects.figures import portfolio
from keyflow_keyprojects.office import open_year
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.reports import accept_report, file_report, verify_report
from keyflow_keyprojects.rules.months import Quarter

CITY, KPMO = Actor("city", {"city"}), Actor("kpmo-1", {"kpmo"})
T = TypeVar("T")


def many(count: int) -> list[dict[str, Any]]:
    """Return so many projects: those of the illustration again and again, each its own."""
    own = key_projects()
    return [_another(own[n % len(own)], n) for n in range(count)]


def _another(project: Mapping[str, Any], n: int) -> dict[str, Any]:
    named = {name: f"{project[name]} {n}" for name in ("name_zh", "name_en", "owner_zh")}
    kept = {name: value for name, value in project.items() if name != "code"}  # a code is one's own
    return {**kept, **named, "number": f"K{n:05d}"}


def timed(do: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    return do(), time.process_time() - begun


def year(url: str, count: int) -> Iterator[tuple[str, float]]:
    """Play the beginning of a year on a store, and say how long each part of it took."""
    clock = FakeClock(datetime(2011, 1, 5, 1, tzinfo=UTC))
    engine = city_engine(url, clock=clock)
    open_year(engine, 2011, by=KPMO)
    projects = many(count)
    yield "adopt the list", timed(lambda: adopt_list(engine, projects, by=CITY))[1]
    clock.set(datetime(2011, 2, 1, 2, tzinfo=UTC))
    yield "open its reports", timed(lambda: _due(engine))[1]
    desk = Desk(engine, clock, 2011)  # type: ignore[arg-type] # the figures ask for no more of them
    yield "hand in, verify, accept", timed(lambda: _reported(desk, "2011-01"))[1]
    clock.set(datetime(2011, 4, 20, 2, tzinfo=UTC))
    yield "two more months fall due", timed(lambda: _due(engine))[1]
    review = review_of(engine, Quarter(2011, 1))
    yield "score the quarter", timed(lambda: score_quarter(engine, review, by=KPMO))[1]
    yield "portfolio", min(timed(lambda: portfolio(engine, year=2011))[1] for _ in range(3))
    engine.close()


def _due(engine: Engine) -> None:
    while engine.run_due(limit=1000).expired:
        pass


def _reported(desk: Desk, period: str) -> None:
    waiting = every(
        desk.engine, workflow="monthly-report", where={"period": period}, stage="filing"
    )
    for report in list(waiting):
        _report(desk, report)


def _report(desk: Desk, report: Case) -> None:
    said = figures(desk, report, Decimal(1))
    filed = file_report(desk.engine, report, said, by=Actor(report.data["dispatcher"]))
    clerk = Actor(report.data["substitute"], {"dept"})
    verify_report(desk.engine, filed, by=clerk)
    accept_report(desk.engine, filed, by=KPMO)


def main() -> None:
    counts = [int(word) for word in sys.argv[1:]] or [250, 500, 1000]
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            url = f"sqlite:///{Path(folder) / f'{count}.db'}"
            for what, seconds in year(url, count):
                each = seconds / count * 1000
                print(f"{count:>6} {what:<26} {seconds:8.2f} s {each:8.3f} ms each", flush=True)


if __name__ == "__main__":
    main()
