"""Reads JSON into nodes: the standard library says whether it is JSON, a scan finds the lines."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from keyflow.loading.nodes import Node, Report, Tree, integer
from keyflow.model import limits

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}]|[^][{}\s,:"]+')
_CONSTANTS = {"null": None, "true": True, "false": False}


def compose(text: str, report: Report) -> Node | None:
    """Give the root node of a JSON text; raise `DefinitionError` where it is not JSON."""
    try:
        json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except json.JSONDecodeError as error:
        raise report.stop(f"is not JSON: {error.msg}", error.lineno) from None
    except RecursionError:
        raise report.stop(f"nested deeper than {limits.DEPTH}") from None
    tree = Tree(report)
    for piece, line in _pieces(text):
        match piece:
            case "{":
                tree.begin(Node("map", line))
            case "[":
                tree.begin(Node("list", line))
            case "}" | "]":
                tree.end()
            case _:
                tree.leaf(_scalar(piece, line))
    return tree.root


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    line, before = 1, 0
    for match in _PIECE.finditer(text):
        line += text.count("\n", before, match.start())
        before = match.start()
        yield match[0], line


def _scalar(piece: str, line: int) -> Node:
    try:
        return Node("scalar", line, _value(piece))
    except ValueError as error:
        return Node(
            "scalar", line, wrong=f"{piece:.40} {error}", hint="write it as text, in quotes"
        )


def _value(piece: str) -> Any:
    if piece in _CONSTANTS:
        return _CONSTANTS[piece]
    if piece.startswith('"'):
        return json.loads(piece)
    if piece in {"NaN", "Infinity", "-Infinity"}:
        msg = "is not a finite number"
        raise ValueError(msg)
    return Decimal(piece) if set(piece) & set(".eE") else integer(piece)
