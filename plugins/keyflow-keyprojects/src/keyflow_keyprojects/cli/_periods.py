"""Months, quarters and years that commands are asked about; what is none is refused."""

import re
from collections.abc import Mapping

import click

from keyflow_keyprojects.cli._desk import Desk

_MONTH, _QUARTER, _YEAR = r"\d{4}-(0[1-9]|1[0-2])", r"\d{4}-Q[1-4]", r"\d{4}"


def month(desk: Desk, text: str) -> str:
    """Return a month such as 2011-03; ends the command where it is none."""
    return _one_of(desk, text, _MONTH, ("2011-03 这样的月份", "a month such as 2011-03"))


def quarter(desk: Desk, text: str) -> str:
    """Return a quarter such as 2011-Q1; ends the command where it is none."""
    return _one_of(desk, text, _QUARTER, ("2011-Q1 这样的季度", "a quarter such as 2011-Q1"))


def year(desk: Desk, text: str) -> str:
    """Return a year such as 2011; ends the command where it is none."""
    return _one_of(desk, text, _YEAR, ("2011 这样的年度", "a year such as 2011"))


def quarter_or_year(desk: Desk, text: str) -> str:
    """Return a quarter such as 2011-Q1 or a year such as 2011; ends the command for another."""
    words = ("2011-Q1 这样的季度或 2011 这样的年度", "a quarter such as 2011-Q1, or a year")
    return _one_of(desk, text, f"{_QUARTER}|{_YEAR}", words)


def checked(desk: Desk, told: Mapping[str, object]) -> None:
    """End the command where an argument that is called `month` or `quarter` is none."""
    for name, check in (("month", month), ("quarter", quarter)):
        if name in told:
            check(desk, str(told[name]))


def _one_of(desk: Desk, text: str, pattern: str, words: tuple[str, str]) -> str:
    if re.fullmatch(pattern, text, re.ASCII):
        return text
    zh, en = words
    raise click.UsageError(desk.pick(f"{text!r} 不是{zh}", f"{text!r} is not {en}"))
