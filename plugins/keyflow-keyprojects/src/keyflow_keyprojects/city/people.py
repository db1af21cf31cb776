"""The people and offices of the invented city, the same at every call."""

from dataclasses import dataclass
from functools import cache
from itertools import product

from keyflow_keyprojects.city.names import BUREAUS, CITY_EN, CITY_ZH, GIVEN_NAMES, SURNAMES, TOWNS

LEADERS = 10


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person: `id` is what keyflow knows, the rest is for people to read."""

    id: str
    zh: str
    en: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Office:
    """A town or bureau with its first-in-command and the two who dispatch its projects."""

    id: str
    zh: str
    en: str
    head: Person
    dispatchers: tuple[Person, Person]


@cache
def leaders() -> tuple[Person, ...]:
    """Return the city leaders who sponsor projects."""
    return tuple(
        _person(number, "副市长" if number else "市长", "Vice-mayor" if number else "Mayor")
        for number in range(LEADERS)
    )


@cache
def offices() -> dict[str, Office]:
    """Return the towns and bureaus by id."""
    places = (*TOWNS, *((name, CITY_ZH + zh, f"{CITY_EN} {en}") for name, zh, en in BUREAUS))
    return {
        name: _office(name, zh, en, LEADERS + 3 * number)
        for number, (name, zh, en) in enumerate(places)
    }


def _office(name: str, zh: str, en: str, first: int) -> Office:
    head = _person(first, f"{zh}主要负责人", f"Head of {en}")
    pair = tuple(_person(first + n, f"{zh}项目专员", f"Dispatcher, {en}") for n in (1, 2))
    return Office(name, zh, en, head, (pair[0], pair[1]))


def _person(number: int, title_zh: str, title_en: str) -> Person:
    (given_zh, given), (family_zh, family) = _names()[number]
    return Person(
        id=f"{family}-{given}",
        zh=family_zh + given_zh,
        en=f"{given.capitalize()} {family.capitalize()}",
        title_zh=title_zh,
        title_en=title_en,
    )


@cache
def _names() -> tuple[tuple[tuple[str, str], tuple[str, str]], ...]:
    return tuple(product(GIVEN_NAMES, SURNAMES))


def people() -> dict[str, Person]:
    """Return everybody by id: leaders, heads and dispatchers."""
    staff = (
        person for office in offices().values() for person in (office.head, *office.dispatchers)
    )
    return {person.id: person for person in (*leaders(), *staff)}
