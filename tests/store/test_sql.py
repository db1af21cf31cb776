"""What is particular to databases: opening, locking, racing, forking, failing."""

import os
import subprocess
import sys
import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from keyflow.errors import Busy, InputError, SchemaError, StoreError
from keyflow.model.armed import Armed
from keyflow.store import open_store
from keyflow.store.contract import CaseQuery, InboxQuery
from keyflow.store.memory import MemoryStore
from keyflow.store.migrate import upgrade
from keyflow.store.sql import SqlStore
from keyflow.testing.store_values import (
    HOUR,
    START,
    a_case,
    a_message,
    ids,
    moving,
    opening,
    read,
    schema,
    write,
)


@pytest.fixture
def store(store_url):
    upgrade(store_url)
    store = SqlStore(store_url)
    yield store
    store.close()


def test_no_target_is_a_store_in_memory():
    assert isinstance(open_store(), MemoryStore)


def test_an_empty_sqlite_file_gets_its_tables_at_open(sqlite_url):
    for _ in range(2):
        store = open_store(sqlite_url)
        with store.connect() as connection:
            assert list(connection.heads()) == []
        store.close()


def test_a_sqlite_file_of_a_host_asks_for_an_upgrade(sqlite_url):
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE host (id integer)"))
    engine.dispose()
    with pytest.raises(SchemaError, match="keyflow db upgrade --store"):
        open_store(sqlite_url)


def test_an_empty_postgres_asks_for_an_upgrade(postgres_url):
    with pytest.raises(SchemaError, match="keyflow db upgrade --store"):
        open_store(postgres_url)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("mysql://root:secret@host/db", "mysql is not supported"),
        ("sqlite+aiosqlite:///x.db", "use sqlite://"),
        ("no url, but a secret", "is not one like"),
        ("sqlite:///x.db?synchronous=never", "synchronous must be"),
        ("sqlite:///x.db?busy_timeout=long", "milliseconds"),
        ("sqlite:///x.db?mode=ro", "mode.*sqlite:///file:NAME.mode=ro&uri=true"),
    ],
)
def test_an_url_that_cannot_be_used_is_refused_without_repeating_it(url, told):
    with pytest.raises(InputError, match=told) as refused:
        open_store(url)
    assert "secret" not in str(refused.value)


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Sir, " * 100)
    with pytest.raises(StoreError, match="the file is not a SQLite database"):
        open_store(f"sqlite:///{tmp_path / 'letter.txt'}")


def test_a_file_that_cannot_be_opened_is_a_store_error(tmp_path):
    with pytest.raises(StoreError, match="the file cannot be opened"):
        open_store(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")


def test_an_unreachable_server_is_busy_and_its_password_stays_secret():
    with pytest.raises(Busy) as told:
        open_store("postgresql://ann:secret@127.0.0.1:1/db")
    assert "secret" not in str(told.value)


def pragma(store, name):
    with store.connect() as connection:
        return connection.raw.execute(f"PRAGMA {name}").fetchone()[0]


def test_sqlite_is_safe_unless_the_url_says_otherwise(sqlite_url):
    store = open_store(sqlite_url)
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "busy_timeout") == 5000
    store.close()
    store = open_store(f"{sqlite_url}?synchronous=normal&busy_timeout=7")
    assert pragma(store, "synchronous") == 1
    assert pragma(store, "busy_timeout") == 7
    store.close()


def test_a_database_in_memory_serves_many_threads():
    store = open_store("sqlite://")
    threads = [
        threading.Thread(target=write, args=(store, opening(a_case(f"case {number}"))))
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids(store)) == 8
    store.close()


def test_a_hosts_engine_is_used_as_it_is_and_left_open(store_url):
    upgrade(store_url)
    engine = create_engine(store_url, poolclass=NullPool)
    store = open_store(engine)
    assert write(store, opening(a_case("r")))
    assert write(store, moving(read(store, "r")))
    store.close()
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT seq FROM keyflow_case")) == 2
    engine.dispose()


