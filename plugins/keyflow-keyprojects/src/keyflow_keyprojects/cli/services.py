"""Services to projects: from site to start, benefits, owners, outside policies, reminders."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import click

from keyflow import Case
from keyflow_keyprojects.cli._desk import Desk
from keyflow_keyprojects.cli._lines import (
    DAY,
    KIND,
    YEAR,
    Titles,
    last_day,
    local,
    millions,
    plain_day,
    share,
    shortened,
)
from keyflow_keyprojects.cli._options import at_desk

_PROJECT = "key-project"


@click.command("landing")
@YEAR
@KIND
@at_desk
def show_landing(desk: Desk, year: int, kind: str) -> None:
    """Show the way from the site to the start: what is due when, done when, how late (N43)."""
    from keyflow_keyprojects.landing import landing  # noqa: PLC0415
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    items: dict[str, list[Case]] = defaultdict(list)
    for item in every(desk.engine, workflow="approval-item", where={"code": "LAND_PREREVIEW"}):
        items[item.root].append(item)
    titles, today = Titles(desk.engine, desk.language), last_day(desk.engine)
    rows = [
        (case.subject, case.data[desk.pick("site_zh", "site_en")],
         titles.state(_PROJECT, case.state), desk.pick(*_LANDING[one.step]), one.due, one.done,
         one.latest, one.late)
        for case in _projects(desk, year, kind)
        if case.data["land_contract"] or case.data["start_report"]
        or case.stage in {"approval", "planning"}
        for one in landing(case, items[case.id], today)
    ]  # fmt: skip
    columns = ("number", "site", "state", "step", "due", "done", "latest", "days_late")
    desk.show(desk.pick("项目落户推进", "From the site to the start"), columns, rows)


_LANDING = {
    "site": ("选址落定", "site committed"),
    "contract": ("土地交付", "land delivered"),
    "start": ("开工", "start of works"),
}


@click.command("benefits")
@YEAR
@KIND
@click.option("--all", "everything", is_flag=True, help="Those that earn nothing yet, too.")
@at_desk
def show_benefits(desk: Desk, year: int, kind: str, *, everything: bool) -> None:
    """Show what projects are to earn at capacity and what they earned by quarter (N25, N52)."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    told: dict[str | None, dict[str, Any]] = defaultdict(dict)
    for case in every(desk.engine, workflow="short-report"):
        if case.slot == "benefit_report":
            told[case.parent][case.data["period"]] = case.data["figures"] or {}
    cases = [case for case in _projects(desk, year, kind) if everything or case.id in told]
    rows = [_benefits(case, desk.state(case), told[case.id]) for case in cases]
    columns = ("number", "state", "sales", "profit", "tax", "reported", "sales_told",
               "profit_told", "tax_told", "of_expected", "per_invested", "veto")  # fmt: skip
    title = desk.pick(
        "效益（亿元/年，达产预期与实际）", "Benefits, expected a year, 100 million CNY"
    )
    vetoes = _vetoes(desk, year)
    desk.show(title, columns, [(*row, vetoes.get(row[0])) for row in rows])


def _benefits(case: Case, state: str, told: Mapping[str, Mapping[str, Any]]) -> tuple[Any, ...]:
    from keyflow_keyprojects.fx import PLAN_RATE  # noqa: PLC0415

    expected = case.data["benefits"] or {}
    sales, profit, tax = (expected.get(name) for name in ("sales", "profit", "tax"))
    own = [quarter["sales"].amount for quarter in told.values() if quarter.get("sales")]
    actual, *others = (
        sum((quarter[name].amount for quarter in told.values() if quarter.get(name)), Decimal(0))
        for name in ("sales", "profit", "tax")
    )
    part = actual * 4 / len(own) / sales.amount if own and sales and sales.amount else None
    earns = profit.amount + tax.amount if profit and tax else Decimal(0)
    cost = PLAN_RATE.convert(case.data["total"]).amount
    return (case.subject, state, *(one and millions(one.amount) for one in
            (sales, profit, tax)), shortened(sorted(told)),
            *(millions(each) if own else None for each in (actual, *others)), share(part),
            share(earns / cost) if cost else None)  # fmt: skip


def _vetoes(desk: Desk, year: int) -> dict[str, str]:
    """Return accidents that make a score nothing, by project (C9)."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    found = {}
    for workflow in ("quarter-score", "annual-grade"):
        for case in every(desk.engine, workflow=workflow):
            if case.data["veto"] and str(case.data["period"]).startswith(str(year)):
                found[case.data["number"]] = case.data["veto"]
    return found


@click.command("owners")
@YEAR
@KIND
@at_desk
def show_owners(desk: Desk, year: int, kind: str) -> None:
    """Show the firms that build, who speaks for them, and what they applied for and built (N12)."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    items = list(every(desk.engine, workflow="approval-item", only=["code"]))
    applied = Counter(case.root for case in items if case.state != "handling.draft")
    rows = [
        (case.data[desk.pick("owner_zh", "owner_en")], case.data["owner_contact"], case.subject,
         len(case.data["permits"] or ()), applied[case.id], _reached(case))
        for case in _projects(desk, year, kind)
    ]  # fmt: skip
    columns = ("owner", "contact", "project", "permits_held", "applied_for", "milestones")
    desk.show(desk.pick("项目单位", "Owners"), columns, rows)


def _reached(case: Case) -> str:
    met = {one["step"] for one in case.data["reached"] or ()}
    return f"{len(met)}/{len(met | {one['step'] for one in case.data['milestones'] or ()})}"


