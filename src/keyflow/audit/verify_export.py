"""Verify a history that keyflow exported, with Python 3.9 or later and nothing else.

    python verify.py [--checkpoint FILE_OR_LINE] [--folder .] [--language en|zh]

Exit codes: 0 all is well, 1 the history was tampered with, 2 this is no complete export.
keyflow verifies a live store by the same code: `examine` takes plain rows from either. All of it
is one file because it is copied into every export and must run there alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import TextIOWrapper
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

GENESIS = "0" * 64
FORMAT = 1
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MICRO = timedelta(microseconds=1)
_COPIES = ("case", "seq", "root", "id", "verb", "trigger", "accepted", "key")
_INSTANTS = ("occurred", "recorded")
# What the row of a case repeats of its first event, and of the last one that was accepted.
_BORN = ("subject", "parent", "slot")
_STANDS = ("workflow", "definition", "root", "state", "standing", "outcome", "version")
# What an event says only when it changes, and the column that keeps it.
_KEPT = (("waivers", "waivers"), ("armed", "deadlines"))
# What a desk says beside its tasks, and who it names beside them.
_DESK = ("rounds", "urged", "back", "back_seen", "last", "undone")
_NAMED = ("initiator", "arranged", "chosen")
_Flaw = tuple[str, dict[str, Any]]
_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False, allow_nan=False
).encode
# For comparing: whatever somebody wrote into a table must have some text.
_show = json.JSONEncoder(sort_keys=True, check_circular=False, default=repr).encode
_CHECKPOINT = re.compile(r"keyflow 1 ([1-9][0-9]{0,17}) ([1-9][0-9]{0,17}) ([0-9a-f]{64})")

_SENTENCES = {
    "order": (
        "number {seq} stands where {expected} should: an event was removed, added or moved",
        "此处应为 {expected} 号，却是 {seq} 号：有事件被删除、添加或调换",
    ),
    "link": (
        "the hash does not follow from the event before and this body: one of them was changed",
        "哈希与前一事件及本事件正文不符：其中之一被改动",
    ),
    "body": ("the body is not a canonical JSON object", "正文不是规范的 JSON 对象"),
    "column": (
        "the column {name} differs from the body that was hashed",
        "{name} 列与已计入哈希的正文不一致",
    ),
    "private": (
        "the private part is not the one the event was written with",
        "私密部分不是写入该事件时的内容",
    ),
    "blanked": (
        "the private part is gone, and no erasure came after it",
        "私密部分已不存在，而其后并无清除操作",
    ),
    "source": (
        "it starts from another state than the events before it end in: the case was edited",
        "其起始状态与此前事件的结果不符：案件记录曾被改动",
    ),
    "sealed": (
        "seal {n} holds another hash for this event: it was rewritten after it was sealed",
        "第 {n} 号封印记录的哈希与此事件不同：封印之后被改写",
    ),
    "cut": (
        "seal {n} covers event {seq}, which is gone",
        "第 {n} 号封印覆盖的 {seq} 号事件已不存在",
    ),
    "head": (
        "the events end at number {seq}, but the case does not say so",
        "事件止于 {seq} 号，但案件记录与此不符",
    ),
    "row": (
        "the column {name} of the case is not what its events add up to",
        "案件的 {name} 列与其各事件累计的结果不符",
    ),
    "deadline": (
        "the running deadlines are not those that its events left running",
        "运行中的期限与其各事件所留下的不符",
    ),
    "orphan": ("there are events but no case", "有事件而无案件"),
    "empty": ("the case has no events", "案件没有任何事件"),
    "seal-order": (
        "it stands where seal {expected} should: a seal was removed or added",
        "此处应为第 {expected} 号封印：有封印被删除或添加",
    ),
    "seal-entries": (
        "it covers a case that it does not carry further",
        "封印中有案件未比以前覆盖得更远",
    ),
    "seal-hash": (
        "its hash does not follow from the seal before and what it covers",
        "其哈希与前一封印及所覆盖的内容不符",
    ),
    "seal-events": (
        "it says that {said} events are under seal; they are {counted}",
        "称已封印 {said} 个事件，实为 {counted} 个",
    ),
    "definition": (
        "the text of this definition is not the one its hash was made of: it was changed",
        "该流程定义的文本与其哈希不符：曾被改动",
    ),
    "definition-name": (
        "the name in its row is not the one of the definition",
        "其记录中的名称与该流程定义不符",
    ),
    "definition-gone": (
        "{case} keeps this definition, and it is gone",
        "{case} 依据该流程定义办理，而定义已不存在",
    ),
    "rewritten": (
        "the history was rewritten: seal {n} is not the one of the checkpoint",
        "历史被改写：第 {n} 号封印与检查点不符",
    ),
    "rewound": (
        "the history was rewritten: seal {n} of the checkpoint is gone; there are {count} seals",
        "历史被改写：检查点所指的第 {n} 号封印已不存在，现有封印 {count} 个",
    ),
}
_TOTALS = (
    "{cases} cases, {seals} seals, {events} events: {covered} sealed, {uncovered} not yet covered",
    "案件 {cases}，封印 {seals}，事件 {events}：已封印 {covered}，尚未覆盖 {uncovered}",
)
_ERASED = ("{erased} events had their private part erased", "{erased} 个事件的私密部分已清除")
_SCOPE = ("only this was exported: {place}", "仅导出了：{place}")
_HELD = ("compared with checkpoint {n}", "已与第 {n} 号检查点比对")
_UNHELD = (
    "no checkpoint from outside was given: a history replaced as a whole would look the same",
    "未给出外部检查点：整体替换的历史无法察觉",
)
_VERDICT = {True: ("OK: untampered", "通过：未见篡改"), False: ("TAMPERED", "已被篡改")}


class Unusable(ValueError):
    """What was given cannot be read as an export or as a checkpoint."""


class Checkpoint(NamedTuple):
    """What an outsider keeps of seal `n`: how many `events` it covers, and its hash."""

    n: int
    events: int
    hash: str

    @classmethod
    def parse(cls, line: str) -> Checkpoint:
        """Read `keyflow 1 <n> <events> <hash>`; raises `Unusable` for anything else."""
        found = _CHECKPOINT.fullmatch(line)
        if found is None:
            raise Unusable("a checkpoint is one line: keyflow 1 <seal> <events> <64 hex digits>")
        return cls(int(found[1]), int(found[2]), found[3])

    def __str__(self) -> str:
        return f"keyflow 1 {self.n} {self.events} {self.hash}"


@dataclass(frozen=True)
class AuditProblem:
    """One thing that is wrong: the `place` (a case's event, a seal, the checkpoint) and why."""

    place: str
    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.say()

    def say(self, language: str = "en") -> str:
        """Give the sentence in `en` or `zh`."""
        return _say(_SENTENCES[self.code], language, **self.values)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True)
