"""Targets: a project's tree, the versions of its plan, the year of the whole list."""

from collections import defaultdict

import click

from keyflow_keyprojects.cli._desk import Desk, found
from keyflow_keyprojects.cli._options import at_desk


@click.command("targets")
@click.argument("number")
@click.option("--months", is_flag=True, help="Down to the months.")
@at_desk
def show_targets(desk: Desk, number: str, *, months: bool) -> None:
    """Show a project's targets from year to step, who answers for each, and what is done."""
    from keyflow_keyprojects.targets import by_month, tree  # noqa: PLC0415

    case = found(desk, "key-project", number)
    invested = by_month(desk.engine, case) if months else None
    rows = [
        (desk.word(node.level), desk.word(node.name), node.amount, node.due, node.accountable,
         ", ".join(node.cooperating), node.done)
        for node in tree(case, invested)
        if months or node.level != "month"
    ]  # fmt: skip
    columns = ("level", "name", "amount", "due", "accountable", "cooperating", "done")
    desk.show(number, columns, rows)


@click.command("plan-versions")
@click.argument("number")
@at_desk
def show_plan_versions(desk: Desk, number: str) -> None:
    """Show the versions of a project's plan: the baseline, then one for each adjustment."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415
    from keyflow_keyprojects.targets import plan_versions  # noqa: PLC0415

    scored: dict[str, list[str]] = defaultdict(list)
    for workflow in ("quarter-score", "annual-grade"):
        for score in every(
            desk.engine, workflow=workflow, where={"number": number}, order="opened"
        ):
            scored[str(score.data["plan_version"])].append(score.data["period"])
    rows = [
        (one.list_year, one.version, desk.word(one.basis), one.decision, one.effective,
         one.year_plan, one.total, ", ".join(scored[str(one.version)]))
        for one in plan_versions(found(desk, "key-project", number))
    ]  # fmt: skip
    columns = ("year", "version", "basis", "decision", "effective", "year_plan", "total",
               "scored_by")  # fmt: skip
    desk.show(number, columns, rows)


@click.command("year")
@click.option("--year", type=int, default=2011, show_default=True, help="Of which year.")
@at_desk
def show_year(desk: Desk, year: int) -> None:
    """Show the one number the list is judged on: done of the year plan, in 100 million CNY."""
    from keyflow_keyprojects.targets import year_of  # noqa: PLC0415

    found_year = year_of(desk.engine, year)
    desk.say({"year": year, "list_version": found_year.version, "plan": found_year.plan,
              "done": found_year.done, "per_cent": f"{found_year.ratio * 100:.1f}"})  # fmt: skip


COMMANDS = (show_targets, show_plan_versions, show_year)
