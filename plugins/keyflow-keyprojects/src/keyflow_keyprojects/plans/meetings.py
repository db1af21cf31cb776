"""Plans of meetings: their kind, and a blocker at the top that comes before the next one (C7)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from keyflow.plugin import Attempt, Case, Command, Edit, Fire, Plan, Start
from keyflow_keyprojects.dates import worked_after
from keyflow_keyprojects.facts import ProjectFacts
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.rules.meetings import Seat, seat
from keyflow_keyprojects.settings import DEFAULTS, Meetings

MEETING, SLOT = "joint-meeting", "meeting"
DISPATCH = "dispatch_meeting"  # the office's duty that comes again every period
Kind = Literal["joint", "dispatch", "coordination"]
_OPEN = ("planned", "notified")


def kind_of(meeting: Case) -> Kind:
    """Return a meeting's kind; the monthly one is joint without saying so."""
    kind: Kind = meeting.data["kind"] or "joint"
    return kind


def name_of(meeting: Case) -> str:
    """Return what a meeting is called: its period, such as 2011-05, with its kind if not joint."""
    period, kind = meeting.data["period"] or meeting.subject, kind_of(meeting)
    return period if kind == "joint" else f"{kind}-{period}"


def day_of(meeting: Case) -> date | None:
    """Return the day a meeting is to be held on; None for one that is not ahead any more."""
    return next((item.last for item in meeting.armed if item.name == "day"), None)


def planned(office: Case, day: date, kind: Kind, zone: ZoneInfo, **more: Any) -> Start:
    """Return what plans a meeting beside the regular ones; a day off gives way to the next."""
    day = worked_after(day, 0)
    eve = datetime.combine(day - timedelta(days=1), time(12), zone)
    period = day.isoformat()
    data = {"kind": kind, "period": period, "due_from": eve, "due_limit": "1d", **more}
    subject = f"{office.subject}/meeting/{kind}-{period}"
    return Start(MEETING, subject, data, parent=office.id, slot=SLOT)


class MeetingKind(OfficePlan):
    """N36: what the office's regular dispatch opens is a dispatch meeting."""

    kind = "kp-meeting-kind"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none for the others, which say it."""
        if attempt.case.slot != DISPATCH:
            return []
        return [Edit(attempt.case.id, {"kind": "dispatch"})]


class BeforeMeeting(OfficePlan):
    """C7: brings a blocker that came to the top before the office, which finds it a meeting.

    The office's case is of another family; it looks at its meetings by itself. An engine that was
    given no register, as that of `keyflow worker`, knows of no office: then none is planned.
    """

    kind = "kp-before-meeting"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what the office is told; nothing where no year of it is open."""
        facts = attempt.facts
        office = facts.office(attempt.at) if isinstance(facts, ProjectFacts) else None
        if office is None:
            return []
        data = attempt.case.data
        matter = {"kind": "blocker", "case": attempt.case.id, "number": data["number"],
                  "what": data["what"], "level": TOP}  # fmt: skip
        return [Fire(office, "table", {"matter": matter})]


TOP = 4  # the level that lies with the joint meeting


class FindMeeting(OfficePlan):
    """C7: puts a matter on the agenda of the next joint meeting, or plans one if that is far off.

    Far off is more than `rules.within`, or too soon to be called.
    """

    kind = "kp-find-meeting"
    rules: Meetings = DEFAULTS.meetings

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the agenda's edit, or what plans the meeting."""
        matter = attempt.data.raw["matter"]
        found = self._next(attempt)
        if found is None:
            today = attempt.now.astimezone(attempt.zone).date()
            day = worked_after(today, self.rules.soon)
            return [planned(attempt.case, day, "joint", attempt.zone, agenda=[matter])]
        agenda = found.data.raw.get("agenda") or []
        if any(item.get("case") == matter["case"] for item in agenda):
            return []
        return [Edit(found.id, {"agenda": [*agenda, matter]})]

    def _next(self, attempt: Attempt) -> Case | None:
        today = attempt.now.astimezone(attempt.zone).date()
        until = worked_after(today, int(self.rules.within.removesuffix("wd")))
        callable_from = worked_after(today, self.rules.notice)
        found = seat(_seats(attempt), today, callable_from, until)
        return None if found is None else attempt.scene.view(found)


def _seats(attempt: Attempt) -> Iterable[Seat]:
    """Yield the joint meetings ahead; what happened before one stood as it stands is not on it."""
    for case in attempt.children():
        if case.workflow != MEETING or case.state not in _OPEN or kind_of(case) != "joint":
            continue
        day = day_of(case)
        if day is not None and case.since <= attempt.at:
            yield Seat(case.id, day, called=case.state == "notified")


MEETING_PLANS: tuple[type[Plan], ...] = (MeetingKind, BeforeMeeting, FindMeeting)
