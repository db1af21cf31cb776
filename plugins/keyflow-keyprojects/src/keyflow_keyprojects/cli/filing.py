"""Monthly papers: reports filed, checked, told and corrected; contacts logged; bulletins."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from keyflow import Case
from keyflow_keyprojects.cli._deeds import (
    DAY,
    ON,
    Deed,
    Kind,
    Who,
    commands,
    moment,
    say,
    tell,
)
from keyflow_keyprojects.cli._desk import Desk, actor
from keyflow_keyprojects.cli._given import money_of
from keyflow_keyprojects.cli._options import acting

_OF_MONTH = ("number", "month")
_SHORT = Kind("short-report", "report", ("number", "duty", "period"), "{number}/{duty}/{period}")
_REPORT = Kind("monthly-report", "report", _OF_MONTH, "{number}/monthly_report/{month}")
_CONTACT = Kind("sponsor-contact", "contact", _OF_MONTH, "{number}/sponsor_contact/{month}")
_BULLETIN = Kind("bulletin", "bulletin", ("month",), "OFFICE-{month:.4}/bulletin/{month}")
_MONEY = "invested", "invested_year", "invested_total", "funds_received", "funds_paid"
_FIGURES = (
    click.option("--invested", help="In the month, such as 19150000; in the project's currency."),
    click.option("--total", "invested_total", help="Since the project began."),
    click.option("--of-year", "invested_year", help="Since the year began."),
    click.option("--funds-received", help="Money that came in."),
    click.option("--funds-paid", help="Money that was paid."),
    click.option("--workers", "workers_present", type=click.IntRange(0), help="On the site."),
    click.option("--progress", help="What was done."),
    click.option("--problem", "problems", nargs=4, multiple=True,
                 metavar="WHAT MEASURE UNIT DAY", help="What is behind; again for each."),
    click.option("--measures", help="What is done about it."),
    click.option("--suggestions", help="What is suggested."),
    click.option("--next-month", help="What comes next."),
    click.option("--evidence", multiple=True, help="A photo or a paper; again for each."),
    click.option("--gap-note", help="What was done in months that were not reported."),
    click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
                 help="All this as a JSON object, by the fields' names; options go before it."),
)  # fmt: skip


def _with_figures(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say what a report says."""
    for option in reversed(_FIGURES):
        command = option(command)
    return command


@click.command("file-report")
@click.argument("number")
@click.argument("month", metavar="YYYY-MM")
@_with_figures
@click.option("--draft", is_flag=True, help="Keep what there is so far; nothing is checked.")
@click.option("--by", help="Who files it; else its dispatcher.")
@ON
@acting
def hand_in(desk: Desk, number: str, month: str, by: str | None, on: date | None, *, draft: bool,
            **said: Any) -> None:  # fmt: skip
    """Hand a month's report in; what is wrong with it is named all at once."""
    from keyflow_keyprojects.reports import file_report, save_draft  # noqa: PLC0415

    report = _REPORT.find(desk, {"number": number, "month": month})
    who, figures = _DISPATCHER.actor(desk, report, by, None), _figures(desk, report, said)
    if draft:
        case = save_draft(desk.engine, report, figures, by=who)
    else:
        case = file_report(
            desk.engine, report, figures, by=who, occurred_at=moment(desk, on, report)
        )
    tell(desk, "report", case, late=bool(case.data["late"]))


@click.command("correct-report")
@click.argument("number")
@click.argument("month", metavar="YYYY-MM")
@_with_figures
@click.option("--why", required=True, help="What was wrong.")
@click.option("--by", help="Who corrects it; else its dispatcher.")
@acting
def put_right(desk: Desk, number: str, month: str, why: str, by: str | None, **said: Any) -> None:
    """Begin a new revision of an accepted report, to be verified and accepted anew (E11).

    What is not given stays as it was in the revision before.
    """
    from keyflow_keyprojects.reports import correct_report, months_astray  # noqa: PLC0415

    report = _REPORT.find(desk, {"number": number, "month": month})
    who, figures = _DISPATCHER.actor(desk, report, by, None), _figures(desk, report, said)
    case = correct_report(desk.engine, report, figures, by=who, reason=why)
    tell(desk, "report", case, revision=case.data["revision"])
    if not desk.as_json:
        for reason in months_astray(desk.engine, case):
            click.echo(desk.pick(reason.chinese, reason.sentence).format(**reason.values))


