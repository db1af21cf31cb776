"""What the checks must know beyond a case, read from the store the office keeps its cases in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from keyflow import Case, Engine
from keyflow_keyprojects.facts import Index, Listed, ProjectFacts, Term
from keyflow_keyprojects.record.officecase import drafted_year, frozen_review, lead_of, open_office

_OPEN: tuple[Literal["active"], Literal["suspended"]] = ("active", "suspended")
_DECIDED = ("decided", "proposed", "restated", "closed")  # stages of an annual assessment
_PAGE, _LONG_PAGE = 1000, 5_000  # cases at once: whole ones, or with a few fields


class Batch:
    """Projects that are asked for together, beside all that are in the store when it begins."""

    def __init__(self, projects: Iterable[Listed]) -> None:
        self._index = Index(projects)
        self._with_store = False
        self._terms: list[Term] | None = None
        self._stationed: dict[str, bool] = {}
        self._rostered: dict[str, bool] = {}

    def like(self, own: Listed, register: "Register") -> list[Listed]:
        """Return those like another; the store is read once, however many are asked about."""
        if not self._with_store:
            self._index.add(register.listed())
            self._with_store = True
        return self._index.like(own)

    def terms(self, register: "Register") -> list[Term]:
        """Return the leaders' terms of office; the store is read once."""
        if self._terms is None:
            self._terms = register.terms()
        return self._terms

    def is_stationed(self, unit: str, register: "Register") -> bool:
        """Tell whether the city can only ask a unit; each is looked up once."""
        if unit not in self._stationed:
            self._stationed[unit] = register.is_stationed(unit)
        return self._stationed[unit]

    def on_roster(self, unit: str, register: "Register") -> bool:
        """Tell whether a unit is on the roster; each is looked up once."""
        if unit not in self._rostered:
            self._rostered[unit] = register.on_roster(unit)
        return self._rostered[unit]


_handed_in: ContextVar[Batch | None] = ContextVar("handed_in", default=None)


@contextmanager
def handed_in(projects: Iterable[Mapping[str, Any]]) -> Iterator[None]:
    """Let projects that are asked for together be compared with each other too (K02)."""
    token = _handed_in.set(Batch(_listed(project) for project in projects))
    try:
        yield
    finally:
        _handed_in.reset(token)


def every(engine: Engine, **query: Any) -> Iterator[Case]:
    """Yield all cases of a query, however many pages they fill."""
    offset, limit = 0, _LONG_PAGE if "only" in query else _PAGE
    while True:
        page = engine.cases(limit=limit, offset=offset, **query)
        yield from page.cases
        offset += limit
        if offset >= page.total:
            return


def terms(engine: Engine) -> list[Term]:
    """Return every time somebody on the roster held a city-level office (K05, C2 Office)."""
    asked = {"where": {"leader": True}, "only": ("person", "terms"), "standing": "active"}
    return [
        Term(case.data["person"], term["since"], term["until"])
        for case in every(engine, workflow="person", **asked)
        for term in case.data["terms"] or ()
    ]


class Others(Iterable[Listed]):
    """The open projects of a store and those handed in; read only when a check looks at them."""

    def __init__(self, register: "Register") -> None:
        self._register = register

    def like(self, own: Listed) -> list[Listed]:
        """Return those with the code, or with the name and owner."""
        batch = _handed_in.get()
        return self._register.like(own) if batch is None else batch.like(own, self._register)

    def __iter__(self) -> Iterator[Listed]:
        yield from self._register.listed()


class Leaders(Iterable[Term]):
    """The terms of office on the roster; read once, and only when a check looks at them."""

    def __init__(self, register: "Register") -> None:
        self._register = register
        self._terms: list[Term] | None = None

    def __iter__(self) -> Iterator[Term]:
        batch = _handed_in.get()
        if batch is not None:
            return iter(batch.terms(self._register))
        if self._terms is None:
            self._terms = self._register.terms()
        return iter(self._terms)


class DecidedYears(Iterable[int]):
    """The years whose assessment is decided; read only when a check looks at them."""

    def __init__(self, register: "Register") -> None:
        self._register = register

    def __iter__(self) -> Iterator[int]:
        yield from self._register.decided()


