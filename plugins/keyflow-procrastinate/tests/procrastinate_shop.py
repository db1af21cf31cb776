"""The workflow of these tests, an app as a host has one, and a worker's process.

`python procrastinate_shop.py URL FOLDER` runs a worker of procrastinate until it is killed.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import procrastinate
from psycopg.conninfo import make_conninfo
from sqlalchemy import create_engine, make_url

from keyflow import Actor, Engine, load
from keyflow.plugin import Message, Notifier
from keyflow.store.migrate import upgrade as make_tables
from keyflow_procrastinate import Wake, register, upgrade

RAY = Actor("ray", {"r"})
FLOW = """
name: order
initial: open
many: true
roles: [r]
schema: {until: instant}
stages:
  open:
    kind: plain
    states: {open: {writable: "*", deadlines: {answer: {at: until, overdue: lapse}}}}
  done: final
transitions:
  - {trigger: tell, source: open, dest: open, by: [r]}
  - {trigger: lapse, source: open, dest: done, by: [r, system]}
notices: [{on: [fired tell, fired lapse], to: r, via: box, text: "{{ case.subject }}"}]
"""


class Box(Notifier):
    """Appends the id of each message to a file; waits for ever where the case says so."""

    kind = "box"
    folder: Path

    def send(self, message: Message) -> None:
        if message.subject == "slow":
            (self.folder / "slow").touch()
            while not (self.folder / "go").exists():
                time.sleep(0.02)
        with (self.folder / "sent.txt").open("a") as file:
            file.write(f"{message.id}\n")


class Shop:
    """An engine on a database with everybody's tables, and what stands in the queue."""

    def __init__(self, url, folder):
        make_tables(url)
        upgrade(url)
        self.url, self.folder = url, folder
        self.database = create_engine(url)
        self.engine = engine(url, folder)

    def start(self, subject="s", **data):
        return self.engine.start("order", subject=subject, by=RAY, data=data)

    def tell(self, case):
        return self.engine.fire(case.id, "tell", by=RAY)

    def ask(self, sql):
        with self.database.begin() as connection:
            done = connection.exec_driver_sql(sql)
            return [tuple(row) for row in done] if done.returns_rows else []

    def jobs(self, task="keyflow:wake"):
        """Return (status, when) of the jobs of a task."""
        columns = "status::text, scheduled_at"
        return self.ask(
            f"SELECT {columns} FROM procrastinate_jobs WHERE task_name = '{task}' ORDER BY id"
        )

    def sent(self):
        path = self.folder / "sent.txt"
        return path.read_text().split() if path.exists() else []

    async def serve(self, until, **more):
        """Run a worker of procrastinate until something is true."""
        app = app_of(self.url)
        register(app, self.engine, **more)
        async with app.open_async():
            serving = asyncio.create_task(work(app))
            try:
                async with asyncio.timeout(30):
                    while not await asyncio.to_thread(until):
                        assert not serving.done(), serving.result()
                        await asyncio.sleep(0.05)
            finally:
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)

    def close(self):
        self.engine.close()
        self.database.dispose()


def engine(url, folder):
    return Engine(url, [load(FLOW)], notifiers={"box": Box(folder=folder)}, wake=Wake())


def app_of(url):
    return procrastinate.App(
        connector=procrastinate.PsycopgConnector(conninfo=conninfo(url), max_size=4)
    )


async def work(app):
    await app.run_worker_async(
        queues=["keyflow"],
        install_signal_handlers=False,
        fetch_job_polling_interval=0.2,
        update_heartbeat_interval=0.5,
        stalled_worker_timeout=2.0,
    )


def conninfo(url):
    parts = make_url(url)
    given = {"dbname": parts.database, "user": parts.username, "password": parts.password}
    given |= {"host": parts.host, "port": parts.port, **parts.query}
    return make_conninfo(**{name: value for name, value in given.items() if value is not None})


def later(**more):
    return datetime.now(UTC) + timedelta(**more)


async def _serve(url, folder):
    app = app_of(url)
    register(app, engine(url, folder))
    async with app.open_async():
        await work(app)


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], Path(sys.argv[2])))
