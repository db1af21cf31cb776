"""The command that runs the worker's loop until it is told to stop, or once."""

import json
import signal
from dataclasses import asdict
from threading import Event, Timer
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from keyflow.cli.base import Command
from keyflow.cli.carrying import carried, carry_all, notifier
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import engine
from keyflow.cli.output import line, tame
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.telling import told
from keyflow.model.notifier import Notifier
from keyflow.working import Health, Worker

if TYPE_CHECKING:
    from keyflow.engine import Engine

_SECONDS = click.FloatRange(0, min_open=True)
_COUNTS = (
    "deadlines handled: {expired}; cases advanced: {advanced}; sent: {sent}; put off: {put_off}; "
    "given up: {dead}; failed: {failures}"
)
_LEFT = "past: {deadlines}; to send: {messages}; dead: {dead}; behind: {behind} s"
_WAITS = "from due to done: {p50} s (p50), {p95} s (p95), {most} s (longest)"


@click.command(cls=Command, uses=STORE)
@click.option("--once", is_flag=True, help="Do what is due now and leave, as from cron.")
@click.option("--every", type=_SECONDS, default=5.0, show_default=True,
              help="The longest wait between two rounds, in seconds.")  # fmt: skip
@click.option("--for", "seconds", type=_SECONDS, help="Stop after so many seconds.")
@click.option("--report", type=_SECONDS, default=60.0, show_default=True,
              help="How often to say how it goes, in seconds.")  # fmt: skip
@click.option("--batch", type=click.IntRange(1), default=100, show_default=True,
              help="At most so many of each in a round.")  # fmt: skip
@click.option("--no-messages", is_flag=True, help="Leave the messages to others.")
@carried
@click.pass_obj
def worker(settings: Settings, /, no_messages: bool, **given: Any) -> int:
    """Do what falls due and send messages, until told to stop (SIGTERM) or `--once`."""
    carrier = None if no_messages else notifier(given, settings)
    with engine(settings) as opened:
        _read_all(opened)
        loop = _worker(opened, carrier, settings, given)
        health = _work(loop, given["seconds"], once=given["once"])
    _tell(health, settings)
    left = health.left
    undone = left is None or left.deadlines or left.messages or left.dead
    return REFUSED if given["once"] and undone else 0


def _read_all(opened: "Engine") -> None:
    """Read the workflows of which there are cases: what is wrong is told at once."""
    library = opened.library
    with opened.store.connect() as connection:
        stored = [name for name in library.names() if connection.definitions(name)]
    for name in stored:
        library.current(name)


def _worker(
    opened: "Engine", carrier: Notifier | None, settings: Settings, given: dict[str, Any]
) -> Worker:
    def report(health: Health) -> None:
        _tell(health, settings)
        if carrier is not None and health.left is not None:
            carry_all(opened, carrier)  # a definition may be new, and its channels

    if carrier is not None:
        carry_all(opened, carrier)
    return Worker(
        opened,
        every=given["every"],
        batch=given["batch"],
        messages=carrier is not None,
        report=report,
        report_every=given["report"],
    )


def _work(loop: Worker, seconds: float | None, *, once: bool) -> Health:
    """Run until a signal or the time is up; a second signal ends the process as if unheard."""
    stop = Event()

    def heard(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
    if seconds is not None:
        timer = Timer(seconds, stop.set)
        timer.daemon = True
        timer.start()
    try:
        return loop.once(stop) if once else loop.run(stop)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(health: Health, settings: Settings) -> None:
    """Print one line on how it goes; what failed last goes to the other stream."""
    if settings.json:
        click.echo(json.dumps(asdict(health) | _plain(health), ensure_ascii=False))
        return
    counts = {name: value for name, value in asdict(health).items() if isinstance(value, int)}
    said = [settings.say(_COUNTS, **counts)]
    if (left := health.left) is not None:
        behind = f"{left.behind.total_seconds():.1f}"
        given = {"deadlines": left.deadlines, "messages": left.messages, "dead": left.dead}
        said.append(settings.say(_LEFT, **given, behind=behind))
    if health.waits is not None:
        waits = {name: f"{value:.2f}" for name, value in asdict(health.waits).items()}
        said.append(settings.say(_WAITS, **waits))
    line(" | ".join(said))
    if health.error is not None:
        click.echo(tame(f"keyflow: {told(health.error, settings.lang)}"), err=True)


def _plain(health: Health) -> dict[str, Any]:
    left = health.left
    if left is None:
        return {"left": None}
    first = None if left.first is None else left.first.isoformat()
    plain = {"deadlines": left.deadlines, "messages": left.messages, "dead": left.dead}
    behind = left.behind.total_seconds()
    return {"left": {"at": left.at.isoformat(), **plain, "first": first, "behind": behind}}
