"""Processes to be killed: each does real commands and writes down what it was told.

    python -m tests.faults.worker

has everything imported and forks a worker for each line it reads, saying its process id; so a round
of killing takes a tenth of a second and not two. A line is `work URL ACKS SEED COUNT` or
`race URL ACKS CASES`.

Each line of the file ACKS is one accepted command: `verb key case`. A line is written after the
command was accepted; the last one may be torn by a kill and then does not count.
"""

import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

from keyflow import Actor, Busy, Conflict, Engine, Refused, load
from keyflow.commands import Edit, Fire, Note, Resume, Start, Suspend
from keyflow.delivery import templates  # noqa: F401 - imported before the fork
from keyflow.plugin import Message, Notifier
from keyflow.store import sql  # noqa: F401 - imported before the fork

OFFICE = Actor("bob", {"r"})
FLOW = """
name: w
initial: a
many: true
roles: [r]
operations: {suspend: {by: r}, resume: {by: r}}
schema: {n: integer, items: {type: list, of: text}}
stages:
  a: {kind: plain, states: {a: {writable: "*", deadlines: {d: {limit: 90min}}}}}
  b: {kind: plain, states: {b: {children: {c: {workflow: child, each: items}}}}}
  z: final
transitions:
  - {trigger: go, source: a, dest: b, by: r}
  - {trigger: back, source: b, dest: a, by: r}
  - {trigger: end, source: [a, b], dest: z, by: r}
notices: [{on: [fired go, fired back], to: r, via: file, text: "{{ case.subject }}"}]
"""
CHILD = """
name: child
initial: open
roles: [r]
schema: {item: text}
stages: {open: plain, done: final}
transitions: [{trigger: do, source: open, dest: done, by: r}]
"""

FLOWS = [load(FLOW), load(CHILD)]


class Lines(Notifier):
    """Appends the id of each message to a file."""

    kind = "lines"
    path: str

    def send(self, message: Message) -> None:
        with Path(self.path).open("a") as file:
            file.write(f"{message.id}\n")


def engine(url, folder):
    return Engine(url, FLOWS, notifiers={"file": Lines(path=f"{folder}/sent.txt")})


def work(url, acks, seed, count):
    dice = random.Random(int(seed))
    desk = engine(url, Path(acks).parent)
    cases = [case.id for case in desk.cases(workflow="w", standing="active").cases]
    with Path(acks).open("a", buffering=1) as file:
        for number in range(int(count)):
            command = pick(dice, cases)
            key = f"{seed}-{number}"
            if command is None:
                desk.deliver(5)
                desk.seal()
                continue
            try:
                done = desk.do(command, by=OFFICE, key=key)
            except (Refused, Conflict):
                continue
            except Busy:
                file.write(f"busy {key} -\n")
                continue
            file.write(f"{command.verb} {key} {done.case.id}\n")
            if command.verb == "start":
                cases.append(done.case.id)
    desk.close()


def race(url, acks, cases):
    """Fire in each case of a list, as others do; write down who won."""
    desk = engine(url, Path(acks).parent)
    desk.case(Path(cases).read_text().split()[0])
    Path(f"{acks}.ready").touch()
    while not Path(f"{cases}.go").exists():
        time.sleep(0.001)
    with Path(acks).open("a", buffering=1) as file:
        for case in Path(cases).read_text().split():
            try:
                desk.fire(case, "end", by=OFFICE)
                told = "won"
            except (Refused, Conflict) as no:
                told = type(no).__name__
            file.write(f"{told} - {case}\n")
    desk.close()


def pick(dice, cases):
    if not cases or dice.random() < 0.2:
        return Start("w", f"s{dice.random()}", {"items": ["x", "y"]})
    case = dice.choice(cases)
    return dice.choice(
        [
            Fire(case, "go"),
            Fire(case, "back"),
            Fire(case, "end") if dice.random() < 0.2 else Note(case, "n"),
            Edit(case, {"n": dice.randrange(9)}),
            Suspend(case, "why"),
            Resume(case, "why"),
            None,
        ]
    )


def fork(line):
    """Start a worker; return its process id."""
    what, *given = line.split()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        {"work": work, "race": race}[what](*given)
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
