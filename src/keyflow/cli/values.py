"""Reads field values from the command line by the types a workflow gives them."""

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from keyflow.errors import InputError
from keyflow.loading.reading import read
from keyflow.model.schema import FieldSpec

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def data_of(
    fields: Mapping[str, FieldSpec], pairs: Sequence[str], file: str | None
) -> dict[str, Any]:
    """Return field values from a file (`-` for standard input) and from `field=value` pairs.

    A pair wins over the file; an empty value empties the field. Raises `InputError` and, for the
    file, `DefinitionError`.
    """
    given: dict[str, Any] = {} if file is None else _file(file)
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise InputError("--data", f"{pair!r} is not of the form field=value")
        given[name] = value_of(fields.get(name), f"data.{name}", text)
    return given


def _file(name: str) -> dict[str, Any]:
    if name == "-":
        return read(f"{sys.stdin.read()}\n", name="<stdin>").data
    return read(Path(name)).data


def value_of(spec: FieldSpec | None, place: str, text: str) -> Any:
    """Return a value as the field's type has it; the engine judges it further."""
    if not text:
        return None
    match spec.type if spec else "text":
        case "integer":
            return _integer(place, text)
        case "boolean":
            return _boolean(place, text)
        case "list" | "map" | "record" as what:
            return _json(place, text, what)
        case _:
            return text


def _integer(place: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InputError(place, f"{text[:40]!r} is not a whole number") from None


def _boolean(place: str, text: str) -> bool:
    if text.lower() not in _WORDS:
        raise InputError(place, f"{text[:40]!r} is not true or false")
    return _WORDS[text.lower()]


def _json(place: str, text: str, what: str) -> Any:
    try:
        return json.loads(text, parse_float=str)
    except ValueError as error:
        raise InputError(place, f"is a {what}, to be given as JSON: {error}") from None
