"""What the checks must know beyond the case: the host's `facts` function returns this."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol, runtime_checkable

from keyflow_keyprojects.settings import DEFAULTS


@dataclass(frozen=True, slots=True)
class Listed:
    """Another project of the lists, as far as duplicates are concerned."""

    number: str
    code: str | None
    name: str
    owner: str


@runtime_checkable
class Searched(Protocol):
    """Projects that can say which of them are like another, without all being looked at."""

    def like(self, own: Listed) -> Iterable[Listed]:
        """Return those with the code, or with the name and owner."""
        ...


class Index(Iterable[Listed]):
    """Projects by code and by name with owner: what a look-up takes does not grow with them."""

    def __init__(self, projects: Iterable[Listed] = ()) -> None:
        self._all: list[Listed] = []
        self._by: defaultdict[tuple[str, ...], list[Listed]] = defaultdict(list)
        self.add(projects)

    def add(self, projects: Iterable[Listed]) -> None:
        """Take some more in."""
        for project in projects:
            self._all.append(project)
            for key in _keys(project):
                self._by[key].append(project)

    def like(self, own: Listed) -> list[Listed]:
        """Return those with the code, or with the name and owner, each once."""
        found = (project for key in _keys(own) for project in self._by.get(key, ()))
        return list(dict.fromkeys(found))

    def __iter__(self) -> Iterator[Listed]:
        return iter(self._all)


def _keys(project: Listed) -> list[tuple[str, ...]]:
    named = ("name", project.name.strip(), project.owner.strip())
    return [("code", project.code.strip()), named] if project.code else [named]


def alike(others: Iterable[Listed], own: Listed) -> Iterable[Listed]:
    """Return the projects that can double another one: all, where they cannot be searched."""
    return others.like(own) if isinstance(others, Searched) else others


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in a city-level office, from `since` up to but without `until`."""

    person: str
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the person holds the office on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def no_list(_kind: str, _year: int) -> str | None:
    """Know of no list: so it is where the host keeps none."""
    return None


def no_version(_kind: str, _year: int) -> date | None:
    """Know of no version of a list: so it is where the host keeps none."""
    return None


def no_office(_at: datetime) -> str | None:
    """Know of no office's year: so it is where the host keeps none."""
    return None


def not_known(_unit: str) -> bool:
    """Know of no stationed unit: so it is where the host keeps no roster."""
    return False


def any_unit(_unit: str) -> bool:
    """Take every unit as registered: so it is where the host keeps no roster."""
    return True


def sponsors_none(_person: str) -> tuple[str, ...]:
    """Know of no project that somebody sponsors: so it is where the host keeps none."""
    return ()


def no_year(_year: int) -> str | None:
    """Know of no assessment of a year: so it is where the host keeps none."""
    return None


def no_head(unit: str) -> str:
    """Name the unit itself: so it is where the host keeps no roster."""
    return unit


def no_review(_quarter: str) -> str | None:
    """Know of no review of a quarter: so it is where the host keeps none."""
    return None


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """The facts of one project; `plan_rate` is the list's, in CNY for one USD.

    `lists` returns the case in which a list of a year is kept, by its kind: key or preliminary;
    `list_since` from when its latest version counts.
    `decided_years` are those whose annual assessment is decided (E11). `is_stationed` tells by its
    id whether a unit can only be asked, not ordered (N11); no for one that is not registered.
    `on_roster` tells whether it is registered; yes for every unit where no roster is kept.
    `office` returns the case of the office's year that is open at an instant, `review` that of the
    review of a quarter such as 2011-Q1 whose data are frozen, until it is filed away (C4.12).
    `sponsored` returns the numbers of the key projects that somebody sponsors.
    `annual` returns the assessment of a year whose grades are written, until it is filed away.
    `head_of` returns who heads a unit, by its id or that of the catalogue; the unit itself where
    the roster names nobody (N08).
    """

    others: Iterable[Listed] = ()
    leaders: Iterable[Term] = ()
    plan_rate: Decimal = DEFAULTS.plan_rate
    lists: Callable[[str, int], str | None] = no_list
    list_since: Callable[[str, int], date | None] = no_version
    decided_years: Iterable[int] = ()
    is_stationed: Callable[[str], bool] = not_known
    on_roster: Callable[[str], bool] = any_unit
    office: Callable[[datetime], str | None] = no_office
    review: Callable[[str], str | None] = no_review
    sponsored: Callable[[str], Sequence[str]] = sponsors_none
    annual: Callable[[int], str | None] = no_year
    head_of: Callable[[str], str] = no_head
