"""The projects of a list as figures need them, now or as of any day, and their sums."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from keyflow import Case, Engine, NotFound
from keyflow.plugin import Money
from keyflow_keyprojects.dates import ZONE
from keyflow_keyprojects.record.register import every

_OPEN = frozenset({"active", "suspended"})
_NOTHING = Decimal(0)
# All that is read of a project: ten thousand whole ones would take several times as long.
_FIELDS = (
    "number", "sector", "funding", "sponsor", "unit", "light",
    "total", "year_plan", "invested_before", "invested_total",
)  # fmt: skip
_LISTED = ("list", "list_year")


class Amounts(NamedTuple):
    """Money of one project or of several, in units of one currency.

    `done_year` is what was accepted as invested in the year, `done` since the beginning.
    """

    total: Decimal = _NOTHING
    year_plan: Decimal = _NOTHING
    done_year: Decimal = _NOTHING
    done: Decimal = _NOTHING

    def less(self, other: "Amounts") -> "Amounts":
        """Return the differences."""
        return Amounts(*(a - b for a, b in zip(self, other, strict=True)))

    @property
    def completion(self) -> Decimal | None:
        """What part of the year plan is done, unrounded; None without a plan."""
        return self.done_year / self.year_plan if self.year_plan else None


def total(amounts: Iterable[Amounts]) -> Amounts:
    """Return the sums of amounts in one currency."""
    return Amounts(*(sum(column, _NOTHING) for column in zip(*amounts, strict=True)))


class Line(NamedTuple):
    """A project of the portfolio; `own` is in its own `currency`.

    `stage` is `suspended` while it is on hold; its light is grey then (C4.6).
    """

    case: str
    number: str
    stage: str
    state: str
    since: datetime
    light: str
    sector: str
    funding: str
    sponsor: str
    unit: str
    currency: str
    own: Amounts


def end_of(day: date | None) -> datetime | None:
    """Return the last instant of a day where the office is; an instant stays what it is."""
    if day is None or isinstance(day, datetime):
        return day
    return datetime.combine(day + timedelta(days=1), time(), ZONE) - timedelta(microseconds=1)


def lines_of(
    engine: Engine,
    year: int,
    kind: str = "key",
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Iterator[Line]:
    """Yield the projects that stand on a list, now or then."""
    if as_of is None and known_at is None:
        where = {"list": kind, "list_year": year}
        for case in every(engine, workflow="key-project", only=_FIELDS, where=where):
            if _is_open(case):
                yield _line(case)
        return
    # Which list it stood on then may be another than now: of the past all are looked at.
    for case in every(engine, workflow="key-project", only=(*_FIELDS, *_LISTED)):
        then = _then(engine, case, as_of, known_at)
        if then is not None and _is_open(then) and _stands(then, year, kind):
            yield _line(then)


def _stands(case: Case, year: int, kind: str) -> bool:
    return bool((case.data["list"], case.data["list_year"]) == (kind, year))


def _is_open(case: Case) -> bool:
    return case.standing in _OPEN and case.stage != "screening"


def _then(
    engine: Engine, case: Case, as_of: datetime | None, known_at: datetime | None
) -> Case | None:
    """Return a case as it was; what has not changed since needs no history."""
    asked = [at for at in (as_of, known_at) if at is not None]
    if case.changed <= min(asked):
        return case
    try:
        return engine.case(case.id, as_of=as_of, known_at=known_at)
    except NotFound:
        return None


def _line(case: Case) -> Line:
    data, held = case.data, case.standing == "suspended"
    whole, before, now = data["total"], data["invested_before"], data["invested_total"]
    done = _amount(now or before)
    own = Amounts(whole.amount, _amount(data["year_plan"]), done - _amount(before), done)
    return Line(
        case.id,
        data["number"],
        "suspended" if held else case.stage,
        case.state,
        case.since,
        "grey" if held else data["light"] or "grey",
        data["sector"] or "",
        data["funding"] or "",
        data["sponsor"] or "",
        data["unit"] or "",
        whole.currency,
        own,
    )


def _amount(money: Money | None) -> Decimal:
    return _NOTHING if money is None else money.amount
