"""What a worker of procrastinate does with our jobs, by the clock and after a kill."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import procrastinate_shop
from click.testing import CliRunner
from procrastinate_shop import later

from keyflow.cli.app import cli
from keyflow_procrastinate import upgrade

HOUR = "0 * * * *"
SECOND = "* * * * * *"


def test_one_run_takes_all_waiting_wakes_with_it_and_leaves_none_behind(shop):
    case = shop.start()
    for _ in range(30):
        shop.tell(case)
    assert len(shop.jobs()) == 30
    asyncio.run(shop.serve(lambda: len(shop.sent()) == 30 and not shop.jobs(), cron=SECOND))
    assert sorted(shop.sent()) == sorted(message.id for message in shop.engine.outbox(state="sent"))


def test_a_message_is_sent_and_a_deadline_handled_soon_after_they_are_due(shop):
    case = shop.start()
    began = {}

    def until():
        if not began:
            shop.tell(case)
            began["told"] = time.monotonic()
            shop.start("late", until=later(seconds=1))
        elif "sent" not in began and shop.sent():
            began["sent"] = time.monotonic()
        return len(shop.sent()) == 2

    asyncio.run(shop.serve(until, cron=HOUR))
    assert began["sent"] - began["told"] < 5
    (late,) = [c for c in shop.engine.cases().cases if c.subject == "late"]
    assert (late.state, len(shop.engine.history(late.id))) == ("done", 2)


def test_what_nobody_was_woken_for_is_swept_up(shop):
    shop.tell(shop.start())
    shop.ask("DELETE FROM procrastinate_jobs")
    asyncio.run(shop.serve(shop.sent, cron=SECOND))
    assert len(shop.sent()) == 1


def test_a_job_whose_worker_was_killed_is_found_and_somebody_else_woken(shop):
    shop.tell(shop.start("slow"))
    program = procrastinate_shop.__file__
    worker = subprocess.Popen([sys.executable, program, shop.url, str(shop.folder)])
    wait_for((shop.folder / "slow").exists)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert ("doing", None) in shop.jobs()
    shop.ask("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    (shop.folder / "go").touch()
    shop.ask("UPDATE keyflow_message SET until = 0")  # the claim has run out
    gone = lambda: shop.sent() and ("doing", None) not in shop.jobs()  # noqa: E731
    asyncio.run(shop.serve(gone, cron=SECOND, stalled=1.0))
    (message,) = shop.engine.outbox()
    assert (message.state, message.attempts) == ("sent", 2)
    assert set(shop.sent()) == {message.id}


def wait_for(true):
    until = time.monotonic() + 30
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_tables_are_made_once_and_by_the_command_line(postgres_url):
    asked = ["jobs", "upgrade", "--store", postgres_url]
    assert CliRunner().invoke(cli, ["--lang", "en", *asked]).output == "the tables are made\n"
    assert CliRunner().invoke(cli, ["--lang", "zh", *asked]).output == "数据表已存在\n"
    assert upgrade(postgres_url) is False
    wrong = CliRunner().invoke(cli, ["jobs", "upgrade", "--store", "sqlite:///k.db"])
    assert wrong.exit_code == 2


def test_the_readme_runs(shop, tmp_path, monkeypatch):
    readme = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    blocks = readme.split("```python\n# file: ")[1:]
    for block in blocks:
        name, _, rest = block.partition("\n")
        (tmp_path / name).write_text(rest.partition("```")[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    conninfo = procrastinate_shop.conninfo(shop.url)
    environment = {**os.environ, "DATABASE_URL": shop.url, "DATABASE": conninfo}
    environment["PYTHONPATH"] = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "try_it.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1", "sent"]
