"""What the office does about its own duties: meetings, bulletins, reviews and the year's result."""

from collections.abc import Callable
from datetime import date, timedelta

from keyflow import Actor, Case
from keyflow_keyprojects.demo.cast import CITY, KPMO, LOCAL
from keyflow_keyprojects.demo.days import worked_from, worked_since
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.reports import age, since

CHAIR = Actor("vice-mayor-in-the-chair", {"meeting"})
_NO_QUORUM = {"2011-08"}
_MEMBERS, _DECIDED_ON = 11, date(2012, 1, 31)
# Working days: a meeting is called before it, units may object, the year's draft is made after it.
_CALLED, _OBJECTIONS, _DRAFTED = 3, 3, 12


def day(desk: Desk) -> None:
    """Let the office do today what it owes."""
    (office,) = desk.engine.cases(workflow="office").cases
    for duty in sorted(_open(desk, office), key=lambda case: case.subject):
        step = _STEPS.get((duty.workflow, duty.state))
        if step is not None:
            step(desk, duty)


def _open(desk: Desk, office: Case) -> list[Case]:
    return list(desk.engine.cases(parent=office.id, standing="active", limit=200).cases)


def _day_of(meeting: Case) -> date:
    """Return the day a meeting is to be held on: the day after its count begins, if worked."""
    begins: date = meeting.data["due_from"].astimezone(LOCAL).date()
    return worked_from(begins + timedelta(days=1))


def _planned(desk: Desk, meeting: Case) -> None:
    """Call it three working days before; one that opens late is called at once."""
    if worked_since(desk.clock.day, _day_of(meeting)) <= _CALLED:
        agenda = {"agenda": "制约问题与进度 / blockers and progress", "place": "市政府 / city hall"}
        desk.fire(meeting, "notify", KPMO, agenda)


def _notified(desk: Desk, meeting: Case) -> None:
    if desk.clock.day < _day_of(meeting):
        return
    there = 4 if meeting.data["period"] in _NO_QUORUM else 9
    seats = {"members": _MEMBERS, "present": there}
    if desk.fire(meeting, "hold", CHAIR, seats) is None:
        why = "不足半数，议题顺延 / fewer than half; carried over"
        desk.fire(meeting, "break_up", CHAIR, comment=why)


def _held(desk: Desk, meeting: Case) -> None:
    if since(desk, meeting) >= 1 + desk.drawn(3, meeting.subject):
        desk.fire(meeting, "minute", KPMO, {"minutes": f"纪要 {meeting.data['period']}"})


def _bulletin(desk: Desk, bulletin: Case) -> None:
    if age(desk, bulletin) >= 8 + desk.drawn(3, bulletin.subject):
        desk.fire(bulletin, "publish", KPMO, {"issue": bulletin.data["period"]})


def _frozen(desk: Desk, review: Case) -> None:
    desk.fire(review, "score", KPMO)


def _scored(desk: Desk, review: Case) -> None:
    """Hear what a unit has to say, and go on when the time for that is over."""
    if since(desk, review) == 1:
        unit = Actor("head-of-a-town", {"unit"})
        desk.fire(review, "object", unit, comment="三月数据有误 / a figure is wrong")
    if since(desk, review) > _OBJECTIONS:
        desk.fire(review, "review", KPMO)
        desk.fire(review, "publish", KPMO)


def _annual(desk: Desk, year: Case) -> None:
    if age(desk, year) >= _DRAFTED:
        desk.fire(year, "draft_result", KPMO, {"result": "全年目标完成 / the year's targets"})
        desk.fire(year, "lay_open", KPMO)


def _decide(desk: Desk, year: Case) -> None:
    if desk.clock.day >= _DECIDED_ON:
        desk.fire(year, "decide", CITY)


_STEPS: dict[tuple[str, str], Callable[[Desk, Case], None]] = {
    ("joint-meeting", "planned"): _planned,
    ("joint-meeting", "notified"): _notified,
    ("joint-meeting", "held"): _held,
    ("bulletin", "open"): _bulletin,
    ("quarter-review", "frozen"): _frozen,
    ("quarter-review", "scored"): _scored,
    ("annual-assessment", "open"): _annual,
    ("annual-assessment", "objection"): _decide,
}
