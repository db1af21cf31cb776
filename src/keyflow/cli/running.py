"""The commands to be run from cron: due does what time has brought, deliver sends messages."""

from dataclasses import asdict
from typing import Any

import click

from keyflow.answers import Delivered, Due
from keyflow.cli.base import Command
from keyflow.cli.carrying import carried, carry_all, notifier
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, line
from keyflow.cli.settings import STORE, Settings

_LIMIT = click.option("--limit", type=click.IntRange(1), default=1000, help="At most so many.")


@click.command(cls=Command, uses=STORE)
@_LIMIT
@click.pass_obj
def due(settings: Settings, limit: int) -> None:
    """Do what time has brought: deadlines, automatic steps, a seal over the history."""
    with engine(settings) as opened:
        did = opened.run_due(limit)
    if settings.json:
        as_json(_counts(did))
        return
    counts = "deadlines handled: {expired}; cases advanced: {advanced}; seal: {seal}"
    line(settings.say(counts, expired=did.expired, advanced=did.advanced, seal=did.seal or "-"))


@click.command(cls=Command, uses=STORE)
@carried
@_LIMIT
@click.pass_obj
def deliver(settings: Settings, /, limit: int, **given: Any) -> int:
    """Send the messages that are due, those of every channel the same way."""
    carrier = notifier(given, settings)
    with engine(settings) as opened:
        carry_all(opened, carrier)
        did = opened.deliver(limit)
    if settings.json:
        as_json(_counts(did))
    else:
        counts = "sent: {sent}; put off: {put_off}; given up: {dead}"
        line(settings.say(counts, **_counts(did)))
    return REFUSED if did.dead or did.put_off else 0


def _counts(did: Due | Delivered) -> dict[str, Any]:
    return {name: value for name, value in asdict(did).items() if name != "waited"}
