"""Works inside a host's transaction: on its connection, in a savepoint, never ending what is its.

A host's session is SQLAlchemy's `Session` or `Connection` (an `AsyncSession` by its `run_sync`), or
Django's connection. Django itself is never imported here: its connection is known by its look.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, select, update

from keyflow.errors import InputError
from keyflow.store.connection import SqlConnection
from keyflow.store.statements import Among, Statement, Texts, texts
from keyflow.store.tables import case

_member = case.alias()
_LOCK = Statement(
    update(case)
    .where(case.c.id.in_(select(_member.c.root).where(Among(_member.c.id, "these"))))
    .values(revision=case.c.revision),
    "these",
)


class BorrowedConnection(SqlConnection):
    """A connection inside a host's transaction. Call `lock` before anything is read.

    From `lock` on it works in a savepoint, which `apply` releases; what is undone goes back to
    there, so that the host's transaction stays usable.
    """

    def __init__(
        self, session: Any, raw: Any, texts: Texts, errors: type[Exception], driver: Any
    ) -> None:
        super().__init__(raw, texts, errors)
        self._session = session
        self._driver = driver

    @property
    def host(self) -> Any:
        """What a host's facts are given: the session it lent."""
        return self._session

    def lock(self, cases: Collection[str]) -> None:
        """Write to the families' roots, then set a savepoint.

        It writes even for no case: so SQLite gives us its lock before anything is read.
        """
        self._run(_LOCK, self._texts.many([*cases]))
        # In autocommit mode SQLite would commit with the savepoint; PostgreSQL refuses by itself.
        if not getattr(self._driver, "in_transaction", True):
            raise InputError("session", "it has no transaction to join: it is in autocommit mode")
        self.begin()

    def begin(self) -> None:
        """Set the savepoint, if there is none yet."""
        if not self._open:
            self._say("SAVEPOINT keyflow")
            self._open = True

    def commit(self) -> None:
        """Keep what was written, for the host to commit."""
        if self._open:
            self._say("RELEASE SAVEPOINT keyflow")
            self._open = False

    def rollback(self) -> None:
        """Undo what was written since the savepoint."""
        if self._open:
            self._say("ROLLBACK TO SAVEPOINT keyflow")
            self.commit()


@contextmanager
def borrowed(session: Any) -> Iterator[BorrowedConnection]:
    """Lend a connection inside the host's transaction; `InputError` if there is none."""
    connection = _django(session) if hasattr(session, "in_atomic_block") else _sqlalchemy(session)
    try:
        yield connection
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


def _django(wrapper: Any) -> BorrowedConnection:
    if not wrapper.in_atomic_block:
        raise InputError("session", "Django has no transaction open: use `transaction.atomic()`")
    wrapper.ensure_connection()
    raw = wrapper.connection
    driver = "pysqlite" if wrapper.vendor == "sqlite" else type(raw).__module__.partition(".")[0]
    return BorrowedConnection(wrapper, raw, texts(driver), wrapper.Database.Error, raw)


def _sqlalchemy(session: Any) -> BorrowedConnection:
    connection = session if isinstance(session, Connection) else _of_session(session)
    if connection is None:
        raise InputError(
            "session",
            f"a {type(session).__name__} cannot be used; give a SQLAlchemy Session or Connection "
            "(of an AsyncSession inside its `run_sync`), or Django's connection",
        )
    raw, driver = connection.connection.dbapi_connection, connection.connection.driver_connection
    dialect = connection.dialect
    errors = dialect.loaded_dbapi.Error
    return BorrowedConnection(session, raw, texts(dialect.driver), errors, driver)


def _of_session(session: Any) -> Connection | None:
    """Return the connection of a `Session` with what it holds written; None if it is none."""
    # A host that has one has imported it; for the others it takes as long as a whole command.
    from sqlalchemy.orm import Session, scoped_session  # noqa: PLC0415

    if not isinstance(session, Session | scoped_session):
        return None
    session.flush()
    return session.connection()
