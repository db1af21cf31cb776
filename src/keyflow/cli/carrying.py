"""How the command line sends messages: options for a folder, the terminal or a mail server."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from keyflow.builtin.notifiers import Console, File, Smtp
from keyflow.cli.settings import Settings
from keyflow.errors import InputError
from keyflow.model.notifier import Notifier

if TYPE_CHECKING:
    from keyflow.engine import Engine

_Function = TypeVar("_Function", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--to-folder", metavar="DIR", type=click.Path(path_type=Path), help="Write files."
    ),
    click.option("--console", is_flag=True, help="Print them."),
    click.option("--smtp", metavar="HOST:PORT", help="Send mail; KEYFLOW_SMTP_PASSWORD is read."),
    click.option("--sender", metavar="ADDRESS", help="The mail address they come from."),
    click.option(
        "--tls",
        type=click.Choice(["none", "starttls", "ssl"]),
        default="starttls",
        show_default=True,
        help="How the line to the mail server is closed.",
    ),
    click.option("--username", help="The name to log in with at the mail server."),
    click.option("--domain", help="Where people have mail whose address is not given."),
    click.option("--address", metavar="PERSON=ADDRESS", multiple=True, help="A person's address."),
)


def carried(function: _Function) -> _Function:
    """Give a command the options that say how messages go; it takes them as keywords."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def notifier(given: dict[str, Any], settings: Settings) -> Notifier:
    """Return the one notifier these options name; a usage error if they name none or two."""
    ways = [given["to_folder"] is not None, given["console"], given["smtp"] is not None]
    if sum(ways) != 1:
        raise click.UsageError("give one of --to-folder, --console and --smtp")
    languages = ("zh", "en") if settings.lang == "zh" else ("en", "zh")
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


def carry_all(opened: "Engine", carrier: Notifier) -> None:
    """Let one notifier carry every channel that a message of this store can be written for."""
    with opened.store.connect() as connection:
        channels = {
            notice.via
            for hash in connection.definitions()
            for notice in opened.library.machine(hash, connection).workflow.notices
        }
    opened.notifiers.update(dict.fromkeys(channels, carrier))
