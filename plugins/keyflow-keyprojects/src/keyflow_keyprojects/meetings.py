"""Meetings and what they resolve: agenda, call, quorum, minutes, resolutions (N35, N36, C4.10)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from keyflow import Actor, Case, Engine, Outcome
from keyflow_keyprojects.blockers import blockers
from keyflow_keyprojects.dates import ZONE
from keyflow_keyprojects.desk_plans import left_over
from keyflow_keyprojects.register import every
from keyflow_keyprojects.rules.meetings import carried

MEETING, RESOLUTION = "joint-meeting", "resolution"
Kind = Literal["joint", "dispatch", "coordination"]
Item = Mapping[str, Any]
TOP = 4  # the level that lies with the joint meeting


def plan_meeting(
    engine: Engine, office: Case, day: date, *, by: Actor, kind: Kind = "joint"
) -> Case:
    """Plan a meeting beside the monthly one, as on a blocker that came to level 4 (C7, N36).

    A day that is not worked moves to the next that is. `office` is the case of the office's year.
    """
    eve = datetime.combine(day - timedelta(days=1), time(12), ZONE)
    period = day.isoformat()
    data = {"kind": kind, "period": period, "due_from": eve, "due_limit": "1d"}
    return engine.start(
        MEETING,
        subject=f"{office.subject}/meeting/{kind}-{period}",
        by=by,
        data=data,
        parent=office.id,
        slot="meeting",
    )


def agenda_for(engine: Engine, meeting: Case, *, level: int = TOP) -> list[Item]:
    """Return what a meeting is to look at (N35).

    The open blockers from a level up, the longest open first; the resolutions that are overdue;
    and what stood on the agenda of meetings that failed since the last that was held.
    """
    own = [_on_blocker(case) for case in blockers(engine, level=level)]
    own += [_on_resolution(case) for case in resolutions(engine, state="open.overdue")]
    others = [engine.case(case.id) for case in meetings(engine, parent=meeting.parent)]
    return carried(own, left_over(meeting, others))


def _on_blocker(case: Case) -> Item:
    data = case.data
    return {"kind": "blocker", "case": case.id, "number": data["number"], "what": data["what"],
            "level": data["level"]}  # fmt: skip


def _on_resolution(case: Case) -> Item:
    data = case.data
    return {"kind": "resolution", "case": case.id, "number": data["number"], "what": data["text"]}


def call_meeting(
    engine: Engine,
    meeting: Case,
    members: Sequence[str],
    *,
    by: Actor,
    agenda: Sequence[Item] | None = None,
    place: str = "",
    chair: str | None = None,
) -> Outcome:
    """Call a meeting at least two working days before it, with its agenda (C4.10, M27).

    Without an `agenda` it is what `agenda_for` returns. What failed meetings left over is added.
    """
    items = agenda_for(engine, meeting) if agenda is None else list(agenda)
    data: dict[str, Any] = {"agenda": items, "members": list(members)}
    data |= {"place": place} if place else {}
    data |= {"chair": chair} if chair else {}
    return engine.fire(meeting.id, "notify", by=by, data=data)


def hold(engine: Engine, meeting: Case, present: Sequence[str], *, by: Actor) -> Outcome:
    """Hold a meeting; refused unless more than half of its members are there (C4.10)."""
    return engine.fire(meeting.id, "hold", by=by, data={"present": list(present)})


def break_up(
    engine: Engine, meeting: Case, present: Sequence[str], *, by: Actor, why: str
) -> Outcome:
    """Break a meeting up for want of a quorum; its agenda is carried over (C4.10)."""
    return engine.fire(
        meeting.id, "break_up", by=by, data={"present": list(present)}, comment=why
    )  # fmt: skip


def cancel(engine: Engine, meeting: Case, *, by: Actor, why: str) -> Outcome:
    """Cancel a meeting; its agenda is carried over (C4.10)."""
    return engine.fire(meeting.id, "cancel", by=by, comment=why)


def minute(
    engine: Engine,
    meeting: Case,
    minutes: str,
    resolutions: Sequence[Item] = (),
    *,
    by: Actor,
    number: str | None = None,
) -> Outcome:
    """Issue the minutes, and with them a case for each resolution; all or none (N35, C4.10).

    `resolution` makes one. The new cases are in the outcome's `opened`. Raises `Refused` for one
    without a unit or a day.
    """
    data: dict[str, Any] = {"minutes": minutes, "resolutions": list(resolutions)}
    data |= {"minutes_number": number} if number else {}
    return engine.fire(meeting.id, "minute", by=by, data=data)


def resolution(
    project: Case,
    text: str,
    due: date | None,
    *,
    unit: str | None = None,
    head: str | None = None,
    cooperating: Sequence[str] = (),
    is_request: bool = False,
    blocker: Case | None = None,
) -> Item:
    """Return what the minutes say of one resolution (N35).

    It lies with the project's unit, or the one named; to a stationed unit it is a request (N11).
    """
    data = project.data
    record = {
        "project": project.id,
        "number": data["number"],
        "name_zh": data["name_zh"],
        "name_en": data["name_en"],
        "text": text,
        "unit": data["unit"] if unit is None else unit,
        "head": data["head"] if head is None else head,
        "cooperating": list(cooperating),
        "is_request": is_request,
        "due": due,
        "blocker": blocker.id if blocker else None,
    }
    return {name: value for name, value in record.items() if value is not None}


def report_done(
    engine: Engine, resolution: Case, how: str, *, by: Actor, occurred_at: datetime | None = None
) -> Outcome:
    """Report what a meeting resolved as done (C4.10)."""
    return engine.fire(
        resolution.id, "report_done", by=by, comment=how, occurred_at=occurred_at
    )  # fmt: skip


def verify(engine: Engine, resolution: Case, *, by: Actor) -> Outcome:
    """Verify what was reported done, as somebody else (C4.10)."""
    return engine.fire(resolution.id, "verify", by=by)


def defer(engine: Engine, resolution: Case, due: date, why: str, *, by: Actor) -> Outcome:
    """Put a resolution off to a later day: only a meeting does (C4.10)."""
    return engine.fire(resolution.id, "defer", by=by, data={"due": due}, comment=why)


def meetings(
    engine: Engine, *, parent: str | None = None, kind: Kind | None = None
) -> Iterator[Case]:
    """Yield the meetings of the office, or of one year's case, in the order they were planned."""
    query: dict[str, Any] = {"parent": parent} if parent else {}
    found = every(engine, workflow=MEETING, **query)
    return (case for case in found if kind in {None, case.data["kind"] or "joint"})


def resolutions(
    engine: Engine, *, state: str | Sequence[str] | None = None, unit: str | None = None
) -> Iterator[Case]:
    """Yield what meetings resolved, in a state or to a unit, or all (N35)."""
    query: dict[str, Any] = {"state": state} if state else {}
    if unit:
        query["where"] = {"unit": unit}
    return every(engine, workflow=RESOLUTION, **query)