def test_a_locked_sqlite_is_busy_after_its_timeout_and_nothing_is_written(sqlite_url):
    store = open_store(f"{sqlite_url}?busy_timeout=50")
    with store.connect() as first, store.connect() as second:
        first.begin()
        with pytest.raises(Busy, match="locked"):
            second.apply(opening(a_case("r")))
        first.rollback()
        assert second.apply(opening(a_case("r")))
    store.close()


def test_a_commit_waits_for_the_writer_before_it(sqlite_url):
    store = open_store(sqlite_url)
    with store.connect() as first:
        first.begin()
        waiting = threading.Thread(target=write, args=(store, opening(a_case("r"))))
        waiting.start()
        waiting.join(0.1)
        assert waiting.is_alive()
        first.rollback()
        waiting.join()
    assert ids(store) == ["r"]
    store.close()


def test_a_database_error_is_ours_and_shows_no_sql(store):
    with store.connect() as connection:
        connection.raw.cursor().execute("ALTER TABLE keyflow_event RENAME TO gone")
        with pytest.raises(SchemaError, match="keyflow db upgrade") as told:
            connection.events(case="r")
        assert "SELECT" not in str(told.value)
        assert told.value.__cause__ is not None
        with pytest.raises(StoreError):
            connection.apply(opening(a_case("r")))
        assert list(connection.heads()) == []


def test_what_a_hook_wrote_goes_with_the_rest(store):
    with store.connect() as connection:
        connection.raw.cursor().execute("CREATE TABLE host (note text)")
        for fails in (True, False):
            changes = opening(a_case("r"))
            changes.hooks.append(lambda raw: raw.cursor().execute("INSERT INTO host VALUES ('x')"))
            if fails:
                changes.hooks.append(lambda _raw: 1 / 0)
                with pytest.raises(ZeroDivisionError):
                    connection.apply(changes)
            else:
                assert connection.apply(changes)
        cursor = connection.raw.cursor()
        cursor.execute("SELECT count(*) FROM host")
        assert cursor.fetchone() == (1,)


def test_a_reopened_case_is_the_only_live_one_again_or_not_at_all(store):
    assert write(store, opening(a_case("a", subject="road"), alone=["a"]))
    ended = {"state": "done", "standing": "completed"}
    assert write(store, moving(read(store, "a"), **ended))
    assert write(store, opening(a_case("b", subject="road"), alone=["b"]))
    reopened = {"state": "planning.running", "standing": "active"}
    assert not write(store, moving(read(store, "a"), **reopened))
    assert write(store, moving(read(store, "b"), **ended))
    assert write(store, moving(read(store, "a"), **reopened))
    with store.connect() as connection:
        assert connection.live("road", "road") == "a"


def test_a_deadline_that_moves_is_armed_once_at_its_new_time(store):
    armed = Armed("d", "answer", "planning.running", START, "notify")
    assert write(store, opening(a_case("r", armed=(armed,))))
    later = Armed("d", "answer", "planning.running", START + HOUR, "notify")
    assert write(store, moving(read(store, "r"), armed=(later,)))
    assert read(store, "r").armed == (later,)
    assert write(store, moving(read(store, "r"), armed=()))
    assert write(store, moving(read(store, "r"), armed=(armed,)))
    with store.connect() as connection:
        assert connection.due(START, 10) == [("r", "d", START)]
        assert connection.due(START - HOUR, 10) == []


def test_a_forgotten_persons_messages_hold_nothing_and_are_not_sent(store):
    case = a_case("r")
    changes = opening(case)
    changes.messages = [a_message("r-m1", case), a_message("r-m2", case)]
    assert write(store, changes)
    with store.connect() as connection:
        (one, _) = connection.claim(now=START, until=START + HOUR, token="t", limit=9)
        assert connection.settle(one.id, "t", "sent", START, None)
        forgetting = moving(read(store, "r"))
        forgetting.forgotten = [("r", "ann")]
        assert connection.apply(forgetting)
        first, second = connection.messages()
        assert (first.to, first.texts, first.state) == ("erased", {}, "sent")
        assert (second.to, second.texts, second.state) == ("erased", {}, "dead")
        assert connection.claim(now=START + 2 * HOUR, until=START, token="u", limit=9) == []


