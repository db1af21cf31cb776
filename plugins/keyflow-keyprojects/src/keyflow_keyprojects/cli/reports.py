"""Monthly reports: how those of a month came in, the revisions of one, the month's figures."""

import click

from keyflow_keyprojects.cli._desk import Desk, found
from keyflow_keyprojects.cli._options import at_desk
from keyflow_keyprojects.cli._periods import month


@click.command("reports")
@click.argument("period", metavar="YYYY-MM")
@click.option("--state", help="Of one state or stage only, such as filing or accepted.received.")
@at_desk
def show_reports(desk: Desk, period: str, state: str | None) -> None:
    """Show how the monthly reports of a month came in."""
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415
    from keyflow_keyprojects.reports import WORKFLOW  # noqa: PLC0415

    where = {"period": month(desk, period)}
    cases = every(desk.engine, workflow=WORKFLOW, where=where, order="subject")
    rows = [
        (case.data["number"], case.data[desk.pick("name_zh", "name_en")], desk.state(case),
         bool(case.data["late"]), case.data["revision"] or 1, case.data["invested"],
         case.data["invested_year"], case.data["year_plan"])
        for case in cases
        if state in {None, case.state, case.stage}
    ]  # fmt: skip
    columns = ("number", "name", "state", "late", "revision", "month", "year", "year_plan")
    title = desk.pick(f"{period} 月报", f"Reports of {period}")
    desk.show(title, columns, rows, month="本月完成", year="本年累计")


@click.command("report")
@click.argument("number")
@click.argument("period", metavar="YYYY-MM")
@at_desk
def show_report(desk: Desk, number: str, period: str) -> None:
    """Show a report's revisions, and the later months that do not fit it any more."""
    from keyflow_keyprojects.reports import months_astray, report_of, revisions  # noqa: PLC0415

    project = found(desk, "key-project", number)
    report = report_of(desk.engine, project.id, month(desk, period))
    rows = [
        (one.number, one.data["invested"], one.data["invested_total"], one.submitted_by,
         one.submitted_at, one.accepted_at, one.reason or None)
        for one in revisions(desk.engine, report.id)
    ]  # fmt: skip
    columns = ("revision", "month", "total", "by", "submitted", "accepted", "reason")
    title = desk.pick(f"{number} {period} 月报", f"{number}, {period}")
    desk.show(title, columns, rows, month="本月完成", total="开工以来累计", by="报送人")
    if not desk.as_json:
        for reason in months_astray(desk.engine, report):
            sentence = desk.pick(reason.chinese, reason.sentence)
            click.echo(sentence.format(**reason.values))


@click.command("figures")
@click.argument("period", metavar="YYYY-MM")
@at_desk
def show_figures(desk: Desk, period: str) -> None:
    """Show a month's figures, as the bulletin tells them."""
    from keyflow_keyprojects.bulletins import month_figures  # noqa: PLC0415

    figures = month_figures(desk.engine, month(desk, period))
    if desk.as_json:
        desk.say(figures)
        return
    rate = figures["rate"]
    desk.say({
        desk.pick("项目", "projects"): figures["count"],
        desk.pick("年度计划", "year_plan"): figures["year_plan"],
        desk.pick("完成", "done"): figures["done"],
        desk.pick("完成率", "rate"): None if rate is None else f"{rate:.1%}",
        **{desk.pick(*words): figures["lights"][colour] for colour, words in _LIGHTS.items()},
        desk.pick("迟报、漏报", "late_or_missing"): len(figures["late"]),
    })  # fmt: skip
    rows = [
        (row["rank"], row[desk.pick("unit_zh", "unit_en")], row["done"], f"{row['rate']:.1%}")
        for row in figures["ranking"]
    ]
    columns = ("rank", "unit", "done", "rate")
    desk.show(desk.pick("责任单位排名", "Units"), columns, rows)


_LIGHTS = {
    "green": ("绿灯", "green"),
    "yellow": ("黄灯", "yellow"),
    "red": ("红灯", "red"),
    "grey": ("灰灯", "grey"),
}

COMMANDS = (show_reports, show_report, show_figures)
