"""Processes that race on rounds of votes: each is told what to do with which case, and when.

    python -m tests.faults.round_worker

forks a racer for each line `URL PLAN FOLDER SLOT` it reads, saying its process id. PLAN is a pickle
of `(command, actor, key)`, or None where the racer sits out; the file `go` in FOLDER holds when the
first is due, SLOT how many seconds after it the next. What became of each is pickled to `PLAN.out`.
"""

import os
import pickle
import signal
import sys
import time
import traceback
from pathlib import Path

from keyflow import Busy, Conflict, Engine, Refused, load
from keyflow.delivery import templates  # noqa: F401 - imported before the fork
from keyflow.store import sql  # noqa: F401 - imported before the fork

FLOW = {
    "name": "permit",
    "initial": "preparing",
    "many": True,
    "roles": ["owner", "land", "finance", "audit", "admin"],
    "schema": {"amount": {"type": "integer", "content": True}},
    "operations": {verb: {"by": "admin"} for verb in ("jump", "terminate", "suspend", "resume")},
    "stages": {
        "preparing": {"kind": "plain", "states": {"preparing": {"writable": ["amount"]}}},
        "review": {
            "kind": "approval",
            "writable": ["amount"],
            "approval": {
                "voters": [
                    {"role": "land"}, {"person": "li"}, {"person": "wang"}, {"role": "finance"},
                    {"person": "zhou"}, {"role": "audit"},
                ],
                "approve_when": {"at_least": 2},
                "reject_when": "never",
            },
        },
        "next": "plain",
        "done": "final",
        "bad": "final",
    },
    "transitions": [
        {"trigger": "submit", "source": "preparing", "dest": "review", "by": "owner", "todo": True},
        {"trigger": "on", "source": "review.approved", "dest": "next", "auto": True},
        {"trigger": "fail", "source": "review.rejected", "dest": "bad", "auto": True},
        {"trigger": "end", "source": "next", "dest": "done", "by": "owner"},
    ],
    "notices": [{"on": "closed round", "to": "person:ann", "via": "post", "text": "Settled."}],
}  # fmt: skip
WORKFLOW = load(FLOW)


def race(url, plan, folder, slot):
    """Do what the plan says, each at its time; write down what became of it."""
    desk = Engine(url, [WORKFLOW])
    steps = pickle.loads(Path(plan).read_bytes())
    desk.cases(limit=1)
    Path(f"{plan}.ready").touch()
    go = Path(folder, "go")
    while not go.exists():
        time.sleep(0.001)
    began = float(go.read_text())
    told = []
    for number, step in enumerate(steps):
        if step is None:
            told.append(None)
            continue
        while time.time() < began + number * float(slot):
            time.sleep(0.0002)
        told.append(tried(desk, *step))
    desk.close()
    Path(f"{plan}.part").write_bytes(pickle.dumps(told))
    Path(f"{plan}.part").rename(f"{plan}.out")


def tried(desk, command, actor, key):
    """Do a command; return `won` and its version, or why not, with what was said."""
    try:
        return "won", desk.do(command, by=actor, key=key).case.version
    except Refused as no:
        return "refused", [(finding.code, dict(finding.values)) for finding in no.findings]
    except (Conflict, Busy) as error:
        return type(error).__name__, str(error)


def fork(line):
    """Start a racer; return its process id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        race(*line.split())
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