def cut(store, victim):
    """End a connection from the server's side."""
    with store.connect() as other:
        other.raw.execute("SELECT pg_terminate_backend(%s)", (victim.info.backend_pid,))


def test_a_cut_connection_is_busy_once_and_replaced(postgres_url):
    upgrade(postgres_url)
    store = SqlStore(postgres_url)
    assert write(store, opening(a_case("r")))
    with store.connect() as connection:
        cut(store, connection.raw)
        with pytest.raises(Busy):
            connection.families(["r"], schema)
    assert read(store, "r").seq == 1
    store.close()


def test_a_commit_that_was_never_answered_says_so(postgres_url):
    upgrade(postgres_url)
    store = SqlStore(postgres_url)
    changes = opening(a_case("r"))
    changes.hooks.append(lambda raw: cut(store, raw))
    with pytest.raises(StoreError, match="with the same key"):
        write(store, changes)
    assert ids(store) == []
    store.close()


def test_a_connection_that_cannot_end_its_transaction_is_thrown_away(sqlite_url):
    store = open_store(sqlite_url)
    changes = opening(a_case("r"))
    changes.hooks.append(lambda raw: raw.execute("ROLLBACK"))
    with store.connect() as connection:
        spoilt = connection.raw
        with pytest.raises(StoreError):
            connection.apply(changes)
    with store.connect() as connection:
        assert connection.raw is not spoilt
        assert list(connection.heads()) == []
    store.close()


def test_a_child_process_does_not_touch_its_parents_connections(store):
    assert write(store, opening(a_case("r")))
    child = os.fork()
    if child == 0:
        try:
            done = write(store, moving(read(store, "r")))
            os._exit(0 if done else 1)
        finally:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert write(store, moving(read(store, "r")))
    assert read(store, "r").seq == 3


RACER = """
import sys
from keyflow.store.sql import SqlStore
from keyflow.testing.store_values import moving, schema
store, won, lost = SqlStore(sys.argv[1]), 0, 0
print("ready", flush=True)
sys.stdin.readline()
while won < 40:
    with store.connect() as connection:
        (family,) = connection.families(["r"], schema)
        if connection.apply(moving(family.cases[0])):
            won += 1
        else:
            lost += 1
print(won, lost)
"""


def race(script, url, runners=2):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(runners)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [process.communicate(timeout=60)[0] for process in processes]
    assert all(process.returncode == 0 for process in processes)
    return told


def test_two_processes_on_one_case_have_one_winner_each_time(store, store_url):
    assert write(store, opening(a_case("r")))
    told = race(RACER, store_url)
    assert sum(int(line.split()[0]) for line in told) == 80
    assert read(store, "r").seq == 81
    assert read(store, "r").revision == 81
    with store.connect() as connection:
        assert [event.seq for event in connection.events(case="r")] == list(range(1, 82))


RELAY = """
import sys
from datetime import timedelta
from keyflow.store.sql import SqlStore
from keyflow.testing.store_values import START
store = SqlStore(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
with store.connect() as connection:
    until = START + timedelta(days=1)
    while claimed := connection.claim(now=START, until=until, token="t", limit=5):
        for message in claimed:
            print(message.id, message.attempts)
"""


def test_two_relays_never_claim_the_same_message(store, store_url):
    case = a_case("r")
    changes = opening(case)
    changes.messages = [a_message(f"r-m{number}", case) for number in range(60)]
    assert write(store, changes)
    told = [line for lines in race(RELAY, store_url) for line in lines.splitlines()]
    assert sorted(told) == sorted(f"r-m{number} 1" for number in range(60))


