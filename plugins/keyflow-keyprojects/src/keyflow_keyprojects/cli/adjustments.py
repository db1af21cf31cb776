"""Mid-year adjustments of the lists and plans."""

from datetime import datetime
from typing import Any

import click

from keyflow_keyprojects.cli._adjusting import lines_of, rate_of
from keyflow_keyprojects.cli._deeds import Deed, Kind, Who, commands
from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._given import FILE
from keyflow_keyprojects.cli._lines import YEAR
from keyflow_keyprojects.cli._options import acting, asking, at_desk

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("adjustments")
@at_desk
def show_adjustments(desk: Desk) -> None:
    """Show the plan adjustments of all years, with what became of them."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    rows = [
        (case.data["number"], case.data["year"], desk.state(case), case.data["effective"],
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
        (line["number"], desk.word(line["op"]), desk.word(move["list"]), _row(move["before"]),
         _row(move["after"]), line["reason"])
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
@YEAR
@click.option("--add", multiple=True, metavar="NUMBER", help="A candidate the panel proposes.")
@click.option("--remove", multiple=True, metavar="NUMBER", help="What leaves its list.")
@click.option("--promote", multiple=True, metavar="NUMBER", help="What becomes a key project.")
@click.option("--demote", multiple=True, metavar="NUMBER", help="What goes back to be prepared.")
@click.option(
    "--reamount",
    "year_plan",
    nargs=2,
    multiple=True,
    metavar="NUMBER AMOUNT",
    help="Another year plan; the stages share it as they shared the old one.",
)
@click.option(
    "--retotal",
    "total",
    nargs=2,
    multiple=True,
    metavar="NUMBER AMOUNT",
    help="Another total investment.",
)
@click.option(
    "--redate",
    nargs=3,
    multiple=True,
    metavar="NUMBER WHAT DAY",
    help="Another planned start, finish or production.",
)
@click.option(
    "--split",
    nargs=2,
    multiple=True,
    metavar="NUMBER FILE",
    help="Into the `parts:` of a YAML or JSON file.",
)
@click.option(
    "--merge",
    multiple=True,
    type=FILE,
    metavar="FILE",
    help="As a YAML or JSON file says: members, number, name_zh, name_en, sponsor, rate.",
)
@click.option("--rate", help="Another plan rate of the lists, in CNY for one USD (E5).")
@click.option("--reason", required=True, help="The reason; it stays in the history.")
@click.option("--effective", type=_DAY, required=True, help="The first of a later month.")
@click.option("--by", default="kpmo", show_default=True, help="Who drafts and proposes it.")
@acting
def draft_adjustment(
    desk: Desk, number: str, *, year: int, reason: str, effective: datetime, by: str,
    rate: str | None, **asked: Any,
) -> None:  # fmt: skip
    """Draft an adjustment of lists and plans, and propose it where its sums reconcile."""
    from keyflow_keyprojects.adjustments import draft, propose  # noqa: PLC0415

    office = actor(by, "kpmo")
    case = draft(
        desk.engine, number, year, lines_of(desk, asked, reason), by=office, reason=reason,
        effective=effective.date(), rate=rate_of(desk, rate, effective.date()),
    )  # fmt: skip
    done = propose(desk.engine, case, by=office)
    desk.say({"adjustment": number, "state": desk.state(done), "lines": len(done.data["lines"])})


@click.command("check-adjustment")
@click.argument("number")
@click.option("--by", default="city", show_default=True, help="Who would decide it.")
@asking
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
    told = {"state": desk.state(done), "effective": done.data["effective"]}
    desk.say({"adjustment": number, **told})


_KPMO, _CITY = Who("kpmo", roles=("kpmo",)), Who("city", roles=("city",))
_DEEDS = (
    Deed("propose-adjustment", "propose", _KPMO, "Ask the city again to decide a mended draft."),
    Deed("return-adjustment", "return", _CITY, "Send an adjustment back to be mended.", "must"),
    Deed("reject-adjustment", "reject", _CITY, "Decide against an adjustment.", "must"),
)
COMMANDS = (show_adjustments, show_adjustment, draft_adjustment, check_adjustment,
            decide_adjustment,
            *commands(Kind("plan-adjustment", "adjustment", ("number",), "{number}"), _DEEDS),
            )  # fmt: skip
