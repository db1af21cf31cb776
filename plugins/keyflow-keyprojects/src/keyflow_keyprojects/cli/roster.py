"""Who there is: the people of the office's city, and who holds a city-level office."""

from datetime import date, datetime

import click

from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._lines import last_day
from keyflow_keyprojects.cli._options import acting, at_desk
from keyflow_keyprojects.dates import ZONE

_ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; up to 30 days back.")


@click.command("people")
@click.option("--leaders", "only_leaders", is_flag=True, help="Only who holds a city-level office.")
@at_desk
def show_people(desk: Desk, *, only_leaders: bool) -> None:
    """Show the people on the roster, and since when who holds a city-level office (N02, K05)."""
    from keyflow_keyprojects.roster import people  # noqa: PLC0415

    today = last_day(desk.engine)
    rows = [
        (one.id, desk.pick(one.zh, one.en or one.zh),
         desk.pick(one.title_zh, one.title_en or one.title_zh) or None, one.unit or None,
         latest and latest.since, latest and latest.until)
        for one in people(desk.engine).values()
        for latest in [one.terms[-1] if one.terms else None]
        if not only_leaders or any(term.covers(today) for term in one.terms)
    ]  # fmt: skip
    columns = ("person", "name", "title", "unit", "leader_since", "leader_until")
    desk.show(desk.pick("人员", "People"), columns, rows)


@click.command("take-office")
@click.argument("person")
@_ON
@click.option("--by", default="city", show_default=True, help="Who enters it, for the city.")
@acting
def take(desk: Desk, person: str, on: datetime | None, by: str) -> None:
    """Let somebody take a city-level office: from the day on they may sponsor projects (K05)."""
    from keyflow_keyprojects.roster import take_office  # noqa: PLC0415

    case = take_office(desk.engine, person, by=actor(by, "city"), on=_begin(on))
    desk.say({"person": person, "since": case.data["terms"][-1]["since"]})


@click.command("leave-office")
@click.argument("person")
@_ON
@click.option("--by", default="city", show_default=True, help="Who enters it, for the city.")
@acting
def leave(desk: Desk, person: str, on: datetime | None, by: str) -> None:
    """Let somebody leave their city-level office, and name the projects they sponsor still."""
    from keyflow_keyprojects.roster import leave_office  # noqa: PLC0415

    case = leave_office(desk.engine, person, by=actor(by, "city"), on=_begin(on))
    until: date = case.data["terms"][-1]["until"]
    desk.say({"person": person, "until": until, "sponsors": ", ".join(_held(desk, person)) or None})


def _begin(day: datetime | None) -> datetime | None:
    return day and day.replace(tzinfo=ZONE)


def _held(desk: Desk, person: str) -> list[str]:
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    where = {"sponsor": person}
    found = every(
        desk.engine, workflow="key-project", standing=("active", "suspended"), where=where
    )
    return sorted(case.data["number"] for case in found)


COMMANDS = (show_people, take, leave)
