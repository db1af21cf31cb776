"""Reads an event log in XES: its traces, with their attributes and their events in order."""

import gzip
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

_CHUNK = 1 << 16


class LogError(ValueError):
    """The file is not a log that can be replayed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the log: what was done, by whom, when; `id` is the log's own."""

    id: str
    activity: str
    resource: str
    at: datetime


@dataclass(frozen=True)
class Trace:
    """One case of the log."""

    attributes: dict[str, str]
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The log's name of the case."""
        return self.attributes["concept:name"]

    @cached_property
    def deadline(self) -> datetime:
        """When it was due."""
        return datetime.fromisoformat(self.attributes["deadline"])

    @cached_property
    def end(self) -> datetime | None:
        """When it ended; None where the log does not say."""
        text = self.attributes.get("enddate")
        return datetime.fromisoformat(text) if text else None

    @cached_property
    def start(self) -> datetime:
        """When it began: its start date, unless an event or its end was recorded before that."""
        instants = [datetime.fromisoformat(self.attributes["startdate"])]
        instants += [entry.at for entry in self.entries[:1]]
        return min([*instants, self.end] if self.end else instants)


def read(path: Path) -> list[Trace]:
    """Return the traces of a log, packed by gzip or not; raises `LogError`."""
    reading = _Reading()
    parser = ElementTree.XMLParser(target=reading)  # noqa: S314 - it refuses document types
    opened = gzip.open if path.suffix == ".gz" else Path.open
    try:
        with opened(path, "rb") as file:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
        parser.close()
    except (ElementTree.ParseError, KeyError, ValueError, OSError, EOFError) as error:
        raise LogError(f"{path.name} cannot be read as a log: {error}") from error
    return reading.traces


class _Reading:
    """Told of every element by the parser; keeps what stands directly in a trace or an event."""

    def __init__(self) -> None:
        self.traces: list[Trace] = []
        self._path: list[str] = []
        self._holders: list[dict[str, str]] = []
        self._entries: list[Entry] = []

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """Refuse a document type: a log needs none, and entities are how a file grows or spies."""
        raise LogError("it declares a document type, which a log has no need of")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element's opening."""
        name = tag.rpartition("}")[2]
        if name in {"trace", "event"}:
            self._holders.append({})
        elif self._path and self._path[-1] in {"trace", "event"}:
            self._holders[-1][attributes["key"]] = attributes.get("value", "")
        self._path.append(name)

    def end(self, _tag: str) -> None:
        """Take an element's end."""
        name = self._path.pop()
        if name == "event":
            self._entries.append(_entry(self._holders.pop()))
        elif name == "trace":
            self.traces.append(Trace(self._holders.pop(), tuple(self._entries)))
            self._entries = []

    def close(self) -> None:
        """Take the end of the file."""


def _entry(attributes: dict[str, str]) -> Entry:
    return Entry(
        attributes["concept:instance"],
        attributes["concept:name"],
        attributes["org:resource"],
        datetime.fromisoformat(attributes["time:timestamp"]),
    )
