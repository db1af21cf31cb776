"""How reports come in day by day: in time, late, not at all, sent back, corrected; and contacts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from keyflow import Actor, Case
from keyflow_keyprojects.dates import add_months, month_end
from keyflow_keyprojects.demo.cast import KPMO
from keyflow_keyprojects.demo.days import worked_since
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.register import every

NEVER = 1000
_IN_TIME, _LATE = 84, 94  # of a hundred; the rest never comes
_SENT_BACK, _CORRECTED, _BY_SUBSTITUTE = 7, 4, 5
_CORRECTS_AFTER = 25  # working days after the month
_UNIT = Decimal(10_000)
_OPEN = ("filing.open", "filing.returned", "checking.submitted", "checking.verified")


def day(desk: Desk) -> None:
    """Let everybody do today what they do about reports."""
    for report in _lying(desk, "monthly-report", _OPEN):
        _STEPS[report.state](desk, report)
    _corrections(desk)
    for report in _lying(desk, "short-report", ("open", "submitted")):
        _brief(desk, report)
    for contact in _lying(desk, "sponsor-contact", ("open",)):
        _contact(desk, contact)


def _lying(desk: Desk, workflow: str, states: Sequence[str], **where: str) -> list[Case]:
    found = every(desk.engine, workflow=workflow, state=states, standing="active", where=where)
    return sorted(found, key=lambda case: case.subject)


def since(desk: Desk, case: Case) -> int:
    """Return how many working days ago a case came to its state."""
    return worked_since(case.since, desk.clock.day)


def age(desk: Desk, case: Case) -> int:
    """Return how many working days ago its period ended."""
    return worked_since(case.data["period_to"], desk.clock.day)


class _Habit:
    """What will become of one report: on which working day it comes, and what is wrong with it."""

    def __init__(self, desk: Desk, report: Case) -> None:
        self._desk = desk
        self._report = report.subject

    def _drawn(self, most: int, what: str) -> int:
        return self._desk.drawn(most, self._report, what)

    @property
    def comes(self) -> int:
        """The working day after the month on which it comes; NEVER if it does not."""
        luck = self._drawn(100, "comes")
        if luck >= _LATE:
            return NEVER
        return self._drawn(5, "day") + (1 if luck < _IN_TIME else 6)

    @property
    def checked_after(self) -> int:
        """After how many working days the department looks at it."""
        return 1 if self._drawn(10, "checked") else 3

    @property
    def share(self) -> Decimal:
        """Which part of the month's plan was done."""
        return Decimal(75 + self._drawn(37, "share")) / 100

    def is_so(self, per_cent: int, what: str) -> bool:
        """Tell whether something that happens to some happens to this one."""
        return self._drawn(100, what) < per_cent


def _open(desk: Desk, report: Case) -> None:
    habit = _Habit(desk, report)
    if age(desk, report) < habit.comes or habit.comes == NEVER:
        return
    by = report.data["substitute" if habit.is_so(_BY_SUBSTITUTE, "absent") else "dispatcher"]
    desk.fire(report, "submit", Actor(by), figures(report, habit.share))


def _returned(desk: Desk, report: Case) -> None:
    if since(desk, report) >= 1:
        more = {"measures": "增加班组 / another shift", "problems": "进度偏慢 / behind"}
        desk.fire(report, "submit", Actor(report.data["dispatcher"]), more)


def _submitted(desk: Desk, report: Case) -> None:
    """Have it checked by the department; who handed it in may not, and the head steps in."""
    habit = _Habit(desk, report)
    if since(desk, report) < habit.checked_after:
        return
    clerk = Actor(report.data["substitute"], {"dept"})
    if habit.is_so(_SENT_BACK, "sent back") and report.data["problems"] is None:
        desk.fire(report, "send_back", clerk, comment="问题与措施未填 / no problems, no measures")
    elif desk.fire(report, "verify", clerk) is None:
        desk.fire(report, "verify", Actor(report.data["head"], {"dept"}))


def _verified(desk: Desk, report: Case) -> None:
    if since(desk, report) >= 1:
        desk.fire(report, "accept", KPMO)


def _corrections(desk: Desk) -> None:
    """Correct figures of a month some weeks after it."""
    today = desk.clock.day
    ends = (date(today.year, today.month, 1) - timedelta(days=1), add_months(today, -2))
    for end in (ends[0], month_end(ends[1].year, ends[1].month)):
        if worked_since(end, today) == _CORRECTS_AFTER:
            for report in _lying(desk, "monthly-report", ("accepted",), period=f"{end:%Y-%m}"):
                _correct(desk, report)


def _correct(desk: Desk, report: Case) -> None:
    habit = _Habit(desk, report)
    if habit.is_so(_CORRECTED, "corrected"):
        change = figures(report, habit.share - Decimal("0.05"))
        by = Actor(report.data["dispatcher"])
        desk.fire(report, "correct", by, change, "监理复核 / as the supervisor measured")


_STEPS = {
    "filing.open": _open,
    "filing.returned": _returned,
    "checking.submitted": _submitted,
    "checking.verified": _verified,
}


def figures(report: Case, share: Decimal) -> Mapping[str, Any]:
    """Return a month's figures: its plan, and a share of it done, this month and before."""
    plan = [money.amount for money in report.data["monthly_plan"] or ()]
    total, before = report.data["year_plan"], report.data["invested_before"]
    if not plan or total is None:
        plan = [Decimal(0)] * 12
    month = report.data["period_to"].month
    until, last = plan[month - 1], plan[month - 2] if month > 1 else Decimal(0)
    done, currency = _whole((until - last) * share), total.currency if total else "CNY"
    already = (before.amount if before else Decimal(0)) + _whole(last * Decimal("0.93"))
    return {
        "planned": _money(until - last, currency),
        "invested": _money(done, currency),
        "invested_total": _money(already + done, currency),
        "progress": f"完成月度计划的 {share:.0%} / {share:.0%} of the month's plan",
        "next_month": "按计划推进 / as planned",
    }


def _whole(amount: Decimal) -> Decimal:
    return amount // _UNIT * _UNIT


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"amount": f"{amount:f}", "currency": currency}


def _brief(desk: Desk, report: Case) -> None:
    """Hand in a report of a page within a week, and take it the day after."""
    if report.state == "submitted":
        if since(desk, report) >= 1:
            desk.fire(report, "accept", KPMO)
    elif age(desk, report) >= 1 + desk.drawn(6, report.subject):
        said = {"report": "按计划推进 / as planned"}
        desk.fire(report, "submit", Actor(report.data["holder"]), said)


def _contact(desk: Desk, contact: Case) -> None:
    """Log what the sponsor did for the project; now and then nobody does before the month ends."""
    wanted = 2 + desk.drawn(24, contact.subject)
    if worked_since(contact.data["period_from"], desk.clock.day) >= wanted:
        said = {"met_on": desk.clock.day, "what": "现场调研 / on site"}
        desk.fire(contact, "log", Actor(contact.data["sponsor"]), said)
