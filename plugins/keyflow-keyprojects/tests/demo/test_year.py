"""The same dice give the same year, and a year that is killed on its way comes to the same end."""

import json
import os
import random
import re
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from keyflow.plugin import Notifier
from keyflow.store.migrate import upgrade
from keyflow_keyprojects.demo import figures, year
from keyflow_keyprojects.demo.cast import Clock
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.diary import Diary
from keyflow_keyprojects.office import build_engine
from keyflow_keyprojects.record.register import every

NUMBERS = ("K001", "K002", "K003", "K004", "K005", "K006", "K008", "K012", "K020", "P001", "P002",
           "P003")  # fmt: skip
WORKER = Path(__file__).with_name("year_worker.py")


def desk(url=None, seed=2011, numbers=None, notifiers=None):
    clock = Clock()
    names = None if numbers is None else frozenset(numbers)
    return Desk(Diary.take_up(url, clock, notifiers), clock, seed, names)


def winter(seed):
    d = desk(seed=seed)
    for _ in year.play(d, until=date(2011, 2, 28)):
        pass
    return figures.read(d.engine, 2011).as_json()


def test_the_same_seed_gives_the_same_bytes_and_another_does_not():
    first = winter(2011)
    assert first == winter(2011)
    assert first["fires"] != winter(7)["fires"]


def test_the_programme_is_in_order_and_within_the_year():
    days = [day for day, _ in year.PROGRAMME]
    assert days == sorted(days)
    assert {day.year for day in days} == {2011}
    assert set(days) <= set(year.weeks())


# killed on its way


def history(url):
    """Return what happened to every case, by its subject: all but ids, salts and hashes.

    Things of one second are sorted: which of two deadlines of one midnight comes first is open.
    """
    engine = build_engine(url)
    with engine.store.connect() as connection:
        stored = list(connection.all_events())
    names = {case.id: f"{case.subject}@{case.opened}" for case in every(engine)}
    told = {}
    for event in stored:
        body = json.loads(event.body)
        private = json.loads(event.private)
        for part in ("definition", "private", "touched", "id"):
            body.pop(part, None)
        private.pop("salt", None)
        line = _named(json.dumps([event.verb, event.trigger, event.accepted, str(event.occurred),
            str(event.recorded), event.key, body, private], sort_keys=True), names)  # fmt: skip
        told.setdefault(names[event.case], []).append((event.recorded, line))
    messages = sorted(
        (message.subject, message.notice, message.to, message.at.isoformat())
        for message in engine.outbox(limit=100_000)
    )
    engine.close()
    return {name: sorted(lines) for name, lines in told.items()}, messages


_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")


def _named(line, names):
    """Put subjects in place of the ids of cases, and nothing in place of all other ids."""
    return _ID.sub(lambda found: names.get(found[0], "-"), line)


def undisturbed(url, until):
    d = desk(url, numbers=NUMBERS)
    for _ in year.play(d, until=until, programme=()):
        pass
    d.engine.close()


def killed(url, until, times, dice, longest):
    """Play the year in processes of which most are killed at a random moment; return how many."""
    kills = 0
    while True:
        asked = [sys.executable, str(WORKER), url, until.isoformat(), ",".join(NUMBERS)]
        worker = subprocess.Popen(asked, stdout=subprocess.PIPE, env=os.environ, text=True)
        assert worker.stdout.readline() == "begun\n"
        if kills < times:
            time.sleep(dice.uniform(0.02, longest))
            worker.kill()
        said = worker.stdout.read()
        worker.wait()
        worker.stdout.close()
        if said == "over\n":
            return kills
        kills += 1


def fresh(folder, name):
    url = f"sqlite:///{folder / name}?synchronous=NORMAL"
    upgrade(url)
    return url


def test_a_winter_killed_five_times_has_the_same_history(tmp_path):
    until = date(2011, 4, 1)
    undisturbed(fresh(tmp_path, "a.db"), until)
    other = fresh(tmp_path, "b.db")
    assert killed(other, until, 5, random.Random(11), 0.4) >= 3
    assert history(other) == history(f"sqlite:///{tmp_path / 'a.db'}")


@pytest.mark.chaos
@pytest.mark.parametrize("luck", range(3))
def test_a_whole_year_killed_at_random_has_the_same_history(tmp_path, luck):
    until = year.LAST
    undisturbed(fresh(tmp_path, "a.db"), until)
    other = fresh(tmp_path, "b.db")
    assert killed(other, until, 40, random.Random(luck), 0.7) >= 10
    assert history(other) == history(f"sqlite:///{tmp_path / 'a.db'}")


class Counter(Notifier):
    """Takes every message, once."""

    kind: ClassVar[str] = "counter"
    taken: list[str] = []

    def send(self, message):
        self.taken.append(message.id)


def test_a_year_of_98_projects_is_played_in_little_time():
    counter = Counter()
    d = desk(notifiers={"office": counter})
    begun = time.process_time()
    for _ in year.play(d):
        pass
    took = time.process_time() - begun
    found = figures.read(d.engine, 2011)
    assert found.verified
    assert len(counter.taken) == found.message_states["sent"] > 2000
    assert sum(month.owed for month in found.reports) > 600
    assert took < 90  # about 30 s on a quiet machine; the bound is for a busy one
