"""`Wake`: defers a job in the transaction of a command that leaves something to do."""

from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import JobDeferrer
from psycopg import AsyncConnection, Connection
from psycopg.rows import tuple_row
from sqlalchemy.util import await_only

from keyflow import InputError
from keyflow.plugin import Ahead
from keyflow_procrastinate.names import QUEUE, SWEEPS, WAKE

_SOON = timedelta(seconds=SWEEPS)
# Whether this transaction has a job already; its number is the lock that others cannot wait for.
_ASK = """
SELECT found.mine, EXISTS (
    SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = found.mine AND status = 'todo'
) FROM (SELECT 'keyflow:' || pg_current_xact_id()::text || %s AS mine) AS found
"""


class Wake:
    """What `Engine(wake=...)` takes: each transaction defers at most one job for now.

    A message is a job for now; a deadline due before the next sweep is one for that instant. The
    queueing lock of a job is its transaction's number: no command ever waits for another's wake,
    and none counts on a job that may start before it has committed. A job that starts takes with it
    all those that wait. Commands on asyncpg are left to the next sweep, as it cannot lend its
    connection.
    """

    def __init__(self, *, queue: str = QUEUE) -> None:
        self._queue = queue
        # Never opened: jobs are written on the connections of commands.
        self._app = App(connector=PsycopgConnector())

    def __call__(self, ahead: Ahead, connection: Any) -> None:
        """Defer a job on a command's connection, if there is something to do before long."""
        at = None if ahead.messages else ahead.due
        if at is not None and at - datetime.now(UTC) > _SOON:
            return
        if isinstance(connection, Connection):
            self._defer(connection, at)
            return
        driver = getattr(connection, "driver_connection", None)
        if isinstance(driver, AsyncConnection):
            await_only(self._defer_async(driver, at))
        elif "asyncpg" not in type(connection).__module__:
            raise InputError("wake", "procrastinate lives in PostgreSQL; this store is elsewhere")

    def _defer(self, connection: Connection[Any], at: datetime | None) -> None:
        with connection.cursor(row_factory=tuple_row) as cursor:
            asked = cursor.execute(_ASK, (_suffix(at),)).fetchone()
        if asked is not None and not asked[1]:
            self._job(asked[0], connection, at).defer()

    async def _defer_async(self, connection: AsyncConnection[Any], at: datetime | None) -> None:
        async with connection.cursor(row_factory=tuple_row) as cursor:
            await cursor.execute(_ASK, (_suffix(at),))
            asked = await cursor.fetchone()
        if asked is not None and not asked[1]:
            await self._job(asked[0], connection, at).defer_async()

    def _job(self, lock: str, connection: Any, at: datetime | None) -> JobDeferrer:
        return self._app.configure_task(
            WAKE,
            allow_unknown=True,
            queue=self._queue,
            queueing_lock=lock,
            schedule_at=at,
            connection=connection,
        )


def _suffix(at: datetime | None) -> str:
    return "" if at is None else f"@{at.isoformat()}"
