"""The tasks behind the jobs: wake, the sweep that runs by the clock, and recovery."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from threading import Event

from procrastinate import App
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from keyflow import Engine, Health, Worker
from keyflow_procrastinate.names import QUEUE, RECOVER, SWEEP, SWEEPS, WAKE

# One run takes with it all wakes that wait (each was committed with what it is for, which this run
# will see), and clears away what earlier runs left.
_CLEAR = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT id FROM procrastinate_jobs
    WHERE queue_name = %(queue)s AND (
        status = 'succeeded' AND task_name = ANY(%(ours)s)
        OR status = 'todo' AND task_name = %(wake)s
        AND (scheduled_at IS NULL OR scheduled_at <= now())
    )
    FOR UPDATE SKIP LOCKED
)
"""
_JUST_NOW, _A_MOMENT = timedelta(seconds=5), timedelta(seconds=1)


class _Jobs:
    """What the tasks do for one app and one engine."""

    def __init__(
        self, app: App, engine: Engine, batch: int, seconds: float, stalled: float
    ) -> None:
        self._app = app
        self._engine = engine
        self._batch = batch
        self._seconds = seconds
        self._stalled = stalled

    async def work(self) -> None:
        """Do what is due, for so long, and see to it that what falls due soon is not forgotten."""
        await self._app.connector.execute_query_async(
            _CLEAR, queue=QUEUE, wake=WAKE, ours=[WAKE, SWEEP, RECOVER]
        )
        stop = Event()
        worker = Worker(self._engine, batch=self._batch)
        try:
            health = await asyncio.to_thread(worker.once, stop, seconds=self._seconds)
        finally:
            stop.set()  # a shutdown cancels us, not the thread
        await self._go_on(health)

    async def _go_on(self, health: Health) -> None:
        """Defer the next wake: at once where time was up, else for what falls due before long.

        What came while we worked is tried once more; what cannot be done is left to the sweep.
        """
        left = health.left
        if left is None or left.first is None:
            return
        did = health.expired + health.sent + health.put_off + health.dead
        if left.first > left.at:
            if left.first - left.at < timedelta(seconds=SWEEPS):
                await self._wake(left.first)
        elif did:
            await self._wake(None)
        elif left.behind < _JUST_NOW:
            await self._wake(left.at + _A_MOMENT)

    async def _wake(self, at: datetime | None) -> None:
        second = "now" if at is None else f"{at:%Y%m%dT%H%M%S}"
        with suppress(AlreadyEnqueued):
            await self._app.configure_task(
                WAKE, queue=QUEUE, queueing_lock=f"keyflow@{second}", schedule_at=at
            ).defer_async()

    async def recover(self) -> None:
        """Take away jobs of ours whose worker died or froze, and wake somebody else instead."""
        manager = self._app.job_manager
        stalled = await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self._stalled)
        found = False
        for job in stalled:
            found = True
            with suppress(ConnectorException):  # it came to its end meanwhile
                await manager.finish_job(job, Status.FAILED, delete_job=True)
        if found:
            await self._wake(None)


def register(
    app: App,
    engine: Engine,
    *,
    cron: str = "* * * * *",
    batch: int = 100,
    seconds: float = 30.0,
    stalled: float = 30.0,
) -> None:
    """Give an app keyflow's tasks, for the processes that run `procrastinate worker`.

    `cron` says when to sweep: do what is due and deliver, whether or not anybody was woken, and
    look for jobs whose worker has not been heard of for `stalled` seconds. A job works for about
    `seconds` and then makes way for others. Our jobs are in the queue `keyflow`.
    """
    jobs = _Jobs(app, engine, batch, seconds, stalled)

    @app.task(name=WAKE, queue=QUEUE)
    async def wake() -> None:
        await jobs.work()

    @app.periodic(cron=cron, periodic_id="keyflow")
    @app.task(name=SWEEP, queue=QUEUE, queueing_lock=SWEEP)
    async def sweep(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives it
        await jobs.work()

    @app.periodic(cron=cron, periodic_id="keyflow")
    @app.task(name=RECOVER, queue=QUEUE, queueing_lock=RECOVER, priority=1)
    async def recover(timestamp: int) -> None:  # noqa: ARG001 - procrastinate gives it
        await jobs.recover()
