"""Between rows and values: what a row of each other table holds, by position."""

from collections.abc import Mapping, Sequence
from typing import Any

from orjson import loads

from keyflow.model.armed import Armed, made, rest
from keyflow.model.case import Case
from keyflow.model.desk_places import Place, When
from keyflow.model.event import Event, canonical, micros, moment
from keyflow.model.notifier import Text
from keyflow.model.record import event_of
from keyflow.store.contract import NewEvent, NewMessage, StoredMessage
from keyflow.store.cursor import Row
from keyflow.store.tables import deadline, event, message

MESSAGE = (
    message.c.id,
    message.c.notice,
    message.c.channel,
    message.c.recipient,
    message.c.case,
    message.c.subject,
    message.c.texts,
    message.c.at,
    message.c.state,
    message.c.attempts,
    message.c.due,
    message.c.error,
)
EVENT = tuple(event.c)
DEADLINE = (
    deadline.c.id,
    deadline.c.name,
    deadline.c.state,
    deadline.c.due,
    deadline.c.overdue,
    deadline.c.movable,
    deadline.c.paused,
    deadline.c.rest,
    deadline.c.calendar,
)
_TRUTH: Mapping[Any, Any] = {0: False, 1: True}


def new_event(event: NewEvent) -> Row:
    """Make a row of the whole table."""
    return (
        event.case,
        event.seq,
        event.root,
        event.id,
        event.verb,
        event.trigger,
        int(event.accepted),
        micros(event.occurred),
        micros(event.recorded),
        event.body,
        event.private,
        event.hash,
        event.key,
    )


def stored_event(row: Row) -> NewEvent:
    """Make an event as it is stored of a row of `EVENT`."""
    return NewEvent(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        # What is neither, as somebody edited it, is for the audit to find.
        _TRUTH.get(row[6], row[6]),
        moment(row[7]),
        moment(row[8]),
        row[9],
        row[10] or "",
        row[11],
        row[12],
    )


def read_event(row: Row) -> Event:
    """Make an event of a row of `EVENT`."""
    return event_of(stored_event(row))


def new_message(message: NewMessage) -> Row:
    """Make a row of the whole table: due at once, or dead if it could not be rendered."""
    at = micros(message.at)
    return (
        message.id,
        message.case,
        message.root,
        message.seq,
        message.notice,
        message.channel,
        message.to,
        message.subject,
        _texts(message.texts),
        at,
        "waiting" if message.error is None else "dead",
        0,
        at,
        None,
        None,
        message.error,
    )


def _texts(texts: Mapping[str, Text]) -> str:
    return canonical({language: [text.subject, text.body] for language, text in texts.items()})


def read_message(row: Row) -> StoredMessage:
    """Make a message of a row of `MESSAGE`."""
    texts = {language: Text(*text) for language, text in loads(row[6]).items()}
    return StoredMessage(
        row[0],
        row[1],
        row[2],
        row[3],
        row[4],
        row[5],
        texts,
        moment(row[7]),
        row[8],
        row[9],
        moment(row[10]),
        row[11],
    )


def task_rows(case: Case, places: Mapping[Place, When]) -> list[Row]:
    """Make rows of the whole table for where tasks of a case lie."""
    return [
        (case.id, *place, micros(at), None if due is None else micros(due))
        for place, (at, due) in places.items()
    ]


def new_deadline(case: Case, armed: Armed) -> Row:
    """Make a row of the whole table."""
    paused = None if armed.paused_at is None else micros(armed.paused_at)
    return (
        armed.id,
        case.id,
        case.root,
        armed.name,
        armed.state,
        micros(armed.due),
        armed.overdue,
        int(armed.movable),
        paused,
        "armed",
        None if armed.next is None else micros(armed.next),
        canonical(rest(armed)),
        armed.calendar,
        None,
        None,
    )


def read_deadline(row: Sequence[Any]) -> Armed:
    """Make a running deadline of its columns after the case's."""
    id, name, state, due, overdue, movable, paused, said, calendar = row
    at = None if paused is None else moment(paused)
    return made(id, name, state, moment(due), overdue, bool(movable), at, loads(said), calendar)
