"""Migrations and tables say the same, alone and beside a host's."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, inspect, text

from keyflow.errors import SchemaError, StoreError
from keyflow.store import migrate, open_store
from keyflow.store.sql import SqlStore
from keyflow.store.tables import HEAD, metadata
from keyflow.testing.store_values import a_case, opening, read, write


def portrait(engine):
    """Return all that a database says about our tables, as text."""
    if engine.dialect.name == "sqlite":
        # Columns one by one: a table's own SQL tells in which migration a column came.
        wanted = (
            "SELECT type, name, sql FROM sqlite_master WHERE name LIKE '%keyflow%' "
            "AND type <> 'table' UNION ALL "
            "SELECT t.name, c.name, c.type || c.\"notnull\" || c.pk || coalesce(c.dflt_value, '') "
            "FROM sqlite_master t, pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.name LIKE '%keyflow%' UNION ALL "
            "SELECT 'rowid', name, wr FROM pragma_table_list WHERE name LIKE 'keyflow%'"
        )
    else:
        wanted = (
            "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "UNION ALL SELECT table_name, column_name, concat_ws(' ', data_type, is_nullable, "
            "collation_name) FROM information_schema.columns WHERE table_schema = 'public'"
        )
    with engine.connect() as connection:
        rows = connection.execute(text(wanted)).all()
    return sorted((kind, name, " ".join(str(sql or "").split())) for kind, name, sql in rows)


def test_migrated_tables_are_the_ones_that_are_created(store_url, tmp_path):
    engine = create_engine(store_url)
    metadata.create_all(engine)
    created = portrait(engine)
    metadata.drop_all(engine)
    migrate.upgrade(engine)
    migrated = [row for row in portrait(engine) if "alembic" not in " ".join(row)]
    assert migrated == created
    engine.dispose()


def test_messages_of_an_older_version_are_found_by_their_case(store_url):
    engine = create_engine(store_url)
    config = Config()
    config.set_main_option("script_location", "keyflow.store:migrations")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        connection.commit()
    metadata_of_then = MetaData()
    metadata_of_then.reflect(engine, only=["keyflow_message"])
    old = metadata_of_then.tables["keyflow_message"]
    values = {column.name: 0 if column.type.python_type is int else "x" for column in old.columns}
    with engine.begin() as connection:
        connection.execute(old.insert(), {**values, "id": "c-1", "case": "r", "texts": "{}"})
        connection.execute(old.insert(), {**values, "id": "c-2", "case": "r2", "texts": "{}"})
    migrate.upgrade(engine)
    assert migrate.check(engine) == []
    store = open_store(store_url)
    with store.connect() as connection:
        assert [message.id for message in connection.messages(case="r")] == ["r-c-1"]
    store.close()
    engine.dispose()


def test_an_upgraded_database_has_no_differences_beside_a_hosts_tables(store_url):
    engine = create_engine(store_url)
    Table("host_table", MetaData(), Column("id", Integer, primary_key=True)).create(engine)
    assert migrate.current(store_url) is None
    assert any("keyflow_case" in difference for difference in migrate.check(store_url))
    migrate.upgrade(store_url)
    migrate.upgrade(store_url)
    assert migrate.check(store_url) == []
    assert migrate.current(engine) == HEAD
    assert inspect(engine).has_table("host_table")
    engine.dispose()


def test_a_missing_column_is_told(sqlite_url):
    migrate.upgrade(sqlite_url)
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE keyflow_message DROP COLUMN error"))
    assert any("error" in difference for difference in migrate.check(engine))
    engine.dispose()
    with pytest.raises(SchemaError, match="keyflow db upgrade"):
        SqlStore(sqlite_url)


def test_new_databases_are_stamped_with_the_newest_migration(sqlite_url):
    config = Config()
    config.set_main_option("script_location", "keyflow.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
    open_store(sqlite_url).close()
    assert migrate.current(sqlite_url) == HEAD
    migrate.upgrade(sqlite_url)
    assert migrate.check(sqlite_url) == []


def test_a_hosts_own_alembic_can_carry_our_tables(store_url):
    host = MetaData()
    Table("host_table", host, Column("id", Integer, primary_key=True))
    for table in metadata.sorted_tables:
        table.to_metadata(host)
    engine = create_engine(store_url)
    host.create_all(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, host) == []
    store = SqlStore(store_url)
    assert write(store, opening(a_case("r")))
    assert read(store, "r").seq == 1
    store.close()
    engine.dispose()


def test_a_downgrade_takes_our_tables_and_leaves_the_hosts(store_url):
    engine = create_engine(store_url)
    Table("host_table", MetaData(), Column("id", Integer, primary_key=True)).create(engine)
    migrate.upgrade(engine)
    migrate.downgrade(engine)
    assert [name for name in inspect(engine).get_table_names() if "alembic" not in name] == [
        "host_table"
    ]
    engine.dispose()


def test_another_version_of_the_tables_is_refused(store_url):
    migrate.upgrade(store_url)
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE keyflow_alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SchemaError, match=r"version 9999.*keyflow db upgrade"):
        SqlStore(store_url)


def test_a_database_that_says_no_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match="the database") as told:
        migrate.upgrade(f"sqlite:///{tmp_path}")
    assert str(tmp_path) not in str(told.value)
