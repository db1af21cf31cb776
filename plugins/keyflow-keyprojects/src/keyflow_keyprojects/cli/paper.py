"""Paper: roster, lists and reports from Excel, the ledger, documents in Word or HTML."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from keyflow import NotFound
from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._options import acting, at_desk
from keyflow_keyprojects.cli._periods import month, quarter, year
from keyflow_keyprojects.dates import ZONE

if TYPE_CHECKING:
    from keyflow_keyprojects.fx import FxRate
    from keyflow_keyprojects.paper.problems import NotImported

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TARGET = click.Path(dir_okay=False, path_type=Path)
_TITLES = {"bulletin": "月度通报", "briefing": "领导简报", "agenda": "会议议程",
           "minutes": "会议纪要", "order": "督办单", "quarter": "季度讲评",
           "annual": "年度考核结果"}  # fmt: skip
_PERIODS = {"bulletin": month, "briefing": month, "agenda": month, "minutes": month,
            "quarter": quarter, "annual": year}  # fmt: skip
_BY_CASE = {"agenda", "minutes"}  # also named by the meeting
_NAMES = ("bulletin", "briefing", "agenda", "minutes", "order", "quarter", "annual")


@click.command("template")
@click.argument("what", type=click.Choice(["roster", "list", "reports"]))
@click.argument("file", type=_TARGET)
@click.option("--period", help="Reports: a row for each that is waiting of a month (2011-03).")
@at_desk
def template(desk: Desk, what: str, file: Path, period: str | None) -> None:
    """Write a workbook to fill in: the roster as it stands, a year's list, or monthly reports."""
    from keyflow_keyprojects.paper.lists import write_list  # noqa: PLC0415
    from keyflow_keyprojects.paper.reports import waiting, write_reports  # noqa: PLC0415
    from keyflow_keyprojects.paper.rosters import write_roster  # noqa: PLC0415
    from keyflow_keyprojects.roster import whole  # noqa: PLC0415

    if what == "roster":
        write_roster(file, whole(desk.engine))
    elif what == "list":
        write_list(file)
    else:
        write_reports(file, waiting(desk.engine, period) if period else ())
    desk.say({desk.pick("模板", "template"): file})


@click.command("import-roster")
@click.argument("file", type=_FILE)
@click.option("--by", default="kpmo", show_default=True, help="Who enters it, for the office.")
@click.option("--dry-run", is_flag=True, help="Ask every check, write nothing.")
@acting
def import_roster(desk: Desk, file: Path, by: str, *, dry_run: bool) -> None:
    """Enter the people and units of a workbook, all or none; say every cell that is wrong."""
    from keyflow_keyprojects.paper import rosters  # noqa: PLC0415
    from keyflow_keyprojects.paper.problems import NotImported  # noqa: PLC0415

    try:
        found = rosters.import_roster(desk.engine, file, by=actor(by, "kpmo"), dry_run=dry_run)
    except NotImported as error:
        tell_problems(desk, error)
    counts = {desk.pick("人员", "people"): found.people, desk.pick("单位", "units"): found.units}
    desk.say({**counts, desk.pick("录入或更正", "entered or corrected"): len(found.cases)})


@click.command("import-list")
@click.argument("file", type=_FILE)
@click.option("--by", default="city", show_default=True, help="Who adopts it, for the city.")
@click.option("--reason", help="The reason; it stays in the history.")
@click.option("--adopted-on", type=click.DateTime(["%Y-%m-%d"]), help="From when it counts.")
@click.option("--rate", metavar="RATE", help="The plan rate, in CNY for one USD.")
@click.option("--dry-run", is_flag=True, help="Ask every check, write nothing.")
@acting
def import_list(desk: Desk, file: Path, by: str, reason: str | None, **asked: Any) -> None:
    """Adopt the list of a workbook, whole or not at all; say every row that is wrong.

    A dry run says what the lists would come to, amounts in 100 million CNY.
    """
    from keyflow_keyprojects.paper import lists  # noqa: PLC0415
    from keyflow_keyprojects.paper.problems import NotImported  # noqa: PLC0415

    day, rate, dry_run = asked["adopted_on"], _rate(desk, asked["rate"]), asked["dry_run"]
    reason = reason or desk.pick("年度名单已下达", "the year's list was adopted")
    try:
        found = lists.import_list(
            desk.engine, file, by=actor(by, "city"), dry_run=dry_run, reason=reason, rate=rate,
            adopted_on=day and day.date(),
        )  # fmt: skip
    except NotImported as error:
        tell_problems(desk, error)
    written = {} if dry_run else {desk.pick("列入", "adopted"): len(found.cases)}
    desk.say({desk.pick("行数", "rows"): found.rows, **written, **_figures(desk, found.figures)})


def _rate(desk: Desk, given: str | None) -> "FxRate":
    """Return the plan rate: the office's, or another one given."""
    from dataclasses import replace  # noqa: PLC0415

    from keyflow_keyprojects.fx import PLAN_RATE  # noqa: PLC0415

    if given is None:
        return PLAN_RATE
    try:
        rate = Decimal(given)
    except InvalidOperation:
        rate = Decimal(0)
    if not (rate.is_finite() and rate > 0):
        zh, en = f"{given!r} 不是汇率，如 6.6667", f"{given!r} is no rate, such as 6.6667"
        raise click.BadParameter(desk.pick(zh, en), param_hint="--rate")
    return replace(PLAN_RATE, rate=rate, source="asked")


