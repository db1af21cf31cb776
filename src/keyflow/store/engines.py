"""Opens a database by its URL the way keyflow needs it."""

import re
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import StaticPool

from keyflow.errors import InputError, StoreError

_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")
# Pages of the log before they are moved into the file: that waits for the disk, so not too often.
_CHECKPOINT = 4000
_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}


def parse(text: str) -> URL:
    """Read a database URL or raise `InputError`, which does not repeat it: it may hold a secret."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise InputError("url", "is not one like sqlite:///projects.db") from None
    if url.drivername not in _DRIVERS:
        raise InputError(
            "url", f"{url.drivername} is not supported; use sqlite:// or postgresql+psycopg://"
        )
    return url.set(drivername=_DRIVERS[url.drivername])


def must_exist(text: str) -> None:
    """Raise `StoreError` where a URL names a SQLite file that is not there: opening would make it.

    Raises `InputError` for a URL that cannot be used.
    """
    url = parse(text)
    path = url.database or ":memory:"
    if url.get_backend_name() != "sqlite" or path == ":memory:" or path.startswith("file:"):
        return
    if not Path(path).is_file():
        raise StoreError(f"there is no database {path}")


def open_engine(text: str) -> Engine:
    """Open a database. Its connections stay in autocommit mode: we say BEGIN ourselves.

    A SQLite URL may end in `?synchronous=NORMAL` (FULL by default) and `&busy_timeout=5000`, the
    milliseconds to wait for a lock. Raises `InputError` for any other option.
    """
    url = parse(text)
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return create_engine(url, isolation_level="AUTOCOMMIT", pool_reset_on_return=None)


def _open_sqlite(url: URL) -> Engine:
    _refuse_unknown(url)
    synchronous = _option(url, "synchronous", "FULL").upper()
    if synchronous not in _SYNCHRONOUS:
        raise InputError("url", f"synchronous must be one of {', '.join(_SYNCHRONOUS)}")
    timeout = _option(url, "busy_timeout", "5000")
    if not re.fullmatch(r"\d{1,7}", timeout):
        raise InputError("url", "busy_timeout must be a number of milliseconds")

    def set_up(raw: Any, _record: Any) -> None:
        for pragma in (
            f"busy_timeout = {timeout}",
            "journal_mode = WAL",
            f"wal_autocheckpoint = {_CHECKPOINT}",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
        ):
            raw.execute(f"PRAGMA {pragma}").close()

    plain = url.difference_update_query(["synchronous", "busy_timeout"])
    in_memory = plain.database in (None, "", ":memory:")
    engine = create_engine(
        plain,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        connect_args={"check_same_thread": False},
        **({"poolclass": StaticPool} if in_memory else {"max_overflow": -1}),
    )
    event.listen(engine, "connect", set_up)
    return engine


def _refuse_unknown(url: URL) -> None:
    """Refuse what SQLite would not be told; an address that begins with `file:` has its own."""
    unknown = sorted(url.query.keys() - {"synchronous", "busy_timeout"})
    if unknown and not (url.database or "").startswith("file:"):
        raise InputError(
            "url",
            f"does not know {', '.join(unknown)}; known are synchronous and busy_timeout, and for "
            "SQLite's own the form sqlite:///file:NAME?mode=ro&uri=true",
        )


def _option(url: URL, name: str, default: str) -> str:
    given = url.query.get(name, default)
    return given if isinstance(given, str) else given[-1]
