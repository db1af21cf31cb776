"""How reports come in day by day: in time, late, not at all, sent back, corrected; and contacts."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from keyflow import Actor, Case
from keyflow_keyprojects.dates import add_months, month_end
from keyflow_keyprojects.demo.cast import KPMO
from keyflow_keyprojects.demo.days import worked_since
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.record.register import every
from keyflow_keyprojects.reports import acknowledge, brief_sponsor, goes_on_from
from keyflow_keyprojects.rules.report import Before

NEVER = 1000
_IN_TIME, _LATE = 84, 94  # of a hundred; the rest never comes
_SENT_BACK, _CORRECTED, _BY_SUBSTITUTE = 7, 4, 5
_CORRECTS_AFTER = 25  # working days after the month
_UNIT = Decimal(10_000)
_USUAL = Decimal("0.93")  # what is done of a month's plan
_OPEN = ("filing.open", "filing.returned", "checking.submitted", "checking.verified")
_ACCEPTED = ("accepted.received", "accepted.briefed", "accepted.noted")
_CARELESS = 6
_MEASURES = {
    True: "倒排工期，增加班组 / a schedule from the end, another shift",
    False: "按周调度 / looked at every week",
}
_SUGGESTED = (
    "请协调建材供应 / help with materials",
    "请银行加快放款 / a faster loan",
    "请优先保障用电 / power first",
)
_CONTACTS = (
    "现场调研 / on site",
    "现场协调 / settled a matter on site",
    "听取汇报 / was briefed",
    "走访项目单位 / called on the firm",
)
_BRIEFING_DAYS = (1, 3)  # Tuesdays and Thursdays


def day(desk: Desk) -> None:
    """Let everybody do today what they do about reports."""
    for report in _lying(desk, "monthly-report", _OPEN):
        _STEPS[report.state](desk, report)
    _corrections(desk)
    _briefings(desk)
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
    careless = habit.is_so(_CARELESS, "careless")
    said = figures(desk, report, habit.share)
    if careless and said["problems"]:
        # Without a problem that explains the shortfall it is refused, and comes with one.
        desk.fire(report, "submit", Actor(by), {**said, "problems": []})
    desk.fire(report, "submit", Actor(by), said)


def _returned(desk: Desk, report: Case) -> None:
    if since(desk, report) >= 1:
        # An earlier month may have been corrected since: the sums are made afresh.
        said = figures(desk, report, _Habit(desk, report).share)
        said["evidence"] = [f"{report.data['number']}-{report.data['period']}.jpg"]
        desk.fire(report, "submit", Actor(report.data["dispatcher"]), said)


def _submitted(desk: Desk, report: Case) -> None:
    """Have it checked by the department; who handed it in may not, and the head steps in."""
    habit = _Habit(desk, report)
    if since(desk, report) < habit.checked_after:
        return
    clerk = Actor(report.data["substitute"], {"dept"})
    if habit.is_so(_SENT_BACK, "sent back") and report.data["evidence"] is None:
        desk.fire(report, "send_back", clerk, comment="没有现场照片 / no photos of the site")
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
            for report in _lying(desk, "monthly-report", _ACCEPTED, period=f"{end:%Y-%m}"):
                _correct(desk, report)


def _correct(desk: Desk, report: Case) -> None:
    habit = _Habit(desk, report)
    if habit.is_so(_CORRECTED, "corrected"):
        change = figures(desk, report, habit.share - Decimal("0.05"))
        by = Actor(report.data["dispatcher"])
        desk.fire(report, "correct", by, change, "监理复核 / as the supervisor measured")


_STEPS = {
    "filing.open": _open,
    "filing.returned": _returned,
    "checking.submitted": _submitted,
    "checking.verified": _verified,
}


def figures(desk: Desk, report: Case, share: Decimal) -> dict[str, Any]:
    """Return what is reported of a month: a share of its plan, on top of what was before it."""
    project = desk.engine.case(report.parent or "")
    before = goes_on_from(desk.engine, report)
    total, plan = project.data["total"], report.data["year_plan"]
    month = report.data["period_to"].month
    monthly = [money.amount for money in report.data["monthly_plan"] or ()] or [Decimal(0)] * 12
    until, last = monthly[month - 1], monthly[month - 2] if month > 1 else Decimal(0)
    already = before.total.amount + _unreported(before, monthly) if before else Decimal(0)
    already = min(already, total.amount)
    done = min(_whole((until - last) * share), total.amount - already)
    start = report.data["invested_before"].amount if report.data["invested_before"] else Decimal(0)
    behind = plan is not None and already + done - start < until
    return {
        "planned": _money(until - last, total.currency),
        "invested": _money(done, total.currency),
        "invested_total": _money(already + done, total.currency),
        "progress": f"完成月度计划的 {share:.0%} / {share:.0%} of the month's plan",
        "problems": [_problem(report)] if behind else [],
        "measures": _MEASURES[behind],
        "suggestions": _suggestion(desk, report) if behind else None,
        "next_month": "按计划推进 / as planned",
        **({"gap_note": "期间照常施工 / work went on"} if before and before.missing else {}),
    }


def _suggestion(desk: Desk, report: Case) -> str:
    return _SUGGESTED[desk.drawn(len(_SUGGESTED), report.subject, "suggested")]


def _unreported(before: Before, monthly: Sequence[Decimal]) -> Decimal:
    """Return what was done in the months of this year that nobody reported."""
    done = Decimal(0)
    for period in before.missing:
        month = int(period[5:])
        done += monthly[month - 1] - (monthly[month - 2] if month > 1 else Decimal(0))
    return _whole(done * _USUAL)


def _problem(report: Case) -> dict[str, Any]:
    return {
        "what": "进度偏慢 / behind the schedule",
        "measure": "增加班组 / another shift",
        "unit": report.data["department"],
        "due": report.data["period_to"] + timedelta(days=45),
    }


def _whole(amount: Decimal) -> Decimal:
    return amount // _UNIT * _UNIT


def _money(amount: Decimal, currency: str) -> dict[str, str]:
    return {"amount": f"{amount:f}", "currency": currency}


def _briefings(desk: Desk) -> None:
    """Brief the sponsors twice a week of what was accepted; each takes note the working day after.

    What is overdue by then is told; the bundle of a department or a sponsor is one commit.
    """
    for report in _bundles(desk, "accepted.briefed", "sponsor"):
        acknowledge(desk.engine, report, by=Actor(report[0].data["sponsor"]))
    if desk.clock.day.weekday() in _BRIEFING_DAYS:
        for report in _bundles(desk, "accepted.received", "department"):
            clerk = Actor(report[0].data["substitute"], {"dept"})
            brief_sponsor(desk.engine, report, by=clerk)


def _bundles(desk: Desk, state: str, field: str) -> list[list[Case]]:
    found: dict[str, list[Case]] = {}
    for report in _lying(desk, "monthly-report", (state,)):
        found.setdefault(report.data[field], []).append(report)
    return [found[name] for name in sorted(found)]


def _brief(desk: Desk, report: Case) -> None:
    """Hand in a report of a page within a week, and take it the day after."""
    if report.state == "submitted":
        if since(desk, report) >= 1:
            desk.fire(report, "accept", KPMO)
    elif age(desk, report) >= 1 + desk.drawn(6, report.subject):
        said: dict[str, Any] = {"report": "按计划推进 / as planned"}
        if report.slot == "benefit_report":
            said["figures"] = _earned(desk, report)
        desk.fire(report, "submit", Actor(report.data["holder"]), said)


def _earned(desk: Desk, report: Case) -> dict[str, Any]:
    """Return what a project earned in a quarter: most of a quarter of what is expected a year."""
    expected = desk.engine.case(report.parent or "").data["benefits"]
    part = Decimal(80 + desk.drawn(25, f"{report.subject}/earned")) / 400
    amounts = {name: expected[name] for name in ("sales", "profit", "tax")}
    return {
        name: _money(_whole(money.amount * part), money.currency) for name, money in amounts.items()
    } | {"jobs": expected["jobs"]}


def _contact(desk: Desk, contact: Case) -> None:
    """Log what the sponsor did for the project; now and then nobody does before the month ends."""
    wanted = 2 + desk.drawn(24, contact.subject)
    if worked_since(contact.data["period_from"], desk.clock.day) >= wanted:
        what = _CONTACTS[desk.drawn(len(_CONTACTS), contact.subject, "what")]
        said = {"met_on": desk.clock.day, "what": what}
        desk.fire(contact, "log", Actor(contact.data["sponsor"]), said)
