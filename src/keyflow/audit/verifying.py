"""Verify a live store, reading only, by the algorithm that also verifies an export."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from keyflow.audit.sealing import parse_checkpoint
from keyflow.audit.verify_export import AuditProblem, Report, examine
from keyflow.errors import StoreError
from keyflow.model.armed import plain
from keyflow.model.event import micros
from keyflow.store.contract import CaseRow, Connection, NewEvent, Seal

_Row = TypeVar("_Row")

__all__ = ["AuditProblem", "Report", "verify"]


def verify(connection: Connection, checkpoint: str | None = None) -> Report:
    """Check every hash, column and seal of a store, its cases, and that it extends a checkpoint.

    Each stored definition must have its hash, and each that a case keeps must be there.

    A store may be used meanwhile: what was committed during the reading is not held against it.
    Of a case's row its times are not compared, nor what keyflow keeps to find and count cases by.
    Memory grows with cases and seals, not with events. Raises `InputError` for a line that is no
    checkpoint, and `StoreError` for tables that hold what keyflow can never have written there.
    """
    return examine(
        seals=readable(lambda: seal_rows(connection, connection.seals())),
        heads=lambda: map(case_row, readable(connection.heads)),
        events=map(_row, readable(connection.all_events)),
        definitions=map(definition_row, readable(connection.all_definitions)),
        checkpoint=None if checkpoint is None else parse_checkpoint(checkpoint),
    )


def readable(read: Callable[[], Iterable[_Row]]) -> Iterator[_Row]:
    """Yield what a store reads; raises `StoreError` where nobody can read it as it was written."""
    try:
        yield from read()
    except (TypeError, ValueError, OverflowError) as error:
        raise StoreError(
            f"the audit tables hold what keyflow never writes, so somebody edited them ({error}); "
            "verify an export or a backup that was made before"
        ) from error


def seal_rows(connection: Connection, seals: Iterable[Seal]) -> Iterator[dict[str, Any]]:
    """Yield each seal with what it covers, in the order given."""
    for seal in seals:
        yield {
            "n": seal.n,
            "at": seal.at.isoformat(),
            "events": seal.events,
            "hash": seal.hash,
            "entries": connection.sealed(seal.n),
        }


def definition_row(row: tuple[str, str, str]) -> dict[str, Any]:
    """Return a stored definition as a row."""
    hash_, name, body = row
    return {"hash": hash_, "name": name, "body": body}


def case_row(row: CaseRow) -> dict[str, Any]:
    """Return what a case's row says, with its deadlines as the events hold them."""
    return {**row._asdict(), "deadlines": [plain(item) for item in row.deadlines]}


def _row(event: NewEvent) -> dict[str, Any]:
    return {
        "case": event.case,
        "seq": event.seq,
        "root": event.root,
        "id": event.id,
        "verb": event.verb,
        "trigger": event.trigger,
        "accepted": event.accepted,
        "occurred": micros(event.occurred),
        "recorded": micros(event.recorded),
        "key": event.key,
        "body": event.body,
        "private": event.private,
        "hash": event.hash,
    }
