"""Supervision orders and requests: issued, acknowledged, replied to, closed (N13, N48, C4.11)."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal

from keyflow import Actor, Case, Engine, Outcome
from keyflow_keyprojects.blockers import next_subject, of_project
from keyflow_keyprojects.record.officecase import head_of
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.settings import DEFAULTS, Colour, Orders

ORDER, SLOT = "supervision-order", "order"
_ALL = 10_000_000
About = Literal["resolution", "report", "target", "blocker", "stop", "inspection", "other"]


def issue_order(
    engine: Engine,
    project: Case,
    colour: Colour | None,
    what: str,
    *,
    by: Actor,
    about: About = "other",
    ref: str | None = None,
    unit: str | None = None,
    head: str | None = None,
    rules: Orders = DEFAULTS.orders,
    occurred_at: datetime | None = None,
    key: str | None = None,
) -> Case:
    """Issue an order on a project to its unit, or to the `unit` named and its head (C4.11).

    To a unit that can be asked only it is a request: without a colour, with a reply date, and no
    points (N11); the register says which units are such. `ref` is the case it is about. Raises
    `Refused` for a colour there, or none elsewhere.
    """
    data = of_project(project, sponsor="sponsor", head="head", addressee_unit="unit")
    if unit and unit != project.data["unit"]:
        data |= {"addressee_unit": unit, "head": head_of(engine, unit)}
    data |= {"head": head} if head else {}
    return engine.start(
        ORDER,
        subject=next_subject(engine, project, ORDER, SLOT),
        by=by,
        data=data | order_data(colour, what, about=about, ref=ref, rules=rules),
        parent=project.id,
        slot=SLOT,
        occurred_at=occurred_at,
        key=key,
    )


def issue_to_unit(
    engine: Engine,
    subject: str,
    colour: Colour | None,
    what: str,
    *,
    unit: str,
    head: str,
    by: Actor,
    about: About = "other",
    ref: str | None = None,
    rules: Orders = DEFAULTS.orders,
    occurred_at: datetime | None = None,
) -> Case:
    """Issue an order to a unit that is about no one project, such as DB-2011-7 (N48)."""
    data = {"addressee_unit": unit, "head": head}
    data |= order_data(colour, what, about=about, ref=ref, rules=rules)
    return engine.start(ORDER, subject=subject, by=by, data=data, occurred_at=occurred_at)


def order_data(
    colour: Colour | None, what: str, *, about: About, ref: str | None, rules: Orders
) -> dict[str, Any]:
    """Return what an order says, with its limit to reply in working days."""
    data = {
        "colour": colour,
        "what": what,
        "subject_kind": about,
        "subject_ref": ref,
        "reply_limit": rules.limit(colour),
    }
    return {name: value for name, value in data.items() if value is not None}


def acknowledge(engine: Engine, order: Case, *, by: Actor) -> Outcome:
    """Sign for an order, within one working day (C4.11)."""
    return engine.fire(order.id, "acknowledge", by=by)


def reply(
    engine: Engine,
    order: Case,
    text: str,
    *,
    by: Actor,
    evidence: tuple[str, ...] = (),
    occurred_at: datetime | None = None,
) -> Outcome:
    """Reply to an order; its limit ends, and supervision verifies what was done (C4.11)."""
    data = {"reply": text, "evidence": list(evidence)}
    return engine.fire(
        order.id, "reply", by=by, data=data, comment=text, occurred_at=occurred_at
    )  # fmt: skip


def close(engine: Engine, order: Case, *, by: Actor, comment: str = "") -> Outcome:
    """Close an order: supervision does, independently of the unit that replied (N13)."""
    return engine.fire(order.id, "close", by=by, comment=comment)


def reject(engine: Engine, order: Case, why: str, *, by: Actor) -> Outcome:
    """Reject a reply; the limit of the order's colour begins afresh (C4.11)."""
    return engine.fire(order.id, "reject", by=by, comment=why)


def ask_extension(
    engine: Engine,
    order: Case,
    limit: str,
    why: str,
    *,
    by: Actor,
    occurred_at: datetime | None = None,
) -> Outcome:
    """Ask for more time, such as 3wd, once and before the end; the limit waits for the answer.

    C4.11: one asked after the end does not stop the upgrade, which has come by then.
    """
    data = {"extension": {"limit": limit}}
    return engine.fire(
        order.id, "ask_extension", by=by, data=data, comment=why, occurred_at=occurred_at
    )  # fmt: skip


def answer_extension(
    engine: Engine, order: Case, *, good: bool, by: Actor, comment: str = ""
) -> Outcome:
    """Say, as the issuer, whether the reason for more time is a good one (C4.11)."""
    trigger = "extend" if good else "refuse_extension"
    return engine.fire(order.id, trigger, by=by, comment=comment)


def withdraw(engine: Engine, order: Case, why: str, *, by: Actor) -> Outcome:
    """Withdraw an order that should not have been issued."""
    return engine.fire(order.id, "withdraw", by=by, comment=why)


def orders(
    engine: Engine,
    *,
    unanswered: bool = True,
    colour: Colour | None = None,
    unit: str | None = None,
    as_of: datetime | None = None,
) -> Iterator[Case]:
    """Yield orders and requests, those still open or all, of a colour or to a unit (N48)."""
    where = {"colour": colour, "addressee_unit": unit}
    query: dict[str, Any] = {"where": {name: value for name, value in where.items() if value}}
    if unanswered:
        query["standing"] = ("active", "suspended")
    if as_of is not None:
        query["as_of"] = as_of
    return every(engine, workflow=ORDER, **query)


def reply_days(engine: Engine) -> dict[str, date]:
    """Return the last day to reply of each order: the one that runs, or ran last (C4.11)."""
    rows = engine.deadlines(workflow=ORDER, status=None, limit=_ALL)
    known = [row for row in rows if row.armed.name == "reply" and row.armed.last is not None]
    known.sort(key=lambda row: row.armed.due)
    return {row.case: row.armed.last for row in known if row.armed.last is not None}
