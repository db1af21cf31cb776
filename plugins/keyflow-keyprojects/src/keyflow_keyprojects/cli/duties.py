"""Who dispatches, verifies, briefs and reviews, and what a report says in its four sections."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import click

from keyflow import Case, Event
from keyflow_keyprojects.cli._desk import Desk, found
from keyflow_keyprojects.cli._lines import KIND, YEAR, Titles, local
from keyflow_keyprojects.cli._options import at_desk
from keyflow_keyprojects.cli._periods import month

_REPORT = "monthly-report"


@click.command("dispatchers")
@click.argument("project", required=False)
@YEAR
@KIND
@at_desk
def show_dispatchers(desk: Desk, project: str | None, year: int, kind: str) -> None:
    """Show who dispatches each project and who stands in; of one, who handed each month in."""
    if project is not None:
        _show_months(desk, found(desk, "key-project", project))
        return
    reports, filed = _reports(desk, year), defaultdict[str | None, Counter[str]](Counter)
    for report in reports:
        filed[report.parent][report.data["submitted_by"] or ""] += 1
    rows = []
    for case in _listed(desk, year, kind):
        named, stands_in, own = case.data["dispatcher"], case.data["substitute"], filed[case.id]
        others = sum(own.values()) - own[named] - own[stands_in] - own[""]
        rows.append((case.subject, case.data["department"], named, stands_in, own[named],
                     own[stands_in], others, own[""]))  # fmt: skip
    columns = ("project", "department", "dispatcher", "substitute", "filed", "filed_by_substitute",
               "filed_by_others", "not_filed")  # fmt: skip
    desk.show(desk.pick("调度专人", "Dispatchers"), columns, rows)


def _show_months(desk: Desk, project: Case) -> None:
    from keyflow_keyprojects.reports import reports_of  # noqa: PLC0415

    rows = [
        (period, report.data["dispatcher"], report.data["substitute"], report.data["submitted_by"],
         desk.state(report), report.data["late"])
        for period, report in reports_of(desk.engine, project.id).items()
    ]  # fmt: skip
    columns = ("month", "dispatcher", "substitute", "filed_by", "state", "late")
    desk.show(project.subject, columns, rows)


@click.command("departments")
@YEAR
@KIND
@at_desk
def show_departments(desk: Desk, year: int, kind: str) -> None:
    """Show each department's dispatchers, reports verified and sponsors briefed (N05)."""
    projects: Counter[str] = Counter()
    named: dict[str, set[str]] = defaultdict(set)
    for case in _listed(desk, year, kind):
        projects[case.data["department"] or ""] += 1
        named[case.data["department"] or ""] |= {case.data["dispatcher"]}
    marks: dict[str, Counter[str]] = defaultdict(Counter)
    for report in _reports(desk, year):
        own = marks[report.data["department"] or ""]
        own["due"] += 1
        own["verified"] += report.data["verified_by"] is not None
        own["briefed"] += report.data["briefed_by"] is not None
        own["same"] += report.data["verified_by"] in {report.data["submitted_by"]} - {None}
    rows = [
        (name, projects[name], ", ".join(sorted(filter(None, named[name]))), own["due"],
         own["verified"], own["briefed"], own["same"])
        for name, own in sorted(marks.items())
    ]  # fmt: skip
    columns = ("department", "projects", "dispatchers", "reports", "verified", "briefed",
               "verified_own")  # fmt: skip
    desk.show(desk.pick("项目主管部门", "Departments in charge"), columns, rows)


@click.command("briefings")
@click.argument("period", metavar="YYYY-MM")
@at_desk
def show_briefings(desk: Desk, period: str) -> None:
    """Show when each sponsor was briefed of a month, in how many working days (N39)."""
    rows = []
    for report in sorted(_reports(desk, 0, month(desk, period)), key=lambda case: case.subject):
        days = _days(desk.engine.history(report.id))
        accepted, briefed = days.get("accept"), days.get("brief")
        took = _worked(accepted, briefed) if accepted and briefed else None
        rows.append((report.data["number"], report.data["sponsor"], accepted, briefed, took,
                     report.data["briefed_by"], days.get("acknowledge")))  # fmt: skip
    columns = ("project", "sponsor", "accepted", "briefed", "working_days", "by", "noted")
    desk.show(desk.pick(f"{period} 向市级领导汇报", f"Briefings of {period}"), columns, rows)


