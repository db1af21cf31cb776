"""Plans of orders, meetings, resolutions and support: what a step brings with it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from keyflow.commands import ExtendLimit
from keyflow.plugin import Attempt, Case, Command, Edit, Fire, Plan, Start
from keyflow_keyprojects.plans.base import OfficePlan
from keyflow_keyprojects.plans.meetings import kind_of, name_of
from keyflow_keyprojects.rules import meetings
from keyflow_keyprojects.scene.roster import only_asked
from keyflow_keyprojects.settings import DEFAULTS, Colour, Orders

_FAILED, _HELD = ("no_quorum", "cancelled"), ("held", "minuted")


def midnight_after(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day is over."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def siblings(attempt: Attempt, slot: str) -> list[Case]:
    """Return the cases of a slot of the parent, as they stand now."""
    parent = attempt.case.parent
    family = attempt.scene.family(attempt.case.root)
    return [case for case in family if case.parent == parent and case.slot == slot]


def next_subject(number: str, slot: str, taken: Iterable[Case]) -> str:
    """Return the subject of the next case of a slot, such as K003/order/2."""
    return f"{number}/{slot}/{len(list(taken)) + 1}"


class Request(OfficePlan):
    """N11: writes down whether a unit is asked or ordered, as the register says of it."""

    kind = "kp-request"
    unit: str = "unit"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        data = attempt.data
        asked = only_asked(attempt, data[self.unit], said=data["is_request"])
        return [Edit(attempt.case.id, {"is_request": asked})]


class Lapse(OfficePlan):
    """C4.6: what is open in the way of a cancelled project, ordered or resolved about it is void.

    Its sponsor and its support end with it.
    """

    kind = "kp-lapse"
    slots: tuple[str, ...] = ("blocker", "order", "resolution")

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what voids each, with the reason of the cancellation."""
        return [
            Fire(case.id, "lapse", comment=attempt.comment)
            for case in attempt.children()
            if case.slot in self.slots and not case.ended
        ]


class Upgrade(OfficePlan):
    """C4.11: gives an order its next colour and that colour's limit; at red the head is called."""

    kind = "kp-upgrade"
    rules: Orders = DEFAULTS.orders

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        data = attempt.case.data
        colour: Colour = "yellow" if data["colour"] == "blue" else "red"
        change: dict[str, Any] = {
            "colour": colour,
            "reply_limit": self.rules.reply[colour],
            "upgrades": (data["upgrades"] or 0) + 1,
            "interview": colour == "red",
        }
        return [Edit(attempt.case.id, change)]


class Extend(OfficePlan):
    """C4.11: lengthens the limit to reply by what was asked for."""

    kind = "kp-extend"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the extension, and the note that it was granted."""
        asked = attempt.case.data["extension"]
        limit, identity = asked["limit"], attempt.case.id
        return [
            ExtendLimit(identity, "reply", limit, attempt.comment or "granted"),
            Edit(identity, {"extension": {"limit": limit, "granted": True}}),
        ]


class CarryOver(OfficePlan):
    """C4.10: puts on the agenda what meetings of its kind that failed had on theirs."""

    kind = "kp-carry-over"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none where nothing was left over."""
        own = attempt.data.raw.get("agenda") or []
        agenda = meetings.carried(own, left_over(attempt.case, _meetings(attempt)))
        if len(agenda) == len(own):
            return []
        return [Edit(attempt.case.id, {"agenda": agenda})]


def _meetings(attempt: Attempt) -> list[Case]:
    return [
        case
        for case in attempt.scene.family(attempt.case.root)
        if case.workflow == attempt.workflow and case.id != attempt.case.id
    ]


