"""`keyflow projects`: the office on the command line, a module for each subject.

Each module beside this one offers its commands in a tuple `COMMANDS`; they are imported when the
group is used.
"""

from importlib import import_module
from pathlib import Path

import click

from keyflow.cli.base import Context, Group
from keyflow_keyprojects.cli.helping import words

SUBJECTS = tuple(
    path.stem for path in sorted(Path(__file__).parent.glob("*.py")) if path.stem[0] != "_"
)


class Projects(Group):
    """A group whose commands are imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *self._all()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name."""
        return self._all().get(cmd_name) or super().get_command(ctx, cmd_name)

    def _all(self) -> dict[str, click.Command]:
        if not self.commands:
            for subject in SUBJECTS:
                module = import_module(f"{__name__}.{subject}")
                self.commands.update((command.name, command) for command in module.COMMANDS)
            for command in self.commands.values():
                command.context_class = Context
        return dict(self.commands)


@click.command("projects", cls=Projects, uses=("store",), words=words)
def projects() -> None:
    """Run a municipal key-projects office: lists, reports, blockers, meetings, scores, papers."""
