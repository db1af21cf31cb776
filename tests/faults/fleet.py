"""A fleet of workers, to be killed, frozen and told a wrong time; and a naive one beside it.

    python -m tests.faults.fleet

has everything imported and forks a process for each line it reads, saying its id. A line is

- `work URL FOLDER PORT SKEW`: a worker whose own clock is SKEW seconds off, and which posts its
  messages to PORT. Its claims last `LEASE` seconds, and not a quarter of an hour. On SIGTERM it
  leaves how it went in FOLDER.
- `hesitate URL FOLDER PORT SKEW`: handles what is due, but in the middle of the ruling says so in
  FOLDER and waits to be told to go on; then leaves there how many deadlines it handled.
- `naive URL FOLDER PORT SKEW`: reads what waits, sends it, writes that it is sent. No claim.
"""

import http.client
import json
import os
import signal
import sys
import time
import traceback
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import time_machine
from sqlalchemy import create_engine, text

from keyflow import Actor, Engine, Worker, load
from keyflow.commands import Start
from keyflow.delivery import relay, templates  # noqa: F401 - imported before the fork
from keyflow.plugin import Message, Notifier
from keyflow.store import sql  # noqa: F401 - imported before the fork
from keyflow.store.migrate import upgrade

LEASE = 1.5
RAY = Actor("ray", {"r"})
FLOW = load("""
name: w
initial: a
many: true
roles: [r]
schema: {until: instant}
stages:
  a: {kind: plain, states: {a: {deadlines: {d: {at: until, overdue: lapse}}}}}
  z: final
transitions: [{trigger: lapse, source: a, dest: z, by: system}]
notices: [{on: entered a, to: r, via: post, text: "{{ case.subject }}"}]
""")


class Post(Notifier):
    """Posts the id of a message to a port of this machine."""

    kind = "post"
    port: int

    def send(self, message: Message) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", "/", headers={"webhook-id": message.id})
            connection.getresponse().read()
        finally:
            connection.close()


def engine(url, port=0, **more):
    return Engine(url, [FLOW], notifiers={"post": Post(port=port)}, **more)


@contextmanager
def opened(url, **more):
    """Lend an engine on a database with tables."""
    if url.startswith("postgresql"):
        upgrade(url)
    desk = engine(url, **more)
    yield desk
    desk.close()


def seed(desk, dues):
    """Begin a case for each instant, at which its deadline falls due; each writes a message."""
    for begin in range(0, len(dues), 200):
        part = dues[begin : begin + 200]
        desk.do([Start("w", "s", {"until": due}) for due in part], by=RAY)


def work(url, folder, port, skew):
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    relay.LEASE = timedelta(seconds=LEASE)
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=float(skew)), tick=True):
        desk = engine(url, int(port))
        health = Worker(desk, every=0.2, batch=20).run(stop)
        desk.close()
    path = Path(folder) / f"health-{os.getpid()}"
    path.write_text(json.dumps(asdict(health), default=str))


def hesitate(url, folder, port, skew):
    folder = Path(folder)

    def facts(cases, session):
        (folder / "ruling").touch()
        while not (folder / "go").exists():
            time.sleep(0.01)
        return {}

    desk = engine(url, int(port), facts=facts)
    did = desk.run_due()
    (folder / "doing").write_text(str(did.expired))
    (folder / "doing").rename(folder / "did")
    desk.close()


def naive(url, folder, port, skew):
    database, post = create_engine(url), Post(port=int(port))
    waiting = "SELECT id FROM keyflow_message WHERE state = 'waiting' ORDER BY due LIMIT 20"
    settle = "UPDATE keyflow_message SET state = 'sent' WHERE id = :id"
    while True:
        with database.connect() as connection:
            found = connection.execute(text(waiting)).scalars().all()
        if not found:
            break
        for message in found:
            _post(post, message)
            with database.begin() as connection:
                connection.execute(text(settle), {"id": message})
    database.dispose()


def _post(post, message):
    post.send(Message(message, "", "", "", {}, "", "", datetime.now(UTC), 1))


def fork(line):
    """Start a process; return its id."""
    what, *given = line.split()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        {"work": work, "hesitate": hesitate, "naive": naive}[what](*given)
        status = 0
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        os._exit(status)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for asked in sys.stdin:
        sys.stdout.write(f"{fork(asked)}\n")
        sys.stdout.flush()
