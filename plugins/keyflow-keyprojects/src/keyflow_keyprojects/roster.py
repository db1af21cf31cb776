"""The roster (名册): who there is in the office's city, kept in its store (N02 to N13, C2 Org).

Units are cases of `org-unit`, persons of `person`. Heads are in orgs.py; this module knows who they
all are, what they are called, and which leaders hold a city-level office on a day (K05).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from keyflow import Actor, Case, Engine, NotFound
from keyflow.commands import Command, Fire, Start
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.record.register import every, terms

PERSON, UNIT = "person", "org-unit"
Kind = Literal["leadership", "unit", "functional", "town", "stationed", "owner", "bank"]
Language = Literal["zh", "en"]
# Who can be asked, but neither ordered nor scored by the city (N11, N12).
_ONLY_ASKED = frozenset({"leadership", "stationed", "owner", "bank"})
__all__ = [
    "Kind",
    "Org",
    "Person",
    "Roster",
    "heads_of",
    "is_scored",
    "leaders",
    "leave_office",
    "names",
    "people",
    "register",
    "take_office",
    "terms",
    "units",
    "whole",
]


@dataclass(frozen=True, slots=True)
class Org:
    """A unit: its id, kind and names, and whether the city scores it."""

    id: str
    kind: Kind
    zh: str
    en: str
    head: str | None = None

    @property
    def scorable(self) -> bool:
        """Whether the city may score and order it; the others get requests (N10, N11, C4.11)."""
        return self.kind not in _ONLY_ASKED


@dataclass(frozen=True, slots=True)
class Person:
    """A person: the id keyflow knows, names, title, unit, contact, terms of city-level offices."""

    id: str
    zh: str
    en: str = ""
    title_zh: str = ""
    title_en: str = ""
    unit: str = ""
    contact: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """People and units that are entered together."""

    people: Sequence[Person] = field(default_factory=tuple)
    units: Sequence[Org] = field(default_factory=tuple)


# who there is


def people(engine: Engine) -> dict[str, Person]:
    """Return everybody on the roster by id (C2 Person); those who were struck off are not on it."""
    found = every(engine, workflow=PERSON, standing="active")
    return {case.data["person"]: _person(case.data) for case in found}


def units(engine: Engine) -> dict[str, Org]:
    """Return the units on the roster by id (C2 Org); those that were dissolved are not on it."""
    found = every(engine, workflow=UNIT, standing="active")
    return {case.data["unit"]: _org(case.data) for case in found}


def is_scored(roster: Mapping[str, Org], unit: str) -> bool:
    """Tell whether the city orders and scores a unit: it is on the roster, and not only asked."""
    known = roster.get(unit)
    return known is not None and known.scorable


def whole(engine: Engine) -> Roster:
    """Return the roster as it stands."""
    return Roster(tuple(people(engine).values()), tuple(units(engine).values()))


def leaders(engine: Engine, at: date) -> list[str]:
    """Return who holds a city-level office on a day (N02, K05), in the order of the roster."""
    return list(dict.fromkeys(term.person for term in terms(engine) if term.covers(at)))


def heads_of(engine: Engine, kind: Kind) -> list[str]:
    """Return the heads of the units of a kind (N03), by unit: such as for a screening panel (N20).

    The panel of an office may be those of its functional units (N08).
    """
    known = units(engine)
    heads = [known[name].head for name in sorted(known) if known[name].kind == kind]
    return [head for head in heads if head]


def names(engine: Engine, language: Language) -> dict[str, str]:
    """Return the names of people and units by id, those who left the roster too.

    Who has none in a language has the other's; who is not on the roster is not in the answer.
    """
    own, other = ("name_zh", "name_en") if language == "zh" else ("name_en", "name_zh")
    return {
        case.data[key]: case.data[own] or case.data[other] or case.data[key]
        for workflow, key in ((UNIT, "unit"), (PERSON, "person"))
        for case in every(engine, workflow=workflow, only=(key, own, other))
    }


def _person(data: Mapping[str, Any]) -> Person:
    identity = data["person"]
    held = tuple(Term(identity, term["since"], term["until"]) for term in data["terms"] or ())
    told = (data[name] or "" for name in _CALLED[PERSON])
    zh, en, title_zh, title_en, unit, contact = told
    return Person(identity, zh, en, title_zh, title_en, unit, contact, held)


def _org(data: Mapping[str, Any]) -> Org:
    return Org(
        data["unit"], data["kind"], data["name_zh"] or "", data["name_en"] or "", data["head"]
    )


# entering


def register(engine: Engine, roster: Roster, *, by: Actor) -> list[Case]:
    """Enter people and units, all or none, and return the cases that were begun or corrected.

    Who is on the roster already stays: names, kind, title, unit and contact follow what is told;
    heads and terms of office do not, which change by steps of their own (N03, N28, K05).
    """
    commands = [*changes(engine, roster).values()]
    return [outcome.case for outcome in engine.do(commands, by=by)] if commands else []


def changes(engine: Engine, roster: Roster) -> dict[str, Command]:
    """Return what enters a roster, by PERSON-id and UNIT-id: a start, or a correction."""
    entries = [
        *((UNIT, f"UNIT-{unit.id}", _unit_data(unit)) for unit in roster.units),
        *((PERSON, f"PERSON-{person.id}", _person_data(person)) for person in roster.people),
    ]
    there = {
        case.subject: case
        for workflow in (UNIT, PERSON)
        for case in every(engine, workflow=workflow, standing="active")
    }
    return dict(_changes(entries, there))


def _changes(
    entries: Sequence[tuple[str, str, dict[str, Any]]], there: Mapping[str, Case]
) -> Iterator[tuple[str, Command]]:
    for workflow, subject, data in entries:
        case = there.get(subject)
        if case is None:
            yield subject, Start(workflow, subject, data)
            continue
        told = {name: data[name] for name in _CALLED[workflow] if name in data}
        called = {name: value for name, value in told.items() if value != case.data[name]}
        if called:
            yield subject, Fire(case.id, "correct", called)


_CALLED = {
    UNIT: ("name_zh", "name_en", "kind", "scorable"),
    PERSON: ("name_zh", "name_en", "title_zh", "title_en", "unit", "contact"),
}


def _unit_data(unit: Org) -> dict[str, Any]:
    told = {"name_zh": unit.zh, "name_en": unit.en, "head": unit.head}
    data = {name: value for name, value in told.items() if value}
    return {"unit": unit.id, "kind": unit.kind, "scorable": unit.scorable, **data}


def _person_data(person: Person) -> dict[str, Any]:
    told = {
        "name_zh": person.zh,
        "name_en": person.en,
        "title_zh": person.title_zh,
        "title_en": person.title_en,
        "unit": person.unit,
        "contact": person.contact,
    }
    data = {name: value for name, value in told.items() if value}
    held = [{"since": term.since, "until": term.until} for term in person.terms]
    return {"person": person.id, "leader": bool(held), "terms": held, **data}


# city-level offices


def person_case(engine: Engine, person: str) -> Case:
    """Return somebody's case; raises `NotFound` where they are not on the roster."""
    return _entered(engine, PERSON, f"PERSON-{person}", person)