def _days(events: list[Event]) -> Mapping[str | None, date]:
    """Return the day of each step of a report, that of its latest revision."""
    from keyflow_keyprojects.record.listedspans import day_of  # noqa: PLC0415

    return {each.trigger: day_of(each.occurred_at) for each in events if each.accepted}


def _worked(since: date, until: date) -> int:
    from keyflow_keyprojects.dates import is_worked  # noqa: PLC0415

    days = (until - since).days
    return sum(is_worked(since + timedelta(days=n)) for n in range(1, days + 1))


@click.command("sections")
@click.argument("project")
@click.argument("period", metavar="YYYY-MM")
@at_desk
def show_sections(desk: Desk, project: str, period: str) -> None:
    """Show the four sections of a monthly report: progress, problems, measures, suggestions."""
    from keyflow_keyprojects.record.listedspans import day_of  # noqa: PLC0415
    from keyflow_keyprojects.reports import report_of  # noqa: PLC0415

    case = report_of(desk.engine, found(desk, "key-project", project).id, month(desk, period))
    data = case.data
    refused = [f"{day_of(event.occurred_at)}: {said}" for event in desk.engine.history(case.id)
               if not event.accepted for said in event.said(desk.language)]  # fmt: skip
    problems = [
        f"{one['what']} → {one['measure']} ({one['unit']}, {one['due']})"
        for one in data["problems"] or ()
    ]
    desk.say(
        {
            desk.pick("项目", "project"): f"{project} {period} · {desk.state(case)}",
            desk.pick("进度", "progress"): data["progress"],
            desk.pick("问题", "problems"): "; ".join(problems) or None,
            desk.pick("措施", "measures"): data["measures"],
            desk.pick("建议", "suggestions"): data["suggestions"],
            desk.pick("曾被退回", "refused"): "; ".join(refused) or None,
        }
    )


@click.command("reviews")
@at_desk
def show_reviews(desk: Desk) -> None:
    """Show who froze, scored, published and restated each quarter and year, and who was refused."""
    from keyflow_keyprojects.journal import Entry  # noqa: PLC0415
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    titles = Titles(desk.engine, desk.language)
    rows = []
    for workflow in ("quarter-review", "annual-assessment"):
        for case in every(desk.engine, workflow=workflow, order="opened"):
            rows += [
                (case.data["period"], local(event.occurred_at),
                 titles.way(Entry(workflow, case.subject, event)), event.actor, event.accepted,
                 event.comment or _reasons(desk, event))
                for event in desk.engine.history(case.id)
                if event.trigger or Entry(workflow, case.subject, event).what != event.verb
            ]  # fmt: skip
    columns = ("period", "when", "what", "by", "accepted", "said")
    title = desk.pick("讲评与考核", "Reviews")
    desk.show(title, columns, rows, accepted="准许")


def _reasons(desk: Desk, event: Event) -> str:
    """Return why something was refused, in words where they are kept."""
    return "; ".join(event.said(desk.language)) or "; ".join(event.codes)


def _reports(desk: Desk, year: int, period: str | None = None) -> list[Case]:
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    where: Any = {"period": period or [(">=", f"{year}-01"), ("<=", f"{year}-12")]}
    return list(every(desk.engine, workflow=_REPORT, where=where))


def _listed(desk: Desk, year: int, kind: str) -> list[Case]:
    from keyflow_keyprojects.record.register import every  # noqa: PLC0415

    where = {"list": kind, "list_year": year}
    standing = ("active", "suspended")
    return list(every(desk.engine, workflow="key-project", where=where, standing=standing,
                      order="subject"))  # fmt: skip


COMMANDS = (show_dispatchers, show_departments, show_briefings, show_sections, show_reviews)
