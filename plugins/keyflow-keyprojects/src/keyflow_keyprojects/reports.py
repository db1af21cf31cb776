"""Monthly reports in a few functions over an `Engine`: filed, checked, told, corrected, read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from keyflow import Actor, Case, Engine, NotFound
from keyflow.commands import Fire, Waive
from keyflow.plugin import Money
from keyflow_keyprojects.record import reported
from keyflow_keyprojects.record.naming import project_named
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.record.reported import SLOT, year_to_date
from keyflow_keyprojects.rules.reasons import Reason
from keyflow_keyprojects.rules.report import Before, later_astray
from keyflow_keyprojects.settings import DEFAULTS

WORKFLOW = "monthly-report"
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a report as it was handed in: its figures and sections, by whom and when.

    `reason` is that of the correction; the first revision has none. `accepted_at` is when the
    office accepted it, None if it has not.
    """

    number: int
    data: Data
    submitted_by: str
    submitted_at: datetime
    reason: str = ""
    accepted_at: datetime | None = None


# to find them


def reports_of(engine: Engine, project: str) -> dict[str, Case]:
    """Return a project's monthly reports by their month, such as 2011-03, oldest first.

    The project is named by its number, such as K001, or by its case's id. Raises `InputError` for
    one that is not there.
    """
    parent = project_named(engine, project).id
    found = [case for case in every(engine, workflow=WORKFLOW, parent=parent) if case.slot == SLOT]
    return {case.data["period"]: case for case in sorted(found, key=lambda c: c.data["period"])}


def report_of(engine: Engine, project: str, period: str) -> Case:
    """Return the monthly report of a project and a month; raises `NotFound` if none is owed.

    The project is named by its number, such as K001, or by its case's id. Raises `InputError` for
    one that is not there.
    """
    try:
        return reports_of(engine, project)[period]
    except KeyError:
        msg = f"project {project!r} owes no report of {period}"
        raise NotFound(msg) from None


def goes_on_from(engine: Engine, report: Case) -> Before | None:
    """Return the cumulative a report goes on from, and the owed months in between (K41, K42).

    The amount is in the project's own currency.
    """
    return reported.before(report.data, _others(engine, report))


# to file and check them


def save_draft(engine: Engine, report: Case, figures: Data, *, by: Actor) -> Case:
    """Keep what a dispatcher has so far (C4.8); nothing is checked yet."""
    return engine.fire(report.id, "save", by=by, data=figures).case


def file_report(
    engine: Engine,
    report: Case,
    figures: Data,
    *,
    by: Actor,
    occurred_at: datetime | None = None,
    key: str | None = None,
) -> Case:
    """Hand a month's report in (N40, N41); K40 to K46 are asked.

    `figures` holds `invested` and `invested_total` in the project's own currency, `progress`,
    `problems` (each with what, measure, unit, due and maybe the blocker's number), `measures` and
    `suggestions`. Raises `Refused` with all that is wrong.
    """
    outcome = engine.fire(
        report.id, "submit", by=by, data=figures, occurred_at=occurred_at, key=key
    )
    return outcome.case


def file_reports(engine: Engine, filed: Iterable[tuple[Case, Data]], *, by: Actor) -> list[Case]:
    """Hand several reports in at one stroke, all or none."""
    commands = [Fire(report.id, "submit", figures) for report, figures in filed]
    return [outcome.case for outcome in engine.do(commands, by=by)]


def verify_report(engine: Engine, report: Case, *, by: Actor) -> Case:
    """Verify a report for the department, which has two working days (C4.8, K30)."""
    return engine.fire(report.id, "verify", by=by).case


def return_report(engine: Engine, report: Case, *, by: Actor, reason: str) -> Case:
    """Send a report back; after its due day that gives two working days of grace, once (C4.8)."""
    return engine.fire(report.id, "send_back", by=by, comment=reason).case


