"""Where cases live: in memory, SQLite or PostgreSQL, behind the one contract in `contract`."""

from typing import TYPE_CHECKING

from keyflow.store.contract import Store

if TYPE_CHECKING:
    from sqlalchemy import Engine


def open_store(target: "str | Engine | Store | None" = None) -> Store:
    """Open the store at a database URL, on a host's SQLAlchemy engine, or (None) in memory.

    A `Store` is returned as it is. Raises `InputError` for a URL that cannot be used, `SchemaError`
    if the tables are missing or of another version, and `StoreError` if the database cannot be
    reached.
    """
    if isinstance(target, Store):
        return target
    # Here and not above: SQLAlchemy takes a third of a second, and memory does without.
    if target is None:
        from keyflow.store.memory import MemoryStore  # noqa: PLC0415

        return MemoryStore()
    from keyflow.store.sql import SqlStore  # noqa: PLC0415

    return SqlStore(target)