@click.command("agree-to-correction")
@click.argument("number")
@click.argument("month", metavar="YYYY-MM")
@click.option("--why", required=True, help="Why a decided year is opened again.")
@click.option("--by", default="city", show_default=True, help="Who agrees, for the city.")
@acting
def agree(desk: Desk, number: str, month: str, why: str, by: str) -> None:
    """Let a report of a decided year be corrected (E11)."""
    from keyflow_keyprojects.reports import agree_to_correction  # noqa: PLC0415

    report = _REPORT.find(desk, {"number": number, "month": month})
    case = agree_to_correction(desk.engine, report, by=actor(by, "city"), reason=why)
    desk.say({"report": case.subject, "state": desk.state(case), "agreed": True})


def _figures(desk: Desk, report: Case, said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a report says: that of the file, and of the options before it.

    What neither names is left out, and so stays as it is.
    """
    file = said["file"]
    told = _read(desk, file) if file else {}
    told |= {n: value for n, value in said.items() if n != "file" and value not in {None, ()}}
    if "problems" in told:
        told["problems"] = [_problem(one) for one in told["problems"]]
    return told | {name: _money(desk, told[name], report) for name in _MONEY if name in told}


def _read(desk: Desk, file: Path) -> dict[str, Any]:
    import json  # noqa: PLC0415

    try:
        told = json.loads(file.read_text(encoding="utf-8"), parse_float=str)
    except ValueError as error:
        raise click.UsageError(desk.pick(f"{file} 不是 JSON", f"{file} is no JSON")) from error
    if not isinstance(told, dict):
        raise click.UsageError(desk.pick(f"{file} 须为对象", f"{file} must hold an object"))
    return told


def _problem(one: Any) -> Any:
    names = ("what", "measure", "unit", "due")
    return dict(zip(names, one, strict=True)) if isinstance(one, tuple) else one


def _money(desk: Desk, amount: Any, report: Case) -> Any:
    """Return an amount in the project's currency, where it names none."""
    known = report.data["year_plan"] or report.data["invested_before"]
    if known is None or isinstance(amount, Mapping):
        return amount
    return money_of(desk, amount, known.currency)


_DISPATCHER, _SPONSOR = Who(field="dispatcher"), Who(field="sponsor")
_DEPARTMENT = Who(field="department", roles=("dept",))
_OFFICE = Who("kpmo-clerk", roles=("kpmo",))
_REPORTS = (
    Deed("verify-report", "verify", _DEPARTMENT,
         "Verify reports of a month for the department, in two working days; not one's own.",
         many=True),
    Deed("return-report", "send_back", Who(field="department", roles=("dept", "kpmo")),
         "Send a report back; after its due day that gives two working days, once.", "must"),
    Deed("accept-report", "accept", _OFFICE,
         "Accept verified reports for the office; the projects' lights follow from them.",
         many=True),
    Deed("excuse-report", "excuse", _OFFICE, "Ask for no report of a month.", "must"),
    Deed("brief-sponsor", "brief", _DEPARTMENT,
         "Bring an accepted report before the sponsor, in three working days.",
         told=(say("--briefing", help="What they are told beside it."),)),
    Deed("acknowledge-report", "acknowledge", _SPONSOR, "Take note of a report as its sponsor.",
         told=(say("--instructions", help="What is to be done."),)),
)  # fmt: skip
_SHORTS = (
    Deed("file-short-report", "submit", Who(field="holder"),
         "Hand in a report of a page, such as P001 preliminary_report 2011-Q1.",
         told=(say("--report", required=True, help="What it says."),)),
    Deed("return-short-report", "send_back", _OFFICE, "Send a report of a page back.", "must"),
    Deed("accept-short-report", "accept", _OFFICE, "Accept a report of a page."),
    Deed("excuse-short-report", "excuse", _OFFICE, "Ask for no report of a page.", "must"),
)  # fmt: skip
_CONTACTS = (
    Deed("log-contact", "log", _SPONSOR, "Write down what a leader did for a project in a month.",
         told=(say("--met-on", type=DAY, required=True, help="On which day."),
               say("--what", required=True, help="What was seen, said or settled."))),
)  # fmt: skip
_BULLETINS = (
    Deed("publish-bulletin", "publish", _OFFICE, "Publish the month's bulletin; `paper` prints it.",
         told=(say("--issue", required=True, help="The office's own word, or its number."),)),
)  # fmt: skip

COMMANDS = (
    hand_in,
    put_right,
    agree,
    *commands(_REPORT, _REPORTS),
    *commands(_SHORT, _SHORTS),
    *commands(_CONTACT, _CONTACTS),
    *commands(_BULLETIN, _BULLETINS),
)
