"""keyflow's side: the course by `fire`, in bulk by `do`, and by the ruling alone."""

from uuid import uuid4

from benchmarks import course
from benchmarks.course import ANN, DATA, TRIGGERS
from keyflow import Engine
from keyflow.asking import Asking
from keyflow.commands import Fire, Start
from keyflow.ids import Ids
from keyflow.library import Library
from keyflow.rendering import Renderer
from keyflow.ruling.ruling import rule
from keyflow.ruling.worker import Workers
from keyflow.ruling.world import World
from keyflow.running import Runner, Surroundings


def engine(url: str | None, *, news: bool = True) -> Engine:
    """Return an engine for the course."""
    return Engine(url, [course.workflow(course, news=news)], plugins=[course])


def begin(engine: Engine, count: int) -> list[str]:
    """Start cases; return their ids."""
    tag = uuid4().hex[:8]
    starts = [Start("course", f"Ring road {tag}-{number:04}", DATA) for number in range(count)]
    return [outcome.case.id for outcome in engine.do(starts, by=ANN)]


class Firing:
    """One durable command after the other."""

    def __init__(self, url: str, count: int) -> None:
        self.engine = engine(url)
        self._count = count
        self._cases: list[str] = []

    def begin(self) -> None:
        self._cases = begin(self.engine, self._count)

    def step(self, number: int) -> None:
        for case in self._cases:
            self.engine.fire(case, TRIGGERS[number], by=ANN, key=f"{case}/{number:02}")

    def close(self) -> None:
        self.engine.close()


class Bulk(Firing):
    """All cases in one command and one transaction."""

    def step(self, number: int) -> None:
        commands = [Fire(case, TRIGGERS[number]) for case in self._cases]
        self.engine.do(commands, by=ANN, key=f"{self._cases[0]}/{number:02}")


class Ruling:
    """The ruling alone: worlds that hold the case already, a command for each, no store."""

    def __init__(self, count: int) -> None:
        home = engine(None, news=False)
        (case,) = begin(home, 1)
        library = Library([course.workflow(course, news=False)], home.registry)
        given = Surroundings(library, Renderer({}), Workers(), None, None, None, Ids())
        self._runner = Runner(given)
        self._home, self._case, self._count = home, case, count
        self._worlds: list[World] = []
        with home.store.connect() as connection:
            asking = Asking([Fire(case, TRIGGERS[0])], ANN)
            self._order, _ = self._runner.look(asking, [case], connection)

    def begin(self) -> None:
        with self._home.store.connect() as connection:
            self._worlds = [self._runner.world(connection) for _ in range(self._count)]
            for world in self._worlds:
                world.load([self._case])

    def step(self, _number: int) -> None:
        for world in self._worlds:
            rule(world, self._order)
