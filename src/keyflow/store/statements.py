"""Statements: built once with SQLAlchemy Core, run as text on plain DB-API cursors.

One text serves our own connections, a host's session and Django's connection alike. A `Statement`
stands beside the code that runs it; `Texts` compiles it at its first use for one driver.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Text,
    bindparam,
    literal_column,
)
from sqlalchemy.dialects import registry
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, ClauseElement, ColumnElement
from sqlalchemy.sql.selectable import GenerativeSelect
from sqlalchemy.types import NullType

from keyflow.errors import InputError
from keyflow.model.event import canonical


class Statement:
    """A statement and its parameters' names, in the order in which they are given.

    `columns` are the ones an insert or update sets from parameters of the same name. `postgresql`
    is the statement there, where it is another.
    """

    __slots__ = ("columns", "names", "postgresql", "what")

    def __init__(
        self,
        what: ClauseElement,
        *names: str,
        columns: Sequence[str] | None = None,
        postgresql: ClauseElement | None = None,
    ) -> None:
        self.what = what
        self.postgresql = what if postgresql is None else postgresql
        self.names = names
        self.columns = columns


class Texts(dict[Statement, str]):
    """The texts for one driver. `sqlite` tells which of the two kinds of database it is."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self.dialect = dialect
        self.sqlite = dialect.name == "sqlite"
        # asyncpg does not tell how many rows an `executemany` changed.
        self.counts_many = dialect.driver != "asyncpg"

    def __missing__(self, statement: Statement) -> str:
        columns = None if statement.columns is None else list(statement.columns)
        what = statement.what if self.sqlite else statement.postgresql
        compiled = what.compile(dialect=self.dialect, column_keys=columns)
        self._agree(statement, getattr(compiled, "positiontup", None) or [])
        text = self[statement] = str(compiled)
        return text

    def _agree(self, statement: Statement, order: Sequence[str]) -> None:
        if list(order) != [*statement.names]:
            msg = f"a statement wants {order}, its callers give {statement.names}"
            raise AssertionError(msg)

    def many(self, values: Sequence[str]) -> Any:
        """Return texts as the one parameter that `Among` compares with."""
        return canonical(list(values)) if self.sqlite else list(values)


# A dialect is imported when its driver is used: to read all of them takes longer than a command.
_DIALECTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "psycopg": ("postgresql.psycopg", {"paramstyle": "format"}),
    "psycopg2": ("postgresql.psycopg2", {"paramstyle": "format"}),
    "asyncpg": ("postgresql.asyncpg", {}),
    "pysqlite": ("sqlite", {}),
    "aiosqlite": ("sqlite", {}),
}


@lru_cache
def texts(driver: str) -> Texts:
    """Return the texts for a driver, as SQLAlchemy names it, or raise `InputError`."""
    if driver not in _DIALECTS:
        known = ", ".join(sorted(_DIALECTS))
        raise InputError("database", f"driver {driver!r} is not supported; supported: {known}")
    name, given = _DIALECTS[driver]
    return Texts(registry.load(name)(**given))


def number(name: str) -> BindParameter[int]:
    """Return a parameter that takes a whole number."""
    return bindparam(name, type_=BigInteger)


def word(name: str) -> BindParameter[str]:
    """Return a parameter that takes text."""
    return bindparam(name, type_=Text)


_Selecting = TypeVar("_Selecting", bound=GenerativeSelect)


def first(statement: _Selecting) -> _Selecting:
    """Take no more rows than the parameter `most` says."""
    return statement.limit(number("most")).offset(literal_column("0"))


class Among(ColumnElement[Any]):
    """Whether a column is one of many values, which are one parameter (see `Texts.many`)."""

    inherit_cache = False
    # Not Boolean: SQLite would be asked whether it `= 1`, and not find the index then.
    type = NullType()

    def __init__(self, column: ColumnElement[str], name: str) -> None:
        self.column = column
        self.word = bindparam(name, type_=Text)
        self.words = bindparam(name, type_=ARRAY(Text))


@compiles(Among, "sqlite")
def _among_json(element: Among, compiler: SQLCompiler, **how: Any) -> str:
    column, words = (compiler.process(part, **how) for part in (element.column, element.word))
    return f"{column} IN (SELECT value FROM json_each({words}))"  # noqa: S608  # compiled parts


@compiles(Among, "postgresql")
def _among_array(element: Among, compiler: SQLCompiler, **how: Any) -> str:
    column = compiler.process(element.column, **how)
    return f"{column} = ANY ({compiler.process(element.words, **how)})"


class Picked(ColumnElement[str]):
    """The values of some fields of a JSON object, as a JSON list in their order.

    The names stand in the text: they are those of a schema, which are plain words.
    """

    inherit_cache = False
    type = Text()

    def __init__(self, column: ColumnElement[str], names: Sequence[str]) -> None:
        self.column = column
        self.names = names


@compiles(Picked, "sqlite")
def _picked_paths(element: Picked, compiler: SQLCompiler, **how: Any) -> str:
    # Of one path SQLite answers the bare value: the last is named twice.
    paths = ", ".join(f"'$.\"{name}\"'" for name in [*element.names, element.names[-1]])
    return f"json_extract({compiler.process(element.column, **how)}, {paths})"


@compiles(Picked, "postgresql")
def _picked_keys(element: Picked, compiler: SQLCompiler, **how: Any) -> str:
    column = compiler.process(element.column, **how)
    values = ", ".join(f"whole.j -> '{name}'" for name in element.names)
    # Without OFFSET the text would be parsed once for each value.
    whole = f"SELECT CAST({column} AS jsonb) AS j OFFSET 0"
    return f"(SELECT CAST(jsonb_build_array({values}) AS text) FROM ({whole}) AS whole)"  # noqa: S608  # names of a schema


class Clock(ColumnElement[int]):
    """The database's clock in microseconds since 1970; 0 where that is the process's."""

    inherit_cache = True
    type = BigInteger()


@compiles(Clock, "sqlite")
def _no_clock(_element: Clock, _compiler: SQLCompiler, **_how: Any) -> str:
    return "0"


@compiles(Clock, "postgresql")
def _clock(_element: Clock, _compiler: SQLCompiler, **_how: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)"
