"""Brings the tables of a database to this version, with Alembic; it must be run by somebody.

Alembic is loaded here only, and keeps its own version table, so that it stands beside a host's.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import DBAPIError

from keyflow.errors import StoreError
from keyflow.store.engines import must_exist, open_engine
from keyflow.store.failures import code
from keyflow.store.tables import PREFIX, VERSION_TABLE, metadata


def upgrade(target: str | Engine) -> None:
    """Make the missing tables or bring old ones to this version; it can be run again safely."""
    with _open(target) as connection:
        command.upgrade(_config(connection), "head")


def downgrade(target: str | Engine) -> None:
    """Drop all our tables and what is in them."""
    with _existing(target) as connection:
        command.downgrade(_config(connection), "base")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "keyflow.store:migrations")
    config.attributes["connection"] = connection
    return config


def current(target: str | Engine) -> str | None:
    """Return the version of the tables; None if there are none, or a host's Alembic keeps them.

    Raises `StoreError` where there is no such SQLite file.
    """
    with _existing(target) as connection:
        return MigrationContext.configure(connection, opts=options()).get_current_revision()


def has_tables(target: str | Engine) -> bool:
    """Tell whether any of our tables is there."""
    with _existing(target) as connection:
        return not metadata.tables.keys().isdisjoint(inspect(connection).get_table_names())


def check(target: str | Engine) -> list[str]:
    """Return how the tables differ from what this version needs, a sentence each; empty if not.

    Raises `StoreError` where there is no such SQLite file.
    """
    with _existing(target) as connection:
        context = MigrationContext.configure(connection, opts=options())
        found = [*_flat(compare_metadata(context, metadata))]
    # What belongs to a table that is missing or too many is not told beside it.
    whole = {about[0].name for what, *about in found if what.endswith("_table")}
    return sorted({_said(item) for item in found if not _is_part(item, whole)})


def options() -> dict[str, Any]:
    """Return how Alembic is set up: it sees our tables only."""
    return {
        "target_metadata": metadata,
        "version_table": VERSION_TABLE,
        "include_name": _is_ours,
        "render_as_batch": True,
        "transaction_per_migration": False,
    }


def _is_ours(name: str | None, kind: str, _parents: Any) -> bool:
    return kind != "table" or (name or "").startswith(PREFIX)


def _flat(differences: Any) -> Iterator[Any]:
    """Yield the tuples Alembic found; those about one column stand in a list of their own."""
    for item in differences:
        yield from item if isinstance(item, list) else [item]


def _is_part(difference: Any, whole: Collection[str]) -> bool:
    table = getattr(difference[1], "table", None)
    return table is not None and table.name in whole


def _said(difference: Any) -> str:
    what, *about = difference
    way, _, kind = what.partition("_")
    match kind:
        case "table" | "index":
            name = about[0].name
        case "column":
            name = f"{about[1]}.{about[2].name}"
        case _ if way == "modify":
            return f"the column {about[1]}.{about[2]} is not made as this version needs it"
        case _:
            return f"the table {about[0].table.name} has not the constraints of this version"
    if way == "add":
        return f"the {kind} {name} is missing"
    return f"the {kind} {name} is not one of this version"


@contextmanager
def _existing(target: str | Engine) -> Iterator[Connection]:
    if isinstance(target, str):
        must_exist(target)
    with _open(target) as connection:
        yield connection


@contextmanager
def _open(target: str | Engine) -> Iterator[Connection]:
    """Lend a connection inside one transaction, which is kept if all went well."""
    engine = open_engine(target) if isinstance(target, str) else target
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(isolation_level="AUTOCOMMIT")
            sqlite = connection.dialect.name == "sqlite"
            connection.exec_driver_sql("BEGIN IMMEDIATE" if sqlite else "BEGIN")
            try:
                yield connection
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            connection.exec_driver_sql("COMMIT")
    except DBAPIError as error:
        raise StoreError(
            f"the database refused the change of tables ({code(error.orig or error)})"
        ) from error
    finally:
        if isinstance(target, str):
            engine.dispose()
