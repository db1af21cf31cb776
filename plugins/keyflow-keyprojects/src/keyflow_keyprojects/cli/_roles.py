"""Which roles the roster gives to somebody: whoever is on it acts in no other.

A name that is no person's, such as `city` or `kpmo-1`, is an office's: of the unit it is named
after, if there is one on the roster. For others, and in an empty store, the host vouches.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from keyflow import Engine, Refused
from keyflow.plugin import Finding

if TYPE_CHECKING:
    from keyflow_keyprojects.roster import Org

# In which kinds of unit somebody has a role. Other roles are those of the unit with their name
# (kpmo, supervision, nr), or of whom a case names.
_KINDS: Mapping[str, frozenset[str]] = {
    "city": frozenset({"leadership"}),
    "unit": frozenset({"unit", "town"}),
    "dept": frozenset({"unit", "functional"}),
    "func": frozenset({"functional"}),
    "town": frozenset({"town"}),
    "owner": frozenset({"owner"}),
    "stationed": frozenset({"stationed", "bank"}),
}
_NAMED_BY_CASES = frozenset({"dispatcher", "meeting", "person"})


def vouched(engine: Engine, name: str, role: str, day: date) -> None:
    """Raise `Refused` where the roster knows somebody, and does not give them a role."""
    from keyflow_keyprojects.roster import leaders, units  # noqa: PLC0415 - not where one looks

    known = units(engine)
    own = _units_of(engine, name, known)
    if own is None or role in _NAMED_BY_CASES or any(_acts(unit, role) for unit in own):
        return
    if role == "sponsor" and name in leaders(engine, day):
        return
    if role == "head" and any(unit.head == name for unit in own):
        return
    finding = Finding(
        "role-not-held",
        "By the roster {person}, of {unit}, does not act as {role}.",
        translations={"zh": "按名册，{person}（{unit}）不具有 {role} 的身份。"},
        person=name,
        unit=", ".join(unit.id for unit in own) or "-",
        role=role,
    )
    raise Refused([finding])


def _units_of(engine: Engine, name: str, known: Mapping[str, "Org"]) -> list["Org"] | None:
    """Return the units of somebody on the roster, or the one an office is named after.

    None for whom the roster does not know.
    """
    found = engine.cases(workflow="person", subject=f"PERSON-{name}", standing="active").cases
    if found:
        named = {found[0].data["unit"]}
        return [unit for unit in known.values() if unit.id in named or unit.head == name]
    offices = {unit.id.lower(): unit for unit in known.values()}
    office = offices.get(name.lower()) or offices.get(name.lower().partition("-")[0])
    return None if office is None else [office]


def _acts(unit: "Org", role: str) -> bool:
    return role == unit.id.lower() or unit.kind in _KINDS.get(role, ())