class Report:
    """What a verification found: of each case the first bad row, of each seal the first fault.

    `covered` counts the events under a seal, `erased` those whose private part is gone.
    """

    problems: tuple[AuditProblem, ...]
    cases: int
    events: int
    seals: int
    covered: int
    erased: int

    @property
    def uncovered(self) -> int:
        """How many events are not yet under a seal; that is no fault."""
        return self.events - self.covered

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def digest(text: str) -> str:
    """Return the SHA-256 of a text, as hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def seal_hash(previous: str, entries: Iterable[Sequence[Any]]) -> str:
    """Return the hash of a seal over (case, seq, head) entries, in whatever order they come."""
    lines = sorted(f"{case} {seq} {head}\n" for case, seq, head in entries)
    return digest(f"{previous}{''.join(lines)}")


def examine(
    *,
    seals: Iterable[Mapping[str, Any]],
    heads: Callable[[], Iterable[Mapping[str, Any]]],
    events: Iterable[Mapping[str, Any]],
    definitions: Iterable[Mapping[str, Any]] | None = None,
    checkpoint: Checkpoint | None = None,
    only: str | None = None,
) -> Report:
    """Check seals, then cases, then events, which come by case and number; each is read once.

    A seal has `n`, `events`, `hash` and `entries`; an event has `case`, `seq`, `hash`, `body`,
    `private` (None or empty once erased) and any columns that repeat the body. `heads` reads the
    rows of the cases: `case`, `seq`, `head` and any columns that repeat what the events add up to,
    where `data` and `waivers` are JSON texts, and `deadlines` are lists as in a body. It is called
    once more where a case is in doubt, to tell one that moved during the reading from a bad one.
    A definition has `hash`, `body`, and `name` where it is kept beside them; they are read last, as
    every event needs its own, and not looked at where None are given. With `only` the cases and
    events are those of one case.
    """
    examination = _Examination(only)
    examination.read_seals(seals, checkpoint)
    examination.read_heads(heads())
    for case, rows in groupby(events, key=itemgetter("case")):
        examination.read_chain(case, rows)
    examination.settle(heads)
    if definitions is not None:
        examination.read_definitions(definitions)
    return examination.report()


class _Stored(NamedTuple):
    """What is kept of a case's row until its events come: the columns it has only as a digest."""

    seq: int
    head: str
    names: tuple[str, ...]
    sum: str
    people: str | None = None


