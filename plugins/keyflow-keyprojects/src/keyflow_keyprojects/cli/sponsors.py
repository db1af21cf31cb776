"""Leaders and the projects they sponsor."""

import click

from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._options import acting, at_desk


@click.command("sponsors")
@click.option("--year", type=int, default=2011, show_default=True, help="Of which year.")
@at_desk
def show_sponsors(desk: Desk, year: int) -> None:
    """Show what lies with each leader: projects, their year plans, contacts logged and owed."""
    from keyflow_keyprojects.lists import plan_rate  # noqa: PLC0415
    from keyflow_keyprojects.sponsors import workload  # noqa: PLC0415

    rows = [
        (load.leader, load.projects, load.acting, f"{load.year_plan:,.0f}", load.contacts_logged,
         load.contacts_open, load.noted, load.escalated, load.unsolved)
        for load in workload(desk.engine, plan_rate(desk.engine, year))
    ]  # fmt: skip
    columns = ("leader", "projects", "acting", "year_plan_cny", "contacts_logged", "contacts_open",
               "reports_noted", "blockers_taken", "unsolved")  # fmt: skip
    desk.show(desk.pick("包项目领导", "Sponsors"), columns, rows)


@click.command("sponsorships")
@click.argument("number")
@at_desk
def show_sponsorships(desk: Desk, number: str) -> None:
    """Show who sponsored a project from when until when, and what was handed over."""
    from keyflow_keyprojects.sponsors import tenures  # noqa: PLC0415

    rows = [
        (one.leader, one.since.date(), one.until and one.until.date(), one.acting,
         ", ".join((*one.handover["open_blockers"], *one.handover["open_orders"]))
         if one.handover else None)
        for one in tenures(desk.engine, found(desk, "key-project", number))
    ]  # fmt: skip
    desk.show(number, ("leader", "since", "until", "acting", "handed_over"), rows)


@click.command("change-sponsor")
@click.argument("number")
@click.argument("leader")
@click.option("--acting", is_flag=True, help="To stand in, for thirty days.")
@click.option("--note", default="", help="What the next one should know.")
@click.option("--by", default="city", show_default=True, help="Who decides it.")
@acting
def change(desk: Desk, number: str, leader: str, note: str, by: str, *, acting: bool) -> None:
    """End one sponsorship and begin another at the same instant."""
    from keyflow_keyprojects.sponsors import change_sponsor  # noqa: PLC0415

    project = found(desk, "key-project", number)
    done = change_sponsor(
        desk.engine, project, leader, by=actor(by, "city"), comment=note, acting=acting
    )
    now = done.case.data
    desk.say(
        {
            "project": number,
            "from": project.data["sponsor"],
            "to": now["sponsor"],
            "acting_until": now["acting_until"],
        }
    )


@click.command("contacts")
@click.option("--number", help="Of one project.")
@click.option("--leader", help="Of one leader.")
@at_desk
def show_contacts(desk: Desk, number: str | None, leader: str | None) -> None:
    """Show what leaders did for their projects, month by month."""
    from keyflow_keyprojects.sponsors import contact_log  # noqa: PLC0415

    rows = [
        (one.number, one.period, one.leader, one.met_on, one.what)
        for one in contact_log(desk.engine, number=number, leader=leader)
    ]
    desk.show(
        desk.pick("包点联系", "Contacts"), ("number", "period", "leader", "met_on", "what"), rows
    )


COMMANDS = (show_sponsors, show_sponsorships, change, show_contacts)
