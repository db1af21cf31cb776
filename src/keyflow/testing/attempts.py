"""Builds the attempt that a check, plan or change is to look at, and cases for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from keyflow.model.attempt import Attempt, Done
from keyflow.model.case import Actor, Case, Standing
from keyflow.model.command import Command, Fire
from keyflow.model.money import Money
from keyflow.model.schema import Data, FieldSpec, Schema, encode_fields
from keyflow.testing.clock import NOON

_SCHEMA: TypeAdapter[dict[str, FieldSpec]] = TypeAdapter(Schema)
# A bool is an int and a datetime is a date, so those come first.
_TYPES: Sequence[tuple[type, str]] = (
    (bool, "boolean"),
    (int, "integer"),
    (Decimal, "decimal"),
    (Money, "money"),
    (datetime, "instant"),
    (date, "date"),
    (str, "text"),
)


def case(
    id: str = "case-1",
    *,
    data: Mapping[str, Any] | None = None,
    schema: Mapping[str, Any] | None = None,
    state: str = "draft",
    standing: Standing = "active",
    outcome: str | None = None,
    workflow: str = "test",
    subject: str = "",
    parent: str | None = None,
    slot: str | None = None,
    now: datetime = NOON,
    currency: str = "CNY",
) -> Case:
    """Build a case.

    `schema` names its fields as in a workflow file (`{"total": "money"}`); a field of `data` that
    is not in it has the type of its value. Raises `InputError` for data that do not fit.
    """
    fields = _fields(schema or {}, data or {})
    return Case(
        id=id,
        workflow=workflow,
        definition="0" * 64,
        subject=subject or id,
        state=state,
        standing=standing,
        outcome=outcome,
        version=1,
        data=Data(fields, encode_fields(fields, data or {}, "data", currency)),
        root=parent or id,
        parent=parent,
        slot=slot,
        opened=now,
        since=now,
        changed=now,
        seq=1,
        head="0" * 64,
        revision=1,
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a built attempt: the time, the cases of the family, and what was done."""

    now: datetime
    at: datetime
    cases: Sequence[Case]
    done: Sequence[Done]

    def view(self, case: str) -> Case:
        """Return a case of the family."""
        return next(item for item in self.cases if item.id == case)

    def family(self, _root: str) -> Sequence[Case]:
        """Return all cases of the family."""
        return self.cases

    def past(self, _root: str) -> Sequence[Done]:
        """Return what was done before, oldest first."""
        return self.done


def attempt(
    trigger: str = "submit",
    *,
    data: Mapping[str, Any] | None = None,
    schema: Mapping[str, Any] | None = None,
    facts: Any = None,
    by: str = "ann",
    roles: Iterable[str] = (),
    state: str = "draft",
    dest: str | None = None,
    children: Sequence[Case] = (),
    parent: Case | None = None,
    past: Iterable[Done | tuple[str, str]] = (),
    now: datetime = NOON,
    at: datetime | None = None,
    zone: str = "UTC",
    comment: str = "",
    command: Command | None = None,
    workflow: str = "test",
) -> Attempt:
    """Build an attempt to fire a trigger.

    `data` and `schema` are as for `case`. `children` are cases made with it, and become this
    case's own. `past` holds steps done before, each a `Done` or a pair (trigger, person). `now`
    is the clock and `at` when it happened, the same unless given.
    """
    plain = case(data=data, schema=schema, state=state, workflow=workflow, now=now)
    own = plain if parent is None else plain.with_(parent=parent.id, root=parent.root)
    actor = Actor(by, frozenset(roles))
    family = [*([parent] if parent else []), own, *_adopted(own, children)]
    done = [item if isinstance(item, Done) else Done(*item, own.id, now) for item in past]
    return Attempt(
        trigger=trigger,
        command=command or Fire(own.id, trigger, comment=comment),
        case=own,
        actor=actor,
        roles=frozenset(actor.roles),
        source=state,
        dest=dest,
        data=own.data,
        facts=facts,
        scene=Around(now, at or now, family, done),
        zone=ZoneInfo(zone),
    )


def _adopted(own: Case, children: Sequence[Case]) -> list[Case]:
    """Make cases children of one; two made with the same id are told apart by their number."""
    ids = [child.id for child in children]
    return [
        child.with_(
            id=child.id if ids.count(child.id) == 1 and child.id != own.id else f"child-{number}",
            parent=own.id,
            root=own.root,
        )
        for number, child in enumerate(children, 1)
    ]


def _fields(schema: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, FieldSpec]:
    guessed = {name: _guessed(value) for name, value in data.items() if name not in schema}
    return _SCHEMA.validate_python({**guessed, **schema})


def _guessed(value: Any) -> Any:
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    if isinstance(value, Mapping):
        return {"type": "record", "fields": {name: _guessed(item) for name, item in value.items()}}
    if isinstance(value, list | tuple):
        return {"type": "list", "of": _guessed(value[0]) if value else "text"}
    return "text"
