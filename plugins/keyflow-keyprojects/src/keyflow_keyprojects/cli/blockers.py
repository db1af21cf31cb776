"""What stands in the way of projects, and who has to see to it."""

import click

from keyflow_keyprojects.cli._desk import Desk, acting, actor, at_desk, ends, found


@click.command("blockers")
@click.option("--all", "everything", is_flag=True, help="The closed ones too.")
@click.option("--level", type=click.IntRange(1, 4), default=1, show_default=True, help="From …")
@at_desk
def show_blockers(desk: Desk, level: int, *, everything: bool) -> None:
    """Show open blockers with their level, whose they are and until when."""
    from keyflow_keyprojects.blockers import blockers, holder  # noqa: PLC0415

    until = ends(desk, "blocker", "level", "meeting", "verification")
    columns = ("blocker", "type", "what", "state", "level", "with", "until", "justifies_until")
    rows = [
        (case.subject, case.data["type"], case.data["what"], case.state, case.data["level"],
         holder(case), until.get(case.id), case.data["justifies_until"])
        for case in blockers(desk.engine, unsolved=not everything, level=level)
    ]  # fmt: skip
    desk.show(desk.pick("制约问题", "Blockers"), columns, rows)


@click.command("raise-blocker")
@click.argument("number")
@click.option("--type", "kind", default="other", show_default=True, help="land, credit, permit, …")
@click.option("--what", required=True, help="What stands in the way.")
@click.option("--by", default="kpmo-clerk", show_default=True, help="Who says so, for the office.")
@acting
def raise_one(desk: Desk, number: str, kind: str, what: str, by: str) -> None:
    """Open a blocker of a project at level 1."""
    from keyflow_keyprojects.blockers import raise_blocker  # noqa: PLC0415

    project = found(desk, "key-project", number)
    case = raise_blocker(desk.engine, project, kind, what, by=actor(by, "kpmo"))
    desk.say({"blocker": case.subject, "state": case.state, "until": case.armed[0].last})


@click.command("blocker")
@click.argument("subject")
@at_desk
def show_ladder(desk: Desk, subject: str) -> None:
    """Show where a blocker, such as K003/blocker/1, stood from when to when, and with whom."""
    from keyflow_keyprojects.blockers import rungs  # noqa: PLC0415

    steps = rungs(desk.engine, found(desk, "blocker", subject))
    columns = ("state", "level", "with", "since", "until")
    rows = [(step.state, step.level, step.holder, step.since, step.until) for step in steps]
    desk.show(subject, columns, rows)


COMMANDS = (show_blockers, raise_one, show_ladder)
