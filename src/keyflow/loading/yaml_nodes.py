"""Reads YAML 1.2 (core schema) into nodes; the only door to ruamel.yaml.

The scanner's events are put together here, without recursion, so that anchors and aliases are met
as written, each with its line, and never expanded.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from keyflow.loading.nodes import Node, Report, Tree, integer
from keyflow.model import limits

_CONSTANTS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+\Z")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z")
_BRACKET = re.compile(r"[][{}]")
_QUOTE = "put it in quotes if it is text"


def compose(text: str, report: Report) -> Node | None:
    """Give the root node of the only document in a text, None where it is empty.

    Raises `DefinitionError` where the text is not YAML, is nested too deep or is too long.
    """
    _refuse_deep_lines(text, report)
    tree = Tree(report)
    documents = 0
    for event in _events(text, report):
        if isinstance(event, DocumentStartEvent):
            documents += 1
            _check_document(event, documents, report)
        elif isinstance(event, NodeEvent):
            _take(event, tree)
        elif isinstance(event, CollectionEndEvent):
            tree.end()
    return tree.root


def _refuse_deep_lines(text: str, report: Report) -> None:
    # The scanner looks ahead along a line and needs half a second for 3,000 brackets on it.
    for number, line in enumerate(text.split("\n"), 1):
        depth = 0
        for bracket in _BRACKET.findall(line):
            depth = depth + 1 if bracket in "[{" else max(depth - 1, 0)
            if depth > limits.DEPTH:
                raise report.stop(f"nested deeper than {limits.DEPTH}", number)


def _events(text: str, report: Report) -> Iterator[Any]:
    line = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = event.end_mark.line + 1
            yield event
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else line
        raise report.stop(f"is not YAML: {error.problem or error.context}", line) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise report.stop("holds a control character", line, "remove it") from None
    # The scanner answers some malformed escapes and tags with errors of Python's own.
    except (YAMLError, ValueError, LookupError, TypeError, AttributeError, OverflowError):
        raise report.stop("is not YAML here or soon after", line) from None


def _check_document(event: Any, documents: int, report: Report) -> None:
    line = event.start_mark.line + 1
    if documents > 1:
        raise report.stop("holds more than one document", line, "split the file at ---")
    if event.version not in {None, (1, 2)}:
        report.add("asks for another YAML than 1.2", (), line, "remove the %YAML line")


def _take(event: Any, tree: Tree) -> None:
    line = event.start_mark.line + 1
    wrong, hint = _indirect(event)
    if isinstance(event, SequenceStartEvent):
        tree.begin(Node("list", line, wrong=wrong, hint=hint))
    elif isinstance(event, MappingStartEvent):
        tree.begin(Node("map", line, wrong=wrong, hint=hint))
    elif isinstance(event, ScalarEvent) and not wrong:
        tree.leaf(_scalar(event, line))
    else:
        tree.leaf(Node("scalar", line, wrong=wrong, hint=hint))


def _indirect(event: Any) -> tuple[str, str]:
    if isinstance(event, AliasEvent):
        return f"aliases (*{event.anchor}) are not taken", "write the value out"
    if event.anchor:
        return f"anchors (&{event.anchor}) are not taken", "write the value out where it is used"
    if event.tag:
        return f"tags ({event.tag}) are not taken", "remove the tag"
    return "", ""


def _scalar(event: Any, line: int) -> Node:
    plain = event.implicit[0]
    try:
        value = _core(event.value) if plain else event.value
    except ValueError as error:
        return Node("scalar", line, wrong=f"{event.value:.40} {error}", hint=_QUOTE)
    return Node("scalar", line, value, plain=plain)


def _core(text: str) -> Any:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return integer(text)
    if _LEADING_ZERO.match(text):
        msg = "begins with a zero"
        raise ValueError(msg)
    if _NOT_FINITE.match(text):
        msg = "is not a finite number"
        raise ValueError(msg)
    return Decimal(text) if _DECIMAL.match(text) else text
