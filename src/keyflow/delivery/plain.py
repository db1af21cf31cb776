"""What templates are filled with: plain data, looked through before it is used."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any

PLAIN = (str, int, bool, type(None), Decimal, date, datetime)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_DEPTH = 32


class TemplateFailed(Exception):
    """A template could not be rendered with this data; nothing of its output was kept."""


class Plain(dict[str, Any]):
    """A context that was looked through: plain data and nothing else."""


def plain(context: Mapping[str, Any]) -> Plain:
    """Look a context through once, to render several texts from it.

    Anything but str, int, bool, None, Decimal, date, list and dict raises `TemplateFailed`.
    """
    if isinstance(context, Plain):
        return context
    for name, value in context.items():
        _refuse_foreign(value, name, 0)
    return Plain(context)


def _refuse_foreign(value: Any, place: str, depth: int) -> None:
    kind = type(value)
    if kind in PLAIN:
        return
    if depth >= _DEPTH:
        msg = f"{place} is nested deeper than {_DEPTH}"
        raise TemplateFailed(msg)
    if kind is dict:
        members = chain(value, value.values())
    elif kind is list or kind is tuple:
        members = iter(value)
    else:
        msg = f"{place} holds a {kind.__name__}; a template takes plain data only"
        raise TemplateFailed(msg)
    for member in members:
        if type(member) not in PLAIN:
            _refuse_foreign(member, place, depth + 1)


def one_line(text: str) -> str:
    """Return a text as one line: each run of line breaks and control characters is a space."""
    return _CONTROL.sub(" ", text)
