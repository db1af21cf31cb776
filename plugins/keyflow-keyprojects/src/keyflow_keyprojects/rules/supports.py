"""N34: what a project may be given, how much of it is used, and what is decided when it leaves."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from keyflow.plugin import Money
from keyflow_keyprojects.rules.reasons import Reason, Sentences

reason = Sentences(
    {
        "support-not-listed": (
            "{number} is not in the key list now; nothing is granted to it.",
            "{number} 目前不在重点项目名单，不予落实扶持。",
        ),
        "support-measure": (
            "Support of kind {kind} is counted in {measure}; give {field}.",
            "{kind} 类扶持以 {measure} 计，须填写 {field}。",
        ),
        "support-too-much": (
            "{have} is more than the {most} of {what}.",
            "{have} 超过{what}的 {most}。",
        ),
        "support-falls": (
            "What was used cannot fall from {before} to {now}.",
            "已使用数不能由 {before} 降为 {now}。",
        ),
        "support-expired-before": (
            "It would expire on {expires}, before it is granted.",
            "到期日 {expires} 早于落实日。",
        ),
        "support-undecided": (
            "Say of support {support} whether it is kept or withdrawn.",
            "须就扶持事项 {support} 明确保留或收回。",
        ),
    }
)

Record = Mapping[str, Any]
Amount = Money | Decimal
# What each kind is counted in, and the ending of its fields; a policy is given or not.
MEASURES = {"land_quota": ("ha", "_ha"), "credit": ("money", ""), "subsidy": ("money", "")}


def listed(number: str, standing_in: str | None, standing: str) -> list[Reason]:
    """N34: the project stands in the key list, and is not on hold."""
    there = standing_in == "key" and standing == "active"
    return [] if there else [reason("support-not-listed", number=number)]


def stated(data: Record, step: str) -> list[Reason]:
    """C2: the amount of a step (requested, granted, used) is given in what its kind is counted in.

    What is granted is no more than was asked for.
    """
    kind = data["kind"]
    if kind not in MEASURES:
        return []
    measure, ending = MEASURES[kind]
    field = f"{step}{ending}"
    if data[field] is None:
        return [reason("support-measure", kind=kind, measure=measure, field=field)]
    below = {"granted": "requested", "used": "granted"}.get(step)
    most = data[f"{below}{ending}"] if below else None
    if most is not None and data[field] > most:
        return [reason("support-too-much", have=data[field], most=most, what=below)]
    return []


def grown(data: Record, before: Record) -> list[Reason]:
    """C0: what was used is cumulative and does not fall."""
    _, ending = MEASURES.get(data["kind"], ("", ""))
    now, then = data[f"used{ending}"], before[f"used{ending}"]
    if now is None or then is None or now >= then:
        return []
    return [reason("support-falls", before=then, now=now)]


def lasting(expires: date | None, on: date) -> list[Reason]:
    """C2: what expires does so after it was granted."""
    over = expires is not None and expires < on
    return [reason("support-expired-before", expires=expires)] if over else []


def decided(cases: Iterable[str], decisions: Mapping[str, str]) -> list[Reason]:
    """N34: of every support it is said whether it is kept or withdrawn."""
    return [
        reason("support-undecided", support=case)
        for case in cases
        if decisions.get(case) not in {"keep", "withdraw"}
    ]