class _Chain:
    """The events of one case while they are read, what they add up to, and the first flaw."""

    def __init__(self, marks: Sequence[tuple[int, str, int]] = ()) -> None:
        self.number = self.erased = 0
        self.head = GENESIS
        self.flaw: _Flaw | None = None
        self.place: Any = 0
        self._marks = marks
        self._sealed = {seq: (hash_, n) for seq, hash_, n in marks}
        self._blank: int | None = None
        self._told: dict[str, Any] = {"waivers": [], "deadlines": []}
        self._data: dict[str, Any] = {}
        self._desk: dict[str, Any] = {}
        self._tasks: dict[str, Any] = {}
        self._people: dict[str, Any] = {}

    def take(self, row: Mapping[str, Any]) -> None:
        """Check the next event and add it up; nothing is checked any more after a flaw."""
        self.number += 1
        self.erased += not row["private"]
        if self.flaw is not None:
            return
        body = _canonical(row["body"])
        flaw = _flaw(row, self.number, self.head, body) or self._unlike(row, body or {})
        self.head = row["hash"]
        if flaw is not None:
            self.flaw, self.place = flaw, row["seq"]
        elif body is not None:
            self._add(body, row["private"])

    def close(self) -> None:
        """Check what only the end of a chain shows."""
        gone = next((mark for mark in self._marks if mark[0] > self.number), None)
        if self.flaw is None and gone is not None:
            self.flaw, self.place = ("cut", {"n": gone[2], "seq": gone[0]}), self.number + 1
        elif self.flaw is None and self._blank is not None:
            self.flaw, self.place = ("blanked", {}), self._blank

    def _unlike(self, row: Mapping[str, Any], body: Mapping[str, Any]) -> _Flaw | None:
        hash_, n = self._sealed.get(self.number, (row["hash"], 0))
        if hash_ != row["hash"]:
            return "sealed", {"n": n}
        # A row that was edited, used, and written over by that use shows here only.
        if self.number > 1 and body.get("source") != self._told.get("state"):
            return "source", {}
        return None

    def _add(self, body: Mapping[str, Any], private: Any) -> None:
        if body.get("accepted") is True:
            born = _BORN if self.number == 1 else ()
            self._told.update((name, body.get(name)) for name in (*born, *_STANDS))
            self._told.update((name, body[said]) for said, name in _KEPT if said in body)
            self._write(body, private)
            self._lay(body.get("desk"), _parsed(private))
            if body.get("verb") == "erase":
                self._blank = None
        if not private and self._blank is None:
            self._blank = self.number

    def _write(self, body: Mapping[str, Any], private: Any) -> None:
        for part in (body, _parsed(private)):
            given = part.get("data") if isinstance(part, dict) else None
            if isinstance(given, dict):
                self._data.update(given)
        erased = body.get("erased")
        if isinstance(erased, list):
            self._data = {name: item for name, item in self._data.items() if name not in erased}

    def _lay(self, said: Any, private: Any) -> None:
        """Add up what became of the tasks, and apart from that who they name."""
        if not isinstance(said, dict):
            return
        named = private.get("desk") if isinstance(private, dict) else None
        named = named if isinstance(named, dict) else {}
        people = named.get("tasks")
        for task in _tasks_of(said):
            n = str(task.get("n"))
            self._tasks[n] = task
            self._people[n] = people.get(n) if isinstance(people, dict) else None
        for gone in said.get("gone") or ():
            self._tasks.pop(str(gone), None)
            self._people.pop(str(gone), None)
        self._desk.update((name, said[name]) for name in _DESK if name in said)
        self._people.update((name, named[name]) for name in _NAMED if name in named)

    @property
    def keeps(self) -> Any:
        """The hash of the definition that the case keeps, as far as its events were read."""
        return self._told.get("definition")

    def told(self) -> dict[str, Any]:
        """Return the columns that the row of the case should have, in a form that compares."""
        running = self._told["deadlines"]
        return {
            **self._told,
            "data": _given(self._data),
            "armed": len(running) if isinstance(running, list) else running,
            "deadlines": _by_id(running),
            "desk": _given_only({**self._desk, "tasks": self._tasks}),
        }

    def ends(self, stored: _Stored | None) -> bool:
        """Whether that row is the one of the last event."""
        return stored is not None and (stored.seq, stored.head) == (self.number, self.head)

    def makes(self, stored: _Stored) -> bool:
        """Whether the events end in that row and add up to it."""
        added_up = self.ends(stored) and stored.sum == _sum(self.told(), stored.names)
        return added_up and self.names(stored.people)

    def names(self, people: str | None) -> bool:
        """Whether the events name those people; of what was erased since nobody can tell."""
        return self.erased > 0 or people in (None, digest(_show(_given_only(self._people))))