def accept_report(engine: Engine, report: Case, *, by: Actor) -> Case:
    """Accept a verified report for the office; the project's light follows from it (C4.8, N37)."""
    return engine.fire(report.id, "accept", by=by).case


# to tell the sponsor


def brief_sponsor(
    engine: Engine, reports: Sequence[Case], *, by: Actor, briefing: str = ""
) -> list[Case]:
    """Bring accepted reports before their sponsors, in three working days (N39, M26)."""
    return _each(engine, reports, "brief", by, {"briefing": briefing} if briefing else {})


def acknowledge(
    engine: Engine, reports: Sequence[Case], *, by: Actor, instructions: str = ""
) -> list[Case]:
    """Take note of reports as their sponsor, maybe with instructions (C7)."""
    given = {"instructions": instructions} if instructions else {}
    return _each(engine, reports, "acknowledge", by, given)


# to correct them


def correct_report(
    engine: Engine,
    report: Case,
    figures: Data,
    *,
    by: Actor,
    reason: str,
    key: str | None = None,
) -> Case:
    """Begin a new revision of an accepted report (E11), to be verified and accepted anew.

    Refused without a reason, by who verified it, and for a decided year unless the city agreed.
    """
    return engine.fire(report.id, "correct", by=by, data=figures, comment=reason, key=key).case


def agree_to_correction(engine: Engine, report: Case, *, by: Actor, reason: str) -> Case:
    """Let a report of a decided year be corrected, for the city (E11)."""
    return engine.do(Waive(report.id, "k40-year-open", "correct", reason), by=by).case


def months_astray(engine: Engine, report: Case) -> list[Reason]:
    """Return the later months that do not fit a report any more, by K41 and K42 (E11)."""
    later = reported.later(report.data, _others(engine, report))
    own = reported.figures_of(report.data)
    return later_astray(own, later, DEFAULTS.reporting.tolerance)


def revisions(engine: Engine, report: str) -> tuple[Revision, ...]:
    """Return every revision of a report as it was handed in last, oldest first (C0.2)."""
    found: dict[int, Revision] = {}
    for event in engine.history(report):
        if not event.accepted or event.trigger not in {"submit", "correct", "accept"}:
            continue
        then = engine.case(report, known_at=event.recorded_at)
        number = then.data["revision"] or 1
        if event.trigger == "accept":
            found[number] = _accepted(found[number], event.recorded_at)
        else:
            found[number] = Revision(
                number,
                then.data,
                then.data["submitted_by"],
                event.occurred_at,
                (then.data["correction_reason"] or "") if number > 1 else "",
            )
    return tuple(found[number] for number in sorted(found))


def invested_by(
    engine: Engine, project: str, period: str, *, known_at: datetime | None = None
) -> Money | None:
    """Return what was accepted as invested in the year by the end of a month, in own currency.

    That of the last accepted month where the month itself is missing; None where none of the year
    is accepted. `known_at` asks what the office knew at an instant.
    """
    for month, case in reversed(reports_of(engine, project).items()):
        if not period[:4] <= month <= period:
            continue
        try:
            then = engine.case(case.id, known_at=known_at) if known_at else case
        except NotFound:
            continue
        if (data := reported.accepted(then)) is not None:
            return year_to_date(data)
    return None


def _accepted(revision: Revision, at: datetime) -> Revision:
    return Revision(
        revision.number,
        revision.data,
        revision.submitted_by,
        revision.submitted_at,
        revision.reason,
        at,
    )


def _others(engine: Engine, report: Case) -> list[Case]:
    found = reports_of(engine, report.parent or "")
    return [case for case in found.values() if case.id != report.id]


def _each(
    engine: Engine, reports: Sequence[Case], trigger: str, by: Actor, given: Data
) -> list[Case]:
    commands = [Fire(report.id, trigger, given) for report in reports]
    return [outcome.case for outcome in engine.do(commands, by=by)] if commands else []
