"""What is on the lists, in which version, and what they come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from keyflow import Case
from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._lines import DAY, YEAR, plain_day
from keyflow_keyprojects.cli._options import acting, at_desk

if TYPE_CHECKING:
    from keyflow_keyprojects.lists import Entry

_OWED = "preliminary_report"
KIND = click.option(
    "--kind", type=click.Choice(["key", "preliminary"]), default="key", show_default=True,
    help="Which list.",
)  # fmt: skip


@click.command("list")
@KIND
@YEAR
@at_desk
def show_list(desk: Desk, kind: str, year: int) -> None:
    """Show the projects that stand in a list, with stage and money; with --at, on that day."""
    rows = [
        (case.data["number"], case.data[desk.pick("name_zh", "name_en")], desk.state(case),
         desk.word(case.standing), case.data["total"], case.data["year_plan"])
        for case in _listed(desk, kind, year)
    ]  # fmt: skip
    columns = ("number", "name", "state", "standing", "total", "year_plan")
    desk.show(desk.pick("项目名单", "Projects"), columns, rows, total="总投资")


def _listed(desk: Desk, kind: str, year: int) -> Iterable[Case]:
    from keyflow_keyprojects.record.lines import end_of, lines_of  # noqa: PLC0415
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    if (then := end_of(desk.day)) is None:
        where = {"list": kind, "list_year": year}
        return every(desk.engine, workflow="key-project", where=where, order="subject",
                     standing=("active", "suspended"))  # fmt: skip
    lines = sorted(lines_of(desk.engine, year, kind, then), key=lambda line: line.number)
    return [desk.engine.case(line.case, as_of=then) for line in lines]


@click.command("members")
@KIND
@YEAR
@click.option("--version", type=int, help="As it stood in that version.")
@click.option("--as-of", type=DAY, help="As it stood on that day.")
@at_desk
def show_members(
    desk: Desk, kind: str, year: int, version: int | None, as_of: datetime | None
) -> None:
    """Show who stands on a yearly list: now, in a version of it, or on a day."""
    from keyflow_keyprojects.lists import members_at  # noqa: PLC0415

    day = plain_day(as_of) or (None if version else desk.day)
    entries = members_at(desk.engine, year, kind, version=version, as_of=day)
    entries.sort(key=lambda entry: entry.number)
    rows: list[tuple[Any, ...]]
    if kind == "preliminary":
        told = _preliminary_reports(desk, year)
        rows = [
            (entry.number, desk.word(entry.funding), entry.total, *told[entry.number], entry.since)
            for entry in entries
        ]
        columns: tuple[str, ...] = ("number", "funding", "total", "reports", "accepted", "since")
    else:
        rows = [
            (entry.number, desk.word(entry.funding), entry.total, entry.invested_before,
             entry.year_plan, _left(entry), entry.since)
            for entry in entries
        ]  # fmt: skip
        columns = ("number", "funding", "total", "invested_before", "year_plan", "left", "since")
    title, own = desk.pick("名单成员", "Members"), {"since": "自第几版", "accepted": "已收简报"}
    desk.show(title, columns, rows, total="总投资", **own)


def _left(entry: "Entry") -> Any:
    """Return what is left of a project's total after this year's plan (K07)."""
    if entry.year_plan is None or entry.invested_before is None:
        return None
    return entry.total - entry.invested_before - entry.year_plan


def _preliminary_reports(desk: Desk, year: int) -> Mapping[str, tuple[int, int]]:
    """Count by project the reports on a year's preliminary work: owed, and accepted (N22)."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for case in every(desk.engine, workflow="short-report"):
        if case.slot == _OWED and str(case.data["period"]).startswith(str(year)):
            owed, taken = found[case.data["number"]]
            found[case.data["number"]] = owed + 1, taken + (case.state == "accepted")
    return found


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
        if desk.day is None or one.decided_on <= desk.day
    ]  # fmt: skip
    columns = ("version", "effective", "decision", "reason", "rate", "count", "total", "year_plan")
    title, own = desk.pick("名单版本", "Versions"), {"rate": "汇率", "total": "总投资"}
    desk.show(title, columns, rows, count="项目数", **own)


def _money(amounts: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{amount:,.0f} {currency}" for currency, amount in amounts.items())


@click.command("headline")
@KIND
@YEAR
@click.option("--version", type=int, help="Of that version; else of the first.")
@click.option("--as-of", type=DAY, help="Of the list as it stood on a day.")
@click.option("--rate", help="Another rate, in CNY for one USD.")
@at_desk
def show_headline(desk: Desk, kind: str, year: int, **asked: Any) -> None:
    """Set a list's headline as printed beside what its members come to."""
    from dataclasses import replace  # noqa: PLC0415

    from keyflow_keyprojects.lists import headline_at, list_case, plan_rate  # noqa: PLC0415
    from keyflow_keyprojects.portfolio import compare  # noqa: PLC0415

    used = plan_rate(desk.engine, year, kind)
    if asked["rate"] is not None:
        used = replace(used, rate=_number(desk, asked["rate"]), source="asked")
    version = asked["version"]
    day = None if version else plain_day(asked["as_of"]) or desk.day
    which = None if day else version or 1
    computed = headline_at(desk.engine, year, kind, version=which, as_of=day, rate=used)
    printed = list_case(desk.engine, year, kind).data["published"] or {}
    lines = {line.term: line for line in compare(computed, {t: printed[t] for t in printed})}
    rows = [
        (desk.word(term), printed.get(term), figure, lines[term].within if term in lines else None)
        for term, figure in computed.items()
    ]
    columns = ("term", "printed", "computed", "within")
    desk.show(desk.pick("合计数", "Headline"), columns, rows)


def _number(desk: Desk, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise click.UsageError(desk.pick(f"{text!r} 不是数", f"{text!r} is no number")) from None


@click.command("publish-headline")
@KIND
@YEAR
@click.option("--figure", "figures", multiple=True, metavar="TERM=FIGURE", required=True,
              help="A figure as it was printed.")  # fmt: skip
@click.option("--reason", default="", help="Why a figure that was published is corrected.")
@click.option("--by", default="city", show_default=True, help="Who publishes it.")
@acting
def publish_headline(
    desk: Desk, *, kind: str, year: int, figures: tuple[str, ...], reason: str, by: str
) -> None:
    """Store a list's headline as it was printed, such as --figure total=320 --figure count=60."""
    from keyflow_keyprojects.lists import publish  # noqa: PLC0415

    told = [figure.partition("=") for figure in figures]
    printed = {term: _number(desk, figure) for term, _, figure in told}
    done = publish(desk.engine, year, printed, kind, by=actor(by, "city"), reason=reason)
    warned = "; ".join(warning.say(desk.language) for warning in done.warnings)
    desk.say({"list": done.case.subject, **printed, "warnings": warned or None})


COMMANDS = (show_list, show_members, show_versions, show_headline, publish_headline)
