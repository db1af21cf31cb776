"""The commands that look at cases: options, cases, show, history. They cannot write."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from keyflow.cli import plain
from keyflow.cli.base import Command
from keyflow.cli.dues import flags
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, finding_line, line, pairs, table
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import instant_of, shown, value_of
from keyflow.errors import InputError
from keyflow.model.armed import Armed
from keyflow.model.case import Actor, Case
from keyflow.model.desk import Task, task_id
from keyflow.model.event import Event
from keyflow.model.money import Money
from keyflow.model.obligation import OPENS
from keyflow.model.schema import FieldSpec
from keyflow.ruling.terms import word

if TYPE_CHECKING:
    from keyflow.engine import Engine

_CONDITION = re.compile(r"([A-Za-z][\w-]*)\s*(>=|<=|=|>|<)\s*(.*)", re.DOTALL)


@click.command(cls=Command, uses=STORE)
@click.argument("case", help="The case's id.")
@click.option("--by", metavar="ID", required=True, help="Who asks for it.")
@click.option("--role", multiple=True, help="A role that person holds; repeatable.")
@click.pass_obj
def options(settings: Settings, case: str, by: str, role: tuple[str, ...]) -> None:
    """Show what somebody could try in a case now, and all that stands in the way."""
    with engine(settings, reading=True) as opened:
        found = opened.options(case, by=Actor(by, frozenset(role)))
    if settings.json:
        as_json([plain.option(item, settings.lang) for item in found])
        return
    table(
        [settings.say(word) for word in ("trigger", "leads to", "allowed", "reasons")],
        [
            (
                item.trigger,
                item.dest,
                settings.say("yes" if item.allowed else "no"),
                "\n".join(finding_line(found, settings.lang) for found in item.findings),
            )
            for item in found
        ],
    )


@click.command(cls=Command, uses=STORE)
@click.option("--of", metavar="NAME", help="Only cases of this workflow.")
@click.option("--state", multiple=True, help="Only in this state; repeatable.")
@click.option("--stage", multiple=True, help="Only in this stage; repeatable.")
@click.option(
    "--standing",
    multiple=True,
    type=click.Choice(["active", "suspended", "completed", "terminated"]),
    help="Only of this standing; repeatable.",
)
@click.option("--waits-for", metavar="ROLE", help="Only those where this role may fire something.")
@click.option("--subject", help="Only about this.")
@click.option("--parent", metavar="ID", help="Only children of this case.")
@click.option("--roots", is_flag=True, help="Only cases without a parent.")
@click.option(
    "--where",
    metavar="CONDITION",
    multiple=True,
    help="Only where an indexed field compares so, as in total>=5.0; needs --of; repeatable.",
)
@click.option(
    "--order",
    metavar="FIELD",
    multiple=True,
    help="By opened, changed, subject, state or an indexed field; -FIELD for descending.",
)
@click.option("--limit", type=int, default=50, show_default=True, help="How many on a page.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which page.")
@click.pass_obj
def cases(settings: Settings, /, **given: Any) -> None:
    """List cases, filtered and in order, page by page."""
    with engine(settings, reading=True) as opened:
        found = opened.cases(**_query(opened, given))
    if settings.json:
        page = {"total": found.total, "page": given["page"], "limit": given["limit"]}
        as_json({**page, "cases": [plain.case(item) for item in found.cases]})
        return
    heads = ("case", "workflow", "subject", "state", "standing", "since")
    table(
        [settings.say(word) for word in heads],
        [
            (item.id, item.workflow, item.subject, item.state, settings.say(item.standing),
             f"{item.since:%Y-%m-%d %H:%M}")
            for item in found.cases
        ],
    )  # fmt: skip
    shown = "{shown} of {total} cases, page {page}"
    line(settings.say(shown, shown=len(found.cases), total=found.total, page=given["page"]))


def _query(opened: "Engine", given: Mapping[str, Any]) -> dict[str, Any]:
    several = {name: given[name] or None for name in ("state", "stage", "standing")}
    return several | {
        "workflow": given["of"],
        "role": given["waits_for"],
        "subject": given["subject"],
        "parent": given["parent"],
        "roots": given["roots"],
        "where": _where(opened, given["of"], given["where"]),
        "order": given["order"] or "opened",
        "limit": given["limit"],
        "offset": (given["page"] - 1) * given["limit"],
    }


def _where(opened: "Engine", workflow: str | None, conditions: Sequence[str]) -> dict[str, Any]:
    """Return the conditions by field, each a list as `Engine.cases` takes it."""
    split = {condition: _CONDITION.fullmatch(condition) for condition in conditions}
    names = [read[1] for read in split.values() if read]
    fields = _fields(opened, workflow, names) if workflow and conditions else {}
    found: dict[str, Any] = {}
    for condition, read in split.items():
        if read is None:
            raise InputError("--where", f"{condition!r} is not of the form field>=value")
        name, test, text = read.groups()
        value = value_of(fields.get(name), f"--where {name}", text)
        found.setdefault(name, []).append((test, value))
    return found


def _fields(opened: "Engine", workflow: str, named: Sequence[str]) -> Mapping[str, FieldSpec]:
    with opened.store.connect() as connection:
        return opened.library.newest(workflow, named, connection).fields


@click.command(cls=Command, uses=STORE)
@click.argument("case", help="The case's id.")
@click.option("--as-of", metavar="INSTANT", help="As it was at that instant, in ISO 8601.")
@click.pass_obj
def show(settings: Settings, case: str, as_of: str | None) -> None:
    """Show a case as it is, or as it was."""
    at = instant_of(as_of, "--as-of") if as_of else None
    with engine(settings, reading=True) as opened:
        found = opened.case(case, as_of=at)
    if settings.json:
        as_json(plain.case(found))
        return
    line(f"{found.id} {found.subject}")
    pairs([(settings.say(name), text) for name, text in _portrait(settings, found)], "  ")


def _portrait(settings: Settings, case: Case) -> list[tuple[str, str]]:
    ended = f" ({case.outcome})" if case.outcome else ""
    rows = [
        ("workflow", f"{case.workflow} ({case.definition[:12]})"),
        ("state", case.state),
        ("standing", f"{settings.say(case.standing)}{ended}"),
        ("version", str(case.version)),
        ("parent", case.parent or "-"),
        ("opened", _when(case.opened)),
        ("since", _when(case.since)),
    ]
    rows += [("deadline", _ending(settings, item)) for item in case.armed]
    rows += _round(settings, case)
    rows += [("task", f"{task} {_lies_with(settings, item)}") for task, item in _asked(case)]
    rows += [("waived", f"{item.check} ({item.trigger})") for item in case.waivers]
    raw = case.data.raw
    given = [name for name in case.data if raw.get(name) is not None]
    return rows + [(f"data.{name}", _spelled(case, name)) for name in given]


def _ending(settings: Settings, item: Armed) -> str:
    """Return when a deadline ends, or that an obligation opens its next case then."""
    last = f"{settings.say('last day')} {item.last}" if item.last else ""
    said = settings.say("opens") if item.overdue == OPENS else flags(settings, item)
    what = "; ".join(filter(None, (last, said)))
    return f"{item.name} {_when(item.due)}" + (f" ({what})" if what else "")


def _asked(case: Case) -> list[tuple[str, Task]]:
    """Return the open tasks, and what will be owed once a round is approved."""
    owed = (task for task in case.desk.tasks if task.kind == "owed" and task.status == "waiting")
    return [*case.tasks.items(), *((task_id(case.id, task.n), task) for task in owed)]


def _round(settings: Settings, case: Case) -> list[tuple[str, str]]:
    """Return the latest round, and what became of each vote in it that is not open."""
    found = case.desk.round
    if found is None:
        return []
    votes = [task for task in case.desk.votes() if task.status != "open"]
    result = word(found.status, settings.lang)
    return [("round", f"{found.n} {found.state}: {result}")] + [
        (settings.say("vote"), f"{task_id(case.id, task.n)} {_voted(settings, task)}")
        for task in votes
    ]


def _voted(settings: Settings, task: Task) -> str:
    whose = task.person or ", ".join(task.people or task.roles)
    if task.by not in {None, task.person}:
        whose = f"{whose} ({settings.say('by {person}', person=task.by)})"
    how = word(task.answer or task.status, settings.lang)
    return "; ".join([f"{whose}: {how}", *_given(settings, task)])


def _lies_with(settings: Settings, task: Task) -> str:
    """Return what a task is, who is to do it, what it is about, for whom, and until when."""
    whose = task.person or ", ".join(task.people or task.roles)
    more = [task.label] if task.label else []
    if task.owner:
        more.append(f"{settings.say('from')} {task.owner}")
    if task.due:
        more.append(f"{settings.say('due')} {_when(task.due)}")
    return f"{settings.say(task.kind)} {whose}" + (f" ({'; '.join(more)})" if more else "")


def _spelled(case: Case, name: str) -> str:
    """Spell a field as `--data` takes it: money as an amount and its currency, parts as JSON."""
    raw = case.data.raw[name]
    return str(case.data[name]) if isinstance(case.data[name], Money) else shown(raw)


def _when(at: Any) -> str:
    return str(at.isoformat(sep=" ", timespec="seconds"))


@click.command(cls=Command, uses=STORE)
@click.argument("case", help="The case's id.")
@click.option("--as-of", metavar="INSTANT", help="What had happened by that instant, in ISO 8601.")
@click.pass_obj
def history(settings: Settings, case: str, as_of: str | None) -> None:
    """Show what happened to a case, refused attempts too."""
    at = instant_of(as_of, "--as-of") if as_of else None
    with engine(settings, reading=True) as opened:
        events = opened.history(case, as_of=at)
    if settings.json:
        as_json([plain.event(item) for item in events])
        return
    heads = ("#", "when", "what", "who", "result", "state", "said")
    table([settings.say(word) for word in heads], [_row(settings, item) for item in events])


def _row(settings: Settings, event: Event) -> tuple[str, ...]:
    return (
        str(event.seq),
        _when(event.occurred_at),
        event.trigger or event.verb,
        _who(settings, event),
        settings.say("done" if event.accepted else "refused"),
        event.state,
        "\n".join(
            filter(
                None,
                (event.comment, event.text, *_given(settings, event), *event.said(settings.lang)),
            )
        ),
    )


def _given(settings: Settings, given: Event | Task) -> list[str]:
    """Return the signature and the papers that were given with a vote, where they are kept."""
    signed = [settings.say("signature {where}", where=given.signature)] if given.signature else []
    return [*signed, *(settings.say("attached {where}", where=one) for one in given.attachments)]


def _who(settings: Settings, event: Event) -> str:
    clerk = (event.private or {}).get("recorded_by")
    entered = f" ({settings.say('recorded by {clerk}', clerk=clerk)})" if clerk else ""
    return (event.actor or settings.say("(erased)")) + entered
