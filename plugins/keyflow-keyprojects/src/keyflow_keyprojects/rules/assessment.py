"""K30 and C4.12 on scores: who may publish, what may still be changed, what must be answered."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from keyflow_keyprojects.dates import shown
from keyflow_keyprojects.rules.reasons import Reason, Sentences

MOST_ROWS = 200

reason = Sentences(
    {
        "scores-themselves": (
            "{actor} is scored here; somebody else must do this.",
            "{actor} 是被考核对象，此步骤须由他人办理。",
        ),
        "no-rows": ("There is nothing to score.", "没有可打分的内容。"),
        "too-many-rows": (
            "{count} scores at once; at most {most} fit into one step.",
            "一次 {count} 项得分，每次最多 {most} 项。",
        ),
        "row-twice": ("{subject} stands there twice.", "{subject} 重复出现。"),
        "row-without-score": (
            "{subject} has no score that could be changed.",
            "{subject} 没有可更正的得分。",
        ),
        "nothing-scored": ("Nobody is scored yet.", "尚未打分。"),
        "not-upheld": (
            "Nobody's objection about {subject} was upheld.",
            "没有关于 {subject} 的异议被采纳。",
        ),
        "objection-unknown": ("There is no objection {n}.", "没有第 {n} 号异议。"),
        "objection-answered": ("Objection {n} has its answer.", "第 {n} 号异议已答复。"),
        "objection-late": (
            "The time to object is over; it was until {until}.",
            "异议期已于 {until} 届满。",
        ),
        "objection-over": ("The time to object is over.", "异议期已满。"),
        "objection-about": (
            "{subject} is not scored here; an objection names a project or unit that is.",
            "{subject} 不是本次考核对象，请写明被考核的项目或单位。",
        ),
        "objection-unanswered": (
            "Objection {n} of {by} has no answer yet.",
            "{by} 的第 {n} 号异议尚未答复。",
        ),
        "own-objection": (
            "{actor} raised objection {n}; somebody else must answer it.",
            "第 {n} 号异议由 {actor} 提出，须由他人答复。",
        ),
        "reached-by-hand": (
            "What is reached is noted when it is verified.",
            "节点完成情况由核实自动记录，不得手工填写。",
        ),
        "quarter-unpublished": ("{period} is not published yet.", "{period} 尚未发布。"),
    }
)
Row = Mapping[str, Any]


def not_scored(actor: str, assessed: Collection[str]) -> list[Reason]:
    """K30: who is scored does not score, publish or restate."""
    return [reason("scores-themselves", actor=actor)] if actor in assessed else []


def rows(given: Sequence[Row], *, anew: bool) -> list[Reason]:
    """C4.12: there is something, not too much, nothing twice; `anew` changes what is there."""
    if not given:
        return [reason("no-rows")]
    if len(given) > MOST_ROWS:
        return [reason("too-many-rows", count=len(given), most=MOST_ROWS)]
    subjects = [row["subject"] for row in given]
    twice = dict.fromkeys(name for name in subjects if subjects.count(name) > 1)
    found = [reason("row-twice", subject=name) for name in twice]
    if anew:
        found += [reason("row-without-score", subject=row["subject"])
                  for row in given if not row.get("score")]  # fmt: skip
    return found


def something(scored: int) -> list[Reason]:
    """C4.12: somebody is scored before it is laid open."""
    return [] if scored else [reason("nothing-scored")]


def upheld(given: Sequence[Row], objections: Iterable[Row]) -> list[Reason]:
    """C4.12: before publication a project is scored again only where an objection was upheld.

    A unit's score follows that of its projects.
    """
    named = {each["subject"] for each in objections if each["upheld"]}
    if not named:
        return [reason("not-upheld", subject=row["number"]) for row in given]
    return [
        reason("not-upheld", subject=row["number"])
        for row in given
        if row["kind"] == "project" and row["number"] not in named
    ]


def objection(
    subject: str | None, subjects: Collection[str] | None, at: datetime, until: datetime | None
) -> list[Reason]:
    """C4.12: a unit objects in time, and about who is scored; None where that is not known."""
    found = [reason("objection-over")] if until is None else []
    if until is not None and at >= until:
        found.append(reason("objection-late", until=shown(until)))
    if subjects is not None and subject not in subjects:
        found.append(reason("objection-about", subject=subject or "-"))
    return found


def answer(actor: str, n: int | None, objections: Iterable[Row]) -> list[Reason]:
    """C4.12, K30: the objection is there, waits, and is not one's own."""
    found = next((each for each in objections if each["n"] == n), None)
    if found is None:
        return [reason("objection-unknown", n=n)]
    if found["answered_by"]:
        return [reason("objection-answered", n=n)]
    return [reason("own-objection", actor=actor, n=n)] if found["by"] == actor else []


def answered(objections: Iterable[Row]) -> list[Reason]:
    """C4.12: every objection has its answer."""
    return [
        reason("objection-unanswered", n=each["n"], by=each["by"])
        for each in objections
        if not each["answered_by"]
    ]


def quarters_published(states: Iterable[tuple[str, str]]) -> list[Reason]:
    """C4.12: the quarters of a year are published before it is decided; each is (period, state)."""
    return [
        reason("quarter-unpublished", period=period)
        for period, state in states
        if state in {"open", "frozen", "scored", "reviewed"}
    ]


def verified(*, given: bool, by_plan: bool) -> list[Reason]:
    """K22: milestones are noted where they are verified, not by hand."""
    return [reason("reached-by-hand")] if given and not by_plan else []
