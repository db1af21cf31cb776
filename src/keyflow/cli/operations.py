"""One subcommand for each command class: its fields become arguments and options."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

import click

from keyflow import commands
from keyflow.cli import plain
from keyflow.cli.base import Command
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, finding_line, line
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import data_of
from keyflow.engine import Engine
from keyflow.model.case import Actor
from keyflow.model.command import Command as Order
from keyflow.model.schema import FieldSpec
from keyflow.model.values import instant


def _is_required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _params(item: Field[Any]) -> list[click.Parameter]:
    """Return what a field becomes: what it is about an argument, all else an option."""
    said = _sentence(item.metadata["help"])
    if item.name == "data":
        return [
            click.Option(["--data", "pairs"], metavar="FIELD=VALUE", multiple=True, help=said),
            click.Option(
                ["--data-file"], metavar="FILE", help="Fields from a YAML, TOML or JSON file, or -."
            ),
        ]
    if _is_required(item) and item.name != "reason":
        return [click.Argument([item.name], help=said)]
    given = {"required": True} if _is_required(item) else {"default": item.default}
    return [click.Option([f"--{item.name}"], help=said, **given)]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _envelope() -> list[click.Parameter]:
    return [
        click.Option(["--by"], metavar="ID", required=True, help="Who asks for it."),
        click.Option(["--role"], multiple=True, help="A role that person holds; repeatable."),
        click.Option(["--key"], help="Makes a retry harmless: a key is done once."),
        click.Option(["--expected"], type=int, help="The version of the case you have seen."),
        click.Option(["--occurred-at"], metavar="INSTANT", help="When it happened, in ISO 8601."),
        click.Option(["--preview"], is_flag=True, help="Show what would happen, and do nothing."),
    ]


def _generated(kind: type[Order]) -> Command:
    @click.pass_obj
    def run(settings: Settings, /, **given: Any) -> int:
        return _run(settings, kind, given)

    return Command(
        kind.verb,
        callback=run,
        params=[param for item in fields(kind) for param in _params(item)] + _envelope(),
        help=(kind.__doc__ or "").strip(),
        uses=STORE,
    )


GENERATED: Mapping[str, Command] = {
    kind.verb: _generated(kind)
    for kind in (getattr(commands, name) for name in commands.__all__)
    if kind is not Order
}


def _run(settings: Settings, kind: type[Order], given: dict[str, Any]) -> int:
    actor = Actor(given.pop("by"), frozenset(given.pop("role")))
    key, expected = given.pop("key"), given.pop("expected")
    occurred_at, preview = given.pop("occurred_at"), given.pop("preview")
    at = instant(occurred_at, "--occurred-at") if occurred_at else None
    with engine(settings) as opened:
        order = kind(**_arguments(opened, given))
        if preview:
            return _preview(settings, opened, order, actor)
        outcome = opened.do(order, by=actor, key=key, expected=expected, occurred_at=at)
    if settings.json:
        as_json(plain.outcome(outcome, settings.lang))
        return 0
    line(_where(settings, outcome.case))
    if outcome.replayed:
        line(settings.say("it was done before with this key; nothing was done now"))
    for warning in outcome.warnings:
        line(f"  {finding_line(warning, settings.lang)}")
    for child in outcome.opened:
        line(f"  {settings.say('opened {case}', case=child)}")
    if outcome.messages:
        line(f"  {settings.say('messages written: {count}', count=outcome.messages)}")
    return 0


def _arguments(opened: Engine, given: dict[str, Any]) -> dict[str, Any]:
    """Put the data together, read by the types of the case's own or the newest definition."""
    if "pairs" not in given:
        return given
    pairs, file = given.pop("pairs"), given.pop("data_file")
    if not pairs and file is None:
        return {**given, "data": {}}
    known: Mapping[str, FieldSpec]
    if "workflow" in given:
        known = opened.library.current(given["workflow"]).fields
    else:
        known = opened.case(given["case"]).data.fields
    return {**given, "data": data_of(known, pairs, file)}


def _where(settings: Settings, case: Any) -> str:
    return settings.say(
        "{id} {subject}: {state}, {standing}, version {version}",
        id=case.id,
        subject=case.subject,
        state=case.state,
        standing=settings.say(case.standing),
        version=case.version,
    )


def _preview(settings: Settings, opened: Engine, order: Order, actor: Actor) -> int:
    shown = opened.preview(order, by=actor)
    if settings.json:
        as_json(plain.preview(shown, settings.lang))
    else:
        line(settings.say("it would be accepted" if shown.allowed else "it would be refused:"))
        for item in shown.findings:
            line(f"  {finding_line(item, settings.lang)}")
        for case in shown.cases if shown.allowed else ():
            line(f"  {_where(settings, case)}")
        for to, channel, notice in shown.messages:
            told = "{to} would be told by {channel}: {notice}"
            line(f"  {settings.say(told, to=to, channel=channel, notice=notice)}")
    return 0 if shown.allowed else REFUSED