def left_over(meeting: Case, others: Iterable[Case]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Return (name, agenda) of the meetings of a kind that failed since the last that was held."""
    own = kind_of(meeting)
    alike = [other for other in others if other.id != meeting.id and kind_of(other) == own]
    held = [other.since for other in alike if other.state in _HELD]
    failed = [
        other for other in alike if other.state in _FAILED and (not held or other.since > max(held))
    ]
    failed.sort(key=lambda other: other.since)
    return [(name_of(other), other.data.raw.get("agenda") or []) for other in failed]


class IssueResolutions(OfficePlan):
    """N35: begins a case below its project for each resolution of the minutes."""

    kind = "kp-issue-resolutions"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what begins them."""
        name, period = name_of(attempt.case), attempt.data["period"] or attempt.day.isoformat()
        records = attempt.data.raw.get("resolutions") or []
        return [
            Start(
                "resolution",
                f"{record['number']}/resolution/{name}-{n}",
                resolution_data(record, attempt.zone)
                | {"meeting": attempt.case.id, "meeting_period": period},
                parent=record["project"],
                slot="resolution",
            )
            for n, record in enumerate(records, start=1)
        ]


def resolution_data(record: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Return the data of a resolution from what the minutes say of it."""
    due = record["due"]
    day = due if isinstance(due, date) else date.fromisoformat(due)
    kept = {name: value for name, value in record.items() if name != "project"}
    return {**kept, "due_until": midnight_after(day, zone)}


class OrderOnResolution(OfficePlan):
    """C4.10: issues an order on a resolution that is overdue; to a stationed unit a request."""

    kind = "kp-order-on-resolution"
    rules: Orders = DEFAULTS.orders

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what begins the order."""
        data, project = attempt.case.data, attempt.parent
        asked = only_asked(attempt, data["unit"], said=data["is_request"])
        colour: Colour | None = None if asked else "blue"
        subject = next_subject(data["number"], "order", siblings(attempt, "order"))
        order = {
            "number": data["number"],
            "name_zh": data["name_zh"],
            "name_en": data["name_en"],
            "sponsor": project.data["sponsor"] if project else None,
            "colour": colour,
            "is_request": asked,
            "what": data["text"],
            "subject_kind": "resolution",
            "subject_ref": attempt.case.id,
            "addressee_unit": data["unit"],
            "head": data["head"],
            "reply_limit": self.rules.limit(colour),
        }
        known = {name: value for name, value in order.items() if value is not None}
        parent = attempt.case.parent
        return [Start("supervision-order", subject, known, parent=parent, slot="order")]


class Defer(OfficePlan):
    """C4.10: counts how often a resolution was deferred, and sets its new end."""

    kind = "kp-defer"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit."""
        until = midnight_after(attempt.data["due"], attempt.zone)
        deferred = (attempt.data["deferred"] or 0) + 1
        return [Edit(attempt.case.id, {"due_until": until, "deferred": deferred})]


class Expiry(OfficePlan):
    """N34: sets the instant at which a support expires, with the end of its last day."""

    kind = "kp-expiry"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return the edit; none for what does not expire."""
        expires = attempt.data["expires"]
        if expires is None:
            return []
        return [Edit(attempt.case.id, {"expires_at": midnight_after(expires, attempt.zone)})]


class ReviewSupport(OfficePlan):
    """N34: has the support of a project that leaves the key list looked at again."""

    kind = "kp-review-support"

    def plan(self, attempt: Attempt) -> list[Command]:
        """Return what begins the review; nothing where nothing was granted."""
        held = [case for case in attempt.children("support") if case.state == "granted"]
        if not held:
            return []
        data = attempt.case.data
        review = {
            "number": data["number"],
            "name_zh": data["name_zh"],
            "name_en": data["name_en"],
            "head": data["head"],
            "project": attempt.case.id,
            "left_by": attempt.trigger,
            "supports": [_support(case) for case in held],
        }
        known = {name: value for name, value in review.items() if value is not None}
        return [Start("support-review", f"{attempt.case.subject}/support-review", known)]


def _support(case: Case) -> dict[str, Any]:
    fields = ("kind", "what", "granted", "granted_ha", "used", "used_ha", "expires")
    raw = case.data.raw
    return {
        "case": case.id,
        **{name: raw[name] for name in fields if raw.get(name) is not None},
    }


DESK_PLANS: tuple[type[Plan], ...] = (
    Request,
    Lapse,
    Upgrade,
    Extend,
    CarryOver,
    IssueResolutions,
    OrderOnResolution,
    Defer,
    Expiry,
    ReviewSupport,
)