class _Examination:
    def __init__(self, only: str | None) -> None:
        self.only = only
        self.problems: list[AuditProblem] = []
        self.heads: dict[str, _Stored] = {}
        self.shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.marks: dict[str, list[tuple[int, str, int]]] = {}
        self.doubts: dict[str, tuple[_Stored | None, _Chain]] = {}
        self.needed: dict[str, str] = {}
        self.cases = self.events = self.seals = self.covered = self.erased = 0
        if only is not None:
            # A case that was asked for and is not there at all must not pass for a good one.
            self.heads[only] = _Stored(0, "", (), "")

    def fault(self, place: str, code: str, **values: Any) -> None:
        self.problems.append(AuditProblem(place, code, values))

    def read_seals(self, seals: Iterable[Mapping[str, Any]], checkpoint: Checkpoint | None) -> None:
        previous, total, last, kept = GENESIS, 0, 0, None
        for seal in seals:
            self.seals += 1
            grown, rising = self._mark(seal)
            total += grown
            if seal["n"] != last + 1:
                self.fault(f"seal {seal['n']}", "seal-order", expected=last + 1)
            else:
                self._seal(seal, previous, total, rising=rising)
            last, previous = seal["n"], seal["hash"]
            if checkpoint is not None and last == checkpoint.n:
                kept = Checkpoint(last, seal["events"], previous)
        if checkpoint is not None and kept is None:
            self.fault("checkpoint", "rewound", n=checkpoint.n, count=self.seals)
        elif kept is not None and kept != checkpoint:
            self.fault("checkpoint", "rewritten", n=kept.n)

    def _seal(self, seal: Mapping[str, Any], previous: str, total: int, *, rising: bool) -> None:
        place = f"seal {seal['n']}"
        if not rising:
            self.fault(place, "seal-entries")
        elif seal["hash"] != seal_hash(previous, seal["entries"]):
            self.fault(place, "seal-hash")
        elif seal["events"] != total:
            self.fault(place, "seal-events", said=seal["events"], counted=total)

    def _mark(self, seal: Mapping[str, Any]) -> tuple[int, bool]:
        grown, rising = 0, True
        for case, seq, head in seal["entries"]:
            marks = self.marks.setdefault(case, [])
            before = marks[-1][0] if marks else 0
            # A line break in an id would let one line of the hash pass for two.
            if type(seq) is int and seq > before and "\n" not in str(case):
                marks.append((seq, head, seal["n"]))
                grown += seq - before
            else:
                rising = False
        return grown, rising

    def read_heads(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self.heads[row["case"]] = self._stored(row)

    def _stored(self, row: Mapping[str, Any]) -> _Stored:
        shown = _shown(row)
        names = tuple(shown)
        # Rows have the same few columns: all of them share one tuple of names.
        names = self.shapes.setdefault(names, names)
        return _Stored(row["seq"], row["head"], names, _sum(shown, names), _people(row))

    def read_chain(self, case: str, rows: Iterable[Mapping[str, Any]]) -> None:
        marks = self.marks.pop(case, [])
        chain = _Chain(marks)
        for row in rows:
            chain.take(row)
        chain.close()
        self.cases += 1
        self.events += chain.number
        self.erased += chain.erased
        self.covered += min(chain.number, marks[-1][0] if marks else 0)
        if isinstance(chain.keeps, str):
            self.needed.setdefault(chain.keeps, case)
        stored = self.heads.pop(case, None)
        if chain.flaw is not None:
            code, values = chain.flaw
            self.fault(f"{_place(case)} event {chain.place}", code, **values)
        elif stored is None or not chain.makes(stored):
            self.doubts[case] = (stored, chain)

    def settle(self, heads: Callable[[], Iterable[Mapping[str, Any]]]) -> None:
        self.doubts.update((case, (stored, _Chain())) for case, stored in self.heads.items())
        now = {}
        if self.doubts:
            now = {row["case"]: row for row in heads() if row["case"] in self.doubts}
        for case, (known, chain) in self.doubts.items():
            self._judge(case, known, chain, now.get(case))
        for case, marks in self.marks.items():
            if case not in self.doubts and self.only in (None, case):
                self.fault(f"{_place(case)} event 1", "cut", n=marks[0][2], seq=marks[0][0])

    def _judge(
        self, case: str, known: _Stored | None, chain: _Chain, row: Mapping[str, Any] | None
    ) -> None:
        now = None if row is None else self._stored(row)
        if row is not None and chain.number and chain.ends(now):
            self._compare(case, _shown(row), chain.told())
            if not self.problems_of(case) and not chain.names(_people(row)):
                self.fault(_place(case), "row", name="desk")
        elif not _moved(known, chain.number, now):
            self._unlike(case, known, chain.number)

    def problems_of(self, case: str) -> bool:
        return any(problem.place == _place(case) for problem in self.problems)

    def _compare(self, case: str, shown: Mapping[str, Any], told: Mapping[str, Any]) -> None:
        name = next((name for name in shown if _sum(shown, [name]) != _sum(told, [name])), None)
        if name == "deadlines":
            self.fault(_place(case), "deadline")
        elif name is not None:
            self.fault(_place(case), "row", name=name)

    def _unlike(self, case: str, stored: _Stored | None, number: int) -> None:
        if stored is None:
            self.fault(_place(case), "orphan")
        elif number == 0:
            self.fault(_place(case), "empty")
        else:
            self.fault(f"{_place(case)} event {number}", "head", seq=number)

    def read_definitions(self, rows: Iterable[Mapping[str, Any]]) -> None:
        for row in rows:
            self.needed.pop(row["hash"], None)
            place = _definition(row["hash"])
            if digest(str(row["body"])) != row["hash"]:
                self.fault(place, "definition")
            elif "name" in row and row["name"] != _named(row["body"]):
                self.fault(place, "definition-name")
        for hash_, case in self.needed.items():
            self.fault(_definition(hash_), "definition-gone", case=_place(case))

    def report(self) -> Report:
        return Report(
            tuple(self.problems), self.cases, self.events, self.seals, self.covered, self.erased
        )


def _moved(stored: _Stored | None, number: int, now: _Stored | None) -> bool:
    """Whether a case went on between two readings of its row, with its events read between."""
    before = (stored.seq, stored.head) if stored else (0, "")
    return now is not None and (now.seq, now.head) != before and before[0] <= number <= now.seq


def _flaw(
    row: Mapping[str, Any], number: int, head: str, body: Mapping[str, Any] | None
) -> _Flaw | None:
    if type(row["seq"]) is not int or row["seq"] != number:
        return "order", {"seq": row["seq"], "expected": number}
    if row["hash"] != digest(f"{head}{row['body']}"):
        return "link", {}
    if body is None:
        return "body", {}
    name = _differing(row, body)
    if name is not None:
        return "column", {"name": name}
    if row["private"] and digest(str(row["private"])) != body.get("private"):
        return "private", {}
    return None


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that a case's row has, in a form that compares."""
    shown = {name: row[name] for name in (*_BORN, *_STANDS, "armed") if name in row}
    if "waivers" in row:
        shown["waivers"] = _parsed(row["waivers"])
    if "data" in row:
        shown["data"] = _given(_parsed(row["data"]))
    if "deadlines" in row:
        shown["deadlines"] = _by_id(row["deadlines"])
    if "desk" in row:
        desk = _parsed(row["desk"])
        shown["desk"] = _laid(desk) if isinstance(desk, dict) else desk
    return shown


def _laid(desk: Mapping[str, Any]) -> dict[str, Any]:
    """Return a desk without who is named in it, its tasks by number."""
    tasks = {str(task.get("n")): task for task in _tasks_of(desk)}
    rest = {name: item for name, item in desk.items() if name not in {"tasks", "names"}}
    return _given_only({**rest, "tasks": tasks})


def _tasks_of(desk: Mapping[str, Any]) -> list[dict[str, Any]]:
    tasks = desk.get("tasks")
    return [task for task in tasks if isinstance(task, dict)] if isinstance(tasks, list) else []


def _people(row: Mapping[str, Any]) -> str | None:
    """Return the digest of who the desk names; None where the row has no desk."""
    desk = _parsed(row["desk"]) if "desk" in row else None
    if not isinstance(desk, dict):
        return None
    named = desk.get("names", {})
    named = named if isinstance(named, dict) else {"names": named}
    tasks = named.get("tasks")
    rest = {name: item for name, item in named.items() if name != "tasks"}
    return digest(_show(_given_only({**rest, **(tasks if isinstance(tasks, dict) else {})})))


def _given_only(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in values.items() if item not in (None, {}, [], 0, "")}


def _sum(shown: Mapping[str, Any], names: Sequence[str]) -> str:
    return digest(_show([shown.get(name) for name in names]))


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return text


def _named(text: str) -> Any:
    body = _parsed(text)
    return body.get("name") if isinstance(body, dict) else None


def _given(data: Any) -> Any:
    """Leave out the fields without a value: one that was never given reads the same."""
    if not isinstance(data, dict):
        return data
    return {name: item for name, item in data.items() if item is not None}


def _by_id(deadlines: Any) -> Any:
    """Return running deadlines in one order, with their instants in microseconds."""
    try:
        return sorted(
            [*row[:3], _micros(row[3]), *row[4:6], row[6] and _micros(row[6])] for row in deadlines
        )
    except (IndexError, TypeError):
        return deadlines


def _canonical(text: str) -> dict[str, Any] | None:
    try:
        body = json.loads(text)
        same = isinstance(body, dict) and _encode(body) == text
    except (TypeError, ValueError, RecursionError):
        return None
    return body if same else None


def _differing(row: Mapping[str, Any], body: Mapping[str, Any]) -> str | None:
    for name in _COPIES:
        if name in row:
            mine, hashed = row[name], body.get(name)
            if type(mine) is not type(hashed) or mine != hashed:
                return name
    for name in _INSTANTS:
        if name in row and row[name] != _micros(body.get(name)):
            return name
    return None


def _micros(text: Any) -> int | None:
    try:
        return (datetime.fromisoformat(text) - _EPOCH) // _MICRO
    except (TypeError, ValueError):
        return None


def _place(case: str) -> str:
    return f"case {_tame(case)}"


def _definition(hash_: str) -> str:
    return f"definition {_tame(hash_)[:12]}"


def _tame(text: str) -> str:
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in str(text))


