"""What stands in the way day by day: blockers that climb, resolutions, orders, their answers."""

from collections.abc import Callable
from datetime import date, timedelta

from keyflow import Actor, Case
from keyflow_keyprojects import blockers, meetings, orders
from keyflow_keyprojects.demo.cast import KPMO, SUPERVISION, dispatcher
from keyflow_keyprojects.demo.days import worked_from
from keyflow_keyprojects.demo.desk import Desk
from keyflow_keyprojects.demo.reports import since
from keyflow_keyprojects.record.register import every

MEETING = Actor("vice-mayor-in-the-chair", {"meeting"})
BANK, BANKER = "bank-of-linlan", Actor("bank-manager", {"stationed"})
# Which projects meet with what, on which day (or the next that is worked).
_FOUND = (
    (date(2011, 2, 21), "K004", "credit", "贷款未放款 / the loan is not paid out"),
    (date(2011, 3, 14), "K007", "land", "用地指标不足 / not enough land quota"),
    (date(2011, 4, 6), "K011", "land", "征地补偿未谈妥 / compensation not agreed"),
    (date(2011, 4, 18), "K018", "utility", "供电线路未迁改 / a power line is in the way"),
    (date(2011, 5, 16), "K025", "approval", "环评意见未回 / no word on the environment"),
    (date(2011, 6, 1), "K017", "utility", "水管改线 / a water main is in the way"),
    (date(2011, 6, 13), "K029", "credit", "银行额度收紧 / the bank cut its credit"),
    (date(2011, 7, 11), "K033", "weather", "汛期停工 / floods"),
    (date(2011, 8, 15), "K037", "relocation", "三户未搬迁 / three households stay"),
    (date(2011, 9, 13), "K042", "market", "设备涨价 / machines cost more"),
    (date(2011, 10, 17), "K051", "credit", "外汇额度 / foreign currency"),
    (date(2011, 11, 14), "K055", "land", "权属争议 / who owns the plot"),
    (date(2012, 1, 9), "K014", "relocation", "厂区搬迁未完 / the old works are still there"),
)
_BY_HAND = "K003"  # trouble.py tells its story
_PATIENCE = 34  # working days after which the last of them is solved
_REPLIES = 9
_TOP = 4


def day(desk: Desk) -> None:
    """Let everybody do today what they do about what stands in the way."""
    _find(desk)
    for blocker in _open(desk, blockers.BLOCKER):
        _blocker(desk, blocker)
    for item in _open(desk, "resolution"):
        _resolution(desk, item)
    for order in _open(desk, orders.ORDER):
        _order(desk, order)


def _open(desk: Desk, workflow: str) -> list[Case]:
    found = every(desk.engine, workflow=workflow, standing="active")
    return sorted(found, key=lambda case: case.subject)


def _find(desk: Desk) -> None:
    """Raise what came up today; a bank, which the city cannot order, is asked for credit."""
    for when, number, kind, what in _FOUND:
        if worked_from(when) != desk.clock.day or (desk.numbers and number not in desk.numbers):
            continue
        project = desk.project(number)
        if project.standing != "active":
            continue
        until = desk.clock.day + timedelta(days=60)
        blockers.raise_blocker(
            desk.engine, project, kind, what, by=dispatcher(project), justifies_until=until
        )
        if kind == "credit":
            orders.issue_order(
                desk.engine, project, None, what, by=KPMO, about="blocker", unit=BANK,
                head=BANKER.id,
            )  # fmt: skip


def _blocker(desk: Desk, blocker: Case) -> None:
    """Solve it when its time has come, by whom it lies with then; somebody else verifies that."""
    if blocker.data["number"] == _BY_HAND:
        return
    if blocker.state == "resolved":
        if since(desk, blocker) >= 1:
            desk.fire(blocker, "close", SUPERVISION)
        return
    age = (desk.clock.day - blocker.data["opened_on"]).days * 5 // 7
    if age >= 1 + desk.drawn(_PATIENCE, blocker.subject):
        desk.fire(blocker, "resolve", _holder(blocker), comment="已协调解决 / settled")


def _holder(blocker: Case) -> Actor:
    data, level = blocker.data, blocker.data["level"]
    at_level = {
        1: Actor(data["head"]),
        2: Actor("department-head", {"dept"}),
        3: Actor(data["sponsor"]),
    }
    return at_level.get(level, MEETING)


def resolved(desk: Desk, meeting: Case) -> list[meetings.Item]:
    """Return what a meeting resolves on the blockers of its agenda: who does what until when.

    What has come to the top is left to the joint meeting.
    """
    found, joint = [], meetings.kind_of(meeting) == "joint"
    for item in meeting.data["agenda"] or ():
        if item["kind"] != "blocker":
            continue
        blocker = desk.engine.case(item["case"])
        left = blocker.data["level"] == _TOP and not joint
        if blocker.ended or blocker.parent is None or left:
            continue
        project = desk.engine.case(blocker.parent)
        due = worked_from(desk.clock.day + timedelta(days=10))
        text = f"限期解决：{item['what']}"
        found.append(meetings.resolution(project, text, due, blocker=blocker))
    return found


def _resolution(desk: Desk, item: Case) -> None:
    """Take it on, report it done (some late), and have it verified."""
    head = Actor(item.data["head"])
    if item.state == "open.issued" and since(desk, item) >= 1:
        desk.fire(item, "accept", head)
    elif item.state in {"open.accepted", "open.overdue"}:
        days = 4 + desk.drawn(10, item.subject) if item.state == "open.accepted" else 3
        if since(desk, item) >= days:
            desk.fire(item, "report_done", head, comment="已落实 / done")
    elif item.state == "done" and since(desk, item) >= 1:
        desk.fire(item, "verify", SUPERVISION)


def _order(desk: Desk, order: Case) -> None:
    """Sign for it, reply in time or not, once ask for more time; supervision closes it."""
    step = _ORDER_STEPS.get(order.state)
    if step is not None:
        step(desk, order, Actor(order.data["head"]))


def _issued(desk: Desk, order: Case, head: Actor) -> None:
    if since(desk, order) >= 1:
        desk.fire(order, "acknowledge", head)


def _acknowledged(desk: Desk, order: Case, head: Actor) -> None:
    days = 1 + desk.drawn(_REPLIES, order.subject, str(order.data["upgrades"]))
    asks = desk.drawn(4, order.subject, "asks") == 0 and order.data["extension"] is None
    if asks and not order.data["is_request"] and since(desk, order) >= 1:
        more = {"extension": {"limit": "2wd"}}
        desk.fire(order, "ask_extension", head, more, "施工窗口受限 / the site is closed")
    elif since(desk, order) >= days:
        desk.fire(order, "reply", head, {"reply": "已整改 / mended"}, "已整改 / mended")


def _asked(desk: Desk, order: Case, _head: Actor) -> None:
    desk.fire(order, "extend", SUPERVISION)


def _replied(desk: Desk, order: Case, _head: Actor) -> None:
    if since(desk, order) >= 1:
        poor = desk.drawn(8, order.subject, str(order.version)) == 0
        if poor:
            desk.fire(order, "reject", SUPERVISION, comment="证据不足 / not shown")
        else:
            desk.fire(order, "close", SUPERVISION)


_ORDER_STEPS: dict[str, Callable[[Desk, Case, Actor], None]] = {
    "waiting.issued": _issued,
    "waiting.acknowledged": _acknowledged,
    "waiting.rejected": _acknowledged,
    "asked": _asked,
    "replied": _replied,
}