@dataclass(slots=True)
class Register:
    """The office's register: who may sponsor, at which rate, which projects and lists there are.

    It is the engine's `facts` function; `engine` is set once the engine is made.
    """

    plan_rate: Decimal
    engine: Engine | None = None

    def __call__(self, cases: Sequence[Case], _connection: Any) -> dict[str, ProjectFacts]:
        """Return the facts of some cases."""
        facts = ProjectFacts(
            others=Others(self),
            leaders=Leaders(self),
            plan_rate=self.plan_rate,
            lists=self.list_case,
            list_since=self.list_since,
            decided_years=DecidedYears(self),
            is_stationed=self._only_asked,
            on_roster=self._rostered,
            office=partial(open_office, self.engine),
            review=partial(frozen_review, self.engine),
            sponsored=self.sponsored,
            annual=partial(drafted_year, self.engine),
            head_of=partial(lead_of, self.engine),
        )
        return {case.id: facts for case in cases}

    def terms(self) -> list[Term]:
        """Return the leaders' terms of office as the roster holds them now."""
        return [] if self.engine is None else terms(self.engine)

    def list_case(self, kind: str, year: int) -> str | None:
        """Return the case in which a list is kept, None where there is none."""
        found = self._list(kind, year)
        return None if found is None else found.id

    def list_since(self, kind: str, year: int) -> date | None:
        """Return from when a list's latest version counts, None where there is none (N21)."""
        found = self._list(kind, year)
        versions = () if found is None else found.data["versions"] or ()
        since: date | None = versions[-1]["effective"] if versions else None
        return since

    def _list(self, kind: str, year: int) -> Case | None:
        if self.engine is None:
            return None
        found = self.engine.cases(
            workflow="key-list", subject=f"{kind.upper()}-{year}", standing=_OPEN
        )
        return found.cases[0] if found.cases else None

    def _only_asked(self, unit: str) -> bool:
        batch = _handed_in.get()
        return self.is_stationed(unit) if batch is None else batch.is_stationed(unit, self)

    def is_stationed(self, unit: str) -> bool:
        """Tell whether the city can only ask a unit (N11); no for one that is not registered."""
        if self.engine is None:
            return False
        found = self.engine.cases(workflow="org-unit", subject=f"UNIT-{unit}", standing="active")
        return bool(found.cases) and not found.cases[0].data["scorable"]

    def _rostered(self, unit: str) -> bool:
        batch = _handed_in.get()
        return self.on_roster(unit) if batch is None else batch.on_roster(unit, self)

    def on_roster(self, unit: str) -> bool:
        """Tell whether a unit is on the roster; yes for every unit where it holds none."""
        if self.engine is None:
            return True
        units = partial(self.engine.cases, workflow="org-unit", standing="active", limit=1)
        return bool(units(subject=f"UNIT-{unit}").cases) or not units().cases

    def like(self, own: Listed) -> list[Listed]:
        """Return the open projects with the code, or with the name and owner."""
        where: list[dict[str, str]] = [{"code": own.code}] if own.code else []
        if own.name and own.owner:
            where.append({"name_zh": own.name, "owner_zh": own.owner})
        found = {item: None for each in where for item in self.listed(where=each)}
        return list(found)

    def listed(self, **query: Any) -> Iterator[Listed]:
        """Yield every open project of a query as far as duplicates are concerned."""
        if self.engine is not None:
            for case in every(self.engine, workflow="key-project", standing=_OPEN, **query):
                yield _listed(case.data)

    def sponsored(self, person: str) -> list[str]:
        """Return the numbers of the key projects that somebody sponsors (N26)."""
        if self.engine is None:
            return []
        where = {"list": "key", "sponsor": person}
        found = every(self.engine, workflow="key-project", standing=_OPEN, where=where)
        return [case.data["number"] for case in found]

    def decided(self) -> Iterator[int]:
        """Yield every year whose assessment the city has decided."""
        if self.engine is not None:
            for case in every(self.engine, workflow="annual-assessment", stage=_DECIDED):
                yield int(case.data["period"])


def _listed(data: Mapping[str, Any]) -> Listed:
    return Listed(
        data.get("number") or "",
        data.get("code"),
        data.get("name_zh") or "",
        data.get("owner_zh") or "",
    )
