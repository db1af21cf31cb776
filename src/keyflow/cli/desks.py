"""The commands about people's desks: what waits for somebody, the way ahead, handing over."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from keyflow.cli import plain
from keyflow.cli.base import Command
from keyflow.cli.dues import provisional
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, finding_line, line, table
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import data_of
from keyflow.model.case import Actor

if TYPE_CHECKING:
    from keyflow.engine import Engine
    from keyflow.inboxes import InboxItem
    from keyflow.model.decision import Arrange, Transfer
    from keyflow.ruling.routing import Stop

_BOXES = ["todo", "overdue", "delegated", "copied", "done", "mine"]
_LEAST = "{shown} of at least {total} items, page {page}"
_BY = click.option("--by", metavar="ID", required=True, help="Who asks for it.")
_ROLE = click.option("--role", multiple=True, help="A role that person holds; repeatable.")


@click.command(cls=Command, uses=STORE)
@_BY
@_ROLE
@click.option("--box", type=click.Choice(_BOXES), default="todo", show_default=True,
              help="What to do, what of it is late, what may be done for others, copies not read, "
              "what was done, cases begun.")  # fmt: skip
@click.option("--limit", type=int, default=50, show_default=True, help="How many on a page.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page.")
@click.pass_obj
def inbox(  # noqa: PLR0917 - click gives each option its own argument
    settings: Settings, by: str, role: tuple[str, ...], box: Any, limit: int, page: int
) -> None:
    """Show a box of somebody's inbox, page by page."""
    actor = Actor(by, frozenset(role))
    with engine(settings, reading=True) as opened:
        found = opened.inbox(by=actor, box=box, limit=limit, offset=(page - 1) * limit)
        unsure = provisional(opened, found.items)
    if settings.json:
        counts = {"total": found.total, "exact": found.exact, "page": page, "limit": limit}
        items = [plain.inbox_item(one) | {"provisional": one.id in unsure} for one in found.items]
        as_json({**counts, "items": items})
        return
    heads = ("task", "kind", "subject", "state", "since", "due", "for")
    rows = [_row(settings, item, provisional=item.id in unsure) for item in found.items]
    table([settings.say(word) for word in heads], rows)
    said = "{shown} of {total} items, page {page}" if found.exact else _LEAST
    line(settings.say(said, shown=len(found.items), total=found.total, page=page))


def _row(settings: Settings, item: "InboxItem", *, provisional: bool) -> tuple[str, ...]:
    case, task = item.case, item.task
    guessed = f" ({settings.say('provisional')})" if provisional else ""
    return (
        item.id,
        settings.say(task.kind if task else "case")
        + (f": {task.label}" if task and task.label else ""),
        case.subject,
        f"{case.state} ({settings.say('suspended')})" if item.suspended else case.state,
        f"{item.at:%Y-%m-%d %H:%M}",
        f"{item.due:%Y-%m-%d %H:%M}{guessed}" if item.due else "",
        item.for_ or "",
    )


@click.command(cls=Command, uses=STORE)
@click.argument("case", required=False, help="The case's id.")
@click.option("--of", metavar="NAME", help="For a case of this workflow that they would begin.")
@click.option(
    "--data", "pairs", metavar="FIELD=VALUE", multiple=True, help="As if these were written."
)
@click.option("--data-file", metavar="FILE", help="Fields from a YAML, TOML or JSON file, or -.")
@_BY
@_ROLE
@click.pass_obj
def route(settings: Settings, /, case: str | None, of: str | None, **given: Any) -> None:
    """Show the way ahead, and who would be asked on it."""
    if (case is None) == (of is None):
        raise click.UsageError("give a case, or --of")
    actor = Actor(given["by"], frozenset(given["role"]))
    with engine(settings, reading=True) as opened:
        fields = opened.library.current(of).fields if of else opened.case(str(case)).data.fields
        data = data_of(fields, given["pairs"], given["data_file"])
        stops = opened.route(case, workflow=of, data=data, by=actor)
    if settings.json:
        as_json([plain.stop(item, settings.lang) for item in stops])
        return
    heads = ("state", "how it is left", "by whom", "reasons")
    table([settings.say(word) for word in heads], [_on_the_way(settings, one) for one in stops])


def _on_the_way(settings: Settings, stop: "Stop") -> tuple[str, ...]:
    how = settings.say(stop.how)
    return (
        stop.state,
        f"{how}: {stop.trigger}" if stop.how == "fire" else how,
        ", ".join((*stop.people, *stop.roles)),
        "\n".join(finding_line(found, settings.lang) for found in stop.problems),
    )


@click.command("hand-over", cls=Command, uses=STORE)
@click.argument("person", help="Who leaves.")
@click.argument("to", help="Who takes the tasks.")
@click.option("--reason", required=True, help="Why; it stays in the history.")
@_BY
@_ROLE
@click.option("--preview", is_flag=True, help="Show what would happen, and do nothing.")
@click.pass_obj
def hand_over(settings: Settings, /, person: str, to: str, **given: Any) -> int:
    """Hand all open tasks of somebody who leaves to another (离职转办)."""
    actor = Actor(given["by"], frozenset(given["role"]))
    with engine(settings) as opened:
        orders = opened.handing_over(person, to, reason=given["reason"])
        if given["preview"]:
            return _previewed(settings, opened, orders, actor)
        if orders:
            opened.do(orders, by=actor)
    if settings.json:
        as_json({"handed_over": [_what(order) for order in orders]})
    elif not orders:
        line(settings.say("there is nothing to hand over"))
    else:
        line(settings.say("tasks handed over: {count}", count=len(orders)))
    return 0


def _what(order: "Transfer | Arrange") -> str:
    """Return what is handed over: a task, or a case in which they were chosen to decide later."""
    return getattr(order, "task", None) or str(order.target)


def _previewed(settings: Settings, opened: "Engine", orders: Sequence[Any], actor: Actor) -> int:
    shown = opened.preview(orders, by=actor) if orders else []
    allowed = all(item.allowed for item in shown)
    if settings.json:
        tasks = zip(orders, shown, strict=True)
        as_json([{"task": _what(one), **plain.preview(item, settings.lang)} for one, item in tasks])
        return 0 if allowed else REFUSED
    if not orders:
        line(settings.say("there is nothing to hand over"))
        return 0
    line(settings.say("it would be accepted" if allowed else "it would be refused:"))
    for one, item in zip(orders, shown, strict=True):
        line(f"  {_what(one)}")
        for found in item.findings:
            line(f"    {finding_line(found, settings.lang)}")
    return 0 if allowed else REFUSED
