"""What a key project is helped with: policy, land quota, credit, subsidy (N34)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from keyflow import Actor, Case, Engine, Outcome
from keyflow.commands import Command, Fire
from keyflow.plugin import Money
from keyflow_keyprojects.blockers import next_subject, of_project
from keyflow_keyprojects.record.register import every

SUPPORT, SLOT, REVIEW = "support", "support", "support-review"
Kind = Literal["policy", "land_quota", "credit", "subsidy"]
Amount = Money | Decimal | str


def ask_support(
    engine: Engine,
    project: Case,
    kind: Kind,
    what: str,
    amount: Amount | None = None,
    *,
    by: Actor,
    occurred_at: datetime | None = None,
) -> Case:
    """Ask for a support: hectares of land quota, money of credit or subsidy, a policy (N34)."""
    data = of_project(project, head="head", owner="owner_contact")
    data |= {"kind": kind, "what": what} | _amount(kind, "requested", amount)
    return engine.start(
        SUPPORT,
        subject=next_subject(engine, project, SUPPORT, SLOT),
        by=by,
        data=data,
        parent=project.id,
        slot=SLOT,
        occurred_at=occurred_at,
    )


def grant(
    engine: Engine,
    support: Case,
    amount: Amount | None = None,
    *,
    by: Actor,
    expires: date | None = None,
    document: str | None = None,
) -> Outcome:
    """Grant a support up to what was asked for, maybe with a last day (N34).

    Refused where the project does not stand in the key list, or is on hold.
    """
    data = _amount(support.data["kind"], "granted", amount)
    data |= {"expires": expires} if expires else {}
    data |= {"document": document} if document else {}
    return engine.fire(support.id, "grant", by=by, data=data)


def refuse(engine: Engine, support: Case, why: str, *, by: Actor) -> Outcome:
    """Refuse a support, with the reason (N34)."""
    return engine.fire(support.id, "refuse", by=by, comment=why)


def use(engine: Engine, support: Case, amount: Amount | None = None, *, by: Actor) -> Outcome:
    """Say how much of a support is used so far; it does not fall nor exceed the grant (N34)."""
    data = _amount(support.data["kind"], "used", amount)
    return engine.fire(support.id, "use", by=by, data=data)


def close(engine: Engine, support: Case, *, by: Actor) -> Outcome:
    """Close a support that is used up, or not needed any more."""
    return engine.fire(support.id, "close", by=by)


def withdraw(engine: Engine, support: Case, why: str, *, by: Actor) -> Outcome:
    """Withdraw a support that was granted (N34)."""
    return engine.fire(support.id, "withdraw", by=by, comment=why)


def decide_review(
    engine: Engine, review: Case, decisions: Mapping[str, str], *, by: Actor
) -> Outcome:
    """Decide of each support of a project that left whether to keep or withdraw it (C4.6).

    `decisions` maps the support's case to keep or withdraw. Of a project that goes on, as one
    demoted, what is still granted is withdrawn in the same commit.
    """
    commands: list[Command] = [Fire(review.id, "decide", {"decisions": dict(decisions)})]
    commands += [
        Fire(case, "withdraw", comment=f"{review.subject}: {review.data['left_by']}")
        for case, decision in decisions.items()
        if decision == "withdraw" and not engine.case(case).ended
    ]
    return engine.do(commands, by=by)[0]


def supports(
    engine: Engine, *, kind: Kind | None = None, running: bool = True
) -> Iterator[Case]:  # fmt: skip
    """Yield the supports of all projects, those that run or all (N34)."""
    query: dict[str, Any] = {"where": {"kind": kind}} if kind else {}
    if running:
        query["standing"] = ("active", "suspended")
    return every(engine, workflow=SUPPORT, **query)


def reviews(engine: Engine, *, undecided: bool = True) -> Iterator[Case]:
    """Yield the reviews of what projects that left had been granted (N34)."""
    query: dict[str, Any] = {"standing": ("active", "suspended")} if undecided else {}
    return every(engine, workflow=REVIEW, **query)


def _amount(kind: str, step: str, amount: Amount | None) -> dict[str, Any]:
    if amount is None:
        return {}
    field = f"{step}_ha" if kind == "land_quota" else step
    return {field: amount}
