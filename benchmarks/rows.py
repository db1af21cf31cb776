"""The rows: who is measured against whom, on what, and what is needed."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bare_transitions, inbox, ours, raw_psycopg, raw_sqlite, server, voting
from benchmarks.course import STEPS
from benchmarks.imports import importing
from benchmarks.rounds import Times, duel

_IMPORTS = (
    "import keyflow",
    "import transitions, pydantic, pluggy",
    "from keyflow import Actor, Engine, load",
)
_EVENTS = (
    "SELECT count(*), sum(length(body)), sum(length(private)), sum(length(hash || key))"
    " FROM keyflow_event WHERE verb = 'fire'"
)
_MESSAGES = (
    "SELECT count(*), sum(length(texts)), sum(length(id || recipient)), sum(due > 0)"
    " FROM keyflow_message"
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done: cases of a course, cases of a bulk, rulings, and the rounds of each."""

    cases: int = 200
    bulk: int = 1000
    rulings: int = 100
    rounds: int = 5
    ruling_rounds: int = 100
    imports: int = 12
    tasks: int = 1_000_000
    reads: int = 20


SHORT = Size(cases=3, bulk=5, rulings=5, rounds=1, ruling_rounds=2, imports=1, tasks=2_000, reads=1)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as measured. `needed` and `aim` are of `ratio`, our rate over theirs; or nothing."""

    id: str
    name: str
    against: str
    ours: Times
    theirs: Times
    needed: float | None = None
    aim: float | None = None

    @property
    def ratio(self) -> float:
        """How many of ours are done in the time of one of theirs."""
        return self.theirs.best / self.ours.best

    @property
    def missed(self) -> bool:
        """Whether it falls short of what it needs."""
        return self.needed is not None and self.ratio < self.needed


def _fire_sqlite(size: Size, folder: Path) -> Iterator[Row]:
    mine, other = folder / "ours.db", folder / "raw.db"
    with (
        closing(ours.Firing(_url(mine), size.cases)) as us,
        closing(raw_sqlite.Firing(other, size.cases)) as them,
    ):
        times = duel(us, them, rounds=size.rounds, steps=STEPS, work=size.cases)
    _same_rows(mine, other)
    yield Row(
        "S1", "durable fire, SQLite", "the same rows by hand, sqlite3", *times, needed=0.2, aim=0.4
    )


def _fire_django(size: Size, folder: Path) -> Iterator[Row]:
    # Here and not above: it sets Django up, which the other rows do without.
    from benchmarks import django_fsm  # noqa: PLC0415

    with (
        closing(ours.Firing(_url(folder / "ours.db"), size.cases)) as us,
        closing(django_fsm.Firing(folder / "django.db", size.cases)) as them,
    ):
        times = duel(us, them, rounds=size.rounds, steps=STEPS, work=size.cases)
    yield Row("S2", "durable fire, SQLite", "django-fsm-2, Django ORM", *times, needed=2.5, aim=5.0)


def _bulk_sqlite(size: Size, folder: Path) -> Iterator[Row]:
    mine, other = folder / "ours.db", folder / "raw.db"
    with (
        closing(ours.Bulk(_url(mine), size.bulk)) as us,
        closing(raw_sqlite.Bulk(other, size.bulk)) as them,
    ):
        times = duel(us, them, rounds=max(1, size.rounds // 2), steps=STEPS, work=size.bulk)
    _same_rows(mine, other)
    yield Row(
        "S4", f"bulk of {size.bulk}", "the same in batches of 100, sqlite3", *times,
        needed=0.2, aim=0.4,
    )  # fmt: skip


def _fire_postgres(size: Size, _folder: Path) -> Iterator[Row]:
    with server.postgres() as address:
        yield Row(
            "S5", "durable fire, PostgreSQL", "the same statements by hand, psycopg",
            *_on(address, "waits", size), needed=0.8, aim=1.0,
        )  # fmt: skip
        server.say(address, "ALTER SYSTEM SET synchronous_commit = off")
        server.say(address, "SELECT pg_reload_conf()")
        yield Row(
            "S5b", "the same, synchronous_commit off", "the same", *_on(address, "runs", size)
        )


def _on(address: str, name: str, size: Size) -> tuple[Times, Times]:
    # A step waits for two processes: short steps and more rounds find a moment when both can run.
    cases = max(1, size.cases // 4)
    with ExitStack() as stack:
        mine, other = (server.database(address, f"{name}_{side}") for side in ("ours", "raw"))
        us = stack.enter_context(closing(ours.Firing(mine[0], cases)))
        them = stack.enter_context(closing(raw_psycopg.Firing(*other, cases)))
        return duel(us, them, rounds=2 * size.rounds, steps=STEPS, work=cases)


def _ruling(size: Size, _folder: Path) -> Iterator[Row]:
    us, them = ours.Ruling(size.rulings), bare_transitions.Triggering(size.rulings)
    times = duel(us, them, rounds=size.ruling_rounds, steps=1, work=size.rulings)
    yield Row("S6", "ruling alone", "a transitions trigger", *times, needed=0.4, aim=0.7)


def _import(size: Size, _folder: Path) -> Iterator[Row]:
    door, peers, names = importing(_IMPORTS, size.imports)
    yield Row("S8", _IMPORTS[0], _IMPORTS[1], door, peers, needed=1 / 1.5, aim=1 / 1.2)
    yield Row("S8b", _IMPORTS[2], _IMPORTS[1], names, peers)


def _decide_sqlite(size: Size, folder: Path) -> Iterator[Row]:
    urls = [_url(folder / f"{name}.db") for name in ("votes", "fires", "votes_more", "drops")]
    what = "decide, closing three votes, SQLite"
    times = _decide(voting.Leaving, urls[:2], size)
    yield Row("S9", what, "a fire of the same case", *times, needed=1 / 1.5, aim=1.0)
    yield Row("S9c", what, "one without checks", *_decide(voting.Dropping, urls[2:], size))


def _decide_postgres(size: Size, _folder: Path) -> Iterator[Row]:
    with server.postgres() as address:
        urls = [server.database(address, name)[0] for name in ("votes", "fires")]
        times = _decide(voting.Leaving, urls, size)
    what = "decide, closing three votes, PostgreSQL"
    yield Row("S9b", what, "a fire of the same case", *times, needed=1 / 1.5, aim=1.0)


def _decide(leaving: type[voting.Leaving], urls: Sequence[str], size: Size) -> tuple[Times, Times]:
    with (
        closing(voting.Closing(urls[0], size.cases)) as us,
        closing(leaving(urls[1], size.cases)) as them,
    ):
        steps = -(-size.cases // voting.AT_ONCE)
        return duel(us, them, rounds=3 * size.rounds, steps=steps, work=size.cases // steps)


def _inbox_sqlite(size: Size, folder: Path) -> Iterator[Row]:
    urls = [_url(folder / f"{name}.db") for name in ("many", "few")]
    yield from _inbox(size, urls, ("S7b", "S7c"), "SQLite")


def _inbox_postgres(size: Size, _folder: Path) -> Iterator[Row]:
    with server.postgres() as address:
        urls = [server.database(address, name)[0] for name in ("many", "few")]
        yield from _inbox(size, urls, ("S7d", "S7e"), "PostgreSQL")


def _inbox(size: Size, urls: Sequence[str], ids: Sequence[str], where: str) -> Iterator[Row]:
    few, tasks = f"the same among {inbox.SMALL:,}", f"of {size.tasks:,} tasks"
    with (
        closing(inbox.Reading(urls[0], size.tasks, reads=size.reads)) as us,
        closing(inbox.Reading(urls[1], inbox.SMALL, reads=size.reads)) as them,
    ):
        for id, name, limit in zip(ids, ("page", "count"), inbox.LIMITS, strict=True):
            us.limit = them.limit = limit
            # More rounds than elsewhere: a read is short, and the best of many is undisturbed.
            times = duel(us, them, rounds=8 * size.rounds, steps=1, work=size.reads)
            what = f"{name} of an inbox {tasks}, {where}"
            yield Row(id, what, few, *times, needed=1 / 1.5, aim=1 / 1.1)


MEASURES: dict[str, Callable[[Size, Path], Iterator[Row]]] = {
    "S1": _fire_sqlite,
    "S2": _fire_django,
    "S4": _bulk_sqlite,
    "S5": _fire_postgres,
    "S6": _ruling,
    "S7b": _inbox_sqlite,
    "S7d": _inbox_postgres,
    "S8": _import,
    "S9": _decide_sqlite,
    "S9b": _decide_postgres,
}
# What fills a store with a million tasks first is measured when it is asked for.
SLOW = ("S7b", "S7d")


def _url(file: Path) -> str:
    return f"sqlite:///{file}?synchronous=NORMAL"


def _same_rows(mine: Path, other: Path) -> None:
    """See that both sides wrote as many rows of the same length."""
    for question in (_EVENTS, _MESSAGES):
        us, them = (_ask(file, question) for file in (mine, other))
        if us != them:
            msg = f"not the same work: {us} beside {them}"
            raise AssertionError(msg)


def _ask(file: Path, question: str) -> tuple[int, ...]:
    with closing(sqlite3.connect(file)) as connection:
        row: tuple[int, ...] = connection.execute(question).fetchone()
        return row
