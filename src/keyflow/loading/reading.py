"""Reads a definition (YAML 1.2, TOML, JSON or a mapping) into plain data that knows its lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from keyflow.loading import json_nodes, toml_data, yaml_nodes
from keyflow.loading.nodes import Lines, Path, Report, cleaned, nearest, to_data
from keyflow.model import limits

_SUFFIXES = (".yaml", ".yml", ".toml", ".json")
_LONGEST_NAME = 1_000
_FORBIDDEN = re.compile(r"[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Read:
    """Plain data (no floats, no dates), the file it came from and the line of each path."""

    data: dict[str, Any]
    file: str
    lines: Mapping[Path, int]

    def line(self, path: Path) -> int:
        """Give the line, from 1, of a path or of its nearest known ancestor; 0 if unknown."""
        return nearest(self.lines, path)


def read(source: str | FilePath | Mapping[str, Any], *, name: str = "") -> Read:
    """Read a definition from a file, a YAML text or a mapping.

    A path, and a text of one line that names an existing file or ends in .yaml, .yml, .toml or
    .json, is read as a file; its suffix says the format. `name` stands for the file in messages
    about a text or a mapping. A byte order mark at the start of a file is dropped. Raises
    `DefinitionError` with everything that is wrong.
    """
    match source:
        case Mapping():
            return _finish(source, {}, Report(name or "<mapping>"))
        case FilePath():
            return _read_file(source)
        case str() if _names_file(source):
            return _read_file(FilePath(source))
        case str():
            return _read_text(source, ".yaml", Report(name or "<text>"))
        case _:
            kind = type(source).__name__
            raise Report(name).stop(f"a definition is a path, a text or a mapping, not {kind}")


def _names_file(text: str) -> bool:
    if "\n" in text or len(text) > _LONGEST_NAME:
        return False
    try:
        return text.endswith(_SUFFIXES) or FilePath(text).is_file()
    except (OSError, ValueError):
        return False


def _read_file(path: FilePath) -> Read:
    report = Report(str(path))
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        raise report.stop(f"is not a {', '.join(_SUFFIXES)} file", hint="rename the file")
    content = _content(path, report)
    if len(content) > limits.DEFINITION:
        raise _too_large(report)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise report.stop("is not UTF-8 text", line, "save the file as UTF-8") from None
    return _read_text(text, suffix, report)


def _content(path: FilePath, report: Report) -> bytes:
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(limits.DEFINITION + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise report.stop(f"cannot be read: {reason}") from None
    raise report.stop("there is no such file")


def _too_large(report: Report) -> Exception:
    return report.stop(f"is larger than {limits.DEFINITION} bytes", hint="split it into workflows")


def _read_text(text: str, suffix: str, report: Report) -> Read:
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        line = text.count("\n", 0, forbidden.start()) + 1
        raise report.stop("holds a NUL character or a lone surrogate", line, "remove it")
    if len(text) > limits.DEFINITION or len(text.encode()) > limits.DEFINITION:
        raise _too_large(report)
    lines: Lines = {}
    data: Any
    if suffix == ".toml":
        data, lines = toml_data.parse(text, report)
    else:
        compose = json_nodes.compose if suffix == ".json" else yaml_nodes.compose
        root = compose(text, report)
        data = to_data(root, (), lines, report) if root else None
        if root:
            lines[()] = root.line
    return _finish(data, lines, report)


def _finish(data: Any, lines: Lines, report: Report) -> Read:
    if not isinstance(data, Mapping):
        report.settle()
        kind = "nothing" if data is None else "a list" if isinstance(data, list) else "one value"
        raise report.stop(f"a definition is a mapping, and here is {kind}", lines.get((), 0))
    plain = cleaned(data, (), lines, report)
    report.settle()
    return Read(plain, report.file, lines)
