"""Export a history into a folder that one file of standard-library Python verifies."""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from keyflow.audit.sealing import checkpoint
from keyflow.audit.verify_export import FORMAT
from keyflow.audit.verifying import case_row, definition_row, readable, seal_rows
from keyflow.errors import InputError, NotFound
from keyflow.store.contract import CaseRow, Connection

_Heads = dict[str, tuple[int, str]]


def export(connection: Connection, folder: Path, case: str | None = None) -> None:
    """Write a whole history, or the chain of one case, into a new folder, reading only.

    The folder appears when it is complete, or not at all. What people wrote is in it. Seals come
    whole even for one case, as their hashes need every entry; those hold ids and hashes only.
    What somebody edited goes into it as it is, for the verifier to find. Raises `InputError` for
    a folder that is not empty, `NotFound` for an unknown case, and `StoreError` for tables that
    cannot be read as keyflow wrote them.
    """
    target = folder.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError("folder", f"{folder} is there already; name one that is new or empty")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        _fill(connection, draft, case)
        if target.exists():
            target.rmdir()
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _fill(connection: Connection, folder: Path, case: str | None) -> None:
    _write(folder / "export.json", [{"format": FORMAT, "case": case}])
    # Seals first, events last: no seal then covers an event that is not in the export.
    seals = list(readable(connection.seals))
    _write(folder / "seals.jsonl", readable(lambda: seal_rows(connection, seals)))
    before = {row.case: (row.seq, row.head) for row in _rows(connection, case)}
    if case is not None and not before:
        raise NotFound(f"there is no case {case!r} in this store")
    last: _Heads = {}
    _write(folder / "events.jsonl", _event_rows(connection, case, last))
    _write(folder / "cases.jsonl", _case_rows(before, last, _rows(connection, case)))
    # After the events: whatever case began meanwhile has its definition in the export.
    _write(folder / "definitions.jsonl", _definition_rows(connection, case))
    for sealed in seals[-1:]:
        (folder / "checkpoint.txt").write_text(f"{checkpoint(sealed)}\n", encoding="utf-8")
    files = resources.files("keyflow.audit")
    for name, source in (("README.txt", "export_readme.txt"), ("verify.py", "verify_export.py")):
        (folder / name).write_bytes(files.joinpath(source).read_bytes())


def _rows(connection: Connection, case: str | None) -> Iterator[CaseRow]:
    return (row for row in readable(connection.heads) if case in (None, row.case))


def _event_rows(connection: Connection, case: str | None, last: _Heads) -> Iterator[dict[str, Any]]:
    for event in readable(connection.all_events):
        if case in (None, event.case):
            last[event.case] = (event.seq, event.hash)
            yield {
                "case": event.case,
                "seq": event.seq,
                "hash": event.hash,
                "key": event.key,
                "body": event.body,
                "private": event.private or None,
            }


def _definition_rows(connection: Connection, case: str | None) -> Iterator[dict[str, Any]]:
    kept = {row.definition for row in _rows(connection, case)} if case is not None else None
    for row in map(definition_row, readable(connection.all_definitions)):
        if kept is None or row["hash"] in kept:
            yield row


def _case_rows(before: _Heads, last: _Heads, after: Iterable[CaseRow]) -> Iterator[dict[str, Any]]:
    """Yield the cases as their rows say, but for data, which may be personal.

    A case that moved after its events were read is shown by where those end alone.
    """
    for row in after:
        end = (row.seq, row.head)
        if end in (before.get(row.case), last.get(row.case)):
            yield {name: item for name, item in case_row(row).items() if name != "data"}
        elif row.case in last:
            seq, head = last[row.case]
            yield {"case": row.case, "seq": seq, "head": head}


# A blob, where somebody put one, is shown as it would look in Python: no hash follows from that.
_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode


def _write(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(_line(row) + "\n")
