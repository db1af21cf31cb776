"""Supervision orders and requests."""

from typing import TYPE_CHECKING

import click

from keyflow_keyprojects.cli._desk import Desk, acting, actor, at_desk, ends, found

if TYPE_CHECKING:
    from keyflow_keyprojects.settings import Colour


@click.command("orders")
@click.option("--all", "everything", is_flag=True, help="The closed ones too.")
@click.option("--colour", type=click.Choice(["blue", "yellow", "red"]))
@click.option("--unit", help="Those to one unit.")
@at_desk
def show_orders(desk: Desk, colour: "Colour | None", unit: str | None, *, everything: bool) -> None:
    """Show supervision orders, and requests to stationed units, with their limit to reply."""
    from keyflow_keyprojects.orders import orders  # noqa: PLC0415

    until = ends(desk, "supervision-order", "reply")
    columns = ("order", "colour", "what", "unit", "state", "upgrades", "reply_by")
    rows = [
        (case.subject, case.data["colour"] or desk.pick("商请", "request"), case.data["what"],
         case.data["addressee_unit"], case.state, case.data["upgrades"] or 0, until.get(case.id))
        for case in orders(desk.engine, unanswered=not everything, colour=colour, unit=unit)
    ]  # fmt: skip
    desk.show(desk.pick("督办单", "Orders"), columns, rows)


@click.command("issue-order")
@click.argument("number")
@click.option("--colour", type=click.Choice(["blue", "yellow", "red"]),
              help="Blue unless said; a unit that can only be asked gets a request.")  # fmt: skip
@click.option("--what", required=True, help="What is asked.")
@click.option("--unit", help="Another unit than the project's.")
@click.option("--head", help="Who heads it; else as the roster says.")
@click.option("--by", default="inspector", show_default=True, help="Who issues it.")
@acting
def issue(desk: Desk, number: str, *, colour: "Colour | None", what: str, unit: str | None,
          head: str | None, by: str) -> None:  # fmt: skip
    """Issue an order to the unit that is responsible for a project, or to another.

    The register says which units take orders; the others are asked, and have no colour.
    """
    from keyflow_keyprojects.officecase import can_only_be_asked  # noqa: PLC0415
    from keyflow_keyprojects.orders import issue_order  # noqa: PLC0415

    project = found(desk, "key-project", number)
    asked = can_only_be_asked(desk.engine, unit or project.data["unit"])
    order = issue_order(
        desk.engine, project, colour or (None if asked else "blue"), what,
        by=actor(by, "supervision"), unit=unit, head=head,
    )  # fmt: skip
    reply_by = next(item.last for item in order.armed if item.name == "reply")
    said = order.data["colour"] or desk.pick("商请", "request")
    desk.say({"order": order.subject, "colour": said, "reply_by": reply_by})


COMMANDS = (show_orders, issue)
