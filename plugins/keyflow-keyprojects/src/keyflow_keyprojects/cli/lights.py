"""Lights: of a list now or in a month, and of one project month by month."""

from datetime import datetime

import click

from keyflow_keyprojects.cli._desk import Desk, at_desk, found
from keyflow_keyprojects.dates import ZONE

_KNOWN = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M%z"])


@click.command("lights")
@click.option("--year", type=int, default=2011, show_default=True)
@click.option("--kind", type=click.Choice(["key", "preliminary"]), default="key", show_default=True)
@click.option("--period", metavar="YYYY-MM", help="Of a month; unless given, as they stand.")
@at_desk
def show_lights(desk: Desk, year: int, kind: str, period: str | None) -> None:
    """Show the lights of a list's projects."""
    from keyflow_keyprojects.lights import lights_of_list  # noqa: PLC0415

    rows = [
        (light.number, light.period, light.colour, light.points, light.rule,
         light.justified, light.stale)
        for light in lights_of_list(desk.engine, year, name=kind, period=period)
    ]  # fmt: skip
    columns = ("number", "period", "light", "points_behind", "rule", "justified", "stale")
    desk.show(desk.pick("亮灯情况", "Lights"), columns, rows)


@click.command("light")
@click.argument("number")
@click.option("--known-at", type=_KNOWN, help="As the office knew it on that day.")
@at_desk
def show_light(desk: Desk, number: str, known_at: datetime | None) -> None:
    """Show a project's lights month by month."""
    from keyflow_keyprojects.lights import light_history  # noqa: PLC0415

    case = found(desk, "key-project", number)
    if known_at is not None:
        case = desk.engine.case(case.id, known_at=_in_office(known_at))
    rows = [
        (light.period, light.colour, light.points, light.rule, light.justified, light.stale)
        for light in light_history(case)
    ]
    columns = ("period", "light", "points_behind", "rule", "justified", "stale")
    desk.show(desk.pick(f"{number} 亮灯记录", f"{number}: lights"), columns, rows)


def _in_office(moment: datetime) -> datetime:
    """Return an instant: a day without a zone begins where the office is."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)


COMMANDS = (show_lights, show_light)
