"""What every reader shares: nodes that know their lines, and the plain data made of them."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import Any, Literal

from keyflow.errors import DefinitionError, Problem
from keyflow.model import limits
from keyflow.model.money import decimal

Path = tuple[str | int, ...]
Lines = dict[Path, int]

PROBLEMS = 50
VALUES = 20_000

_FORBIDDEN = re.compile(r"[\x00\ud800-\udfff]")
_AS_TEXT = "write it as text, in quotes"


class Report:
    """The problems of one file, raised together; the fiftieth ends the reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._problems: list[Problem] = []
        self._values = 0

    def add(self, message: str, path: Path = (), line: int = 0, hint: str = "") -> None:
        """Note a problem and read on."""
        dotted = ".".join(str(part) for part in path)
        self._problems.append(Problem(message, dotted, self.file, line, hint))
        if len(self._problems) >= PROBLEMS:
            self.settle()

    def stop(self, message: str, line: int = 0, hint: str = "") -> DefinitionError:
        """Give the error to raise where reading on makes no sense."""
        return DefinitionError([*self._problems, Problem(message, "", self.file, line, hint)])

    def count(self, line: int) -> None:
        """Count one value of the data; the 20,001st raises `DefinitionError`."""
        self._values += 1
        if self._values > VALUES:
            raise self.stop(f"holds more than {VALUES} values", line)

    def settle(self) -> None:
        """Raise `DefinitionError` with all problems, if there are any."""
        if self._problems:
            raise DefinitionError(self._problems)


@dataclass(slots=True)
class Node:
    """A piece of a document; a map's children are its keys and values in turn.

    `wrong` says why a scalar (or the whole piece) cannot be taken, `hint` how to mend it; `plain`
    is true for a scalar without quotes.
    """

    kind: Literal["map", "list", "scalar"]
    line: int
    value: Any = None
    children: "list[Node]" = field(default_factory=list)
    plain: bool = False
    wrong: str = ""
    hint: str = ""


class Tree:
    """Builds the nodes of one document from what a scanner meets, without recursion."""

    def __init__(self, report: Report) -> None:
        self.root: Node | None = None
        self._report = report
        self._open: list[Node] = []
        self._count = 0

    def begin(self, node: Node) -> None:
        """Open a map or a list."""
        self.leaf(node)
        self._open.append(node)
        if len(self._open) > limits.DEPTH:
            raise self._report.stop(f"nested deeper than {limits.DEPTH}", node.line)

    def leaf(self, node: Node) -> None:
        """Put a node into the map or list that is open."""
        self._count += 1
        if self._count > VALUES:
            raise self._report.stop(f"holds more than {VALUES} values", node.line)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node

    def end(self) -> None:
        """Close the map or list opened last."""
        self._open.pop()


def integer(text: str) -> int:
    """Read a whole number of any base, or raise `ValueError` when it is beyond 2**53 - 1."""
    number = int(text, 0) if len(text) <= limits.ID else math.inf
    if abs(number) > limits.SAFE_INTEGER:
        msg = "is beyond 2**53 - 1"
        raise ValueError(msg)
    return int(number)


def to_data(node: Node, path: Path, lines: Lines, report: Report) -> Any:
    """Turn nodes into plain data, noting the line of every path and all that is wrong."""
    if node.wrong:
        report.add(node.wrong, path, node.line, node.hint)
        return None
    match node.kind:
        case "map":
            return _to_dict(node, path, lines, report)
        case "list":
            items = []
            for place, child in enumerate(node.children):
                lines[(*path, place)] = child.line
                items.append(to_data(child, (*path, place), lines, report))
            return items
        case _:
            return node.value


def _to_dict(node: Node, path: Path, lines: Lines, report: Report) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in zip(node.children[::2], node.children[1::2], strict=True):
        if not _is_key(key, path, report):
            continue
        here = (*path, key.value)
        if key.value in data:
            message = f"{key.value!r} is written twice, on lines {lines[here]} and {key.line}"
            report.add(message, here, key.line, "keep one of the two")
            continue
        lines[here] = key.line
        data[key.value] = to_data(value, here, lines, report)
    return data


def _is_key(key: Node, path: Path, report: Report) -> bool:
    if key.wrong:
        report.add(key.wrong, path, key.line, key.hint)
    elif key.plain and key.value == "<<":
        report.add("merge keys (<<) are not taken", path, key.line, "write the values out")
    elif key.kind != "scalar":
        report.add("a key must be text, not a list or a map", path, key.line)
    elif not isinstance(key.value, str):
        report.add(f"the key {key.value} must be text", path, key.line, "put it in quotes")
    else:
        return True
    return False


def cleaned(value: Any, path: Path, lines: Mapping[Path, int], report: Report) -> Any:
    """Give data as definitions hold it, noting every value that cannot stand in one.

    Floats become decimals by their shortest spelling, dates ISO 8601 text, tuples lists.
    """
    report.count(nearest(lines, path))
    try:
        return _cleaned(value, path, lines, report)
    except DefinitionError:
        raise
    except ValueError as error:
        hint = _AS_TEXT if isinstance(value, int | float | Decimal) else ""
        report.add(str(error), path, nearest(lines, path), hint)
        return None


def _cleaned(value: Any, path: Path, lines: Mapping[Path, int], report: Report) -> Any:
    match value:
        case Mapping() | list() | tuple() if len(path) >= limits.DEPTH:
            raise report.stop(f"nested deeper than {limits.DEPTH}", nearest(lines, path))
        case Mapping():
            return {
                _key(key, path, lines, report): cleaned(item, (*path, key), lines, report)
                for key, item in value.items()
            }
        case list() | tuple():
            return [
                cleaned(item, (*path, place), lines, report) for place, item in enumerate(value)
            ]
        case _:
            return _scalar(value)


def _key(key: Any, path: Path, lines: Mapping[Path, int], report: Report) -> Any:
    if not isinstance(key, str):
        report.add(f"the key {key!r:.80} must be text", path, nearest(lines, path))
    elif _FORBIDDEN.search(key):
        report.add("a key holds a NUL character or a lone surrogate", path, nearest(lines, path))
    return key


def _scalar(value: Any) -> Any:
    match value:
        case bool() | None:
            return value
        case str():
            if _FORBIDDEN.search(value):
                msg = "holds a NUL character or a lone surrogate"
                raise ValueError(msg)
            return value
        case int():
            if abs(value) > limits.SAFE_INTEGER:
                msg = "is beyond 2**53 - 1"
                raise ValueError(msg)
            return value
        case float() | Decimal():
            return decimal(Decimal(repr(value)) if isinstance(value, float) else value)
        case date() | time():
            return value.isoformat()
        case _:
            msg = f"a value of type {type(value).__name__} cannot stand in a definition"
            raise ValueError(msg)


def nearest(lines: Mapping[Path, int], path: Path) -> int:
    """Give the line of a path or of its nearest known ancestor; 0 if there is none."""
    return next((lines[path[:end]] for end in range(len(path), -1, -1) if path[:end] in lines), 0)
