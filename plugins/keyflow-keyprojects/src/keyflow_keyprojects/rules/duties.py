"""K05, K06, K30 and meetings: who answers, who may not do two things, what is too soon or late."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from keyflow_keyprojects.dates import shown
from keyflow_keyprojects.facts import Term
from keyflow_keyprojects.rules.reasons import Reason, Sentences, blank

reason = Sentences(
    {
        "sponsor-missing": ("No city leader sponsors the project.", "项目没有包项目的市级领导。"),
        "no-leaders": (
            "No city leader is on the roster; `keyflow projects import-roster FILE` enters them.",
            "名册中没有市级领导；请用 `keyflow projects import-roster FILE` 导入名册。",
        ),
        "sponsor-not-in-office": (
            "{sponsor} does not hold a city-level office on {day}.",
            "{sponsor} 在 {day} 不担任市级领导职务。",
        ),
        "sponsor-misnamed": (
            "The project's sponsor is {had}, not {named}.",
            "项目现包项目领导为 {had}，不是 {named}。",
        ),
        "sponsor-unchanged": (
            "{sponsor} sponsors the project already.",
            "{sponsor} 已是该项目包项目领导。",
        ),
        "sponsor-since": (
            "{sponsor} sponsors the project since {since}; a change needs a later time.",
            "{sponsor} 自 {since} 起包该项目；变更须晚于该时间。",
        ),
        "substitute-same": (
            "{dispatcher} cannot be the substitute for themselves.",
            "{dispatcher} 不能兼任本人的调度替岗。",
        ),
        "unit-only-asked": (
            "{unit} can only be asked by the city, not made responsible for a project.",
            "{unit} 为驻地等单位，只能商请，不能作为责任单位。",
        ),
        "unit-unregistered": (
            "{unit} is not a unit on the roster.",
            "{unit} 不在单位名册中。",
        ),
        "unit-missing": ("No responsible unit is named.", "未明确责任单位。"),
        "head-missing": ("The responsible unit has no head.", "责任单位没有主要负责人。"),
        "dispatcher-missing": ("No dispatcher is named.", "未指定专人调度。"),
        "same-person": (
            "{actor} already did {trigger}; somebody else must do this.",
            "{actor} 已办理 {trigger}，此步骤须由他人办理。",
        ),
        "notice-too-late": (
            "A meeting is called at least two working days before.",
            "会议须至少提前两个工作日通知。",
        ),
        "no-quorum": (
            "{present} of {members} members are present; more than half are needed.",
            "应到 {members} 人，实到 {present} 人，未过半数。",
        ),
        "quorum-there": (
            "{present} of {members} members are present: that is a quorum; hold the meeting.",
            "应到 {members} 人，实到 {present} 人，已过半数，应予召开。",
        ),
        "meeting-ahead": (
            "The meeting is called for {day}; it is not held before.",
            "会议定于 {day} 召开，不得提前。",
        ),
        "objection-open": ("Units may object until {until}.", "责任单位可在 {until} 前提出异议。"),
    }
)


def sponsor(person: str | None, leaders: Iterable[Term], day: date) -> list[Reason]:
    """K05: one sponsor is assigned, and holds a city-level office on the day.

    Where the roster knows no leader at all, nobody is one.
    """
    if not person:
        return [reason("sponsor-missing")]
    known = list(leaders)
    if any(term.person == person and term.covers(day) for term in known):
        return []
    if not known:
        return [reason("no-leaders")]
    return [reason("sponsor-not-in-office", sponsor=person, day=day)]


def hand_over(
    had: str | None, former: str | None, new: str | None, *, confirmed: bool = False
) -> list[Reason]:
    """K05: the sponsor who leaves is the one the project had, and the new one is another.

    `confirmed`: who only stood in so far is the sponsor from now on (C4.13).
    """
    reasons = [] if former == had else [reason("sponsor-misnamed", had=had, named=former)]
    if new != had or confirmed:
        return reasons
    return [*reasons, reason("sponsor-unchanged", sponsor=had)]


def later(had: str | None, since: datetime | None, at: datetime) -> list[Reason]:
    """K05, C4.13: a sponsor has held the project for a time before somebody else does.

    Otherwise there would be two at one instant.
    """
    if since is None or since < at:
        return []
    return [reason("sponsor-since", sponsor=had, since=f"{since:%Y-%m-%d %H:%M}")]


def responsible(
    data: Mapping[str, Any], *, only_asked: bool = False, known: bool = True
) -> list[Reason]:
    """K06: responsible unit, its head and a dispatcher are named, and they can do their duty.

    `only_asked` says that the unit takes no orders from the city (N11), `known` that it is on the
    roster; a substitute is somebody else than the dispatcher (N06).
    """
    reasons = [
        reason(f"{field}-missing", field=field)
        for field in ("unit", "head", "dispatcher")
        if blank(data.get(field))
    ]
    if not known:
        reasons.append(unregistered(data.get("unit")))
    if only_asked:
        reasons.append(reason("unit-only-asked", field="unit", unit=data.get("unit")))
    dispatcher = data.get("dispatcher")
    if dispatcher and dispatcher == data.get("substitute"):
        reasons.append(reason("substitute-same", field="substitute", dispatcher=dispatcher))
    return reasons


def unregistered(unit: str | None) -> Reason:
    """C2 Org: a unit that is not on the roster answers for nothing."""
    return reason("unit-unregistered", field="unit", unit=unit)


def separation(actor: str, earlier: Iterable[tuple[str, str]]) -> list[Reason]:
    """K30: the actor has done none of the earlier steps; each is (trigger, who did it)."""
    own = dict.fromkeys(trigger for trigger, who in earlier if who == actor)
    return [reason("same-person", actor=actor, trigger=trigger) for trigger in own]


def in_time(at: datetime, latest: datetime | None) -> list[Reason]:
    """C4.10: a meeting is called before it is too late for that; None says that it is."""
    return [] if latest is not None and at < latest else [reason("notice-too-late")]


def quorum(present: int, members: int) -> list[Reason]:
    """C4.10: more than half of the members are present."""
    enough = present * 2 > members
    return [] if enough else [reason("no-quorum", present=present, members=members)]


def lacking(present: int, members: int) -> list[Reason]:
    """C4.10: a meeting is broken up for want of a quorum where there is none."""
    enough = present * 2 > members
    return [reason("quorum-there", present=present, members=members)] if enough else []


def on_its_day(today: date, day: date | None) -> list[Reason]:
    """C4.10: a meeting is held on the day it was called for, not before."""
    early = day is not None and today < day
    return [reason("meeting-ahead", day=day)] if early else []


def after(at: datetime, until: datetime | None) -> list[Reason]:
    """C4.12: the time to object is over."""
    over = until is None or at >= until
    return [] if over or until is None else [reason("objection-open", until=shown(until))]
