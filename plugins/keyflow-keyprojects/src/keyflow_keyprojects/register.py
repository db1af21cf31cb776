"""What the checks must know beyond a case, read from the store the office keeps its cases in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow import Case, Engine
from keyflow_keyprojects.facts import Listed, ProjectFacts, Term
from keyflow_keyprojects.people import leaders

_OPEN = ("active", "suspended")
_PAGE = 1000
_handed_in: ContextVar[tuple[Listed, ...]] = ContextVar("handed_in", default=())


def terms(since: date = date(2010, 1, 1)) -> list[Term]:
    """Return the terms of office of the invented city's leaders; none of them ends."""
    return [Term(leader.id, since) for leader in leaders()]


@contextmanager
def handed_in(projects: Iterable[Mapping[str, Any]]) -> Iterator[None]:
    """Let projects that are asked for together be compared with each other too (K02)."""
    token = _handed_in.set(tuple(_listed(project) for project in projects))
    try:
        yield
    finally:
        _handed_in.reset(token)


def every(engine: Engine, **query: Any) -> Iterator[Case]:
    """Yield all cases of a query, however many pages they fill."""
    offset = 0
    while True:
        page = engine.cases(limit=_PAGE, offset=offset, **query)
        yield from page.cases
        offset += _PAGE
        if offset >= page.total:
            return


class Others(Iterable[Listed]):
    """The open projects of a store and those handed in; read only when a check looks at them."""

    def __init__(self, register: "Register") -> None:
        self._register = register

    def __iter__(self) -> Iterator[Listed]:
        yield from _handed_in.get()
        yield from self._register.listed()


@dataclass(slots=True)
class Register:
    """The office's register: who sponsors, at which rate, and which projects there are.

    It is the engine's `facts` function; `engine` is set once the engine is made.
    """

    leaders: Sequence[Term]
    plan_rate: Decimal
    engine: Engine | None = None

    def __call__(self, cases: Sequence[Case], _connection: Any) -> dict[str, ProjectFacts]:
        """Return the facts of some cases."""
        facts = ProjectFacts(Others(self), tuple(self.leaders), self.plan_rate)
        return {case.id: facts for case in cases}

    def listed(self) -> Iterator[Listed]:
        """Yield every open project as far as duplicates are concerned."""
        if self.engine is not None:
            for case in every(self.engine, workflow="key-project", standing=_OPEN):
                yield _listed(case.data)


def _listed(data: Mapping[str, Any]) -> Listed:
    return Listed(
        data.get("number") or "",
        data.get("code"),
        data.get("name_zh") or "",
        data.get("owner_zh") or "",
    )
