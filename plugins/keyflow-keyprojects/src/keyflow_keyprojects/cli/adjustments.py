"""Mid-year adjustments of the lists and plans."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from keyflow_keyprojects.cli._desk import Desk, acting, actor, at_desk, found

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("adjustments")
@at_desk
def show_adjustments(desk: Desk) -> None:
    """Show the plan adjustments of all years, with what became of them."""
    from keyflow_keyprojects.register import every  # noqa: PLC0415

    rows = [
        (case.data["number"], case.data["year"], case.state, case.data["effective"],
         len(case.data["lines"] or ()), case.data["reason"])
        for case in every(desk.engine, workflow="plan-adjustment", order="opened")
    ]  # fmt: skip
    columns = ("number", "year", "state", "effective", "lines", "reason")
    desk.show(desk.pick("计划调整", "Plan adjustments"), columns, rows)


@click.command("adjustment")
@click.argument("number")
@at_desk
def show_adjustment(desk: Desk, number: str) -> None:
    """Show the lines of an adjustment, with what each takes from a list and puts on one."""
    case = found(desk, "plan-adjustment", number)
    rows = [
        (line["number"], line["op"], move["list"], _row(move["before"]), _row(move["after"]),
         line["reason"])
        for line in case.data["lines"] or ()
        for move in line["moves"] or ({"list": None, "before": None, "after": None},)
    ]  # fmt: skip
    columns = ("number", "op", "list", "before", "after", "reason")
    desk.show(number, columns, rows)


def _row(row: Any) -> str | None:
    if row is None:
        return None
    return f"{row['total']}" + (f" / {row['year_plan']}" if row["year_plan"] else "")


@click.command("draft-adjustment")
@click.argument("number")
@click.option("--year", type=int, default=2011, show_default=True)
@click.option("--add", multiple=True, metavar="NUMBER", help="A candidate the panel proposes.")
@click.option("--remove", multiple=True, metavar="NUMBER")
@click.option("--promote", multiple=True, metavar="NUMBER")
@click.option("--demote", multiple=True, metavar="NUMBER")
@click.option("--reason", required=True)
@click.option("--effective", type=_DAY, required=True, help="The first of a later month.")
@click.option("--by", default="kpmo", show_default=True, help="Who drafts and proposes it.")
@acting
def draft_adjustment(
    desk: Desk, number: str, *, year: int, reason: str, effective: datetime, by: str,
    **lines: tuple[str, ...],
) -> None:  # fmt: skip
    """Draft an adjustment and propose it, where its sums reconcile."""
    from keyflow_keyprojects.adjustments import draft, propose  # noqa: PLC0415

    office = actor(by, "kpmo")
    case = draft(
        desk.engine, number, year, list(_lines(desk, lines, reason)), by=office, reason=reason,
        effective=effective.date(),
    )  # fmt: skip
    done = propose(desk.engine, case, by=office)
    desk.say({"adjustment": number, "state": done.state, "lines": len(done.data["lines"])})


def _lines(desk: Desk, asked: dict[str, tuple[str, ...]], reason: str) -> Iterator[dict[str, Any]]:
    from keyflow_keyprojects import adjustments  # noqa: PLC0415

    for op, numbers in asked.items():
        for number in numbers:
            yield getattr(adjustments, op)(found(desk, "key-project", number), reason)


@click.command("check-adjustment")
@click.argument("number")
@click.option("--by", default="city", show_default=True, help="Who would decide it.")
@acting
def check_adjustment(desk: Desk, number: str, by: str) -> None:
    """Show all that would refuse an adjustment's decision, of every project; writes nothing."""
    from keyflow_keyprojects.adjustments import dry_run  # noqa: PLC0415

    problems = dry_run(desk.engine, found(desk, "plan-adjustment", number), by=actor(by, "city"))
    rows = [(item.number, item.finding.check, item.finding.say(desk.language)) for item in problems]
    desk.show(number, ("number", "check", "finding"), rows)


@click.command("decide-adjustment")
@click.argument("number")
@click.option("--waive-window", metavar="REASON", help="Decide it outside the months of K31.")
@click.option("--by", default="city", show_default=True, help="Who decides it.")
@acting
def decide_adjustment(desk: Desk, number: str, waive_window: str | None, by: str) -> None:
    """Decide an adjustment: every project and list changes in one commit, or none."""
    from keyflow_keyprojects import adjustments  # noqa: PLC0415

    case, city = found(desk, "plan-adjustment", number), actor(by, "city")
    if waive_window:
        adjustments.waive_window(desk.engine, case, waive_window, by=city)
    done = adjustments.decide(desk.engine, case, by=city)
    desk.say({"adjustment": number, "state": done.state, "effective": done.data["effective"]})


COMMANDS = (show_adjustments, show_adjustment, draft_adjustment, check_adjustment,
            decide_adjustment)  # fmt: skip