def _say(sentences: tuple[str, str], language: str, **values: Any) -> str:
    return sentences[language == "zh"].format(**values)


# What follows reads an export and prints; keyflow itself uses nothing of it.

_EVENT = {"case": str, "seq": int, "hash": str, "body": str}
_SEAL = {"n": int, "events": int, "hash": str, "entries": list}
_CASE = {"case": str, "seq": int, "head": str}
_DEFINITION = {"hash": str, "name": str, "body": str}
_TEXT_OR_NONE = (str, type(None))


def _lines(path: Path, shape: Mapping[str, type]) -> Iterator[dict[str, Any]]:
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            yield from (_shaped(path, at, line, shape) for at, line in enumerate(file, 1))
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Unusable(f"{path}: this is not UTF-8") from None


def _shaped(path: Path, at: int, line: str, shape: Mapping[str, type]) -> dict[str, Any]:
    try:
        row = json.loads(line)
        good = isinstance(row, dict) and all(type(row[name]) is shape[name] for name in shape)
    except (KeyError, ValueError, RecursionError):
        good = False
    if not good:
        raise Unusable(f"{path}: line {at} is not such a row")
    return dict(row)


def _events(folder: Path) -> Iterator[dict[str, Any]]:
    for row in _lines(folder / "events.jsonl", _EVENT):
        for name in ("key", "private"):
            if not isinstance(row.setdefault(name, None), _TEXT_OR_NONE):
                raise Unusable(f"{folder}: the {name} of an event is neither text nor null")
        yield row


