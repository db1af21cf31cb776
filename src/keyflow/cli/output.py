"""Prints answers: JSON, plain lines, or a table; nothing in them can steer the terminal."""

import json
import re
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from keyflow.finding import Finding

# Control characters, and marks that turn the direction of text.
_TRICKS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def tame(text: str) -> str:
    r"""Spell out what could steer a terminal, such as `\x1b`."""
    return _TRICKS.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def as_json(value: Any) -> None:
    """Print a plain value as JSON."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def line(text: str = "") -> None:
    """Print a line to the answer."""
    click.echo(tame(text))


def pairs(rows: Sequence[tuple[str, str]], indent: str = "") -> None:
    """Print names with their values, in two columns."""
    for name, value in rows:
        line(f"{indent}{name}: {value}")


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; the first column is never broken."""
    # rich is loaded for a table only: it costs more than the rest of a start.
    tables = import_module("keyflow.cli.tables")
    tables.draw(columns, [[tame(cell) for cell in row] for row in rows])


def finding_line(finding: Finding, language: str) -> str:
    """Say a finding in a line: how much it weighs, where it comes from, and the sentence."""
    return f"{finding.severity} {finding.check or finding.code}: {finding.say(language)}"
