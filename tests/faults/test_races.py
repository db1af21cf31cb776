"""Two at once, and replies that never come: ours beside the naive way, which must fail here."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from functools import partial

import psycopg
import pytest
from ruamel.yaml import YAML
from sqlalchemy import make_url

from keyflow import DefinitionError, load
from keyflow.commands import Note
from keyflow.errors import StoreError
from keyflow.store.migrate import upgrade
from tests.faults import worker
from tests.offices import threads


def finish(paths, lines):
    until = time.monotonic() + 60
    while any(path.read_text().count("\n") < lines for path in paths):
        assert time.monotonic() < until, [path.read_text()[-200:] for path in paths]
        time.sleep(0.01)


def test_of_two_processes_that_fire_one_case_one_wins_and_the_other_is_told(
    nursery, tmp_path, store_url
):
    if store_url.startswith("postgresql"):
        upgrade(store_url)
    desk = worker.engine(store_url, tmp_path)
    starts = [desk.start("w", subject=f"s{number}", by=worker.OFFICE).id for number in range(CASES)]
    listed = tmp_path / "cases"
    listed.write_text("\n".join(starts))
    acks = [tmp_path / "one", tmp_path / "two"]
    for path in acks:
        path.touch()
        nursery.begin("race", store_url, path, listed)
    while not all((tmp_path / f"{path.name}.ready").exists() for path in acks):
        time.sleep(0.005)
    (tmp_path / "cases.go").touch()
    finish(acks, CASES)
    one, two = ([line.split()[0] for line in path.read_text().splitlines()] for path in acks)
    for mine, theirs in zip(one, two, strict=True):
        assert {mine, theirs} in ({"won", "Refused"}, {"won", "Conflict"})
    for case in starts:
        assert desk.case(case).version == 2
        ends = [event for event in desk.history(case) if event.trigger == "end"]
        assert [event.accepted for event in ends].count(True) == 1
    desk.close()


CASES = 40

NAIVE = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=5, isolation_level=None)
locked = 0
for _ in range(int(sys.argv[2])):
    try:
        db.execute("BEGIN")
        (n,) = db.execute("SELECT n FROM counter").fetchone()
        db.execute("UPDATE counter SET n = ?", [n + 1])
        db.execute("COMMIT")
    except sqlite3.OperationalError as error:
        locked += "locked" in str(error)
        db.execute("ROLLBACK") if db.in_transaction else None
print(locked)
"""


def test_n5_read_then_write_is_locked_out_and_ours_is_not(nursery, tmp_path):
    path = tmp_path / "naive.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("CREATE TABLE counter (n INTEGER)")
    db.execute("INSERT INTO counter VALUES (0)")
    db.commit()
    db.close()
    naive = [
        subprocess.Popen(
            [sys.executable, "-c", NAIVE, str(path), "400"], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    locked = sum(int(process.communicate(timeout=60)[0]) for process in naive)
    assert locked > 0, "the control is not red"

    url = f"sqlite:///{tmp_path / 'keyflow.db'}?synchronous=NORMAL"
    worker.engine(url, tmp_path).close()
    acks = [tmp_path / f"acks{number}" for number in range(4)]
    running = []
    for number, ack in enumerate(acks):
        ack.touch()
        running.append(nursery.begin("work", url, ack, number, 60))
    gone(running)
    told = [line.split()[0] for ack in acks for line in ack.read_text().splitlines()]
    assert "busy" not in told
    assert len(told) > 100


def gone(processes):
    until = time.monotonic() + 60
    for process in processes:
        while True:
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                break
            assert time.monotonic() < until
            time.sleep(0.01)


DONE = b"C\0\0\0\x0bCOMMIT\0"  # CommandComplete, as the server says it


class Proxy:
    """Passes bytes between a client and PostgreSQL; now and then swallows the reply to a COMMIT."""

    def __init__(self, target):
        self.target = target
        self.dropping = False
        self.dropped = 0
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.door.accept()
            except OSError:
                return
            family = socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET
            server = socket.socket(family)
            server.connect(self.target)
            for ends in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, one, other):
        while data := _received(one):
            if self.dropping and DONE in data:
                self.dropped += 1
                break
            try:
                other.sendall(data)
            except OSError:
                break
        for end in (one, other):
            with_shutdown(end)

    def close(self):
        self.door.close()


def _received(end):
    try:
        return end.recv(65_536)
    except OSError:
        return b""


def with_shutdown(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
    end.close()


@pytest.fixture
def proxied(postgres_url):
    """Return the URL of a database behind a proxy, and the proxy."""
    upgrade(postgres_url)
    url = make_url(postgres_url)
    folder = url.query.get("host")
    port = url.port or int(url.query.get("port", 5432))
    target = f"{folder}/.s.PGSQL.{port}" if folder else (url.host or "127.0.0.1", port)
    proxy = Proxy(target)
    behind = url.set(host="127.0.0.1", port=proxy.port, query={})
    yield behind.render_as_string(hide_password=False), proxy
    proxy.close()


def test_n3_a_reply_lost_after_the_commit_doubles_what_is_retried_without_a_key(proxied):
    url, proxy = proxied
    desk = worker.engine(url, ".")
    case = desk.start("w", subject="s", by=worker.OFFICE)
    for key, doubled in ((None, True), ("k", False)):
        before = desk.case(case.id).version
        for number in range(DROPS):
            proxy.dropping = True
            with pytest.raises(StoreError, match="give it again with the same key"):
                edit(desk, case.id, number, key)
            proxy.dropping = False
            edit(desk, case.id, number, key)
        done = desk.case(case.id).version - before
        assert done == (2 * DROPS if doubled else DROPS), key
    assert proxy.dropped >= 2 * DROPS
    desk.close()


def edit(desk, case, number, key):
    key = key and f"{key}{number}"
    return desk.do(Note(case, str(number)), by=worker.OFFICE, key=key)


DROPS = 10


def test_the_proxy_itself_is_transparent(proxied):
    url, _ = proxied
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_n11_an_alias_bomb_that_a_plain_loader_swallows_is_refused_at_once():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for letter, before in zip("bcdef", "abcde", strict=True):
        bomb += f"{letter}: &{letter} [{', '.join([f'*{before}'] * 9)}]\n"
    naive = YAML(typ="safe").load(bomb)
    assert len(json.dumps(naive)) > 1_000 * len(bomb), "the control is not red"
    began = time.perf_counter()
    with pytest.raises(DefinitionError, match="anchors"):
        load(bomb)
    assert time.perf_counter() - began < 0.5


def test_notes_written_at_once_all_get_through_and_leave_no_noise(tmp_path, store_url, caplog):
    if store_url.startswith("postgresql"):
        upgrade(store_url)
    desk = worker.engine(store_url, tmp_path)
    case = desk.start("w", subject="s", by=worker.OFFICE).id

    def write(name):
        for number in range(30):
            desk.do(Note(case, f"{name} {number}"), by=worker.OFFICE)

    answers = threads(*(partial(write, name) for name in range(4)))
    assert answers == [None] * 4
    assert desk.case(case).version == 121
    assert caplog.messages == []
    desk.close()
