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
_encode = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False, allow_nan=False
).encode
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
    return digest(previous + "".join(lines))


def examine(
    *,
    seals: Iterable[Mapping[str, Any]],
    heads: Iterable[tuple[str, int, str]],
    events: Iterable[Mapping[str, Any]],
    checkpoint: Checkpoint | None = None,
    again: Callable[[], Iterable[tuple[str, int, str]]] | None = None,
    only: str | None = None,
) -> Report:
    """Check seals, then cases, then events, which come by case and number; each is read once.

    A seal has `n`, `events`, `hash` and `entries`; an event has `case`, `seq`, `hash`, `body`,
    `private` (None or empty once erased) and any columns that repeat the body. `again` reads the
    heads once more, to tell a case that moved during the reading from a bad one. With `only` the
    cases and events are those of one case.
    """
    examination = _Examination(only)
    examination.read_seals(seals, checkpoint)
    examination.heads.update((case, (seq, head)) for case, seq, head in heads)
    for case, rows in groupby(events, key=itemgetter("case")):
        examination.read_chain(case, rows)
    examination.settle(again)
    return examination.report()


class _Examination:
    def __init__(self, only: str | None) -> None:
        self.only = only
        self.problems: list[AuditProblem] = []
        self.heads: dict[str, tuple[int, str]] = {}
        self.marks: dict[str, list[tuple[int, str, int]]] = {}
        self.doubts: dict[str, tuple[tuple[int, str] | None, int]] = {}
        self.cases = self.events = self.seals = self.covered = self.erased = 0
        if only is not None:
            # A case that was asked for and is not there at all must not pass for a good one.
            self.heads[only] = (0, "")

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

    def read_chain(self, case: str, rows: Iterable[Mapping[str, Any]]) -> None:
        marks = self.marks.pop(case, [])
        number, head, found = self._walk(rows, marks)
        stored = self.heads.pop(case, None)
        self.cases += 1
        self.events += number
        self.covered += min(number, marks[-1][0] if marks else 0)
        if found is not None:
            at, code, values = found
            self.fault(f"{_place(case)} event {at}", code, **values)
        elif stored != (number, head):
            self.doubts[case] = (stored, number)

    def _walk(
        self, rows: Iterable[Mapping[str, Any]], marks: Sequence[tuple[int, str, int]]
    ) -> tuple[int, str, tuple[Any, str, dict[str, Any]] | None]:
        number, head, found = 0, GENESIS, None
        sealed = {seq: (hash_, n) for seq, hash_, n in marks}
        for number, row in enumerate(rows, 1):
            self.erased += not row["private"]
            if found is None:
                flaw = _flaw(row, number, head) or _rewritten(row, sealed.get(number))
                found = flaw and (row["seq"], *flaw)
                head = row["hash"]
        gone = next((mark for mark in marks if mark[0] > number), None)
        if found is None and gone is not None:
            found = (number + 1, "cut", {"n": gone[2], "seq": gone[0]})
        return number, head, found

    def settle(self, again: Callable[[], Iterable[tuple[str, int, str]]] | None) -> None:
        self.doubts.update((case, (stored, 0)) for case, stored in self.heads.items())
        now = {}
        if self.doubts and again is not None:
            now = {case: (seq, head) for case, seq, head in again() if case in self.doubts}
        for case, (known, number) in self.doubts.items():
            if not _moved(known, number, now.get(case)):
                self._unlike(case, known, number)
        for case, marks in self.marks.items():
            if case not in self.doubts and self.only in (None, case):
                self.fault(f"{_place(case)} event 1", "cut", n=marks[0][2], seq=marks[0][0])

    def _unlike(self, case: str, stored: tuple[int, str] | None, number: int) -> None:
        if stored is None:
            self.fault(_place(case), "orphan")
        elif number == 0:
            self.fault(_place(case), "empty")
        else:
            self.fault(f"{_place(case)} event {number}", "head", seq=number)

    def report(self) -> Report:
        return Report(
            tuple(self.problems), self.cases, self.events, self.seals, self.covered, self.erased
        )


def _moved(stored: tuple[int, str] | None, number: int, now: tuple[int, str] | None) -> bool:
    """Whether a case went on between two readings of its row, with its events read between."""
    before = stored[0] if stored else 0
    return now is not None and now != stored and before <= number <= now[0]


def _flaw(row: Mapping[str, Any], number: int, head: str) -> tuple[str, dict[str, Any]] | None:
    if type(row["seq"]) is not int or row["seq"] != number:
        return "order", {"seq": row["seq"], "expected": number}
    if row["hash"] != digest(f"{head}{row['body']}"):
        return "link", {}
    body = _canonical(row["body"])
    if body is None:
        return "body", {}
    name = _differing(row, body)
    if name is not None:
        return "column", {"name": name}
    if row["private"] and digest(str(row["private"])) != body.get("private"):
        return "private", {}
    return None


def _rewritten(
    row: Mapping[str, Any], sealed: tuple[str, int] | None
) -> tuple[str, dict[str, Any]] | None:
    if sealed is None or sealed[0] == row["hash"]:
        return None
    return "sealed", {"n": sealed[1]}


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
    shown = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in str(case))
    return f"case {shown}"


def _say(sentences: tuple[str, str], language: str, **values: Any) -> str:
    return sentences[language == "zh"].format(**values)


# What follows reads an export and prints; keyflow itself uses nothing of it.

_EVENT = {"case": str, "seq": int, "hash": str, "body": str}
_SEAL = {"n": int, "events": int, "hash": str, "entries": list}
_CASE = {"case": str, "seq": int, "head": str}
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
    rows = _lines(folder / "cases.jsonl", _CASE)
    report = examine(
        seals=_seals(folder),
        heads=((row["case"], row["seq"], row["head"]) for row in rows),
        events=_events(folder),
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
