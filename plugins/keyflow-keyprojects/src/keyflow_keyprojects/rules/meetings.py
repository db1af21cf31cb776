"""C4.10: what a meeting may resolve, put off, and carry over to the next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from keyflow_keyprojects.rules.reasons import Reason, Sentences, blank

reason = Sentences(
    {
        "resolution-incomplete": (
            "Resolution {n} lacks: {what}.",
            "第 {n} 项议定事项缺少：{what}。",
        ),
        "resolution-due-past": (
            "Resolution {n} is due on {due}, which is past.",
            "第 {n} 项议定事项的期限 {due} 已过。",
        ),
        "resolution-elsewhere": (
            "The resolution is of {number}; its project is {own}.",
            "议定事项所列编号 {number} 与所属项目 {own} 不符。",
        ),
        "deferral-not-later": (
            "The new day {due} is not after {before}.",
            "新的期限 {due} 不晚于原期限 {before}。",
        ),
        "deferral-past": ("The new day {due} is past.", "新的期限 {due} 已过。"),
    }
)

Record = Mapping[str, Any]
NEEDED = ("project", "number", "text", "unit", "head", "due")


class Seat(NamedTuple):
    """A meeting that is ahead: its case and day, and whether it was called already."""

    case: str
    day: date
    called: bool


def seat(ahead: Iterable[Seat], today: date, callable_from: date, until: date) -> str | None:
    """C7: return the first meeting up to a day that a matter of today can come before.

    One that is not called yet must still lie far enough ahead to be called.
    """
    fit = [one for one in ahead if (today if one.called else callable_from) <= one.day <= until]
    return min(fit, key=lambda one: one.day).case if fit else None


def resolutions(records: Iterable[Record], on: date) -> list[Reason]:
    """N35: a resolution names what is to be done, by which unit and until when."""
    found = []
    for n, record in enumerate(records, start=1):
        found += [
            reason("resolution-incomplete", n=n, what=field)
            for field in NEEDED
            if blank(record.get(field))
        ]
        due = record.get("due")
        if due and due < on:
            found.append(reason("resolution-due-past", n=n, due=due))
    return found


def of_project(number: str | None, own: str | None) -> list[Reason]:
    """N35: a resolution has the number of the project it is about."""
    return [] if number == own else [reason("resolution-elsewhere", number=number, own=own)]


def deferral(before: date, due: date, on: date) -> list[Reason]:
    """C4.10: what a meeting defers gets a later day, which is not past."""
    found = [] if due > before else [reason("deferral-not-later", due=due, before=before)]
    return found if due >= on else [*found, reason("deferral-past", due=due)]


def present_members(present: Iterable[str], members: Iterable[str]) -> int:
    """Return how many of the members are there; who is no member does not count."""
    return len(set(present) & set(members))


def carried(own: Sequence[Record], failed: Iterable[tuple[str, Sequence[Record]]]) -> list[Record]:
    """C4.10: return an agenda with what meetings that failed left on theirs, each matter once.

    `failed` holds (name of the meeting, its agenda).
    """
    agenda = list(own)
    known = {_matter(item) for item in agenda}
    for name, items in failed:
        for item in items:
            if _matter(item) not in known:
                known.add(_matter(item))
                agenda.append({**item, "carried_from": item.get("carried_from") or name})
    return agenda


def _matter(item: Record) -> tuple[Any, ...]:
    case = item.get("case")
    return (case,) if case else (item.get("number"), item.get("what"))
