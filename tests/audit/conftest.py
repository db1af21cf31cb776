"""A store of each kind, and a SQLite file with a small history to tamper with."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from keyflow.audit.sealing import checkpoint
from keyflow.audit.verifying import verify
from keyflow.store.memory import MemoryStore
from keyflow.store.migrate import upgrade
from keyflow.store.sql import SqlStore
from tests.audit.history import small_history


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request):
    if request.param == "memory":
        store = MemoryStore()
    else:
        url = request.getfixturevalue(f"{request.param}_url")
        upgrade(url)
        store = SqlStore(url)
    yield store
    store.close()


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Return a file with the small history, and the checkpoint an outsider keeps of it."""
    path = tmp_path_factory.mktemp("written") / "keyflow.db"
    store = SqlStore(f"sqlite:///{path}")
    small_history(store)
    with store.connect() as connection:
        line = checkpoint(connection.seals()[-1])
    store.close()
    return path, line


class Ledger:
    """One copy of that file, to strike with SQL and to verify through a store."""

    def __init__(self, path, line):
        self.path = path
        self.line = line

    def strike(self, *blows):
        """Change the file: each blow is a function of the open database, or SQL."""
        with closing(sqlite3.connect(self.path)) as db, db:
            for blow in blows:
                db.execute(blow) if isinstance(blow, str) else blow(db)

    def verify(self, line=None):
        """Return the report on the file as it is."""
        return self.read(lambda connection: verify(connection, line))

    def read(self, reading):
        """Return what is read through a connection."""
        store = SqlStore(f"sqlite:///{self.path}")
        try:
            with store.connect() as connection:
                return reading(connection)
        finally:
            store.close()


@pytest.fixture
def ledger(written, tmp_path):
    path, line = written
    return Ledger(shutil.copy(path, tmp_path / "copy.db"), line)