def _seals(folder: Path) -> Iterator[dict[str, Any]]:
    for row in _lines(folder / "seals.jsonl", _SEAL):
        for entry in row["entries"]:
            if not isinstance(entry, list) or [type(part) for part in entry] != [str, int, str]:
                raise Unusable(f"{folder}: seal {row['n']} holds what is no entry")
        yield row


def examine_folder(folder: Path, checkpoint: Checkpoint | None) -> tuple[Report, str | None]:
    """Verify an export; return the report and the one case it holds, or None for all.

    Raises `Unusable` where a file is missing or out of shape.
    """
    manifest = next(_lines(folder / "export.json", {"format": int}), {})
    only = manifest.get("case")
    if manifest.get("format") != FORMAT or not isinstance(only, _TEXT_OR_NONE):
        raise Unusable(f"{folder}: this is not an export of format {FORMAT}")
    report = examine(
        seals=_seals(folder),
        heads=lambda: _lines(folder / "cases.jsonl", _CASE),
        events=_events(folder),
        definitions=_lines(folder / "definitions.jsonl", _DEFINITION),
        checkpoint=checkpoint,
        only=only,
    )
    return report, only


def _checkpoint(given: str | None) -> Checkpoint | None:
    if given is None:
        return None
    if given.startswith("keyflow "):
        return Checkpoint.parse(given.strip())
    try:
        return Checkpoint.parse(Path(given).read_text(encoding="utf-8").strip())
    except OSError as error:
        raise Unusable(f"{given}: {error.strerror}") from None


