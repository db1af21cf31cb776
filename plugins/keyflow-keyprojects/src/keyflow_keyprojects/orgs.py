"""Units and their heads (N03, N04, N08 to N11, N28): what each is, and who heads it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

from keyflow import Actor, Case, Engine, NotFound
from keyflow.commands import Command, Fire, Start
from keyflow_keyprojects.names import BUREAUS
from keyflow_keyprojects.people import offices
from keyflow_keyprojects.register import every

UNIT, PROJECT = "org-unit", "key-project"
Kind = Literal["leadership", "unit", "functional", "town", "stationed", "owner", "bank"]
# Who can be asked, but neither ordered nor scored by the city (N11, N12).
_NOT_SCORED = frozenset({"leadership", "stationed", "owner", "bank"})


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
        """Whether the city may score it (N10, N11)."""
        return self.kind not in _NOT_SCORED

    @property
    def ordered(self) -> bool:
        """Whether the city gives it orders; the others get requests (C4.11)."""
        return self.scorable


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
        for o in offices().values()
    ]
    return {org.id: org for org in (*own, *_OTHERS)}


def org(unit: str) -> Org:
    """Return a unit; raises KeyError for one nobody knows."""
    return orgs()[unit]


def is_stationed(unit: str) -> bool:
    """Tell whether the city can only ask a unit, not order it (N11); no for one nobody knows."""
    known = orgs().get(unit)
    return known is not None and not known.ordered


def register(engine: Engine, units: Iterable[Org], *, by: Actor) -> list[Case]:
    """Enter units into the register, all or none; those that are in it already stay."""
    there = {case.data["unit"] for case in every(engine, workflow=UNIT, standing="active")}
    fresh = [unit for unit in units if unit.id not in there]
    commands = [Start(UNIT, f"UNIT-{unit.id}", _data(unit)) for unit in fresh]
    return [outcome.case for outcome in engine.do(commands, by=by)] if commands else []


def _data(unit: Org) -> dict[str, object]:
    data: dict[str, object] = {"unit": unit.id, "kind": unit.kind, "name_zh": unit.zh,
                               "name_en": unit.en, "scorable": unit.scorable}  # fmt: skip
    return data | ({"head": unit.head} if unit.head else {})


def unit_case(engine: Engine, unit: str) -> Case:
    """Return a unit's case; raises `NotFound` where it is not in the register."""
    found = engine.cases(workflow=UNIT, subject=f"UNIT-{unit}", order="-opened").cases
    if not found:
        msg = f"no unit {unit!r} is registered in this store"
        raise NotFound(msg)
    return found[0]


def appoint_head(
    engine: Engine, unit: str, person: str, *, by: Actor, acting: bool = False
) -> Case:
    """Give a unit another first-in-command: its duties follow the office (N03, N28).

    Every open project of the unit, and what is open in it, names the new one in the same commit.
    """
    case = unit_case(engine, unit)
    projects = [
        project
        for project in every(
            engine, workflow=PROJECT, standing=("active", "suspended"), where={"unit": unit}
        )
        if project.data["head"] != person
    ]
    commands: list[Command] = [Fire(case.id, "appoint", {"head": person, "acting": acting})]
    commands += [Fire(project.id, "change_head", {"head": person}) for project in projects]
    return engine.do(commands, by=by)[0].case


def head_at(engine: Engine, unit: str, at: datetime) -> str | None:
    """Return who headed a unit at an instant (C2 Office); raises `NotFound`."""
    case = engine.case(unit_case(engine, unit).id, as_of=at)
    head: str | None = case.data["head"]
    return head


def heads(engine: Engine, unit: str) -> list[tuple[str, datetime]]:
    """Return who headed a unit, each with since when, oldest first (C2 Office)."""
    case = unit_case(engine, unit)
    found: list[tuple[str, datetime]] = []
    for event in engine.history(case.id):
        if event.accepted and event.trigger in {None, "appoint"}:
            head = head_at(engine, unit, event.occurred_at)
            if head and (not found or found[-1][0] != head):
                found.append((head, event.occurred_at))
    return found


def change_dispatcher(
    engine: Engine, project: Case, dispatcher: str, substitute: str | None = None, *, by: Actor
) -> Case:
    """Name another dispatcher, with a substitute (N06, N38): open reports are theirs from now."""
    change = {"dispatcher": dispatcher} | ({"substitute": substitute} if substitute else {})
    return engine.fire(project.id, "change_dispatcher", by=by, data=change).case
