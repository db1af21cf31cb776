"""Terms of city-level offices (C2 Office, K05): one after the other, and none ends before it began.

A term is a record of `since` and `until`, the day from which it is over; None while it runs.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from keyflow_keyprojects.rules.reasons import Reason, Sentences

Term = Mapping[str, Any]

reason = Sentences(
    {
        "in-office": (
            "{person} holds a city-level office already, since {since}.",
            "{person} 自 {since} 起已担任市级领导职务。",
        ),
        "not-in-office": (
            "{person} holds no city-level office that could end on {day}.",
            "{person} 在 {day} 没有可卸任的市级领导职务。",
        ),
        "term-ends-first": (
            "A term of {person} ends before it begins: {since} to {until}.",
            "{person} 的任职止早于任职起：{since} 至 {until}。",
        ),
        "terms-overlap": (
            "Two terms of {person} overlap on {since}.",
            "{person} 的两段任职在 {since} 重叠。",
        ),
        "not-told": (
            "Whether {person} is a leader and the terms of office contradict each other.",
            "{person} 是否市级领导与任职记录不一致。",
        ),
    }
)


def takes(person: str, terms: Sequence[Term], day: date) -> list[Reason]:
    """C2: an office is taken after the one before has ended."""
    latest = terms[-1] if terms else None
    if latest is None or (latest["until"] is not None and latest["until"] <= day):
        return []
    return [reason("in-office", person=person, since=latest["since"])]


def leaves(person: str, terms: Sequence[Term], day: date) -> list[Reason]:
    """C2: who leaves an office holds one, and held it for a day at least."""
    latest = terms[-1] if terms else None
    runs = latest is not None and (latest["until"] is None or day < latest["until"])
    if latest is not None and runs and latest["since"] < day:
        return []
    return [reason("not-in-office", person=person, day=day)]


def follow(person: str, terms: Sequence[Term], *, leader: bool) -> list[Reason]:
    """C2: each term ends after it begins, and before the next one."""
    found = [] if leader == bool(terms) else [reason("not-told", person=person)]
    found += [
        reason("term-ends-first", person=person, since=term["since"], until=term["until"])
        for term in terms
        if term["until"] is not None and term["until"] <= term["since"]
    ]
    found += [
        reason("terms-overlap", person=person, since=after["since"])
        for before, after in pairwise(terms)
        if before["until"] is None or after["since"] < before["until"]
    ]
    return found
