"""The invented city's roster, its people and units, and an engine of its office."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from keyflow import Actor, Case, Engine
from keyflow_keyprojects.city import people
from keyflow_keyprojects.city.names import BUREAUS
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.office import build_engine
from keyflow_keyprojects.roster import Org, Person, Roster, register

IN_OFFICE_SINCE = date(2010, 1, 1)
# The heads of the five bureaus argue for and against a candidate.
PANEL = tuple(people.offices()[bureau].head.id for bureau, _, _ in BUREAUS)
_OTHERS = (
    Org("city", "leadership", "市委、市政府", "City Party committee and government"),
    Org("kpmo", "unit", "市重点项目管理办公室", "Key Project Management Office"),
    Org("supervision", "unit", "市督查室", "Supervision office"),
    Org("DRC", "functional", "发展和改革局", "Development and Reform Bureau"),
    Org("NR", "functional", "国土资源局", "Land and Resources Bureau"),
    Org("HUD", "functional", "规划建设局", "Planning and Construction Bureau"),
    Org("EE", "functional", "环境保护局", "Environmental Protection Bureau"),
    Org("WR", "functional", "水利局", "Water Resources Bureau"),
    Org("CAD", "functional", "人民防空办公室", "Civil Air Defence Office"),
    Org("tax", "stationed", "国家税务局", "State Tax Office"),
    Org("power", "stationed", "供电公司", "Power Supply Company"),
    Org("bank-of-linlan", "bank", "临澜银行", "Bank of Linlan"),
)


@cache
def orgs() -> Mapping[str, Org]:
    """Return the units of the invented city by id (C2 Org)."""
    bureaus = {name for name, *_ in BUREAUS}
    own = [
        Org(o.id, "unit" if o.id in bureaus else "town", o.zh, o.en, o.head.id)
        for o in people.offices().values()
    ]
    return {org.id: org for org in (*own, *_OTHERS)}


@cache
def city_roster() -> Roster:
    """Return everybody: leaders in office since 2010, heads, dispatchers, and the units."""
    lead = {person.id for person in people.leaders()}
    at = {
        person.id: office.id
        for office in people.offices().values()
        for person in (office.head, *office.dispatchers)
    }
    everybody = [
        Person(
            one.id,
            one.zh,
            one.en,
            one.title_zh,
            one.title_en,
            unit=at.get(one.id, "city"),
            terms=(Term(one.id, IN_OFFICE_SINCE),) if one.id in lead else (),
        )
        for one in people.people().values()
    ]
    return Roster(everybody, tuple(orgs().values()))


def register_city(engine: Engine, *, by: Actor | None = None) -> list[Case]:
    """Enter the invented city's roster into a store; who is on it already stays."""
    return register(engine, city_roster(), by=by or Actor("kpmo-clerk", {"kpmo"}))


def city_engine(url: str | None = None, **given: Any) -> Engine:
    """Return an engine of the invented city's office, with its roster entered."""
    engine = build_engine(url, **given)
    register_city(engine)
    return engine
