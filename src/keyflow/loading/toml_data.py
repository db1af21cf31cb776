"""Reads TOML with the standard library, and finds the lines it does not tell."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from keyflow.loading.nodes import Lines, Path, Report
from keyflow.model import limits

_PIECE = re.compile(
    r'''"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|#[^\n]*'''
    r"""|\n|[][{}=.,]|[A-Za-z0-9_-]+""",
    re.DOTALL,
)
_OPENS, _CLOSES = frozenset("[{"), frozenset("]}")
_ENDS_KEY = _OPENS | _CLOSES | {"=", ",", "\n"}
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)\Z")


def parse(text: str, report: Report) -> tuple[dict[str, Any], Lines]:
    """Give the data of a TOML text, as tomllib reads it, and the lines of its paths.

    A member of an inline table or array has no line of its own. Raises `DefinitionError`.
    """
    _refuse_long_keys(text, report)
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        raise report.stop(f"nested deeper than {limits.DEPTH}") from None
    except tomllib.TOMLDecodeError as error:
        place = _PLACE.search(str(error))
        line = int(place[1] or text.count("\n") + 1) if place else 0
        raise report.stop(f"is not TOML: {_PLACE.sub('', str(error))}", line) from None
    except ValueError:
        raise report.stop(
            "holds a whole number beyond 2**53 - 1", hint="write it as text"
        ) from None
    return data, _Places().of(_statements(text))


def _refuse_long_keys(text: str, report: Report) -> None:
    # tomllib takes time with the square of a dotted key's length.
    dots = 0
    for match in _PIECE.finditer(text):
        piece = match[0]
        dots = dots + (piece == ".") if piece not in _ENDS_KEY else 0
        if dots > limits.DEPTH:
            line = text.count("\n", 0, match.start()) + 1
            raise report.stop(f"nested deeper than {limits.DEPTH}", line)


def _statements(text: str) -> Iterator[tuple[int, list[str]]]:
    line, nested = 1, 0
    head: list[str] = []
    in_value = False
    for piece in (match[0] for match in _PIECE.finditer(f"{text}\n")):
        if piece == "\n" and not nested:
            if head and not in_value:
                yield line, head
            head, in_value = [], False
        elif in_value:
            nested += (piece in _OPENS) - (piece in _CLOSES)
        elif piece == "=":
            yield line, head
            in_value = True
        elif not piece.startswith("#"):
            head.append(piece)
        line += piece.count("\n")


@dataclass
class _Places:
    """Follows the headers of a file to the path of each of its keys."""

    lines: Lines = field(default_factory=lambda: {(): 1})
    base: Path = ()
    arrays: dict[Path, int] = field(default_factory=dict)

    def of(self, statements: Iterator[tuple[int, list[str]]]) -> Lines:
        """Give the line of every path the statements of a valid file write."""
        for line, head in statements:
            names = [_name(piece) for piece in head if piece not in {".", "[", "]"}]
            if head[:2] == ["[", "["]:
                self._item(names, line)
            elif head[0] == "[":
                self.base = self._resolved(names)
                self._note(self.base, line)
            else:
                self._note((*self.base, *names), line)
        return self.lines

    def _item(self, names: list[str], line: int) -> None:
        array = (*self._resolved(names[:-1]), names[-1])
        self.arrays[array] = self.arrays.get(array, -1) + 1
        self.base = (*array, self.arrays[array])
        self._note(self.base, line)

    def _resolved(self, names: list[str]) -> Path:
        path: Path = ()
        for name in names:
            path = (*path, name)
            if path in self.arrays:
                path = (*path, self.arrays[path])
        return path

    def _note(self, path: Path, line: int) -> None:
        for end in range(1, len(path) + 1):
            self.lines.setdefault(path[:end], line)


def _name(piece: str) -> str:
    return next(iter(tomllib.loads(f"{piece}=0"))) if piece[0] in "\"'" else piece
