"""Meetings and what they resolve: agenda, call, quorum, minutes, resolutions (N35, N36, C4.10)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from keyflow import Actor, Case, Engine, NotFound, Outcome
from keyflow_keyprojects.blockers import blockers, of_project
from keyflow_keyprojects.dates import ZONE, worked_after
from keyflow_keyprojects.plans.desk import left_over
from keyflow_keyprojects.plans.meetings import DISPATCH, MEETING, Kind, kind_of, name_of, planned
from keyflow_keyprojects.record.naming import project_named
from keyflow_keyprojects.record.officecase import can_only_be_asked
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.rules.meetings import carried

RESOLUTION = "resolution"
Item = Mapping[str, Any]
# From which level up a blocker is a matter for a meeting; the top lies with the joint one.
LEVELS: Mapping[Kind, int] = {"joint": 4, "dispatch": 2, "coordination": 4}
_BEHIND = {"red": "红灯 / red light", "yellow": "黄灯 / yellow light"}
_REGULAR = frozenset({"joint_meeting", DISPATCH})
__all__ = ["MEETING", "Kind", "kind_of", "name_of"]


def plan_meeting(
    engine: Engine, office: Case, day: date, *, by: Actor, kind: Kind = "joint"
) -> Case:
    """Plan a meeting beside the regular ones (N36).

    A day that is not worked moves to the next that is. `office` is the case of the office's year.
    A blocker that comes to level 4 needs none: it finds the next joint meeting by itself (C7).
    """
    return engine.do(planned(office, day, kind, ZONE), by=by).case


def agenda_for(engine: Engine, meeting: Case, *, level: int | None = None) -> list[Item]:
    """Return what a meeting is to look at (N35, N36).

    The open blockers from a level up (its kind's in `LEVELS`), the longest open first; the
    resolutions that are overdue; for a dispatch meeting the projects that are behind; and what
    stood on the agenda of meetings of its kind that failed since the last that was held.
    """
    kind = kind_of(meeting)
    own = [_on_blocker(case) for case in blockers(engine, level=level or LEVELS[kind])]
    own += [_on_resolution(case) for case in resolutions(engine, state="open.overdue")]
    own += _behind(engine) if kind == "dispatch" else []
    others = [engine.case(case.id) for case in meetings(engine, parent=meeting.parent)]
    return carried(own, left_over(meeting, others))


def _on_blocker(case: Case) -> Item:
    data = case.data
    return {"kind": "blocker", "case": case.id, "number": data["number"], "what": data["what"],
            "level": data["level"]}  # fmt: skip


def _on_resolution(case: Case) -> Item:
    data = case.data
    return {"kind": "resolution", "case": case.id, "number": data["number"], "what": data["text"]}


def _behind(engine: Engine) -> list[Item]:
    """Return the projects whose light is red, then those whose light is yellow (N37)."""
    only = ("number", "light_period")
    return [
        {"kind": "project", "case": case.id, "number": case.data["number"],
         "what": f"{case.data['light_period']} {said}"}
        for light, said in _BEHIND.items()
        for case in every(engine, workflow="key-project", standing="active", order="subject",
                          where={"light": light}, only=only)
    ]  # fmt: skip


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

    `resolution` makes one, or it names its `project` by number or case; the register says which are
    requests (N11). The new cases are in the outcome's `opened`. Raises `InputError` for a project
    that is not there, `Refused` for one without a unit or a day.
    """
    told = [_of_project(engine, one, n) for n, one in enumerate(resolutions)]
    data: dict[str, Any] = {"minutes": minutes, "resolutions": told}
    data |= {"minutes_number": number} if number else {}
    return engine.fire(meeting.id, "minute", by=by, data=data)


def _of_project(engine: Engine, record: Item, place: int) -> dict[str, Any]:
    """Return what is resolved, with what it says of its project by number alone filled in."""
    name = record.get("project") or record.get("number") or ""
    project = project_named(engine, str(name), f"resolutions.{place}.project")
    own = {"is_request": _asked(engine, record.get("unit")), **of_project(project)}
    return {**own, **record, "project": project.id}


def _asked(engine: Engine, unit: str | None) -> bool:
    return bool(unit) and can_only_be_asked(engine, str(unit))


def resolution(
    project: Case,
    text: str,
    due: date | None,
    *,
    unit: str | None = None,
    head: str | None = None,
    cooperating: Sequence[str] = (),
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


def is_regular(meeting: Case) -> bool:
    """Tell whether a meeting comes again every period, or was planned for once (N36, C7)."""
    return meeting.slot in _REGULAR


def held_on(meeting: Case) -> date:
    """Return the day a meeting is planned for, rolled to one that is worked (C7)."""
    since: date = meeting.data["due_from"].astimezone(ZONE).date()
    limit: str = meeting.data["due_limit"]
    if limit.endswith("wd"):
        return worked_after(since, int(limit.removesuffix("wd")))
    return worked_after(since + timedelta(days=int(limit.removesuffix("d"))), 0)


def meeting_called(engine: Engine, name: str) -> Case:
    """Return a meeting by its name: 2011-05, dispatch-2011-05, or 2011-05-09 of one beside those.

    Of a name that stands for several, or only ends so, the one planned last. Raises `NotFound`.
    """
    period = name.removeprefix("dispatch-").removeprefix("coordination-")
    found = list(every(engine, workflow=MEETING, where={"period": period}))
    alike = [case for case in found if name_of(case) == name] or found
    if not alike:
        msg = f"there is no meeting {name!r}; known: {', '.join(map(name_of, meetings(engine)))}"
        raise NotFound(msg)
    return engine.case(alike[-1].id)


def meetings(
    engine: Engine, *, parent: str | None = None, kind: Kind | None = None
) -> Iterator[Case]:
    """Yield the meetings of the office, or of one year's case, in the order they were planned."""
    query: dict[str, Any] = {"parent": parent} if parent else {}
    found = every(engine, workflow=MEETING, **query)
    return (case for case in found if kind in {None, kind_of(case)})


def resolutions(
    engine: Engine, *, state: str | Sequence[str] | None = None, unit: str | None = None
) -> Iterator[Case]:
    """Yield what meetings resolved, in a state or to a unit, or all (N35)."""
    query: dict[str, Any] = {"state": state} if state else {}
    if unit:
        query["where"] = {"unit": unit}
    return every(engine, workflow=RESOLUTION, **query)
