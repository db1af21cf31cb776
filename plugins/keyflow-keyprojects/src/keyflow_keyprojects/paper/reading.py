"""Reads from the office's cases what its documents say, and makes them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from keyflow import Case, Engine, NotFound
from keyflow_keyprojects.bulletins import month_figures
from keyflow_keyprojects.lights import LightView, light_in
from keyflow_keyprojects.meetings import meeting_called
from keyflow_keyprojects.paper.briefing import briefing
from keyflow_keyprojects.paper.bulletin import bulletin
from keyflow_keyprojects.paper.document import Document, Language
from keyflow_keyprojects.paper.finding import (
    Wanted,
    at,
    at_step,
    first,
    get,
    last_day,
    last_reply,
    named,
    project_of,
)
from keyflow_keyprojects.paper.meetings import agenda, minutes
from keyflow_keyprojects.paper.orders import order
from keyflow_keyprojects.paper.quarters import quarter_comment
from keyflow_keyprojects.paper.speech import Speech
from keyflow_keyprojects.paper.years import annual_result
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.roster import names

Values = dict[str, Any]
_OPEN = ("active", "suspended")
_BRIEFED = {"accepted.briefed", "accepted.noted", "missed"}
_PROJECT = ("name_zh", "name_en", "unit", "unit_zh", "unit_en", "department_zh", "department_en")


def paper(engine: Engine, document: str, wanted: Wanted, language: Language) -> Document:
    """Return a document of the office, by its name in `DOCUMENTS`.

    Raises `NotFound` where there is no such case, and `KeyError` for an unknown document.
    """
    read, write = DOCUMENTS[document]
    return write(read(engine, wanted), Speech(language, names(engine, language)))


def values(case: Case) -> Values:
    """Return the data of a case as a plain mapping."""
    return dict(case.data)


# each document's data


def month_data(engine: Engine, wanted: Wanted) -> Values:
    """Return what the bulletin of a month says: the month's figures and the office's word.

    One that is published is printed again as it was, unless it is asked for otherwise.
    """
    try:
        case = first(engine, wanted, "bulletin", where={"period": wanted.period})
    except NotFound:
        return month_figures(engine, wanted.period, **at(wanted))
    told = at_step(engine, wanted, case, "publish") if case.ended else wanted
    figures = month_figures(engine, wanted.period, **at(told))
    return figures | {"issue": case.data["issue"], "issued_on": case.since if case.ended else None}


def briefing_data(engine: Engine, wanted: Wanted) -> Values:
    """Return what a briefing says: a report, how its project stood, what was open about it.

    Once the sponsor was briefed, or the report was missed, that is as it was known then, unless it
    is asked for otherwise. The light is that of the report's month.
    """
    where = {"number": wanted.project, "period": wanted.period}
    report = first(engine, wanted, "monthly-report", where=where)
    told = wanted
    if report.state in _BRIEFED:
        told = at_step(engine, wanted, report, "brief", "miss")
    project = project_of(engine, told)
    light = light_in(project, wanted.period)
    return values(report) | {
        **{name: get(project, name) for name in _PROJECT},
        "light": light.colour,
        "light_points": light.points,
        "light_justified": light.justified,
        "stage": project.stage,
        "occasion": _occasion(light, report),
        "issued_on": report.since,
        "blockers": _open(engine, told, project, "blocker"),
        "orders": _open(engine, told, project, "supervision-order"),
    }


def _occasion(light: LightView, report: Case) -> str:
    if report.state == "missed":
        return "missed"
    return "red" if light.colour == "red" else "report"


def _open(engine: Engine, wanted: Wanted, project: Case, workflow: str) -> list[Values]:
    if workflow not in engine.library.names():
        return []
    asked = {"workflow": workflow, "parent": project.id, "standing": _OPEN}
    found = every(engine, **asked, **at(wanted))
    return [values(case) | {"due": get(case, "due") or last_day(case)} for case in found]


def meeting_data(engine: Engine, wanted: Wanted) -> Values:
    """Return what the agenda and the minutes of a meeting say."""
    called = wanted.case or meeting_called(engine, wanted.period).id
    meeting = named(engine, replace(wanted, case=called), "joint-meeting")
    # A meeting that is over has no deadline left; then its day is the one it was called for.
    on: Any = last_day(meeting, "day") or get(meeting, "period_to")
    held = [e for e in engine.history(meeting.id) if e.trigger in {"hold", "break_up"}]
    if held:
        on = held[-1].occurred_at
    return values(meeting) | {"on": on, "issued_on": meeting.since}


def order_data(engine: Engine, wanted: Wanted) -> Values:
    """Return what a supervision order says."""
    case = named(engine, wanted, "supervision-order", number=wanted.project)
    extension = get(case, "extension") or {}
    return values(case) | {
        "number": case.subject,
        "project_number": case.data["number"],
        "issued_on": case.opened,
        "due": last_day(case, "reply") or last_reply(engine, case),
        "subject_ref": _subject(engine, get(case, "subject_ref")),
        "extended": bool(extension.get("granted")),
    }


def _subject(engine: Engine, case: str | None) -> str | None:
    """Return what a case is called, its id where it is not here."""
    try:
        return case and engine.case(case).subject
    except NotFound:
        return case


def quarter_data(engine: Engine, wanted: Wanted) -> Values:
    """Return what the comment on a quarter says: the review and the scores below it."""
    return _assessed(engine, wanted, "quarter-review", "quarter-score")


def annual_data(engine: Engine, wanted: Wanted) -> Values:
    """Return what the annual result says: the assessment and the grades below it."""
    found = _assessed(engine, wanted, "annual-assessment", "annual-grade")
    decided = [e for e in engine.history(found["review"]) if e.trigger in {"decide", "restate"}]
    more = (
        {"decided_on": decided[-1].occurred_at, "decided_by": decided[-1].actor} if decided else {}
    )
    return found | more | {"grades": found["scores"], "result": found.get("comment")}


def _assessed(engine: Engine, wanted: Wanted, review: str, score: str) -> Values:
    case = first(engine, wanted, review, where={"period": wanted.period})
    where = {"review": case.id}
    scores = [] if score not in engine.library.names() else [
        values(one) for one in every(engine, workflow=score, where=where, **at(wanted))
    ]  # fmt: skip
    versions = [int(row.get("version") or 1) for row in scores]
    return values(case) | {
        "review": case.id,
        "scores": scores,
        "version": max(versions, default=1),
        "issued_on": case.since,
    }


Reader = Callable[[Engine, Wanted], Mapping[str, Any]]
Writer = Callable[[Mapping[str, Any], Speech], Document]
DOCUMENTS: Mapping[str, tuple[Reader, Writer]] = {
    "bulletin": (month_data, bulletin),
    "briefing": (briefing_data, briefing),
    "agenda": (meeting_data, agenda),
    "minutes": (meeting_data, minutes),
    "order": (order_data, order),
    "quarter": (quarter_data, quarter_comment),
    "annual": (annual_data, annual_result),
}
