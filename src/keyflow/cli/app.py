"""The whole command line: which commands there are and where each one lives."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from keyflow.cli.base import Group
from keyflow.cli.failing import explain
from keyflow.cli.listing import COMMANDS
from keyflow.cli.output import as_json, line
from keyflow.cli.settings import STORE, Settings, overhear

# A command's module is imported when it is run: `keyflow --help` must not load the engine.
_HOMES: Mapping[str, str] = {
    "check": "definitions:check",
    "draw": "definitions:draw",
    "schema": "definitions:schema",
    "plugins": "plugins:plugins",
    "new": "scaffolding:new",
    "options": "reading:options",
    "inbox": "desks:inbox",
    "route": "desks:route",
    "hand-over": "desks:hand_over",
    "cases": "reading:cases",
    "show": "reading:show",
    "history": "reading:history",
    "deadlines": "deadlines:deadlines",
    "obligations": "obligations:obligations",
    "due": "running:due",
    "deliver": "running:deliver",
    "worker": "worker:worker",
    "outbox": "outbox:outbox",
    "audit": "audit:audit",
    "directory": "offices:directory",
    "calendar": "calendars:calendar",
    "db": "db:db",
}


def _load(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(f"keyflow.cli.{module}"), name)


class App(Group):
    """The commands here, one for each command class, and those that plugins bring."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names that `--help` shows; a plugin's own are not looked for."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command: one of ours, a generated one, or a plugin's."""
        found: click.Command | None
        if cmd_name in _HOMES:
            found = _load(_HOMES[cmd_name])
        elif cmd_name in COMMANDS and cmd_name != "demo":
            found = _load("operations:GENERATED")[cmd_name]
        else:
            found = _load("plugins:command")(ctx.ensure_object(Settings), cmd_name)
        return _load("plugins:no_demo") if found is None and cmd_name == "demo" else found

    def summary(self, _ctx: click.Context, name: str) -> str:
        """Return a command's sentence without importing the command."""
        return COMMANDS[name][0]

    def main(  # type: ignore[override] # always ends the process, as in standalone mode
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002
        **extra: Any,
    ) -> None:
        """Run a command line; what goes wrong becomes one line and an exit code."""
        settings = extra.setdefault("obj", Settings())
        try:
            code = super().main(
                args, prog_name or self.name, complete_var, standalone_mode=False, **extra
            )
        except Exception as error:  # noqa: BLE001 - nobody behind a terminal wants a traceback
            if isinstance(error, click.UsageError):
                overhear(settings, sys.argv[1:] if args is None else args)
            code = explain(error, settings)
        sys.exit(code if isinstance(code, int) else 0)


def _tell_version(ctx: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if not wanted:
        return
    version = import_module("importlib.metadata").version("keyflow")
    if ctx.ensure_object(Settings).json:
        as_json({"version": version})
    else:
        line(f"keyflow {version}")
    ctx.exit()


cli = App(
    name="keyflow",
    params=[
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            callback=_tell_version,
            help="Show the version.",
        )
    ],
    help="Approvals and stage tracking: define workflows, run cases, prove their history.",
    uses=STORE,
    no_args_is_help=True,
    epilog="Plugins may add commands of their own: see `keyflow plugins`.",
)
