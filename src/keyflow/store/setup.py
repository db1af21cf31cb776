"""What happens when a store opens: an empty SQLite file gets its tables, all else is looked at."""

from uuid import uuid4

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from keyflow.errors import SchemaError
from keyflow.store.failures import MISSING, translate
from keyflow.store.tables import HEAD, VERSION_TABLE, meta, metadata

_version = Table(
    VERSION_TABLE, MetaData(), Column("version_num", String(32), primary_key=True, nullable=False)
)


def prepare(connection: Connection) -> None:
    """Make the tables in an empty SQLite database; raise `SchemaError` if they are not ours.

    The connection must be in autocommit mode.
    """
    try:
        if connection.dialect.name == "sqlite" and _is_empty(connection):
            _create(connection)
        _look(connection)
    except DBAPIError as error:
        raise translate(error.orig or error) from error


def _is_empty(connection: Connection) -> bool:
    return not inspect(connection).get_table_names()


def _create(connection: Connection) -> None:
    """Create and stamp; another process may do the same at this moment, so look again inside."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        if _is_empty(connection):
            metadata.create_all(connection)
            _version.create(connection)
            connection.execute(insert(_version).values(version_num=HEAD))
            connection.execute(insert(meta).values(key="instance", value=uuid4().hex))
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _look(connection: Connection) -> None:
    """See that every column is there; a host's own migrations may have made them unstamped."""
    if inspect(connection).has_table(VERSION_TABLE):
        found = connection.scalar(select(_version.c.version_num))
        if found != HEAD:
            raise SchemaError(f"the tables are of version {found}, not {HEAD}. {MISSING}")
    for table in metadata.sorted_tables:
        connection.execute(select(table).limit(0)).close()
