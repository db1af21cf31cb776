"""Inspections of sites (N48): what was found is ordered to be mended, and a clean one is noted."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from keyflow import Actor, Case, Engine
from keyflow.commands import Command, Note, Start
from keyflow_keyprojects.blockers import of_project
from keyflow_keyprojects.journal import journal
from keyflow_keyprojects.orders import ORDER, SLOT, order_data, orders
from keyflow_keyprojects.settings import DEFAULTS, Colour

NOTED = "检查 / inspection"


class Inspection(NamedTuple):
    """A project that was looked at: when, by whom, what was written down, the orders it led to."""

    number: str
    at: datetime
    by: str
    said: str
    orders: tuple[Case, ...]


def inspect(
    engine: Engine,
    project: Case,
    findings: Sequence[str],
    *,
    by: Actor,
    colour: Colour = "blue",
) -> list[Case]:
    """Write an inspection down and issue an order for each finding, in one commit (N48, C4.11).

    Returns the orders. They lie with the project's unit, which replies by their limit; supervision
    verifies what was done. Raises `Refused` for who may not issue orders.
    """
    what = "; ".join(findings) or "未发现问题 / nothing found"
    commands: list[Command] = [Note(project.id, f"{NOTED}: {what}")]
    taken = engine.cases(parent=project.id, workflow=ORDER, limit=1).total
    data = of_project(project, sponsor="sponsor", head="head", addressee_unit="unit")
    commands += [
        Start(
            ORDER,
            f"{project.subject}/{SLOT}/{taken + n}",
            data | order_data(colour, finding, about="inspection", ref=None, rules=DEFAULTS.orders),
            parent=project.id,
            slot=SLOT,
        )
        for n, finding in enumerate(findings, start=1)
    ]
    done = engine.do(commands, by=by)
    return [outcome.case for outcome in done[1:]]


def inspections(engine: Engine) -> list[Inspection]:
    """Return the inspections of all projects, oldest first (N48)."""
    found: dict[tuple[str, datetime], list[Case]] = {}
    for order in orders(engine, unanswered=False):
        if order.data["subject_kind"] == "inspection":
            found.setdefault((order.data["number"], order.opened), []).append(order)
    noted = journal(engine, lambda event: event.verb == "note")
    return [
        Inspection(
            entry.subject,
            entry.event.occurred_at,
            entry.event.actor or "",
            entry.event.text,
            tuple(found.get((entry.subject, entry.event.occurred_at), ())),
        )
        for entry in noted
        if entry.event.text.startswith(NOTED)
    ]
