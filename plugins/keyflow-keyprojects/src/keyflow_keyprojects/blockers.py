"""What stands in a project's way: raised, climbing its ladder, solved, closed (N44, C4.9)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from keyflow import Actor, Case, Engine, Outcome, Refused
from keyflow.plugin import Money
from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.record.register import every

BLOCKER, SLOT = "blocker", "blocker"
OPEN = ("open.l1", "open.l2", "open.l3", "open.l4")
K17 = "k17-land"
# What a child of a project is told of it, by its own field.
OF_PROJECT = {"number": "number", "name_zh": "name_zh", "name_en": "name_en"}


class Rung(NamedTuple):
    """How long a blocker was at a state, and with whom; `until` is None where it still is."""

    state: str
    level: int
    holder: str | None
    since: datetime
    until: datetime | None


def of_project(project: Case, **fields: str) -> dict[str, Any]:
    """Return what a case below a project is told of it: `fields` name more of the project's."""
    wanted = OF_PROJECT | fields
    found = {name: project.data[field] for name, field in wanted.items()}
    return {name: value for name, value in found.items() if value is not None}


def next_subject(engine: Engine, project: Case, workflow: str, slot: str) -> str:
    """Return the subject of the next case of a slot of a project, such as K003/blocker/2."""
    count = engine.cases(parent=project.id, workflow=workflow, limit=1).total
    return f"{project.subject}/{slot}/{count + 1}"


def raise_blocker(
    engine: Engine,
    project: Case,
    kind: str,
    what: str,
    *,
    by: Actor,
    unit: str | None = None,
    head: str | None = None,
    due: date | None = None,
    justifies_until: date | None = None,
    needs_land_ha: Decimal | str | None = None,
    needs_credit: Money | str | None = None,
    occurred_at: datetime | None = None,
    rule: str | None = None,
    key: str | None = None,
) -> Case:
    """Open a blocker of a project at level 1, with its unit or the `unit` and `head` named (C4.9).

    `kind` is land, relocation, credit, equity, permit, utility, planning, market, weather, approval
    or other. A shortfall up to `justifies_until` is laid to it (N44). `rule` is the check that
    found it, if one did. Raises `Refused`.
    """
    data = {
        **of_project(project, head="head", owner_unit="unit", department="department",
                     sponsor="sponsor", dispatcher="dispatcher", owner="owner_contact"),
        "type": kind,
        "what": what,
        "rule": rule,
        "level": 1,
        "due": due,
        "justifies_until": justifies_until,
        "needs_land_ha": needs_land_ha,
        "needs_credit": needs_credit,
    }  # fmt: skip
    data |= {"owner_unit": unit} if unit else {}
    data |= {"head": head} if head else {}
    return engine.start(
        BLOCKER,
        subject=next_subject(engine, project, BLOCKER, SLOT),
        by=by,
        data={name: value for name, value in data.items() if value is not None},
        parent=project.id,
        slot=SLOT,
        occurred_at=occurred_at,
        key=key,
    )


def land_contract(project: Case, on: date, *, start_by: date | None = None) -> dict[str, Any]:
    """Return a land contract for all a project needs, signed on a day (K17).

    Building must begin within a year of it unless `start_by` says when.
    """
    return {
        "number": f"TD-{project.subject}-{on:%Y%m%d}",
        "signed_on": on,
        "start_by": start_by or add_months(on, 12),
        "area_ha": project.data["land_ha"],
        "site": project.data["site_zh"],
    }


def supply_land(
    engine: Engine, project: Case, *, by: Actor, contract: Mapping[str, Any] | None = None
) -> Case:
    """Supply a project with land, by a contract or the quota it holds; return the project.

    Without either a land blocker is opened by itself, and returned (C4.2, K17); the one that is
    open already, if there is one. Other refusals raise `Refused`.
    """
    data = {"land_contract": dict(contract)} if contract else None
    try:
        return engine.fire(project.id, "land_supplied", by=by, data=data).case
    except Refused as refused:
        if {finding.check for finding in refused.findings} != {K17}:
            raise
        what = "；".join(finding.say("zh") for finding in refused.findings)
    held = [case for case in blockers_of(engine, project)
            if case.data["rule"] == K17 and not case.ended]  # fmt: skip
    office = Actor(by.id, {"kpmo"})
    return held[0] if held else raise_blocker(engine, project, "land", what, by=office, rule=K17)


def solve(
    engine: Engine, blocker: Case, how: str, *, by: Actor, occurred_at: datetime | None = None
) -> Outcome:
    """Report a blocker solved, and how; by who has it, or had it at a level below (C4.9)."""
    return engine.fire(blocker.id, "resolve", by=by, comment=how, occurred_at=occurred_at)


def close(engine: Engine, blocker: Case, *, by: Actor, comment: str = "") -> Outcome:
    """Verify that a blocker is solved, by supervision or the office, not by who said so (C4.9)."""
    return engine.fire(blocker.id, "close", by=by, comment=comment)


def reopen(engine: Engine, blocker: Case, why: str, *, by: Actor) -> Outcome:
    """Send a blocker that is not solved back to the level it had (C4.9)."""
    return engine.fire(blocker.id, "reopen", by=by, comment=why)


def escalate(engine: Engine, blocker: Case, why: str, *, by: Actor) -> Outcome:
    """Take a blocker one level up before its limit is over (Tonglu: weekly list)."""
    return engine.fire(blocker.id, "escalate", by=by, comment=why)


def annul(engine: Engine, blocker: Case, why: str, *, by: Actor) -> Outcome:
    """Take a blocker back that was none (C4.9, VOID)."""
    return engine.fire(blocker.id, "annul", by=by, comment=why)


def blockers(
    engine: Engine, *, unsolved: bool = True, level: int = 1, as_of: datetime | None = None
) -> Iterator[Case]:
    """Yield the blockers of all projects, the unsolved ones (or all) from a level up (N44)."""
    query: dict[str, Any] = {"where": {"level": (">=", level)}}
    if unsolved:
        query |= {"standing": ("active", "suspended"), "state": OPEN}
    if as_of is not None:
        query["as_of"] = as_of
    return every(engine, workflow=BLOCKER, **query)


def blockers_of(engine: Engine, project: Case) -> list[Case]:
    """Return all blockers of a project, the oldest first (N44)."""
    return list(every(engine, parent=project.id, workflow=BLOCKER))


def rungs(engine: Engine, blocker: Case) -> list[Rung]:
    """Return where a blocker stood from when to when, and with whom (C4.13: who held it when)."""
    found: list[Rung] = []
    for event in engine.history(blocker.id):
        then = engine.case(blocker.id, as_of=event.occurred_at)
        if found and found[-1].state == then.state:
            continue
        if found:
            found[-1] = found[-1]._replace(until=then.since)
        found.append(Rung(then.state, then.data["level"], holder(then), then.since, None))
    return found


def holder(blocker: Case) -> str | None:
    """Return with whom a blocker lies: a person, an office, or the meeting at level 4 (C4.9)."""
    fields = {"open.l1": "head", "open.l2": "department", "open.l3": "sponsor"}
    if blocker.state == "open.l4":
        return "joint-meeting"
    field = fields.get(blocker.state)
    return blocker.data[field] if field else None
