"""Small cases, events and messages to test a store with."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from keyflow.model.case import Case
from keyflow.model.event import GENESIS, Event, canonical, commitment, link
from keyflow.model.notifier import Text
from keyflow.model.schema import Data, FieldSpec
from keyflow.store.contract import CaseQuery, Changes, Fields, NewEvent, NewMessage, Page, Store

START = datetime(2011, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
HOUR = timedelta(hours=1)
TEXT = canonical({"name": "road"})
DEFINITION = sha256(TEXT.encode()).hexdigest()
PRIVATE = canonical({"actor": "ann", "comment": "好 👍", "findings": [], "salt": "5f"})
FIELDS: Fields = {
    "title": FieldSpec(type="text", index=True),
    "size": FieldSpec(type="integer", index=True),
    "share": FieldSpec(type="decimal", index=True),
    "budget": FieldSpec(type="money", index=True),
    "day": FieldSpec(type="date", index=True),
    "at": FieldSpec(type="instant", index=True),
    "urgent": FieldSpec(type="boolean", index=True),
    "remark": FieldSpec(type="text"),
}


def schema(definition: str) -> Fields:
    """Return the fields of the test workflow, whatever the definition."""
    return FIELDS if definition else {}


def a_case(id: str, *, parent: Case | None = None, **changes: Any) -> Case:
    """Return a case that is not written yet; `data` is given as stored JSON."""
    data = Data(FIELDS, changes.pop("data", {}))
    values: dict[str, Any] = {
        "id": id,
        "workflow": "road",
        "definition": DEFINITION,
        "subject": f"subject of {id}",
        "state": "planning.running",
        "standing": "active",
        "outcome": None,
        "version": 1,
        "data": data,
        "root": parent.root if parent else id,
        "parent": parent.id if parent else None,
        "slot": "item" if parent else None,
        "opened": START,
        "since": START,
        "changed": START,
        "seq": 0,
        "head": GENESIS,
        "revision": 1,
    }
    return Case(**values | changes)


def step(
    case: Case, *, key: str | None = None, accepted: bool = True, **changes: Any
) -> tuple[Case, NewEvent]:
    """Return the case after one more event, and that event, hashed as the engine does it."""
    seq = case.seq + 1
    after = case.with_(**changes)
    at = START + seq * HOUR
    body = canonical(
        {"case": case.id, "private": commitment(PRIVATE), "seq": seq, "state": after.state}
    )
    event = NewEvent(
        case=case.id,
        seq=seq,
        root=case.root,
        id=f"command {seq} of {case.id}",
        verb="fire",
        trigger="submit",
        accepted=accepted,
        occurred=at,
        recorded=at,
        body=body,
        private=PRIVATE,
        hash=link(case.head, body),
        key=key,
    )
    return after.with_(seq=seq, head=event.hash), event


def opening(*cases: Case, alone: Collection[str] = (), key: str | None = None) -> Changes:
    """Return what creates these cases, each with its first event; the key is on the first one's."""
    stepped = [step(case, key=None if i else key) for i, case in enumerate(cases)]
    return Changes(
        created=[case for case, _ in stepped],
        events=[event for _, event in stepped],
        alone=set(alone),
        definitions={DEFINITION: ("road", TEXT)},
    )


def moving(case: Case, *, key: str | None = None, **changes: Any) -> Changes:
    """Return what an accepted command on a case writes."""
    after, event = step(case, key=key, **changes)
    return Changes(
        seen={case.root: case.revision},
        raised={case.root},
        updated=[(case, after)],
        events=[event],
    )


def a_message(id: str, case: Case, *, at: datetime = START) -> NewMessage:
    """Return a message about a case's last event, in two languages."""
    texts = {"en": Text("Due", "Road 1 is due."), "zh": Text("到期", "道路一号已到期。🚧")}
    return NewMessage(
        id, case.id, case.root, case.seq, "due", "email", "ann", case.subject, texts, at
    )


def write(store: Store, changes: Changes) -> bool:
    """Apply changes through a connection of their own."""
    with store.connect() as connection:
        return connection.apply(changes)


def read(store: Store, case: str) -> Case:
    """Return a case as its family holds it."""
    with store.connect() as connection:
        (family,) = connection.families([case], schema)
    return next(member for member in family.cases if member.id == case)


def created(store: Store, case: Case, **options: Any) -> Case:
    """Write a new case and return it as read."""
    assert write(store, opening(case, **options))
    return read(store, case.id)


def query(store: Store, **options: Any) -> Page:
    """Return a page of cases."""
    with store.connect() as connection:
        return connection.cases(CaseQuery(**options), schema)


def ids(store: Store, **options: Any) -> list[str]:
    """Return the ids of a page of cases."""
    return [case.id for case in query(store, **options).cases]


def history(store: Store, case: str) -> list[Event]:
    """Return a case's events."""
    with store.connect() as connection:
        return connection.events(case=case)


def everything(store: Store) -> list[Any]:
    """Return all a store holds, to compare before and after."""
    with store.connect() as connection:
        heads = list(connection.heads())
        families = connection.families([head.case for head in heads], schema)
        return [
            heads,
            [(family.root, family.revision, *map(portrait, family.cases)) for family in families],
            list(connection.all_events()),
            connection.messages(),
            connection.definitions(),
        ]


def portrait(case: Case) -> tuple[Any, ...]:
    """Return all of a case in a form that compares its data by what is stored."""
    return (*case.with_(data=None), dict(case.data.raw))
