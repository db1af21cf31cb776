"""Folds a case's events back into the case, as it stood after any of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from keyflow.model.armed import unplain
from keyflow.model.case import Case, Waiver
from keyflow.model.desk_json import applied
from keyflow.model.event import Event
from keyflow.model.schema import Data
from keyflow.ruling.machine import Machine


def fold(events: Sequence[Event], machine: Machine) -> Case:
    """Return the case that a run of its events from the first one leaves behind.

    Refused commands only lengthen the chain. Personal fields that were erased are missing.
    """
    case: Case | None = None
    raw: dict[str, Any] = {}
    for event in events:
        if case is None:
            case = _born(event, machine)
        if event.accepted:
            raw = _data(raw, event)
            case = _applied(case, event, Data(machine.fields, raw))
        case = case.with_(seq=event.seq, head=event.hash)
    if case is None:
        msg = "a case has at least one event"
        raise ValueError(msg)
    return case


def _born(event: Event, machine: Machine) -> Case:
    body = event.body
    return Case(
        id=event.case,
        workflow=body["workflow"],
        definition=body["definition"],
        subject=body["subject"],
        state=body["state"],
        standing="active",
        outcome=None,
        version=0,
        data=Data(machine.fields, {}),
        root=event.root,
        parent=body.get("parent"),
        slot=body.get("slot"),
        opened=event.occurred_at,
        since=event.occurred_at,
        changed=event.recorded_at,
        seq=0,
        head="",
        revision=0,
    )


def _data(raw: dict[str, Any], event: Event) -> dict[str, Any]:
    erased = event.body.get("erased", ())
    return {name: value for name, value in {**raw, **event.written}.items() if name not in erased}


def _applied(case: Case, event: Event, data: Data) -> Case:
    body = event.body
    moved = event.seq == 1 or bool(body.get("left"))
    return case.with_(
        state=body["state"],
        standing=body["standing"],
        outcome=body.get("outcome"),
        version=body["version"],
        data=data,
        since=event.occurred_at if moved else case.since,
        changed=event.recorded_at,
        waivers=tuple(Waiver(*row) for row in body["waivers"])
        if "waivers" in body
        else case.waivers,
        armed=tuple(unplain(row) for row in body["armed"]) if "armed" in body else case.armed,
        desk=applied(case.desk, body["desk"], (event.private or {}).get("desk"))
        if "desk" in body
        else case.desk,
    )


def as_of(events: Sequence[Event], instant: datetime) -> list[Event]:
    """Return what had happened by an instant, in the order it happened (D20).

    A refused attempt happened when it was made, whatever time it spoke of.
    """
    happened = [event for event in events if _at(event) <= instant]
    return sorted(happened, key=lambda event: (event.seq > 1, _at(event), event.seq))


def in_order(events: Sequence[Event]) -> list[Event]:
    """Return one case's events as they stand in its chain; a clock may have been put back."""
    return sorted(events, key=lambda event: event.seq)


def _at(event: Event) -> datetime:
    return event.occurred_at if event.accepted else event.recorded_at
