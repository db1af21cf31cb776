"""One subcommand for each command class: its fields become arguments and options."""

from collections.abc import Mapping
from dataclasses import replace
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click

from keyflow import commands
from keyflow.cli import plain
from keyflow.cli.base import Command
from keyflow.cli.failing import REFUSED
from keyflow.cli.opening import engine
from keyflow.cli.output import as_json, finding_line, line
from keyflow.cli.params import params_of, values_of
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import data_of, instant_of
from keyflow.model.case import Actor
from keyflow.model.command import Command as Order
from keyflow.model.schema import FieldSpec

if TYPE_CHECKING:
    from keyflow.answers import Outcome
    from keyflow.engine import Engine
    from keyflow.model.erasure import Erasure

_GOES = (
    "for good would go: the private parts of events {events}; the fields {fields}; the texts of "
    "all its messages"
)


def _envelope() -> list[click.Parameter]:
    return [
        click.Option(["--by"], metavar="ID", required=True, help="Who asks for it."),
        click.Option(["--role"], multiple=True, help="A role that person holds; repeatable."),
        click.Option(["--key"], help="Makes a retry harmless: a key is done once."),
        click.Option(["--expected"], type=int, help="The version of the case you have seen."),
        click.Option(["--occurred-at"], metavar="INSTANT", help="When it happened, in ISO 8601."),
        click.Option(["--recorded-by"], metavar="ID", help="The clerk who enters it for them."),
        click.Option(["--clerk-role"], multiple=True, help="A role of the clerk; repeatable."),
        click.Option(["--preview"], is_flag=True, help="Show what would happen, and do nothing."),
        click.Option(
            ["--why"], is_flag=True, help="Show what stands in the way and who could lift it."
        ),
    ]


def _generated(kind: type[Order]) -> Command:
    @click.pass_obj
    def run(settings: Settings, /, **given: Any) -> int:
        return _run(settings, kind, given)

    return Command(
        kind.verb,
        callback=run,
        params=params_of(kind) + _envelope(),
        help=" ".join(cleandoc(kind.__doc__ or "").partition("\n\n")[0].split()),
        uses=STORE,
    )


GENERATED: Mapping[str, Command] = {
    kind.verb: _generated(kind)
    for kind in (getattr(commands, name) for name in commands.__all__)
    if issubclass(kind, Order) and kind is not Order
}


def _run(settings: Settings, kind: type[Order], given: dict[str, Any]) -> int:
    actor = Actor(given.pop("by"), frozenset(given.pop("role")))
    preview, why, envelope = given.pop("preview"), given.pop("why"), _sent(given)
    with engine(settings, making=given.get("workflow")) as opened:
        order = _order(opened, kind, given)
        if preview or why:
            del envelope["key"]
            return (_why if why else _preview)(settings, opened, order, actor, envelope)
        outcome = opened.do(order, by=actor, **envelope)
    return _tell(settings, outcome)


def _sent(given: dict[str, Any]) -> dict[str, Any]:
    """Take out of what was given what goes with a command of any kind."""
    at, clerk = given.pop("occurred_at"), given.pop("recorded_by")
    roles = frozenset(given.pop("clerk_role"))
    return {
        "key": given.pop("key"),
        "expected": given.pop("expected"),
        "occurred_at": instant_of(at, "--occurred-at") if at else None,
        "recorded_by": Actor(clerk, roles) if clerk else None,
    }


def _tell(settings: Settings, outcome: "Outcome") -> int:
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


def _order(opened: "Engine", kind: type[Order], given: dict[str, Any]) -> Order:
    """Make the command; its data are read by the types of its case's own definition.

    Those of a case that is only begun are read by the newest one of its workflow.
    """
    values = values_of(kind, given)
    if "pairs" not in given:
        return kind(**values)
    order = kind(**values, data={})  # type: ignore[call-arg] # the classes that have data
    pairs, file = given["pairs"], given["data_file"]
    if not pairs and file is None:
        return order
    known: Mapping[str, FieldSpec]
    if order.target is None:
        known = opened.library.current(values["workflow"]).fields
    else:
        known = opened.case(order.target).data.fields
    return replace(order, data=data_of(known, pairs, file))  # type: ignore[call-arg]


def _where(settings: Settings, case: Any) -> str:
    return settings.say(
        "{id} {subject}: {state}, {standing}, version {version}",
        id=case.id,
        subject=case.subject,
        state=case.state,
        standing=settings.say(case.standing),
        version=case.version,
    )


def _tell_erasure(settings: Settings, erased: "Erasure") -> None:
    going = {"events": erased.events, "fields": erased.fields}
    none = settings.say("none")
    said = {name: ", ".join(map(str, items)) or none for name, items in going.items()}
    line(f"  {settings.say(_GOES, **said)}")


def _preview(
    settings: Settings, opened: "Engine", order: Order, actor: Actor, envelope: dict[str, Any]
) -> int:
    shown = opened.preview(order, by=actor, **envelope)
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
        if shown.erased:
            _tell_erasure(settings, shown.erased)
    return 0 if shown.allowed else REFUSED


def _why(
    settings: Settings, opened: "Engine", order: Order, actor: Actor, envelope: dict[str, Any]
) -> int:
    blockers = opened.why_not(order, by=actor, **envelope)
    if settings.json:
        as_json([plain.blocker(item, settings.lang) for item in blockers])
    elif not blockers:
        line(settings.say("nothing stands in the way"))
    for item in () if settings.json else blockers:
        line(finding_line(item.finding, settings.lang))
        if item.lifted_by:
            lifted = ", ".join(item.lifted_by)
            line(f"  {settings.say('could be lifted by: {people}', people=lifted)}")
        elif item.nobody:
            line(f"  {settings.say('nobody could lift it')}")
    return REFUSED if blockers else 0
