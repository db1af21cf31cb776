"""What a driver's error means to a host: nothing of its text, which may hold SQL or secrets."""

from keyflow.errors import Busy, SchemaError, StoreError

_BUSY = {
    "SQLITE_BUSY": "the database is locked by somebody else",
    "SQLITE_LOCKED": "the database is locked by somebody else",
    "55P03": "the database is locked by somebody else",
    "40P01": "the database broke a deadlock",
    "40001": "somebody else changed the same rows",
    "57014": "the database gave up waiting",
    "53300": "the database has no connection left",
    "57P": "the database is going down or coming up",
    "08": "the connection to the database was cut",
    # psycopg's, without a code from the server.
    "OperationalError": "the database cannot be reached",
}
_UNIQUE = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
_BROKEN = {
    "SQLITE_NOTADB": "the file is not a SQLite database; name another, or mend the store's URL",
    "SQLITE_CANTOPEN": "the file cannot be opened; look at its folder and who may write there",
    "SQLITE_READONLY": "the database is read-only",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_CORRUPT": "the file is damaged; restore a backup",
}
# Division by zero: how a statement in a pipe says that a row was not as it had been read.
_STOOD = "22012"
_SCHEMA = {"42P01", "42703"}
_TRANSACTION = {
    "25P01": "the host's session has no transaction to join: it is in autocommit mode",
    "25P02": "the host's transaction has failed already; roll it back",
}

MISSING = (
    "the tables of keyflow are missing or of another version; run `keyflow db upgrade --store URL`"
)


class Taken(StoreError):
    """A row is not as it was read, or one that must be the only one is there: `.what` tells which.

    It is `key` for an event's key and `row` for all else.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__("something else took its place meanwhile; nothing was written")


def code(error: Exception) -> str:
    """Return the database's own name of an error: an SQLSTATE or SQLite's, else its class."""
    state = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
    return str(state or type(error).__name__)


def translate(error: Exception) -> StoreError:
    """Return the keyflow error for a driver's error."""
    name = code(error)
    if name in _UNIQUE or name == _STOOD:
        return Taken("row" if name == _STOOD else _index(str(error)))
    busy = next((said for known, said in _BUSY.items() if name.startswith(known)), None)
    if busy is not None:
        return Busy(f"{busy}; nothing was written, try again")
    if name in _SCHEMA or (name == "SQLITE_ERROR" and "no such " in str(error)):
        return SchemaError(MISSING)
    if name in _TRANSACTION:
        return StoreError(_TRANSACTION[name])
    return StoreError(f"{_broken(name)}; nothing of this command was kept")


def _broken(name: str) -> str:
    found = (meaning for known, meaning in _BROKEN.items() if name.startswith(known))
    return next(found, f"the database failed ({name})")


def lost(error: Exception) -> StoreError:
    """Return the keyflow error for a commit that was never answered."""
    return StoreError(
        f"the database failed while it committed ({code(error)}); the command may have been kept: "
        "give it again with the same key"
    )


def _index(text: str) -> str:
    for known in ("event_key", "event.key"):
        if f"keyflow_{known}" in text:
            return "key"
    return "row"
