"""What time has brought."""

import click

from keyflow_keyprojects.cli._desk import Desk
from keyflow_keyprojects.cli._options import acting


@click.command("run-due")
@click.option("--limit", type=click.IntRange(1), default=10_000, show_default=True,
              help="At most so many.")  # fmt: skip
@acting
def run_due(desk: Desk, limit: int) -> None:
    """Do what has fallen due by now: duties open, blockers climb, orders are issued.

    As `keyflow due` does, which goes by the clock alone: this one takes a day by --at.
    """
    done = desk.engine.run_due(limit=limit)
    desk.say({"expired": done.expired, "advanced": done.advanced})


COMMANDS = (run_due,)