OPENER = """
import sys
from keyflow.store.sql import SqlStore
print("ready", flush=True)
sys.stdin.readline()
SqlStore(sys.argv[1]).close()
"""


def test_many_processes_may_open_an_empty_file_at_once(sqlite_url):
    race(OPENER, sqlite_url, runners=4)
    store = open_store(sqlite_url)
    with store.connect() as connection:
        rows = connection.raw.execute("SELECT key FROM keyflow_meta").fetchall()
    assert rows == [("instance",)]
    store.close()


def plans(store, statement):
    """Return how SQLite would run what a call runs."""
    seen = []
    with store.connect() as connection:
        connection.raw.set_trace_callback(seen.append)
        statement(connection)
        connection.raw.set_trace_callback(None)
        return [
            row[3]
            for sql in seen
            if sql.lstrip().startswith(("SELECT", "UPDATE", "WITH"))
            for row in connection.raw.execute(f"EXPLAIN QUERY PLAN {sql}")
        ]


RUNS = {
    "find_key": lambda one: one.find_key("k"),
    "family": lambda one: one.families(["r"], schema),
    "families": lambda one: one.families(["r", "s"], schema),
    "live": lambda one: one.live("road", "r"),
    "events of a case": lambda one: one.events(case="r"),
    "events of a family": lambda one: one.events(root="r"),
    "due": lambda one: one.due(START, 10),
    "claim": lambda one: one.claim(now=START, until=START, token="t", limit=10),
    "holds": lambda one: one.holds("m", "t", START),
    "backlog": lambda one: one.backlog(START),
    "messages of a case": lambda one: one.messages(case="r"),
    "dead messages": lambda one: one.messages(state="dead"),
    "inbox": lambda one: one.inbox(InboxQuery(["p:li", "r:land"], "todo", limit=1), schema),
    "inbox of one": lambda one: one.inbox(InboxQuery(["p:li"], "done", newest=True), schema),
    "directory": lambda one: one.directory_revision(),
    "unsealed": lambda one: one.unsealed(10),
    "apply": lambda one: one.apply(moving(one.families(["r"], schema)[0].cases[0])),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_no_statement_of_a_command_reads_a_whole_table(sqlite_url, run):
    store = open_store(sqlite_url)
    armed = Armed("d", "answer", "planning.running", START, "notify")
    assert write(store, opening(a_case("r", armed=(armed,)), a_case("s")))
    found = plans(store, run)
    assert [plan for plan in found if plan.startswith("SCAN keyflow") and "INDEX" not in plan] == []
    store.close()


def test_what_an_old_calendar_counted_is_found_among_all_that_runs(sqlite_url):
    store = open_store(sqlite_url)
    found = plans(store, lambda one: one.outdated("cn@2", 10))
    reads = [plan for plan in found if "keyflow_deadline" in plan]
    assert len(reads) == 2
    assert all(plan.startswith("SEARCH") and "_calendar (calendar>?" in plan for plan in reads)
    store.close()


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ({"parent": "r", "workflow": "road"}, "parent"),
        ({"parent": "r", "workflow": "road", "stages": {"planning"}}, "parent"),
        ({"parent": "r", "states": {"a"}, "standings": {"active"}}, "parent"),
        ({"subject": "r", "workflow": "road", "states": {"a"}}, "subject"),
        ({"subject": "r", "parent": "r", "workflow": "road"}, "subject"),
        ({"workflow": "road"}, "workflow"),
        ({"states": {"a"}}, "state"),
    ],
)
def test_cases_are_found_by_what_names_the_fewest(sqlite_url, asked, index):
    store = open_store(sqlite_url)
    found = plans(store, lambda one: one.cases(CaseQuery(**asked), schema))
    store.close()
    assert f"SEARCH keyflow_case USING INDEX ix_keyflow_case_{index}" in found[0]
