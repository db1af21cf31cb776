"""Reads field values from the command line by the types a workflow gives them."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from keyflow.errors import DefinitionError, InputError, Problem
from keyflow.loading.reading import Read, read
from keyflow.model.schema import FieldSpec
from keyflow.model.values import instant

_WORDS = {"true": True, "yes": True, "false": False, "no": False}


def data_of(
    fields: Mapping[str, FieldSpec], pairs: Sequence[str], file: str | None
) -> dict[str, Any]:
    """Return field values from a file (`-` for standard input) and from `field=value` pairs.

    A pair wins over the file; an empty value empties the field. Raises `InputError` and, for the
    file, `DefinitionError`.
    """
    given: dict[str, Any] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign:
            raise InputError("--data", f"{pair!r} is not of the form field=value")
        if name in given:
            raise InputError(f"data.{name}", "is given twice")
        given[name] = value_of(fields.get(name), f"data.{name}", text)
    return ({} if file is None else _file(file)) | given


def _file(name: str) -> dict[str, Any]:
    """Read fields as a definition is read; what is wrong is told as of a file of fields."""
    try:
        return _read(name).data
    except DefinitionError as error:
        raise DefinitionError([_of_fields(problem) for problem in error.problems]) from None


def _read(name: str) -> Read:
    if name == "-":
        return read(f"{sys.stdin.read()}\n", name="<stdin>")
    path = Path(name)
    if not path.exists():
        raise DefinitionError([Problem("there is no such file", file=name)])
    return read(path)


def _of_fields(problem: Problem) -> Problem:
    if problem.message.startswith("a definition "):
        return replace(problem, message="must be fields with their values")
    return replace(problem, hint="") if problem.hint == "rename the file" else problem


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
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        for name in names:
            if names.count(name) > 1:
                raise InputError(place, f"{name!r} is written twice")
        return dict(pairs)

    try:
        return json.loads(text, parse_float=str, object_pairs_hook=once)
    except InputError:
        raise
    except ValueError as error:
        raise InputError(place, f"is a {what}, to be given as JSON: {error}") from None


def shown(value: Any) -> str:
    """Spell a value of a case's data the way `--data` takes it."""
    match value:
        case bool() | list() | tuple() | Mapping():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def instant_of(text: str, option: str) -> datetime:
    """Return the instant that an option names, or raise `InputError`."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        why = f"{text[:40]!r} is not an instant such as 2026-03-02T09:00+08:00"
        raise InputError(option, why) from None
    if at.tzinfo is None:
        whole = at.isoformat()
        raise InputError(option, f"has no time zone; add Z or one such as +08:00: {whole}+08:00")
    return instant(at, option)
