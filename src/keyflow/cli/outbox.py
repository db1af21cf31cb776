"""The command about messages: what waits, was sent or is dead, and how the dead are revived."""

from typing import Any

import click

from keyflow.cli import plain
from keyflow.cli.base import Group
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, line, table
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.telling import told

_LEFT = (
    "the others are not dead, or have no text: what could not be rendered with its event, or was "
    "erased, cannot be rendered again"
)
_STATES = ["waiting", "claimed", "sent", "dead"]


@click.group(cls=Group, uses=STORE, invoke_without_command=True)
@click.option("--state", type=click.Choice(_STATES), help="Only those in this state.")
@click.option("--case", metavar="ID", help="Only those of this case.")
@click.option(
    "--limit", type=click.IntRange(1), default=1000, show_default=True, help="How many on a page."
)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page.")
@click.pass_context
def outbox(ctx: click.Context, state: Any, case: str | None, limit: int, page: int) -> None:
    """Show the messages, oldest first; `outbox requeue ID...` revives dead ones."""
    if ctx.invoked_subcommand is not None:
        return
    settings = ctx.ensure_object(Settings)
    with engine(settings, reading=True) as opened:
        offset = (page - 1) * limit
        messages = opened.outbox(case=case, state=state, limit=limit, offset=offset)
    if settings.json:
        as_json([plain.message(item) for item in messages])
        return
    heads = ("message", "state", "to", "channel", "subject", "tries", "error")
    table(
        [settings.say(word) for word in heads],
        [
            (item.id, settings.say(item.state), item.to, item.channel, item.subject,
             str(item.attempts), told(item.error or "", settings.lang))
            for item in messages
        ],
    )  # fmt: skip
    if len(messages) == limit:
        line(settings.say("there may be more: --page {page}", page=page + 1))


@outbox.command(uses=STORE)
@click.argument("messages", nargs=-1, required=True, help="The ids of dead messages.")
@click.pass_obj
def requeue(settings: Settings, messages: tuple[str, ...]) -> int:
    """Put dead messages back into the queue, to be tried afresh."""
    with engine(settings) as opened:
        count = opened.requeue(messages)
    if settings.json:
        as_json({"requeued": count})
    else:
        line(
            settings.say("back in the queue: {count} of {asked}", count=count, asked=len(messages))
        )
        if count < len(messages):
            line(settings.say(_LEFT))
    return 0 if count == len(messages) else REFUSED
