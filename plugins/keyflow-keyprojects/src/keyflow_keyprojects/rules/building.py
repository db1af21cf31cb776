"""K16 and K18 to K22: what must be settled before and while a project is built."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.dates import add_months
from keyflow_keyprojects.rules.amounts import total, unusable
from keyflow_keyprojects.rules.reasons import Reason, Sentences, blank

reason = Sentences(
    {
        "blocker-open": (
            "Blocker {blocker} ({type}) is open at level {level}.",
            "制约问题 {blocker}（{type}）仍处于第 {level} 级，未解决。",
        ),
        "funds-short": (
            "{have} is in place; {need} is needed, {share} of the total.",
            "到位资金 {have}，应到位 {need}（占总投资 {share}）。",
        ),
        "contractor-missing": ("No contractor is named.", "未确定施工单位。"),
        "supervision-missing": ("No supervising firm is named.", "未确定监理单位。"),
        "supervision-not-independent": (
            "{firm} cannot supervise its own works.",
            "{firm} 不能监理自己施工的工程。",
        ),
        "evidence-missing": ("The evidence lacks: {what}.", "证明材料缺少：{what}。"),
        "evidence-in-future": (
            "{day} lies in the future; it cannot be reported yet.",
            "{day} 尚未到来，不能申报。",
        ),
        "start-extended": (
            "The start was put off {given} times already; at most {most} are allowed.",
            "开工已延期 {given} 次，最多允许 {most} 次。",
        ),
        "start-put-off": (
            "The start may be put off until a day after {ends} and by {last}, not until {asked}.",
            "开工期限应延至 {ends} 之后、{last} 之前，不得延至 {asked}。",
        ),
        "reverification-missing": (
            "Stopped since {since}, {months} months or more; it must be verified again first.",
            "自 {since} 起停工已满 {months} 个月，须先重新核验。",
        ),
        "milestone-unknown": (
            "{step} is not a milestone of this project.",
            "{step} 不是本项目的节点。",
        ),
        "milestone-verified": (
            "{step} was verified already; report the next milestone.",
            "节点 {step} 已核实，请申报下一节点。",
        ),
        "milestone-before": (
            "{step} comes before it and is not verified yet.",
            "其前的节点 {step} 尚未核实。",
        ),
        "stop-reported-late": (
            "Stopped since {since}; a stop is reported within {months} month.",
            "自 {since} 停工，停工应在 {months} 个月内报告。",
        ),
    }
)

Record = Mapping[str, Any]


def blockers(unsolved: Iterable[Record], level: int) -> list[Reason]:
    """K16: none of the open blockers stands at the level or above it."""
    return [
        reason("blocker-open", blocker=each["id"], type=each["type"], level=each["level"])
        for each in unsolved
        if each["level"] >= level
    ]


def funds(in_place: Iterable[Money], whole: Money | None, share: Decimal) -> list[Reason]:
    """K18: the money in place is at least a share of the total."""
    amounts = list(in_place)
    named = {f"funds.{number}": amount for number, amount in enumerate(amounts, start=1)}
    wrong = unusable({"total": whole, **named})
    if wrong or whole is None:
        return wrong
    have, need = total(amounts, whole.currency), Money(whole.amount * share, whole.currency)
    return [] if need <= have else [reason("funds-short", have=have, need=need, share=share)]


def builders(contractor: str | None, supervision: str | None) -> list[Reason]:
    """K19: a contractor and a supervising firm are named, and they are not the same."""
    reasons = []
    if blank(contractor):
        reasons.append(reason("contractor-missing"))
    if blank(supervision):
        reasons.append(reason("supervision-missing"))
    if contractor and supervision and contractor.strip() == supervision.strip():
        reasons.append(reason("supervision-not-independent", firm=contractor))
    return reasons


def start_evidence(report: Record | None, on: date) -> list[Reason]:
    """K20: the start is reported with its date, a photo and the supervision's note."""
    given = report or {}
    reasons = [
        reason("evidence-missing", what=field)
        for field in ("started_on", "photos", "supervision_note")
        if blank(given.get(field))
    ]
    return reasons + _not_future(given.get("started_on"), on)


def _not_future(day: date | None, on: date) -> list[Reason]:
    return [reason("evidence-in-future", day=day)] if day and day > on else []


def start_extensions(triggers: Iterable[str], most: int) -> list[Reason]:
    """C4.3: since the permit was granted the start was put off fewer than `most` times."""
    given = 0
    for trigger in triggers:
        given = 0 if trigger == "construction_permit" else given + (trigger == "extend_start")
    return [] if given < most else [reason("start-extended", given=given, most=most)]


def start_put_off(ends: date | None, asked: date | None, months: int) -> list[Reason]:
    """C4.3: an extension goes on from the running end, for no more than `months`."""
    if ends is None or asked is None or ends < asked <= (last := add_months(ends, months)):
        return []
    return [reason("start-put-off", ends=ends, last=last, asked=asked)]


def stop_report(report: Record | None, on: date) -> list[Reason]:
    """C4.3: the report of a stop has its date, its reason and the protection of the site."""
    given = report or {}
    return [
        reason("evidence-missing", what=field)
        for field in ("since", "reason", "site_protection")
        if blank(given.get(field))
    ] + _not_future(given.get("since"), on)


def stop_reported(report: Record | None, on: date, months: int) -> list[Reason]:
    """C4.3: a stop is reported within a month of it."""
    since = (report or {}).get("since")
    if since is None or on <= add_months(since, months):
        return []
    return [reason("stop-reported-late", since=since, months=months)]


def reverified(since: date | None, verified: date | None, on: date, months: int) -> list[Reason]:
    """K21: after `months` of standing still the project was verified again."""
    if since is None or on < add_months(since, months):
        return []
    if verified and since <= verified <= on:
        return []
    return [reason("reverification-missing", since=since, months=months)]


def milestone_evidence(
    report: Record | None, steps: Iterable[str], on: date, verified: Iterable[str] = ()
) -> list[Reason]:
    """K22: the milestone is one of the project's, with a date and evidence, and still to verify."""
    given = report or {}
    reasons = [
        reason("evidence-missing", what=field)
        for field in ("step", "done_on", "evidence")
        if blank(given.get(field))
    ]
    step = given.get("step")
    if step and step not in set(steps):
        reasons.append(reason("milestone-unknown", step=step))
    if step and step in set(verified):
        reasons.append(reason("milestone-verified", step=step))
    return reasons + _not_future(given.get("done_on"), on)


def milestones_before(
    stones: Iterable[Record], verified: Iterable[str], reported: str | None, *, whole: bool
) -> list[Reason]:
    """C4.3: of some milestones all due before the reported one are verified; of the `whole`, all.

    What is reported counts, as it is verified by the same step.
    """
    held = {*verified, reported}
    dues = {stone["step"]: stone.get("due") for stone in stones}
    until = None if whole else dues.get(reported)
    return [
        reason("milestone-before", step=step)
        for step, due in dues.items()
        if step not in held and (until is None or (due is not None and due < until))
    ]
