"""Inserts of whole rows: one by one, or many in one statement with JSON as its parameter."""

from collections.abc import Sequence
from typing import Any

from orjson import dumps
from sqlalchemy import JSON, BigInteger, Select, Table, cast, func, literal_column, select
from sqlalchemy.dialects import postgresql as postgres
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import ColumnElement

from keyflow.store.cursor import Row
from keyflow.store.statements import Statement, word

# SQLite wants a condition before ON CONFLICT, so as not to take it for a join's.
_ALWAYS = literal_column("1") == literal_column("1")


def as_one(rows: Sequence[Row]) -> str:
    """Return rows as the one parameter of such a statement."""
    return dumps(rows).decode()


def add(table: Table, *, again: bool = False) -> Statement:
    """Return the insert of whole rows; with `again` one that is there already is left as it is."""
    names = table.c.keys()
    what, postgresql = sqlite.insert(table).inline(), postgres.insert(table).inline()
    if again:
        what, postgresql = what.on_conflict_do_nothing(), postgresql.on_conflict_do_nothing()
    return Statement(what, *names, columns=names, postgresql=postgresql)


def put(table: Table) -> Statement:
    """Return the insert of whole rows, which replaces one that is there already."""
    names, keys = table.c.keys(), [*table.primary_key]
    what, postgresql = sqlite.insert(table).inline(), postgres.insert(table).inline()
    return Statement(
        what.on_conflict_do_update(keys, set_=dict(what.excluded)),
        *names,
        columns=names,
        postgresql=postgresql.on_conflict_do_update(
            index_elements=keys, set_=dict(postgresql.excluded)
        ),
    )


def add_all(table: Table) -> Statement:
    """Return the insert of many whole rows; one that is there already is left as it is."""
    names = table.c.keys()
    return Statement(
        sqlite.insert(table).from_select(names, _in_sqlite(table)).on_conflict_do_nothing(),
        "rows",
        postgresql=postgres.insert(table)
        .from_select(names, _in_postgresql(table))
        .on_conflict_do_nothing(),
    )


def put_all(table: Table) -> Statement:
    """Return the insert of many whole rows, which replaces those that are there already."""
    names, keys = table.c.keys(), [*table.primary_key]
    what = sqlite.insert(table).from_select(names, _in_sqlite(table))
    postgresql = postgres.insert(table).from_select(names, _in_postgresql(table))
    return Statement(
        what.on_conflict_do_update(keys, set_=dict(what.excluded)),
        "rows",
        postgresql=postgresql.on_conflict_do_update(
            index_elements=keys, set_=dict(postgresql.excluded)
        ),
    )


def _in_sqlite(table: Table) -> Select[Any]:
    item = func.json_each(word("rows")).table_valued("value", name="item")
    values = (
        func.json_extract(item.c.value, literal_column(f"'$[{number}]'"))
        for number in range(len(table.c))
    )
    return select(*values).select_from(item).where(_ALWAYS)


def _in_postgresql(table: Table) -> Select[Any]:
    item = (
        func.json_array_elements(cast(word("rows"), JSON))
        .table_valued("value")
        .render_derived(name="item")
    )
    values = (_read(number, column) for number, column in enumerate(table.c))
    return select(*values).select_from(item).where(_ALWAYS)


def _read(number: int, column: ColumnElement[Any]) -> ColumnElement[Any]:
    value: ColumnElement[Any] = literal_column(f"item.value ->> {number}")
    return cast(value, BigInteger) if isinstance(column.type, BigInteger) else value