def _account(
    report: Report, only: str | None, checkpoint: Checkpoint | None, language: str
) -> Iterator[str]:
    for problem in report.problems:
        yield f"{problem.place}: {problem.say(language)}"
    if only is not None:
        yield _say(_SCOPE, language, place=_place(only))
    yield _say(
        _TOTALS,
        language,
        cases=report.cases,
        events=report.events,
        seals=report.seals,
        covered=report.covered,
        uncovered=report.uncovered,
    )
    yield _say(_ERASED, language, erased=report.erased)
    if checkpoint is None:
        yield _say(_UNHELD, language)
    else:
        yield _say(_HELD, language, n=checkpoint.n)
    yield _say(_VERDICT[report.ok], language)


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the export the arguments name, print what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description="Verify a history that keyflow exported.")
    parser.add_argument("--checkpoint", metavar="FILE_OR_LINE", help="one kept outside")
    parser.add_argument("--folder", type=Path, default=Path(), help="the export (default: here)")
    parser.add_argument("--language", choices=("en", "zh"), default="en")
    given = parser.parse_args(arguments)
    try:
        checkpoint = _checkpoint(given.checkpoint)
        report, only = examine_folder(given.folder, checkpoint)
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for line in _account(report, only, checkpoint, given.language):
        sys.stdout.write(f"{line}\n")
    return 0 if report.ok else 1


if __name__ == "__main__":
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
