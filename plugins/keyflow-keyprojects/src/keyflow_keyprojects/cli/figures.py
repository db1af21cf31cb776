"""Figures: the portfolio as of any day, government time, bottlenecks, and the year's one number."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import click

from keyflow_keyprojects.cli._desk import Desk
from keyflow_keyprojects.cli._lines import (
    DAY,
    KIND,
    YEAR,
    last_day,
    millions,
    plain_day,
    share,
    shortened,
    titles_of,
)
from keyflow_keyprojects.cli._options import at_desk
from keyflow_keyprojects.portfolio import HUNDRED_MILLION

if TYPE_CHECKING:
    from keyflow import Engine
    from keyflow_keyprojects.figures import Group, Portfolio
    from keyflow_keyprojects.fx import FxRate

_BY = click.Choice(["stage", "light", "sector", "funding", "sponsor", "unit"])


@click.command("portfolio")
@YEAR
@KIND
@click.option("--by", type=_BY, multiple=True, help="How to group; all ways unless said.")
@click.option("--as-of", type=DAY, help="As it stood at the end of a day.")
@click.option("--known-at", type=DAY, help="As it was on record at the end of a day.")
@click.option("--rate", help="Another rate, in CNY for one USD, to show what it does.")
@click.option("--members", is_flag=True, help="Name the projects of each group.")
@at_desk
def show_portfolio(desk: Desk, year: int, kind: str, by: tuple[str, ...], **asked: Any) -> None:
    """Show a list in parts, planned against done, and the effect of another rate apart."""
    from keyflow_keyprojects.figures import GROUPINGS, portfolio  # noqa: PLC0415
    from keyflow_keyprojects.record.lines import end_of  # noqa: PLC0415

    name: Any = kind
    day = plain_day(asked["as_of"]) or desk.day
    found = portfolio(
        desk.engine,
        year=year,
        list=name,
        as_of=day,
        known_at=end_of(plain_day(asked["known_at"])),
        rate=_rate(asked["rate"], day),
    )
    more = ("members",) if asked["members"] else ()
    columns = ("by", "group", "count", "total", "own_currency", "year_plan", "done_year", "done",
               "completion", "rate_effect", *more)  # fmt: skip
    rows = [row[: len(columns)] for row in _rows(desk, found, by or GROUPINGS)]
    title = desk.pick(f"{year} 年项目组合（亿元）", f"The portfolio of {year}, in 100 million CNY")
    at = f" · {day}" if day else ""
    heading = f"{title} · {found.plan_rate.rate} CNY/USD{at}"
    desk.show(heading, columns, rows, by="分组", group="类别", total="总投资", count="项目数")


def _rows(desk: Desk, found: "Portfolio", by: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    yield _row(desk.word("all"), "", found.whole)
    for way in by:
        for group in found.groups[way]:
            yield _row(desk.heading(way), _called(desk, way, group), group)


def _called(desk: Desk, by: str, group: "Group") -> str:
    """Return what a group is called: in Chinese by its name, in English and in JSON by its id."""
    if not desk.speaks_chinese:
        return group.key
    if by == "sector":
        named = desk.engine.case(group.lines[0].case).data["sector_zh"]
    elif by in {"sponsor", "unit"}:
        from keyflow_keyprojects.roster import names  # noqa: PLC0415

        named = names(desk.engine, "zh").get(group.key)
    else:
        named = desk.word(group.key)
    return named or group.key


def _row(by: str, key: str, group: "Group") -> tuple[Any, ...]:
    whole, *sums = (millions(amount) for amount in group.sums)
    own: dict[str, Decimal] = defaultdict(Decimal)
    for line in group.lines:
        own[line.currency] += line.own.total
    native = ", ".join(f"{millions(own[name])} {name}" for name in sorted(own))
    effect = millions(group.effect.done_year)
    members = shortened((line.number for line in group.lines), 12)
    return (by, key, group.count, whole, native, *sums, share(group.completion), effect, members)


def _rate(given: str | None, on: date | None) -> "FxRate | None":
    from dataclasses import replace  # noqa: PLC0415

    from keyflow_keyprojects.fx import PLAN_RATE  # noqa: PLC0415

    if given is None:
        return None
    try:
        rate = replace(PLAN_RATE, rate=Decimal(given), source="asked for")
    except (InvalidOperation, ValueError) as error:
        msg = f"{given!r} is no rate"
        raise click.BadParameter(msg, param_hint="--rate") from error
    return replace(rate, on=on) if on else rate


_DAYS = {"wd": ("工作日", "working"), "d": ("日历日", "calendar")}


@click.command("efficiency")
@YEAR
@click.option("--by", type=click.Choice(["item", "unit", "stage", "budget"]), default="item",
              show_default=True, help="What a row stands for.")  # fmt: skip
@click.option("--on", type=DAY, help="Running items are counted up to this day.")
@at_desk
def show_efficiency(desk: Desk, year: int, by: Any, on: datetime | None) -> None:
    """Show government time used against its limits: median, slowest, share in time."""
    from keyflow_keyprojects.efficiency import efficiency  # noqa: PLC0415

    day = plain_day(on) or desk.day or last_day(desk.engine)
    found = efficiency(desk.engine, by, year=year, on=day)
    rows: list[tuple[Any, ...]] = [
        (desk.word(row.key), desk.pick(*_DAYS[row.days]), row.decided, row.median,
         row.slowest and f"{row.slowest.used}/{row.slowest.limit}{row.slowest.days}"
         f" {row.slowest.subject.partition('/')[0]}",
         share(row.limit_used), share(row.in_time), row.running, row.overdue)
        for row in found
    ]  # fmt: skip
    columns: tuple[str, ...] = ("key", "days", "decided", "median", "slowest", "limit_used",
                                "in_time", "running", "overdue")  # fmt: skip
    if by == "unit":
        became = _became(desk.engine)
        rows = [(*row, *(became[of.key, of.days][name] for name in _BECAME))
                for row, of in zip(rows, found, strict=True)]  # fmt: skip
        columns = (*columns, *_BECAME)
    title = desk.pick("审批时限使用情况", "Government time used")
    desk.show(title, columns, rows, decided="办结数", granted="批准")


_BECAME = ("granted", "denied", "sent_back")
_ENDS = {"granted_with_commitment": "granted", "making_good": "granted", "extended": "granted",
         "refused": "denied"}  # fmt: skip


def _became(engine: "Engine") -> Mapping[tuple[str, str], Counter[str]]:
    """Count what departments did with items that have a limit, by who leads and kind of days."""
    from keyflow_keyprojects.items.catalogue import load_catalogue  # noqa: PLC0415
    from keyflow_keyprojects.journal import journal  # noqa: PLC0415
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    days = {code: (item.days or "").lstrip("0123456789") for code, item in
            load_catalogue().items()}  # fmt: skip
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    of = {}
    for case in every(engine, workflow="approval-item", only=["lead_role", "code"]):
        of[case.id] = case.data["lead_role"], days[case.data["code"]]
        end = case.state.rpartition(".")[2]
        found[of[case.id]][_ENDS.get(end, end)] += 1
    for entry in journal(engine, lambda event: event.trigger == "ask_correction"):
        found[of[entry.event.case]]["sent_back"] += entry.event.accepted
    return found


@click.command("bottlenecks")
@YEAR
@KIND
@click.option("--on", type=DAY, help="Days are counted up to this one.")
@click.option("--most", type=click.IntRange(1), default=15, show_default=True,
              help="At most so many.")  # fmt: skip
@at_desk
def show_bottlenecks(desk: Desk, year: int, kind: Any, on: datetime | None, most: int) -> None:
    """Show which items, blockers and steps hold most money up, and for how long."""
    from keyflow_keyprojects.bottlenecks import bottlenecks  # noqa: PLC0415

    day = plain_day(on) or desk.day or last_day(desk.engine)
    rows = [
        (desk.word(row.where), _held_at(desk, row.key), len(row.projects), millions(row.money),
         row.median, row.longest, shortened(row.projects))
        for row in bottlenecks(desk.engine, year=year, kind=kind, on=day)[:most]
    ]  # fmt: skip
    columns = ("where", "key", "projects", "money", "median_days", "longest", "which")
    desk.show(desk.pick(f"堵点（亿元，至 {day}）", f"Bottlenecks, 100 million CNY, {day}"),
              columns, rows)  # fmt: skip


def _held_at(desk: Desk, key: str) -> str:
    """Return what an item or a state that holds money up is called; its code outside Chinese."""
    if not desk.speaks_chinese:
        return key
    from keyflow_keyprojects.items.catalogue import load_catalogue  # noqa: PLC0415

    item = load_catalogue().get(key)
    if item is not None:
        return item.name_zh
    said = desk.word(key)
    return titles_of(desk.engine, desk.language).state("key-project", key) if said == key else said


@click.command("total")
@YEAR
@click.option("--as-of", type=DAY, help="What was accepted by the end of a day.")
@at_desk
def show_total(desk: Desk, year: int, as_of: datetime | None) -> None:
    """Show what the year completed against what was announced, with the list's version (N53)."""
    from keyflow_keyprojects.figures import year_completed  # noqa: PLC0415

    found = year_completed(desk.engine, year, as_of=plain_day(as_of) or desk.day)
    desk.say(
        {
            "year": year,
            "completed_100m_cny": _amount(found.completed),
            "announced_100m_cny": _amount(found.announced),
            "planned_100m_cny": _amount(found.planned),
            "ratio": share(found.ratio),
            "list_version": found.version,
            "effective": found.effective,
        }
    )


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else millions(amount * HUNDRED_MILLION)


COMMANDS = (show_portfolio, show_efficiency, show_bottlenecks, show_total)
