"""What one `fire` says to the database, and what it leaves there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from benchmarks import ours
from benchmarks.course import STEPS

_CASES = 50
_BYTES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
_SIZES = (
    "SELECT avg(length(body)), avg(length(private)), (SELECT avg(length(texts)) FROM"
    " keyflow_message) FROM keyflow_event WHERE verb = 'fire'"
)


def footprint(folder: Path) -> dict[str, Any]:
    """Return the statements of one `fire`, and bytes per event and per fire."""
    file = folder / "footprint.db"
    with _listening() as said, closing(ours.Firing(f"sqlite:///{file}", _CASES)) as course:
        course.begin()
        course.step(0)
        said.clear()
        before = _bytes(file)
        for number in range(1, STEPS):
            course.step(number)
        fires = _CASES * (STEPS - 1)
        grown = (_bytes(file) - before) / fires
    body, private, texts = _ask(file, _SIZES)
    return {
        "statements_per_fire": len(said) / fires,
        "statements": [" ".join(text.split()[:2]) for text in said[: len(said) // fires]],
        "event_body_bytes": round(body),
        "event_private_bytes": round(private),
        "message_texts_bytes": round(texts),
        "file_bytes_per_fire": round(grown),
    }


@contextmanager
def _listening() -> Iterator[list[str]]:
    """Note every statement that SQLite is given on connections opened from here on."""
    said: list[str] = []

    def listen(raw: Any, _record: Any) -> None:
        raw.set_trace_callback(said.append)

    event.listen(Pool, "connect", listen)
    try:
        yield said
    finally:
        event.remove(Pool, "connect", listen)


def _bytes(file: Path) -> int:
    return int(
        _ask(file, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")[0]
    )


def _ask(file: Path, question: str) -> Any:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(question).fetchone()
