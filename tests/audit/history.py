"""Writes a small history through a store, with events as full as the engine's."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Event

from keyflow.audit.sealing import seal
from keyflow.audit.verify_export import seal_hash
from keyflow.model.event import GENESIS, canonical, commitment, link
from keyflow.model.schema import Data
from keyflow.store.contract import Changes, NewEvent
from keyflow.testing.store_values import (
    DEFINITION,
    FIELDS,
    HOUR,
    START,
    TEXT,
    a_case,
    read,
    write,
)

CASES = ("A", "B", "案 C")
SEALED = 6


def step(case, *, key=None, accepted=True, actor="ann", verb="fire"):
    seq = case.seq + 1
    version = case.version + accepted
    data = {"title": "道路 🚧", "size": seq}
    occurred = START + seq * HOUR
    recorded = occurred + timedelta(minutes=5)
    private = canonical({"actor": actor, "comment": "好 👍", "salt": f"{case.id}{seq}"})
    body = {
        "v": 1,
        "id": f"command {seq} of {case.id}",
        "case": case.id,
        "root": case.root,
        "seq": seq,
        "workflow": case.workflow,
        "definition": case.definition,
        "verb": verb if seq > 1 else "start",
        "accepted": accepted,
        "occurred": occurred.isoformat(),
        "recorded": recorded.isoformat(),
        "source": case.state,
        "state": case.state,
        "standing": case.standing,
        "version": version,
        "checks": [["funds", "pass"]],
        "private": commitment(private),
    }
    body |= {"trigger": "submit"} if seq > 1 else {"subject": case.subject}
    body |= {"data": data} if accepted else {}
    body |= {"key": key} if key is not None else {}
    text = canonical(body)
    event = NewEvent(
        case=case.id,
        seq=seq,
        root=case.root,
        id=body["id"],
        verb=body["verb"],
        trigger=body.get("trigger"),
        accepted=accepted,
        occurred=occurred,
        recorded=recorded,
        body=text,
        private=private,
        hash=link(case.head, text),
        key=key,
    )
    held = {**case.data.raw, **data} if accepted else case.data.raw
    after = case.with_(
        seq=seq, head=event.hash, version=version, data=Data(FIELDS, held), changed=recorded
    )
    return after, event


def begin(store, *names):
    changes = Changes(definitions={DEFINITION: ("road", TEXT)})
    for name in names:
        case, event = step(a_case(name, version=0), key=f"{name}/1")
        changes.created.append(case)
        changes.events.append(event)
    assert write(store, changes)


def go_on(store, name, times=1):
    for _ in range(times):
        before = read(store, name)
        accepted = before.seq % 3 != 2
        key = f"{name}/{before.seq + 1}" if accepted else None
        after, event = step(before, key=key, accepted=accepted)
        raised = {before.root} if accepted else set()
        changes = Changes({before.root: before.revision}, raised, updated=[(before, after)])
        changes.events.append(event)
        assert write(store, changes)


def erase(store, name, *numbers):
    """Write what an erasure does: an event that says so, and private parts that are gone."""
    before = read(store, name)
    after, event = step(before, verb="erase")
    seen, raised = {before.root: before.revision}, {before.root}
    changes = Changes(seen, raised, updated=[(before, after)], events=[event])
    changes.private = [(name, number, None) for number in numbers]
    assert write(store, changes)


def put_seal(store):
    with store.connect() as connection:
        return seal(connection, connection.now())


@contextmanager
def busy(store):
    """Keep a store in use by another thread: cases begin, go on and are sealed."""
    done = Event()

    def work():
        for number in range(1_000):
            if done.is_set():
                return
            go_on(store, "AMZ"[number % 3])
            begin(store, f"N{number:04}")
            if number % 7 == 0:
                put_seal(store)

    begin(store, "A", "M", "Z")
    with ThreadPoolExecutor(1) as pool:
        worker = pool.submit(work)
        try:
            yield
        finally:
            done.set()
        worker.result()


def small_history(store):
    """Three cases of six events under two seals, and a seventh event of A that has none."""
    begin(store, *CASES)
    for name in CASES:
        go_on(store, name, 2)
    put_seal(store)
    for name in CASES:
        go_on(store, name, SEALED - 3)
    put_seal(store)
    go_on(store, CASES[0])


def rechain(db, case):
    """Do what a careful forger does: hash all events of a case anew, and mend its row."""
    head, number, version, data = GENESIS, 0, 0, {}
    rows = db.execute("SELECT seq, body FROM keyflow_event WHERE [case] = ? ORDER BY seq", [case])
    for number, body in rows.fetchall():
        head = link(head, body)
        db.execute(
            "UPDATE keyflow_event SET hash = ? WHERE [case] = ? AND seq = ?", [head, case, number]
        )
        version = json.loads(body)["version"]
        data |= json.loads(body).get("data", {})
    db.execute(
        "UPDATE keyflow_case SET seq = ?, head = ?, version = ?, data = ? WHERE id = ?",
        [number, head, version, canonical(data), case],
    )


def reseal(db):
    """Do what the most careful forger does: make all seals anew over the events there are."""
    chains = dict(db.execute("SELECT [case], max(seq) FROM keyflow_event GROUP BY [case]"))
    heads = {
        (case, seq): head
        for case, seq, head in db.execute("SELECT [case], seq, hash FROM keyflow_event")
    }
    old = db.execute("SELECT n, [case], seq FROM keyflow_sealed ORDER BY n, [case]").fetchall()
    times = dict(db.execute("SELECT n, at FROM keyflow_seal"))
    db.execute("DELETE FROM keyflow_sealed")
    db.execute("DELETE FROM keyflow_seal")
    covered, previous, n = {}, GENESIS, 0
    for number, at in times.items():
        entries = []
        for _, case, seq in (line for line in old if line[0] == number):
            end = min(seq, chains.get(case, 0))
            if end > covered.get(case, 0):
                covered[case] = end
                entries.append((case, end, heads.get((case, end), GENESIS)))
        if entries:
            n, previous = n + 1, seal_hash(previous, entries)
            seal_row = [n, at, sum(covered.values()), previous]
            db.execute("INSERT INTO keyflow_seal VALUES (?, ?, ?, ?)", seal_row)
            rows = [(n, *entry) for entry in entries]
            db.executemany("INSERT INTO keyflow_sealed VALUES (?, ?, ?, ?)", rows)


def change(db, case, seq, column, value):
    db.execute(
        f"UPDATE keyflow_event SET [{column}] = ? WHERE [case] = ? AND seq = ?", [value, case, seq]
    )
