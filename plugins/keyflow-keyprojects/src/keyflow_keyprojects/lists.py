"""The yearly lists (N21, N22): who stands on them, in which version, and what they come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from keyflow import Actor, Case, Engine, NotFound, Outcome
from keyflow.plugin import Money
from keyflow_keyprojects.fx import FxRate
from keyflow_keyprojects.portfolio import Comparison, Member, compare, headline
from keyflow_keyprojects.rules import lists as rules
from keyflow_keyprojects.scene.pages import rows_of

LIST, KINDS = "key-list", ("key", "preliminary")
_AMOUNTS = ("year_plan", "invested_before", "sales", "profit", "tax")


@dataclass(frozen=True, slots=True)
class Entry:
    """A project as a list has it; amounts in its own currency, benefits in CNY a year.

    `since` and `until` are the versions it stood in, `until` the first without it.
    """

    number: str
    funding: str
    total: Money
    since: int
    until: int | None = None
    year_plan: Money | None = None
    invested_before: Money | None = None
    sales: Money | None = None
    profit: Money | None = None
    tax: Money | None = None

    @property
    def member(self) -> Member:
        """The entry as far as a headline is concerned."""
        return Member(self.funding, self.total, self.year_plan, self.sales, self.profit, self.tax)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a list: from when it holds, by which decision, at which rate, what it sums to.

    `total` and `year_plan` are by currency, in units of it.
    """

    version: int
    effective: date
    decided_on: date
    by: str
    decision: str
    reason: str
    rate: Decimal | None
    count: int
    total: Mapping[str, Decimal]
    year_plan: Mapping[str, Decimal]


def subject_of(kind: str, year: int) -> str:
    """Return what a list's case is about: KEY-2011, PRELIMINARY-2011."""
    return f"{kind.upper()}-{year}"


def list_case(engine: Engine, year: int, kind: str = "key") -> Case:
    """Return the case in which a list is kept; raises `NotFound`."""
    subject = subject_of(kind, year)
    found = engine.cases(workflow=LIST, subject=subject, roots=True, order="-opened").cases
    if not found:
        msg = f"no list {subject} is kept in this store"
        raise NotFound(msg)
    return found[0]


def versions(
    engine: Engine, year: int, kind: str = "key", *, known_at: datetime | None = None
) -> list[Version]:
    """Return a list's versions, oldest first (N21); raises `NotFound`."""
    case = _then(engine, list_case(engine, year, kind), known_at)
    return [Version(**dict(record)) for record in case.data["versions"] or ()]


def version_on(known: Sequence[Version], day: date) -> Version:
    """Return the version that is in force on a day; the first, where none is yet (K31)."""
    held = [one for one in known if one.effective <= day]
    return held[-1] if held else known[0]


def members_at(
    engine: Engine,
    year: int,
    kind: str = "key",
    *,
    version: int | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> list[Entry]:
    """Return who stands on a list (N21): in a version, on a day, or in the latest version.

    On a day, a change counts from the day it takes effect (K31). With `known_at`, as the list was
    recorded by that instant. Raises `NotFound` where no such list is kept.
    """
    case = list_case(engine, year, kind)
    found = engine.cases(parent=case.id, workflow="key-list-page", limit=1000).cases
    pages = [then for page in found if (then := _known(engine, page, known_at)) is not None]
    rows = rows_of(pages)
    if as_of is None:
        return [_entry(row) for row in rules.standing(rows, version)]
    days = {one.version: one.effective for one in versions(engine, year, kind, known_at=known_at)}
    return [_entry(row) for row in rows if _stood(row, days, as_of)]


def _stood(row: Mapping[str, Any], days: Mapping[int, date], day: date) -> bool:
    until = row.get("until")
    return days[row["since"]] <= day and (until is None or day < days[until])


def headline_at(
    engine: Engine,
    year: int,
    kind: str = "key",
    *,
    version: int | None = None,
    as_of: date | None = None,
    known_at: datetime | None = None,
    rate: FxRate | None = None,
) -> dict[str, Decimal]:
    """Return a list's figures recomputed from its members (N21), amounts in 100 million.

    The rate is the one the list is rolled up at (N23) unless another is given.
    """
    members = members_at(engine, year, kind, version=version, as_of=as_of, known_at=known_at)
    return headline([entry.member for entry in members], rate or plan_rate(engine, year, kind))


def plan_rate(engine: Engine, year: int, kind: str = "key") -> FxRate:
    """Return the rate a list is rolled up at; only an adjustment changes it (E5)."""
    return FxRate(**dict(list_case(engine, year, kind).data["plan_rate"]))


def against_published(
    engine: Engine, year: int, kind: str = "key", *, rate: FxRate | None = None
) -> list[Comparison]:
    """Set the headline as printed beside that of version 1 (D: a fact with a tolerance)."""
    published = list_case(engine, year, kind).data["published"] or {}
    computed = headline_at(engine, year, kind, version=1, rate=rate)
    return compare(computed, {term: published[term] for term in published if term in computed})


def publish(
    engine: Engine,
    year: int,
    figures: Mapping[str, Decimal],
    kind: str = "key",
    *,
    by: Actor,
    reason: str = "",
) -> Outcome:
    """Store a list's headline as it was printed (N21), beside what was printed of it before.

    The outcome's `warnings` name every figure that the members of version 1 do not come to. A
    figure that was published otherwise is corrected with a `reason` only (C0.2). Raises `Refused`
    for a term that no headline has.
    """
    case = list_case(engine, year, kind)
    printed = {**(case.data["published"] or {}), **figures}
    return engine.fire(case.id, "publish", by=by, data={"published": printed}, comment=reason)


def _then(engine: Engine, case: Case, known_at: datetime | None) -> Case:
    return case if known_at is None else engine.case(case.id, known_at=known_at)


def _known(engine: Engine, case: Case, known_at: datetime | None) -> Case | None:
    try:
        return _then(engine, case, known_at)
    except NotFound:  # the page was opened later
        return None


def _entry(row: Mapping[str, Any]) -> Entry:
    amounts = {name: _money(row[name]) for name in _AMOUNTS if row.get(name) is not None}
    return Entry(
        row["number"],
        row["funding"],
        _money(row["total"]),
        row["since"],
        row.get("until"),
        **amounts,
    )


def _money(value: Mapping[str, str]) -> Money:
    return Money(Decimal(value["amount"]), value["currency"])
