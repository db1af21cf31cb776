"""Brings the tables of a database to this version, with Alembic; it must be run by somebody.

Alembic is loaded here only, and keeps its own version table, so that it stands beside a host's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from keyflow.errors import StoreError
from keyflow.store.engines import open_engine
from keyflow.store.failures import code
from keyflow.store.tables import PREFIX, VERSION_TABLE, metadata


def upgrade(target: str | Engine) -> None:
    """Make the missing tables or bring old ones to this version; it can be run again safely."""
    with _open(target) as connection:
        command.upgrade(_config(connection), "head")


def downgrade(target: str | Engine) -> None:
    """Drop all our tables and what is in them."""
    with _open(target) as connection:
        command.downgrade(_config(connection), "base")


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "keyflow.store:migrations")
    config.attributes["connection"] = connection
    return config


def current(target: str | Engine) -> str | None:
    """Return the version of the tables; None if there are none, or a host's Alembic keeps them."""
    with _open(target) as connection:
        return MigrationContext.configure(connection, opts=options()).get_current_revision()


def check(target: str | Engine) -> list[str]:
    """Return how the tables differ from what this version needs; empty if they do not."""
    with _open(target) as connection:
        context = MigrationContext.configure(connection, opts=options())
        return [_say(difference) for difference in compare_metadata(context, metadata)]


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


def _say(difference: Any) -> str:
    if isinstance(difference, list):
        return "; ".join(map(_say, difference))
    return " ".join(str(part) for part in difference if part is not None)


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
