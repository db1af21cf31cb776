"""Units, their heads, and who dispatches a project."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import click

from keyflow_keyprojects.cli._desk import Desk, actor, found
from keyflow_keyprojects.cli._lines import YEAR
from keyflow_keyprojects.cli._options import acting, at_desk


@click.command("units")
@at_desk
def show_units(desk: Desk) -> None:
    """Show the registered units: who heads each, whether it is scored, ordered or only asked."""
    from keyflow_keyprojects.orders import orders  # noqa: PLC0415
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    issued = Counter((case.data["addressee_unit"], bool(case.data["is_request"]))
                     for case in orders(desk.engine, unanswered=False))  # fmt: skip
    rows = [
        (case.data["unit"], desk.word(case.data["kind"]),
         case.data[desk.pick("name_zh", "name_en")], case.data["head"], case.data["scorable"],
         issued[case.data["unit"], False], issued[case.data["unit"], True])
        for case in every(desk.engine, workflow="org-unit", order="subject")
    ]  # fmt: skip
    columns = ("unit", "kind", "name", "head", "scorable", "ordered", "asked")
    desk.show(desk.pick("单位", "Units"), columns, rows)


@click.command("unit")
@click.argument("unit")
@YEAR
@at_desk
def show_unit(desk: Desk, unit: str, year: int) -> None:
    """Show what a unit answers for: targets, reports in time or not, scores by quarter (N04)."""
    from keyflow_keyprojects.quarters.rows import scores  # noqa: PLC0415
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415
    from keyflow_keyprojects.targets import done  # noqa: PLC0415

    quarters = [f"{year}-Q{n}" for n in range(1, 5)]
    totals = {(case.data["number"], period): case.data["total"] for period in quarters
              for case in scores(desk.engine, period)}  # fmt: skip
    filed = _filed(desk, unit, year)
    rows = [
        (case.subject, desk.state(case), case.data["year_plan"], done(case),
         *(filed[case.id][name] for name in _FILED),
         *(totals.get((case.subject, period)) for period in quarters))
        for case in every(desk.engine, workflow="key-project", order="subject",
                          where={"unit": unit, "list": "key", "list_year": year})
        if not (case.ended and case.id not in filed)
    ]  # fmt: skip
    own = (unit, None, *(_sum(row[n] for row in rows) for n in (2, 3)),
           *(sum(each[name] for each in filed.values()) for name in _FILED),
           *(totals.get((unit, period)) for period in quarters))  # fmt: skip
    columns = ("number", "state", "year_plan", "done_year", *_FILED, *quarters)
    desk.show(unit, columns, [*rows, own])


_FILED = ("reports", "late", "missed")


def _sum(amounts: Iterable[Any]) -> str:
    """Add amounts up, those of each currency."""
    found: dict[str, Any] = defaultdict(int)
    for each in filter(None, amounts):
        found[each.currency] += each.amount
    return ", ".join(f"{found[name]} {name}" for name in sorted(found))


def _filed(desk: Desk, unit: str, year: int) -> Mapping[str | None, Counter[str]]:
    """Count the monthly reports of a unit's projects: all that were owed, the late, the missed."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    where: Any = {"period": [(">=", f"{year}-01"), ("<=", f"{year}-12")]}
    own = {case.id for case in every(desk.engine, workflow="key-project", where={"unit": unit})}
    found: dict[str | None, Counter[str]] = defaultdict(Counter)
    for report in every(desk.engine, workflow="monthly-report", where=where):
        if report.parent in own:
            found[report.parent]["reports"] += 1
            found[report.parent]["late"] += bool(report.data["late"])
            found[report.parent]["missed"] += report.state == "missed"
    return found


@click.command("heads")
@click.argument("unit")
@at_desk
def show_heads(desk: Desk, unit: str) -> None:
    """Show who headed a unit from when until when, and what followed the office to them (N03)."""
    from keyflow_keyprojects.orgs import headships  # noqa: PLC0415
    from keyflow_keyprojects.record.listedspans import day_of  # noqa: PLC0415

    rows = [
        (one.head, day_of(one.since), one.until and day_of(one.until), one.projects, one.reminded,
         one.red)
        for one in headships(desk.engine, unit)
    ]  # fmt: skip
    desk.show(unit, ("head", "since", "until", "projects", "reminded", "red_events"), rows)


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


COMMANDS = (show_units, show_unit, show_heads, appoint, change)
