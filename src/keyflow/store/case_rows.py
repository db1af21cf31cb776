"""Between rows and cases: what a row of the table of cases holds, by position."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from orjson import loads

from keyflow.model.armed import Armed
from keyflow.model.case import Case, Waiver
from keyflow.model.desk import EMPTY
from keyflow.model.desk_json import dump, parse
from keyflow.model.event import canonical, micros, moment
from keyflow.model.schema import Data, raw_of
from keyflow.store.contract import CaseRow, Fields, SchemaOf
from keyflow.store.cursor import Row
from keyflow.store.rows import read_deadline
from keyflow.store.tables import case

_NONE, _EMPTY = "[]", "{}"

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


def read_case(
    row: Row,
    revision: int,
    schema: SchemaOf,
    armed: tuple[Armed, ...] = (),
    only: Sequence[str] | None = None,
) -> Case:
    """Make a case of a row of `CASE`; with `only`, the data are a list of these fields' values."""
    definition, waivers = row[2], row[17]
    fields = schema(definition)
    data = _data(row[8]) if only is None else _named(fields, only, loads(row[8]))
    return Case(
        row[0],
        row[1],
        definition,
        row[3],
        row[4],
        row[5],
        row[6],
        row[7],
        Data(fields, data),
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
