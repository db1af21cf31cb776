"""Says what pydantic found wrong in plain words, with the mend where one can be guessed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

_MAPPING = "must be a mapping"
_LIST = "must be a list"
_WHOLE = "must be a whole number"
_NUMBER = 'must be a number, such as 5 or "0.30"'
_YES_OR_NO = "must be true or false"
_SAID: Mapping[str, str] = {
    "string_type": "must be text",
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dataclass_type": _MAPPING,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": "must be a list of different values",
    "frozen_set_type": "must be a list of different values",
    "is_instance_of": _LIST,
    "sequence_str": _LIST,
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "greater_than_equal": "must be at least {ge}",
    "greater_than": "must be above {gt}",
    "less_than_equal": "must be at most {le}",
    "less_than": "must be below {lt}",
    "too_short": "must hold at least {min_length}",
    "too_long": "must hold at most {max_length}",
    "string_too_short": "must be at least {min_length} characters long",
    "string_too_long": "must be at most {max_length} characters long",
    "string_pattern_mismatch": "must be spelled as {pattern}",
}
_KEY = "[key]"


def complaint(item: Mapping[str, Any], known: Sequence[str] = ()) -> tuple[str, str]:
    """Return a sentence and a hint (or "") for one entry of a `ValidationError`.

    `known` are the names that could have been meant by one that is not known.
    """
    message, hint = _plain(item, known)
    place = item["loc"]
    if place and place[-1] == _KEY:
        return f"the name {place[-2]!r} {message}", hint
    return message, hint


def _plain(item: Mapping[str, Any], known: Sequence[str]) -> tuple[str, str]:
    match item["type"]:
        case "missing":
            return f"{item['loc'][-1]!r} is missing", ""
        case "extra_forbidden":
            key = str(item["loc"][-1])
            return f"unknown key {key!r}", nearest(key, known)
        case "literal_error":
            return _choice(item)
        case "string_type":
            written = isinstance(item["input"], int | float | Decimal)
            return _SAID["string_type"], "put it in quotes" if written else ""
        case kind if kind in _SAID:
            return _SAID[kind].format_map(item.get("ctx", {})), ""
    message = str(item["msg"]).removeprefix("Value error, ")
    return message.replace("Input should be", "must be", 1), ""


def _choice(item: Mapping[str, Any]) -> tuple[str, str]:
    expected = str(item["ctx"]["expected"]).replace(" or ", ", ")
    choices = [choice.strip("'") for choice in expected.split(", ")]
    if len(choices) == 1:
        return f"must be {choices[0]}", ""
    given = item["input"]
    return f"must be one of {', '.join(choices)}", (
        nearest(given, choices) if isinstance(given, str) else ""
    )


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the question whether the nearest known name was meant, "" where none is near."""
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else ""


def place(item: Mapping[str, Any], written: Any) -> tuple[str | int, ...]:
    """Return where a complaint is about in what was written.

    Parts that stand for a validator or a choice between types are left out, as is the name itself
    where a name is wrong.
    """
    path: list[str | int] = []
    parts = list(item["loc"])
    if parts and parts[-1] == _KEY:
        del parts[-2:]
    for part in parts:
        if _holds(written, part):
            written = written[part]
        elif item["type"] != "missing" or part != parts[-1]:
            continue
        path.append(part)
    return tuple(path)


def _holds(written: Any, part: str | int) -> bool:
    if isinstance(written, Mapping):
        return part in written
    return isinstance(written, list | tuple) and part in range(len(written))