def _figures(desk: Desk, figures: Mapping[str, Mapping[str, Decimal]]) -> dict[str, str]:
    """Return what each list comes to, in a line: projects, total and year plan."""
    from keyflow_keyprojects.portfolio import half_up  # noqa: PLC0415

    names = {"key": desk.pick("重点项目", "key list"),
             "preliminary": desk.pick("前期项目", "preliminary list")}  # fmt: skip
    words = desk.pick(
        "{count} 个，总投资 {total} 亿元，年度计划 {year_plan} 亿元",
        "{count} projects, total {total}, year plan {year_plan} (100 million CNY)",
    )
    return {
        names[kind]: words.format(
            count=found["count"],
            **{name: half_up(found[name], Decimal("0.01")) for name in ("total", "year_plan")},
        )
        for kind, found in figures.items()
    }


@click.command("import-reports")
@click.argument("file", type=_FILE)
@click.option("--by", help="The dispatcher, substitute or owner who reports.")
@click.option("--clerk", help="Who of the office enters them; without --by for each dispatcher.")
@click.option("--dry-run", is_flag=True, help="Ask every check, write nothing.")
@acting
def import_reports(
    desk: Desk, file: Path, by: str | None, clerk: str | None, *, dry_run: bool
) -> None:
    """Hand in the monthly reports of a workbook, all or none; say every row that is wrong.

    Rows of the template in which nothing was filled in are left, and said.
    """
    from keyflow_keyprojects.paper import reports  # noqa: PLC0415
    from keyflow_keyprojects.paper.problems import NotImported  # noqa: PLC0415

    given = {
        "by": actor(by) if by else None,
        "recorded_by": actor(clerk, "kpmo") if clerk else None,
    }
    try:
        found = reports.import_reports(desk.engine, file, **given, dry_run=dry_run)
    except NotImported as error:
        tell_problems(desk, error)
    rows, filed = desk.pick("行数", "rows"), desk.pick("报送", "filed")
    left = {desk.pick("未填写", "left empty"): ", ".join(found.left)} if found.left else {}
    desk.say({rows: found.rows, filed: len(found.cases), **left})


@click.command("export-ledger")
@click.argument("file", type=_TARGET)
@click.option("--year", type=int, help="The projects of a year's list; else all.")
@click.option("--as-of", type=click.DateTime(), help="As it stood then.")
@at_desk
def export_ledger(desk: Desk, file: Path, year: int | None, as_of: datetime | None) -> None:
    """Write the ledger: projects, items, reports, blockers, orders, meetings, scores."""
    from keyflow_keyprojects.paper.ledger import export_ledger as export  # noqa: PLC0415

    language: Any = desk.language
    found = export(desk.engine, file, language=language, year=year, as_of=_instant(as_of))
    desk.say({desk.pick("文件", "file"): found.path, **found.rows})


@click.command("paper")
@click.argument("document", type=click.Choice(_NAMES))
@click.option("--file", type=_TARGET, required=True, help="Where to: .html or .docx.")
@click.option("--period", default="", help="A month (2011-03), a quarter (2011-Q1) or a year.")
@click.option("--project", default="", help="The project of a briefing or an order, by number.")
@click.option("--case", default="", help="A meeting or an order, by its id or what it is called.")
@click.option("--word-template", type=_FILE, help="The office's own .docx to fill.")
@click.option("--as-of", type=click.DateTime(), help="As it stood then.")
@click.option("--known-at", type=click.DateTime(), help="As it was known then.")
@at_desk
def paper(desk: Desk, document: str, file: Path, **asked: Any) -> None:
    """Print a document: bulletin, briefing, agenda, minutes, order, quarter, annual."""
    from keyflow_keyprojects.paper import finding, html, reading, word  # noqa: PLC0415

    _can_be_printed(desk, document, file, asked)
    wanted = finding.Wanted(
        asked["period"], asked["project"], asked["case"],
        _instant(asked["as_of"]), _instant(asked["known_at"]),
    )  # fmt: skip
    language: Any = desk.language
    try:
        made = reading.paper(desk.engine, document, wanted, language)
    except NotFound as error:
        about = wanted.case or " ".join(filter(None, (wanted.project, wanted.period)))
        zh = f"没有可印制的{_TITLES[document]}：{about or '未指明'}"
        raise NotFound(desk.pick(zh, str(error))) from error
    if file.suffix == ".docx":
        word.write_word(made, file, template=asked["word_template"])
    else:
        html.write_html(made, file)
    desk.say({desk.pick("文件", "file"): file, desk.pick("标题", "title"): made.title})


def _can_be_printed(desk: Desk, document: str, file: Path, asked: Mapping[str, Any]) -> None:
    """End the command where the period, the file or the template is none of the document."""
    if document in _PERIODS and (asked["period"] or document not in _BY_CASE):
        _PERIODS[document](desk, asked["period"])
    template = asked["word_template"]
    for name, given, kinds in (
        ("--file", file, (".html", ".docx")),
        ("--word-template", template, (".docx",)),
    ):
        if given is not None and given.suffix not in kinds:
            said = " / ".join(kinds)
            zh, en = f"{given.name} 不是 {said} 文件", f"{given.name} is no {said} file"
            raise click.BadParameter(desk.pick(zh, en), param_hint=name)


def _instant(given: datetime | None) -> datetime | None:
    """Return an instant of the office's zone."""
    return given and given.replace(tzinfo=ZONE)


def tell_problems(desk: Desk, error: "NotImported") -> NoReturn:
    """Show what is wrong, row by row, and end with a failure."""
    language: Any = desk.language
    rows = [(one.sheet, one.cell, one.what[language], one.mend[language]) for one in error.problems]
    desk.show(
        desk.pick("未导入任何内容", "Nothing was imported"), ("sheet", "cell", "what", "mend"), rows
    )
    raise SystemExit(1)


COMMANDS = (template, import_roster, import_list, import_reports, export_ledger, paper)
