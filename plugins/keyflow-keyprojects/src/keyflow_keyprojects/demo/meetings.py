"""What the office does about its own duties: meetings, bulletins, reviews and the year's result."""

from collections.abc import Callable
from datetime import date

from keyflow import Actor, Case
from keyflow_keyprojects.demo import obstacles, reviews
from keyflow_keyprojects.demo.cast import KPMO
from keyflow_keyprojects.demo.days import worked_from, worked_since
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.reports import age, since
from keyflow_keyprojects.meetings import agenda_for, held_on, name_of, plan_meeting

CHAIR = Actor("vice-mayor-in-the-chair", {"meeting"})
_NO_QUORUM = {"2011-08"}
_MEMBERS = tuple(f"member-{number:02}" for number in range(1, 12))
_ANOTHER = date(2011, 6, 22)
_DECIDED_ON = date(2012, 1, 31)
_CALLED = 3  # working days before it


def day(desk: Desk) -> None:
    """Let the office do today what it owes."""
    (office,) = desk.engine.cases(workflow="office").cases
    for duty in sorted(_open(desk, office), key=lambda case: case.subject):
        step = _STEPS.get((duty.workflow, duty.state))
        if step is not None:
            step(desk, duty)


def another(desk: Desk) -> None:
    """Plan a dispatch meeting beside the regular ones, after the inspection."""
    (office,) = desk.engine.cases(workflow="office").cases
    plan_meeting(desk.engine, office, worked_from(_ANOTHER), by=KPMO, kind="dispatch")


def _open(desk: Desk, office: Case) -> list[Case]:
    return list(desk.engine.cases(parent=office.id, standing="active", limit=200).cases)


def _planned(desk: Desk, meeting: Case) -> None:
    """Call it three working days before; one that opens late is called at once."""
    if worked_since(desk.clock.day, held_on(meeting)) <= _CALLED:
        progress = {"kind": "other", "what": "项目进度 / progress"}
        agenda = [progress, *agenda_for(desk.engine, meeting)]
        data = {"agenda": agenda, "place": "市政府 / city hall", "members": _MEMBERS}
        desk.fire(meeting, "notify", KPMO, data)


def _notified(desk: Desk, meeting: Case) -> None:
    if desk.clock.day < held_on(meeting):
        return
    there = 4 if name_of(meeting) in _NO_QUORUM else 9
    seats = {"present": _MEMBERS[:there]}
    if desk.fire(meeting, "hold", CHAIR, seats) is None:
        why = "不足半数，议题顺延 / fewer than half; carried over"
        desk.fire(meeting, "break_up", CHAIR, seats, comment=why)


def _held(desk: Desk, meeting: Case) -> None:
    if since(desk, meeting) >= 1 + desk.drawn(3, meeting.subject):
        said = f"纪要 {name_of(meeting)}"
        more = {"minutes": said, "resolutions": obstacles.resolved(desk, meeting)}
        desk.fire(meeting, "minute", KPMO, more)


def _bulletin(desk: Desk, bulletin: Case) -> None:
    if age(desk, bulletin) >= 8 + desk.drawn(3, bulletin.subject):
        desk.fire(bulletin, "publish", KPMO, {"issue": bulletin.data["period"]})


def _decide(desk: Desk, year: Case) -> None:
    if desk.clock.day >= _DECIDED_ON:
        reviews.decided(desk, year)


_STEPS: dict[tuple[str, str], Callable[[Desk, Case], None]] = {
    ("joint-meeting", "planned"): _planned,
    ("joint-meeting", "notified"): _notified,
    ("joint-meeting", "held"): _held,
    ("bulletin", "open"): _bulletin,
    ("quarter-review", "frozen"): reviews.frozen,
    ("quarter-review", "scored"): reviews.scored,
    ("quarter-review", "published"): reviews.published,
    ("quarter-review", "proposed"): reviews.proposed,
    ("annual-assessment", "open"): reviews.annual,
    ("annual-assessment", "objection"): _decide,
}
