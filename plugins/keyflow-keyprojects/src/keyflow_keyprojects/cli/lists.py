"""What is on the lists, in which version, and what they come to."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

import click

from keyflow_keyprojects.cli._desk import Desk, acting, actor, at_desk

KIND = click.option(
    "--kind", type=click.Choice(["key", "preliminary"]), default="key", show_default=True
)
YEAR = click.option("--year", type=int, default=2011, show_default=True)


@click.command("list")
@KIND
@YEAR
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


@click.command("members")
@KIND
@YEAR
@click.option("--version", type=int, help="As it stood in that version.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As it stood on that day.")
@at_desk
def show_members(
    desk: Desk, kind: str, year: int, version: int | None, as_of: datetime | None
) -> None:
    """Show who stands on a yearly list: now, in a version of it, or on a day."""
    from keyflow_keyprojects.lists import members_at  # noqa: PLC0415

    day = as_of.date() if as_of else None
    entries = members_at(desk.engine, year, kind, version=version, as_of=day)
    rows = [
        (entry.number, entry.funding, entry.total, entry.year_plan, entry.since, entry.until)
        for entry in sorted(entries, key=lambda entry: entry.number)
    ]
    columns = ("number", "funding", "total", "year_plan", "since", "until")
    desk.show(desk.pick("名单成员", "Members"), columns, rows)


@click.command("versions")
@KIND
@YEAR
@at_desk
def show_versions(desk: Desk, kind: str, year: int) -> None:
    """Show the versions of a yearly list: since when, by which decision, and what they come to."""
    from keyflow_keyprojects.lists import versions  # noqa: PLC0415

    rows = [
        (one.version, one.effective, one.decision, one.reason, one.rate, one.count,
         _money(one.total), _money(one.year_plan))
        for one in versions(desk.engine, year, kind)
    ]  # fmt: skip
    columns = ("version", "effective", "decision", "reason", "rate", "count", "total", "year_plan")
    desk.show(desk.pick("名单版本", "Versions"), columns, rows)


def _money(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{amount:,.0f} {currency}" for currency, amount in amounts.items())


@click.command("headline")
@KIND
@YEAR
@click.option("--version", type=int, default=1, show_default=True)
@click.option("--rate", help="Another rate, in CNY for one USD.")
@at_desk
def show_headline(desk: Desk, kind: str, year: int, version: int, rate: str | None) -> None:
    """Set a list's headline as printed beside what its members come to."""
    from dataclasses import replace  # noqa: PLC0415

    from keyflow_keyprojects.lists import headline_at, list_case, plan_rate  # noqa: PLC0415
    from keyflow_keyprojects.portfolio import compare  # noqa: PLC0415

    used = plan_rate(desk.engine, year, kind)
    if rate is not None:
        used = replace(used, rate=Decimal(rate), source="asked")
    computed = headline_at(desk.engine, year, kind, version=version, rate=used)
    printed = list_case(desk.engine, year, kind).data["published"] or {}
    lines = {line.term: line for line in compare(computed, {t: printed[t] for t in printed})}
    rows = [
        (term, printed.get(term), figure, lines[term].within if term in lines else None)
        for term, figure in computed.items()
    ]
    columns = ("term", "printed", "computed", "within")
    desk.show(desk.pick("合计数", "Headline"), columns, rows)


@click.command("publish-headline")
@KIND
@YEAR
@click.option("--figure", "figures", multiple=True, metavar="TERM=FIGURE", required=True)
@click.option("--by", default="city", show_default=True, help="Who publishes it.")
@acting
def publish_headline(desk: Desk, kind: str, year: int, figures: tuple[str, ...], by: str) -> None:
    """Store a list's headline as it was printed, such as --figure total=320 --figure count=60."""
    from keyflow_keyprojects.lists import publish  # noqa: PLC0415

    printed = {term: Decimal(figure) for term, _, figure in (f.partition("=") for f in figures)}
    case = publish(desk.engine, year, printed, kind, by=actor(by, "city"))
    desk.say({"list": case.subject, **printed})


COMMANDS = (show_list, show_members, show_versions, show_headline, publish_headline)
