"""Between rows and values: what a row of each table holds, by position."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from orjson import loads

from keyflow.model.armed import Armed, made, rest
from keyflow.model.case import Case, Waiver
from keyflow.model.desk import EMPTY
from keyflow.model.desk_json import dump, parse
from keyflow.model.desk_places import Place, When
from keyflow.model.event import Event, canonical, micros, moment
from keyflow.model.notifier import Text
from keyflow.model.record import event_of
from keyflow.model.schema import Data, raw_of
from keyflow.store.contract import CaseRow, Fields, NewEvent, NewMessage, SchemaOf, StoredMessage
from keyflow.store.cursor import Row
from keyflow.store.tables import case, deadline, event, message

# What is read of a case, in the order in which `read_case` takes it.
CASE = (
    case.c.id,
    case.c.workflow,
    case.c.definition,
    case.c.subject,
    case.c.state,
    case.c.standing,
    case.c.outcome,
    case.c.version,
    case.c.data,
    case.c.root,
    case.c.parent,
    case.c.slot,
    case.c.opened,
    case.c.since,
    case.c.changed,
    case.c.seq,
    case.c.head,
    case.c.waivers,
    case.c.armed,
    case.c.desk,
    case.c.revision,
)
# What the audit reads of a case, in the order of `CaseRow`.
AUDITED = (
    case.c.id,
    case.c.seq,
    case.c.head,
    case.c.workflow,
    case.c.definition,
    case.c.subject,
    case.c.root,
    case.c.parent,
    case.c.slot,
    case.c.state,
    case.c.standing,
    case.c.outcome,
    case.c.version,
    case.c.data,
    case.c.waivers,
    case.c.desk,
    case.c.armed,
)
# What most commands write of a case, and what only some do; the rest stays for ever. In the
# order of the table.
MOVING = ("stage", "state", "standing", "outcome", "version", "since", "changed", "seq", "head")
SELDOM = ("data", "waivers", "armed", "desk")
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

_NONE, _EMPTY = "[]", "{}"
_TRUTH: Mapping[Any, Any] = {0: False, 1: True}


def read_case(
    row: Row,
    revision: int,
    schema: SchemaOf,
    armed: tuple[Armed, ...] = (),
    only: Sequence[str] | None = None,
) -> Case:
    """Make a case of a row of `CASE`; with `only`, the data are a list of these fields' values."""
    definition, waivers = row[2], row[17]
    data, fields = _data(row[8]), schema(definition)
    return Case(
        row[0],
        row[1],
        definition,
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        Data(fields, data if only is None else _named(fields, only, data)),
        row[9],
        row[10],
        row[11],
        moment(row[12]),
        moment(row[13]),
        moment(row[14]),
        row[15],
        row[16],
        revision,
        () if waivers == _NONE else tuple(Waiver(*item) for item in loads(waivers)),
        armed,
        EMPTY if only is not None or row[19] == _EMPTY else parse(row[19]),
    )


@lru_cache(maxsize=2_000)
def _data(text: str) -> Any:
    """Read the JSON of a case's data, which nobody changes; mostly it is as it was the last time.

    Every command reads all cases of its family, of which it changes few.
    """
    return loads(text)


def _named(fields: Fields, only: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    # SQLite is made to answer one value more than was asked for.
    named = zip(only, values, strict=False)
    return {name: value for name, value in named if value is not None and name in fields}


def read_audited(rows: Sequence[Row]) -> CaseRow:
    """Make what a case's row says of rows of `AUDITED`, each with one of its deadlines or none."""
    width = len(AUDITED)
    armed = (read_deadline(row[width:]) for row in rows if row[width] is not None)
    return CaseRow._make([*rows[0][:width], tuple(armed)])


def _waivers(case: Case) -> str:
    if not case.waivers:
        return _NONE
    return canonical([[waiver.check, waiver.trigger, waiver.seq] for waiver in case.waivers])


def new_case(case: Case, sole: str | None) -> Row:
    """Make a row of the whole table."""
    opened = micros(case.opened)
    kept = (case.id, case.workflow, case.root, case.parent, case.slot, opened)
    *seldom, desk = changed_case(case)
    born = (case.definition, case.subject)
    return (*kept, *moved_case(case), case.revision, 1, 0, *born, *seldom, sole, desk)


def moved_case(case: Case) -> tuple[Any, ...]:
    """Make the values of `MOVING`."""
    return (
        case.stage,
        case.state,
        case.standing,
        case.outcome,
        case.version,
        micros(case.since),
        micros(case.changed),
        case.seq,
        case.head,
    )


def changed_case(case: Case) -> tuple[Any, ...]:
    """Make the values of `SELDOM`."""
    data, waivers = canonical(raw_of(case.data)), _waivers(case)
    desk = _EMPTY if case.desk is EMPTY else canonical(dump(case.desk))
    return data, waivers, len(case.armed), desk


def is_changed(before: Case, after: Case) -> bool:
    """Tell whether any of `SELDOM` is another than before."""
    return (
        raw_of(before.data) != raw_of(after.data)
        or before.armed != after.armed
        or before.waivers != after.waivers
        or before.desk is not after.desk
    )


def sole(case: Case) -> str:
    """Return what only one live root may have; a subject holds no line break."""
    return case.id if case.ended else f"{case.workflow}\n{case.subject}"


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
