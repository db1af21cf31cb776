"""A store in SQLite or PostgreSQL."""

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from threading import RLock
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool, SingletonThreadPool, StaticPool

from keyflow.errors import Busy
from keyflow.store.borrow import BorrowedConnection, borrowed
from keyflow.store.connection import SqlConnection
from keyflow.store.contract import Connection
from keyflow.store.engines import open_engine
from keyflow.store.failures import translate
from keyflow.store.setup import prepare
from keyflow.store.statements import texts

_IDLE = 4
# A parent's connections are kept for ever in its child: closing them would cut the parent's.
_abandoned: list[Any] = []


@dataclass(frozen=True, slots=True)
class _Lease:
    """A connection, and what is closed to give it back to the pool."""

    lent: Any
    connection: SqlConnection


class _Lending:
    """Lends a connection while its block runs: a class, as it is entered with every command."""

    __slots__ = ("_lease", "_store")

    def __init__(self, store: "SqlStore") -> None:
        self._store = store

    def __enter__(self) -> Connection:
        self._lease = self._store.take()
        return self._lease.connection

    def __exit__(self, *_error: object) -> None:
        self._store.give_back(self._lease)


class SqlStore:
    """Keeps cases in a database: one given by URL, or the one of a host's `Engine`.

    A host's engine lends its connections in autocommit mode, and is left open by `close`.
    """

    def __init__(self, target: str | Engine) -> None:
        self._own = isinstance(target, str)
        self._engine = open_engine(target) if isinstance(target, str) else target
        self._texts = texts(self._engine.dialect.driver)
        self._errors: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        self._process = os.getpid()
        # A database in memory has one connection, which its users take in turn.
        self._one = isinstance(self._engine.pool, StaticPool | SingletonThreadPool)
        self._turn: AbstractContextManager[Any] = RLock() if self._one else nullcontext()
        self._piped = self._own and self._engine.dialect.driver == "psycopg"
        self._idle: list[_Lease] = []
        self._prepare()

    def _prepare(self) -> None:
        try:
            with self._turn, self._engine.connect() as connection:
                prepare(connection.execution_options(isolation_level="AUTOCOMMIT"))
        except DBAPIError as error:
            self.close()
            raise translate(error.orig or error) from error
        except BaseException:
            self.close()
            raise

    def connect(self) -> AbstractContextManager[Connection]:
        """Lend a connection for one command; it is given back clean."""
        return _Lending(self)

    def take(self) -> _Lease:
        """Take a connection, in turn where there is only one."""
        self._leave_parent()
        self._turn.__enter__()
        try:
            return self._take()
        except BaseException:
            self._turn.__exit__(None, None, None)
            raise

    def _take(self) -> _Lease:
        try:
            return self._idle.pop()
        except IndexError:
            return self._lend()

    def give_back(self, lease: _Lease) -> None:
        """Keep a connection at hand for the next command, which spares the pool's book-keeping."""
        try:
            if not self._one and lease.connection.spoilt:
                # The others that lie idle were likely cut by the same thing.
                lease.lent.invalidate()
                self.close()
            elif self._own and self._at_ease():
                self._idle.append(lease)
            else:
                lease.lent.close()
        finally:
            self._turn.__exit__(None, None, None)

    def _at_ease(self) -> bool:
        """Tell whether so few connections are in use that nobody can be waiting for one."""
        pool = self._engine.pool
        return isinstance(pool, QueuePool) and pool.checkedout() <= _IDLE

    def _lend(self) -> "_Lease":
        """Take a connection out of the pool."""
        try:
            if self._own:
                pooled = self._engine.raw_connection()
                return self._lease(pooled, pooled.dbapi_connection)
            lent = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            return self._lease(lent, lent.connection.dbapi_connection)
        except DBAPIError as error:
            raise translate(error.orig or error) from error
        except self._errors as error:
            raise translate(error) from error
        except PoolTimeout as error:
            raise Busy("all connections to the database are in use; try again") from error

    def _lease(self, lent: Any, raw: Any) -> "_Lease":
        connection = SqlConnection(raw, self._texts, self._errors, piped=self._piped)
        return _Lease(lent, connection)

    def _leave_parent(self) -> None:
        """After a fork, leave the parent's connections to the parent."""
        if self._process != os.getpid():
            self._process = os.getpid()
            if not self._one:
                _abandoned.append((*self._idle,))
                self._idle.clear()
                self._engine.dispose(close=False)

    def borrow(self, session: Any) -> AbstractContextManager[BorrowedConnection]:
        """Use a host's session, connection or Django connection inside its transaction."""
        return borrowed(session)

    def close(self) -> None:
        """Let go of everything; a host's engine is the host's to close."""
        while self._idle:
            self._idle.pop().lent.close()
        if self._own:
            self._engine.dispose()
