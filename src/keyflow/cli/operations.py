"""One subcommand for each command class: its fields become arguments and options."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

import click

from keyflow import commands
from keyflow.cli.base import Command
from keyflow.cli.opening import engine
from keyflow.cli.outcomes import tell, tell_each, tell_previews, tell_why
from keyflow.cli.params import params_of, values_of
from keyflow.cli.settings import STORE, Settings
from keyflow.cli.values import data_of, instant_of
from keyflow.errors import InputError, NotFound, Refused
from keyflow.model.case import Actor, Case
from keyflow.model.command import Command as Order
from keyflow.model.schema import FieldSpec

if TYPE_CHECKING:
    from keyflow.answers import Preview
    from keyflow.engine import Engine

# What may be decided many at once.
_MANY = ("approve", "reject", "abstain")


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


def _parameters(kind: type[Order]) -> list[click.Parameter]:
    """Return a command's parameters; of a decision, any number of tasks."""
    own = params_of(kind)
    if kind.verb not in _MANY:
        return own + _envelope()
    tasks = "The tasks' ids; several are decided all or none."
    each = "Decide each by itself, and report on each."
    return [
        click.Argument(["task"], nargs=-1, required=True, help=tasks),
        *own[1:],
        click.Option(["--each"], is_flag=True, help=each),
        *_envelope(),
    ]


def _generated(kind: type[Order]) -> Command:
    @click.pass_obj
    def run(settings: Settings, /, **given: Any) -> int:
        return _run(settings, kind, given)

    return Command(
        kind.verb,
        callback=run,
        params=_parameters(kind),
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
    with engine(settings, making=given.get("workflow") is not None) as opened:
        orders = [_order(opened, kind, one) for one in _one_by_one(kind, given)]
        if preview or why:
            del envelope["key"]
            if why:
                found = [item for o in orders for item in opened.why_not(o, by=actor, **envelope)]
                return tell_why(settings, found)
            shown = opened.preview(orders, by=actor, **envelope)
            return tell_previews(settings, shown, _as_they_are(opened, shown, actor))
        if len(orders) > 1 or given.get("each"):
            return _decide(settings, opened, orders, given, {"by": actor, **envelope})
        tell(settings, opened.do(orders[0], by=actor, **envelope))
    return 0


def _as_they_are(opened: "Engine", shown: Sequence["Preview"], actor: Actor) -> dict[str, Case]:
    """Return the cases of previews as they are now, by id; those to be opened are none yet."""
    found = {}
    for case in {case.id for one in shown for case in one.cases}:
        with suppress(NotFound):
            found[case] = opened.case(case, by=actor)
    return found


def _one_by_one(kind: type[Order], given: dict[str, Any]) -> list[dict[str, Any]]:
    if kind.verb not in _MANY:
        return [given]
    return [given | {"task": task} for task in given["task"]]


def _decide(
    settings: Settings,
    opened: "Engine",
    orders: Sequence[Order],
    given: dict[str, Any],
    envelope: dict[str, Any],
) -> int:
    """Decide on several tasks: all or none, or each by itself; return the exit code."""
    tasks, most = given["task"], len(orders)
    if given["each"]:
        if envelope.pop("expected") is not None:
            raise InputError("expected", "goes with a single command")
        return tell_each(settings, tasks, opened.each(orders, **envelope), most)
    try:
        return tell_each(settings, tasks, opened.do(orders, **envelope), most)
    except Refused as refused:
        no = [(tasks[number], Refused(found)) for number, _, found in refused.refusals]
        return tell_each(settings, [task for task, _ in no], [error for _, error in no], most)


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
