"""The first command of an office: its store, and its year."""

import click

from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._options import opening
from keyflow_keyprojects.dates import ZONE


@click.command("open")
@click.option("--year", type=int, required=True, help="The year to begin.")
@click.option("--by", default="kpmo", show_default=True, help="Who begins it, for the office.")
@opening
def open_office(desk: Desk, year: int, by: str) -> None:
    """Make the store where there is none, and begin the office's year in it.

    From then on its meetings, bulletins and reviews fall due. A year that has begun goes on.
    """
    from keyflow_keyprojects.office import open_year, year_of  # noqa: PLC0415

    case = year_of(desk.engine, year) or open_year(desk.engine, year, by=actor(by, "kpmo"))
    desk.say({"year": year, "since": case.opened.astimezone(ZONE).date(), "state": case.state})


COMMANDS = (open_office,)
