"""The commands to be run from cron: due does what time has brought, deliver sends messages."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keyflow.builtin.notifiers import Console, File, Smtp
from keyflow.cli.base import Command
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, line
from keyflow.cli.settings import STORE, Settings
from keyflow.errors import InputError
from keyflow.model.notifier import Notifier

if TYPE_CHECKING:
    from keyflow.engine import Engine

_LIMIT = click.option("--limit", type=click.IntRange(1), default=1000, help="At most so many.")


@click.command(cls=Command, uses=STORE)
@_LIMIT
@click.pass_obj
def due(settings: Settings, limit: int) -> None:
    """Do what time has brought: deadlines, automatic steps, a seal over the history."""
    with engine(settings) as opened:
        did = opened.run_due(limit)
    if settings.json:
        as_json(asdict(did))
        return
    counts = "deadlines handled: {expired}; cases advanced: {advanced}; seal: {seal}"
    line(settings.say(counts, expired=did.expired, advanced=did.advanced, seal=did.seal or "-"))


@click.command(cls=Command, uses=STORE)
@click.option("--to-folder", metavar="DIR", type=click.Path(path_type=Path), help="Write files.")
@click.option("--console", is_flag=True, help="Print them.")
@click.option("--smtp", metavar="HOST:PORT", help="Send mail; KEYFLOW_SMTP_PASSWORD is read.")
@click.option("--sender", metavar="ADDRESS", help="The mail address they come from.")
@click.option("--tls", type=click.Choice(["none", "starttls", "ssl"]), default="starttls",
              show_default=True, help="How the line to the mail server is closed.")  # fmt: skip
@click.option("--username", help="The name to log in with at the mail server.")
@click.option("--domain", help="Where people have mail whose address is not given.")
@click.option("--address", metavar="PERSON=ADDRESS", multiple=True, help="A person's address.")
@_LIMIT
@click.pass_obj
def deliver(settings: Settings, /, limit: int, **given: Any) -> int:
    """Send the messages that are due, those of every channel the same way."""
    notifier = _notifier(given, settings.lang)
    with engine(settings, brought=False) as opened:
        opened.notifiers.update(dict.fromkeys(_channels(opened), notifier))
        did = opened.deliver(limit)
    if settings.json:
        as_json(asdict(did))
    else:
        counts = "sent: {sent}; put off: {put_off}; given up: {dead}"
        line(settings.say(counts, **asdict(did)))
    return REFUSED if did.dead or did.put_off else 0


def _notifier(given: dict[str, Any], language: str) -> Notifier:
    ways = [given["to_folder"] is not None, given["console"], given["smtp"] is not None]
    if sum(ways) != 1:
        raise click.UsageError("give one of --to-folder, --console and --smtp")
    languages = ("zh", "en") if language == "zh" else ("en", "zh")
    if given["to_folder"] is not None:
        return File(folder=given["to_folder"], languages=languages)
    return Console(languages=languages) if given["console"] else _smtp(given, languages)


def _smtp(given: dict[str, Any], languages: tuple[str, ...]) -> Smtp:
    host, _, port = given["smtp"].rpartition(":")
    if not host or not port.isdigit():
        raise InputError("--smtp", f"{given['smtp']!r} is not of the form host:port")
    if given["sender"] is None:
        raise InputError("--sender", "is needed for mail")
    return Smtp(
        **{name: given[name] for name in ("sender", "tls", "username", "domain")},
        host=host,
        port=int(port),
        password=os.environ.get("KEYFLOW_SMTP_PASSWORD"),
        addresses=_addresses(given["address"]),
        languages=languages,
    )


def _addresses(pairs: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        person, sign, address = pair.partition("=")
        if not sign:
            raise InputError("--address", f"{pair!r} is not of the form person=address")
        if person in found:
            raise InputError("--address", f"{person!r} is given twice")
        found[person] = address
    return found


def _channels(opened: "Engine") -> set[str]:
    """Return every channel that a message of this store can have been written for."""
    with opened.store.connect() as connection:
        return {
            notice.via
            for hash in connection.definitions()
            for notice in opened.library.machine(hash, connection).workflow.notices
        }
