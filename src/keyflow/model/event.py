"""`Event`: one past-tense fact in a case's audit chain, and how it is hashed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import orjson

from keyflow.finding import Result

GENESIS = "0" * 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)

# What orjson would write in a form of its own is refused, as the standard library does.
_PLAIN = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS


def canonical(value: Any) -> str:
    """Return JSON that is the same bytes everywhere; equal to RFC 8785 for what events hold.

    Events hold text, whole numbers up to 2**53, booleans, lists and mappings with ASCII keys; what
    is none of these raises `TypeError`.
    """
    return orjson.dumps(value, option=_PLAIN).decode()


def link(previous: str, body: str) -> str:
    """Return the hash of an event: SHA-256 over the previous hash and its canonical body."""
    return hashlib.sha256(f"{previous}{body}".encode()).hexdigest()


def commitment(private: str) -> str:
    """Return the hash that stands in an event for its private part; that part holds a salt."""
    return hashlib.sha256(private.encode()).hexdigest()


def micros(at: datetime) -> int:
    """Return an instant as whole microseconds since 1970, as the tables keep it."""
    return (at - _EPOCH) // _MICRO


@lru_cache(maxsize=1_000)
def written(at: datetime) -> str:
    """Return an instant in UTC as text, as `isoformat` does in three times the time.

    A command says the same few instants several times.
    """
    return orjson.dumps(at).decode()[1:-1]


def moment(value: int) -> datetime:
    """Return the instant of a count of microseconds since 1970."""
    return _EPOCH + value * _MICRO


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How one check went: its id, `result`, and the code of what it found."""

    check: str
    result: Result
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One accepted or refused command, as one case of its family saw it.

    `body` is what is hashed; `private` (actor, comment, sentences, personal fields) is None once
    erased. `id` is the command's and shared by all cases it touched. `seq` counts from 1 per case.
    """

    case: str
    seq: int
    root: str
    id: str
    verb: str
    trigger: str | None
    accepted: bool
    occurred_at: datetime
    recorded_at: datetime
    body: Mapping[str, Any]
    private: Mapping[str, Any] | None
    hash: str
    key: str | None = None

    @property
    def actor(self) -> str | None:
        """Who did it; None once erased."""
        return self.private.get("actor") if self.private else None

    @property
    def comment(self) -> str:
        """What was said with it."""
        return str(self.private.get("comment", "")) if self.private else ""

    @property
    def signature(self) -> str:
        """Where the signature given with a vote is kept; empty once erased."""
        return str(self.private.get("signature", "")) if self.private else ""

    @property
    def attachments(self) -> tuple[str, ...]:
        """Where the papers given with a vote are kept; none once erased."""
        return tuple(self.private.get("attachments", ())) if self.private else ()

    @property
    def written(self) -> dict[str, Any]:
        """The stored JSON of the data fields it wrote; personal ones are missing once erased."""
        private = (self.private or {}).get("data", {})
        return {**self.body.get("data", {}), **private}

    @property
    def source(self) -> str | None:
        """The state before."""
        return self.body.get("source")

    @property
    def state(self) -> str:
        """The state after."""
        return str(self.body["state"])

    @property
    def checks(self) -> tuple[CheckResult, ...]:
        """Every check that ran, in order, with its result."""
        return tuple(CheckResult(*item) for item in self.body.get("checks", ()))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the findings that refused it; empty for an accepted command."""
        return tuple(self.body.get("codes", ()))

    @property
    def text(self) -> str:
        """What a note says; empty for other commands and once erased."""
        return str(self.private.get("text", "")) if self.private else ""

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the findings, in English; empty once erased."""
        return self.said("en")

    def said(self, language: str) -> tuple[str, ...]:
        """Return the findings' sentences as they were said then, in a language or in English."""
        found = self.private.get("findings", ()) if self.private else ()
        return tuple(words.get(language, words["en"]) for _check, _code, words in found)
