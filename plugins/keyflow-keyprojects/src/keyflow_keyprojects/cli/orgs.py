"""Units, their heads, and who dispatches a project."""

import click

from keyflow_keyprojects.cli._desk import Desk, acting, actor, at_desk, found


@click.command("units")
@at_desk
def show_units(desk: Desk) -> None:
    """Show the registered units: what each is, who heads it, and whether it can be scored."""
    from keyflow_keyprojects.register import every  # noqa: PLC0415

    rows = [
        (case.data["unit"], case.data["kind"], case.data[desk.pick("name_zh", "name_en")],
         case.data["head"], case.data["scorable"])
        for case in every(desk.engine, workflow="org-unit", order="subject")
    ]  # fmt: skip
    columns = ("unit", "kind", "name", "head", "scorable")
    desk.show(desk.pick("单位", "Units"), columns, rows)


@click.command("heads")
@click.argument("unit")
@at_desk
def show_heads(desk: Desk, unit: str) -> None:
    """Show who headed a unit, and since when."""
    from keyflow_keyprojects.orgs import heads  # noqa: PLC0415

    rows = [(person, since.date()) for person, since in heads(desk.engine, unit)]
    desk.show(unit, ("head", "since"), rows)


@click.command("appoint-head")
@click.argument("unit")
@click.argument("person")
@click.option("--by", default="city", show_default=True, help="Who appoints.")
@acting
def appoint(desk: Desk, unit: str, person: str, by: str) -> None:
    """Give a unit another head: all that is open with the unit is theirs from now."""
    from keyflow_keyprojects.orgs import appoint_head  # noqa: PLC0415

    case = appoint_head(desk.engine, unit, person, by=actor(by, "city"))
    desk.say({"unit": unit, "head": case.data["head"]})


@click.command("change-dispatcher")
@click.argument("number")
@click.argument("dispatcher")
@click.option("--substitute", help="Who stands in.")
@click.option("--by", default="kpmo", show_default=True, help="Who names them.")
@acting
def change(desk: Desk, number: str, dispatcher: str, substitute: str | None, by: str) -> None:
    """Name another dispatcher of a project: its open reports are theirs from now."""
    from keyflow_keyprojects.orgs import change_dispatcher  # noqa: PLC0415

    project = found(desk, "key-project", number)
    case = change_dispatcher(desk.engine, project, dispatcher, substitute, by=actor(by, "kpmo"))
    desk.say({"project": number, "dispatcher": case.data["dispatcher"],
              "substitute": case.data["substitute"]})  # fmt: skip


COMMANDS = (show_units, show_heads, appoint, change)
