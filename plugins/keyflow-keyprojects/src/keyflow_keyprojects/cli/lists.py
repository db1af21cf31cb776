"""What is on the lists."""

import click

from keyflow_keyprojects.cli._desk import Desk, at_desk


@click.command("list")
@click.option("--kind", type=click.Choice(["key", "preliminary"]), default="key", show_default=True)
@click.option("--year", type=int, default=2011, show_default=True)
@at_desk
def show_list(desk: Desk, kind: str, year: int) -> None:
    """Show the projects that stand in a list, with stage and money."""
    from keyflow_keyprojects.register import every  # noqa: PLC0415

    where = {"list": kind, "list_year": year}
    rows = [
        (case.data["number"], case.data[desk.pick("name_zh", "name_en")], case.state,
         case.standing, case.data["total"], case.data["year_plan"])
        for case in every(desk.engine, workflow="key-project", where=where, order="subject")
    ]  # fmt: skip
    columns = ("number", "name", "state", "standing", "total", "year_plan")
    desk.show(desk.pick("项目名单", "Projects"), columns, rows)


COMMANDS = (show_list,)