def unit_case(engine: Engine, unit: str) -> Case:
    """Return a unit's case; raises `NotFound` where it is not on the roster."""
    return _entered(engine, UNIT, f"UNIT-{unit}", unit)


def _entered(engine: Engine, workflow: str, subject: str, name: str) -> Case:
    found = engine.cases(workflow=workflow, subject=subject, standing="active").cases
    if not found:
        msg = f"{name!r} is not on the roster; enter it with `keyflow projects import-roster`"
        raise NotFound(msg)
    return found[0]


def take_office(engine: Engine, person: str, *, by: Actor, on: datetime | None = None) -> Case:
    """Let somebody take a city-level office, now or on a day up to 30 days back (N02, K05).

    Raises `NotFound` for who is not on the roster, `Refused` for who holds one already.
    """
    case = person_case(engine, person)
    return engine.fire(case.id, "take_office", by=by, occurred_at=on).case


def leave_office(engine: Engine, person: str, *, by: Actor, on: datetime | None = None) -> Case:
    """Let somebody leave their city-level office, now or on a day up to 30 days back (K05).

    From that day on nobody new can be given to them; what they sponsor still, `sponsors.py` hands
    over (C4.13). Raises `NotFound` for who is not on the roster, `Refused` for who holds none.
    """
    case = person_case(engine, person)
    return engine.fire(case.id, "leave_office", by=by, occurred_at=on).case