@click.command("policies")
@YEAR
@KIND
@click.option("--on", type=DAY, help="Which versions hold on this day.")
@at_desk
def show_policies(desk: Desk, year: int, kind: str, on: datetime | None) -> None:
    """Show the versions of outside policies in force, and what projects say of them (N42, K10)."""
    from keyflow_keyprojects.rules.policies import in_force, satisfied  # noqa: PLC0415
    from keyflow_keyprojects.settings import DEFAULTS  # noqa: PLC0415

    day = plain_day(on) or last_day(desk.engine)
    held = in_force(DEFAULTS.policies, day)
    cases = list(_projects(desk, year, kind))
    rows: list[tuple[Any, ...]] = [
        (name, version, next(p.since for p in DEFAULTS.policies
                             if (p.name, p.version) == (name, version)),
         *_stated(cases, name, version))
        for name, version in held.items()
    ]  # fmt: skip
    columns = ("policy", "version", "since", "satisfied", "by_older_version", "unstated", "not_met")
    desk.show(desk.pick(f"政策版本（{day}）", f"Policies in force on {day}"), columns, rows)
    short = [case for case in cases if satisfied(case.data["policies"] or (), DEFAULTS.policies,
                                                 day)]  # fmt: skip
    if short and not desk.as_json:
        named = shortened(case.subject for case in short)
        click.echo(desk.pick(f"须重新说明：{named}", f"To be stated anew: {named}"))


def _stated(cases: Iterable[Case], policy: str, version: str) -> tuple[int, int, int, int]:
    found: Counter[str] = Counter()
    for case in cases:
        said = {each["policy"]: each for each in case.data["policies"] or ()}.get(policy)
        if said is None:
            found["unstated"] += 1
        elif said["version"] != version:
            found["older"] += 1
        else:
            found["met" if said["met"] else "not"] += 1
    return found["met"], found["older"], found["unstated"], found["not"]


@click.command("reminders")
@click.option("--month", help="Of a month, such as 2011-03; all of them unless said.")
@click.option("--to", "whom", help="Only those to one person or role.")
@click.option("--unit", help="About projects of one unit, to whoever headed it then.")
@click.option("--project", help="About one project.")
@click.option(
    "--most", type=click.IntRange(1), default=40, show_default=True, help="At most so many."
)
@at_desk
def show_reminders(desk: Desk, month: str | None, most: int, **only: str | None) -> None:
    """Show reminders and warnings, inspections with findings, orders and their replies (N48)."""
    about = _about(desk, only["unit"], only["project"])
    heads = _heads_of(desk, only["unit"])
    rows = sorted(
        row for row in (*_sent(desk), *_inspected(desk), *_ordered(desk))
        if row[0].startswith(month or "")
        and only["whom"] in {None, row[2]}
        and (about is None or row[3].partition("/")[0] in about)
        and (heads is None or row[2] in heads)
    )  # fmt: skip
    title = desk.pick(f"督促检查（共 {len(rows)} 条）", f"Reminders and urging, {len(rows)} in all")
    desk.show(title, ("when", "kind", "to", "of", "said", "reply_by"), rows[-most:])


_Row = tuple[str, str, str, str, str, str]


def _about(desk: Desk, unit: str | None, project: str | None) -> set[str] | None:
    """Return the numbers of the projects asked about; None for all."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    if unit is None:
        return {project} if project else None
    cases = every(desk.engine, workflow=_PROJECT, where={"unit": unit}, only=["number"])
    return {case.subject for case in cases if project in {None, case.subject}}


def _heads_of(desk: Desk, unit: str | None) -> set[str] | None:
    from keyflow_keyprojects.orgs import heads  # noqa: PLC0415

    return {head for head, _ in heads(desk.engine, unit)} if unit else None


def _sent(desk: Desk) -> Iterator[_Row]:
    from keyflow_keyprojects.journal import told  # noqa: PLC0415
    from keyflow_keyprojects.orgs import URGING  # noqa: PLC0415

    for one in told(desk.engine):
        if one.notice.partition("-")[0] in URGING:
            yield local(one.at), one.notice, one.to, one.subject, _words(desk, one.texts), ""


def _inspected(desk: Desk) -> Iterator[_Row]:
    from keyflow_keyprojects.inspections import inspections  # noqa: PLC0415

    for one in inspections(desk.engine):
        kind = desk.pick("检查", "inspection")
        yield local(one.at), kind, one.by, one.number, one.said, ""


def _ordered(desk: Desk) -> Iterator[_Row]:
    from keyflow_keyprojects.orders import orders, reply_days  # noqa: PLC0415

    until = reply_days(desk.engine)
    for case in orders(desk.engine, unanswered=False):
        said = f"{desk.word(case.data['colour'] or 'request')}, {desk.state(case)}: "
        yield (local(case.opened), desk.pick("督办单", "order"), case.data["head"] or "",
               case.subject, said + case.data["what"], str(until.get(case.id) or ""))  # fmt: skip


def _words(desk: Desk, texts: Mapping[str, Any]) -> str:
    text = texts.get(desk.language) or next(iter(texts.values()), None)
    return text.subject if text else ""


def _projects(desk: Desk, year: int, kind: str) -> Iterator[Case]:
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    where = {"list": kind, "list_year": year}
    return every(desk.engine, workflow=_PROJECT, where=where, standing=("active", "suspended"),
                 order="subject")  # fmt: skip


COMMANDS = (
    show_landing, show_benefits, show_owners, show_policies, show_reminders,
)  # fmt: skip
